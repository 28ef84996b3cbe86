"""docs/sheets.md: whatever the layout, a list is read right, or refused with every cell at fault named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from classify.errors import Faults, InputError
from classify.facts.vocabulary import standard_vocabulary
from classify.sheets.inventory import SheetInventory, read_inventory
from tests.sheets.layouts import LAYOUTS, Layout

READ = [layout for layout in LAYOUTS if not layout.faults]
REFUSED = [layout for layout in LAYOUTS if layout.faults]


def read(path: Path) -> SheetInventory:
    return read_inventory(path, standard_vocabulary())


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
        with pytest.raises(InputError) as refused:
            read(layout.save(tmp_path))
        error = refused.value
        faults = error.faults if isinstance(error, Faults) else (error,)
        assert sorted((fault.where, fault.id) for fault in faults) == sorted(layout.faults)

    @pytest.mark.parametrize("layout", REFUSED, ids=lambda layout: layout.name)
    def test_no_value_of_a_cell_is_echoed(self, layout: Layout, tmp_path: Path) -> None:
        with pytest.raises(InputError) as refused:
            read(layout.save(tmp_path))
        told = refused.value.sentence("zh") + refused.value.sentence("en")
        values = {str(cell) for row in layout.rows[1:] for cell in row if cell is not None}
        # what our own sentences hold anyhow: units, examples, the figures of places
        assert not [value for value in values if len(value) > 2 and value in told and value != "10年"]


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
