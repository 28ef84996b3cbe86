"""docs/sheets.md: nothing that we write can become a formula, and what we write says what was meant."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from classify.batch.files import inert_column
from classify.errors import InputError
from classify.script import inert
from classify.sheets.book import LONGEST_CELL, MOST_ROWS, Sheet, write_book
from classify.sheets.grid import open_book

BEGINNINGS = "=+-@\t\r\n＝＋－＠"
XML = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
TEXTS = st.one_of(
    st.text(XML, max_size=20),
    st.builds(str.__add__, st.sampled_from(BEGINNINGS), st.text(XML, max_size=20)),
    st.sampled_from(
        ["=1+1", "+cmd|'/c calc'!A1", "-2+3", "@SUM(A1)", "{=1}", "http://x.invalid", '=HYPERLINK("x")', "1", "TRUE"]
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books")


def cells(path: Path) -> list[list[Any]]:
    return [list(row) for row in load_workbook(path).worksheets[0].iter_rows()]


class TestFormulas:
    """A cell that begins with `=`, `+`, `-` or `@` can never become a formula in what we write."""

    @given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=4), st.lists(TEXTS, min_size=2, max_size=2))
    @settings(max_examples=60, deadline=None)
    def test_no_text_is_a_formula_or_a_link_in_a_workbook(self, folder: Path, rows: list[list[str]], heads: list[str]) -> None:
        write_book(folder / "a.xlsx", [Sheet("表", heads, rows)])
        for row in cells(folder / "a.xlsx"):
            assert all(cell.data_type in {"s", "n", "inlineStr"} and cell.hyperlink is None for cell in row)
            assert all(cell.value is None for cell in row if cell.data_type == "n")

    @given(TEXTS)
    def test_no_text_of_a_csv_begins_as_a_formula(self, text: str) -> None:
        column = pa.array([text], pa.string())
        assert inert_column(column).to_pylist() == [inert(text)]
        assert not inert(text).startswith(tuple(BEGINNINGS))
        assert inert(text).removeprefix("'") in {text, text.removeprefix("'")}

    def test_numbers_and_days_of_a_csv_stay_as_they_are(self) -> None:
        column = pa.array([-5, 3], pa.int32())
        assert inert_column(column) is column

    @given(TEXTS.filter(lambda text: "\r" not in text and "\n" not in text and "\x00" not in text and not text.startswith("'")))
    @settings(deadline=None)
    def test_a_csv_of_ours_is_read_as_it_was_meant(self, folder: Path, text: str) -> None:
        out = io.StringIO(newline="")
        csv.writer(out).writerow([inert(text)])
        (folder / "a.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
        if not text.strip():  # nothing that is shown: an empty file, or blanks
            return
        rows = open_book(folder / "a.csv").grid(1, None).rows
        assert [cell for row in rows for cell in row] == [text]


class TestBook:
    """Days are days, numbers numbers, and a sheet that cannot hold the rows is refused."""

    def test_values_keep_their_kind(self, tmp_path: Path) -> None:
        row = ["甲", 7, -5, 1.5, True, date(2026, 11, 21), date(1850, 1, 2), None]
        write_book(tmp_path / "a.xlsx", [Sheet("表", [""] * len(row), [row])])
        grid = open_book(tmp_path / "a.xlsx").grid(1, None)
        assert grid.rows[1] == ["甲", 7.0, -5.0, 1.5, True, date(2026, 11, 21), "1850-01-02", ""]

    def test_the_heading_stays_in_view_and_filters(self, tmp_path: Path) -> None:
        write_book(tmp_path / "a.xlsx", [Sheet("表", ["甲", "乙"], [["1", "2"]])])
        sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B2")

    def test_a_text_longer_than_a_cell_holds_says_that_it_was_cut(self, tmp_path: Path) -> None:
        write_book(tmp_path / "a.xlsx", [Sheet("表", ["甲"], [["乙" * 40_000]])])
        value = str(open_book(tmp_path / "a.xlsx").grid(1, None).rows[1][0])
        assert (len(value), value[-2:]) == (LONGEST_CELL, "乙…")

    def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written(self, tmp_path: Path) -> None:
        with pytest.raises(InputError) as refused:
            write_book(tmp_path / "a.xlsx", [Sheet("表", ["甲"], iter(()), count=MOST_ROWS)])
        assert refused.value.id == "sheet-too-many-rows"
        assert ".parquet" in refused.value.sentence("zh")
        assert list(tmp_path.iterdir()) == []

    def test_what_fails_half_way_leaves_an_earlier_workbook_as_it_was(self, tmp_path: Path) -> None:
        def rows() -> Any:
            yield ["1"]
            raise InputError("sheet-date")

        path = tmp_path / "a.xlsx"
        path.write_bytes(b"earlier")
        with pytest.raises(InputError):
            write_book(path, [Sheet("表", ["甲"], rows())])
        assert path.read_bytes() == b"earlier"
        assert list(tmp_path.iterdir()) == [path]
