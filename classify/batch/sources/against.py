"""Marks against their sources: vectors make the few truths that the comparison asks for, and tables say what it comes to.

The tables are filled by `classify.comparison.sources`, once for every combination.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from classify.batch.days import NEVER, Days
from classify.batch.marks import TERMS
from classify.batch.sources.holdings import SECRET, UNKNOWN_DAY, UNREAD, WRITTEN, Holdings, Reaches, Terms
from classify.batch.told import STANDS
from classify.comparison.sources import level_code, opening_code
from classify.level import Level

__all__ = ["LATER", "compared"]

Truths = npt.NDArray[np.bool_]
Small = npt.NDArray[Any]

LATER: Final = STANDS["opening.vs_sources"].index("later")
LEVELS: Final = (None, *Level)
_FLAGS: Final = np.arange(2**16)


def _highest(lowest: np.uint16) -> Small:
    """Give for every mask of flags the highest of three levels whose bits are set, from 1; 0 for none."""
    bits = [(_FLAGS & int(lowest) << place) > 0 for place in range(3)]
    return np.where(bits[2], 3, np.where(bits[1], 2, np.where(bits[0], 1, 0))).astype(np.uint8)


HELD: Final = _highest(SECRET)
IN_PLAY: Final = _highest(WRITTEN)


def compared(rows: Holdings, terms: Terms, reach: Reaches, today: int) -> tuple[Small, Small]:
    """Compare the marks of some rows with all that they and their sources hold: level and opening, as places in STANDS."""
    mine = _Mark(rows, terms, today)
    then = np.minimum(rows.start, np.int32(today))
    levels = [_levels(reach, day) for day in (np.int32(today), then)]
    (known_now, protected_now), (known_then, protected_then) = levels
    level = np.take(
        _level_codes(), (((mine.level * 4 + known_now) * 4 + known_then) * 4 + protected_then) * 2 + mine.secret, mode="clip"
    )
    last, long_term = reach.last, reach.last == NEVER
    acted = reach.acts > then if reach.acts is not None else np.False_
    short = (protected_now > 0) & ~mine.outlasts(reach, last, today)
    settled = (protected_then > 0) & ~(((reach.flags & UNKNOWN_DAY) > 0) & ~long_term) & ~acted
    beyond = mine.outlasts(reach, last, then) & ~mine.equals(reach, last, then)
    place = (((mine.known * 2 + mine.secret) * 2 + short) * 2 + settled) * 2 + beyond
    return level, np.take(_opening_codes(), place, mode="clip")


class _Mark:
    """The marks as written: with the extensions that count, whatever act has opened them."""

    def __init__(self, rows: Holdings, terms: Terms, today: int) -> None:
        self.level = terms.level[rows.place].astype(np.int16)
        term = terms.term[rows.place]
        self.opens = terms.opens(rows)
        self.long_term = term == TERMS.index("long_term")
        self.event = np.where(term == TERMS.index("event"), terms.event[rows.place], 0)
        self.dated = self.opens != NEVER
        self.known = ((self.level > 0) & (self.long_term | self.dated | (self.event > 0))).astype(np.int16)
        self.secret = np.minimum(self.opens, rows.act) > today

    def outlasts(self, reach: Reaches, last: Days, day: Days | int) -> Truths:
        """Say whether all that holds the sources back on a day holds back the mark as well."""
        within = np.True_ if not reach.events else (reach.events[0] < 0) | self._awaits_only(reach)
        reached = (last <= day) | (self.dated & (self.opens >= last))
        outlasts: Truths = self.long_term | ((last != NEVER) & reached & within)
        return outlasts

    def equals(self, reach: Reaches, last: Days, day: Days | int) -> Truths:
        """Say whether mark and sources are held back by the same."""
        none = np.True_ if not reach.events else reach.events[0] < 0
        same = np.where(self.event > 0, self._awaits_only(reach), none)
        dated = np.where(last > day, self.dated & (self.opens == last), ~self.dated)
        equals: Truths = np.where(self.long_term, last == NEVER, (last != NEVER) & dated & same)
        return equals

    def _awaits_only(self, reach: Reaches) -> Truths:
        if not reach.events:
            return np.zeros(len(self.event), dtype=np.bool_)
        one: Truths = (reach.events[0] == self.event) & (reach.events[1] == -self.event)
        return one & (self.event > 0)


def _levels(reach: Reaches, day: Days | np.int32) -> tuple[Small, Small]:
    """Give the highest level that can be read and is secret on a day, and that at which all is protected; 0 for none."""
    known = np.take(HELD, reach.flags)
    for rank, days in enumerate(reach.days, 1):
        known[(days > day) & (known < rank)] = rank
    protected = np.maximum(known, np.take(IN_PLAY, reach.flags))
    protected[protected == 0] = len(Level)
    return known, np.where((reach.flags & UNREAD) > 0, protected, known)


@cache
def _level_codes() -> Small:
    places = STANDS["level.vs_sources"]
    asked = product(LEVELS, LEVELS, LEVELS, LEVELS, (False, True))
    return np.array([places.index(level_code(*levels, secret=secret)) for *levels, secret in asked], dtype=np.uint8)


@cache
def _opening_codes() -> Small:
    places = STANDS["opening.vs_sources"]
    names = ("known", "secret", "short", "settled", "beyond")
    asked = product((False, True), repeat=len(names))
    return np.array([places.index(opening_code(**dict(zip(names, one, strict=True)))) for one in asked], dtype=np.uint8)
