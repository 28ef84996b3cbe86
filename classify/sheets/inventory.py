"""An inventory in a sheet becomes an Arrow table with the columns of docs/batch.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from classify.batch.columns import DATES, FACT, FLAGS, KNOWN
from classify.cell import read_place
from classify.errors import Faults, InputError
from classify.facts.vocabulary import FactKind, Vocabulary
from classify.sheets.heading import Purpose
from classify.sheets.hints import hints_of, unknown_of
from classify.sheets.marks import TERMS, Marks, compare_openings, read_marks
from classify.sheets.table import Table, read_column, read_table, texts
from classify.sheets.values import basis_of, day_of, flag_of, ids_of, number_of, word_of

__all__ = ["PURPOSE", "SheetInventory", "check_ids", "read_inventory"]

PURPOSE: Final = Purpose(frozenset({*KNOWN, *TERMS, "basis"}), ("id",), ("mark", "level"))
_STRUCTURE: Final = frozenset({"sheet-heading-wide", "sheet-id-missing", "sheet-id-twice"})
"""What leaves open which rows there are, or which columns."""
START: Final = ("issued", "notified")
"""The days from which a term runs."""
_TIER: Final = "tier"


@dataclass(frozen=True, slots=True)
class SheetInventory:
    """An inventory of a sheet: the table that is evaluated, and the list with the place of every value."""

    table: pa.Table = field(repr=False)
    origin: Table = field(repr=False)
    faults: tuple[InputError, ...] = ()
    """Cells that cannot be read. Their rows have neither mark nor level, so that they are protected as the highest."""
    hints: tuple[InputError, ...] = ()
    """Columns without which the answers are other than one expects."""
    unknown: tuple[str, ...] = ()
    """Headings that name no column."""


def read_inventory(path: Path, vocabulary: Vocabulary, *, sheet: str | None = None) -> SheetInventory:
    r"""Read an inventory: known columns with their types first, then the others as texts.

    密级 and 保密期限 in two columns make one mark. `sheet` is a name, or a number from 1; without it the first sheet
    with a fitting heading is read. A row with a cell that cannot be read is kept without its mark and level; where it is
    only the day of issue or notice, without both days. Raises InputError, or Faults that name every cell at fault as
    `#1!B17`, where that leaves open which rows or columns there are.

    >>> from classify.facts.vocabulary import standard_vocabulary
    >>> folder = getfixture("tmp_path")
    >>> _ = (folder / "a.csv").write_text("序号,密级,保密期限,成文日期\n1,机密,十年,2024年3月1日\n")
    >>> read_inventory(folder / "a.csv", standard_vocabulary()).table.to_pylist()
    [{'id': '1', 'mark': '机密★10年', 'issued': datetime.date(2024, 3, 1)}]
    """
    table = read_table(path, PURPOSE, sheet=sheet, extra=True)
    faults = table.faults
    columns: dict[str, tuple[list[Any], pa.DataType]] = {"id": (check_ids(table, faults), pa.string())}
    marks = read_marks(table, faults)
    for row, said in enumerate(zip(*marks, strict=True)):
        if said == (None, None) and row not in table.spoilt:
            faults.append(table.spoil("level" if table.has("level") else "mark", row, InputError("sheet-level-missing")))
    catalogs, items = _basis(table, faults)
    made = {"mark": marks.marks, "level": marks.levels, "catalog": catalogs, "item": items}
    for name in KNOWN[1:]:
        if name in made:
            columns[name] = (made[name], pa.string())
        elif table.has(name):
            columns[name] = _column(table, name, faults)
    if table.has("basis"):
        columns["basis"] = texts(table, "basis", faults), pa.string()
    kinds = {f"{FACT}{kind.name}": kind for kind in vocabulary if not kind.is_field}
    for name in table.values:
        plain_name = name.lower() if name.lower().startswith(FACT) else name
        if plain_name not in columns and name not in PURPOSE.uses:
            columns[plain_name] = _fact(table, name, kinds.get(plain_name), faults)
    _compare_days(table, columns, faults)
    ids = {table.place("id", row) for row in table.spoilt}
    if any(fault.id in _STRUCTURE or fault.where in ids for fault in faults):
        raise Faults(faults)
    _blank(table, columns, marks, faults)
    kept = {name: told for name, told in columns.items() if name not in made or any(one is not None for one in told[0])}
    if "mark" not in kept and "level" not in kept:
        kept["mark"] = columns["mark"]
    arrays = [pa.array(values, kind) for values, kind in kept.values()]
    told = {(fault.id, fault.where): fault for fault in sorted(faults, key=_row_of)}  # a merged cell is at fault in every row
    return SheetInventory(
        pa.table(arrays, names=list(kept)), table, tuple(told.values()), tuple(hints_of(table)), unknown_of(table)
    )


def _blank(table: Table, columns: Mapping[str, tuple[list[Any], pa.DataType]], marks: Marks, faults: list[InputError]) -> None:
    """Take out of a row with a cell that cannot be read what rests on it.

    Without a day to run from it is still secret at its level. With any other cell unread it may be at any level.
    """
    starts = [name for name in START if table.has(name)]
    for row in table.spoilt:
        days = {table.place(name, row) for name in starts}
        line = {cell[0] for _, cell in filter(None, map(read_place, days))}
        undated = bool(line) and {fault.where for fault in faults if _row_of(fault) in line} <= days
        for values in [columns[name][0] for name in starts] if undated else [marks.marks, marks.levels]:
            values[row] = None


def _row_of(fault: InputError) -> int:
    found = read_place(fault.where or "")
    return -1 if found is None else found[1][0]


def _compare_days(table: Table, columns: Mapping[str, tuple[list[Any], pa.DataType]], faults: list[InputError]) -> None:
    nothing = [None] * len(table.rows)
    issued, notified, extended = (
        columns[name][0] if name in columns else nothing for name in ("issued", "notified", "extended_to")
    )
    compare_openings(table, [one or other for one, other in zip(issued, notified, strict=True)], extended, faults)


def check_ids(table: Table, faults: list[InputError]) -> list[str | None]:
    """Read the ids: a row without one, or with one that an earlier row has, is a fault that names the cells."""
    before = len(faults)
    ids = texts(table, "id", faults)
    unread = {fault.where for fault in faults[before:]}
    seen: dict[str, int] = {}
    for row, name in enumerate(ids):
        place = table.place("id", row)
        if name is None:
            if place not in unread:
                faults.append(InputError("sheet-id-missing", where=place))
        elif name in seen:
            faults.append(InputError("sheet-id-twice", where=place, other=table.place("id", seen[name])))
        else:
            seen[name] = row
    return ids


def _column(table: Table, name: str, faults: list[InputError]) -> tuple[list[Any], pa.DataType]:
    if name in DATES:
        return read_column(table, name, day_of, faults), pa.date32()
    if name in FLAGS:
        return read_column(table, name, lambda value: flag_of(value, derived=name == "derived"), faults), pa.bool_()
    if name == "sources":
        return read_column(table, name, ids_of, faults), pa.list_(pa.string())
    if name == _TIER:
        return read_column(table, name, lambda value: word_of(value, _TIER), faults), pa.string()
    return texts(table, name, faults), pa.string()


def _fact(table: Table, name: str, kind: FactKind | None, faults: list[InputError]) -> tuple[list[Any], pa.DataType]:
    match kind and kind.kind:
        case "flag":
            return read_column(table, name, flag_of, faults), pa.bool_()
        case "number":
            units = () if kind is None else kind.units
            return read_column(table, name, partial(number_of, units=units), faults), pa.float64()
        case _:
            return texts(table, name, faults), pa.string()


def _basis(table: Table, faults: list[InputError]) -> tuple[list[str | None], list[str | None]]:
    """Give the recorded basis: columns of its own, or `catalog#item` under 依据; other words there name nothing for sure."""
    catalogs, items = texts(table, "catalog", faults), texts(table, "item", faults)
    for row, basis in enumerate(texts(table, "basis", faults)):
        named = basis_of(basis or "")
        if named is not None and catalogs[row] is None and items[row] is None:
            catalogs[row], items[row] = named
    return catalogs, items
