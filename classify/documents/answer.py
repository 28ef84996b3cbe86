"""The answer about one matter: frozen data of ids, codes, days and citations. Sentences are made at the edge.

A repr ends up in logs and tracebacks: what the matter said, and the words of a catalog that were found in it, is left out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from classify.level import Level
from classify.source import Citation
from classify.term import Term

Outcome = Literal["derived", "must_not_classify", "undetermined", "disputed", "refer_up", "determined", "no_match"]
Severity = Literal["error", "warning", "notice"]
TermIs = Literal["proposed", "maximum", "fixed"]
Engine = Literal["durable", "fixpoint"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the drafter proposed, as read from the mark, with its days."""

    mark: str = dataclasses.field(repr=False)
    level: Level | None
    term: Term | None
    last_secret_day: date | None
    opens_on: date | None


@dataclass(frozen=True, slots=True)
class MarkAnswer:
    """One mark read under the law of a day.

    `valid`: lawful exactly as written. `faults` are finding ids. `normal` is the proper form, where there is one.
    `last_secret_day` is the last day still secret, `opens_on` the first that is not; None without a day to start from.
    """

    text: str = dataclasses.field(repr=False)
    valid: bool
    level: Level | None
    term: Term | None
    faults: tuple[str, ...]
    normal: str | None = dataclasses.field(repr=False)
    last_secret_day: date | None
    opens_on: date | None
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    """What fills the sentences of its faults."""

    def __bool__(self) -> bool:
        """Refuse a truth value: ask for `valid`."""
        raise TypeError("a MarkAnswer has no truth value: ask for `valid`")


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A catalog item whose criteria are met, and the catalog's own words that were found."""

    catalog: str
    item: str
    level: Level | None
    scheme: str
    standing: str
    names: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)
    """The item's name by language."""
    cite: str | None = None
    words: tuple[str, ...] = dataclasses.field(default=(), repr=False)
    facts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The item's full name, `catalog#item`."""
        return f"{self.catalog}#{self.item}"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An item whose words were found and which still does not apply, with what excluded it."""

    catalog: str
    item: str
    reason: str
    names: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item that merely looks alike. It never reaches level, term or outcome: no analogy (FW2017-4)."""

    catalog: str
    item: str
    score: float
    standing: str
    names: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer, with its name by language."""

    value: str | bool
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is wanted, the question by language, and its choices; a number has none."""

    field: str
    asked: Mapping[str, str] = dataclasses.field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """What is to be done, to or by whom, and the last day for it where the law names one."""

    do: str
    to: str | None
    by: date | None
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or to be known. `values` fill its sentence; they are law and catalog values, never the matter's text."""

    id: str
    severity: Severity
    cites: tuple[Citation, ...]
    verified: bool
    standing: str | None = None
    item: str | None = None
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One rule that decided, with the coded facts and the earlier conclusions it used."""

    rule: str
    facts: tuple[tuple[str, str], ...]
    given: tuple[tuple[str, str], ...]
    then: tuple[tuple[str, str], ...]
    cites: tuple[Citation, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class CatalogUse:
    """A catalog that was asked for, and whether it was in force on the day of the matter."""

    id: str
    version: str
    sha256: str
    standing: str
    in_force: bool
    dates: Literal["known", "unknown"]


@dataclass(frozen=True, slots=True)
class Determination:
    """The answer of one determination, with its whole argument.

    `last_secret_day` is the last day on which the matter is still secret, `opens_on` the first on which it is not;
    None where no day can be named. `protect` is the level to protect at until it is decided.
    """

    id: str | None = dataclasses.field(repr=False)
    as_of: date
    law_of: date
    outcome: Outcome
    level: Level | None
    protect: Level | None
    term: Term | None
    term_is: TermIs | None
    mark: str | None = dataclasses.field(repr=False)
    last_secret_day: date | None
    opens_on: date | None
    not_before: date | None
    audience: tuple[str, ...] | None = dataclasses.field(repr=False)
    proposal: Proposal | None
    items: tuple[FoundItem, ...]
    asked: tuple[FoundItem, ...]
    """Items of which it is unknown whether they are met."""
    not_secret: tuple[FoundItem, ...]
    near_misses: tuple[NearMiss, ...]
    suggestions: tuple[Suggestion, ...]
    missing: tuple[Question, ...]
    duties: tuple[Duty, ...]
    findings: tuple[Finding, ...]
    trace: tuple[TraceStep, ...]
    facts: tuple[tuple[str, object, str], ...] = dataclasses.field(repr=False)
    """The facts that catalogs asked for or words stated: name, value, and where it came from."""
    engine: Engine
    catalogs: tuple[CatalogUse, ...]

    def __bool__(self) -> bool:
        """Refuse a truth value: `if result:` must never come to mean "public"."""
        raise TypeError("a Determination has no truth value: ask for its `outcome`")
