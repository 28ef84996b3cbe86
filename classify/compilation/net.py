"""The graph as numbers: every matter a place, every relation a `Use` that says what of a source it draws on.

Three readings of one relation, never mixed: the ceiling takes every source whole; the exact result takes the named
points where they are levelled, else the whole; the floor takes a summary at the lowest-levelled point of its source.
What the floor takes the exact result takes as well, and what the exact result takes the ceiling.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from classify.compilation.atom import Atom, Reader, joined_reach
from classify.compilation.reach import NEVER, NOTHING, UNREADABLE, Reach, join
from classify.documents.graph import Graph, GraphMatter
from classify.documents.matter import Source
from classify.term import ExpiryRule

ABSENT: Final = -1
"""The place of a source that is not in the graph."""


@dataclass(frozen=True, slots=True, repr=False)
class Use:
    """What a matter draws from one source: the whole of it, and what named points add."""

    relation: str = "whole"
    exact_whole: bool = True
    exact: Reach = NOTHING
    floor_whole: bool = True
    floor: Reach = NOTHING
    points: tuple[str, ...] = ()
    """The points named; of them those without a level of their own stand for the whole source."""

    @property
    def drawn(self) -> bool:
        """Whether anything is drawn on: executing a source without touching a point is no derivation (PS2023-7b)."""
        return self.exact_whole or self.exact != NOTHING or bool(self.points)


WHOLE: Final = Use()
UNTOUCHED: Final = Use(relation="points", exact_whole=False, floor_whole=False)
REQUIRED: Final = Use(relation="required")


@dataclass(slots=True, repr=False)
class Net:
    """All matters by place. `own` is what a matter without sources holds, `marked` the reach of every matter's mark."""

    matters: tuple[GraphMatter | None, ...]
    """None at the last place, where every matter is a member of one compilation and the graph names no target."""
    index: dict[str, int]
    marks: list[Atom | None]
    points: dict[int, dict[str, Atom | None]]
    own: list[Reach]
    uses: list[tuple[tuple[int, Use], ...]]
    as_of: date
    missing: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The ids of absent sources, and `source#point` of absent points, by the place of the matter that names them."""
    unmarked: frozenset[int] = frozenset()
    """Matters with neither a mark nor a source: nobody knows what they hold."""

    @property
    def root(self) -> int:
        """The place of the compilation of everything; only where the graph names no target."""
        return len(self.matters) - 1

    def name(self, place: int) -> str | None:
        """Return the id of a matter, None for the compilation of everything."""
        matter = self.matters[place]
        return None if matter is None else matter.id

    def source_name(self, place: int, turn: int) -> str:
        """Return the id that a matter gives for one of its sources, whether it is there or not."""
        matter = self.matters[place]
        return self.matters[turn].id if matter is None else matter.sources[turn].id  # type: ignore[union-attr]  # one root


def net_of(graph: Graph, as_of: date, rule: ExpiryRule, *, whole: bool = False) -> Net:
    """Give a sound graph as numbers. With `whole` a last place is added that contains every matter."""
    reader = Reader(as_of, rule)
    index = {matter.id: place for place, matter in enumerate(graph.matters)}
    marks = [reader.own(matter) for matter in graph.matters]
    points = {
        place: {point.id: None if point.mark is None else reader.mark(point.mark, matter.start) for point in matter.points}
        for place, matter in enumerate(graph.matters)
        if matter.points
    }
    net = Net(graph.matters, index, marks, points, [], [], as_of)
    unmarked = set()
    for place, matter in enumerate(graph.matters):
        if matter.sources:
            net.own.append(NOTHING)
            net.uses.append(_uses(net, place, matter))
            continue
        net.uses.append(())
        net.own.append(_stands(net, place))
        if marks[place] is None and not any(points.get(place, {}).values()):
            unmarked.add(place)
    net.unmarked = frozenset(unmarked)
    if whole:
        _contain_everything(net)
    return net


def with_matter(net: Net, place: int, matter: GraphMatter, users: Iterable[int], rule: ExpiryRule) -> Net:
    """Give a net in which one matter without sources reads otherwise; only it and who draws on it are read again."""
    reader = Reader(net.as_of, rule)
    matters, marks, own, uses = list(net.matters), list(net.marks), list(net.own), list(net.uses)
    matters[place] = matter
    marks[place] = reader.own(matter)
    read = {point.id: None if point.mark is None else reader.mark(point.mark, matter.start) for point in matter.points}
    points = {**net.points, place: read} if read else net.points
    changed = replace(net, matters=tuple(matters), marks=marks, points=points, own=own, uses=uses, missing=dict(net.missing))
    own[place] = _stands(changed, place)
    for user in users:
        drawing = matters[user]
        if drawing is not None:
            uses[user] = _uses(changed, user, drawing)
    return changed


def mark_reach(net: Net, place: int) -> Reach:
    """Give what a matter's own mark and points say, whether they count for it or are only a proposal."""
    atom = net.marks[place]
    levelled = [point for point in net.points.get(place, {}).values() if point is not None]
    return joined_reach([*levelled, *(() if atom is None else (atom,))])


def lowest_point(net: Net, place: int) -> Reach | None:
    """Give the lowest-levelled point of a source on the day of asking, the one that opens first among equals."""
    today = net.as_of.toordinal()
    ranked = []
    for point in net.points.get(place, {}).values():
        if point is None or point.level is None:
            continue
        reach = point.reach
        day = max(reach[:3]) if not reach[3] else NEVER
        ranked.append((point.level.rank if day > today else -1, day, reach))
    return min(ranked, key=lambda entry: entry[:2])[2] if ranked else None


def _stands(net: Net, place: int) -> Reach:
    """Give what a matter without sources holds: its mark and every levelled point of it; nothing written: unreadable."""
    reach = mark_reach(net, place)
    return UNREADABLE if reach == NOTHING and net.marks[place] is None else reach


def _uses(net: Net, place: int, matter: GraphMatter) -> tuple[tuple[int, Use], ...]:
    found: list[tuple[int, Use]] = []
    missing: list[str] = []
    for source in matter.sources:
        at = net.index.get(source.id, ABSENT)
        use = _use(net, at, source, missing)
        if at == ABSENT:
            missing.append(source.id)
        found.append((at, use))
    if missing:
        net.missing[place] = tuple(dict.fromkeys(missing))
    return tuple(found)


def _use(net: Net, at: int, source: Source, missing: list[str]) -> Use:
    if source.relation == "whole":
        return WHOLE
    if source.points and at != ABSENT:
        return _named(net, at, source, missing)
    if source.relation == "points" and not source.points and "points" in source.model_fields_set:
        return UNTOUCHED
    if source.relation == "summary" and at != ABSENT:
        lowest = lowest_point(net, at)
        if lowest is not None:
            # the points of a matter without sources are within its whole; those of a derived one it only claims
            claimed = lowest if net.matters[at].sources else NOTHING  # type: ignore[union-attr]  # no root yet
            return Use("summary", exact=claimed, floor_whole=False, floor=lowest)
    return REQUIRED if source.relation == "required" else Use(source.relation)


def _named(net: Net, at: int, source: Source, missing: list[str]) -> Use:
    """Draw on the points named; one that has no level of its own, or is not there, stands for the whole source."""
    known = net.points.get(at, {})
    missing += [f"{source.id}#{name}" for name in source.points if name not in known]
    atoms = [known.get(name) for name in source.points]
    whole = None in atoms
    reach = joined_reach(atom for atom in atoms if atom is not None)
    return Use(source.relation, whole, reach, whole, reach, source.points)


def _contain_everything(net: Net) -> None:
    net.uses.append(tuple((place, WHOLE) for place in range(len(net.matters))))
    net.matters = (*net.matters, None)
    net.marks.append(None)
    net.own.append(NOTHING)


def contribution(use: Use, ceiling: Reach, exact: Reach, floor: Reach) -> tuple[Reach, Reach, Reach]:
    """Give what a use hands on, as ceiling, exact result and floor, of what its source holds."""
    lower = join(floor, use.floor) if use.floor_whole else use.floor
    middle = join(exact, use.exact) if use.exact_whole else use.exact
    return join(ceiling, use.exact), middle, lower
