"""What people read is finished: no sentence comes out with its placeholders, in either language."""

from __future__ import annotations

import re
from datetime import date

import pytest

from classify.api import Result, determine, parse_mark
from classify.catalog.read import load_catalogs
from classify.cli import show
from classify.documents.matter import Matter
from classify.errors import Language
from tests.cli.command_line import DAY

FAULTS = {
    "mark-malformed": "5年★秘密",
    "mark-star-wrong": "机密☆5年",
    "mark-without-period": "机密★",
    "period-unit": "秘密★18个月",
    "period-above-ceiling": "秘密★11年",
    "condition-vague": "机密★适当时候",
    "retention-for-secrecy-period": "机密★永久",
    "law-not-in-force": "机密★10年",
}
"""What may be wrong with a mark by itself, each with a mark that has it."""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("fault", FAULTS)
def test_the_faults_of_a_mark_are_whole_sentences(fault: str, lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    issued = date(1950, 1, 1) if fault == "law-not-in-force" else date(2026, 1, 5)
    read = parse_mark(FAULTS[fault], issued=issued, as_of=date.fromisoformat(DAY))
    assert fault in read.faults
    show.mark(read, lang)
    assert not re.search(r"\{[a-z_]+\}", capsys.readouterr().out)


class TestAFindingSaysWhatIsKnown:
    """`finding_with`: the sentence is true of what was found, and names what is known."""

    def test_two_conditions_differ_as_conditions_not_in_kind(self) -> None:
        matter = Matter(title="某县纪委正在立案查处的重要违纪案件案情（未公布）", mark="秘密★结案前", tier="county")
        found = determine(matter, load_catalogs(), as_of=date.fromisoformat(DAY))
        for lang in ("zh", "en"):
            (said,) = [one["message"] for one in found.to_dict(lang)["findings"] if one["id"] == "term-kind-differs"]
            assert "公布前" in said
            assert said in found.explain(lang)
        assert "方式不同" not in str(found.to_dict("zh"))

    def test_a_period_for_a_condition_differs_in_kind(self) -> None:
        matter = Matter(title="某县纪委正在立案查处的重要违纪案件案情（未公布）", mark="秘密★5年", tier="county")
        found = determine(matter, load_catalogs(), as_of=date.fromisoformat(DAY))
        assert "方式不同" in str(found.to_dict("zh"))

    def test_a_malformed_mark_is_shown_its_form(self, capsys: pytest.CaptureFixture[str]) -> None:
        show.mark(parse_mark("5年★秘密", as_of=date.fromisoformat(DAY)), "zh")
        assert "应写作秘密★5年" in capsys.readouterr().out

    def test_days_are_not_called_months(self, capsys: pytest.CaptureFixture[str]) -> None:
        show.mark(parse_mark("秘密★365天", as_of=date.fromisoformat(DAY)), "zh")
        said = capsys.readouterr().out
        assert "没有按年书写" in said
        assert "月数" not in said


def told(title: str, lang: Language, capsys: pytest.CaptureFixture[str], **matter: object) -> tuple[Result, str]:
    """Determine an invented matter by the shipped catalogs; give what people read, unbroken."""
    given = Matter.model_validate({"title": title, **matter})
    found = determine(given, load_catalogs(), as_of=date.fromisoformat(DAY))
    show.result(found, lang)
    return found, "".join(line.strip() for line in capsys.readouterr().out.splitlines())


class TestEveryOutputThatUsesASampleSaysSo:
    """README: whatever rests on the sample catalog, also by a question or a suggestion, says so."""

    def test_items_that_are_asked_about_are_named_with_their_standing(self, capsys: pytest.CaptureFixture[str]) -> None:
        found, text = told("某县县委领导班子成员调整方案", "zh", capsys, tier="city")
        assert found.outcome == "undetermined"
        assert "organization-work#3" in text
        assert "样本" in text
        assert "样本" in found.explain("zh")

    def test_suggestions_bear_their_standing(self, capsys: pytest.CaptureFixture[str]) -> None:
        found, text = told("干部人事档案库房搬迁", "zh", capsys, tier="city")
        assert found.outcome == "no_match"
        assert {one["standing"] for one in found.to_dict("zh")["suggestions"]} >= {"sample"}
        assert "样本" in text
        assert "样本" in found.explain("zh")


class TestTheShortAnswerSaysWhatToDo:
    """An answer gives a way out that exists: it asks only where there is a question, and marks nothing where no item applies."""

    def test_an_item_without_a_level_is_reported_not_asked_about(self, capsys: pytest.CaptureFixture[str]) -> None:
        found, text = told("第三季度全国居民消费价格指数（未公布）", "zh", capsys, tier="central")
        assert (found.outcome, found.missing) == ("undetermined", ())
        assert "请回答所列问题" not in text
        assert "保密行政管理部门确定" in text

    def test_a_day_without_law_is_checked_not_asked_about(self, capsys: pytest.CaptureFixture[str]) -> None:
        found, text = told("某县领导班子调整的通知", "zh", capsys, issued=date(1980, 1, 1))
        assert found.missing == ()
        assert "请回答所列问题" not in text

    def test_protection_without_any_level_in_play_says_what_it_is_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        found, text = told("工会春游通知", "zh", capsys, tier="city")
        assert found.to_dict("zh")["protect"] == "secret"
        assert "不得据此作出标志" in text
        assert "不得据此作出标志" in found.explain("zh")

    def test_an_item_that_applies_is_not_called_merely_similar(self, capsys: pytest.CaptureFixture[str]) -> None:
        found, _ = told("某央企并购重组方案", "zh", capsys)
        answer = found.to_dict("zh")
        met = {(item["catalog"], item["item"]) for item in answer["items"]}
        assert met
        assert met.isdisjoint((one["catalog"], one["item"]) for one in answer["suggestions"])
