"""A span of days, first and last included, either end open. Shared by timelines and by instruments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from classify.errors import InputError

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both included; None leaves that end open.

    Raises `InputError` (`span-reversed`) where it would end before it begins.
    """

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        """Refuse a span that ends before it begins."""
        if self.first is not None and self.last is not None and self.last < self.first:
            raise InputError("span-reversed")

    def covers(self, day: date) -> bool:
        """Whether the day lies in the span, its first and last days included.

        >>> from datetime import date
        >>> Span(date(2014, 3, 9), date(2025, 4, 30)).covers(date(2025, 4, 30))
        True
        """
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def overlaps(self, other: Span) -> bool:
        """Whether some day lies in both.

        >>> from datetime import date
        >>> Span(None, date(2024, 4, 30)).overlaps(Span(date(2024, 5, 1), None))
        False
        """
        return _begins_by(self, other.last) and _begins_by(other, self.last)


def _begins_by(span: Span, day: date | None) -> bool:
    return span.first is None or day is None or span.first <= day
