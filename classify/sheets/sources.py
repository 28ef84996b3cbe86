"""A compilation or a graph of sources in a sheet: columns id, mark, issued, sources, as in a CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from classify.documents.graph import COLUMNS, Graph, require_sound
from classify.errors import ClassifyError, Faults, InputError
from classify.sheets.heading import Purpose
from classify.sheets.inventory import check_ids
from classify.sheets.marks import TERMS, read_marks
from classify.sheets.table import Table, read_column, read_table, texts
from classify.sheets.values import day_of, flag_of, ids_of, word_of

__all__ = ["read_graph_sheet"]

PURPOSE: Final = Purpose(frozenset({*COLUMNS, *TERMS}), ("id",), ("mark", "level", "sources"))
_PATH: Final = re.compile(r"matters\[([0-9]+)\](?:\.([a-z]+))?.*")


def read_graph_sheet(path: Path, *, sheet: str | None = None) -> Graph:
    r"""Read matters and their sources, one a row; 密级 and 保密期限 in two columns make one mark.

    Raises InputError, or Faults that name every cell at fault.

    >>> folder = getfixture("tmp_path")
    >>> _ = (folder / "a.csv").write_text("编号,密级,保密期限,制发日期,来源\na,秘密,5年,2024-01-10,\nb,,,2024-03-01,a\n")
    >>> [matter.mark for matter in read_graph_sheet(folder / "a.csv").matters]
    ['秘密★5年', None]
    """
    table = read_table(path, PURPOSE, sheet=sheet)
    faults = table.faults
    columns: dict[str, list[Any]] = {"id": list(check_ids(table, faults))}
    columns["mark"], columns["level"] = read_marks(table, faults)
    for name in ("issued", "notified"):
        columns[name] = read_column(table, name, day_of, faults)
    for name in ("compilation", "consent"):
        columns[name] = read_column(table, name, flag_of, faults)
    columns["tier"] = read_column(table, "tier", lambda value: word_of(value, "tier"), faults)
    columns["originator"] = texts(table, "originator", faults)
    named = read_column(table, "sources", ids_of, faults)
    columns["sources"] = [None if one is None else [{"id": name} for name in one] for one in named]
    if faults:
        raise Faults(faults)
    rows = zip(*columns.values(), strict=True)
    matters = [{name: value for name, value in zip(columns, row, strict=True) if value is not None} for row in rows]
    try:
        graph = Graph.model_validate({"matters": matters})
        require_sound(graph)
    except Faults as error:
        raise Faults(_placed(error, table)) from None
    return graph


def _placed(error: Faults, table: Table) -> Iterator[ClassifyError]:
    """Name the cells instead of the places in a document."""
    for fault in error.faults:
        found = _PATH.fullmatch(fault.where or "")
        if found is None:
            yield fault
        else:
            name = found[2] if found[2] is not None and table.has(found[2]) else "id"
            yield InputError(fault.id, where=table.place(name, int(found[1])), **fault.fields)
