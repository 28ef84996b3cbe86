from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.batch.days import LAST, calendar, day_number, length_of, to_date
from classify.term import Duration, ExpiryRule, longer, opens_on

FIRST_DAY, LAST_DAY = date(1949, 1, 1), date(2149, 12, 31)
DAYS = [FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
NUMBERS = np.array([day_number(day) for day in DAYS], dtype=np.int32)


def vector_opens(duration: Duration, rule: ExpiryRule) -> list[date | None]:
    months, days = length_of(duration)
    tables = calendar()
    ends = tables.corresponding(tables.split(NUMBERS), np.int32(months), np.int32(days)) + (rule == "civil")
    return [to_date(number) if number <= LAST else None for number in ends.tolist()]


class TestVectorDaysAreScalarDays:
    """ "Vector days = scalar days over every day of 1949 to 2149 and every term"."""

    @pytest.mark.parametrize("rule", ["civil", "anniversary"])
    @pytest.mark.parametrize(
        "duration",
        [Duration(n, "years") for n in (1, 4, 10, 30, 7900, 99999)]
        + [Duration(n, "months") for n in (1, 6, 11, 25, 99999)]
        + [Duration(n, "days") for n in (1, 31, 365, 99999)],
    )
    def test_every_day_of_two_centuries(self, duration: Duration, rule: ExpiryRule) -> None:
        assert vector_opens(duration, rule) == [opens_on(duration, day, rule) for day in DAYS]

    @settings(max_examples=200, deadline=None)
    @given(
        st.dates(),
        st.integers(1, 99999),
        st.sampled_from(["years", "months", "days"]),
        st.sampled_from(["civil", "anniversary"]),
    )
    def test_any_day_and_any_term(self, start: date, count: int, unit: str, rule: ExpiryRule) -> None:
        duration = Duration(count, unit)  # type: ignore[arg-type]
        months, days = length_of(duration)
        tables = calendar()
        split = tables.split(np.array([day_number(start)], dtype=np.int32))
        end = int(tables.corresponding(split, np.int32(months), np.int32(days))[0]) + (rule == "civil")
        assert to_date(end) == opens_on(duration, start, rule)

    @settings(max_examples=200, deadline=None)
    @given(st.dates(), *[st.builds(Duration, st.integers(1, 99999), st.sampled_from(["years", "months", "days"]))] * 2)
    def test_terms_compare_as_they_do_one_by_one_even_beyond_the_calendar(
        self, start: date, one: Duration, other: Duration
    ) -> None:
        tables = calendar()
        split = tables.split(np.array([day_number(start)], dtype=np.int32))
        ends = [int(tables.corresponding(split, *map(np.int32, length_of(term)))[0]) for term in (one, other)]
        assert (ends[0] > ends[1]) is longer(one, other, start)

    @settings(max_examples=200, deadline=None)
    @given(st.dates(), st.integers(1, 2_000), st.integers(1, 2_000))
    def test_lengths_in_months_end_in_the_order_of_their_months(self, start: date, one: int, other: int) -> None:
        ends = [(start, Duration(count, "months")) for count in (one, other)]
        assert longer(ends[0][1], ends[1][1], start) is (one > other)
