"""What a list has beside the columns that are read: headings nobody knows, and those that look like what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from classify.batch.charges import charge_of
from classify.cell import cell_place
from classify.errors import InputError
from classify.sheets.grid import Value
from classify.sheets.heading import FACT, Column, named
from classify.sheets.marks import TERMS
from classify.sheets.table import Table
from classify.sheets.values import day_of, term_of
from classify.term import Duration, LongTerm

__all__ = ["hints_of", "unknown_of"]

STARTS: Final = ("issued", "notified")
_LOOKED_AT: Final = 200
"""Rows by which one judges what a column holds."""


def unknown_of(table: Table) -> tuple[str, ...]:
    """Name the headings that no list knows."""
    return tuple(_place(table, column) for column in _unknown(table))


def hints_of(table: Table) -> Iterator[InputError]:
    """Where a list has no term, or no day from which one runs, name the headings under which it seems to stand.

    `sheet-column-like-term`, `sheet-column-like-day`; and `sheet-column-determined`, for 定密日期 is no such day.
    """
    without_term = not any(map(table.has, (*TERMS, "mark")))
    without_day = not any(map(table.has, STARTS))
    for column in _unknown(table):
        if without_term and _holds(table, column, _is_term):
            yield InputError("sheet-column-like-term", where=_place(table, column))
        elif without_day and _holds(table, column, _is_day):
            yield InputError("sheet-column-like-day", where=_place(table, column))
    for column in table.heading.others:
        if without_day and named(column.text) == "determined":
            yield InputError("sheet-column-determined", where=_place(table, column))


def _unknown(table: Table) -> Iterator[Column]:
    for column in table.heading.others:
        known = named(column.text) is not None or charge_of(column.text) is not None
        if not known and not column.text.lower().startswith(FACT):
            yield column


def _place(table: Table, column: Column) -> str:
    return cell_place(table.sheet, table.heading.row, column.at)


def _holds(table: Table, column: Column, sort: Callable[[Value], bool]) -> bool:
    """Say whether most of what stands in a column is of one sort."""
    told = [value for value in table.column(column.text)[:_LOOKED_AT] if value is not None]
    return bool(told) and sum(map(sort, told)) * 2 > len(told)


def _is_term(value: Value) -> bool:
    try:
        return isinstance(term_of(value)[1], Duration | LongTerm)
    except InputError:
        return False


def _is_day(value: Value) -> bool:
    try:
        return bool(day_of(value))
    except InputError:
        return False
