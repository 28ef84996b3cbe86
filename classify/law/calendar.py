"""Working days, with the make-up days of each year, from the library `chinesecalendar`.

A year whose arrangement the library does not know gives no day, never a guess.
"""

from __future__ import annotations

from datetime import date, timedelta

from classify.law.parameters import Deadline

DAY = timedelta(days=1)
WINDOW = timedelta(days=366)
"""No deadline runs longer; nearer than this to the end of the calendar none is counted."""


def is_working_day(day: date) -> bool | None:
    """Say whether a day is worked, make-up days included; None where its year is not known."""
    import chinese_calendar  # noqa: PLC0415 -- a year's table is wanted only where a deadline is counted

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def deadline_from(start: date, deadline: Deadline) -> date | None:
    """Return the last day of a deadline that begins on `start`, which is itself not counted.

    None where the calendar does not reach: a year whose working days are not known.
    """
    if date.max - start < WINDOW:
        return None
    if deadline.kind == "working":
        return _count_working(start, deadline.days)
    last = start + deadline.days * DAY
    return _count_working(last - DAY, 1) if deadline.rolls else last


def _count_working(start: date, days: int) -> date | None:
    day = start
    while days:
        day += DAY
        worked = is_working_day(day)
        if worked is None:
            return None
        days -= worked
    return day
