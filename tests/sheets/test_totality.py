"""properties.md, R2 and R17: any grid gives an inventory or a refusal that names places only, never anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.errors import Faults, InputError
from classify.facts.vocabulary import standard_vocabulary
from classify.sheets import items, sources, table
from classify.sheets.grid import Book, Grid, Merge, Value
from classify.sheets.inventory import read_inventory

HEADS = [
    "序号",
    "编号",
    "事项名称",
    "密级",
    "保密期限",
    "保密期限（年）",
    "解密时间",
    "制发日期",
    "是否派生",
    "产生层级",
    "来源",
    "依据",
    "备注",
    "fact.x",
    "",
]
PRIVATE = "私" * 9
CELLS: st.SearchStrategy[Value] = st.one_of(
    st.sampled_from(
        [
            *HEADS,
            "1",
            "2",
            "机密",
            "机密级",
            "秘密★5年",
            "10年",
            "长期",
            "同上",
            "〃",
            "无",
            "—",
            "是",
            "省级",
            "合计",
            "注：",
            "甲；乙",
            "其他事项",
        ]
    ),
    st.sampled_from(["2024-03-01", "11/12/2026", PRIVATE, "\x00", "=1+1", "🙂"]),
    st.integers(0, 99_999_999),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.just(datetime(2024, 3, 1, 9)),  # noqa: DTZ001 -- a sheet knows no time zones
    st.just(time(9)),
    st.just(timedelta(days=1)),
)
WIDTH = 6
T = TypeVar("T")


@st.composite
def books(draw: st.DrawFn) -> Book:
    rows: list[list[Value]] = draw(st.lists(st.lists(CELLS, min_size=WIDTH, max_size=WIDTH), max_size=6))
    heading: list[Value] = [*draw(st.lists(st.sampled_from(HEADS), min_size=WIDTH, max_size=WIDTH))]
    at = draw(st.integers(0, len(rows)))
    rows.insert(at, heading)
    corners = st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(0, 4), st.integers(0, 4))
    merges = tuple(Merge(top, left, top + down, left + right) for top, left, down, right in draw(st.lists(corners, max_size=4)))
    unsaid = frozenset(draw(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=2)))
    return Book(("表",), lambda number, most: Grid(number, [list(row) for row in rows[:most]], merges, unsaid))


def outcome(book: Book, read: Callable[[Path], T]) -> T | InputError:
    """Read a grid as if it stood in a file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "open_book", lambda _path: book)
        try:
            return read(Path("a.xlsx"))
        except InputError as refused:
            return refused


def tells_no_value(error: InputError) -> bool:
    faults = error.faults if isinstance(error, Faults) else (error,)
    placed = all(fault.where is None or fault.where.startswith("#1") for fault in faults)
    return placed and PRIVATE not in error.sentence("zh") + error.sentence("en") + repr(error)


class TestTotality:
    """Every grid is read or refused in our own words."""

    @given(books())
    @settings(max_examples=300, deadline=None)
    def test_an_inventory_or_a_refusal(self, book: Book) -> None:
        found = outcome(book, lambda path: read_inventory(path, standard_vocabulary()))
        if isinstance(found, InputError):
            assert tells_no_value(found)
        else:
            ids = found.table.column("id").to_pylist()
            assert None not in ids
            assert len(set(ids)) == len(ids) == len(found.origin.rows)

    @given(books())
    @settings(max_examples=150, deadline=None)
    def test_a_graph_or_a_refusal(self, book: Book) -> None:
        found = outcome(book, sources.read_graph_sheet)
        if isinstance(found, InputError):
            assert PRIVATE not in found.sentence("zh") + found.sentence("en")
        else:
            assert len({matter.id for matter in found.matters}) == len(found.matters)

    @given(books())
    @settings(max_examples=150, deadline=None)
    def test_items_or_a_refusal(self, book: Book) -> None:
        found = outcome(book, lambda path: items.read_items(table.read_table(path, items.PURPOSE)))
        if isinstance(found, InputError):
            assert tells_no_value(found)
        else:
            assert len({item["id"] for item in found}) == len(found)
            assert all(item["name"] for item in found)
