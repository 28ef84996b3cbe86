"""properties.md, threats: a workbook is looked at before it is opened, and what is no workbook is refused in one line."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from classify.errors import InputError
from classify.sheets import libraries, package
from classify.sheets.grid import open_book


def refused(path: Path) -> str:
    with pytest.raises(InputError) as error:
        open_book(path)
    return error.value.id


class TestUnopened:
    """One that unpacks to more than memory holds, or spans more cells than are filled, is refused unopened."""

    def test_what_is_no_workbook(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        for content in (b"", b"PK", b"id,mark\n", bytes(range(256)) * 9):
            path.write_bytes(content)
            assert refused(path) == "sheet-not-readable"

    def test_a_zip_that_is_no_workbook(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        with ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")
        assert refused(path) == "sheet-not-readable"

    def test_broken_xml(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        with ZipFile(path, "w") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", "<worksheet><row r='1'><c r='A1' t='e'>")
        assert refused(path) == "sheet-not-readable"

    def test_old_and_other_kinds(self, tmp_path: Path) -> None:
        for name in ("a.xls", "a.ods", "a"):
            (tmp_path / name).write_bytes(b"a")
            assert refused(tmp_path / name) == "sheet-kind"

    def test_one_that_unpacks_beyond_measure(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(package, "LARGEST", 100_000)
        path = tmp_path / "a.xlsx"
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b" " * 200_000)
        assert refused(path) == "sheet-too-large"

    def test_one_filled_cell_far_out(self, tmp_path: Path) -> None:
        book = Workbook()
        book.worksheets[0].cell(1_048_576, 16_384).value = "远"
        book.save(tmp_path / "a.xlsx")
        assert refused(tmp_path / "a.xlsx") == "sheet-too-large"

    def test_a_library_that_is_not_there_is_named_with_the_way_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def absent(name: str) -> None:
            raise ImportError(name)

        monkeypatch.setattr(libraries, "import_module", absent)
        with pytest.raises(InputError) as error:
            libraries.calamine()
        assert "'.[sheets]'" in error.value.sentence("zh")


class TestCells:
    """Cells that do not say their value are found; formulas with a saved result are read like values."""

    def test_an_empty_result_of_a_formula_is_a_result(self, tmp_path: Path) -> None:
        sheet = (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            '<c r="A1" t="str"><f>IF(1,"","")</f><v></v></c><c r="B1"><f>1+1</f><v>2</v></c>'
            '<c r="C1"><f>1+1</f></c><c r="D1" t="e"><v>#N/A</v></c></row></sheetData></worksheet>'
        )
        path = tmp_path / "a.xlsx"
        with ZipFile(path, "w") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", sheet)
        assert package.inspect_package(path) == {"sheet1.xml": {(0, 2), (0, 3)}}
