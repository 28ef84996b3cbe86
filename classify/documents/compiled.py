"""The answer about one matter of a graph: ceiling, exact result and floor, what set them, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from classify.documents.answer import Duty, Engine, Finding, Proposal, TraceStep
from classify.documents.graph import Policy
from classify.level import Level
from classify.source import Citation
from classify.term import Term


class Ids(tuple[str, ...]):
    """The ids that a finding names. They belong to the answer, and to no log: their repr says how many there are."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"<{len(self)} ids>"


@dataclass(frozen=True, slots=True)
class Bound:
    """A level and when it ends. `level` None: no state secret any more.

    `last_secret_day` is the last day still secret, `opens_on` the first that is not; both None where no day can be
    named. `not_before` is then a day that has to be reached all the same. `term` is a date, long-term, a condition or
    several; None also where a part of it is not known.
    """

    level: Level | None
    term: Term | None
    mark: str | None = field(repr=False)
    last_secret_day: date | None
    opens_on: date | None
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A source that sets level or term: the way from it to the matter asked about, and the articles by which it counts."""

    id: str | None = field(repr=False)
    point: str | None = field(repr=False)
    path: tuple[str, ...] = field(repr=False)
    cites: tuple[Citation, ...]
    missing: bool = False
    """Whether it is named as a source without being in the graph."""


@dataclass(frozen=True, slots=True)
class Fall:
    """The effective level from a day on."""

    from_: date
    level: Level | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """The whole answer. `exact` counts named points, else whole sources; `ceiling` all whole; `floor` what is sure."""

    id: str | None = field(repr=False)
    as_of: date
    law_of: date
    policy: Policy
    restarts: bool
    """Whether the policy counts the term anew and so passes over the day on which the sources open."""
    opens_by_sources: date | None
    """That day, under every policy; None where no day can be named."""
    exact: Bound
    ceiling: Bound
    floor: Bound
    protect: Level | None
    """The level to protect at until it is decided: the exact result, or the proposal where that is higher."""
    audience: tuple[str, ...] | None = field(repr=False)
    """Who is within the audience of every source that states one; None where none does."""
    proposal: Proposal | None
    sets_level: tuple[Witness, ...]
    sets_term: tuple[Witness, ...]
    findings: tuple[Finding, ...]
    steps: tuple[Fall, ...]
    trace: tuple[TraceStep, ...]
    engine: Engine

    def __bool__(self) -> bool:
        """Refuse a truth value: `if result:` must never come to mean "public"."""
        raise TypeError("a Compiled has no truth value: ask for the `level` of its `exact` result")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One smallest set of what to leave out (`source` or `source#point`), and what remains then."""

    ids: tuple[str, ...] = field(repr=False)
    result: Bound


@dataclass(frozen=True, slots=True)
class WhatMustGo:
    """All smallest sets that reach a goal. None at all: it cannot be reached; one empty set: it is reached already."""

    id: str | None = field(repr=False)
    size: int | None
    sets: tuple[LeftOut, ...]
    complete: bool
    """False where there are more sets than were asked for."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A matter whose exact result is another one than before; None where the matter is not in one of two graphs."""

    id: str = field(repr=False)
    before: Bound | None
    after: Bound | None


@dataclass(frozen=True, slots=True)
class Notice:
    """Who is to be told of which matter: its originator, or everybody within its audience (holders)."""

    id: str = field(repr=False)
    duty: Duty
    organs: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Impact:
    """What follows from a change of one source. `touched` counts the matters that were computed again."""

    id: str = field(repr=False)
    touched: int
    changed: tuple[Changed, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class PictureWords:
    """What a picture of a graph says in the reader's language."""

    title: str
    everything: str
    absent: str
    open: str
    levels: Mapping[Level, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two graphs on one day."""

    added: tuple[Changed, ...]
    removed: tuple[Changed, ...]
    changed: tuple[Changed, ...]
