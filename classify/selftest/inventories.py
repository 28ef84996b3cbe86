"""Generated inventories: every column of the contract, whole numbers for ids, and whatever people write into the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa

from classify.catalog.model import Catalog
from classify.selftest.titles import Subject, Subjects

__all__ = ["inventory"]

TITLES: Final = 15
"""Titles that are drawn from the catalogs; many rows share one, as in a register."""
FACTS: Final = 2
RECORDED: Final = 0.4
"""Rows with a recorded item."""
GIVEN: Final = ("fact.state", "fact.must_be_public")


def inventory(rows: int, seed: int, catalogs: tuple[Catalog, ...]) -> pa.Table:
    """Generate an inventory in which nothing is too strange to occur, column by column; titles are those of the catalogs.

    The same seed and catalogs give the same rows.

    >>> inventory(3, 1, ()).column("id").to_pylist()
    [0, 1, 2]
    """
    rng = np.random.default_rng(seed)
    items = [(one.id, item.id) for one in catalogs for item in one.items]
    items += [("organization-work", "no-such-item"), ("no-such-catalog", "1")]

    def chosen(values: list[Any], missing: float, kind: pa.DataType | None = None) -> Any:  # noqa: ANN401 -- an Arrow array
        places = pa.array(rng.integers(0, len(values), rows), mask=rng.random(rows) < missing)
        return pa.array(values, kind).take(places)

    def days(first: date, last: date, missing: float) -> Any:  # noqa: ANN401 -- an Arrow array
        numbers = rng.integers(first.toordinal(), last.toordinal(), rows) - date(1970, 1, 1).toordinal()
        return pa.array(numbers.astype(np.int32), pa.int32(), mask=rng.random(rows) < missing).cast(pa.date32())

    levels = ("秘密", "机密", "绝密")
    units = ("年", "个月", "天", "日")
    marks = [
        f"{level}★{count}{unit}" for level in levels for unit in units for count in (1, 3, 5, 9, 10, 11, 20, 24, 30, 31, 99999)
    ]
    marks += [
        f"{level}★{day}" for level in levels for day in ("2030年12月31日", "2026年11月21日", "1999年1月1日", "9999年12月31日")
    ]
    marks += [
        f"{level}★{words}" for level in levels for words in ("长期", "启用前", "启封前", "适当时候", "会议开始前", "", "乱写的")
    ]
    marks += [
        "秘密10年",
        "机密☆5年",
        "5年★秘密",
        "绝密",
        "工作秘密",
        "机密★永久",
        "秘密★保管期限10年",
        "乱",
        "",
        "  ",
        "秘密★五年",
    ]
    picks = rng.integers(0, len(items), rows)
    recorded = rng.random(rows) < RECORDED
    subjects = Subjects(catalogs, Random(seed))  # noqa: S311 -- the same rows for the same seed
    drawn = [subjects.draw() for _ in range(TITLES)]
    titles = [
        *(subject.title for subject in drawn),
        "关于调整某县县委领导班子成员的建议方案",
        "拟调整某县县委领导班子成员的方案（未公布）",
        "关于办公楼电梯检修的通知",
        "某年度招生考试试题（启用前）",
        "某市1:5000地形图",
        "领导干部考察材料",
        "   ",
    ]
    return pa.table(
        {
            "id": pa.array(np.arange(rows)),
            "title": chosen(titles, 0.5),
            "mark": chosen(marks, 0.1),
            "level": chosen([*levels, "secret", "top_secret", "最高", ""], 0.4),
            "issued": days(date(1985, 1, 1), date(2027, 6, 1), 0.15),
            "notified": days(date(1985, 1, 1), date(2027, 6, 1), 0.6),
            "derived": chosen([True, False], 0.4),
            "own": chosen([True, False], 0.3),
            "tier": chosen(["central", "provincial", "provincial_department", "city", "county", "other", "某级"], 0.2),
            "catalog": pa.array([items[at][0] for at in picks], pa.string(), mask=~recorded),
            "item": pa.array([items[at][1] for at in picks], pa.string(), mask=~recorded),
            "extended_to": days(date(1995, 1, 1), date(2060, 1, 1), 0.6),
            "extension_decided": days(date(1990, 1, 1), date(2028, 1, 1), 0.3),
            "extension_delivered": days(date(1990, 1, 1), date(2028, 1, 1), 0.5),
            "event_on": days(date(1990, 1, 1), date(2030, 1, 1), 0.5),
            "published_on": days(date(1990, 1, 1), date(2030, 1, 1), 0.9),
            "declassified_on": days(date(1990, 1, 1), date(2030, 1, 1), 0.85),
            "reviewed_on": days(date(2012, 1, 1), date(2028, 1, 1), 0.4),
            "fact.state": chosen(["未公布", "已公布", "启用前"], 0.9),
            "fact.must_be_public": chosen([True, False], 0.97),
            **{name: chosen(values, 0.95) for name, values in _facts(drawn).items()},
        }
    )


def _facts(drawn: Sequence[Subject]) -> dict[str, list[Any]]:
    """Give columns for some of the facts that were drawn, each with its values."""
    found: dict[str, list[Any]] = {}
    for subject in drawn:
        for name, value in subject.facts.items():
            if f"fact.{name}" not in GIVEN and (name in found or len(found) < FACTS):
                found.setdefault(name, []).append(value)
    return {f"fact.{name}": values for name, values in found.items()}
