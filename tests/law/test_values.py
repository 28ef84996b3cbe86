"""Legal values on their days, and deadlines on the calendar that people work by."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from classify.law import law_on
from classify.law.calendar import deadline_from, is_working_day
from classify.law.parameters import Deadline
from classify.level import Level
from classify.term import Duration

TODAY = date(2026, 11, 21)
ALL = {Level.SECRET, Level.CONFIDENTIAL, Level.TOP_SECRET}
UP_TO_CONFIDENTIAL = {Level.SECRET, Level.CONFIDENTIAL}


class TestCeilings:
    """Unless provided otherwise: top secret 30 years, confidential 20, secret 10."""

    @pytest.mark.parametrize("day", [date(1991, 1, 1), date(2010, 10, 1), date(2024, 5, 1), TODAY])
    def test_thirty_twenty_ten(self, day: date) -> None:
        law = law_on(day).parameters
        assert [law.ceiling(level) for level in sorted(ALL)] == [Duration(years, "years") for years in (10, 20, 30)]
        assert [law.default_term(level) for level in sorted(ALL)] == [Duration(years, "years") for years in (10, 20, 30)]

    def test_before_the_first_text_that_gives_them_there_is_none(self) -> None:
        assert law_on(date(1990, 12, 31)).parameters.ceiling(Level.SECRET) is None

    def test_before_the_law_nothing_is_in_force(self) -> None:
        assert not law_on(date(1989, 4, 30)).in_force
        assert law_on(date(1989, 5, 1)).in_force


class TestAuthority:
    """Who may set which level by itself; not judged before 2010-10-01."""

    @pytest.mark.parametrize(
        ("tier", "levels"),
        [
            ("central", ALL),
            ("provincial", ALL),
            ("provincial_department", UP_TO_CONFIDENTIAL),
            ("city", UP_TO_CONFIDENTIAL),
            ("county", set()),
            ("township", set()),
            ("other", set()),
        ],
    )
    def test_the_matrix(self, tier: str, levels: set[Level]) -> None:
        assert law_on(TODAY).parameters.authority(tier) == frozenset(levels)
        assert law_on(date(2010, 10, 1)).parameters.authority(tier) == frozenset(levels)
        assert law_on(date(2010, 9, 30)).parameters.authority(tier) is None


class TestDeadlines:
    """Ten days until 2024-08-31, ten working days since; the first day is not counted."""

    def test_working_days_count_the_days_made_up_for(self) -> None:
        deadline = law_on(date(2024, 9, 27)).parameters.deadline("report_deadline")
        assert deadline == Deadline(10, "working")
        assert deadline_from(date(2024, 9, 27), deadline) == date(2024, 10, 16)

    def test_calendar_days_roll_off_a_holiday(self) -> None:
        deadline = law_on(date(2024, 8, 31)).parameters.deadline("report_deadline")
        assert deadline == Deadline(10, "calendar", rolls=True)
        assert deadline_from(date(2024, 9, 27), deadline) == date(2024, 10, 8)

    def test_a_year_that_the_calendar_does_not_know_gives_no_day(self) -> None:
        assert is_working_day(date(2003, 6, 2)) is None
        assert deadline_from(date(2003, 6, 2), Deadline(10, "working")) is None

    @pytest.mark.parametrize("year", range(2008, 2026))
    def test_two_libraries_agree_on_every_day(self, year: int) -> None:
        other = holidays.country_holidays("CN", years=[year - 1, year, year + 1])
        day = date(year, 1, 1)
        differing = []
        while day.year == year:
            if is_working_day(day) != other.is_working_day(day):
                differing.append(day)
            day += timedelta(days=1)
        assert differing == []


class TestOneProgramForAPeriod:
    """Days between which nothing changes share one Program; about a dozen in all."""

    def test_few_programs(self) -> None:
        digests = {
            law_on(date.fromordinal(day)).program.digest for day in range(date(1989, 5, 1).toordinal(), TODAY.toordinal(), 7)
        }
        assert len(digests) <= 16
