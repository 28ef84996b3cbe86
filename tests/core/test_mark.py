"""Marks, by tables a lawyer can read: what is written, what it says, what is wrong with it, how it should stand."""

from __future__ import annotations

from datetime import date

import pytest

from classify.errors import InputError
from classify.level import Level
from classify.mark import MarkReading, names_moment, read, read_term, write, write_term
from classify.numeral import number, year
from classify.term import AllOf, Duration, Event, LongTerm, OnDate, Term

MALFORMED = "mark-malformed"
STAR_WRONG = "mark-star-wrong"
WITHOUT_PERIOD = "mark-without-period"
PERIOD_UNIT = "period-unit"
RETENTION = "retention-for-secrecy-period"

秘密, 机密, 绝密 = Level  # noqa: PLC2401 - a table reads as the marks do
LONG = LongTerm()


def years(count: int) -> Duration:
    return Duration(count, "years")


def months(count: int) -> Duration:
    return Duration(count, "months")


def days(count: int) -> Duration:
    return Duration(count, "days")


def on(year_: int, month: int, day: int) -> OnDate:
    return OnDate(date(year_, month, day))


class TestTheProperForm:
    """密级★保密期限, 密级★解密时间, 密级★解密条件 (DM2014-24.1); Arabic digits (GB9704-7.2.2)."""

    @pytest.mark.parametrize(
        ("text", "level", "term"),
        [
            ("秘密★3年", 秘密, years(3)),
            ("绝密★30年", 绝密, years(30)),
            ("秘密★6个月", 秘密, months(6)),
            ("机密★11个月", 机密, months(11)),
            ("秘密★30天", 秘密, days(30)),
            ("秘密★45日", 秘密, days(45)),
            ("机密★2027年12月31日", 机密, on(2027, 12, 31)),
            ("机密★2028年2月29日", 机密, on(2028, 2, 29)),
            ("绝密★长期", 绝密, LONG),
            ("绝密★启用前", 绝密, Event("启用前")),
            ("机密★会议开始前", 机密, Event("会议开始前")),
            ("秘密★评标工作结束", 秘密, Event("评标工作结束")),
            ("秘密★方案公布之日", 秘密, Event("方案公布之日")),
            ("机密★第三次会谈结束后", 机密, Event("第三次会谈结束后")),
            ("秘密★三年级统考启封前", 秘密, Event("三年级统考启封前")),
            ("秘密★《某市总体规划》公布前", 秘密, Event("《某市总体规划》公布前")),
            ("秘密★“春季”行动结束后", 秘密, Event("“春季”行动结束后")),
        ],
    )
    def test_stands_without_fault_and_is_its_own_normal_form(self, text: str, level: Level, term: Term) -> None:
        assert read(text) == MarkReading(level, term, (), text)

    def test_the_grammar_knows_no_ceiling(self) -> None:
        assert read("秘密★80年").faults == ()

    @pytest.mark.parametrize("condition", ["适当时候", "另行通知", "工作需要时"])
    def test_whether_a_condition_is_vague_is_left_to_the_law(self, condition: str) -> None:
        assert read(f"机密★{condition}").term == Event(condition)

    def test_words_that_name_a_moment_are_told_from_others(self) -> None:
        assert names_moment("开标前")
        assert names_moment("任务完成")
        assert not names_moment("另行通知")


class TestAMarkWithoutPeriod:
    """`mark-without-period`: a level and ★ (or a level alone), no term. Without ★ the form is wrong as well."""

    @pytest.mark.parametrize(
        ("text", "level", "faults"),
        [
            ("机密★", 机密, (WITHOUT_PERIOD,)),
            ("绝密★", 绝密, (WITHOUT_PERIOD,)),
            ("机密", 机密, (MALFORMED, WITHOUT_PERIOD)),
            ("秘密级", 秘密, (MALFORMED, WITHOUT_PERIOD)),
            ("密级：机密", 机密, (MALFORMED, WITHOUT_PERIOD)),
            ("机密☆", 机密, (STAR_WRONG, WITHOUT_PERIOD)),
            ("秘密级★", 秘密, (MALFORMED, WITHOUT_PERIOD)),
            ("★秘密", 秘密, (MALFORMED, WITHOUT_PERIOD)),
            ("绝密★★", 绝密, (MALFORMED, WITHOUT_PERIOD)),
            ("秘密★ ", 秘密, (MALFORMED, WITHOUT_PERIOD)),
            ("机密★000127", 机密, (MALFORMED, WITHOUT_PERIOD)),
            ("机密★（已解密）", 机密, (MALFORMED, WITHOUT_PERIOD)),
            ("機密", 机密, (MALFORMED, WITHOUT_PERIOD)),
        ],
    )
    def test_has_its_level_and_no_term(self, text: str, level: Level, faults: tuple[str, ...]) -> None:
        assert read(text) == MarkReading(level, None, faults, None)


class TestTheWrongStar:
    """`mark-star-wrong`: ☆ ＊ * ● · for ★."""

    @pytest.mark.parametrize("star", list("☆＊*●·•・✩⭐✰※◆○×"))
    def test_is_the_only_fault_where_all_else_is_right(self, star: str) -> None:
        assert read(f"秘密{star}5年") == MarkReading(秘密, years(5), (STAR_WRONG,), "秘密★5年")

    @pytest.mark.parametrize(
        ("text", "faults"),
        [
            ("秘密☆五年", (MALFORMED, STAR_WRONG)),
            ("秘密 ● 5年", (MALFORMED, STAR_WRONG)),
            ("秘密⭐\ufe0f5年", (MALFORMED, STAR_WRONG)),
            ("秘密☆☆5年", (MALFORMED, STAR_WRONG)),
            ("5年☆秘密", (MALFORMED, STAR_WRONG)),
            ("秘密5年☆", (MALFORMED, STAR_WRONG)),
            ("秘密★5年☆", (MALFORMED,)),
        ],
    )
    def test_stands_beside_other_faults(self, text: str, faults: tuple[str, ...]) -> None:
        assert read(text) == MarkReading(秘密, years(5), faults, "秘密★5年")


class TestTheUnitOfAPeriod:
    """One year and more in years, less in months (QX1990-3): `period-unit`."""

    @pytest.mark.parametrize(
        ("text", "term", "normal"),
        [
            ("机密★12个月", months(12), "机密★1年"),
            ("机密★36个月", months(36), "机密★3年"),
            ("机密★18个月", months(18), None),
            ("机密★365天", days(365), None),
            ("机密★1000日", days(1000), None),
        ],
    )
    def test_a_year_or_more_in_months_or_days(self, text: str, term: Term, normal: str | None) -> None:
        assert read(text) == MarkReading(机密, term, (PERIOD_UNIT,), normal)

    @pytest.mark.parametrize(
        ("text", "term", "faults", "normal"),
        [
            ("秘密★6月", months(6), (MALFORMED,), "秘密★6个月"),
            ("秘密★24月", months(24), (MALFORMED, PERIOD_UNIT), "秘密★2年"),
            ("秘密★一年六个月", months(18), (MALFORMED,), None),
            ("秘密★1年6个月", months(18), (MALFORMED,), None),
            ("秘密★一年零六个月", months(18), (MALFORMED,), None),
            ("秘密★1年12个月", months(24), (MALFORMED,), "秘密★2年"),
            ("秘密★两年半", months(30), (MALFORMED,), None),
            ("秘密★半年", months(6), (MALFORMED,), "秘密★6个月"),
        ],
    )
    def test_months_without_their_measure_word_and_periods_of_two_parts(
        self, text: str, term: Term, faults: tuple[str, ...], normal: str | None
    ) -> None:
        assert read(text) == MarkReading(秘密, term, faults, normal)


class TestWhatNeedsRepair:
    """`mark-malformed`: the parts are there, order or form is wrong. The level and the term are read all the same."""

    @pytest.mark.parametrize(
        "text",
        [
            "机密★１０年",
            "机密★十年",
            "机密★一十年",
            "机密★壹拾年",
            "机密★010年",
            "机密★1O年",
            "机密★l0年",
            "机密★I0年",
            "机密 ★ 10 年",
            "机密　★10年",
            "机密\u200b★10年",
            "机密★10年\n",
            "\ufeff机密★10年",
            "機密★10年",
            "机密(10年)",
            "机密★（10年）",
            "【机密】★10年",
            "〔机密★10年〕",
            "“机密★10年”",
            "《机密★10年》",
            "10年★机密",
            "10年机密",
            "十年★机密",
            "机密10年★",
            "机密10年",
            "★机密★10年",
            "机密★★10年",
            "机密★10年★",
            "机密级★10年",
            "机密-10年",
            "机密：10年",
            "机密女10年",
            "机密大十年",
            "机密★10年000127",
            "机密★10年 No.000127",
            "000127机密★10年",
            "份号：000127\n机密★10年",
            "机密★10年（已解密）",
            "机密★10年 作废",
            "机密★10年\n特急",
            "机密★10年。",
            "密级：机密★10年",
            "密级：机密　保密期限：10年",
            "机密★保密期限10年",
        ],
    )
    def test_is_read_and_has_its_proper_form(self, text: str) -> None:
        assert read(text) == MarkReading(机密, years(10), (MALFORMED,), "机密★10年")

    @pytest.mark.parametrize(
        "written",
        [
            "2027-12-31",
            "2027.12.31",
            "2027/12/31",
            "20271231",
            "２０２７年12月31日",
            "2O27年12月3l日",
            "至2027年12月31日",
            "截止2027年12月31日",
            "2027年12月31日止",
            "2027年12月31号",
            "二〇二七年十二月三十一日",
            "二○二七年十二月卅一日",
            "解密时间：2027年12月31日",
        ],
    )
    def test_a_date_in_another_form(self, written: str) -> None:
        expected = MarkReading(机密, on(2027, 12, 31), (MALFORMED,), "机密★2027年12月31日")
        assert read(f"机密★{written}") == expected

    def test_a_date_with_noughts_before_month_and_day(self) -> None:
        assert read("机密★2027年01月05日") == MarkReading(机密, on(2027, 1, 5), (MALFORMED,), "机密★2027年1月5日")

    @pytest.mark.parametrize(
        ("text", "term", "normal"),
        [
            ("絕密★長期", LONG, "绝密★长期"),
            ("长期绝密", LONG, "绝密★长期"),
            ("绝密长期", LONG, "绝密★长期"),
            ("绝密★啟用前", Event("启用前"), "绝密★启用前"),
            ("絶密★會議開始前", Event("会议开始前"), "绝密★会议开始前"),
            ("绝密★ 启用前", Event("启用前"), "绝密★启用前"),
            ("绝密★“启用前”", Event("启用前"), "绝密★启用前"),
            ("绝密★解密条件：启用前", Event("启用前"), "绝密★启用前"),
            ("启用前★绝密", Event("启用前"), "绝密★启用前"),
            ("绝密启用前", Event("启用前"), "绝密★启用前"),
            ("绝密★启用前000127", Event("启用前"), "绝密★启用前"),
            ("绝密★三十天", days(30), "绝密★30天"),
            ("绝密★二十日", days(20), "绝密★20天"),
        ],
    )
    def test_other_terms_and_another_script(self, text: str, term: Term, normal: str) -> None:
        assert read(text) == MarkReading(绝密, term, (MALFORMED,), normal)


class TestWordsOfRetention:
    """`retention-for-secrecy-period`: 永久, 30年 archive words in place of a secrecy term, 保管期限 for 保密期限."""

    @pytest.mark.parametrize(
        ("text", "term", "faults"),
        [
            ("绝密★永久", LONG, (RETENTION,)),
            ("绝密★永久保存", LONG, (RETENTION,)),
            ("绝密★保管期限30年", years(30), (RETENTION,)),
            ("绝密★定期30年", years(30), (RETENTION,)),
            ("绝密★30年保管", years(30), (RETENTION,)),
            ("绝密★保管期限：30年", years(30), (MALFORMED, RETENTION)),
            ("绝密★保管期限三十年", years(30), (MALFORMED, RETENTION)),
            ("绝密 保管期限：永久", LONG, (MALFORMED, RETENTION)),
        ],
    )
    def test_are_read_and_have_no_proper_form(self, text: str, term: Term, faults: tuple[str, ...]) -> None:
        assert read(text) == MarkReading(绝密, term, faults, None)

    def test_a_period_of_thirty_years_alone_is_no_word_of_retention(self) -> None:
        assert read("绝密★30年").faults == ()


class TestATermThatCannotBeRead:
    """Where the level is clear and the rest is not, the level is read, the term is None: it is not guessed."""

    @pytest.mark.parametrize(
        "tail",
        [
            "5牛",
            "五牛",
            "0年",
            "零年",
            "-5年",
            "负五年",
            "几年",
            "五六年",
            "十十年",
            "百年",
            "1.5年",
            "5²年",
            "③年",
            "10",
            "年",
            "个月",
            "女",
            "1年6",
            "1年3天",
            "半个月",
            "2周",
            "100000年",
            "10年后",
            "十年后",
            "三十天之前",
            "十年左右",
            "满十年",
            "长期有效",
            "2027年6月",
            "2027年2月29日",
            "2027年13月1日",
            "2027-02-30",
            "20271331",
            "二〇二七年二月三十日",
            "25年12月31日",
            "2027年12月31日前",
            "十月一日",
            "2027年高考启用前",
            "A方案公布前",
            "ten years",
            "10 years",
            "保密期限",
            "短期",
            "《启用前",
            "《启用前》",
            "1(2)年",
            "会" * 40 + "前",
        ],
    )
    def test_leaves_the_level_and_one_fault(self, tail: str) -> None:
        assert read(f"机密★{tail}") == MarkReading(机密, None, (MALFORMED,), None)

    def test_forty_characters_are_the_most_a_condition_may_have(self) -> None:
        assert read("机密★" + "会" * 39 + "前").faults == ()


class TestWhatIsNoMarkOfAStateSecret:
    """A string that is no state-secret mark has `level: null`; 工作秘密, 商业秘密 and 内部 are never read as one."""

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "★",
            "★★★",
            "内部★",
            "内部事项 注意保管",
            "工作秘密",
            "工作秘密★",
            "工作秘密★3年",
            "3年★工作秘密",
            "3年工作秘密",
            "商业秘密★5年",
            "某集团 核心商密★长期",
            "普通商密★3年",
            "国家秘密★10年",
            "秘密花园★5年",
            "秘密花园",
            "机密文件管理制度",
            "机密事项",
            "机密级文件",
            "机密会议结束前",
            "工作★秘密",
            "Secret★10 years",
            "TOP SECRET",
            "CONFIDENTIAL",
            "MM",
            "JM",
            "UM",
            "公开",
            "10年",
            "启用前",
            "机蜜★10年",
            "密★10年",
            "机密★10年秘密★5年",
            "秘密★10年绝密",
            "机密★绝密",
            "机密解密",
            "机密★10年" + " " * 200,
            "\ud800",
        ],
    )
    def test_has_no_level_and_no_term(self, text: str) -> None:
        assert read(text) == MarkReading(None, None, (MALFORMED,), None)


class TestWritingAMark:
    """parse∘render on marks: what is written is read again, level and term."""

    @pytest.mark.parametrize(
        ("level", "term", "text"),
        [
            (机密, years(10), "机密★10年"),
            (秘密, months(6), "秘密★6个月"),
            (秘密, days(30), "秘密★30天"),
            (机密, on(2027, 1, 5), "机密★2027年1月5日"),
            (绝密, LONG, "绝密★长期"),
            (绝密, Event("启用前"), "绝密★启用前"),
            (秘密, months(18), "秘密★18个月"),
        ],
    )
    def test_gives_the_proper_form(self, level: Level, term: Term, text: str) -> None:
        assert write(level, term) == text
        assert (read(text).level, read(text).term) == (level, term)

    @pytest.mark.parametrize(
        "term",
        [
            AllOf((on(2027, 1, 1), Event("启用前"))),
            years(100_000),
            on(999, 12, 31),
            Event("before use"),
            Event("10年"),
            Event("长期"),
            Event("永久"),
            Event("啟用前"),
            Event("机密"),
            Event("前"),
            Event("会" * 40 + "前"),
        ],
    )
    def test_refuses_what_would_not_be_read_again(self, term: Term) -> None:
        with pytest.raises(InputError) as caught:
            write(秘密, term)
        assert caught.value.id == "term-unwritable"
        assert caught.value.fields == {}

    @pytest.mark.parametrize(("text", "term"), [("10年", years(10)), ("长期", LONG), ("启用前", Event("启用前"))])
    def test_a_term_alone_is_read_and_written_in_its_proper_form(self, text: str, term: Term) -> None:
        assert read_term(text) == term
        assert write_term(term) == text

    @pytest.mark.parametrize("text", ["", "十年", "10 年", "6月", "★10年", "2027年2月29日"])
    def test_a_term_alone_in_any_other_form_is_none(self, text: str) -> None:
        assert read_term(text) is None


class TestNumerals:
    """Bounded on purpose: what is not surely one number is none."""

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("十", 10),
            ("十五", 15),
            ("一十五", 15),
            ("三十", 30),
            ("廿", 20),
            ("廿五", 25),
            ("卅", 30),
            ("两", 2),
            ("三〇", 30),
            ("贰拾", 20),
            ("一百零五", 105),
            ("一百一十", 110),
            ("两千", 2000),
            ("〇五", 5),
            ("007", 7),
            ("1O", 10),
            ("零", 0),
        ],
    )
    def test_a_number(self, text: str, value: int) -> None:
        assert number(text) == value

    @pytest.mark.parametrize(
        "text", ["", "十十", "一百五", "百", "二两", "一一十", "OO", "1十", "123456", "一二三四五", "五六", "五年"]
    )
    def test_no_number(self, text: str) -> None:
        assert number(text) is None

    @pytest.mark.parametrize(("text", "value"), [("二〇二五", 2025), ("2O25", 2025), ("两千", None), ("25", None)])
    def test_a_year_has_four_figures(self, text: str, value: int | None) -> None:
        assert year(text) == value
