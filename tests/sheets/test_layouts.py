"""docs/sheets.md: whatever the layout, a list is read right, or refused with every cell at fault named."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from classify.errors import ClassifyError, Faults, InputError
from classify.facts.vocabulary import standard_vocabulary
from classify.sheets.heading import _bare as bare
from classify.sheets.heading import _table as heading_table
from classify.sheets.heading import named
from classify.sheets.inventory import SheetInventory, read_inventory
from tests.sheets.layouts import LAYOUTS, Layout

READ = [layout for layout in LAYOUTS if not layout.faults]
REFUSED = [layout for layout in LAYOUTS if layout.faults]


def read(path: Path) -> SheetInventory:
    return read_inventory(path, standard_vocabulary())


def faults_of(layout: Layout, folder: Path) -> list[ClassifyError]:
    """Give what is wrong with a list, whether it is refused or some of its rows are kept as invalid."""
    try:
        return list(read(layout.save(folder)).faults)
    except InputError as error:
        return list(error.faults) if isinstance(error, Faults) else [error]


def said(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


class TestLayouts:
    """Twenty differently laid-out sheets are read right or refused with the cell named."""

    def test_there_are_twenty(self) -> None:
        assert len(LAYOUTS) >= 20

    @pytest.mark.parametrize("layout", READ, ids=lambda layout: layout.name)
    def test_it_says_what_the_list_says(self, layout: Layout, tmp_path: Path) -> None:
        found = read(layout.save(tmp_path))
        assert [said(row) for row in found.table.to_pylist()] == layout.says

    @pytest.mark.parametrize("layout", READ, ids=lambda layout: layout.name)
    def test_rows_passed_over_are_named(self, layout: Layout, tmp_path: Path) -> None:
        assert read(layout.save(tmp_path)).origin.passed == layout.passed

    @pytest.mark.parametrize("layout", REFUSED, ids=lambda layout: layout.name)
    def test_every_cell_at_fault_is_named_at_once(self, layout: Layout, tmp_path: Path) -> None:
        assert sorted((fault.where, fault.id) for fault in faults_of(layout, tmp_path)) == sorted(layout.faults)

    @pytest.mark.parametrize("layout", REFUSED, ids=lambda layout: layout.name)
    def test_no_value_of_a_cell_is_echoed(self, layout: Layout, tmp_path: Path) -> None:
        told = "".join(fault.sentence("zh") + fault.sentence("en") for fault in faults_of(layout, tmp_path))
        values = {str(cell) for row in layout.rows[1:] for cell in row if cell is not None}
        # what our own sentences hold anyhow: units, examples, the figures of places
        assert not [value for value in values if len(value) > 2 and value in told and value != "10年"]


class TestInvalidRows:
    """contract: a row that cannot be read is not dropped and stops nothing."""

    def test_a_row_with_a_cell_that_cannot_be_read_is_kept_without_what_rests_on_it(self, tmp_path: Path) -> None:
        heading: list[Any] = ["序号", "密级", "保密期限", "制发日期"]
        rows: list[list[Any]] = [
            [1, "机密", "10年", "2015年3月"],
            [2, "机密", "10年", "2015年3月1日"],
            [3, "公开", None, None],
            [4, None, "5年", None],
        ]
        found = read(Layout("", [heading, *rows]).save(tmp_path))
        assert [said(row) for row in found.table.to_pylist()] == [
            {"id": "1", "mark": "机密★10年"},
            {"id": "2", "mark": "机密★10年", "issued": date(2015, 3, 1)},
            {"id": "3"},
            {"id": "4"},
        ]
        assert [(fault.where, fault.id) for fault in found.faults] == [
            ("#1!D2", "sheet-date"),
            ("#1!B4", "sheet-not-secret"),
            ("#1!B5", "sheet-level-missing"),
        ]

    @pytest.mark.parametrize(
        ("cells", "mark"),
        [
            (("机密", "★10年"), "机密★10年"),
            (("机密", "机密★10年"), "机密★10年"),
            (("机密", "长期有效"), "机密★长期"),
            (("机密", "至2027年1月1日"), "机密★至2027年1月1日"),
            (("机密", "2020.1.1—2026.12.31"), None),
            (("机密", "秘密★10年"), None),
        ],
    )
    def test_a_term_in_its_own_column(self, cells: tuple[str, str], mark: str | None, tmp_path: Path) -> None:
        found = read(Layout("", [["序号", "密级", "期限"], [1, *cells]]).save(tmp_path))
        assert found.table.column("mark").to_pylist() == [mark]
        assert [fault.where for fault in found.faults] == ([] if mark else ["#1!C2"])

    @pytest.mark.parametrize(
        ("row", "agrees"),
        [
            (["10年", "2020年1月1日", "2015-01-01", None], False),
            (["10年", "2025年1月1日", "2015-01-01", None], True),
            (["10年", "2025年1月2日", "2015-01-01", None], True),
            (["10年", "2020年1月1日", None, None], True),
            (["10年", "2030年1月1日", "2015-01-01", "2029-12-31"], True),
        ],
    )
    def test_a_day_of_opening_beside_a_term_ends_where_the_term_does(
        self, row: list[str], tmp_path: Path, *, agrees: bool
    ) -> None:
        heading = ["序号", "密级", "保密期限", "解密日期", "制发日期", "延长至"]
        found = read(Layout("", [heading, [1, "机密", *row]]).save(tmp_path))
        assert [fault.where for fault in found.faults] == ([] if agrees else ["#1!D2"])


class TestHeadings:
    """Headings as offices write them are known; of the others it is told which they are."""

    @pytest.mark.parametrize(
        ("heading", "column"),
        [
            *(("保密期限/解密时间/解密条件", "period"), ("保密期限\n（解密时间、解密条件）", "period"), ("期 限", "period")),
            *(("保密期限／年", "period"), ("日期", "issued"), ("*密级（绝密/机密/秘密）", "level"), ("密级★保密期限", "mark")),
            *(("定密日期", "determined"), ("保管期限", "retention"), ("天气", None)),
        ],
    )
    def test_what_it_names(self, heading: str, column: str | None) -> None:
        assert named(heading) == column

    def test_no_words_name_two_columns(self) -> None:
        # what names one column for sure may name another one for want of a better: 序号 counts the lines of a list, or is the id
        sure: dict[str, set[str]] = {}
        weak: dict[str, set[str]] = {}
        for name, told in heading_table().items():
            for words, some in ((sure, (*told["words"], *told["show"].values(), name)), (weak, told.get("weak", ()))):
                for word in some:
                    words.setdefault(bare(word), set()).add(name)
        for words in (sure, weak):
            assert {word: names for word, names in words.items() if len(names) > 1 or not word} == {}

    def test_unknown_ones_are_named_and_what_looks_like_a_term_or_a_day_is_told(self, tmp_path: Path) -> None:
        rows: list[list[Any]] = [
            ["序号", "密级", "多久", "收到", "定密日期", "天气"],
            [1, "机密", "10年", "2024-03-01", "2024-03-01", "晴"],
        ]
        found = read(Layout("", rows).save(tmp_path))
        assert found.unknown == ("#1!C1", "#1!D1", "#1!F1")
        assert [(hint.where, hint.id) for hint in found.hints] == [
            ("#1!C1", "sheet-column-like-term"),
            ("#1!D1", "sheet-column-like-day"),
            ("#1!E1", "sheet-column-determined"),
        ]

    def test_where_nothing_is_missing_nothing_is_guessed(self, tmp_path: Path) -> None:
        rows: list[list[Any]] = [
            ["序号", "密级", "保密期限", "制发日期", "收到", "保管期限"],
            [1, "机密", "10年", "2024-03-01", "2024-03-02", "30年"],
        ]
        found = read(Layout("", rows).save(tmp_path))
        assert (found.unknown, found.hints) == (("#1!E1",), ())


class TestCsv:
    """A CSV as a spreadsheet program saves it is read like the sheet, whatever its encoding."""

    TEXT = "序号,标题,密级,保密期限,制发日期\r\n1,甲方案,机密,10年,2024/3/1\r\n2,乙方案,秘密,5年,2024年3月\r\n3,丙,丁方案,秘密,5年,2024-3-1\r\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_the_same_headings_and_the_same_places(self, encoding: str, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_bytes(self.TEXT.encode(encoding))
        found = read(tmp_path / "a.csv")
        assert [row["mark"] for row in found.table.to_pylist()] == ["机密★10年", "秘密★5年", None]
        places = [(fault.where, fault.id) for fault in found.faults]
        assert places == [("#1!E3", "sheet-date"), ("#1!F4", "sheet-row-shifted"), ("#1!E4", "sheet-date")]

    @pytest.mark.parametrize(
        ("content", "fault", "where"),
        [
            (b"", "sheet-empty", None),
            (b"\xff\xfe\x00", "sheet-encoding", None),
            ('编号,密级\n1,"机密\n'.encode(), "not-csv", "#1!A2"),
        ],
    )
    def test_the_cause_is_the_real_one(self, content: bytes, fault: str, where: str | None, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_bytes(content)
        with pytest.raises(InputError) as refused:
            read(tmp_path / "a.csv")
        assert (refused.value.id, refused.value.where) == (fault, where)


class TestPlaces:
    """Every value keeps the cell that it came from."""

    def test_a_value_filled_down_names_the_cell_in_which_it_stands(self, tmp_path: Path) -> None:
        layout = next(one for one in LAYOUTS if "merged downward" in one.name)
        origin = read(layout.save(tmp_path)).origin
        assert [origin.place("level", row) for row in range(3)] == ["#1!C2"] * 3
        assert [origin.place("title", row) for row in range(3)] == ["#1!B2", "#1!B3", "#1!B4"]

    def test_the_same_as_above_names_the_cell_above(self, tmp_path: Path) -> None:
        layout = next(one for one in LAYOUTS if "as above" in one.name)
        assert read(layout.save(tmp_path)).origin.place("issued", 1) == "#1!E2"


class TestSheets:
    """The first sheet with a fitting heading is read, or the one that is named."""

    def test_a_sheet_may_be_named_or_numbered(self, tmp_path: Path) -> None:
        path = next(one for one in LAYOUTS if "second sheet" in one.name).save(tmp_path)
        for chosen in ("Sheet", "2", None):
            assert read_inventory(path, standard_vocabulary(), sheet=chosen).table.num_rows == 2

    @pytest.mark.parametrize("chosen", ["3", "0", "没有这张表", "二"])
    def test_a_sheet_that_is_not_there_is_refused(self, chosen: str, tmp_path: Path) -> None:
        path = LAYOUTS[0].save(tmp_path)
        with pytest.raises(InputError) as refused:
            read_inventory(path, standard_vocabulary(), sheet=chosen)
        assert refused.value.id == "sheet-unknown"

    def test_a_sheet_that_is_named_and_does_not_fit_is_refused(self, tmp_path: Path) -> None:
        path = next(one for one in LAYOUTS if "second sheet" in one.name).save(tmp_path)
        with pytest.raises(InputError) as refused:
            read_inventory(path, standard_vocabulary(), sheet="填表说明")
        assert (refused.value.id, refused.value.where) == ("sheet-heading-missing", "#1")

    def test_other_sheets_that_fit_are_named_and_hidden_ones_are_not_read(self, tmp_path: Path) -> None:
        path = LAYOUTS[0].save(tmp_path)
        book = load_workbook(path)
        for title in ("隐藏", "今年"):
            book.copy_worksheet(book.worksheets[0]).title = title
        book.move_sheet("隐藏", -1)
        book["隐藏"].sheet_state = "hidden"
        book.active = 1
        book.save(path)
        origin = read(path).origin
        assert (origin.sheet, origin.unread) == (2, ("#3",))
        assert read_inventory(path, standard_vocabulary(), sheet="隐藏").origin.sheet == 1
