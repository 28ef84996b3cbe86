"""Terms and their days, by worked cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from classify.errors import InputError
from classify.term import (
    AllOf,
    Duration,
    Event,
    ExpiryRule,
    LongTerm,
    OnDate,
    Opening,
    Term,
    joined,
    last_secret_day,
    longer,
    needs_start,
    opening,
    opens_on,
    shorter,
)


class TestADurationEndsOnTheCorrespondingDay:
    """A month or year period ends on the corresponding day, month end if none; the start day is not counted (CIV-200..204)."""

    @pytest.mark.parametrize(
        ("count", "unit", "start", "last", "why"),
        [
            (10, "years", date(2014, 3, 9), date(2024, 3, 9), "T1: through the corresponding day"),
            (1, "years", date(2024, 2, 29), date(2025, 2, 28), "T2: no 29 February in 2025"),
            (4, "years", date(2024, 2, 29), date(2028, 2, 29), "a leap year has its 29 February"),
            (76, "years", date(2024, 2, 29), date(2100, 2, 28), "2100 is no leap year"),
            (1, "months", date(2026, 1, 31), date(2026, 2, 28), "the end of February"),
            (1, "months", date(2028, 1, 31), date(2028, 2, 29), "the end of a leap February"),
            (6, "months", date(2026, 8, 31), date(2027, 2, 28), "across the year, to a month's end"),
            (
                1,
                "months",
                date(2026, 2, 28),
                date(2026, 3, 28),
                "a month's end is no anchor: the 28th stays the 28th",
            ),
            (12, "months", date(2026, 12, 15), date(2027, 12, 15), "twelve months are a year"),
            (30, "days", date(2026, 3, 1), date(2026, 3, 31), "the start day is not counted"),
            (1, "days", date(2026, 12, 31), date(2027, 1, 1), "one day is the next day"),
        ],
    )
    def test_the_last_secret_day(self, count: int, unit: Any, start: date, last: date, why: str) -> None:
        term = Duration(count, unit)
        assert last_secret_day(term, start) == last, why
        assert opens_on(term, start, "anniversary") == last, why

    def test_t1_under_both_rules(self) -> None:
        term, issued = Duration(10, "years"), date(2014, 3, 9)
        assert opens_on(term, issued, "civil") == date(2024, 3, 10)
        assert opens_on(term, issued, "anniversary") == date(2024, 3, 9)
        assert last_secret_day(term, issued, "anniversary") == date(2024, 3, 8)

    def test_a_notified_matter_runs_from_the_day_of_notification(self) -> None:
        """Start = 通知之日 where no day of issue can be marked (REG2024-19.2); the arithmetic is the same."""
        notified = date(2025, 8, 31)
        assert last_secret_day(Duration(6, "months"), notified) == date(2026, 2, 28)
        assert opens_on(Duration(6, "months"), notified) == date(2026, 3, 1)

    @pytest.mark.parametrize(
        ("term", "start"),
        [
            (Duration(1, "years"), date(9999, 1, 1)),
            (Duration(8000, "years"), date(2026, 1, 1)),
            (Duration(1, "days"), date(9999, 12, 31)),
            (Duration(10**40, "days"), date(2026, 1, 1)),
            (Duration(10**40, "months"), date(2026, 1, 1)),
        ],
    )
    def test_beyond_the_calendar_no_day_is_named_and_nothing_raised(self, term: Term, start: date) -> None:
        assert opens_on(term, start) is None
        assert last_secret_day(term, start) is None
        assert opening(term, start) is None

    def test_on_the_last_day_of_the_calendar_the_rules_part(self) -> None:
        """Secret through 9999-12-31 opens on no day that the calendar has."""
        term, start = Duration(1, "days"), date(9999, 12, 30)
        assert opens_on(term, start, "civil") is None
        assert opens_on(term, start, "anniversary") == date(9999, 12, 31)


class TestADateOpensOnThatDate:
    """解密时间已到: declassified when that date arrives (DM2014-32), under both rules."""

    @pytest.mark.parametrize("rule", ["civil", "anniversary"])
    def test_t4(self, rule: ExpiryRule) -> None:
        term = OnDate(date(2025, 12, 31))
        assert opens_on(term, None, rule) == date(2025, 12, 31)
        assert last_secret_day(term, None, rule) == date(2025, 12, 30)

    def test_before_the_first_day_of_the_calendar_there_is_none(self) -> None:
        assert opens_on(OnDate(date.min), None) == date.min
        assert last_secret_day(OnDate(date.min), None) is None


class TestWhereNoDayCanBeNamed:
    """Neither start → unknown, never "today"; a condition is pending; 长期 never opens by itself (DM2014-33)."""

    @pytest.mark.parametrize(
        ("term", "start"),
        [
            (Duration(10, "years"), None),
            (Event("启用前"), date(2026, 1, 1)),
            (LongTerm(), date(2026, 1, 1)),
            (AllOf((OnDate(date(2030, 1, 1)), Event("启用前"))), date(2026, 1, 1)),
            (AllOf((OnDate(date(2030, 1, 1)), Duration(1, "years"))), None),
        ],
    )
    def test_the_answer_is_none(self, term: Term, start: date | None) -> None:
        assert opens_on(term, start) is None
        assert last_secret_day(term, start) is None

    def test_terms_that_can_all_be_dated_open_on_the_latest(self) -> None:
        term = AllOf((OnDate(date(2030, 1, 1)), Duration(10, "years")))
        assert opens_on(term, date(2026, 6, 1)) == date(2036, 6, 2)

    def test_only_durations_need_a_start(self) -> None:
        assert needs_start(Duration(1, "days"))
        assert needs_start(AllOf((Event("启用前"), Duration(1, "years"))))
        assert not needs_start(AllOf((Event("启用前"), OnDate(date(2030, 1, 1)))))
        assert not needs_start(LongTerm())


class TestATermIsWellFormed:
    """Refuse ambiguity; never guess."""

    @pytest.mark.parametrize("count", [0, -1, True, 1.0, "3"])
    def test_a_count_is_a_whole_number_above_zero(self, count: Any) -> None:
        with pytest.raises(InputError) as caught:
            Duration(count, "years")
        assert caught.value.id == "duration-not-positive"

    def test_a_unit_is_years_months_or_days(self) -> None:
        with pytest.raises(InputError) as caught:
            Duration(1, "weeks")  # type: ignore[arg-type]
        assert caught.value.id == "duration-unit-unknown"

    @pytest.mark.parametrize("day", [datetime(2026, 1, 1, 12), "2026-01-01", None])  # noqa: DTZ001 - refused
    def test_a_day_has_no_time_of_day(self, day: Any) -> None:
        with pytest.raises(InputError) as caught:
            OnDate(day)
        assert caught.value.id == "date-expected"

    def test_a_start_with_a_time_of_day_is_refused(self) -> None:
        with pytest.raises(InputError):
            opens_on(Duration(1, "years"), datetime(2026, 1, 1, 12))  # noqa: DTZ001 - refused

    def test_a_condition_has_words(self) -> None:
        with pytest.raises(InputError) as caught:
            Event(" ")
        assert caught.value.id == "event-empty"

    def test_together_takes_two_and_no_nesting(self) -> None:
        with pytest.raises(InputError) as caught:
            AllOf((LongTerm(),))
        assert caught.value.id == "all-of-too-few"
        pair: Any = AllOf((LongTerm(), Event("启用前")))
        with pytest.raises(InputError) as caught:
            AllOf((pair, LongTerm()))
        assert caught.value.id == "all-of-nested"

    def test_a_rule_is_civil_or_anniversary(self) -> None:
        with pytest.raises(InputError) as caught:
            opens_on(LongTerm(), None, "monday")  # type: ignore[arg-type]
        assert caught.value.id == "expiry-rule-unknown"


class TestComparingTwoDurations:
    """Dated terms compare by the day they end on, from one start."""

    def test_twelve_months_are_neither_longer_nor_shorter_than_a_year(self) -> None:
        year, months = Duration(1, "years"), Duration(12, "months")
        assert not longer(year, months, date(2024, 2, 29))
        assert not shorter(year, months, date(2024, 2, 29))

    def test_days_against_years_depend_on_the_start(self) -> None:
        days, year = Duration(366, "days"), Duration(1, "years")
        assert longer(days, year, date(2025, 3, 1))
        assert not longer(days, year, date(2023, 3, 1))

    def test_beyond_the_calendar_the_order_still_holds(self) -> None:
        assert longer(Duration(9001, "years"), Duration(9000, "years"), date(2026, 1, 1))
        assert shorter(Duration(9000, "years"), Duration(10**9, "days"), date(2026, 1, 1))


class TestAnOpening:
    """Term: the latest opening, an unmet event kept beside it, long-term above all."""

    def test_an_event_and_a_date_are_kept_side_by_side(self) -> None:
        both = joined([Opening(on=date(2030, 1, 1)), Opening(events=frozenset({"启用前"}))])
        assert both == Opening(on=date(2030, 1, 1), events=frozenset({"启用前"}))
        assert both.term() == AllOf((OnDate(date(2030, 1, 1)), Event("启用前")))

    def test_long_term_leaves_nothing_beside_it(self) -> None:
        both = Opening(on=date(2030, 1, 1), events=frozenset({"启用前"})).join(Opening(long_term=True))
        assert both == Opening(long_term=True)
        assert both.term() == LongTerm()

    @pytest.mark.parametrize(
        ("term", "start", "expected"),
        [
            (Duration(10, "years"), date(2020, 6, 1), Opening(on=date(2030, 6, 2))),
            (Duration(10, "years"), None, None),
            (OnDate(date(2030, 1, 1)), None, Opening(on=date(2030, 1, 1))),
            (Event("启用前"), None, Opening(events=frozenset({"启用前"}))),
            (LongTerm(), None, Opening(long_term=True)),
            (AllOf((LongTerm(), Duration(1, "years"))), None, Opening(long_term=True)),
            (AllOf((Event("启用前"), Duration(1, "years"))), None, None),
        ],
    )
    def test_the_opening_of_a_term(self, term: Term, start: date | None, expected: Opening | None) -> None:
        assert opening(term, start) == expected

    def test_what_holds_nothing_back_is_no_term(self) -> None:
        assert Opening().term() is None
        assert joined([]) == Opening()

    def test_t7_the_longest_of_two_durations_is_taken_by_its_day(self) -> None:
        """机密★5年 of 2022-01-10 and 秘密★10年 of 2020-06-01: the later opening decides, not the later start."""
        parts = [
            opening(Duration(5, "years"), date(2022, 1, 10)),
            opening(Duration(10, "years"), date(2020, 6, 1)),
        ]
        assert joined(part for part in parts if part is not None).on == date(2030, 6, 2)
