"""Which cell of a CSV cannot be read, and why: the fast reader says neither without repeating the value it met."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow as pa

from classify.cell import cell_place
from classify.errors import InputError, safe_name

__all__ = ["fault_of_csv"]

_TRUTHS: Final = frozenset({"true", "false", "True", "False", "TRUE", "FALSE", "0", "1"})
_DAY_FORM: Final = len("YYYY-MM-DD")


def fault_of_csv(path: Path, schema: pa.Schema) -> InputError | None:
    """Find the first cell of a CSV that is not as it should be; None where none is found.

    `not-utf8`, `not-csv`, `csv-cells`, `csv-value`, each at its cell: the heading is row 1 of `#1!A1`.
    """
    row = 0
    try:
        rows = csv.reader(_decoded(path), strict=True)
        names = next(rows, [])
        for row, cells in enumerate(rows, 1):
            if cells and len(cells) != len(names):
                return InputError("csv-cells", where=cell_place(1, row, min(len(cells), len(names))))
            for column, (name, text) in enumerate(zip(names, cells, strict=False)):
                if text and not _fits(text, schema.field(name).type):
                    wanted = str(schema.field(name).type)
                    return InputError("csv-value", where=cell_place(1, row, column), name=safe_name(name), wanted=_NAMES[wanted])
    except csv.Error:
        return InputError("not-csv", where=cell_place(1, row + 1, 0))
    except InputError as error:
        return error
    return None


_NAMES: Final = {"date32[day]": "date", "bool": "bool", "double": "number"}


def _decoded(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for number, line in enumerate(file):
            try:
                yield line.decode("utf-8" if number else "utf-8-sig")
            except UnicodeDecodeError:
                raise InputError("not-utf8", where=cell_place(1, number, 0)) from None


def _fits(text: str, kind: pa.DataType) -> bool:
    try:
        if pa.types.is_date(kind):
            return len(text) == _DAY_FORM and bool(date.fromisoformat(text))
        if pa.types.is_floating(kind):
            return bool(text) and float(text) == float(text)
    except ValueError:
        return False
    return text in _TRUTHS if pa.types.is_boolean(kind) else True
