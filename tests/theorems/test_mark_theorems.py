"""Theorems of marks: what is written is read, and reading is total."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from classify.level import Level
from classify.mark import read, write
from classify.numeral import CHINESE, year
from classify.term import Duration, Event, LongTerm, OnDate, Term

theorem = settings(database=None, deadline=None)

FAULTS = {
    "mark-malformed",
    "mark-star-wrong",
    "mark-without-period",
    "period-unit",
    "retention-for-secrecy-period",
}

levels = st.sampled_from(Level)
events = st.builds(
    lambda subject, moment: Event(subject + moment),
    st.text(st.sampled_from("会议方案考试评标任务演习谈判活动验收"), min_size=1, max_size=30),
    st.sampled_from(["前", "结束后", "公布时", "开始之日", "完毕", "届满"]),
)
proper = (
    st.builds(Duration, st.integers(1, 99_999), st.just("years"))
    | st.builds(Duration, st.integers(1, 11), st.just("months"))
    | st.builds(Duration, st.integers(1, 364), st.just("days"))
    | st.builds(OnDate, st.dates(min_value=date(1000, 1, 1)))
    | st.just(LongTerm())
    | events
)
long_in_small_units = st.builds(Duration, st.integers(365, 99_999), st.sampled_from(["months", "days"])) | st.builds(
    Duration, st.integers(12, 364), st.just("months")
)
# Words of the grammar thrown together: what random text hardly ever hits.
WORDS = (
    *("绝密", "机密", "秘密", "機密", "级", "密级", "：", "★", "☆", "*", "·", " ", "\n", "\u200b", "\ufeff"),
    *("10", "1O", "０", "十", "二〇二五", "年", "个月", "月", "日", "天", "半", "2025年12月31日", "20251231", "至", "止"),
    *("长期", "長期", "永久", "保管期限", "定期", "启用前", "会议", "结束", "后", "时", "已解密", "解密", "作废"),
    *("000123", "份号", "No.", "（", "）", "《", "》", "-", ".", "/", "工作", "商业", "内部"),
)
scraps = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)


class TestWrittenIsRead:
    """parse∘render on marks (R15): `read(write(l, t))` gives `(l, t)`."""

    @theorem
    @given(levels, proper)
    def test_a_proper_mark_is_read_as_written_without_fault(self, level: Level, term: Term) -> None:
        text = write(level, term)
        reading = read(text)
        assert (reading.level, reading.term, reading.faults) == (level, term, ())
        assert reading.normal == text

    @theorem
    @given(levels, long_in_small_units)
    def test_a_year_or_more_in_smaller_units_is_read_as_written_with_its_one_fault(self, level: Level, term: Term) -> None:
        reading = read(write(level, term))
        assert (reading.level, reading.term, reading.faults) == (level, term, ("period-unit",))

    @theorem
    @given(st.integers(1000, 9999))
    def test_a_year_in_chinese_figures_is_the_year_in_arabic_ones(self, value: int) -> None:
        figures = str(value).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
        assert year(figures) == year(str(value)) == value


class TestReadingIsTotal:
    """Every input gives exactly one outcome (R2); what is unreadable is never without fault (R1)."""

    @theorem
    @given(st.text() | scraps | st.text(CHINESE + "年月日个", max_size=12).map("机密★".__add__))
    @example("机密★" + "十" * 197)
    @example("机密" + "★" * 198)
    @example("\ud800机密★10年")
    @example("机密★\x00")
    def test_any_text_is_read_and_a_fault_named_where_there_is_no_level_or_no_term(self, text: str) -> None:
        reading = read(text)
        assert set(reading.faults) <= FAULTS
        assert len(set(reading.faults)) == len(reading.faults)
        if reading.level is None:
            assert (reading.term, reading.faults, reading.normal) == (None, ("mark-malformed",), None)
        if reading.term is None:
            assert reading.faults
        if not reading.faults:
            assert reading.normal == text

    @theorem
    @given(scraps)
    def test_the_normal_form_is_proper_and_its_own_normal_form(self, text: str) -> None:
        reading = read(text)
        if reading.normal is not None:
            again = read(reading.normal)
            assert (again.level, again.faults, again.normal) == (reading.level, (), reading.normal)

    @theorem
    @given(scraps)
    def test_what_stands_without_fault_can_be_written(self, text: str) -> None:
        reading = read(text)
        if reading.level is not None and reading.term is not None and not reading.faults:
            assert read(write(reading.level, reading.term)).term == reading.term

    @theorem
    @given(st.text(min_size=201) | scraps.map(lambda text: text + "年" * 201))
    def test_more_than_two_hundred_characters_are_no_mark(self, text: str) -> None:
        assert read(text).level is None

    @theorem
    @given(st.sampled_from(["工作", "商业", "企业", "国家", "核心", "内部", "个人"]), levels, proper)
    def test_other_secrets_are_never_read_as_a_state_secret(self, kind: str, level: Level, term: Term) -> None:
        assert read(f"{kind}{level.chinese}").level is None
        assert read(f"{kind}{level.chinese}★").level is None
        assert read(f"{kind}{write(level, term)}").level is None


class TestRepairChangesNothingButTheFaults:
    """Whatever needs repair carries a fault, with level and term still read."""

    @theorem
    @given(levels, proper, st.sampled_from(["☆", "＊", "*", "●", "·"]))
    def test_a_wrong_star(self, level: Level, term: Term, star: str) -> None:
        text = write(level, term)
        reading = read(text.replace("★", star, 1))
        assert (reading.level, reading.term) == (level, term)
        assert reading.faults == ("mark-star-wrong",)
        assert reading.normal == text

    @theorem
    @given(levels, proper, st.data())
    def test_a_space_or_a_character_of_no_width(self, level: Level, term: Term, data: st.DataObject) -> None:
        text = write(level, term)
        place = data.draw(st.integers(0, len(text)))
        gap = data.draw(st.sampled_from([" ", "\u3000", "\t", "\n", "\u200b", "\ufeff", "\u2060"]))
        reading = read(text[:place] + gap + text[place:])
        assert (reading.level, reading.term, reading.faults) == (level, term, ("mark-malformed",))
        assert reading.normal == text

    @theorem
    @given(levels, proper)
    def test_full_width_figures(self, level: Level, term: Term) -> None:
        text = write(level, term)
        wide = text.translate({ord("0") + figure: ord("０") + figure for figure in range(10)})
        reading = read(wide)
        assert (reading.level, reading.term) == (level, term)
        assert (reading.faults == ()) == (wide == text)
