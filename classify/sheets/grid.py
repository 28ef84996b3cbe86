"""A sheet as it lies there: rows of values, merged cells, and the name of every place."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError, fromstring
from zipfile import BadZipFile, ZipFile

from classify.cell import cell_place
from classify.errors import InputError
from classify.script import FORMULA
from classify.sheets.libraries import calamine
from classify.sheets.package import MOST_CELLS, At, inspect_package

__all__ = ["Book", "Grid", "Merge", "Value", "open_book"]

Value = str | int | float | bool | date | datetime | time | timedelta
"""What a cell may hold; an empty one holds an empty text."""

LARGEST_CSV: Final = 1 << 28
_MADE_INERT: Final = re.compile(f"^'(?={FORMULA})")
"""What we put there ourselves when we wrote it."""
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class Merge:
    """A rectangle of merged cells, its rows and columns from 0, both ends within it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, or its first rows."""

    number: int
    """Its place in the workbook, from 1."""
    rows: list[list[Value]] = field(repr=False)
    merges: tuple[Merge, ...] = ()
    unsaid: frozenset[At] = frozenset()
    """Cells with an error, or a formula whose value was never saved."""
    parted: bool = False
    """Whether only signs part the cells, as in a CSV."""

    def place(self, row: int, column: int) -> str:
        """Name a cell: the sheet by its place in the workbook, for its name may tell of what is secret."""
        return cell_place(self.number, row, column)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: the names of its sheets, and a way to read one of them, or its first rows."""

    names: tuple[str, ...] = field(repr=False)
    grid: Callable[[int, int | None], Grid] = field(repr=False)
    """Takes the number of the sheet from 1, and how many rows at most."""
    hidden: frozenset[int] = frozenset()
    """The numbers of the sheets that nobody sees; they are read only when they are named."""

    def numbers(self, chosen: str | None) -> list[int]:
        """Give the sheets that are meant: all that are shown, or the one of this name or number.

        Raises InputError `sheet-unknown`.
        """
        if chosen is None:
            return [number for number in range(1, len(self.names) + 1) if number not in self.hidden]
        if chosen in self.names:
            return [self.names.index(chosen) + 1]
        if chosen.isascii() and chosen.isdigit() and 1 <= int(chosen) <= len(self.names):
            return [int(chosen)]
        raise InputError("sheet-unknown", where="--sheet", count=len(self.names))


def open_book(path: Path) -> Book:
    """Open an XLSX workbook, or a CSV as a workbook of one sheet.

    Raises InputError `sheet-not-readable`, `sheet-too-large`, `sheet-kind`, `extra-missing`, for a CSV also
    `sheet-empty`, `sheet-encoding` and `not-csv`, and OSError.
    """
    kind = path.suffix.lower()
    if kind == ".csv":
        return _csv_book(path)
    if kind != ".xlsx":
        raise InputError("sheet-kind")
    library = calamine()
    try:
        unsaid = inspect_package(path)
        parts = _parts(path)
        book = library.load_workbook(str(path))
    except (library.CalamineError, BadZipFile, KeyError, ParseError):
        raise InputError("sheet-not-readable") from None
    sheets = [one for one in book.sheets_metadata if one.typ == library.SheetTypeEnum.WorkSheet]
    names = tuple(one.name for one in sheets)
    hidden = frozenset(at for at, one in enumerate(sheets, 1) if one.visible != library.SheetVisibleEnum.Visible)

    def grid(number: int, most: int | None) -> Grid:
        name = names[number - 1]
        try:
            sheet = book.get_sheet_by_name(name)
        except library.CalamineError:
            raise InputError("sheet-not-readable", where=f"#{number}") from None
        merges = tuple(Merge(*start, *end) for start, end in sheet.merged_cell_ranges or ())
        rows = sheet.to_python(skip_empty_area=False, nrows=most)
        return Grid(number, rows, merges, unsaid.get(parts.get(name, ""), frozenset()))

    return Book(names, grid, hidden)


def _parts(path: Path) -> dict[str, str]:
    """Give the part of the workbook that holds each sheet, by its name."""
    with ZipFile(path) as package:
        relations = fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 -- expat refuses bombs of entities
        sheets = fromstring(package.read("xl/workbook.xml"))  # noqa: S314 -- the same
    targets = {one.get("Id"): one.get("Target", "").rpartition("/")[2] for one in relations}
    found = {}
    for one in sheets.iter():
        if one.tag.endswith("}sheet"):
            found[one.get("name", "")] = targets.get(one.get(_RELATION) or one.get(_STRICT_RELATION), "")
    return found


def _csv_book(path: Path) -> Book:
    content = path.read_bytes()
    if len(content) > LARGEST_CSV:
        raise InputError("sheet-too-large")
    text = _decoded(content)
    if not text.strip():
        raise InputError("sheet-empty")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows: list[list[Value]] = [[_MADE_INERT.sub("", cell) for cell in row] for row in reader]
    except csv.Error:
        raise InputError("not-csv", where=cell_place(1, reader.line_num - 1, 0)) from None
    width = max(map(len, rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise InputError("sheet-too-large")
    for row in rows:  # programs leave out what is empty at the end of a line
        row.extend([""] * (width - len(row)))
    return Book((path.stem,), lambda number, most: Grid(number, rows[:most], parted=True))


def _decoded(content: bytes) -> str:
    """Read the bytes of a CSV as a spreadsheet program saves them: UTF-8, with its mark or without, or GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("sheet-encoding")
