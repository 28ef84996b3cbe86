"""docs/sheets.md: spreadsheets in and out of the commands, and the copy with what is wrong in its cells."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from classify.catalog.drafting import draft
from classify.catalog.lint import lint
from classify.catalog.read import catalog_folders, read_catalog
from classify.cli.run import run
from classify.sheets import notes

AS_OF = ("--as-of", "2026-11-21")
ASKED = (*AS_OF, "--catalog", "organization-work")
HEADING = ("序号", "事项名称", "密级", "保密期限", "制发日期", "备注")
ROWS: Sequence[Sequence[Any]] = (
    (1, "甲方案", "机密", "10年", date(2024, 3, 1), "=1+1"),
    (2, "乙方案", "秘密", "十五年", "2024年3月1日", "@注"),
    (3, "丙方案", "绝密", None, None, None),
)


def workbook(path: Path, rows: Sequence[Sequence[Any]] = ROWS, heading: Sequence[str] = HEADING) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "台账"
    for row in (heading, *rows):
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    book.save(path)
    return path


def values(path: Path, sheet: int = 0) -> list[tuple[Any, ...]]:
    return list(load_workbook(path).worksheets[sheet].iter_rows(values_only=True))


def comments(path: Path) -> dict[str, str]:
    return {
        cell.coordinate: cell.comment.text
        for row in load_workbook(path).worksheets[0].iter_rows()
        for cell in row
        if cell.comment
    }


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


class TestBatch:
    """`classify batch` reads and writes XLSX; the answers are those of the same inventory in a CSV."""

    @pytest.mark.parametrize(("lang", "said"), [("zh", ("是", "县级 (county)")), ("en", ("yes", "county"))])
    def test_what_is_kept_is_said_in_words_and_can_be_read_again(
        self, lang: str, said: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        heading = ("序号", "密级", "保密期限", "制发日期", "产生层级", "天气", "承办人")
        book = workbook(tmp_path / "台账.xlsx", ((1, "机密", "10年", "2024-03-01", "县级", "晴", "甲"),), heading)
        out, again = tmp_path / "结果.xlsx", tmp_path / "again.xlsx"
        assert run(["batch", str(book), "--out", str(out), "--keep", "--lang", lang, *ASKED]) == 0
        err = capsys.readouterr().err
        assert "F1" in err
        assert "G1" not in err  # the report counts by it
        assert ("没有认出、保留在结果里的栏" if lang == "zh" else "kept in the answer") in err
        heads, row = values(out)
        told = {str(head): value for head, value in zip(heads, row, strict=True)}
        assert next(value for head, value in told.items() if "国家秘密 (secret)" in head or "still a state" in head) == said[0]
        assert next(value for head, value in told.items() if "tier" in head) == said[1]
        assert run(["batch", str(out), "--out", str(again), "--keep", "--lang", lang, *ASKED]) == 0
        assert values(again)[1][:4] == row[:4]

    def test_the_answers_are_those_of_a_csv(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = workbook(tmp_path / "a.xlsx")
        lines = [
            "id,title,mark,level,issued",
            "1,甲方案,机密★10年,,2024-03-01",
            "2,乙方案,秘密★15年,,2024-03-01",
            "3,丙方案,,绝密,",
        ]
        (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for kind in ("xlsx", "csv"):
            assert run(["batch", str(tmp_path / f"a.{kind}"), "--out", str(tmp_path / f"{kind}.csv"), *ASKED, "--json"]) == 0
        answers = [table(tmp_path / f"{kind}.csv") for kind in ("xlsx", "csv")]
        assert answers[0] == answers[1]
        assert path.exists()
        told = capsys.readouterr().out
        assert told[: len(told) // 2] == told[len(told) // 2 :]

    def test_a_workbook_of_answers_names_codes_and_what_they_rest_on(self, tmp_path: Path) -> None:
        out = tmp_path / "o.xlsx"
        arguments = ["batch", str(workbook(tmp_path / "a.xlsx")), "--out", str(out), "--keep", *ASKED, "--lang", "zh"]
        assert run(arguments) == 0
        rows = values(out)
        assert rows[0][:3] == ("编号 (id)", "状态 (state)", "有效密级 (level)")
        assert [row[0] for row in rows[1:]] == ["1", "2", "3"]
        assert "period-above-ceiling" in rows[2][8]
        told = {row[0]: row[1] for row in values(out, 1)}
        assert told["行数"] == 3
        assert "organization-work" in told["样本目录"]
        assert "不得据以定密" in told["样本目录"]
        assert str(told["截至日"])[:10] == "2026-11-21"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "o.xlsx"]

    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    def test_nothing_kept_becomes_a_formula(self, kind: str, tmp_path: Path) -> None:
        source, out = tmp_path / "a.csv", tmp_path / f"o.{kind}"
        source.write_text('id,mark,说明\n=1+1,秘密★5年,"=HYPERLINK(""x"")"\n-2,秘密★5年,@甲\n', encoding="utf-8")
        assert run(["batch", str(source), "--out", str(out), "--keep", *ASKED]) == 0
        if kind == "xlsx":
            for sheet in load_workbook(out).worksheets:
                assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
            assert [row[0] for row in values(out)[1:]] == ["=1+1", "-2"]
        else:
            rows = table(out)
            assert [row[0] for row in rows[1:]] == ["'=1+1", "'-2"]
            assert [row[-1] for row in rows[1:]] == ['\'=HYPERLINK("x")', "'@甲"]

    def test_a_folder_may_mix_kinds(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        folder = tmp_path / "台账"
        folder.mkdir()
        heading = ("编号", "密级", "保密期限")
        workbook(folder / "a.xlsx", [("x1", "秘密", "5年")], heading)
        workbook(folder / "b.xlsx", [("x2", "机密", "5年")], heading)
        (folder / "c.csv").write_text("id,mark\nx3,秘密★5年\n", encoding="utf-8")
        (folder / "~$a.xlsx").write_bytes(b"lock")
        assert run(["batch", str(folder), "--out", str(tmp_path / "o.csv"), *ASKED, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["rows"] == 3
        assert [row[0] for row in table(tmp_path / "o.csv")] == ["id", "x1", "x2", "x3"]

    def test_rows_that_are_no_matters_are_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = workbook(tmp_path / "a.xlsx", [*ROWS, ("注：以上均为虚构",)])
        assert run(["batch", str(path), "--out", str(tmp_path / "o.csv"), *ASKED]) == 0
        assert "#1!A5" in capsys.readouterr().err

    def test_the_inventory_itself_is_never_written_over(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = workbook(tmp_path / "a.xlsx")
        before = path.read_bytes()
        for options in (["--out", str(path)], ["--out", str(tmp_path / "o.csv"), "--annotate", str(path)]):
            assert run(["batch", str(path), *options, *ASKED]) == 2
        assert path.read_bytes() == before
        assert capsys.readouterr().err.count("\n") == 2


class TestCopy:
    """A copy of the sheet with what is wrong as comments and colours; what stands in its cells is untouched."""

    def test_findings_stand_at_the_cells_they_are_about(self, tmp_path: Path) -> None:
        copy = tmp_path / "c.xlsx"
        path = workbook(tmp_path / "a.xlsx")
        assert (
            run(["batch", str(path), "--out", str(tmp_path / "o.parquet"), "--annotate", str(copy), *ASKED, "--lang", "zh"]) == 0
        )
        told = comments(copy)
        assert "period-above-ceiling" in told["D3"]
        assert "mark-without-period" in told["D4"]
        assert "start-unknown" not in told.get("E2", "")
        assert load_workbook(copy).worksheets[0]["D3"].fill.fgColor.rgb == "00F4B6B6"

    def test_what_rests_on_a_sample_is_a_notice(self, tmp_path: Path) -> None:
        heading = ("序号", "密级", "保密期限", "制发日期", "依据")
        path = workbook(tmp_path / "a.xlsx", [(1, "绝密", "10年", "2024-03-01", "organization-work#3")], heading)
        copy = tmp_path / "c.xlsx"
        assert (
            run(["batch", str(path), "--out", str(tmp_path / "o.parquet"), "--annotate", str(copy), *ASKED, "--lang", "zh"]) == 0
        )
        assert comments(copy)["B2"].startswith("提示 level-above-catalog")

    def test_what_a_state_makes_graver_is_an_error_in_the_copy_as_in_the_report(self, tmp_path: Path) -> None:
        """ "`opened-still-marked`: notice; `error` with `published_on`"."""
        heading = ("序号", "密级", "保密期限", "制发日期", "公布日期")
        path = workbook(tmp_path / "a.xlsx", [(1, "秘密", "10年", "2024-03-01", "2025-03-01")], heading)
        copy = tmp_path / "c.xlsx"
        assert (
            run(["batch", str(path), "--out", str(tmp_path / "o.parquet"), "--annotate", str(copy), *ASKED, "--lang", "zh"]) == 0
        )
        assert any(text.startswith("错误 opened-still-marked") for text in comments(copy).values())

    def test_beyond_some_thousand_comments_cells_are_only_coloured_and_that_is_told(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(notes, "MOST_COMMENTS", 1)
        copy = tmp_path / "c.xlsx"
        path = workbook(tmp_path / "a.xlsx", [(1, None, "秘密", "5年"), (2, None, "秘密", "15年"), (3, None, "秘密", "16年")])
        assert run(["batch", str(path), "--out", str(tmp_path / "o.csv"), "--annotate", str(copy), *ASKED, "--lang", "en"]) == 0
        assert list(comments(copy)) == ["D3"]
        assert load_workbook(copy).worksheets[0]["D4"].fill.fgColor.rgb == "00F4B6B6"
        assert "coloured without a comment" in capsys.readouterr().err

    def test_faults_of_reading_stand_at_their_cells_and_nothing_is_evaluated(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "a.xlsx", [(1, "甲", "机密", 10, "11/12/2026"), (1, "乙", "秘密", "5年", None)])
        copy, out = tmp_path / "c.xlsx", tmp_path / "o.xlsx"
        assert run(["batch", str(path), "--out", str(out), "--annotate", str(copy), *ASKED, "--lang", "zh"]) == 2
        assert not out.exists()
        assert {place: text.split()[1] for place, text in comments(copy).items()} == {
            "A3": "sheet-id-twice",
            "D2": "sheet-period-unit",
            "E2": "sheet-date",
        }

    def test_cells_that_cannot_be_read_stop_no_other_row(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        rows = [(1, "甲", "机密", "10年", "2015年3月"), (2, "乙", "公开", None, None), (3, "丙", "秘密", "15年", "2024年3月1日")]
        copy, out = tmp_path / "c.xlsx", tmp_path / "o.csv"
        arguments = ["batch", str(workbook(tmp_path / "a.xlsx", rows)), "--out", str(out), "--annotate", str(copy), *ASKED]
        assert run([*arguments, "--lang", "zh", "--json"]) == 0
        ran = capsys.readouterr()
        assert [row[1] for row in table(out)[1:]] == ["unknown_start", "invalid", "active"]
        assert [fault["where"] for fault in json.loads(ran.out)["lists"]["faults"]] == ["#1!E2", "#1!C3"]
        assert "#1!E2: " in ran.err
        told = comments(copy)
        assert (told["E2"].split()[1], told["C3"].split()[1]) == ("sheet-date", "sheet-not-secret")
        assert "mark-malformed" not in "".join(told.values())
        assert run([*arguments, "--check"]) == 1

    def test_a_finding_stands_in_its_own_row(self, tmp_path: Path) -> None:
        path, copy = tmp_path / "a.xlsx", tmp_path / "c.xlsx"
        day = date(2024, 3, 1)
        rows = [
            (1, "甲", "秘密", "5年", day),
            (2, "乙", "同上", "15年", day),
            (3, "丙", "秘密", None, day),
            (4, "丁", "秘密", None, day),
        ]
        book = load_workbook(workbook(path, rows))
        book.worksheets[0].merge_cells("D3:D4")
        book.save(path)
        assert run(["batch", str(path), "--out", str(tmp_path / "o.csv"), "--annotate", str(copy), *ASKED, "--lang", "zh"]) == 0
        told = comments(copy)
        assert "period-above-ceiling" in told["D3"]
        assert "period-above-ceiling" in told["A4"]
        assert "mark-without-period" in told["D5"]
        assert not set(told) & {"C2", "C3", "D2"}
        assert "\n怎么办：" in told["D3"]
        assert "\n依据：" in told["D3"]
        assert "LAW2024-20.2" in told["D3"]

    def test_everything_else_of_the_workbook_stays(self, tmp_path: Path) -> None:
        path, copy = tmp_path / "a.xlsx", tmp_path / "c.xlsx"
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append(["某局台账"])
        sheet.merge_cells("A1:F1")
        sheet.append(HEADING)
        sheet.append([1, "甲方案", "秘密", "50年", date(2024, 3, 1), "=1+2"])
        sheet["B3"].font = Font(bold=True)
        sheet["D3"].comment = Comment("原来的批注", "某人")
        sheet.column_dimensions["B"].width = 33
        book.create_sheet("另一张")["A1"] = "不动"
        book.save(path)
        assert run(["batch", str(path), "--out", str(tmp_path / "o.parquet"), "--annotate", str(copy), *ASKED]) == 0
        old, new = load_workbook(path), load_workbook(copy)
        assert new.sheetnames == old.sheetnames
        for name in old.sheetnames:
            assert list(new[name].iter_rows(values_only=True)) == list(old[name].iter_rows(values_only=True))
        sheet = new.worksheets[0]
        assert sheet["B3"].font.bold
        assert (sheet.column_dimensions["B"].width, str(sheet.merged_cells)) == (33, "A1:F1")
        assert sheet["E3"].number_format == old.worksheets[0]["E3"].number_format
        assert sheet["D3"].comment is not None
        assert sheet["D3"].comment.text.startswith("原来的批注\n")
        assert "period-above-ceiling" in sheet["D3"].comment.text


class TestEarlier:
    """What reads an inventory reads a spreadsheet too."""

    def test_an_earlier_inventory_and_the_impact_of_a_catalog(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path, before, out = workbook(tmp_path / "a.xlsx"), tmp_path / "b.parquet", tmp_path / "o.parquet"
        assert run(["batch", str(path), "--out", str(before), "--as-of", "2026-11-20"]) == 0
        earlier = ["--earlier", str(before), "--earlier-inventory", str(path)]
        capsys.readouterr()
        assert run(["batch", str(path), "--out", str(out), *earlier, *AS_OF, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["changes"]["rows"] == 3
        assert run(["catalog", "impact", "-", "education", str(path), *AS_OF, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["rows"] == 3


class TestCompile:
    """`classify compile FILE.xlsx`: columns id, mark, issued, sources parted by ;."""

    def test_it_is_read_as_the_csv(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        heading = ("编号", "国家秘密标志", "制发日期", "来源")
        path = workbook(tmp_path / "a.xlsx", [("a", "秘密★5年", "2024-01-10", None), ("b", None, "2024-03-01", "a")], heading)
        (tmp_path / "a.csv").write_text("id,mark,issued,sources\na,秘密★5年,2024-01-10,\nb,,2024-03-01,a\n", encoding="utf-8")
        for file in (path, tmp_path / "a.csv"):
            assert run(["compile", str(file), *AS_OF, "--json"]) == 0
        told = capsys.readouterr().out
        assert told[: len(told) // 2] == told[len(told) // 2 :]

    def test_faults_name_the_cells(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = workbook(
            tmp_path / "a.xlsx", [("甲" * 9_000, "秘密★5年", "2024-01-10", None)], ("编号", "标志", "制发日期", "来源")
        )
        assert run(["compile", str(path), *AS_OF]) == 2
        assert "#1!A2" in capsys.readouterr().err


ITEMS: Sequence[Sequence[Any]] = (
    ("一", "尚未公布的灯塔改造方案", "机密", "不超过10年", "灯塔处有关人员", "省级以上", None),
    ("二", "应急灯语编码表", "绝密级", "启用前", None, "中央", "慎用"),
    ("三", "灯塔的位置、亮度", "秘密", "不少于5年，不超过10年", None, None, None),
    ("四", "值班排班表", "工作秘密", None, None, None, None),
    ("五", "其他保密事项", "秘密", None, None, None, None),
)
ITEM_HEADING = ("序号", "国家秘密事项", "密级", "保密期限", "知悉范围", "产生层级", "备注")


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    path = workbook(tmp_path / "items.xlsx", ITEMS, ITEM_HEADING)
    assert run(["catalog", "import", str(path), "--out", str(tmp_path / "lighthouse"), *AS_OF, "--source", "为测试所拟"]) == 0
    return tmp_path / "lighthouse"


class TestImport:
    """A sheet of items becomes a catalog's folder with its papers; nothing is put in that the sheet does not say."""

    def test_it_says_what_the_sheet_says(self, imported: Path) -> None:
        tables = tomllib.loads((imported / "catalog.toml").read_text(encoding="utf-8"))
        assert (tables["id"], tables["standing"], tables["scheme"]) == ("lighthouse", "local", "state")
        assert (tables["papers"]["source"], tables["papers"]["retrieved"]) == ("为测试所拟", date(2026, 11, 21))
        items = {item["id"]: item for item in tables["item"]}
        assert items["1"]["term"] == {"maximum": "10年"}
        assert items["1"]["tiers"] == ["central", "provincial"]
        assert items["1"]["when"] == [{"words": [["灯塔改造方案"]], "facts": {"state": "未公布"}}]
        assert (items["2"]["level"], items["2"]["term"], items["2"]["note"]) == ("top_secret", {"event": "启用前"}, "慎用")
        assert items["3"]["term"] == {"minimum": "5年", "maximum": "10年"}
        assert "when" not in items["3"]
        assert (items["4"]["scheme"], items["4"].get("level")) == ("work", None)
        assert items["5"]["residual"]
        assert "audience" not in items["5"]

    def test_lint_finds_only_what_the_sheet_could_not_give(self, imported: Path) -> None:
        assert read_catalog(imported)[1] == []
        found = {(fault.id, fault.item) for fault in lint(imported) if fault.severity == "error"}
        assert found == {("catalog-item-without-limbs", "3")}

    def test_what_was_drafted_is_marked_for_review(self, imported: Path) -> None:
        text = (imported / "catalog.toml").read_text(encoding="utf-8")
        for item in ("1", "2", "4"):
            before = text[: text.index(f'[[item]]\nid = "{item}"')].splitlines()[-1]
            assert "待审核" in before
        assert "待补" in text[: text.index('[[item]]\nid = "3"')].splitlines()[-1]

    @pytest.mark.parametrize(
        "name",
        [
            *(
                "灯塔的位置、亮度",
                "重大灯塔事故",
                "有关灯塔的文件",
                "射程超过20海里的灯",
                "灯塔和航标方案",
                "不宜公开的灯塔方案",
                "灯",
                "Lamp plan list",
            ),
            "灯塔事故以外的航标方案",
        ],
    )
    def test_where_criteria_would_be_a_guess_there_are_none(self, name: str) -> None:
        assert draft(name).limb is None

    def test_a_folder_that_exists_is_not_touched(self, imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = (imported / "catalog.toml").read_bytes()
        assert run(["catalog", "import", str(imported.parent / "items.xlsx"), "--out", str(imported)]) == 2
        assert (imported / "catalog.toml").read_bytes() == before
        assert capsys.readouterr().err.count("\n") == 1

    def test_cells_at_fault_are_named_and_no_folder_is_made(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        rows = [("1", "甲方案事项", "某级", "10年", None, None, None), ("1", None, "秘密", "5至10年", None, "某处", None)]
        path = workbook(tmp_path / "a.xlsx", rows, ITEM_HEADING)
        copy = tmp_path / "c.xlsx"
        assert run(["catalog", "import", str(path), "--out", str(tmp_path / "neu"), "--annotate", str(copy), "--json"]) == 2
        error = json.loads(capsys.readouterr().err.splitlines()[-1])["error"]
        assert sorted(fault["where"] for fault in error["faults"]) == ["#1!A3", "#1!B3", "#1!C2", "#1!D3", "#1!F3"]
        assert sorted(comments(copy)) == ["A3", "B3", "C2", "D3", "F3"]
        assert not (tmp_path / "neu").exists()


class TestExport:
    """`export` writes the list again; import reads from it what the catalog says (properties.md 14)."""

    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("name", ["organization-work", "surveying-2003", "education", "company", "locomotive-depot"])
    def test_there_and_back(self, name: str, kind: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        out, folder = tmp_path / f"a.{kind}", tmp_path / "again"
        assert run(["catalog", "export", name, "--out", str(out), "--lang", lang]) == 0
        assert run(["catalog", "import", str(out), "--out", str(folder)]) == 0
        capsys.readouterr()
        assert run(["catalog", "diff", name, str(folder), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["added"] == found["removed"] == []
        changed = {name for change in found["changed"] for name in change["fields"]}
        assert changed <= {"when", "note", "cite", "residual", "scheme"}, found["changed"]
        levels = {item.level for item in read_catalog(catalog_folders()[name])[0].items}  # type: ignore[union-attr]
        assert ("scheme" in changed) <= (None in levels)

    def test_the_json_holds_everything(self, tmp_path: Path) -> None:
        out = tmp_path / "a.json"
        assert run(["catalog", "export", "education", "--out", str(out)]) == 0
        told = json.loads(out.read_text(encoding="utf-8"))
        assert told["item"][0]["when"]
        assert told["papers"]["digest"].startswith("sha256:")

    def test_another_kind_of_file_is_refused(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["catalog", "export", "education", "--out", str(tmp_path / "a.doc")]) == 2
        assert "export" not in capsys.readouterr().out
        assert list(tmp_path.iterdir()) == []


class TestDiff:
    """`diff` says which items came, went and changed, and what changed."""

    def test_of_a_catalog_with_itself_there_is_none(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["catalog", "diff", "education", "education", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"head": {}, "added": [], "removed": [], "changed": []}

    def test_what_came_went_and_changed(self, imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        rows = [
            ("一", "尚未公布的灯塔改造方案", "秘密", "不超过10年", "灯塔处有关人员", "省级以上", None),
            ("二", "应急灯语编码表", "绝密级", "启用前", None, "中央", "慎用"),
            ("三", "值班排班表", "工作秘密", None, None, None, None),
            ("六", "新增的航标方案", "秘密", "5年", None, None, None),
        ]
        path = workbook(tmp_path / "b.xlsx", rows, ITEM_HEADING)
        assert run(["catalog", "import", str(path), "--out", str(tmp_path / "new" / "lighthouse"), *AS_OF]) == 0
        capsys.readouterr()
        assert run(["catalog", "diff", str(imported), str(tmp_path / "new" / "lighthouse"), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert [item["name"] for item in found["added"]] == ["新增的航标方案"]
        assert [item["id"] for item in found["removed"]] == ["4", "5"]
        fields = {change["item"]: sorted(change["fields"]) for change in found["changed"]}
        assert fields["1"] == ["level"]
        assert "name" in fields["3"]
        assert run(["catalog", "diff", str(imported), str(tmp_path / "new" / "lighthouse"), "--lang", "zh"]) == 0
        assert "secret" in capsys.readouterr().out
