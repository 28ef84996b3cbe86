"""A list read out of a sheet: its columns as lists of values, its rows without titles, blanks and closing lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from classify.cell import cell_place
from classify.errors import InputError
from classify.script import fold, plain
from classify.sheets.grid import Book, Grid, Value, open_book
from classify.sheets.heading import LINES, Column, Heading, Purpose, find_heading, needed
from classify.sheets.package import At
from classify.sheets.values import text_of, words

__all__ = ["Table", "read_column", "read_table", "texts"]

T = TypeVar("T")
_EMPTY_SAYS: Final = frozenset({"id", "title"})
"""Columns in which 无 and 同上 are words like others."""
_SHORT: Final = 5
"""Characters of the longest word for nothing, or for the same as above."""


@dataclass(slots=True)
class Table:
    """A list: to each column one value a row, None where nothing is filled in."""

    sheet: int
    name: str = field(repr=False)
    """The name of the sheet."""
    heading: Heading
    title: str | None = field(repr=False)
    """What stands above the heading in its first filled row."""
    rows: list[int] = field(repr=False)
    """The row of the sheet of every row of the list, from 0."""
    values: dict[str, list[Value | None]] = field(repr=False)
    moved: dict[tuple[str, int], At] = field(repr=False)
    """Where a value comes from that does not stand in its own cell: a merged one, or the one above."""
    passed: tuple[str, ...] = ()
    """The rows that were passed over, by their first filled cell: titles between, closing lines, headings repeated."""
    unread: tuple[str, ...] = ()
    """Other sheets whose heading fits too, which were not read."""
    bare: tuple[str, ...] = ()
    """Of every column that is filled in without a heading, or with that of another one, the first cell; it was not read."""
    faults: list[InputError] = field(default_factory=list, repr=False)
    """Cells at fault, to be raised with those that the purpose of the list finds."""
    spoilt: set[int] = field(default_factory=set)
    """The rows of the list in which a cell is at fault."""
    covered: set[tuple[str, int]] = field(default_factory=set, repr=False)
    """The values whose own cell is hidden by a merged one."""

    def at(self, name: str, row: int) -> At:
        """Give the cell of a value."""
        return self.moved.get((name, row), (self.rows[row], self.heading.columns[name].at))

    def place(self, name: str, row: int) -> str:
        """Name the cell of a value: `#1!B17`."""
        return cell_place(self.sheet, *self.at(name, row))

    def shown(self, name: str, row: int) -> At:
        """Give the cell at which something is said of this row alone: its own, or that of its id where it has none."""
        column = "id" if (name, row) in self.covered else name
        return self.rows[row], self.heading.columns[column].at

    def spoil(self, name: str, row: int, fault: InputError) -> InputError:
        """Take note that the row has a cell that cannot be read; gives the fault with its place."""
        self.spoilt.add(row)
        return InputError(fault.id, where=self.place(name, row), **fault.fields)

    def has(self, name: str) -> bool:
        """Say whether the list has the column."""
        return name in self.values

    def column(self, name: str) -> list[Value | None]:
        """Give a column, all None where there is none."""
        return self.values[name] if name in self.values else [None] * len(self.rows)


def read_table(path: Path, purpose: Purpose, *, sheet: str | None = None, extra: bool = False) -> Table:
    """Read the first sheet whose heading fits, or the one that is named; with `extra` its other columns too.

    Raises InputError `sheet-heading-missing`, and Faults of `sheet-column-twice`; cells at fault are kept with the table.
    """
    book = open_book(path)
    numbers = book.numbers(sheet)
    for number in numbers:
        if find_heading(book.grid(number, LINES), purpose) is not None:
            table = _read(book, number, purpose, extra=extra)
            table.unread = tuple(f"#{other}" for other in numbers if other > number and _fits(book, other, purpose))
            return table
    where = f"#{numbers[0]}" if len(numbers) == 1 else None
    wanted = {"needs": needed(purpose.needs), "one_of": needed(purpose.one_of)}
    raise InputError("sheet-heading-missing", where=where, lines=LINES, **wanted)


def _fits(book: Book, number: int, purpose: Purpose) -> bool:
    try:
        return find_heading(book.grid(number, LINES), purpose) is not None
    except InputError:  # two of its columns are the same: a list all the same
        return True


def read_column(table: Table, name: str, read: Callable[[Value], T], faults: list[InputError]) -> list[T | None]:
    """Read every value of a column once; what cannot be read is a fault at its cell."""
    known: dict[tuple[type, Value], T | InputError] = {}
    found: list[T | None] = []
    for row, value in enumerate(table.column(name)):
        if value is None:
            found.append(None)
            continue
        key = (type(value), value)
        if key not in known:
            try:
                known[key] = read(value)
            except InputError as fault:
                known[key] = fault
        result = known[key]
        if isinstance(result, InputError):
            faults.append(table.spoil(name, row, result))
            found.append(None)
        else:
            found.append(result)
    return found


def _read(book: Book, number: int, purpose: Purpose, *, extra: bool) -> Table:
    grid = book.grid(number, None)
    heading = find_heading(grid, purpose)
    if heading is None:  # the first rows had one
        raise InputError("sheet-not-readable", where=f"#{number}")
    columns = dict(heading.columns) | (_extra(heading) if extra else {})
    rows, passed = _rows(grid, heading, purpose)
    whole = Heading(heading.row, heading.below, columns, heading.others)
    table = Table(number, book.names[number - 1], whole, _title(grid, heading), rows, {}, {}, passed)
    table.faults += _covered(grid, heading, rows)
    if grid.parted:
        table.faults += _shifted(grid, table)
    for name, column in columns.items():
        table.values[name] = _values(grid, table, name, column, used=name in heading.columns)
    if extra:
        table.bare = tuple(_bare(grid, table))
    return table


def _bare(grid: Grid, table: Table) -> Iterator[str]:
    read = {column.at for column in table.heading.columns.values()}
    for at in range(max((len(grid.rows[row]) for row in table.rows), default=0)):
        row = next((row for row in table.rows if _filled(grid.rows[row][at])), None) if at not in read else None
        if row is not None:
            yield grid.place(row, at)


def _extra(heading: Heading) -> dict[str, Column]:
    """Name the columns that are not known by their own headings; the first of two alike has the name."""
    found: dict[str, Column] = {}
    for column in heading.others:
        if column.text not in heading.columns:
            found.setdefault(column.text, column)
    return found


def _title(grid: Grid, heading: Heading) -> str | None:
    for row in grid.rows[: heading.row]:
        for cell in row:
            if isinstance(cell, str) and cell.strip():
                return cell.strip()
    return None


def _rows(grid: Grid, heading: Heading, purpose: Purpose) -> tuple[list[int], tuple[str, ...]]:
    """Give the rows that say something, and name those that were passed over."""
    wide = {(merge.top, merge.left) for merge in grid.merges if merge.right > merge.left}
    telling = [heading.columns[name].at for name in purpose.one_of if name in heading.columns]
    named = {column.at: column.text for column in heading.columns.values()}
    rows: list[int] = []
    passed: list[str] = []
    for number in range(heading.below, len(grid.rows)):
        cells = grid.rows[number]
        first = next((at for at, cell in enumerate(cells) if _filled(cell)), None)
        if first is None:
            continue
        told = cells[first]
        text = "".join(told.split()) if isinstance(told, str) else ""
        alone = (number, first) in wide and not any(map(_filled, cells[first + 1 :]))
        closes = _closes(text) and not any(_filled(cells[at]) for at in telling if at != first)
        if alone or closes or (named.get(first) == text and _repeats(cells, named)):
            passed.append(grid.place(number, first))
        else:
            rows.append(number)
    return rows, tuple(passed)


def _closes(text: str) -> bool:
    """Say whether a line begins as one that closes a list; most do not even begin with the same character."""
    return fold(text[:1]).lower() in _closing()[0] and plain(text).startswith(_closing()[1])


@cache
def _closing() -> tuple[frozenset[str], tuple[str, ...]]:
    known = tuple(words()["closing"])
    return frozenset(word[0] for word in known), known


def _repeats(cells: Sequence[Value], named: Mapping[int, str]) -> bool:
    """Say whether a row is the heading once more, as on every printed page."""
    return all("".join(str(cells[at]).split()) in ("", text) for at, text in named.items())


def _filled(cell: Value) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else True


def _covered(grid: Grid, heading: Heading, rows: Iterable[int]) -> Iterator[InputError]:
    """Find what stands under a heading merged over several columns, in a column that has no heading of its own."""
    known = {column.at for column in (*heading.columns.values(), *heading.others)}
    for merge in grid.merges:
        if not (merge.top <= heading.row <= merge.bottom and merge.left in known and merge.right > merge.left):
            continue
        width = len(grid.rows[heading.row])  # a merged heading may reach beyond the last filled column
        bare = [at for at in range(merge.left + 1, min(merge.right + 1, width)) if at not in known]
        for row in rows:
            at = next((at for at in bare if _filled(grid.rows[row][at])), None)
            if at is not None:
                yield InputError("sheet-heading-wide", where=grid.place(row, at), other=grid.place(merge.top, merge.left))
                break


def _shifted(grid: Grid, table: Table) -> Iterator[InputError]:
    """Find rows of a CSV that go on beyond the heading: a comma that nothing quotes moves all that follows it."""
    last = max((at for at, cell in enumerate(grid.rows[table.heading.row]) if _filled(cell)), default=0)
    for place, number in enumerate(table.rows):
        beyond = next((at for at, cell in enumerate(grid.rows[number]) if at > last and _filled(cell)), None)
        if beyond is not None:
            table.spoilt.add(place)
            yield InputError("sheet-row-shifted", where=grid.place(number, beyond))


def _values(grid: Grid, table: Table, name: str, column: Column, *, used: bool) -> list[Value | None]:
    """Give one column: cells merged downward filled, 同上 resolved, blanks and dashes None; faults only in one that is used."""
    at = column.at
    fills = {} if name == "id" else _fills(grid, at, table.heading.below)
    says = name not in _EMPTY_SAYS
    meant: dict[str, str] = {}
    found: list[Value | None] = []
    for place, number in enumerate(table.rows):
        value = grid.rows[number][at]
        if number in fills and not _filled(value):
            table.moved[name, place] = (fills[number], at)
            table.covered.add((name, place))
            value = grid.rows[fills[number]][at]
        if used and grid.unsaid and (number, at) in grid.unsaid:
            table.faults.append(table.spoil(name, place, InputError("sheet-cell-unsaid")))
        if not isinstance(value, str):
            found.append(value)
            continue
        text = value.strip()
        if says and 0 < len(text) <= _SHORT:
            meaning = meant.get(text) or meant.setdefault(text, _meaning(text))
            if meaning == "ditto":
                if not found or found[-1] is None:
                    if used:
                        table.faults.append(table.spoil(name, place, InputError("sheet-ditto")))
                else:
                    table.moved[name, place] = table.at(name, place - 1)
                found.append(found[-1] if found else None)
                continue
            text = "" if meaning == "nothing" else text
        found.append(text or None)
    return found


def _meaning(text: str) -> str:
    """Say what a short text means: nothing filled in, the same as above, or what it says."""
    bare = plain(text)
    return next((name for name in ("ditto", "nothing") if bare in words()[name]), "itself")


def _fills(grid: Grid, at: int, below: int) -> dict[int, int]:
    """To each row of a cell merged downward, the row in which its value stands."""
    found: dict[int, int] = {}
    for merge in grid.merges:
        if merge.left == at and merge.top >= below:
            found |= dict.fromkeys(range(merge.top + 1, merge.bottom + 1), merge.top)
    return found


def texts(table: Table, name: str, faults: list[InputError]) -> list[str | None]:
    """Read a column of texts."""
    return read_column(table, name, text_of, faults)
