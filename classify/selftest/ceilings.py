"""Graphs of matters: their ceilings found at once, and by walking every path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from classify.api_compile import compile_ceiling
from classify.documents.graph import Graph
from classify.errors import InputError
from classify.level import Level
from classify.selftest.graphs import graph as drawn_graph
from classify.selftest.pair import Answer, Both, Case, Given
from classify.selftest.paths import READINGS, pieces, verdict
from classify.term import opening

__all__ = ["by_path", "graphs"]


def graphs(given: Given, count: int) -> list[Case]:
    """Draw graphs as `classify compile` reads them."""
    random = given.random("graphs")
    return [drawn_graph(random, given.as_of) for _ in range(count)]


def by_path(given: Given, cases: Sequence[Case]) -> Iterator[Both | None]:
    """Give ceiling, exact result and floor of each graph, at once and path by path."""
    for case in cases:
        graph = _graph(case)
        if graph is None:
            yield None
            continue
        found = compile_ceiling(graph, as_of=given.as_of, expiry_rule=given.rule)
        at_once: Answer = {}
        by_path: Answer = {}
        for reading, bound in zip(READINGS, (found.ceiling, found.compiled.exact, found.floor), strict=True):
            opens = None if bound.term is None else opening(bound.term, None, given.rule)
            at_once[reading] = _bound(bound.level, opens)
            level, when = verdict(pieces(graph, str(graph.target), reading, given.as_of, given.rule), given.as_of)
            by_path[reading] = _bound(
                level, None if when == "unknown" or not (when.on or when.events or when.long_term) else when
            )
        yield at_once, by_path


def _bound(level: Level | None, when: Any) -> Answer:  # noqa: ANN401 -- an opening or None
    if when is None:
        return {"level": None if level is None else level.value, "opens": None}
    opens = {"on": when.on, "events": sorted(when.events), "long_term": when.long_term}
    return {"level": None if level is None else level.value, "opens": opens}


def _graph(case: Case) -> Graph | None:
    """Read a graph; None where it is none, or where a path of it leads nowhere."""
    try:
        graph = Graph.model_validate(case, strict=False)
    except InputError:
        return None
    names = [matter.id for matter in graph.matters]
    sources = [source.id for matter in graph.matters for source in matter.sources]
    whole = len(set(names)) == len(names) and graph.target in names and set(sources) <= set(names)
    stands = all(matter.sources or (matter.mark or "").strip() for matter in graph.matters)
    return graph if whole and stands and all(map(_readable, _marked(graph))) else None


def _marked(graph: Graph) -> Iterator[str]:
    for matter in graph.matters:
        yield from (mark for mark in (matter.mark, *(point.mark for point in matter.points)) if mark is not None)


def _readable(mark: str) -> bool:
    return mark[:3] in {f"{level.chinese}★" for level in Level}
