"""Which sources set the level and the term, each with its way to the matter asked about.

The witnesses alone give the same level and the same term (R13), and none of them can be spared: one for the level,
one for a day, and for several conditions to be reached together the smallest set that has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import cast

from classify.compilation.atom import Atom
from classify.compilation.net import ABSENT, Use
from classify.compilation.reach import LEVELS, NEVER, UNREAD, UNREADABLE, Reach, level_on, rank_on
from classify.compilation.solve import Solution
from classify.level import Level

MOST_TRIED = 20
"""Kinds of sources up to which the smallest set is sought by trying all; beyond, one that cannot spare any."""


@dataclass(frozen=True, slots=True, repr=False)
class End:
    """Where a way ends: a matter's own mark, a point of it, or the name of a source that is not there."""

    name: str
    point: str | None = None
    missing: bool = False
    atom: Atom | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """A witness: where the way ends, the places from there to the matter, and what the matter draws on first."""

    end: End
    path: tuple[str, ...]
    use: Use | None


@dataclass(frozen=True, slots=True, repr=False)
class Need:
    """What a witness must hold: a day, or an event or unknown day (`event` None); of one level, or of any (`rank` None)."""

    day: int | None = None
    event: str | None = None
    rank: int | None = None

    def met(self, reach: Reach) -> bool:
        """Say whether a reach holds it."""
        if self.day is not None:
            return (max(reach[:3]) if self.rank is None else reach[:3][self.rank]) == self.day
        if self.rank is None:
            return any(event == self.event for _, event in reach[3])
        return (self.rank, self.event) in reach[3]


Ways = Callable[[int], Iterator[tuple[End | int, Use | None]]]
"""From a place: the ends that it has, and the places that lead on."""


def level_witnesses(solution: Solution, place: int, day: date) -> tuple[Found, ...]:
    """Find what sets the level: one source; where something cannot be read, that and what is highest in play."""
    reach = solution.exact[place]
    rank = rank_on(reach, day.toordinal())
    level = level_on(reach, day, solution.level_at_stake(place))
    if rank is None or level is None:
        return ()
    if rank != UNREAD and LEVELS[rank] is level:
        return _traced(solution, place, (_level_need(reach, rank, day),))
    unread = _traced(solution, place, (Need(rank=UNREAD),))
    return unread + _in_play(solution, place, level)


def term_witnesses(solution: Solution, place: int, day: date) -> tuple[Found, ...]:
    """Find what sets the term: the smallest set of sources that together hold everything that is still awaited."""
    reach = solution.exact[place]
    if rank_on(reach, day.toordinal()) is None:
        return ()
    last = max(reach[:3])
    if last == NEVER:
        return _traced(solution, place, (Need(day=NEVER),))
    needs = [Need(day=last)] if last > day.toordinal() else []
    needs += [Need(event=event) for event in sorted({event for _, event in reach[3]}, key=lambda event: event or "")]
    return _traced(solution, place, tuple(needs))


def _level_need(reach: Reach, rank: int, day: date) -> Need:
    if reach[:3][rank] > day.toordinal():
        return Need(day=reach[:3][rank], rank=rank)
    events = sorted((event for at, event in reach[3] if at == rank), key=lambda event: event or "")
    return Need(event=events[0], rank=rank)


def _traced(solution: Solution, place: int, needs: tuple[Need, ...]) -> tuple[Found, ...]:
    if len(needs) == 1:
        found = _walk(solution, place, _holding(solution, needs), needs)
        return () if found is None else (found,)
    return _smallest_cover(_every(solution, place, needs), needs)


def _holding(solution: Solution, needs: tuple[Need, ...]) -> Ways:
    """Lead only through what the exact result draws on and what holds one of the needs."""
    net = solution.net

    def wanted(reach: Reach) -> bool:
        return any(need.met(reach) for need in needs)

    def ways(place: int) -> Iterator[tuple[End | int, Use | None]]:
        name = net.name(place) or ""
        circle = solution.circle(place)
        if circle or not net.uses[place]:
            yield from ((end, None) for end, reach in _own(solution, place, name) if wanted(reach))
        for turn, (source, use) in enumerate(net.uses[place]):
            if source in circle:
                yield source, use
            elif source == ABSENT:
                if use.drawn and wanted(UNREADABLE):
                    yield End(net.source_name(place, turn), missing=True), use
            else:
                yield from _through(solution, source, use, wanted)

    return ways


def _through(
    solution: Solution, source: int, use: Use, wanted: Callable[[Reach], bool]
) -> Iterator[tuple[End | int, Use | None]]:
    net = solution.net
    if use.exact_whole and wanted(solution.exact[source]):
        yield source, use
    points = net.points.get(source, {})
    for point in use.points:
        atom = points.get(point)
        if atom is not None and wanted(atom.reach):
            yield End(net.name(source) or "", point, atom=atom), use


def _own(solution: Solution, place: int, name: str) -> Iterator[tuple[End, Reach]]:
    """Give the mark and the levelled points of a matter whose own they are; where nothing is written, nothing known."""
    net = solution.net
    atom = net.marks[place]
    if atom is not None:
        yield End(name, atom=atom), atom.reach
    for point, held in net.points.get(place, {}).items():
        if held is not None:
            yield End(name, point, atom=held), held.reach
    if place in net.unmarked or (place in solution.circle_of and solution.exact[place] == UNREADABLE):
        yield End(name), UNREADABLE


def _in_play(solution: Solution, place: int, level: Level) -> tuple[Found, ...]:
    """Find a source on which the highest level in play is written; none where it is the matter's own proposal."""
    net = solution.net
    own = [atom.level for atom in (net.marks[place], *net.points.get(place, {}).values()) if atom is not None]
    if level in own or solution.in_play[place] is not level:
        return ()

    def ways(at: int) -> Iterator[tuple[End | int, Use | None]]:
        for end, _ in _own(solution, at, net.name(at) or ""):
            if end.atom is not None and end.atom.level is level:
                yield end, None
        for source, use in net.uses[at]:
            if source != ABSENT and solution.in_play[source] is level:
                yield source, use

    found = _walk(solution, place, ways, level)
    return () if found is None else (found,)


def _walk(solution: Solution, place: int, ways: Ways, sought: object) -> Found | None:
    """Follow one way down, always to the source that stands lowest, by id among equals; a circle is crossed shortest.

    Where a way turned for something `sought` is kept: of many matters of a long chain each looks one step further.
    """
    trail: list[tuple[int, Use | None]] = [(place, None)]
    while True:
        at = trail[-1][0]
        key = (at, sought)
        if key not in solution.hops:
            search = _across if solution.circle(at) else _ahead
            solution.hops[key] = search(solution, at, ways)
        crossing = cast("Crossing | None", solution.hops[key])
        if crossing is None:
            return None
        inner, (turn, use) = crossing
        trail += inner
        if isinstance(turn, End):
            return _found(solution, trail, turn, use)
        trail.append((turn, use))


Crossing = tuple[list[tuple[int, Use | None]], tuple[End | int, Use | None]]


def _ahead(solution: Solution, at: int, ways: Ways) -> Crossing | None:
    best = min(ways(at), key=lambda way: _preferred(solution, way), default=None)
    return None if best is None else ([], best)


def _across(solution: Solution, at: int, ways: Ways) -> Crossing | None:
    """Search a circle breadth first for the nearest matter in it that has an end or a way out."""
    circle = set(solution.circle(at))
    before: dict[int, tuple[int, Use | None] | None] = {at: None}
    waiting = [at]
    for here in waiting:
        options = list(ways(here))
        leaving = [way for way in options if isinstance(way[0], End) or way[0] not in circle]
        if leaving:
            best = min(leaving, key=lambda way: _preferred(solution, way))
            return _back(before, here), best
        for other, use in sorted(options, key=lambda way: _preferred(solution, way)):
            if not isinstance(other, End) and other not in before:
                before[other] = (here, use)
                waiting.append(other)
    return None


def _back(before: dict[int, tuple[int, Use | None] | None], here: int) -> list[tuple[int, Use | None]]:
    trail = []
    while (step := before[here]) is not None:
        trail.append((here, step[1]))
        here = step[0]
    return trail[::-1]


def _preferred(solution: Solution, way: tuple[End | int, Use | None]) -> tuple[int, str, str, str]:
    """Rank the ways from a place, so that no order of matters or sources in a file decides which is taken."""
    turn, use = way
    relation = "" if use is None else use.relation
    if isinstance(turn, End):
        return -1, turn.name, turn.point or "", relation
    return solution.layer[turn], solution.net.name(turn) or "", "", relation


def _found(solution: Solution, trail: list[tuple[int, Use | None]], end: End, use: Use | None) -> Found:
    names = [name for place, _ in reversed(trail) if (name := solution.net.name(place)) is not None]
    path = names if names[:1] == [end.name] else [end.name, *names]
    uses = [step for _, step in trail[1:]] + [use]
    return Found(end, tuple(path), next((step for step in uses if step is not None), None))


def _every(solution: Solution, place: int, needs: tuple[Need, ...]) -> list[Found]:
    """Find every end that holds one of the needs, by its shortest way."""
    ways = _holding(solution, needs)
    before: dict[int, tuple[int, Use | None] | None] = {place: None}
    waiting = [place]
    found: dict[End, Found] = {}
    for here in waiting:
        trail = None
        for turn, use in sorted(ways(here), key=lambda way: _preferred(solution, way)):
            if isinstance(turn, End):
                trail = [(place, None), *_back(before, here)] if trail is None else trail
                if turn not in found:
                    found[turn] = _found(solution, trail, turn, use)
            elif turn not in before:
                before[turn] = (here, use)
                waiting.append(turn)
    return sorted(found.values(), key=lambda one: (len(one.path), one.end.name, one.end.point or ""))


def _smallest_cover(found: list[Found], needs: tuple[Need, ...]) -> tuple[Found, ...]:
    """Choose the smallest set of witnesses that together hold every need."""
    kinds: dict[frozenset[int], Found] = {}
    for one in found:
        reach = UNREADABLE if one.end.atom is None else one.end.atom.reach
        kinds.setdefault(frozenset(at for at, need in enumerate(needs) if need.met(reach)), one)
    best = {kind for kind in kinds if not any(kind < other for other in kinds)}
    chosen: list[frozenset[int]] = []
    uncovered = set(range(len(needs)))
    while alone := {at for at in uncovered if sum(at in kind for kind in best) == 1}:
        kind = next(kind for kind in sorted(best, key=sorted) if kind & alone)
        chosen.append(kind)
        uncovered -= kind
    rest = sorted({kind & uncovered for kind in best if kind & uncovered}, key=lambda kind: (-len(kind), sorted(kind)))
    partly = _covering(rest, frozenset(uncovered))
    chosen += [next(kind for kind in sorted(best, key=sorted) if kind & uncovered == part) for part in partly]
    return tuple(sorted((kinds[kind] for kind in chosen), key=lambda one: (len(one.path), one.end.name)))


def _covering(kinds: list[frozenset[int]], wanted: frozenset[int]) -> tuple[frozenset[int], ...]:
    if len(kinds) <= MOST_TRIED:
        for size in range(len(kinds) + 1):
            for chosen in combinations(kinds, size):
                if wanted <= frozenset().union(*chosen):
                    return chosen
    kept = list(kinds)
    for kind in kinds:
        others = [other for other in kept if other is not kind]
        if wanted <= frozenset().union(*others):
            kept = others
    return tuple(kept)
