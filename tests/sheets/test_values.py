"""docs/sheets.md: days, terms and numbers in every usual form; what is not sure is a fault, never a guess."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.batch.columns import KNOWN
from classify.errors import InputError, Language
from classify.facts.vocabulary import standard_vocabulary
from classify.sheets.grid import Value
from classify.sheets.heading import named, shown_as
from classify.sheets.values import day_of, flag_of, number_of, term_of, text_of, tiers_of, word_of
from classify.term import Duration
from classify.text.sentences import tables

DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))
FIGURES = str.maketrans("0123456789", "〇一二三四五六七八九")
FULL = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else str(tens)).translate(FIGURES)
        + ("十" if tens else "")
        + (str(ones) if ones else "").translate(FIGURES)
    )


def day_or_fault(value: Value) -> date | str:
    try:
        return day_of(value)
    except InputError as fault:
        return fault.id


class TestDays:
    """Every usual form of a day is read as that day, the year first."""

    @given(DAYS)
    def test_every_form_gives_the_day(self, day: date) -> None:
        year, month, of_month = f"{day.year:04d}", day.month, day.day
        forms = [
            *(f"{year}{sign}{month}{sign}{of_month}" for sign in "-/."),
            f"{year}-{month:02d}-{of_month:02d}",
            f"{year}{month:02d}{of_month:02d}",
            f"{year}年{month}月{of_month}日",
            f"{year} 年 {month} 月 {of_month} 日",
            f"{year.translate(FIGURES)}年{chinese(month)}月{chinese(of_month)}日",
            f"{year}-{month:02d}-{of_month:02d} 00:00:00",
            f"{year}-{month:02d}-{of_month:02d}T08:30",
        ]
        for form in forms:
            assert day_of(form) == day_of(form.translate(FULL)) == day, form
        assert day_of(datetime.combine(day, time(8, 30))) == day_of(day) == day

    @given(st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.times(), st.timedeltas()))
    def test_anything_else_is_a_fault_and_nothing_else(self, value: Value) -> None:
        found = day_or_fault(value)
        assert found == "sheet-date" or (isinstance(found, date) and found.year >= 1000)
        assert not (isinstance(found, date) and isinstance(value, bool | time | timedelta))

    @pytest.mark.parametrize(
        "value",
        [
            *(
                "11/12/2026",
                "21/11/2026",
                "26-11-21",
                "2026-13-01",
                "2026-02-29",
                "2026年2月30日",
                "2026年11月",
                "2026",
                "20261301",
                "0999-01-01",
            ),
            *("2026-11/21", "明年", "", "Nov 21, 2026", "2O26-11-21", 46347, 2026.5, True, time(8), timedelta(1)),
        ],
    )
    def test_what_could_be_another_day_or_none_is_refused(self, value: Value) -> None:
        with pytest.raises(InputError, match=r"not surely a day"):
            day_of(value)


class TestTerms:
    """A term is read as a mark writes it; a bare number needs the unit of its heading."""

    @given(st.integers(1, 99_999), st.sampled_from([("年", "years"), ("个月", "months"), ("天", "days")]))
    def test_a_number_with_its_unit(self, count: int, unit: tuple[str, str]) -> None:
        expected = Duration(count, unit[1])  # type: ignore[arg-type]
        for value in (f"{count}{unit[0]}", f" {count} {unit[0]} ".translate(FULL)):
            assert term_of(value) == (f"{count}{unit[0]}", expected)
        assert term_of(float(count), unit[0])[1] == term_of(str(count), unit[0])[1] == expected

    @pytest.mark.parametrize("value", [10, 10.0, "10", "１０"])
    def test_a_bare_number_is_no_term(self, value: str | float) -> None:
        with pytest.raises(InputError, match=r"without a unit"):
            term_of(value)

    @pytest.mark.parametrize("text", ["十年左右", "永久", "5至10年", "A方案结束前"])
    def test_what_cannot_be_read_stays_as_it_is(self, text: str) -> None:
        assert term_of(text) == (text, None)


class TestOthers:
    """Texts, truths, numbers and tiers."""

    def test_numbers_that_lost_figures_are_refused(self) -> None:
        with pytest.raises(InputError, match=r"more than 15 figures"):
            text_of(123456789012345678.0)

    def test_truths(self) -> None:
        assert [flag_of(one) for one in ("是", "√", "有", " Y ", True, 1.0, "否", "×", "Ｎ", False, 0)] == [True] * 6 + [
            False
        ] * 5
        for unclear in ("也许", "是否", 2.0):
            with pytest.raises(InputError, match=r"write 是"):
                flag_of(unclear)

    def test_numbers(self) -> None:
        assert [number_of(one) for one in (1.5, "1,200", "２０")] == [1.5, 1200.0, 20.0]
        for wrong in ("nan", "inf", "二十上下", True):
            with pytest.raises(InputError, match=r"a number is needed"):
                number_of(wrong)

    def test_tiers(self) -> None:
        assert tiers_of("县级以上") == ["central", "provincial", "city", "county"]
        assert tiers_of("省、自治区、直辖市") == ["provincial"]
        assert tiers_of("省级、设区的市") == ["provincial", "city"]
        with pytest.raises(InputError, match=r"only these"):
            tiers_of("某处")

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_a_tier_is_read_in_every_word_that_we_show_for_it(self, lang: Language) -> None:
        asked = standard_vocabulary().fact("tier").choices(lang)
        for tier, word in (*tables(lang)["tier"].items(), *asked):
            assert word_of(word, "tier") == tier


class TestColumns:
    """The columns of a sheet are those of the batch."""

    def test_every_column_of_the_batch_is_known_by_its_name_and_by_the_heading_that_we_write(self) -> None:
        for name in KNOWN:
            assert {named(head) for head in (name, shown_as(name, "zh"), shown_as(name, "en"))} == {name}
