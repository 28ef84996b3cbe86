"""Workbooks that we write: tables with frozen headings, filters and colours, in which no text can become a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from classify.errors import InputError
from classify.sheets.libraries import xlsxwriter
from classify.whole import appearing

__all__ = ["COLOURS", "MOST_ROWS", "Sheet", "write_book"]

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, the heading among them."""
LONGEST_CELL: Final = 32_767
_WIDEST: Final = 60
_LOOKED_AT: Final = 200
COLOURS: Final[Mapping[str, str]] = {
    "top_secret": "#F4B6B6",
    "confidential": "#FAD7A8",
    "secret": "#FFF2B3",
    "error": "#F4B6B6",
    "warning": "#FFE699",
    "notice": "#D6E4F5",
    "open": "#D9EAD3",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook that is written."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[object]] = field(repr=False)
    """Texts, numbers, truths, days and None."""
    colours: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """To a column from 0, the name of a colour by the text of its cells."""
    count: int | None = None
    """How many rows there are, where that is known before they are written."""


def write_book(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write a workbook, whole or not at all; texts longer than a cell holds end in "…".

    Every text is written as a text: one that begins with `=`, `+`, `-` or `@` is no formula. Raises InputError
    `sheet-too-many-rows` before anything is written where the rows are counted, and `extra-missing`.
    """
    for sheet in sheets:
        if sheet.count is not None and sheet.count >= MOST_ROWS:
            raise InputError("sheet-too-many-rows", most=MOST_ROWS - 1)
    library = xlsxwriter()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    try:
        with appearing(path) as unfinished, library.Workbook(str(unfinished), options) as book:
            formats = {name: book.add_format({"bg_color": colour}) for name, colour in COLOURS.items()}
            head = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1, "text_wrap": True, "valign": "vcenter"})
            for sheet in sheets:
                _write(book.add_worksheet(sheet.name), sheet, head, formats)
    except library.exceptions.FileCreateError:
        raise InputError("output-not-written", where="--out") from None


def _write(out: Any, sheet: Sheet, head: Any, formats: Mapping[str, Any]) -> None:  # noqa: ANN401 -- XlsxWriter's objects
    rows = iter(sheet.rows)
    first = [row for _, row in zip(range(_LOOKED_AT), rows, strict=False)]
    for column, text in enumerate(sheet.heads):
        widest = max([_width(text), *(_width(row[column]) for row in first)])
        out.set_column(column, column, min(widest + 2, _WIDEST))
        out.write_string(0, column, text, head)
    out.freeze_panes(1, 0)
    number = 0
    for row in _chained(first, rows):
        number += 1
        if number >= MOST_ROWS:
            raise InputError("sheet-too-many-rows", most=MOST_ROWS - 1)
        for column, value in enumerate(row):
            colour = sheet.colours.get(column, {}).get(value) if isinstance(value, str) else None
            _cell(out, number, column, value, formats[colour] if colour else None)
    out.autofilter(0, 0, number, max(len(sheet.heads) - 1, 0))


def _chained(first: Sequence[Sequence[object]], rows: Iterable[Sequence[object]]) -> Iterable[Sequence[object]]:
    yield from first
    yield from rows


def _cell(out: Any, row: int, column: int, value: object, style: Any) -> None:  # noqa: ANN401 -- XlsxWriter's objects
    match value:
        case None:
            pass
        case bool():
            out.write_boolean(row, column, value, style)
        case int() | float():
            out.write_number(row, column, value, style)
        case date() if value.year >= 1900:  # noqa: PLR2004 -- sheets count days from there
            out.write_datetime(row, column, value, style)
        case date():
            out.write_string(row, column, value.isoformat(), style)
        case _:
            text = str(value)
            out.write_string(row, column, text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…", style)


def _width(value: object) -> int:
    """Give the columns that a text takes on paper: two for a Chinese character."""
    return sum(1 if letter.isascii() else 2 for letter in str(value)[:_WIDEST]) if value is not None else 0
