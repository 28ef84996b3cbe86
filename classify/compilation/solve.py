"""Ceiling, exact result and floor of every matter, each a join over everything that reaches it.

One pass over the components, sources first: time and memory grow with matters plus relations. All matters of a
circle get the same join, and there their own marks count, for in a circle nobody's mark rests on anything else
(R12).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from classify.compilation.net import ABSENT, WHOLE, Net, contribution, mark_reach
from classify.compilation.reach import NOTHING, UNREAD, UNREADABLE, Reach, join
from classify.compilation.structure import sources_first
from classify.level import Level, highest

Three = tuple[Reach, Reach, Reach]
"""Ceiling, exact result, floor."""


@dataclass(repr=False)
class Solution:
    """A net with its three answers by place."""

    net: Net
    parts: list[tuple[int, ...]]
    ceiling: list[Reach] = field(default_factory=list)
    exact: list[Reach] = field(default_factory=list)
    floor: list[Reach] = field(default_factory=list)
    circle_of: dict[int, int] = field(default_factory=dict)
    """The number of its component, for each matter in a circle."""
    hops: dict[object, object] = field(default_factory=dict, init=False, compare=False)
    """Where the search for witnesses turned at each matter, so that it turns there once for all who come by."""

    @cached_property
    def part_of(self) -> list[int]:
        """The number of the component by place: an order in which sources come first."""
        found = [0] * len(self.net.matters)
        for number, part in enumerate(self.parts):
            for place in part:
                found[place] = number
        return found

    @cached_property
    def layer(self) -> list[int]:
        """How far each place stands above the lowest of what it draws on: 0 without sources."""
        found = [0] * len(self.net.matters)
        for part in self.parts:
            inside = set(part)
            below = [
                found[source] for place in part for source, _ in self.net.uses[place] if source != ABSENT and source not in inside
            ]
            if below:
                layer = max(below) + 1
                for place in part:
                    found[place] = layer
        return found

    @cached_property
    def users(self) -> list[list[int]]:
        """The places that draw on a place."""
        found: list[list[int]] = [[] for _ in self.net.matters]
        for place, uses in enumerate(self.net.uses):
            for source, _ in uses:
                if source != ABSENT:
                    found[source].append(place)
        return found

    @cached_property
    def in_play(self) -> list[Level | None]:
        """The highest level written anywhere on a matter or on what it draws on, opened or not, its proposal included."""
        found: list[Level | None] = [None] * len(self.net.matters)
        for part in self.parts:
            top = highest_written(self.net, part, found.__getitem__)
            for place in part:
                found[place] = top
        return found

    def level_at_stake(self, place: int) -> Level | None:
        """Give the level in play for a matter, where anything unreadable makes it matter; else None."""
        return self.in_play[place] if (UNREAD, None) in self.ceiling[place][3] else None

    def circle(self, place: int) -> tuple[int, ...]:
        """Give all matters of the circle in which a matter stands; none where it stands in none."""
        number = self.circle_of.get(place)
        return () if number is None else self.parts[number]


def highest_written(net: Net, part: tuple[int, ...], below: Callable[[int], Level | None]) -> Level | None:
    """Give the highest level written on the matters of one component, or on what they draw on."""
    inside = frozenset(part)
    atoms = (atom for place in part for atom in (net.marks[place], *net.points.get(place, {}).values()))
    levels = [atom.level for atom in atoms if atom is not None and atom.level is not None]
    outside = (source for place in part for source, _ in net.uses[place] if source != ABSENT and source not in inside)
    return highest([*levels, *(level for source in outside if (level := below(source)) is not None)])


def solve(net: Net) -> Solution:
    """Find the three answers of every matter of a net."""
    size = len(net.matters)
    drawn = ((source, place) for place, uses in enumerate(net.uses) for source, _ in uses if source != ABSENT)
    parts = sources_first(size, drawn)
    solution = Solution(net, parts, [NOTHING] * size, [NOTHING] * size, [NOTHING] * size)
    for number, part in enumerate(parts):
        if len(part) > 1 or _is_its_own(net, part[0]):
            solution.circle_of |= dict.fromkeys(part, number)
        three = answers_of(solution, part)
        for place in part:
            solution.ceiling[place], solution.exact[place], solution.floor[place] = three
    return solution


def _is_its_own(net: Net, place: int) -> bool:
    for source, _ in net.uses[place]:  # noqa: SIM110 -- a plain loop: this is asked of every matter
        if source == place:
            return True
    return False


def answers_of(solution: Solution, part: tuple[int, ...], look: Callable[[int], Three] | None = None) -> Three:
    """Join what reaches one component, from what its sources were found to hold.

    `look` gives the three answers of a source where they are not those of the solution (what-if).
    """
    first = part[0]
    if first in solution.circle_of:
        return _circle_answers(solution, part, look)
    return _joined(solution, first, frozenset(), look)


def _joined(solution: Solution, place: int, inside: frozenset[int], look: Callable[[int], Three] | None) -> Three:
    net = solution.net
    ceilings, exacts, floors = solution.ceiling, solution.exact, solution.floor
    ceiling = exact = floor = net.own[place]
    for source, use in net.uses[place]:
        if source in inside:
            continue
        if use is WHOLE and look is None and source != ABSENT:
            above = ceilings[source]
            if ceiling is exact is floor and above is exacts[source] is floors[source]:
                ceiling = exact = floor = join(ceiling, above)
                continue
            middle, below = exacts[source], floors[source]
        elif source == ABSENT:
            above, middle, below = contribution(use, UNREADABLE, UNREADABLE, UNREADABLE)
        elif look is None:
            above, middle, below = contribution(use, ceilings[source], exacts[source], floors[source])
        else:
            above, middle, below = contribution(use, *look(source))
        ceiling, exact, floor = join(ceiling, above), join(exact, middle), join(floor, below)
    return ceiling, exact, floor


def _circle_answers(solution: Solution, part: tuple[int, ...], look: Callable[[int], Three] | None) -> Three:
    """Join the marks of all matters of a circle and all that it draws on from outside; nothing at all: unreadable."""
    inside = frozenset(part)
    marks = ceiling = exact = floor = NOTHING
    for place in part:
        marks = join(marks, mark_reach(solution.net, place))
        above, middle, below = _joined(solution, place, inside, look)
        ceiling, exact, floor = join(ceiling, above), join(exact, middle), join(floor, below)
    if marks == NOTHING and ceiling == NOTHING:
        marks = UNREADABLE
    return join(ceiling, marks), join(exact, marks), join(floor, marks)
