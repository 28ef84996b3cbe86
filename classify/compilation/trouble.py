"""What stands in the way of a sure answer: sources that are not there, circles, marks and days that cannot be known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from classify.compilation.atom import Atom
from classify.compilation.bound import named_atoms
from classify.compilation.net import ABSENT, Net
from classify.compilation.solve import Solution


@dataclass(frozen=True, slots=True, repr=False)
class Trouble:
    """The ids concerned, by kind; of circles, each with all its matters."""

    missing: tuple[str, ...] = ()
    circles: tuple[tuple[str, ...], ...] = ()
    unread: tuple[str, ...] = ()
    unmarked: tuple[str, ...] = ()
    unstarted: tuple[str, ...] = ()


NO_TROUBLE = Trouble()


def troubled(solution: Solution) -> list[bool]:
    """Say of every matter whether it, or anything that it draws on, is in trouble; in one pass."""
    net = solution.net
    found = [False] * len(net.matters)
    if not (net.missing or net.unmarked or solution.circle_of or any(_doubtful(atom) for atom in _written(net))):
        return found
    for part in solution.parts:
        bad = part[0] in solution.circle_of or any(
            place in net.missing
            or place in net.unmarked
            or any(_doubtful(atom) for _, atom in _counting(solution, place))
            or any(source != ABSENT and found[source] for source, _ in net.uses[place])
            for place in part
        )
        for place in part:
            found[place] = bad
    return found


def trouble_of(solution: Solution, place: int, known: list[bool]) -> Trouble:
    """Gather all trouble of a matter and of what it draws on, every source of it, by ids in their order."""
    if not known[place]:
        return NO_TROUBLE
    net = solution.net
    seen = {place}
    waiting = [place]
    for here in waiting:
        for source, _ in net.uses[here]:
            if source != ABSENT and known[source] and source not in seen:
                seen.add(source)
                waiting.append(source)
    atoms = [found for at in seen for found in _counting(solution, at)]
    circles = {solution.circle_of[at] for at in seen if at in solution.circle_of}
    return Trouble(
        missing=tuple(sorted({name for at in seen for name in net.missing.get(at, ())})),
        circles=tuple(sorted(_names(net, solution.parts[number]) for number in circles)),
        unread=tuple(sorted({name for name, atom in atoms if _unread(atom)})),
        unmarked=_names(net, tuple(at for at in seen if at in net.unmarked)),
        unstarted=tuple(sorted({name for name, atom in atoms if atom.unstarted})),
    )


def _counting(solution: Solution, place: int) -> Iterator[tuple[str, Atom]]:
    """Give the marks that count: a matter's own where it has no sources or stands in a circle, and points drawn on."""
    net = solution.net
    if not net.uses[place] or place in solution.circle_of:
        name = net.name(place) or ""
        atoms = (net.marks[place], *net.points.get(place, {}).values())
        yield from ((name, atom) for atom in atoms if atom is not None)
    for source, use in net.uses[place]:
        yield from ((net.name(source) or "", atom) for atom in named_atoms(net, source, use))


def _written(net: Net) -> Iterable[Atom]:
    """Give every mark of the net once: equal marks of one day share their reading."""
    points = (point for points in net.points.values() for point in points.values())
    return {id(atom): atom for atom in chain(net.marks, points) if atom is not None}.values()


def _doubtful(atom: Atom) -> bool:
    return atom.level is None or atom.opening is None


def _unread(atom: Atom) -> bool:
    return atom.level is None or (atom.opening is None and atom.term is None)


def _names(net: Net, places: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(sorted(name for place in places if (name := net.name(place)) is not None))
