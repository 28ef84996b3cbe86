"""Forms are filled with what is known, leave the rest to the pen, and hold whatever a title holds."""

from __future__ import annotations

import io
import json
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from docx import Document

import classify
from classify.api_status import status
from classify.documents import History, LifeEvent, Matter
from classify.errors import Language
from classify.forms.docx import docx_of
from classify.forms.filling import explained, filled_by_check, filled_by_status
from classify.forms.form import KINDS, Form, FormKind, form_of
from classify.forms.html import html_of
from tests.cli.command_line import ran

AS_OF = date(2026, 11, 21)
CATALOGS = classify.load_catalogs()
LANGUAGES: tuple[Language, ...] = ("zh", "en")
MATTER = Matter(
    title="关于调整某县县委领导班子成员的建议方案（未公布）<b>&",
    mark="秘密★15年",
    issued=date(2026, 11, 1),
    tier="city",
    drafter="甲",
    audience=("某县县委常委",),
)


def filled(kind: FormKind, lang: Language) -> Form:
    if kind in {"determination", "explanation"}:
        result = classify.determine(MATTER, CATALOGS, as_of=AS_OF)
        return explained(MATTER, result, lang) if kind == "explanation" else filled_by_check(MATTER, result, CATALOGS, lang)
    history = History(matter=MATTER, events=(LifeEvent(on=date(2026, 11, 10), do="reviewed"),))
    return filled_by_status(kind, history, status(history, as_of=AS_OF), AS_OF, lang)


def row(form: Form, label: str) -> tuple[str, ...]:
    return next(one.filled for one in form.rows if one.label == label)


def test_the_record_holds_drafter_basis_level_and_period() -> None:
    form = filled("determination", "zh")
    assert row(form, "密级") == ("秘密",)
    assert row(form, "保密期限") == ("10年",)
    assert row(form, "承办人意见") == ("姓名：甲",)
    assert row(form, "定密责任人审核批准意见") == ()
    assert "organization-work#3" in row(form, "定密依据")[0]
    assert any("保密法（2024年）第20条第2款" in line for line in row(form, "检查结果"))


def test_a_sample_is_named_as_one_above_the_table() -> None:
    for kind in ("determination", "explanation"):
        assert "样本" in (filled(kind, "zh").warning or "")
    assert filled("notice", "zh").warning is None


def test_where_nothing_applies_the_record_says_so_and_cites_what_to_do() -> None:
    matter = Matter(title="关于办公楼电梯检修的通知", tier="city", issued=date(2026, 11, 1))
    result = classify.determine(matter, CATALOGS, as_of=AS_OF)
    form = filled_by_check(matter, result, CATALOGS, "zh")
    assert result.outcome == "no_match"
    assert "第25条" in row(form, "核对结论")[0]
    assert (row(form, "检查结果"), row(form, "定密依据")) == (("无",), ())


def choices(form: Form) -> tuple[str, ...]:
    return next(one.choices for one in form.rows if one.label == "定密责任人审核批准意见")


def test_what_the_organ_may_not_decide_is_signed_as_a_request() -> None:
    matter = Matter(id="2026-18", title="某县县委领导班子成员调整方案（未公布）", tier="county", issued=date(2026, 11, 1))
    result = classify.determine(matter, CATALOGS, as_of=AS_OF)
    form = filled_by_check(matter, result, CATALOGS, "zh")
    assert result.outcome == "refer_up"
    assert "报请" in form.title
    assert all("报请" in one for one in choices(form))
    assert all("报请" in one for one in choices(explained(matter, result, "zh")))
    assert (row(form, "编号"), row(form, "拟报密级"), row(form, "按此密级保护")) == (("2026-18",), ("秘密",), ("秘密",))
    assert not {"密级", "国家秘密标志", "解密日"} & {one.label for one in form.rows}
    assert any("上级机关、单位" in line for line in row(form, "应当办理"))


def test_what_must_not_be_classified_is_signed_as_unmarked() -> None:
    matter = Matter(title="某县县委领导班子成员调整方案（已公布）", tier="city", mark="秘密★5年")
    result = classify.determine(matter, CATALOGS, as_of=AS_OF)
    form = filled_by_check(matter, result, CATALOGS, "zh")
    assert choices(form)[0] == "同意不予定密，不作国家秘密标志"
    assert "密级" not in {one.label for one in form.rows}


def test_every_sheet_names_what_is_signed() -> None:
    form = filled("explanation", "zh")
    assert [one.label for one in form.rows[: form.top]] == ["事项名称", "编号"]
    page = Document(io.BytesIO(docx_of(form)))
    assert [len(one._tr.xpath("./w:trPr/w:tblHeader")) for one in page.tables[0].rows][:3] == [1, 1, 0]
    assert page.sections[0].footer.paragraphs[0].text.startswith(form.title)
    assert "</thead>" in html_of(form)


def test_a_title_too_long_to_stand_on_every_sheet_stands_on_the_first() -> None:
    form = form_of("change", {"title": ("某" * 2_000,)}, "zh", as_of=AS_OF)
    assert form.top == 0


def test_the_history_tells_when_the_notice_was_delivered() -> None:
    extended = LifeEvent(
        on=date(2026, 11, 2), do="extended", decided=date(2026, 11, 1), delivered=date(2026, 11, 9), until=date(2037, 1, 1)
    )
    history = History(matter=MATTER, events=(extended,))
    form = filled_by_status("change", history, status(history, as_of=AS_OF), AS_OF, "zh")
    assert row(form, "经过") == ("2026-11-02 延长期限（2037-01-01、决定 2026-11-01、送达 2026-11-09）",)


def test_every_row_stands_in_a_form_and_every_form_in_rows() -> None:
    told = tomllib.loads(files("classify.forms").joinpath("forms.toml").read_text(encoding="utf-8"))
    forms = [one for form in told["form"].values() for one in (form, *form.get("case", {}).values())]
    assert {name for form in forms for name in form["rows"]} == set(told["row"])
    assert {name for case in told["case"].values() for name in case} <= set(told["row"])
    assert set(told["form"]) == set(KINDS)


def test_the_paper_is_a4() -> None:
    section = Document(io.BytesIO(docx_of(filled("explanation", "zh")))).sections[0]
    assert [round(length.mm) for length in (section.page_width, section.page_height) if length] == [210, 297]


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_have_the_same_rows(kind: FormKind) -> None:
    chinese, english = (filled(kind, lang) for lang in LANGUAGES)
    shape = [
        [(bool(one.filled), len(one.choices), one.lines, one.signature is None) for one in form.rows]
        for form in (chinese, english)
    ]
    assert shape[0] == shape[1]
    assert all(one.label for one in (*chinese.rows, *english.rows))


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_signs_every_form(kind: FormKind) -> None:
    assert any(one.signature for one in form_of(kind, {}, "zh", as_of=AS_OF).rows)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_word_file_says_what_the_form_says(kind: FormKind, lang: Language) -> None:
    form = filled(kind, lang)
    page = Document(io.BytesIO(docx_of(form)))
    cells = [(one.cells[0].text, one.cells[1].text) for one in page.tables[0].rows]
    assert [label for label, _ in cells] == [one.label for one in form.rows]
    for one, (_, text) in zip(form.rows, cells, strict=True):
        assert all(line in text for line in one.filled)
    assert docx_of(form) == docx_of(form)


def test_a_title_never_becomes_an_element() -> None:
    page = html_of(filled("notice", "zh"))
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;" in page


@pytest.mark.parametrize("suffix", [".docx", ".html"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_command_writes_it(kind: str, suffix: str, tmp_path: Path) -> None:
    given, out = tmp_path / "matter.json", tmp_path / f"form{suffix}"
    given.write_text(MATTER.model_dump_json(exclude_none=True, by_alias=True), encoding="utf-8")
    left = ran("form", kind, given, "--out", out, "--as-of", "2026-11-21", "--json")
    assert left.status == 0
    assert json.loads(left.out)["kind"] == kind
    assert out.stat().st_size > 1_000
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([given.name, out.name])


@pytest.mark.parametrize(
    ("kind", "content", "out"),
    [("record", "{}", "form.docx"), ("notice", "{}", "form.docx"), ("notice", "", "form.html"), ("notice", "{", "form.pdf")],
)
def test_what_is_wrong_leaves_nothing_behind(kind: str, content: str, out: str, tmp_path: Path) -> None:
    given = tmp_path / "matter.json"
    given.write_text(content, encoding="utf-8")
    left = ran("form", kind, given, "--out", tmp_path / out)
    assert left.status == 2
    assert left.out == ""
    assert len(left.err.splitlines()) == 1
    assert [one.name for one in tmp_path.iterdir()] == [given.name]
