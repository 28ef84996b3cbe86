"""Graphs of matters drawn by Hypothesis.

A `tame` graph has no circle, nothing missing and nothing that cannot be read; a `wild` one has all of that.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from hypothesis import strategies as st

from classify.documents.graph import Graph, GraphMatter
from classify.documents.matter import Point, Source

DAY = date(2026, 11, 21)

TERMS = ("5年", "10年", "20年", "6个月", "15年", "2027年3月1日", "2026年11月21日", "2040年1月1日")
marks = st.builds("{}★{}".format, st.sampled_from(["秘密", "机密", "绝密"]), st.sampled_from(TERMS))
rare_marks = st.sampled_from(["绝密★启用前", "秘密★会议开始前", "机密★长期", "秘密★长期", "机密★", "秘密★启用前"])
days = st.dates(min_value=date(2015, 1, 1), max_value=date(2026, 11, 1))

Relation = Literal["whole", "points", "summary", "required"]
RELATIONS: tuple[Relation, ...] = ("whole", "whole", "points", "summary", "required")


@st.composite
def standing_matters(draw: st.DrawFn, name: str) -> GraphMatter:
    """A matter without sources: a mark, a day, sometimes points with marks of their own."""
    count = draw(st.sampled_from([0, 0, 0, 1, 2, 3]))
    points = tuple(Point(id=f"p{turn}", mark=draw(st.none() | marks | marks | marks)) for turn in range(count))
    issued = draw(days)
    mark = draw(marks | marks | marks | rare_marks)
    return GraphMatter(id=name, mark=mark, issued=issued, points=points)


@st.composite
def relations(draw: st.DrawFn, source: GraphMatter) -> Source:
    """One relation to a source, with its points where it has some."""
    relation = draw(st.sampled_from(RELATIONS))
    named = draw(st.lists(st.sampled_from([point.id for point in source.points]), unique=True)) if source.points else []
    if relation != "whole" and named:
        return Source(id=source.id, relation=relation, points=tuple(named))
    if relation == "points" and draw(st.booleans()):
        return Source(id=source.id, relation="points", points=())
    return Source(id=source.id, relation=relation)


@st.composite
def tame_graphs(draw: st.DrawFn, most: int = 9) -> Graph:
    """A graph without circles in which everything can be read; its target has at least one source."""
    size = draw(st.integers(2, most))
    leaves = draw(st.integers(1, size - 1))
    matters: list[GraphMatter] = []
    for place in range(size):
        if place < leaves:
            matters.append(draw(standing_matters(f"m{place}")))
            continue
        count = draw(st.integers(1, min(3, place)))
        drawn = draw(st.lists(st.sampled_from(matters), min_size=count, max_size=count))
        sources = tuple(draw(relations(source)) for source in drawn)
        matters.append(
            GraphMatter(
                id=f"m{place}",
                mark=draw(st.none() | marks),
                issued=draw(st.none() | days),
                sources=sources,
                compilation=draw(st.booleans()),
            )
        )
    return Graph(matters=tuple(matters), target=f"m{size - 1}")


@st.composite
def wild_graphs(draw: st.DrawFn) -> Graph:
    """A graph with circles, sources and points that are not there, marks that cannot be read, days that are not known."""
    size = draw(st.integers(1, 8))
    names = [f"m{place}" for place in range(size)]
    wilder = marks | rare_marks | st.sampled_from(["", "内部", "机密★随便", "5年★秘密", "工作秘密★5年"])
    matters = []
    for name in names:
        points = tuple(Point(id=point, mark=draw(st.none() | wilder)) for point in draw(st.sampled_from(["", "p", "pq"])))
        sources = tuple(
            Source(
                id=draw(st.sampled_from([*names, "gone"])),
                relation=draw(st.sampled_from(RELATIONS)),
                points=tuple(draw(st.lists(st.sampled_from(["p", "q", "x"]), max_size=2, unique=True))),
            )
            for _ in range(draw(st.sampled_from([0, 0, 1, 2])))
        )
        matters.append(
            GraphMatter(
                id=name,
                mark=draw(st.none() | wilder),
                issued=draw(st.none() | days),
                points=points,
                sources=sources,
                compilation=draw(st.booleans()),
                originator=draw(st.sampled_from([None, "甲局", "乙局"])),
                consent=draw(st.sampled_from([None, True, False])),
            )
        )
    return Graph(matters=tuple(matters), target=draw(st.sampled_from(names)))
