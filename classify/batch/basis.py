"""What a row rests on: the recorded item, or the items met by its title, folded into one as for a single matter.

A *basis* is what folding gives, under one law. Bases are few: equal ones share a number, whatever items they came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from classify.batch.days import Days, length_of
from classify.batch.law import Laws
from classify.batch.marks import MarkTables
from classify.catalog.model import Catalog, Item
from classify.comparison.folding import Folded, fold
from classify.comparison.proposal import Reading, item_facts
from classify.law.parameters import Parameters
from classify.level import Level
from classify.mark import MarkReading
from classify.rules.field import UNKNOWN
from classify.term import Duration, ExpiryRule, OnDate

__all__ = ["DERIVED", "UNKNOWN_ITEM", "UNSOUGHT", "Bases", "Basis", "BasisTables", "Recorded"]

How = Literal["unsought", "unknown", "sought"]

ByLength = Literal["none", "within", "unknown", "compared"]


@dataclass(frozen=True, slots=True)
class Basis:
    """Items folded, and how they were found.

    `unsought`: the row names no item and no title, so nothing is known of its items. `unknown`: it names an item that the
    catalogs do not have, or not on its day. `pending`: an item of which it is unknown could change the answer.
    """

    how: How
    folded: Folded = field(default_factory=Folded)
    pending: bool = False
    work: bool = False
    sample: bool = False

    def codes(self) -> dict[str, str]:
        """Say what the rules may ask of the items."""
        match self.how:
            case "unsought":
                return {"items.pending": "no"}
            case "unknown":
                return {"items.pending": "yes"}
            case "sought":
                pending = "yes" if self.pending else "no"
                return self.folded.codes() | {"items.pending": pending, "items.work": "met" if self.work else "none"}

    @property
    def match(self) -> str:
        """Say whether the match is known, as the rules for what is to be done ask."""
        if self.how == "unsought":
            return "not_sought"
        return "unknown_yet" if self.how == "unknown" or self.pending else "known"


UNSOUGHT, UNKNOWN_ITEM, DERIVED = 0, 1, 2
"""The first bases: nothing named; something named that is not there; a derived matter, for which none is sought."""
_FIRST: Final = (Basis("unsought"), Basis("unknown"), Basis("sought"))


@dataclass(frozen=True, eq=False)
class BasisTables:
    """One row a basis. A length of no months and no days is none."""

    bases: tuple[Basis, ...]
    level: npt.NDArray[np.int8]
    bounded: npt.NDArray[np.bool_]
    stated: npt.NDArray[np.bool_]
    """The maximum is what an item says, and not merely the ceiling of its level."""
    maximum_months: Days
    maximum_days: Days
    floored: npt.NDArray[np.bool_]
    minimum_months: Days
    minimum_days: Days
    sample: npt.NDArray[np.bool_]
    match: npt.NDArray[np.int8]


MATCHES: Final = ("known", "unknown_yet", "not_sought")


class Bases:
    """The bases met so far; numbers are given once and never change."""

    def __init__(self) -> None:
        """Begin with the three that need no item."""
        self._numbers: dict[Basis, int] = {basis: place for place, basis in enumerate(_FIRST)}
        self._lock = Lock()
        self.tables = _tables(_FIRST)

    def number_of(self, basis: Basis) -> int:
        """Give the number of a basis."""
        with self._lock:
            number = self._numbers.setdefault(basis, len(self._numbers))
            if number == len(self.tables.bases):
                self.tables = _tables(tuple(self._numbers))
            return number

    def numbers_of(self, bases: Iterable[Basis]) -> list[int]:
        """Give the numbers of many, building the tables once."""
        with self._lock:
            numbers = [self._numbers.setdefault(basis, len(self._numbers)) for basis in bases]
            if len(self._numbers) > len(self.tables.bases):
                self.tables = _tables(tuple(self._numbers))
            return numbers


def _tables(bases: Sequence[Basis]) -> BasisTables:
    maxima = [basis.folded.maximum if not basis.folded.long_term else None for basis in bases]
    longest = [length_of(maximum) for maximum in maxima]
    shortest = [length_of(basis.folded.minimum) for basis in bases]
    return BasisTables(
        bases=tuple(bases),
        level=np.array([0 if (level := basis.folded.level) is None else level.rank + 1 for basis in bases], dtype=np.int8),
        bounded=np.array([maximum is not None for maximum in maxima]),
        stated=np.array([basis.folded.maximum_stated for basis in bases]),
        maximum_months=np.array([months for months, _ in longest], dtype=np.int32),
        maximum_days=np.array([days for _, days in longest], dtype=np.int32),
        floored=np.array([basis.folded.minimum is not None for basis in bases]),
        minimum_months=np.array([months for months, _ in shortest], dtype=np.int32),
        minimum_days=np.array([days for _, days in shortest], dtype=np.int32),
        sample=np.array([basis.sample for basis in bases]),
        match=np.array([MATCHES.index(basis.match) for basis in bases], dtype=np.int8),
    )


class Recorded:
    """The items that rows name: pairs of catalog and item become one number, and with the span of days a basis."""

    def __init__(self, catalogs: Sequence[Catalog], laws: Laws, bases: Bases, implied: dict[str, frozenset[str]]) -> None:
        """Fold every item by itself, under the law of every span of days."""
        self.catalogs = [catalog.id for catalog in catalogs]
        names = sorted({item.id for catalog in catalogs for item in catalog.items})
        self.items = names
        places = {name: place for place, name in enumerate(names)}
        rows: list[list[Basis]] = [[_FIRST[UNSOUGHT]] * len(laws.firsts), [_FIRST[UNKNOWN_ITEM]] * len(laws.firsts)]
        # one more of each for what is not known by name
        self.pairs = np.full((len(self.catalogs) + 2, len(names) + 2), 1, dtype=np.int32)
        self.pairs[:, 0] = 0
        for at, catalog in enumerate(catalogs):
            for item in catalog.items:
                self.pairs[at + 2, places[item.id] + 2] = len(rows)
                rows.append([_alone(catalog, item, laws, span, implied) for span in range(len(laws.firsts))])
        numbers = bases.numbers_of(basis for row in rows for basis in row)
        self.basis_of = np.array(numbers, dtype=np.int32)
        """By recorded pair and span of days: `pair * spans + span`."""


def _alone(catalog: Catalog, item: Item, laws: Laws, span: int, implied: dict[str, frozenset[str]]) -> Basis:
    """Fold one item as it stood in a span of days; what was not in force then is unknown."""
    law = laws.laws[laws.law_of[span]]
    if not law.in_force:
        return _FIRST[DERIVED]
    first = laws.firsts[span]
    limbs_hold = not item.limbs or any(limb.span.covers(first) for limb in item.limbs)
    if not (catalog.in_force(first) and limbs_hold):
        return _FIRST[UNKNOWN_ITEM]
    return folded_basis([(catalog, item)], law.parameters, implied)


def folded_basis(
    met: Sequence[tuple[Catalog, Item]], law: Parameters, implied: dict[str, frozenset[str]], *, pending: bool = False
) -> Basis:
    """Fold the items that are met, whatever their scheme: only those of the state scheme move level and term."""
    state = [(catalog, item) for catalog, item in met if item.scheme == "state"]
    return Basis(
        "sought",
        fold(state, law, implied),
        pending=pending,
        work=any(item.scheme == "work" for _, item in met),
        sample=any(catalog.standing == "sample" for catalog, _ in state),
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """A kind of mark against a basis: codes, and whether the length still has to be compared by the days of the row."""

    codes: tuple[tuple[str, str], ...]
    length: ByLength


LENGTHS: Final = (
    ("none", "no"),
    ("within", "yes"),
    ("above", "no"),
    ("below_minimum", "yes"),
    (UNKNOWN, UNKNOWN),
)
"""What comparing a term with an item's maximum and minimum gives: `term.vs_item`, `term.item_allows`."""


class Pairs:
    """Kinds of marks against bases, a table filled where a row needs it. Equal pairs share a number."""

    def __init__(self, rule: ExpiryRule) -> None:
        """Begin empty."""
        self._rule = rule
        self._lock = Lock()
        self._numbers: dict[Pair, int] = {}
        self.table = np.full((0, 0), -1, dtype=np.int32)
        self.pairs: tuple[Pair, ...] = ()

    def look_up(
        self, kinds: npt.NDArray[np.int32], bases: npt.NDArray[np.int32], marks: MarkTables, tables: BasisTables
    ) -> npt.NDArray[np.int32]:
        """Give the number of each row's pair."""
        self._grow(len(marks.kinds), len(tables.bases))
        table = self.table
        places = kinds * np.int32(table.shape[1]) + bases
        found = np.take(table.reshape(-1), places, mode="clip")
        if (found < 0).any():
            with self._lock:
                for place in np.unique(places[found < 0]).tolist():
                    kind, basis = divmod(place, table.shape[1])
                    self._fill(table, kind, basis, marks, tables)
            found = np.take(table.reshape(-1), places, mode="clip")
        return found

    def _grow(self, kinds: int, bases: int) -> None:
        if self.table.shape[0] >= kinds and self.table.shape[1] >= bases:
            return
        with self._lock:
            old = self.table
            wider = np.full((max(old.shape[0], 2 * kinds), max(old.shape[1], 2 * bases)), -1, dtype=np.int32)
            wider[: old.shape[0], : old.shape[1]] = old
            self.table = wider

    def _fill(self, table: npt.NDArray[np.int32], kind: int, basis: int, marks: MarkTables, tables: BasisTables) -> None:
        pair = pair_of(marks.kinds[kind][0], tables.bases[basis], self._rule)
        number = self._numbers.setdefault(pair, len(self._numbers))
        if number == len(self.pairs):
            self.pairs = (*self.pairs, pair)
        table[kind, basis] = number


def pair_of(reading: MarkReading, basis: Basis, rule: ExpiryRule) -> Pair:
    """Compare a mark with a basis as far as the days of the row do not matter."""
    if basis.how == "unsought":
        # nothing is known of the items: no rule that needs them fires, and none is said to allow more
        return Pair((), "none")
    if basis.how == "unknown":
        return Pair((), "unknown")
    told = Reading("", reading, None, None, rule)
    facts = item_facts(told, basis.folded)
    kept = tuple((name, facts[name]) for name in ("level.vs_item", "term.kind_vs_item", "item.long_term"))
    return Pair(kept, _by_length(told, basis.folded))


def _by_length(reading: Reading, folded: Folded) -> ByLength:
    if reading.level is None or not folded.levels or reading.mark.term is None:
        return "none"
    if folded.long_term:
        return "within"
    compared = folded.maximum is not None and isinstance(reading.mark.term, Duration | OnDate)
    return "compared" if compared else "none"


@lru_cache(maxsize=10_000)
def unstarted_length(
    reading: MarkReading, maximum: Duration | None, minimum: Duration | None, rule: ExpiryRule, *, stated: bool
) -> int:
    """Compare a term that has no start with an item's maximum and minimum; gives a place in LENGTHS."""
    # any level will do: only the lengths are compared
    folded = Folded(levels=frozenset(Level), maximum=maximum, maximum_stated=stated, minimum=minimum)
    facts = item_facts(Reading("", reading, None, None, rule), folded)
    return LENGTHS.index((facts["term.vs_item"], facts["term.item_allows"]))
