"""Generated inventories with sources: chains, diamonds, stars, volumes within volumes, circles, and all that can be wrong."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa

from classify.documents.graph import Graph, GraphMatter
from classify.documents.matter import Source

AS_OF = date(2026, 11, 21)
MARKS = (
    *("秘密★5年", "秘密★10年", "机密★10年", "机密★20年", "绝密★20年", "绝密★30年", "秘密★6个月", "秘密★20个月", "机密★400日"),
    *("机密★2030年1月2日", "秘密★2026年11月21日", "绝密★2026年11月22日", "机密★启用前", "秘密★启用前", "绝密★会议开始前"),
    *("秘密★长期", "绝密★长期", "秘密★", "机密★", "秘密10年", "秘密★120个月", "机密★9999年"),
)
UNREADABLE = ("内部", "机密★随便", "工作秘密★5年", "5年★秘密")
STARTS = (*(date(2016, 11, 20) + timedelta(days=turn) for turn in (0, 1, 2, 3653)), date(1985, 3, 1), date(1989, 8, 1))
Row = dict[str, Any]


def chain(_: Random, size: int) -> list[list[int]]:
    return [[place - 1] if place else [] for place in range(size)]


def diamonds(_: Random, size: int) -> list[list[int]]:
    return [[] if place < 2 else [place - 1 - place % 2, place - 2 - place % 2] for place in range(size)]


def star(_: Random, size: int) -> list[list[int]]:
    return [list(range(1, size)), *([] for _ in range(size - 1))]


def forward(random: Random, size: int) -> list[list[int]]:
    """Only ever to earlier rows, as in a register."""
    return [[random.randrange(place) for _ in range(random.choice((0, 1, 1, 2, 3)))] if place else [] for place in range(size)]


def anyhow(random: Random, size: int) -> list[list[int]]:
    """To any row, itself and rows that are not there among them."""
    return [[random.randrange(size + 1) for _ in range(random.choice((0, 0, 1, 1, 2)))] for _ in range(size)]


def ring(random: Random, size: int) -> list[list[int]]:
    return [[(place + 1) % size, *([] if random.random() < 0.8 else [random.randrange(size)])] for place in range(size)]


SHAPES = (chain, diamonds, star, forward, forward, anyhow, anyhow, ring)


def rows_of(random: Random, size: int, names: str = "m") -> list[Row]:
    """Give one connected or scattered part of an inventory."""
    drawn = random.choice(SHAPES)(random, size)
    common = random.choice(((*MARKS, *UNREADABLE, None), MARKS[:12], MARKS[:6], ("秘密★10年", "机密★10年")))
    compiled = random.choice(((True, False, None), (True,), (False,)))
    order = list(range(size))
    random.shuffle(order)
    rows = [row_of(random, f"{names}{place}", common) for place in range(size)]
    for place, sources in enumerate(drawn):
        named: list[str | None] = [f"{names}{source}" for source in sources]
        if random.random() < 0.05:
            named += random.choices([None, "", *named], k=2)
        rows[place]["sources"] = named if named or random.random() < 0.5 else None
        rows[place]["derived"] = random.choice(compiled)
    return [rows[place] for place in order]


def row_of(random: Random, name: str, marks: tuple[str | None, ...]) -> Row:
    """Give a row without its sources: mark or level, and days."""
    mark = random.choice(marks)
    level = random.choice((None, "秘密", "机密")) if mark is None else None
    start = random.choice(
        (*STARTS, AS_OF - timedelta(days=random.randrange(6_000)), AS_OF - timedelta(days=random.randrange(900)))
    )
    issued = None if random.random() < 0.1 else start
    notified = random.choice((None, None, start)) if issued is None else None
    return {"id": name, "mark": mark, "level": level, "issued": issued, "notified": notified}


def table_of(rows: list[Row]) -> pa.Table:
    """Give rows as an inventory."""
    schema = pa.schema(
        [
            *(pa.field(name, pa.string()) for name in ("id", "mark", "level")),
            *(pa.field(name, pa.date32()) for name in ("issued", "notified")),
            pa.field("sources", pa.list_(pa.string())),
            pa.field("derived", pa.bool_()),
        ]
    )
    return pa.Table.from_pylist(rows, schema=schema)


def graph_of(rows: list[Row]) -> Graph:
    """Give the same rows as matters of a graph. One that does not say that it is compiled counts as derived there."""
    return Graph(matters=tuple(_matter(row) for row in rows), target=rows[0]["id"])


def _matter(row: Row) -> GraphMatter:
    return GraphMatter(
        id=row["id"],
        mark=row["mark"],
        level=row["level"],
        issued=row["issued"],
        notified=row["notified"],
        compilation=row["derived"] is False,
        sources=tuple(Source(id=name) for name in row["sources"] or () if name),
    )
