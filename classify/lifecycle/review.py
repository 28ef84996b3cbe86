"""The days of review: before the end of a term, and every year. Lengths and first days are the law's data."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from classify.law import law_on
from classify.law.regime import periods
from classify.term import Duration, opens_on

ONE_DAY = timedelta(days=1)
LEAD = "reminder_lead"
RHYTHM = "review_rhythm"


@lru_cache(maxsize=8192)
def expiring_until(day: date) -> date | None:
    """Give the last day of opening that counts as near on `day`: the lead of the reminder later, clamped to the month's end.

    None where the law of the day knows no lead; a day beyond the calendar is the last day of the calendar.

    >>> expiring_until(date(2026, 11, 30))
    datetime.date(2027, 2, 28)
    """
    months = law_on(day).parameters.months(LEAD)
    return None if months is None else _months_after(day, months)


def expiring_from(opens: date) -> date | None:
    """Give the first day on which an opening counts as near: the day of the reminder.

    >>> expiring_from(date(2027, 5, 31))
    datetime.date(2027, 3, 1)
    """
    months = law_on(opens).parameters.months(LEAD)
    if months is None:
        return None
    # the month before is at most a few days off: months are of unequal length
    year, month = divmod(opens.year * 12 + opens.month - 1 - months, 12)
    if year < date.min.year:
        return None
    day = date(year, month + 1, 1)
    while _months_after(day, months) < opens:
        day += ONE_DAY
    return day


def review_due(reviewed: date | None, start: date | None, as_of: date) -> date | None:
    """Give the last day for the next yearly review, counted from the last one, else from the start of the matter.

    Never counted from before the yearly review was law (DM2014-31; until then it was only regular, LAW2010-19). None where
    the law of `as_of` asks for no yearly review, or there is no day to count from.

    >>> review_due(None, date(2010, 5, 1), date(2020, 1, 1))
    datetime.date(2015, 3, 9)
    """
    since = _yearly_since(as_of)
    base = max((day for day in (reviewed, start) if day is not None), default=None)
    if since is None or base is None:
        return None
    months, first = since
    return _months_after(max(base, first), months)


def review_after(start: date | None, as_of: date) -> date | None:
    """Give the next day of the yearly review after `as_of`, counted from where `review_due` counts; None where there is none.

    >>> review_after(date(2010, 5, 1), date(2020, 1, 1))
    datetime.date(2020, 3, 9)
    """
    since = _yearly_since(as_of)
    if since is None or start is None:
        return None
    months, first = since
    base = max(start, first)
    times = max(1, ((as_of.year - base.year) * 12 + as_of.month - base.month) // months)
    days = (opens_on(Duration(months * (times + more), "months"), base, "anniversary") for more in (0, 1))
    return next((day for day in days if day is not None and day > as_of), None)


def _months_after(day: date, months: int) -> date:
    return opens_on(Duration(months, "months"), day, "anniversary") or date.max


def _yearly_since(as_of: date) -> tuple[int, date] | None:
    """Give the rhythm of reviews on a day, and the first day from which there has been one without a break."""
    return _rhythms().get(_period(as_of))


def _period(day: date) -> date | None:
    return next((entry.value for entry in periods().entries if entry.span.covers(day)), None)


@lru_cache(maxsize=1)
def _rhythms() -> dict[date | None, tuple[int, date]]:
    found: dict[date | None, tuple[int, date]] = {}
    first: date | None = None
    for entry in periods().entries:
        months = law_on(entry.value).parameters.months(RHYTHM)
        first = None if months is None else first or entry.value
        if months is not None and first is not None:
            found[entry.value] = (months, first)
    return found
