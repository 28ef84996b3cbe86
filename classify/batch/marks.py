"""Marks and levels: each distinct text is read once, and everything that follows from it alone is a table row.

What a row needs of its mark is then one number. Two marks that no rule and no item can tell apart are of one *kind*: all
dates that no item names, all lengths in days. Kinds are few, so that comparisons with items are tables over kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

from classify.batch.days import NEVER, Days, day_number, length_of
from classify.comparison.proposal import Reading, ceiling_facts, mark_facts
from classify.errors import InputError
from classify.law.regime import LawOfDay
from classify.level import Level
from classify.mark import MarkReading, read
from classify.rules.field import UNKNOWN
from classify.term import Duration, Event, ExpiryRule, LongTerm, OnDate, Term

__all__ = ["BY_DATE", "BY_DURATION", "CEILINGS", "TERMS", "MarkTables", "Marks", "level_of"]

TERMS: Final = ("none", "duration", "date", "event", "long_term")
CEILINGS: Final = (UNKNOWN, "none", "within", "above")
WITHOUT_PERIOD: Final = "mark-without-period"

BY_DURATION, BY_DATE = len(CEILINGS), len(CEILINGS) + 1
"""Where the days of the row decide how a term is held against its ceiling: as a duration, or as a date."""

NOTHING: Final = MarkReading(None, None, (), None)
"""A row with neither mark nor level."""


def level_of(text: str) -> MarkReading:
    """Read a level without a mark: nothing names its term, so the statutory default runs.

    >>> level_of("机密").faults, level_of("最高").level
    (('mark-without-period',), None)
    """
    try:
        return MarkReading(Level.parse(text.strip()), None, (WITHOUT_PERIOD,), None)
    except InputError:
        return NOTHING


@dataclass(frozen=True, eq=False)
class MarkTables:
    """One row a mark and law: `mark * laws + law`. Days and months are lengths, `fixed` is the day of a date."""

    kind: npt.NDArray[np.int32]
    """By mark alone."""
    level: npt.NDArray[np.int8]
    """By mark alone: 0 for none, else 1 to 3."""
    term: npt.NDArray[np.int8]
    months: Days
    days: Days
    fixed: Days
    ceiling: npt.NDArray[np.int8]
    """The place in CEILINGS, or how the mark's own term is held against its ceiling by the days of the row."""
    ceiling_months: Days
    ceiling_days: Days
    unstarted: npt.NDArray[np.int8]
    """The place in CEILINGS where there is no start."""
    readings: tuple[MarkReading, ...]
    kinds: tuple[tuple[MarkReading, dict[str, str]], ...]
    """To each kind one mark of it, and its facts."""


class Marks:
    """The marks and levels seen so far. Numbers are given once and never change; 0 is a row without either."""

    def __init__(self, laws: Sequence[LawOfDay], rule: ExpiryRule, days_asked: frozenset[int]) -> None:
        """Take the laws, and the days that items name as their own, on which a mark's date may be like an item's."""
        self._laws = tuple(laws)
        self._rule = rule
        self._days_asked = days_asked
        self._numbers: dict[tuple[str, str], int] = {}
        self._kinds: dict[object, int] = {}
        self._kept: list[tuple[MarkReading, dict[str, str]]] = []
        self._readings: list[MarkReading] = []
        self._rows: list[tuple[int, ...]] = []
        self._by_mark: list[tuple[int, int]] = []
        self._lock = Lock()
        self._add("", "", lambda _: NOTHING)
        self.tables = self._built()

    def numbers_of(self, texts: Sequence[str | None], *, levels: bool = False) -> npt.NDArray[np.int32]:
        """Give the numbers of some texts, reading those that are new; 0 for what is missing or blank."""
        source: Callable[[str], MarkReading] = level_of if levels else read
        sort = "level" if levels else "mark"
        numbers = [self._numbers.get((sort, text), -1) if text else 0 for text in texts]
        if -1 in numbers:
            with self._lock:
                found = {text: self._add(sort, text, source) for text in texts if text and (sort, text) not in self._numbers}
                # the tables first, then the numbers: another thread that sees a number finds its row
                self.tables = self._built()
                self._numbers.update({(sort, text): number for text, number in found.items()})
            numbers = [self._numbers[sort, text] if text else 0 for text in texts]
        return np.array(numbers, dtype=np.int32)

    def _add(self, sort: str, text: str, source: Callable[[str], MarkReading]) -> int:
        """Read one text and give its number; a blank one is none."""
        if sort and not text.strip():
            return 0
        reading = source(text)
        facts = mark_facts(None if reading is NOTHING else Reading("", reading, reading.term, None, self._rule))
        asked = _asked(reading.term, self._days_asked)
        kind = self._kinds.setdefault((tuple(facts.items()), reading.level, asked), len(self._kinds))
        if kind == len(self._kept):
            self._kept.append((reading, facts))
        self._rows += self._under_each(reading)
        self._by_mark.append((kind, 0 if reading.level is None else reading.level.rank + 1))
        self._readings.append(reading)
        return len(self._readings) - 1

    def _under_each(self, reading: MarkReading) -> Iterator[tuple[int, ...]]:
        """Give what each law makes of a mark: many laws have the same default and the same ceiling."""
        kept: dict[object, tuple[int, ...]] = {}
        for law in self._laws:
            level = reading.level
            said = None if level is None else (law.parameters.default_term(level), law.parameters.ceiling(level))
            if said not in kept:
                kept[said] = _row(reading, law, self._rule)
            yield kept[said]

    def _built(self) -> MarkTables:
        rows = np.array(self._rows, dtype=np.int64)
        marks = np.array(self._by_mark, dtype=np.int32)
        wide = [np.ascontiguousarray(rows[:, column], dtype=np.int32) for column in (1, 2, 3, 5, 6)]
        narrow = [np.ascontiguousarray(rows[:, column], dtype=np.int8) for column in (0, 4, 7)]
        return MarkTables(
            kind=np.ascontiguousarray(marks[:, 0]),
            level=marks[:, 1].astype(np.int8),
            term=narrow[0],
            months=wide[0],
            days=wide[1],
            fixed=wide[2],
            ceiling=narrow[1],
            ceiling_months=wide[3],
            ceiling_days=wide[4],
            unstarted=narrow[2],
            readings=tuple(self._readings),
            kinds=tuple(self._kept),
        )


def _asked(term: Term | None, days: frozenset[int]) -> object:
    """Give what of a term an item may name: its event, its length in months, or its day where some item names that day."""
    match term:
        case Duration():
            return "days" if term.months is None else term.months
        case Event(event):
            return event
        case OnDate(on):
            return ("date", day_number(on) if day_number(on) in days else None)
        case _:
            return TERMS[_sort(term)]


def _sort(term: Term | None) -> int:
    match term:
        case None:
            return 0
        case Duration():
            return 1
        case OnDate():
            return 2
        case Event():
            return 3
        case LongTerm():
            return 4
        case _:
            raise InputError("term-unreadable")


def _row(reading: MarkReading, law: LawOfDay, rule: ExpiryRule) -> tuple[int, ...]:
    """Give what a law makes of a mark: the term that runs, and how its own term is held against the ceiling."""
    term: Term | None = reading.term
    if term is None and reading.level is not None and WITHOUT_PERIOD in reading.faults:
        term = law.parameters.default_term(reading.level)
    months, days = length_of(term if isinstance(term, Duration) else None)
    fixed = day_number(term.on) if isinstance(term, OnDate) else NEVER
    ceiling = law.parameters.ceiling(reading.level) if reading.level is not None else None
    own = reading.term if ceiling is not None else None
    told = Reading("", reading, term, None, rule)
    unstarted = CEILINGS.index(
        ceiling_facts(None if reading is NOTHING else told, law.parameters).get("term.vs_ceiling", UNKNOWN)
    )
    # two lengths in whole months end in the same order from whatever day they run
    by_days = isinstance(own, Duration) and (length_of(own)[1] or length_of(ceiling)[1])
    how = BY_DATE if isinstance(own, OnDate) else BY_DURATION if by_days else unstarted
    return (_sort(term), months, days, fixed, how, *length_of(ceiling), unstarted)
