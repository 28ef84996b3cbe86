"""The page to be signed says what the Markdown page says, in the same words, and as much in either language."""

from __future__ import annotations

from datetime import date

import pytest

import classify
from classify.documents import Determination, Matter
from classify.errors import Language
from classify.forms.filling import explained
from classify.text.page import explanation, passages
from classify.text.passage import Code, Key

AS_OF = date(2026, 11, 21)
LANGUAGES: tuple[Language, ...] = ("zh", "en")
CATALOGS = classify.load_catalogs()
MATTERS = {
    "determined": Matter(title="某县县委领导班子成员调整方案（未公布）", tier="city", issued=date(2026, 11, 1), mark="秘密★15年"),
    "undetermined": Matter(title="某县县委领导班子成员调整方案", tier="county", issued=date(2026, 11, 1)),
    "refer_up": Matter(
        title="某县县委领导班子成员调整方案（未公布）", tier="county", issued=date(2026, 11, 1), drafted=date(2026, 11, 1)
    ),
    "no_match": Matter(title="关于办公楼电梯检修的通知", tier="city", mark="秘密★5年"),
    "derived": Matter(title="某方案的贯彻意见", derived=True, issued=date(2026, 11, 1)),
    "must_not_classify": Matter(title="某县县委领导班子成员调整方案（已公布）", tier="city", mark="秘密★5年"),
}


def answered(name: str) -> Determination:
    return classify.determine(MATTERS[name], CATALOGS, as_of=AS_OF).determination


@pytest.mark.parametrize("name", MATTERS)
def test_both_languages_say_as_much(name: str) -> None:
    chinese, english = (passages(answered(name), lang) for lang in LANGUAGES)
    assert answered(name).outcome == name
    for one, other in zip(chinese, english, strict=True):
        assert (one.name, len(one.points)) == (other.name, len(other.points))
        for point, same in zip(one.points, other.points, strict=True):
            assert [type(part) for part in point.said] == [type(part) for part in same.said]
            assert [part for part in point.said if isinstance(part, Code)] == [p for p in same.said if isinstance(p, Code)]
            assert len(point.under) == len(same.under)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", MATTERS)
def test_the_paper_says_what_the_page_says(name: str, lang: Language) -> None:
    answer = answered(name)
    page = explanation(answer, lang)
    form = explained(MATTERS[name], classify.determine(MATTERS[name], CATALOGS, as_of=AS_OF), lang)
    paper = {row.label: "\n".join(row.filled) for row in form.rows}
    for passage in passages(answer, lang):
        told = paper.get(passage.heading(lang), "")
        for point in passage.points:
            assert all(part in page for part in (*point.said, *point.under))
            assert all(part.strip() in told for part in point.said if not isinstance(part, Key))
            assert all(line in told for line in point.under)
    assert all(note in page for note in form.notes[:1])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["determined", "undetermined", "refer_up"])
def test_the_sample_is_named_before_all_else(name: str, lang: Language) -> None:
    result = classify.determine(MATTERS[name], CATALOGS, as_of=AS_OF)
    warning = explained(MATTERS[name], result, lang).warning
    assert warning
    assert warning in result.explain(lang)


def test_catalogs_without_a_part_in_it_are_counted() -> None:
    answer = answered("determined")
    told = next(one for one in passages(answer, "zh") if one.name == "catalogs").plain()
    assert len(told) < len(answer.catalogs)
    assert "organization-work" in told[0]
    assert told[-1] == f"另有{len(answer.catalogs) - len(told) + 1}个目录没有适用的事项"


def test_nothing_met_and_nothing_open_are_said() -> None:
    form = explained(MATTERS["no_match"], classify.determine(MATTERS["no_match"], CATALOGS, as_of=AS_OF), "zh")
    rows = {row.label: row.filled for row in form.rows}
    assert rows["符合的事项"] == ("无",)
    assert form.warning is None
    assert "符合的工作秘密事项（不是国家秘密）" not in rows
