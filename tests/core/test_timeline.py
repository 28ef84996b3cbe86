"""Spans of days and timelines of what was in force."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from classify.errors import InputError, LawError, NotInForce
from classify.timeline import Entry, Span, Timeline

OLD = Entry(Span(date(2001, 5, 1), date(2010, 9, 30)), "old", ("OLD-1",))
MIDDLE = Entry(Span(date(2010, 10, 1), date(2024, 4, 30)), "middle", ("MIDDLE-1",))
NEW = Entry(Span(date(2025, 5, 1), None), "new", ("NEW-1",), note="after a gap")


class TestASpan:
    """From the first day to the last, both included; an unknown bound is open."""

    @pytest.mark.parametrize(
        ("span", "day", "inside"),
        [
            (OLD.span, date(2001, 4, 30), False),
            (OLD.span, date(2001, 5, 1), True),
            (OLD.span, date(2010, 9, 30), True),
            (OLD.span, date(2010, 10, 1), False),
            (Span(), date.min, True),
            (Span(None, date(2010, 1, 1)), date.min, True),
            (NEW.span, date.max, True),
        ],
    )
    def test_covers(self, span: Span, day: date, *, inside: bool) -> None:
        assert span.covers(day) is inside

    def test_a_span_of_one_day_is_a_span(self) -> None:
        assert Span(date(2020, 1, 1), date(2020, 1, 1)).covers(date(2020, 1, 1))

    def test_a_span_does_not_end_before_it_begins(self) -> None:
        with pytest.raises(InputError) as caught:
            Span(date(2020, 1, 2), date(2020, 1, 1))
        assert caught.value.id == "span-reversed"


class TestATimeline:
    """What was in force on a day, or NotInForce: a day with no rule at all is never a default."""

    def test_at_gives_the_entry_of_the_day(self) -> None:
        law = Timeline((OLD, MIDDLE, NEW))
        assert law.at(date(2010, 9, 30)) is OLD
        assert law.at(date(2010, 10, 1)) is MIDDLE
        assert law.at(date(2100, 1, 1)).note == "after a gap"

    @pytest.mark.parametrize("day", [date(2001, 4, 30), date(2024, 5, 1), date(2025, 4, 30)])
    def test_before_the_first_and_in_a_gap_nothing_is_in_force(self, day: date) -> None:
        with pytest.raises(NotInForce) as caught:
            Timeline((OLD, MIDDLE, NEW)).at(day)
        assert caught.value.id == "not-in-force"

    def test_an_empty_timeline_is_never_in_force(self) -> None:
        with pytest.raises(NotInForce):
            Timeline[str](()).at(date(2020, 1, 1))

    def test_the_order_of_the_entries_does_not_matter(self) -> None:
        assert len({Timeline(order) for order in permutations((OLD, MIDDLE, NEW))}) == 1

    @pytest.mark.parametrize(
        "span",
        [
            Span(date(2010, 9, 30), date(2010, 9, 30)),
            Span(),
            Span(None, date(2001, 5, 1)),
            Span(date(2002, 1, 1), date(2003, 1, 1)),
        ],
    )
    def test_two_entries_never_share_a_day(self, span: Span) -> None:
        with pytest.raises(LawError) as caught:
            Timeline((OLD, Entry(span, "other")))
        assert caught.value.id == "timeline-overlap"

    def test_the_days_of_change_are_the_first_days_of_what_differs(self) -> None:
        assert Timeline((NEW, OLD, MIDDLE)).changes() == (
            date(2001, 5, 1),
            date(2010, 10, 1),
            date(2024, 5, 1),
            date(2025, 5, 1),
        )

    def test_what_is_always_in_force_never_changes(self) -> None:
        assert Timeline((Entry(Span(), 30),)).changes() == ()
        assert Timeline((Entry(Span(None, date.max), 30),)).changes() == ()
