"""Where a list has its heading, and which column says what: in any order, below titles, over one row or two."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from classify.errors import Faults, InputError, Language
from classify.script import plain
from classify.sheets.grid import Grid, Value

__all__ = ["FACT", "LINES", "Column", "Heading", "Purpose", "find_heading", "named", "needed", "shown_as"]

LINES: Final = 60
"""Rows among which the heading is sought."""
FACT: Final = "fact."
_ASIDE: Final = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]|/(年|个?月|天)$")
_SIGNS: Final = re.compile(r"[^\w#]|_")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a list is read for: the columns that are used, that must be there, and of which one must be there."""

    uses: frozenset[str]
    needs: tuple[str, ...]
    one_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list, its place counted from 0."""

    at: int
    text: str = field(repr=False)
    """The heading as it stands."""
    aside: str | None = None
    """What stands in brackets in the heading: the unit of 保密期限（年）."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a list: its row, the first row below it, the columns that are known and those that are not."""

    row: int
    below: int
    columns: Mapping[str, Column]
    others: tuple[Column, ...]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("classify.sheets").joinpath("headings.toml").read_text(encoding="utf-8"))


@cache
def _words() -> tuple[dict[str, str], dict[str, str]]:
    """To each heading the column that it names, for sure or for want of a better one."""
    sure = {_bare(word): name for name, told in _table().items() for word in (*told["words"], *told["show"].values(), name)}
    weak = {_bare(word): name for name, told in _table().items() for word in told.get("weak", ())}
    return sure, weak


def _bare(text: str) -> str:
    """Give the words of a heading by which it is compared: 保密期限／解密时间 is 保密期限、解密时间."""
    return _SIGNS.sub("", plain(text))


def shown_as(name: str, lang: Language) -> str:
    """Give the heading that we write over a column.

    >>> shown_as("issued", "zh"), shown_as("issued", "en")
    ('制发日期', 'day of issue')
    """
    return str(_table()[name]["show"][lang])


def find_heading(grid: Grid, purpose: Purpose) -> Heading | None:
    """Find the row that names most of the columns that are used; None where no row names those that are needed.

    Raises Faults of `sheet-column-twice`, each naming both cells, where two columns claim to be the same.
    """
    best: tuple[int, int, dict[str, list[int]]] | None = None
    lines = [_line(grid, row) for row in range(min(len(grid.rows), LINES))]
    for row, line in enumerate(lines):
        claims = _claims(line, purpose)
        fits = all(name in claims for name in purpose.needs) and any(name in claims for name in purpose.one_of)
        if fits and (best is None or len(claims) > best[0]):
            best = (len(claims), row, claims)
    if best is None:
        return None
    _, row, claims = best
    twice = [
        InputError("sheet-column-twice", where=grid.place(row, places[0]), other=grid.place(row, place))
        for places in claims.values()
        for place in places[1:]
    ]
    if twice:
        raise Faults(twice)
    columns = {name: _column(places[0], lines[row][places[0]]) for name, places in claims.items()}
    known = {column.at for column in columns.values()}
    others = tuple(_column(at, text) for at, text in enumerate(lines[row]) if text and at not in known)
    reaches = [merge.bottom for merge in grid.merges if merge.top <= row <= merge.bottom and merge.left in known]
    return Heading(row, max([row, *reaches]) + 1, columns, others)


def _line(grid: Grid, row: int) -> list[str]:
    """Give the texts of a row; a cell merged downward stands in every row that it covers."""
    cells: list[Value] = list(grid.rows[row])
    for merge in grid.merges:
        if merge.top < row <= merge.bottom and merge.left < len(cells):
            cells[merge.left] = grid.rows[merge.top][merge.left]
    return [cell.strip() if isinstance(cell, str) else "" for cell in cells]


def _claims(line: Sequence[str], purpose: Purpose) -> dict[str, list[int]]:
    """To each column that is used, the places that claim it."""
    sure: dict[str, list[int]] = {}
    weak: dict[str, list[int]] = {}
    for at, text in enumerate(line):
        for claims, known in ((sure, _words()[0]), (weak, _words()[1])):
            name = _named(text, known) if text else None
            if name is not None and name in purpose.uses:
                claims.setdefault(name, []).append(at)
                break
    return sure | {name: places for name, places in weak.items() if name not in sure}


def named(text: str) -> str | None:
    """Give the column that a heading names, whether a list of this kind uses it or not.

    >>> named("密 级"), named("保密期限／解密时间／解密条件"), named("定密日期"), named("天气")
    ('level', 'period', 'determined', None)
    """
    sure, weak = _words()
    return _named(text, sure) or _named(text, weak)


def _named(text: str, known: Mapping[str, str]) -> str | None:
    whole = plain(text)
    if whole.startswith(FACT):
        return None
    return known.get(_bare(whole)) or known.get(_bare(_ASIDE.sub("", whole)))


def _column(at: int, text: str) -> Column:
    aside = _ASIDE.search(plain(text))
    return Column(at, re.sub(r"\s+", "", text), None if aside is None else aside[1] or aside[2])


def needed(names: Iterable[str]) -> str:
    """Name columns for a message: 编号 (id)."""
    return ", ".join(f"{shown_as(name, 'zh')} ({name})" for name in names)
