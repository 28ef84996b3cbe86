"""Calendar arithmetic on whole columns of days, by look-up tables over the index of the month.

A day is an integer: days since 1970-01-01, as Arrow's `date32` counts them. The scalar meaning is `classify.term`; a
theorem holds the two equal over every day of two centuries and every kind of term.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from classify.term import MONTHS_A_YEAR

__all__ = ["FIRST", "LAST", "NEVER", "Days", "calendar", "day_number", "to_date"]

Days = npt.NDArray[np.int32]

EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST: Final = date.min.toordinal() - EPOCH
LAST: Final = date.max.toordinal() - EPOCH
"""The first and the last day that the scalar calendar knows."""
NEVER: Final = 2**30
"""Stands for a day that is not there: later than every day, so that "on or before" says no."""

LONGEST_MONTHS: Final = 100_000 * MONTHS_A_YEAR
"""The longest duration a table reaches, in months; longer ones end as this one does, far beyond the calendar."""


def day_number(day: date | None) -> int:
    """Give the number of a day, NEVER for None.

    >>> day_number(date(1970, 1, 2)), day_number(None) == NEVER
    (1, True)
    """
    return NEVER if day is None else day.toordinal() - EPOCH


def to_date(number: int) -> date | None:
    """Give the day of a number; None for NEVER and for what lies beyond the calendar."""
    return date.fromordinal(number + EPOCH) if FIRST <= number <= LAST else None


@dataclass(frozen=True)
class Calendar:
    """Day → month and day of the month, month → first day and length; months are counted from year 1."""

    month_of: Days
    day_of: npt.NDArray[np.int8]
    first_of: Days
    length_of: npt.NDArray[np.int8]

    def corresponding(self, start: Days, months: Days | int, days: Days | int) -> Days:
        """Give the corresponding day so many months later, the month's end where there is none (CIV-202), then days.

        `start` lies within the calendar; the result may lie beyond it.
        """
        place = np.subtract(start, FIRST, dtype=np.int32)
        month = np.take(self.month_of, place, mode="clip")
        month += np.minimum(months, LONGEST_MONTHS).astype(np.int32) if isinstance(months, np.ndarray) else months
        ends = np.take(self.first_of, month, mode="clip")
        ends += np.minimum(np.take(self.day_of, place, mode="clip"), np.take(self.length_of, month, mode="clip"))
        ends += days
        return ends


@cache
def calendar() -> Calendar:
    """Build the tables, once: 20 MB."""
    months = date.max.year * MONTHS_A_YEAR + LONGEST_MONTHS
    year = np.arange(months, dtype=np.int64) // MONTHS_A_YEAR + 1
    month = np.arange(months, dtype=np.int64) % MONTHS_A_YEAR
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)[month]
    length[leap & (month == 1)] = 29
    first = np.concatenate([[0], np.cumsum(length)[:-1]]) + FIRST
    within = date.max.year * MONTHS_A_YEAR
    month_of = np.repeat(np.arange(within, dtype=np.int32), length[:within])
    day_of = (np.arange(FIRST, LAST + 1, dtype=np.int64) - first[month_of]).astype(np.int8)
    return Calendar(month_of, day_of, first.astype(np.int32), (length - 1).astype(np.int8))
