"""How long a matter stays secret, and the arithmetic of its days (LAW2024-20.3: period, time, condition).

Days are whole days. The *last secret day* is the last on which the matter is still secret; it *opens on* the
next day. A duration runs from the marked day of issue, else from the day of notification (REG2024-19.2); that
start is given, never guessed. Which day ends a duration no secrecy text says, so it is a setting:

- `civil` (CIV-200..204 by analogy): secret through the corresponding day, open on the day after;
- `anniversary`: open on the corresponding day itself.

Where a month has no corresponding day, its last day stands in. A date opens on that date under both rules
(DM2014-32). No holiday moves an expiry: nothing has to be done on that day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, assert_never, get_args

from classify.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "AllOf",
    "Duration",
    "Event",
    "ExpiryRule",
    "LongTerm",
    "OnDate",
    "Opening",
    "Term",
    "Unit",
    "joined",
    "last_secret_day",
    "longer",
    "needs_start",
    "opening",
    "opens_on",
    "shorter",
]

Unit = Literal["years", "months", "days"]
ExpiryRule = Literal["civil", "anniversary"]

MONTHS_A_YEAR: Final = 12
_DAYS_OF_MONTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_OF_LEAP_MONTHS: Final = (31, 29, *_DAYS_OF_MONTHS[2:])
_LAST_ORDINAL: Final = date.max.toordinal()
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Duration:
    """A number of years, months or days (DM2014-22.1). The day it starts on is not counted."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse a count that is no whole number above zero, and an unknown unit."""
        if type(self.count) is not int or self.count <= 0:
            raise InputError("duration-not-positive")
        if self.unit not in get_args(Unit):
            raise InputError("duration-unit-unknown")

    @property
    def months(self) -> int | None:
        """Length in calendar months, None for days.

        >>> Duration(2, "years").months, Duration(30, "days").months
        (24, None)
        """
        match self.unit:
            case "years":
                return self.count * MONTHS_A_YEAR
            case "months":
                return self.count
            case "days":
                return None


@dataclass(frozen=True, slots=True)
class OnDate:
    """A time of declassification: the matter opens on this day (解密时间)."""

    on: date

    def __post_init__(self) -> None:
        """Refuse what is no plain calendar day."""
        _require_day(self.on)


@dataclass(frozen=True, slots=True)
class Event:
    """A condition of declassification, in the words of the mark (解密条件).

    No day can be named until it has happened.
    """

    event: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a condition without words."""
        _require_words(self.event)


@dataclass(frozen=True, slots=True)
class LongTerm:
    """长期: never opens by itself (DM2014-33)."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Several terms that must all be reached: a condition and a date cannot be compared, so both are kept."""

    of: tuple[Duration | OnDate | Event | LongTerm, ...]

    def __post_init__(self) -> None:
        """Refuse fewer than two members, and members of the same kind as itself."""
        _require_members(self.of)


Term: TypeAlias = Duration | OnDate | Event | LongTerm | AllOf


def opens_on(term: Term, start: date | None, rule: ExpiryRule = "civil") -> date | None:
    """Give the first day on which the matter is no longer secret.

    None where no day can be named: a duration without a start, a condition, long-term, a day beyond the year
    9999. None is never "open": such a matter stays protected. Raises `InputError` for an unknown rule or a
    start that is no plain day.

    >>> ten_years = Duration(10, "years")
    >>> opens_on(ten_years, date(2014, 3, 9)), opens_on(ten_years, date(2014, 3, 9), "anniversary")
    (datetime.date(2024, 3, 10), datetime.date(2024, 3, 9))
    """
    if rule not in get_args(ExpiryRule):
        raise InputError("expiry-rule-unknown")
    match term:
        case Duration():
            if start is None:
                return None
            ordinal = _corresponding(term, start) + (rule == "civil")
            return date.fromordinal(ordinal) if ordinal <= _LAST_ORDINAL else None
        case OnDate():
            return term.on
        case Event() | LongTerm():
            return None
        case AllOf():
            days = [opens_on(member, start, rule) for member in term.of]
            known = [day for day in days if day is not None]
            return max(known) if len(known) == len(days) else None
        case _:
            assert_never(term)


def last_secret_day(term: Term, start: date | None, rule: ExpiryRule = "civil") -> date | None:
    """Give the day before the matter opens; None where that day cannot be named.

    >>> last_secret_day(Duration(1, "years"), date(2024, 2, 29))
    datetime.date(2025, 2, 28)
    """
    opens = opens_on(term, start, rule)
    return None if opens is None or opens == date.min else opens - _ONE_DAY


def needs_start(term: Term) -> bool:
    """Whether the term runs from a day of issue or notification.

    >>> needs_start(Duration(5, "years")), needs_start(Event("启用前"))
    (True, False)
    """
    if isinstance(term, AllOf):
        return any(needs_start(member) for member in term.of)
    return isinstance(term, Duration)


def longer(one: Duration, other: Duration, start: date) -> bool:
    """Whether `one` ends on a later day than `other`, both run from `start`, however far beyond the calendar.

    >>> longer(Duration(366, "days"), Duration(1, "years"), date(2023, 3, 1))
    False
    """
    return _corresponding(one, start) > _corresponding(other, start)


def shorter(one: Duration, other: Duration, start: date) -> bool:
    """Whether `one` ends on an earlier day than `other`, both run from `start`.

    >>> shorter(Duration(11, "months"), Duration(1, "years"), date(2026, 1, 31))
    True
    """
    return _corresponding(one, start) < _corresponding(other, start)


@dataclass(frozen=True, slots=True)
class Opening:
    """When a matter opens: not before `on`, nor before every event, or never by itself (`long_term`).

    `Opening()` holds nothing back and is neutral in a join; long-term absorbs the rest.
    """

    on: date | None = None
    events: frozenset[str] = frozenset()
    long_term: bool = False

    def __post_init__(self) -> None:
        """One form for one meaning: beside long-term neither day nor event is kept."""
        if self.long_term:
            object.__setattr__(self, "on", None)
            object.__setattr__(self, "events", frozenset())

    def join(self, other: Opening) -> Opening:
        """Give the later of two: latest date, every event, long-term above all (从长; 3.3).

        >>> Opening(on=date(2030, 1, 1)).join(Opening(events=frozenset({"启用前"}))).on
        datetime.date(2030, 1, 1)
        """
        days = [day for day in (self.on, other.on) if day is not None]
        return Opening(max(days, default=None), self.events | other.events, self.long_term or other.long_term)

    def term(self) -> Term | None:
        """Give the opening as a term: a date, an event, long-term, or several; None where nothing holds it back.

        >>> Opening(on=date(2030, 1, 1)).term()
        OnDate(on=datetime.date(2030, 1, 1))
        """
        if self.long_term:
            return LongTerm()
        dated = () if self.on is None else (OnDate(self.on),)
        members = (*dated, *(Event(event) for event in sorted(self.events)))
        return AllOf(members) if len(members) > 1 else next(iter(members), None)


def joined(openings: Iterable[Opening]) -> Opening:
    """Give the join of any number of openings; of none, the neutral one.

    >>> joined([]) == Opening()
    True
    """
    return reduce(Opening.join, openings, Opening())


def opening(term: Term, start: date | None, rule: ExpiryRule = "civil") -> Opening | None:
    """Give the term as an opening.

    None where a duration has no start or ends beyond the calendar: unknown, so still protected.

    >>> opening(LongTerm(), None)
    Opening(on=None, events=frozenset(), long_term=True)
    """
    match term:
        case LongTerm():
            return Opening(long_term=True)
        case Event():
            return Opening(events=frozenset({term.event}))
        case Duration() | OnDate():
            day = opens_on(term, start, rule)
            return None if day is None else Opening(on=day)
        case AllOf():
            if any(isinstance(member, LongTerm) for member in term.of):
                return Opening(long_term=True)
            parts = [opening(member, start, rule) for member in term.of]
            known = [part for part in parts if part is not None]
            return joined(known) if len(known) == len(parts) else None
        case _:
            assert_never(term)


def _require_day(day: object) -> None:
    # a datetime is a date to Python, yet cannot be compared with one
    if not isinstance(day, date) or isinstance(day, datetime):
        raise InputError("date-expected")


def _require_words(event: object) -> None:
    if not isinstance(event, str) or not event.strip():
        raise InputError("event-empty")


def _require_members(of: object) -> None:
    if not isinstance(of, tuple) or len(of) < 2:  # noqa: PLR2004 - together takes two
        raise InputError("all-of-too-few")
    if not all(isinstance(member, Duration | OnDate | Event | LongTerm) for member in of):
        raise InputError("all-of-nested")


def _corresponding(duration: Duration, start: date) -> int:
    """Give the ordinal of the corresponding day, else of the month's end (CIV-202), even beyond the calendar."""
    _require_day(start)
    months = duration.months
    if months is None:
        return start.toordinal() + duration.count
    year, month = divmod(start.year * MONTHS_A_YEAR + start.month - 1 + months, MONTHS_A_YEAR)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = _DAYS_OF_LEAP_MONTHS if leap else _DAYS_OF_MONTHS
    before = year - 1
    days_before = before * 365 + before // 4 - before // 100 + before // 400 + sum(lengths[:month])
    return days_before + min(start.day, lengths[month])
