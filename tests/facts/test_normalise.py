"""The normal form in which words are found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.errors import InputError
from classify.facts.script import LONGEST_TEXT, normalise, normalise_parts

anything = settings(database=None, deadline=None)


class TestNormalForm:
    """Text is normalised once: NFKC, traditional to simplified, blanks, quotation marks and brackets dropped."""

    @pytest.mark.parametrize(
        ("written", "form"),
        [
            ("關於啟用前試題的說明", "关于启用前试题的说明"),
            ("机\u200b密 事\u3000项", "机密事项"),
            ("《某某办法》“附件”「一」【二】(三)（四）[五]〔六〕", "某某办法附件一二三四五六"),
            ("１：５万", "1:5万"),
            ("1∶5万", "1:5万"),
            ("1:5万—1:10万", "1:5万-1:10万"),
            ("2024 1:5万", "2024 1:5万"),
            ("(1)(2)", "1 2"),
            ("DEM  Data 成果", "dem data成果"),
            ("甲、乙，丙。", "甲、乙,丙。"),
            ("行\n行\t行\x00\x1f", "行行行"),
            ("葛\ufe00某", "葛某"),
            ("半个\ud800字符", "半个字符"),
            ("e\u200b\u0301", "é"),
            ("", ""),
        ],
    )
    def test_each_rule(self, written: str, form: str) -> None:
        assert normalise(written) == form

    @anything
    @given(st.text())
    def test_twice_is_once(self, text: str) -> None:
        form = normalise(text)
        assert normalise(form) == form

    @anything
    @given(st.text())
    def test_no_line_break_and_no_blank_but_between_two_figures_or_two_letters_is_left(self, text: str) -> None:
        form = normalise(text)
        assert "\n" not in form
        for at, sign in enumerate(form):
            if sign.isspace():
                around = form[at - 1 : at] + form[at + 1 : at + 2]
                assert around.isascii()
                assert around.isdigit() or around.isalpha()

    def test_script_does_not_matter(self) -> None:
        assert normalise("後備幹部隊伍情況") == normalise("后备干部队伍情况")


class TestLimits:
    """A text has a longest length; beyond it there is a clear error and nothing of the text in it."""

    def test_the_longest_text_is_read(self) -> None:
        assert len(normalise("事" * LONGEST_TEXT)) == LONGEST_TEXT

    def test_a_longer_one_is_refused(self) -> None:
        with pytest.raises(InputError) as refused:
            normalise("甲乙丙丁戊己" * LONGEST_TEXT)
        assert refused.value.id == "text-too-long"
        assert "甲乙丙丁戊己" not in str(refused.value) + repr(refused.value)

    def test_all_parts_together_count(self) -> None:
        with pytest.raises(InputError):
            normalise_parts(["事" * LONGEST_TEXT, "项"])

    def test_parts_are_kept_apart_and_empty_ones_left_out(self) -> None:
        assert normalise_parts(["甲", None, "", "乙"]) == "甲\n乙"
