"""The list comes back from the office: what was written in stays, what cannot be understood is named by its cell."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import classify
from classify.catalog.model import Catalog
from classify.errors import Faults, InputError, Language
from classify.roster.cells import head_of
from classify.roster.earlier import Earlier, read_earlier
from classify.roster.line import OrganList
from classify.roster.listing import listed
from classify.roster.update import Update, update_of
from classify.roster.writing import write_list
from tests.cli.command_line import ran

AS_OF = date(2026, 11, 21)
CATALOGS = tuple(classify.load_catalogs())
LANGUAGES: tuple[Language, ...] = ("zh", "en")
Rows = list[list[Any]]


def made(catalogs: Sequence[Catalog] = CATALOGS, earlier: Earlier | None = None, tier: str = "city") -> OrganList:
    return listed(catalogs, tier, as_of=AS_OF, earlier=earlier)


def written(folder: Path, now: OrganList, name: str = "list.xlsx", lang: Language = "zh") -> Path:
    write_list(now, folder / name, lang)
    return folder / name


def edited(path: Path, edit: Callable[[Rows], Rows]) -> Path:
    """Give the first sheet back as the office has changed it; the rows begin with the heading."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = edit([["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)])
    sheet.delete_rows(1, sheet.max_row)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value or None)
    book.save(path)
    return path


def column(rows: Rows, head: str) -> int:
    return int(rows[0].index(head))


def empty(update: Update) -> bool:
    return not (update.added or update.removed or update.changed)


def faults(path: Path, catalogs: Sequence[Catalog] = CATALOGS) -> list[tuple[str, str | None]]:
    with pytest.raises(InputError) as refused:
        read_earlier(path, catalogs)
    found = refused.value
    return [(one.id, one.where) for one in (found.faults if isinstance(found, Faults) else (found,))]


def newer(catalog: Catalog) -> Catalog:
    """Change a catalog: an item is renamed, one loses its level, one goes, another comes."""
    first, second, _, *others = catalog.items
    came = replace(others[-1], id="99", name="新增的某事项")
    return replace(catalog, items=(replace(first, name="改了名的某事项"), replace(second, level=None), *others, came))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["list.xlsx", "list.csv", "list.json"])
def test_what_is_written_is_read_again_and_nothing_changed(name: str, lang: Language, tmp_path: Path) -> None:
    for tier in ("city", "county"):
        now = made(tier=tier)
        earlier = read_earlier(written(tmp_path, now, name, lang), CATALOGS)
        assert dict(earlier.lines) == {line.basis: line for line in now.lines}
        assert (earlier.own, earlier.passed, earlier.unread) == ((), (), ())
        assert empty(update_of(earlier, made(tier=tier, earlier=earlier)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_of_the_office_stay_and_the_update_is_empty(lang: Language, tmp_path: Path) -> None:
    def edit(rows: Rows) -> Rows:
        head, *lines = rows
        department, note = (column(rows, head_of(name, lang)) for name in ("department", "note"))
        for number, line in enumerate(lines):
            line[department], line[note] = f"+部门{number}", f"备注{number}"
            line.append(f"柜{number}")
        order = list(reversed(range(len(head) + 1)))
        turned = [[row[at] for at in order] for row in [[*head, "存放"], *reversed(lines)]]
        return [["某局国家秘密事项一览表（虚构）"], [], *turned]

    now = made()
    earlier = read_earlier(edited(written(tmp_path, now, lang=lang), edit), CATALOGS)
    again = made(earlier=earlier)
    assert empty(update_of(earlier, again))
    for number, (line, before) in enumerate(zip(again.lines, now.lines, strict=True)):
        assert line == replace(before, department=f"+部门{number}", note=f"备注{number}", more={"存放": f"柜{number}"})
    once_more = read_earlier(written(tmp_path, again, "again.csv"), CATALOGS)
    assert dict(once_more.lines) == {line.basis: line for line in again.lines}


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_a_changed_catalog_is_told_as_from_json(name: str, tmp_path: Path) -> None:
    before = made()
    changed = [newer(one) if one.id == "organization-work" else one for one in CATALOGS]
    updates = []
    for path in (written(tmp_path, before, name), written(tmp_path, before, "list.json")):
        earlier = read_earlier(path, changed)
        updates.append(update_of(earlier, made(changed, earlier)))
    assert updates[0] == updates[1]
    assert {one.basis for one in updates[0].changed} == {"organization-work#1", "organization-work#2"}
    assert [one.basis for one in updates[0].added] == ["organization-work#99"]
    assert [one.basis for one in updates[0].removed] == ["organization-work#3"]


def test_a_column_taken_out_is_no_change(tmp_path: Path) -> None:
    def edit(rows: Rows) -> Rows:
        gone = {column(rows, word) for word in ("序号", "定密权限", "目录效力", "文号", "备注")}
        return [[cell for at, cell in enumerate(row) if at not in gone] for row in rows]

    earlier = read_earlier(edited(written(tmp_path, made()), edit), CATALOGS)
    assert empty(update_of(earlier, made(earlier=earlier)))


OWN = {
    "序号": "甲",
    "事项名称": "灯塔值守方案",
    "密级": "机密",
    "保密期限": "5年",
    "依据": "某规定第3条",
    "产生部门、岗位": "灯塔处",
}


def own_line(rows: Rows, cells: dict[str, str]) -> list[str]:
    line = [""] * len(rows[0])
    for head, text in cells.items():
        line[column(rows, head)] = text
    return line


def test_a_line_of_the_office_stays_and_is_named(tmp_path: Path) -> None:
    def edit(rows: Rows) -> Rows:
        own = own_line(rows, OWN)
        return [*rows[:3], own, *rows[3:], own_line(rows, {"序号": "批准人："})]

    path = edited(written(tmp_path, made()), edit)
    earlier = read_earlier(path, CATALOGS)
    again = made(earlier=earlier, tier="county")
    (line,) = again.own
    assert (line.name, line.level, line.term) == ("灯塔值守方案", "confidential", "5年")
    assert (line.basis, line.department) == ("某规定第3条", "灯塔处")
    assert (line.authority, line.standing) == ("lacking", "")
    assert earlier.passed == (f"#1!A{len(made().lines) + 3}",)
    for name in ("again.xlsx", "again.csv", "again.json"):
        assert read_earlier(written(tmp_path, again, name), CATALOGS).own == again.own
    same = ("--tier", "county", "--as-of", "2026-11-21", "--lang", "zh")
    left = ran("list", *same, "--earlier", path, "--out", tmp_path / "new.csv")
    assert left.status == 0
    assert "= 灯塔值守方案" in left.out
    assert earlier.passed[0] in left.err
    with (tmp_path / "new.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[1] for row in csv.reader(file)][-1] == "灯塔值守方案"


@pytest.mark.parametrize(
    ("head", "text", "fault"),
    [
        ("密级", "甲级", "level-unknown"),
        ("定密权限", "随便", "sheet-word"),
        ("目录效力", "有效", "sheet-word"),
        ("事项名称", "", "empty-value"),
        ("依据", "no-such-catalog#1", "list-basis-unknown"),
        ("依据", "", "list-basis-lost"),
        ("依据", "第三条", "list-basis-lost"),
    ],
)
def test_a_faulty_cell_is_named(head: str, text: str, fault: str, tmp_path: Path) -> None:
    where = []

    def edit(rows: Rows) -> Rows:
        at = column(rows, head)
        rows[2][at] = text
        where.append(f"#1!{chr(ord('A') + at)}3")
        return rows

    assert faults(edited(written(tmp_path, made()), edit)) == [(fault, where[0])]


def test_a_basis_written_twice_names_both_cells(tmp_path: Path) -> None:
    path = edited(written(tmp_path, made()), lambda rows: [*rows, rows[1]])
    ((fault, where),) = faults(path)
    assert fault == "list-basis-twice"
    assert where == f"#1!G{len(made().lines) + 2}"


def test_a_second_line_beside_the_catalogs_may_have_its_name(tmp_path: Path) -> None:
    def edit(rows: Rows) -> Rows:
        second = list(rows[1])
        second[column(rows, "依据")], second[column(rows, "产生部门、岗位")] = "", "另一部门"
        return [*rows, second]

    earlier = read_earlier(edited(written(tmp_path, made()), edit), CATALOGS)
    assert [line.department for line in earlier.own] == ["另一部门"]


def test_a_catalog_that_is_not_loaded_is_named_in_json_too(tmp_path: Path) -> None:
    only = [one for one in CATALOGS if one.id == "education"]
    first = next(number for number, line in enumerate(made().lines) if not line.basis.startswith("education"))
    assert faults(written(tmp_path, made(), "list.json"), only)[0] == ("list-basis-unknown", f"lines[{first}].basis")


def test_a_list_written_before_there_were_own_columns_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, made(), "list.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["own"]
    for line in told["lines"]:
        del line["more"]
    path.write_text(json.dumps(told), encoding="utf-8")
    assert set(read_earlier(path, CATALOGS).lines) == {line.basis for line in made().lines}


@pytest.mark.parametrize("heads", [("",), ("存放", "存放")])
def test_a_column_that_the_new_list_could_not_hold_is_a_fault(heads: tuple[str, ...], tmp_path: Path) -> None:
    def edit(rows: Rows) -> Rows:
        return [[*rows[0], *heads], *([*row, *("柜一" for _ in heads)] for row in rows[1:])]

    at = "LM"[len(heads) - 1]
    assert faults(edited(written(tmp_path, made()), edit)) == [("list-column-bare", f"#1!{at}2")]


def test_what_the_office_wrote_beside_an_item_that_is_gone_is_told(tmp_path: Path) -> None:
    def edit(rows: Rows) -> Rows:
        rows[1][column(rows, "产生部门、岗位")] = "档案科"
        return rows

    path = edited(written(tmp_path, made()), edit)
    left = ran("list", "--tier", "city", "--duty", "考试", "--earlier", path, "--out", tmp_path / "new.csv", "--lang", "zh")
    gone = next(line for line in left.out.splitlines() if line.startswith(f"- {made().lines[0].basis}  "))
    assert gone.endswith("（档案科）")
