"""Calendar arithmetic on whole columns of days, by look-up tables over the index of the month.

A day is an integer: days since 1970-01-01, as Arrow's `date32` counts them. The scalar meaning is `classify.term`; a
theorem holds the two equal over every day of two centuries and every kind of term.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from classify.term import MONTHS_A_YEAR, Duration

__all__ = ["FIRST", "LAST", "NEVER", "Calendar", "Days", "calendar", "day_number", "length_of", "to_date"]

Days = npt.NDArray[np.int32]

EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST: Final = date.min.toordinal() - EPOCH
LAST: Final = date.max.toordinal() - EPOCH
"""The first and the last day that the scalar calendar knows."""
NEVER: Final = 2**30
"""Stands for a day that is not there: later than every day, so that "on or before" says no."""

LONGEST_MONTHS: Final = 100_000 * MONTHS_A_YEAR
"""The longest duration that the tables reach, in months; marks count to 99999."""
LONGEST_DAYS: Final = 2**28


def day_number(day: date | None) -> int:
    """Give the number of a day, NEVER for None.

    >>> day_number(date(1970, 1, 2)), day_number(None) == NEVER
    (1, True)
    """
    return NEVER if day is None else day.toordinal() - EPOCH


def to_date(number: int) -> date | None:
    """Give the day of a number; None for NEVER and for what lies beyond the calendar.

    >>> to_date(1), to_date(NEVER)
    (datetime.date(1970, 1, 2), None)
    """
    return date.fromordinal(number + EPOCH) if FIRST <= number <= LAST else None


def length_of(duration: Duration | None) -> tuple[int, int]:
    """Give a duration as months and days, one of which is zero; none has no length.

    >>> length_of(Duration(2, "years")), length_of(Duration(45, "days"))
    ((24, 0), (0, 45))
    """
    if duration is None:
        return 0, 0
    months = duration.months
    return (0, min(duration.count, LONGEST_DAYS)) if months is None else (min(months, LONGEST_MONTHS), 0)


PLACES: Final = 5
"""Bits that hold a day of the month, from 0; the bits above hold the index of the month, or its first day."""
WITHIN: Final = np.int32((1 << PLACES) - 1)


@dataclass(frozen=True)
class Calendar:
    """Day to month and day of the month; month to its first day and its last day of the month; months from year 1.

    Each is one number, so that a day costs one look-up and not two.
    """

    parts: Days
    months: Days

    @cached_property
    def month_of(self) -> Days:
        """The index of the month of each day from FIRST."""
        return self.parts >> PLACES

    def split(self, start: Days) -> Days:
        """Take days apart, once for all that is added to them; a day beyond the calendar counts as its last."""
        return np.take(self.parts, np.subtract(start, FIRST, dtype=np.int32), mode="clip")

    def corresponding(self, start: Days, months: Days | np.int32, days: Days | np.int32) -> Days:
        """Give the corresponding day so many months later, the month's end where there is none (CIV-202), then so many days.

        `start` was taken apart by `split`. The result may lie beyond the scalar calendar, so that it can still be compared.
        """
        month = start >> PLACES
        month += months
        ends = np.take(self.months, month, mode="clip")
        day = np.minimum(start & WITHIN, ends & WITHIN)
        ends >>= PLACES
        ends += day
        if not isinstance(days, np.int32) or days:
            ends += days
        return ends


@cache
def calendar() -> Calendar:
    """Build the tables, once: about 20 MB, of which days that lie near each other touch little."""
    months = date.max.year * MONTHS_A_YEAR + LONGEST_MONTHS
    index = np.arange(months, dtype=np.int64)
    year, month = index // MONTHS_A_YEAR + 1, index % MONTHS_A_YEAR
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)[month]
    length[leap & (month == 1)] = 29
    first = np.concatenate([[0], np.cumsum(length)[:-1]]) + FIRST
    within = date.max.year * MONTHS_A_YEAR
    month_of = np.repeat(np.arange(within, dtype=np.int64), length[:within])
    day_of = np.arange(FIRST, LAST + 1, dtype=np.int64) - first[month_of]
    return Calendar((month_of << PLACES | day_of).astype(np.int32), (first << PLACES | (length - 1)).astype(np.int32))
