"""Marks against what rows rest on: one number a pair of them, and equal pairs share a number.

A pair carries every code that follows from the mark and the items together. How long the mark runs against what the items
allow follows from both where all lengths are in months, for months keep their order from whatever day they run; where a date
or days are involved the days of the row decide, and the pair is *open*: it stands for one pair of each outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final

import numpy as np

from classify.batch.basis import Bases, Basis
from classify.batch.days import length_of
from classify.batch.lookup import Lookup, Numbers, room
from classify.batch.marks import Marks
from classify.comparison.folding import Folded
from classify.comparison.proposal import Reading, item_facts
from classify.level import Level
from classify.mark import MarkReading
from classify.rules.field import UNKNOWN
from classify.term import Duration, ExpiryRule, OnDate

__all__ = ["LENGTHS", "OPEN", "Pair", "Pairs", "Tiers", "unstarted_length"]

Tiers = tuple[str | None, ...]

LENGTHS: Final = (
    ("none", "no"),
    ("within", "yes"),
    ("above", "no"),
    ("below_minimum", "yes"),
    (UNKNOWN, UNKNOWN),
)
"""What comparing a term with an item's maximum and minimum gives: `term.vs_item`, `term.item_allows`."""
NONE, WITHIN, ABOVE, BELOW_MINIMUM, UNSAID = range(len(LENGTHS))
OPEN: Final = 1 << 24
"""Numbers from here on are open pairs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What rules may ask of a mark and of what the row rests on. Levels are 0 for none, else 1 to 3."""

    codes: tuple[tuple[str, str], ...]
    level: int
    item_level: int
    tiers: tuple[str, ...]
    """The code of `item.tier` for each tier."""


class Pairs:
    """The pairs met so far; numbers are given once and never change."""

    def __init__(self, marks: Marks, bases: Bases, tiers: Tiers, rule: ExpiryRule) -> None:
        """Begin empty."""
        self._marks, self._bases, self._tiers, self.rule = marks, bases, tiers, rule
        self._numbers: dict[Pair, int] = {}
        self._lock = Lock()
        self._table = Lookup()
        self.pairs: list[Pair] = []
        self.outcomes: Numbers = np.empty((0, len(LENGTHS)), dtype=np.int32)
        """To each open pair its pairs by the place in LENGTHS."""

    def look_up(self, kinds: Numbers, bases: Numbers) -> Numbers:
        """Give the number of each row's pair."""
        return self._table(
            self._numbered,
            (kinds, room(len(self._marks.tables.kinds))),
            (bases, room(len(self._bases.tables.bases))),
        )

    def _numbered(self, kinds: Numbers, bases: Numbers) -> Numbers:
        with self._lock:
            return np.array([self._number(*one) for one in zip(kinds.tolist(), bases.tolist(), strict=True)], dtype=np.int32)

    def _number(self, kind: int, place: int) -> int:
        reading, facts = self._marks.tables.kinds[kind]
        basis = self._bases.tables.bases[place]
        length = length_against(reading, basis, self.rule)
        codes = facts | basis.codes() | codes_against(reading, basis, self.rule)
        if length is not None:
            return self._kept(reading, basis, codes, length)
        outcomes = [self._kept(reading, basis, codes, one) for one in range(len(LENGTHS))]
        self.outcomes = np.concatenate([self.outcomes, np.array([outcomes], dtype=np.int32)])
        return OPEN + len(self.outcomes) - 1

    def _kept(self, reading: MarkReading, basis: Basis, codes: dict[str, str], length: int) -> int:
        told = codes | dict(zip(("term.vs_item", "term.item_allows"), LENGTHS[length], strict=True))
        pair = Pair(
            tuple(sorted(told.items())),
            _place(reading.level),
            _place(basis.folded.level),
            tuple(basis.folded.tier_code(tier) or UNKNOWN for tier in self._tiers),
        )
        number = self._numbers.setdefault(pair, len(self._numbers))
        if number == len(self.pairs):
            self.pairs.append(pair)
        return number


def _place(level: Level | None) -> int:
    return 0 if level is None else level.rank + 1


def codes_against(reading: MarkReading, basis: Basis, rule: ExpiryRule) -> dict[str, str]:
    """Compare a mark with a basis in all but length."""
    if basis.how != "sought":
        # nothing is known of the items: no rule that needs them fires
        return {}
    facts = item_facts(Reading("", reading, None, None, rule), basis.folded)
    return {name: facts[name] for name in ("level.vs_item", "term.kind_vs_item", "item.long_term")}


def length_against(reading: MarkReading, basis: Basis, rule: ExpiryRule) -> int | None:
    """Compare a mark's own term with a basis: a place in LENGTHS, or None where the days of the row decide."""
    if basis.how != "sought":
        # of nothing named, none is said to allow more
        return NONE if basis.how == "unsought" else UNSAID
    folded = basis.folded
    if reading.level is None or not folded.levels or reading.term is None:
        return NONE
    if folded.long_term:
        return WITHIN
    if folded.maximum is None or not isinstance(reading.term, Duration | OnDate):
        return NONE
    lengths = (reading.term, folded.maximum, folded.minimum)
    if any(isinstance(one, OnDate) or length_of(one)[1] for one in lengths):
        return None
    return unstarted_length(reading, folded.maximum, folded.minimum, rule, stated=folded.maximum_stated)


@lru_cache(maxsize=10_000)
def unstarted_length(
    reading: MarkReading, maximum: Duration | None, minimum: Duration | None, rule: ExpiryRule, *, stated: bool
) -> int:
    """Compare a term that has no start with an item's maximum and minimum; gives a place in LENGTHS."""
    # any level will do: only the lengths are compared
    folded = Folded(levels=frozenset(Level), maximum=maximum, maximum_stated=stated, minimum=minimum)
    facts = item_facts(Reading("", reading, None, None, rule), folded)
    return LENGTHS.index((facts["term.vs_item"], facts["term.item_allows"]))
