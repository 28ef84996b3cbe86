"""What is looked at in the file of a workbook before it is opened: its size, and cells that do not say their value.

A workbook is a ZIP of XML. One that unpacks to more than memory holds is refused unopened; a formula whose value was
never saved, and an error such as #N/A, look empty to the reader, so they are found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 -- an exception

from classify.cell import column_number
from classify.errors import InputError

__all__ = ["MOST_CELLS", "At", "inspect_package", "windows"]

At = tuple[int, int]
"""A row and a column, counted from 0."""

LARGEST: Final = 2 << 30
"""Bytes that a workbook may unpack to: a full sheet of a register has about half."""
MOST_CELLS: Final = 50_000_000
"""Cells of the rectangle that a sheet spans, filled or not: the reader holds them all."""
CHUNK: Final = 1 << 20
_OVERLAP: Final = 4096
_SUSPECT: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERROR: Final = (b't="e"', b"t='e'")
_FAR_COLUMN: Final = re.compile(rb"\br\s*=\s*[\"']([A-Z]{2,3})[0-9]")
_ROW: Final = re.compile(rb"\br\s*=\s*[\"']([0-9]{1,7})[\"']")
_LETTERS: Final = 26


def inspect_package(path: Path) -> dict[str, frozenset[At]]:
    """Give the cells without a value that is said, by part of the workbook.

    Raises InputError `sheet-not-readable` for what is no workbook, `sheet-too-large` for one that is too large.
    """
    try:
        with ZipFile(path) as package:
            if sum(entry.file_size for entry in package.infolist()) > LARGEST:
                raise InputError("sheet-too-large")
            parts = [name for name in package.namelist() if "/worksheets/" in f"/{name}" and name.endswith(".xml")]
            return {name.rpartition("/")[2]: _unsaid(package, name) for name in parts}
    except (BadZipFile, NotImplementedError, RuntimeError, ParseError, EOFError, ZlibError):
        # no ZIP, an unknown packing, a password, broken XML
        raise InputError("sheet-not-readable") from None


def _unsaid(package: ZipFile, name: str) -> frozenset[At]:
    suspect, widest, last = False, _LETTERS, 0
    with package.open(name) as part:
        for text in windows(part):
            suspect = suspect or any(sign in text for sign in _ERROR) or _SUSPECT.search(text) is not None
            # as many columns as there are letters may reach down to the last row there can be
            if _FAR_COLUMN.search(text) is not None:
                widest = max(widest, *(column_number(found.decode()) + 1 for found in set(_FAR_COLUMN.findall(text))))
            if widest > _LETTERS:
                last = max(last, *map(int, _ROW.findall(text)), 0)
    if widest > _LETTERS and widest * last > MOST_CELLS:
        raise InputError("sheet-too-large")
    if not suspect:
        return frozenset()
    with package.open(name) as part:
        return frozenset(_silent(part))


def windows(part: IO[bytes]) -> Iterator[bytes]:
    """Read in pieces that overlap, so that nothing is cut in two unseen."""
    before = b""
    while read := part.read(CHUNK):
        yield before + read
        before = read[-_OVERLAP:]


def _silent(part: IO[bytes]) -> Iterator[At]:
    row = -1
    column = -1
    for event, element in iterparse(part, ("start", "end")):  # noqa: S314 -- expat refuses bombs of entities
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if tag == "row":
                row, column = int(element.get("r", row + 2)) - 1, -1
            elif tag == "c":
                place = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", element.get("r", ""))
                column = column + 1 if place is None else column_number(place[1])
        elif tag == "c":
            kind = element.get("t")
            # a formula whose result is an empty text says so by its type
            if kind == "e" or (kind != "str" and _child(element, "f") is not None and not _said(element)):
                yield row, column
        elif tag == "row":
            element.clear()


def _said(cell: Element) -> bool:
    value = _child(cell, "v")
    return value is not None and bool(value.text)


def _child(element: Element, tag: str) -> Element | None:
    return next((child for child in element if child.tag.rpartition("}")[2] == tag), None)
