"""What was in force on a day: a timeline of values whose spans never overlap.

A day without any entry is `NotInForce`, never a default: no law found is not "zero" and not "allowed".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

from classify.errors import LawError, NotInForce
from classify.span import Span

__all__ = ["Entry", "Span", "Timeline"]

T = TypeVar("T")


# no slots: a frozen and slotted generic cannot be made under its own type, `Timeline[str](...)`
@dataclass(frozen=True)
class Entry(Generic[T]):
    """One value for a span of days, with the provisions it rests on."""

    span: Span
    value: T
    cites: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Timeline(Generic[T]):
    """Entries by day, kept in the order of time whatever order they came in.

    Raises `LawError` (`timeline-overlap`) where two entries share a day.
    """

    entries: tuple[Entry[T], ...]

    def __post_init__(self) -> None:
        """Put the entries in order and refuse overlaps."""
        ordered = tuple(sorted(self.entries, key=lambda entry: entry.span.first or date.min))
        if any(one.span.overlaps(other.span) for one, other in pairwise(ordered)):
            raise LawError("timeline-overlap")
        object.__setattr__(self, "entries", ordered)

    def at(self, day: date) -> Entry[T]:
        """Give the entry in force on the day; raises `NotInForce` where there is none.

        >>> law = Timeline((Entry(Span(date(2020, 1, 1), None), "new", ("X-1",)),))
        >>> law.at(date(2020, 1, 1)).value
        'new'
        """
        for entry in self.entries:
            if entry.span.covers(day):
                return entry
        raise NotInForce("not-in-force")

    def changes(self) -> tuple[date, ...]:
        """Give the days, in order, from which the answer of `at` may differ from that of the day before.

        >>> Timeline((Entry(Span(date(2020, 1, 1), date(2020, 12, 31)), 1, ()),)).changes()
        (datetime.date(2020, 1, 1), datetime.date(2021, 1, 1))
        """
        begins = {entry.span.first for entry in self.entries if entry.span.first is not None}
        ends = {entry.span.last for entry in self.entries if entry.span.last is not None}
        return tuple(sorted(begins | {day + timedelta(days=1) for day in ends if day < date.max}))
