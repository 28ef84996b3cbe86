"""What a row rests on: the recorded item, or the items met by its title, folded into one as for a single matter.

A *basis* is what folding gives, under one law. Bases are few: equal ones share a number, whatever items they came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from classify.batch.days import Days, length_of
from classify.batch.law import Laws
from classify.catalog.model import Catalog, Item
from classify.comparison.folding import Folded, fold
from classify.law.parameters import Parameters

__all__ = ["DERIVED", "UNKNOWN_ITEM", "UNSOUGHT", "Bases", "Basis", "BasisTables", "Recorded"]

How = Literal["unsought", "unknown", "sought"]


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
    bounded: npt.NDArray[np.bool_]
    stated: npt.NDArray[np.bool_]
    """The maximum is what an item says, and not merely the ceiling of its level."""
    maximum_months: Days
    maximum_days: Days
    floored: npt.NDArray[np.bool_]
    minimum_months: Days
    minimum_days: Days
    match: npt.NDArray[np.uint8]
    """Twice the place in MATCHES, and one more for items of a catalog that is only a sample."""


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
        bounded=np.array([maximum is not None for maximum in maxima]),
        stated=np.array([basis.folded.maximum_stated for basis in bases]),
        maximum_months=np.array([months for months, _ in longest], dtype=np.int32),
        maximum_days=np.array([days for _, days in longest], dtype=np.int32),
        floored=np.array([basis.folded.minimum is not None for basis in bases]),
        minimum_months=np.array([months for months, _ in shortest], dtype=np.int32),
        minimum_days=np.array([days for _, days in shortest], dtype=np.int32),
        match=np.array([2 * MATCHES.index(basis.match) + basis.sample for basis in bases], dtype=np.uint8),
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

    def catalogs_of(self, texts: Sequence[str | None]) -> npt.NDArray[np.int32]:
        """Give the row of `pairs` for each catalog's name; one that is not named is as little known as one that is not there."""
        return np.maximum(_places(texts, self.catalogs), 1)

    def items_of(self, texts: Sequence[str | None]) -> npt.NDArray[np.int32]:
        """Give the column of `pairs` for each item's name."""
        return _places(texts, self.items)


def _places(texts: Sequence[str | None], names: Sequence[str]) -> npt.NDArray[np.int32]:
    """Give to each text the place of its name from 2; 0 for none, 1 for a name that is not there."""
    known = {name: place + 2 for place, name in enumerate(names)}
    places = [0 if text is None or not text.strip() else known.get(text.strip(), 1) for text in texts]
    return np.array(places, dtype=np.int32)


def _alone(catalog: Catalog, item: Item, laws: Laws, span: int, implied: dict[str, frozenset[str]]) -> Basis:
    """Fold one item as it stood in a span of days; what was not in force then is unknown."""
    law = laws.laws[laws.law_of[span]]
    if not law.in_force:
        return _FIRST[DERIVED]
    first = laws.firsts[span]
    if not (catalog.in_force(first) and item.in_force(first)):
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
