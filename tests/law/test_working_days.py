"""Working days against a second library, over all years that both know, and the ways of counting a deadline."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.determination import determine_matter
from classify.documents import Determination, Matter
from classify.law import law_on
from classify.law.calendar import deadline_from, is_working_day
from classify.law.parameters import Deadline
from classify.law.regime import periods

DAY = timedelta(days=1)
KNOWN = [year for year in range(1990, 2061) if is_working_day(date(year, 7, 1)) is not None]
"""The years whose working days are known."""
FIRST_COUNTED = min(entry.value for entry in periods().entries if law_on(entry.value).parameters.deadline("report_deadline"))
"""The day from which the law counts days by a calendar at all."""
DISPUTED = {date(2005, 12, 31)}
"""Days of which the two libraries differ; nothing was counted in working days that year."""

working = st.integers(1, 15).map(lambda days: Deadline(days, "working"))


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + number * DAY for number in range((date(year + 1, 1, 1) - first).days)]


class TestWorkingDays:
    """Weekends, holidays, and the days worked in their stead."""

    @pytest.mark.parametrize("year", KNOWN)
    def test_both_libraries_agree_on_every_day(self, year: int) -> None:
        other = holidays.country_holidays("CN", years=[year - 1, year, year + 1])
        differing = {day for day in days_of(year) if is_working_day(day) is not other.is_working_day(day)}
        assert differing <= DISPUTED

    def test_no_disputed_day_lies_where_days_are_counted(self) -> None:
        assert all(day < FIRST_COUNTED for day in DISPUTED)

    def test_every_year_in_which_the_law_counts_them_is_known_up_to_this_one(self) -> None:
        assert set(range(FIRST_COUNTED.year, 2027)) <= set(KNOWN)

    @pytest.mark.parametrize("year", [KNOWN[0] - 1, KNOWN[-1] + 1])
    def test_of_an_unknown_year_nothing_is_said(self, year: int) -> None:
        assert {is_working_day(day) for day in days_of(year)} == {None}


class TestDeadlines:
    """The day of drafting is not counted; a year that is not known gives no day, never a guess."""

    @given(st.dates(date(KNOWN[0], 1, 1), date(KNOWN[-1], 11, 30)), working)
    def test_the_last_day_is_worked_and_so_many_are_worked_up_to_it(self, start: date, deadline: Deadline) -> None:
        last = deadline_from(start, deadline)
        assert last is not None
        counted = [start + number * DAY for number in range(1, (last - start).days + 1)]
        assert is_working_day(last)
        assert sum(is_working_day(day) or False for day in counted) == deadline.days

    @given(st.dates(date(KNOWN[0], 1, 1), date(KNOWN[-1], 11, 30)), st.integers(1, 15))
    def test_calendar_days_end_on_their_day_or_on_the_first_worked_one_after_it(self, start: date, days: int) -> None:
        last, rolled = start + days * DAY, deadline_from(start, Deadline(days, "calendar", rolls=True))
        assert rolled is not None
        assert deadline_from(start, Deadline(days, "calendar")) == last
        assert rolled >= last
        assert is_working_day(rolled)
        assert not any(is_working_day(last + number * DAY) for number in range((rolled - last).days))

    @given(st.dates(date(KNOWN[-1] + 1, 1, 1), date(2090, 1, 1)), working)
    def test_beyond_the_calendar_there_is_none(self, start: date, deadline: Deadline) -> None:
        assert deadline_from(start, deadline) is None

    def test_a_deadline_that_runs_into_an_unknown_year_has_no_day(self) -> None:
        assert deadline_from(date(KNOWN[-1], 12, 30), Deadline(10, "working")) is None


class TestT13:
    """Outside the catalogs, drafted on Friday 2024-09-27: reported within ten working days, make-up days counted."""

    DRAFTED = date(2024, 9, 27)

    @staticmethod
    def _report(answer: Determination) -> list[date | None]:
        return [duty.by for duty in answer.duties if duty.do == "report"]

    @pytest.mark.parametrize("tier", ["city", "central", None])
    def test_by_the_regulation_of_2024(self, tier: str | None) -> None:
        matter = Matter.model_validate({"title": "某事项", "drafted": self.DRAFTED, "tier": tier, "mark": "秘密★3年"})
        answer = determine_matter(matter, [], as_of=self.DRAFTED)
        assert answer.outcome == "no_match"
        assert self._report(answer) == [date(2024, 10, 16)]

    def test_by_the_regulation_of_2014_ten_days_roll_off_the_holiday(self) -> None:
        deadline = law_on(date(2024, 8, 30)).parameters.deadline("report_deadline")
        assert deadline is not None
        assert deadline_from(self.DRAFTED, deadline) == date(2024, 10, 8)

    def test_pitfall_42_ten_days_before_and_ten_working_days_after_the_turn(self) -> None:
        kinds = [law_on(day).parameters.deadline("report_deadline") for day in (date(2024, 8, 31), date(2024, 9, 1))]
        assert [(one.days, one.kind) for one in kinds if one] == [(10, "calendar"), (10, "working")]

    def test_in_a_year_that_is_not_known_there_is_no_day_and_a_finding_says_so(self) -> None:
        matter = Matter(title="某事项", drafted=date(KNOWN[-1] + 1, 3, 1), mark="秘密★3年", tier="city")
        answer = determine_matter(matter, [], as_of=date(KNOWN[-1] + 1, 3, 2))
        assert self._report(answer) == [None]
        assert "working-days-unknown" in {finding.id for finding in answer.findings}
