"""What must go: the smallest sets of sources and points without which the exact result reaches a goal.

Everything that stands against the goal has to be cut off from the target. What can be left out is a source where it is
drawn on whole, and a point where points are drawn on, so the smallest sets are the smallest cuts of a network, and all of
them are found: each corresponds to a set of nodes closed in the residual network of one greatest flow (Picard and
Queyranne, 1980). A source whose points are all levelled is secret through its points: without those that stand against
the goal the rest of it may still be used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from classify.compilation.atom import Atom, joined_reach
from classify.compilation.bound import bound_of
from classify.compilation.net import ABSENT, Net
from classify.compilation.proposal import outlasts
from classify.compilation.reach import NOTHING, UNREADABLE, Reach, held_on, join, level_on, rank_on
from classify.compilation.solve import Solution
from classify.compilation.structure import reached, smallest_cut_flow
from classify.documents.compiled import LeftOut, WhatMustGo
from classify.errors import InputError
from classify.level import Level

Part = tuple[str, ...]
"""What can be left out: a source, `(id,)`, or a point of one, `(id, point)`."""

BEGIN: Final[Part] = ()
Against = Callable[[Reach], bool]


@dataclass(frozen=True, slots=True, repr=False)
class Goal:
    """What is to be reached on the day of asking: a highest level, no secret at all, or to be open on a day."""

    level: Level | None = None
    none: bool = False
    opens_by: date | None = None

    def __post_init__(self) -> None:
        """Refuse none and several at once."""
        if (self.level is not None) + self.none + (self.opens_by is not None) != 1:
            raise InputError("goal-unclear")

    def against(self, reach: Reach, day: date) -> bool:
        """Say whether something stands against the goal. What cannot be read always does."""
        rank = rank_on(reach, day.toordinal())
        if rank is None:
            return False
        if self.opens_by is not None:
            on = held_on(reach, day).on
            return on is None or on > self.opens_by
        return self.none or rank < 0 or (self.level is not None and rank > self.level.rank)


def must_go(solution: Solution, place: int, goal: Goal, most: int) -> WhatMustGo:
    """Find all smallest sets for a goal, at most `most` of them, each with what remains. Raises InputError on circles."""
    net = solution.net
    target = (net.name(place) or "",)
    web = _Web(solution, place, goal)
    if BEGIN not in web.leads_to:
        held = bound_of(solution.exact[place], net.as_of, solution.level_at_stake(place))
        return WhatMustGo(net.name(place), 0, (LeftOut((), held),), complete=True)
    if target in web.leads_to[BEGIN]:
        return WhatMustGo(net.name(place), None, (), complete=True)
    size, cuts = _smallest_cuts(web.leads_to, target)
    found: list[LeftOut] = []
    for cut in cuts:
        if len(found) == most:
            return WhatMustGo(net.name(place), size, tuple(found), complete=False)
        ids = tuple(sorted("#".join(part) for part in cut))
        found.append(LeftOut(ids, bound_of(web.without(cut), net.as_of, solution.in_play[place])))
    return WhatMustGo(net.name(place), size, tuple(sorted(found, key=lambda one: one.ids)), complete=True)


class _Web:
    """The ways from everything that stands against a goal to the target, and what else reaches it."""

    def __init__(self, solution: Solution, place: int, goal: Goal) -> None:
        self.solution = solution
        self.place = place
        self.goal = goal
        self.against: Against = lambda reach: goal.against(reach, solution.net.as_of)
        self.leads_to: dict[Part, set[Part]] = {}
        """Edges towards the target; from `BEGIN` to whatever stands against the goal."""
        self._closure = self._below()
        self._connect()

    def _below(self) -> list[int]:
        seen = {self.place}
        waiting = [self.place]
        for here in waiting:
            if here in self.solution.circle_of:
                raise InputError("cycle-first")
            for source, use in self.solution.net.uses[here]:
                if source != ABSENT and use.exact_whole and source not in seen:
                    seen.add(source)
                    waiting.append(source)
        return waiting

    def _connect(self) -> None:
        net = self.solution.net
        leads: dict[Part, set[Part]] = {}
        for here in self._closure:
            name: Part = (net.name(here) or "",)
            for part, reach in _ends(net, here):
                if self.against(reach):
                    leads.setdefault(BEGIN, set()).add(part)
                    if part != name:
                        leads.setdefault(part, set()).add(name)
            for source, use in net.uses[here]:
                if source != ABSENT and use.exact_whole and self.against(self.solution.exact[source]):
                    leads.setdefault((net.name(source) or "",), set()).add(name)
        self.leads_to = leads

    def without(self, cut: frozenset[Part]) -> Reach:
        """Join what still reaches the target when a set is left out."""
        net = self.solution.net
        seen = {self.place}
        waiting = [self.place]
        total = NOTHING
        for here in waiting:
            for part, reach in _ends(net, here):
                if part not in cut:
                    total = join(total, reach)
            for source, use in net.uses[here]:
                if source != ABSENT and use.exact_whole and source not in seen and (net.name(source) or "",) not in cut:
                    seen.add(source)
                    waiting.append(source)
        return total


def _ends(net: Net, place: int) -> Iterator[tuple[Part, Reach]]:
    """Give what a matter holds itself, and what it draws on as points or from a source that is not there.

    A mark that the levelled points of its matter account for is left to them.
    """
    name = net.name(place) or ""
    if not net.uses[place]:
        points = net.points.get(place, {})
        levelled = {point: atom for point, atom in points.items() if atom is not None}
        yield from (((name, point), atom.reach) for point, atom in levelled.items())
        mark = net.marks[place]
        if not levelled:
            yield (name,), net.own[place]
        elif mark is not None and not _explained(mark, levelled, points, net.as_of):
            yield (name,), mark.reach
    for turn, (source, use) in enumerate(net.uses[place]):
        named = net.source_name(place, turn)
        known = net.points.get(source, {})
        yield from (((named, point), atom.reach) for point in use.points if (atom := known.get(point)) is not None)
        if source == ABSENT and use.drawn:
            yield (named,), UNREADABLE
        elif not use.points and use.exact != NOTHING:
            yield (named,), use.exact


def _explained(mark: Atom, levelled: dict[str, Atom], points: dict[str, Atom | None], day: date) -> bool:
    """Say whether the levelled points account for the whole of a source: every point has a level, and they make the mark."""
    if len(levelled) != len(points):
        return False
    together = joined_reach(levelled.values())
    levels = level_on(together, day), level_on(mark.reach, day)
    if levels[1] is None:
        return True
    if levels[0] is None or levels[0] < levels[1]:
        return False
    ours, theirs = held_on(together, day), held_on(mark.reach, day)
    return outlasts(ours.opening, theirs.opening) and not (theirs.unknown and not ours.unknown)


def _smallest_cuts(leads_to: dict[Part, set[Part]], target: Part) -> tuple[int, Iterator[frozenset[Part]]]:
    edges = [(one, other) for one, others in leads_to.items() for other in others]
    removable = {node for edge in edges for node in edge} - {BEGIN, target}
    size, residual = smallest_cut_flow(edges, removable, BEGIN, target)
    start = reached(residual, (BEGIN, 1))
    full = [node for node in removable if residual.adj[node, 0][node, 1]["flow"] == 1 and (node, 1) not in start]
    reach = {node: reached(residual, (node, 0)) for node in full}
    end = (target, 0)
    reach = {node: nodes for node, nodes in reach.items() if end not in nodes and (node, 1) not in nodes}
    return size, _closed_sets(reach, start)


def _closed_sets(reach: dict[Part, set[tuple[Part, int]]], start: set[tuple[Part, int]]) -> Iterator[frozenset[Part]]:
    """Walk all closed sets of the nodes that stand in some smallest cut; the border of each is one cut."""
    forced = frozenset(node for node in reach if (node, 0) in start)
    order = sorted(reach)
    below = {node: frozenset(other for other in reach if (other, 0) in reach[node]) for node in order}
    waiting: list[tuple[frozenset[Part], frozenset[Part]]] = [(forced, frozenset())]
    while waiting:
        inside, outside = waiting.pop()
        undecided = next((node for node in order if node not in inside and node not in outside), None)
        if undecided is None:
            left = {node for chosen in inside for node, side in reach[chosen] if side}
            yield frozenset(node for node in inside if node not in left)
            continue
        above = frozenset(node for node in order if undecided in below[node])
        waiting.append((inside, outside | above))
        if not below[undecided] & outside:
            waiting.append((inside | below[undecided], outside))
