"""Theorems of terms: days, rules, and the join of openings."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import get_args

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from classify.term import (
    AllOf,
    Duration,
    Event,
    ExpiryRule,
    LongTerm,
    OnDate,
    Opening,
    Term,
    Unit,
    joined,
    last_secret_day,
    longer,
    needs_start,
    opening,
    opens_on,
    shorter,
)

theorem = settings(database=None, deadline=None)

starts = st.dates(min_value=date(1949, 10, 1), max_value=date(2999, 12, 31))
units = st.sampled_from(get_args(Unit))
rules = st.sampled_from(get_args(ExpiryRule))
durations = st.builds(Duration, st.integers(1, 1200), units)
days = st.builds(OnDate, st.dates())
events = st.builds(Event, st.sampled_from(["启用前", "会议开始前", "方案公布前"]))
singles = durations | days | events | st.just(LongTerm())
terms = singles | st.builds(lambda of: AllOf(tuple(of)), st.lists(singles, min_size=2, max_size=4))
openings = st.builds(
    Opening,
    st.none() | st.dates(),
    st.frozensets(st.sampled_from(["启用前", "会议开始前", "方案公布前"])),
    st.booleans(),
)


class TestDaysOfATerm:
    """Last secret day, opens on: the last day on which it is still secret; the first day on which it no longer is."""

    @theorem
    @given(terms, st.none() | st.dates(), rules)
    def test_the_day_after_the_last_secret_day_opens(self, term: Term, start: date | None, rule: ExpiryRule) -> None:
        last, opens = last_secret_day(term, start, rule), opens_on(term, start, rule)
        if last is not None:
            assert last + timedelta(days=1) == opens
        else:
            assert opens in {None, date.min}

    @theorem
    @given(terms, st.none() | st.dates(), rules)
    def test_no_day_is_named_without_a_start_where_one_is_needed(self, term: Term, start: date | None, rule: ExpiryRule) -> None:
        if needs_start(term) and start is None:
            assert opens_on(term, start, rule) is None

    @theorem
    @given(st.integers(1, 10**12), units, st.dates(), rules)
    def test_the_arithmetic_is_total(self, count: int, unit: Unit, start: date, rule: ExpiryRule) -> None:
        opens = opens_on(Duration(count, unit), start, rule)
        assert opens is None or opens > start

    @theorem
    @given(durations, starts)
    def test_civil_is_anniversary_and_one_day(self, term: Duration, start: date) -> None:
        civil, anniversary = opens_on(term, start, "civil"), opens_on(term, start, "anniversary")
        assert civil is not None
        assert anniversary is not None
        assert civil == anniversary + timedelta(days=1)

    @theorem
    @given(days, st.none() | st.dates())
    def test_a_date_opens_alike_under_both_rules(self, term: OnDate, start: date | None) -> None:
        assert opens_on(term, start, "civil") == opens_on(term, start, "anniversary") == term.on


class TestDurationsGrow:
    """last_protected(start + 1 day) ≥ last_protected(start); period a ≤ b ⇒ end(a) ≤ end(b) for the same start (R9)."""

    @theorem
    @given(durations, starts, st.integers(0, 800), rules)
    def test_a_later_start_never_opens_earlier(self, term: Duration, start: date, later: int, rule: ExpiryRule) -> None:
        first = last_secret_day(term, start, rule)
        second = last_secret_day(term, start + timedelta(days=later), rule)
        assert first is not None
        assert second is not None
        assert first <= second

    @theorem
    @given(st.integers(1, 1200), st.integers(1, 1200), units, starts, rules)
    def test_a_longer_duration_opens_later(self, one: int, other: int, unit: Unit, start: date, rule: ExpiryRule) -> None:
        assume(one < other)
        first, second = (last_secret_day(Duration(count, unit), start, rule) for count in (one, other))
        assert first is not None
        assert second is not None
        assert first < second
        assert longer(Duration(other, unit), Duration(one, unit), start)

    @theorem
    @given(st.integers(1, 100), starts, rules)
    def test_twelve_months_are_one_year(self, count: int, start: date, rule: ExpiryRule) -> None:
        assert opens_on(Duration(12 * count, "months"), start, rule) == opens_on(Duration(count, "years"), start, rule)

    @theorem
    @given(durations, durations, starts)
    def test_of_two_durations_one_is_longer_or_they_end_together(self, one: Duration, other: Duration, start: date) -> None:
        together = opens_on(one, start) == opens_on(other, start)
        assert longer(one, other, start) + shorter(one, other, start) + together == 1
        assert longer(one, other, start) == shorter(other, one, start)

    @theorem
    @given(st.integers(1, 1200), starts)
    def test_the_corresponding_day_has_the_day_number_of_the_start_or_ends_its_month(self, count: int, start: date) -> None:
        last = last_secret_day(Duration(count, "months"), start)
        assert last is not None
        assert (last.year - start.year) * 12 + last.month - start.month == count
        ends_month = (last + timedelta(days=1)).day == 1
        assert last.day == start.day or (ends_month and last.day < start.day)

    @theorem
    @given(st.integers(1, 40_000), starts)
    def test_a_number_of_days_does_not_count_the_start(self, count: int, start: date) -> None:
        assert last_secret_day(Duration(count, "days"), start) == start + timedelta(days=count)


class TestTheJoinOfOpenings:
    """⊔ associative, commutative, idempotent, ⊥ neutral (R3); long-term absorbs all."""

    @theorem
    @given(openings, openings, openings)
    def test_associative(self, one: Opening, two: Opening, three: Opening) -> None:
        assert one.join(two).join(three) == one.join(two.join(three))

    @theorem
    @given(openings, openings)
    def test_commutative(self, one: Opening, two: Opening) -> None:
        assert one.join(two) == two.join(one)

    @theorem
    @given(openings)
    def test_idempotent_with_a_neutral_and_an_absorbing_element(self, one: Opening) -> None:
        assert one.join(one) == one
        assert one.join(Opening()) == one
        assert one.join(Opening(long_term=True)) == Opening(long_term=True)

    @theorem
    @given(st.lists(openings, max_size=5), st.randoms(use_true_random=False))
    def test_the_order_of_the_sources_does_not_matter(self, parts: list[Opening], random: Random) -> None:
        shuffled = list(parts)
        random.shuffle(shuffled)
        assert joined(parts) == joined(shuffled) == joined(parts + parts)

    @theorem
    @given(openings, openings)
    def test_a_join_never_opens_earlier_than_its_parts(self, one: Opening, two: Opening) -> None:
        both = one.join(two)
        assert both.long_term or (one.events <= both.events and (one.on is None or (both.on is not None and one.on <= both.on)))

    @theorem
    @given(terms, starts, rules)
    def test_the_opening_of_a_term_read_as_a_term_opens_the_same(self, term: Term, start: date, rule: ExpiryRule) -> None:
        known = opening(term, start, rule)
        if known is not None:
            again = known.term()
            assert again is not None
            assert opening(again, None, rule) == known
            assert opens_on(again, None, rule) == opens_on(term, start, rule)
