"""The list until now, as the office has it: the workbook or CSV that it went on writing in, or JSON.

A line is known by its basis, `catalog#item`. A line without one that names a level or a term is the organ's own and
stays as it is; what could be neither is a fault at its cell, or is named as passed over: nothing goes without a word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from classify.catalog.model import Catalog
from classify.errors import Faults, InputError
from classify.facts.script import normalise
from classify.roster.cells import COLUMNS, PLACE, READERS
from classify.roster.line import SCHEMA, TEXTS, Line
from classify.sheets.heading import Purpose
from classify.sheets.table import Table, read_column, read_table
from classify.sheets.values import basis_of, text_of

__all__ = ["Earlier", "read_earlier"]

LARGEST: Final = 64 << 20
PURPOSE: Final = Purpose(frozenset({PLACE, *COLUMNS.values()}), ("basis",), ("title",))


@dataclass(frozen=True, slots=True)
class Earlier:
    """The lines until now."""

    lines: Mapping[str, Line] = field(default_factory=dict, repr=False)
    """Those of catalogs, by basis."""
    own: tuple[Line, ...] = field(default=(), repr=False)
    """Those that the organ added."""
    says: frozenset[str] = frozenset(TEXTS)
    """The fields that the list has; one whose column was taken out says nothing of a change."""
    passed: tuple[str, ...] = ()
    """Rows that are no line: closing words, signatures."""
    unread: tuple[str, ...] = ()
    """Other sheets that look like lists."""


Placed = tuple[str, Line]
"""A line with the name of the place that its basis has."""


def read_earlier(path: Path, catalogs: Sequence[Catalog], *, sheet: str | None = None) -> Earlier:
    """Read a list that `classify list` wrote: `.json`, or `.xlsx` and `.csv` as the office left them.

    Raises InputError `list-not-readable` and those of a sheet; Faults that name every cell at fault: what cannot be
    read, `list-column-bare`, `list-basis-twice`, `list-basis-lost`, `list-basis-unknown` for a catalog not among `catalogs`.
    """
    if path.suffix.lower() == ".json":
        lines = list(_of_json(path))
        return Earlier(*_sorted_out(lines, catalogs, []))
    table = read_table(path, PURPOSE, sheet=sheet, extra=True)
    table.faults += [InputError("list-column-bare", where=place) for place in table.bare]
    lines, passed = _of_table(table)
    known, own = _sorted_out(lines, catalogs, table.faults)
    says = frozenset(name for name, column in COLUMNS.items() if table.has(column))
    return Earlier(known, own, says, (*table.passed, *passed), table.unread)


def _of_json(path: Path) -> Iterator[Placed]:
    if path.stat().st_size > LARGEST:
        raise InputError("list-not-readable", where="--earlier")
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["schema"] != SCHEMA:
            raise InputError("list-not-readable", where="--earlier")
        for number, line in enumerate([*told["lines"], *told.get("own", ())]):
            more = {_text(name): _text(value) for name, value in line.get("more", {}).items()}
            yield f"lines[{number}].basis", Line(**{name: _text(line[name]) for name in TEXTS}, more=more)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError("list-not-readable", where="--earlier") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _of_table(table: Table) -> tuple[list[Placed], list[str]]:
    """Read the rows that are lines, and name those that are none."""
    columns = {name: read_column(table, head, READERS.get(name, text_of), table.faults) for name, head in COLUMNS.items()}
    others = [name for name in table.values if name not in PURPOSE.uses]
    more = {name: read_column(table, name, text_of, table.faults) for name in others}
    lines: list[Placed] = []
    passed: list[str] = []
    for row in range(len(table.rows)):
        told: dict[str, Any] = {name: values[row] or "" for name, values in columns.items()}
        if not any(told[name] for name in ("basis", "level", "term")):
            first = next((name for name in table.values if table.values[name][row] is not None), "basis")
            passed.append(table.place(first, row))
            continue
        if not told["name"]:
            table.faults.append(InputError("empty-value", where=table.place("title", row)))
        kept = {name: text for name, values in more.items() if (text := values[row])}
        lines.append((table.place("basis", row), Line(**told, more=kept)))
    return lines, passed


def _sorted_out(
    lines: Sequence[Placed], catalogs: Sequence[Catalog], faults: list[InputError]
) -> tuple[dict[str, Line], tuple[Line, ...]]:
    """Part the lines of catalogs from the organ's own."""
    loaded = {one.id for one in catalogs}
    places: dict[str, str] = {}
    known: dict[str, Line] = {}
    for place, line in lines:
        named = basis_of(line.basis)
        if named is None:
            continue
        if line.basis in places:
            faults.append(InputError("list-basis-twice", where=place, other=places[line.basis]))
        elif named[0] not in loaded:
            faults.append(InputError("list-basis-unknown", where=place))
        places.setdefault(line.basis, place)
        known[line.basis] = line
    names = {normalise(item.name): f"{one.id}#{item.id}" for one in catalogs for item in one.items if item.scheme == "state"}
    own: list[Line] = []
    for place, line in lines:
        if basis_of(line.basis) is not None:
            continue
        lost = names.get(normalise(line.name))
        if lost is not None and lost not in known:
            faults.append(InputError("list-basis-lost", where=place, basis=lost))
        own.append(line)
    if faults:
        raise Faults(faults)
    return known, tuple(own)
