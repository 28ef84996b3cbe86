"""Graphs of matters without circles in which everything can be read; the last matter is the target."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any, Final

from classify.level import Level

__all__ = ["graph"]

MOST: Final = 9
TERMS: Final = ("5年", "10年", "20年", "6个月", "15年", "100天", "启用前", "长期", "")
RELATIONS: Final = ("whole", "whole", "points", "summary", "required")


def graph(random: Random, as_of: date) -> dict[str, Any]:
    """Draw a graph as `classify compile` reads it.

    >>> sorted(graph(Random(1), date(2026, 11, 21)))
    ['matters', 'target']
    """
    size = random.randrange(2, MOST + 1)
    leaves = random.randrange(1, size)
    matters: list[dict[str, Any]] = []
    for place in range(size):
        name = f"m{place}"
        matters.append(_leaf(random, name, as_of) if place < leaves else _derived(random, name, matters, as_of))
    return {"matters": matters, "target": f"m{size - 1}"}


def _leaf(random: Random, name: str, as_of: date) -> dict[str, Any]:
    points = [{"id": f"p{turn}", "mark": _mark(random, as_of)} for turn in range(random.choice((0, 0, 0, 1, 2, 3)))]
    return {"id": name, "mark": _mark(random, as_of), "issued": _day(random, as_of), "points": points}


def _derived(random: Random, name: str, matters: list[dict[str, Any]], as_of: date) -> dict[str, Any]:
    drawn = [random.choice(matters) for _ in range(random.randrange(1, min(3, len(matters)) + 1))]
    matter = {"id": name, "sources": [_relation(random, source) for source in drawn]}
    return {**matter, "mark": _mark(random, as_of), "issued": _day(random, as_of)} if random.randrange(2) else matter


def _relation(random: Random, source: dict[str, Any]) -> dict[str, Any]:
    relation = {"id": source["id"], "relation": random.choice(RELATIONS)}
    named = [point["id"] for point in source.get("points", ()) if random.randrange(2)]
    return {**relation, "points": named} if named and relation["relation"] != "whole" else relation


def _mark(random: Random, as_of: date) -> str:
    term = random.choice((*TERMS, f"{as_of.year + random.randrange(-1, 9)}年3月1日"))
    return f"{random.choice(list(Level)).chinese}★{term}"


def _day(random: Random, as_of: date) -> str:
    return (as_of - timedelta(days=random.randrange(12 * 365))).isoformat()
