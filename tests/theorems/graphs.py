"""Generated graphs of matters, and a slow reading of them that knows nothing of the library's: it walks every path.

A `tame` graph has no circle, nothing missing and nothing that cannot be read; a `wild` one has all of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from hypothesis import strategies as st

from classify.documents.graph import Graph, GraphMatter
from classify.documents.matter import Point, Source
from classify.level import Level
from classify.mark import read
from classify.term import Duration, Opening, joined, opening

DAY = date(2026, 11, 21)
DEFAULTS = {
    Level.SECRET: Duration(10, "years"),
    Level.CONFIDENTIAL: Duration(20, "years"),
    Level.TOP_SECRET: Duration(30, "years"),
}
"""What a mark without a term means on the days that are drawn (DM2014-24.4)."""

TERMS = ("5年", "10年", "20年", "6个月", "15年", "2027年3月1日", "2026年11月21日", "2040年1月1日")
marks = st.builds("{}★{}".format, st.sampled_from(["秘密", "机密", "绝密"]), st.sampled_from(TERMS))
rare_marks = st.sampled_from(["绝密★启用前", "秘密★会议开始前", "机密★长期", "秘密★长期", "机密★", "秘密★启用前"])
days = st.dates(min_value=date(2015, 1, 1), max_value=date(2026, 11, 1))

Relation = Literal["whole", "points", "summary", "required"]
RELATIONS: tuple[Relation, ...] = ("whole", "whole", "points", "summary", "required")

Reading = Literal["ceiling", "exact", "floor"]
READINGS: tuple[Reading, ...] = ("ceiling", "exact", "floor")


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


# ---- the slow reading


@dataclass(frozen=True)
class Piece:
    """One mark that reaches the target: of a whole matter, or of a point of it."""

    matter: str
    point: str | None
    level: Level
    opening: Opening | None


def piece(name: str, point: str | None, mark: str, start: date | None) -> Piece:
    """Read one mark, by the statutory default where it names no term."""
    reading = read(mark)
    assert reading.level is not None
    term = DEFAULTS[reading.level] if "mark-without-period" in reading.faults else reading.term
    return Piece(name, point, reading.level, None if term is None else opening(term, start))


def pieces(graph: Graph, target: str, reading: Reading) -> set[Piece]:
    """Collect what reaches a matter by walking down every single path; only for graphs without circles."""
    matters = {matter.id: matter for matter in graph.matters}
    found: set[Piece] = set()
    waiting = [target]
    while waiting:
        matter = matters[waiting.pop()]
        if not matter.sources:
            found |= set(_own(matter))
        for source in matter.sources:
            whole, named = _drawn(matters[source.id], source, reading)
            found |= set(named)
            waiting += [source.id] if whole else []
    return found


def _own(matter: GraphMatter) -> Iterator[Piece]:
    if matter.mark is not None:
        yield piece(matter.id, None, matter.mark, matter.start)
    for point in matter.points:
        if point.mark is not None:
            yield piece(matter.id, point.id, point.mark, matter.start)


def _drawn(source: GraphMatter, use: Source, reading: Reading) -> tuple[bool, list[Piece]]:
    levelled = {point.id: piece(source.id, point.id, point.mark, source.start) for point in source.points if point.mark}
    if use.relation == "whole" or reading == "ceiling":
        return True, []
    if use.points:
        named = [levelled[name] for name in use.points if name in levelled]
        return len(named) < len(use.points), named
    if use.relation == "points" and "points" in use.model_fields_set:
        return False, []
    if use.relation == "summary" and reading == "floor" and levelled:
        lowest = min(levelled.values(), key=_how_low)
        return False, [lowest]
    return True, []


def _how_low(one: Piece) -> tuple[int, date]:
    secret = still_secret([one], DAY)
    on = date.max if one.opening is None or one.opening.on is None or one.opening.events else one.opening.on
    return (one.level.rank if secret else -1), on


def still_secret(found: Iterable[Piece], day: date) -> list[Piece]:
    """Leave out what has opened by a day."""
    return [one for one in found if not _opened(one.opening, day)]


def _opened(when: Opening | None, day: date) -> bool:
    return when is not None and not when.long_term and not when.events and when.on is not None and when.on <= day


def verdict(found: Iterable[Piece], day: date) -> tuple[Level | None, Any]:
    """Give the level and the opening of what is still secret; the opening is "unknown" where a part of it is."""
    secret = still_secret(found, day)
    if not secret:
        return None, Opening()
    level = max(one.level for one in secret)
    known = joined(one.opening for one in secret if one.opening is not None)
    if not known.long_term and any(one.opening is None for one in secret):
        return level, "unknown"
    reached = known.on is not None and known.on <= day
    return level, Opening(None, known.events, known.long_term) if reached else known
