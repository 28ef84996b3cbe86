"""What if a source changed: only what depends on it is computed again; and what differs between two graphs.

Which notices follow, the law's rules say: the originator tells everybody within the audience, and the organ that
derived from the source follows it (LAW2024-23, PS2023-12).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from classify.compilation.atom import Atom, Reader
from classify.compilation.bound import bound_of
from classify.compilation.net import net_of, with_matter
from classify.compilation.reach import held_on, level_on
from classify.compilation.solve import Solution, Three, answers_of, highest_written, solve
from classify.documents.answer import Duty
from classify.documents.compiled import Bound, Changed, Comparison, Impact, Notice
from classify.documents.graph import Change, Graph, GraphMatter, require_sound
from classify.documents.matter import Point
from classify.errors import InputError
from classify.law import law_on
from classify.law.rulebook import duties
from classify.level import Level
from classify.mark import write
from classify.reasoning import conclude
from classify.term import ExpiryRule, OnDate, Term

ONE_DAY: Final = timedelta(days=1)


def changed_graph(graph: Graph, change: Change, as_of: date, rule: ExpiryRule = "civil") -> Graph:
    """Give the graph as it would be after a change that takes effect on a day.

    Raises InputError for a matter that is not there, one that has sources, and a change that does not say to what.
    """
    place = next((at for at, matter in enumerate(graph.matters) if matter.id == change.id), None)
    if place is None:
        raise InputError("matter-unknown", where="id")
    matter = changed_matter(graph.matters[place], change, as_of, rule)
    return graph.model_copy(update={"matters": (*graph.matters[:place], matter, *graph.matters[place + 1 :])})


def changed_matter(matter: GraphMatter, change: Change, as_of: date, rule: ExpiryRule) -> GraphMatter:
    """Give one matter as it would be after a change. The clock does not restart: its own day stays."""
    if matter.sources:
        raise InputError("change-of-derived", where="id")
    if (change.do == "marked" and change.mark is None) or (change.do == "extended" and change.until is None):
        raise InputError("change-incomplete", where="do")
    if change.do == "marked":
        return matter.model_copy(update={"mark": change.mark, "level": None, "term": None})
    reader = Reader(as_of, rule)
    own = reader.own(matter)
    if change.do == "extended":
        return _extended(matter, own, change.until, as_of)
    points = tuple(_opened_point(point, reader, matter, as_of) for point in matter.points)
    opened = matter if _opened(own, as_of) else _remarked(matter, own, OnDate(as_of))
    return opened.model_copy(update={"points": points})


def impact_of(solution: Solution, change: Change, rule: ExpiryRule) -> Impact:
    """Say what follows from a change, computing again only what depends on it and while it still differs.

    The matters of the net are numbered and joined already; raises InputError as `changed_matter` does.
    """
    net = solution.net
    place = net.index.get(change.id)
    matter = None if place is None else net.matters[place]
    if place is None or matter is None:
        raise InputError("matter-unknown", where="id")
    after = changed_matter(matter, change, net.as_of, rule)
    changed = replace(solution, net=with_matter(net, place, after, solution.users[place], rule))
    fresh = _recomputed(solution, changed, place)
    every = [Changed(net.name(at) or "", _bound(solution, at), fresh[at].bound(net.as_of)) for at in sorted(fresh)]
    differing = tuple(one for one in every if one.before != one.after)
    return Impact(change.id, len(fresh), differing, tuple(_notices(changed, change.id, differing)))


def compared(old: Graph, new: Graph, as_of: date, rule: ExpiryRule) -> Comparison:
    """Say what differs between two graphs on one day: matters added, removed, and those with another exact result."""
    before, after = (dict(_bounds(graph, as_of, rule)) for graph in (old, new))
    both = [name for name in after if name in before and before[name] != after[name]]
    return Comparison(
        added=tuple(Changed(name, None, after[name]) for name in after if name not in before),
        removed=tuple(Changed(name, before[name], None) for name in before if name not in after),
        changed=tuple(Changed(name, before[name], after[name]) for name in both),
    )


@dataclass(frozen=True, slots=True, repr=False)
class _Fresh:
    """What was found anew for one matter: its three answers, and the highest level written on it or below it."""

    three: Three
    written: Level | None

    def bound(self, day: date) -> Bound:
        """Its exact result on a day."""
        return bound_of(self.three[1], day, self.written)


def _recomputed(solution: Solution, changed: Solution, place: int) -> dict[int, _Fresh]:
    """Walk up from the changed source, sources always first, and stop where nothing changes any more."""
    fresh: dict[int, _Fresh] = {}

    def look(source: int) -> Three:
        found = fresh.get(source)
        return (solution.ceiling[source], solution.exact[source], solution.floor[source]) if found is None else found.three

    def written(source: int) -> Level | None:
        return solution.in_play[source] if source not in fresh else fresh[source].written

    waiting = [solution.part_of[place]]
    queued = set(waiting)
    while waiting:
        part = solution.parts[heapq.heappop(waiting)]
        found = _Fresh(answers_of(changed, part, look), highest_written(changed.net, part, written))
        before = _Fresh(look(part[0]), written(part[0]))
        fresh |= dict.fromkeys(part, found)
        if found == before and place not in part:
            continue
        for user in {user for at in part for user in solution.users[at]}:
            number = solution.part_of[user]
            if number not in queued:
                queued.add(number)
                heapq.heappush(waiting, number)
    return fresh


def _bound(solution: Solution, place: int) -> Bound:
    return bound_of(solution.exact[place], solution.net.as_of, solution.in_play[place])


def _bounds(graph: Graph, as_of: date, rule: ExpiryRule) -> Iterator[tuple[str, Bound]]:
    require_sound(graph)
    solution = solve(net_of(graph, as_of, rule))
    yield from ((matter.id, _bound(solution, place)) for place, matter in enumerate(graph.matters))


def _notices(changed: Solution, source: str, differing: Iterable[Changed]) -> Iterator[Notice]:
    """Give who is to be told: of the source its holders, of every matter that follows it its originator and its holders."""
    net = changed.net
    law = law_on(net.as_of)
    record = {"law": law.code, "source.changed": "yes"}
    argument, _ = conclude(law.program, record)
    for one in differing:
        matter = net.matters[net.index[one.id]]
        for code in argument.codes("duties"):
            table = duties()[code]
            whom = {"originator": (matter.originator,), "holders": matter.audience or ()} if matter is not None else {}
            if one.id == source and table.get("to") == "originator":
                continue
            steps = argument.why("duties", code)
            duty = Duty(table["do"], table.get("to"), None, tuple(dict.fromkeys(cite for step in steps for cite in step.cites)))
            organs = whom.get(table.get("to", ""), ())
            yield Notice(one.id, duty, tuple(organ for organ in organs if organ is not None))


def _extended(matter: GraphMatter, own: Atom | None, until: date | None, as_of: date) -> GraphMatter:
    """Give a matter with a new last secret day; it counts only if later, while the matter is secret, and on a known start."""
    current = None if own is None or own.opening is None else held_on(own.reach, as_of).on
    if own is None or current is None or until is None or until < current or until == date.max:
        return matter
    return _remarked(matter, own, OnDate(until + ONE_DAY))


def _remarked(matter: GraphMatter, own: Atom | None, term: Term) -> GraphMatter:
    level = Level.SECRET if own is None or own.level is None else own.level
    return matter.model_copy(update={"mark": None, "level": level, "term": term})


def _opened(own: Atom | None, as_of: date) -> bool:
    return own is not None and level_on(own.reach, as_of) is None


def _opened_point(point: Point, reader: Reader, matter: GraphMatter, as_of: date) -> Point:
    """Give a point that opens on a day, unless it has opened by itself."""
    atom = None if point.mark is None else reader.mark(point.mark, matter.start)
    if atom is None or _opened(atom, as_of):
        return point
    return point.model_copy(update={"mark": write(atom.level or Level.SECRET, OnDate(as_of))})
