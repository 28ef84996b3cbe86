"""A reach on a day as level, term, mark and days; and the policies for the term, of which `opening_day` is the law's.

`opening_day`: the latest opening among the sources, written as a date. `longest_duration` (BZ1990-8): the mark bears
the longest duration of the sources, which still open when they open. `restart`: that duration runs again from the
matter's own day; it passes over the sources' openings and says so. docs/compilation.md argues the choice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from classify.compilation.atom import Atom
from classify.compilation.net import ABSENT, Net, Use
from classify.compilation.reach import Held, Reach, held_on, known_level_on, level_on
from classify.compilation.solve import Solution
from classify.documents.compiled import Bound
from classify.documents.graph import Policy
from classify.errors import InputError
from classify.level import Level
from classify.mark import write
from classify.term import Duration, ExpiryRule, LongTerm, OnDate, Opening, Term, longer, opening

ONE_DAY: Final = timedelta(days=1)
ANY_START: Final = date(2000, 3, 1)
"""Durations are compared from one day: which is longer must not depend on the member that has it."""


def bound_of(reach: Reach, day: date, in_play: Level | None = None) -> Bound:
    """Give the bound of a reach on a day."""
    level = level_on(reach, day, in_play)
    return _bound(level, held_on(reach, day)) if level is not None else Bound(None, None, None, None, None)


@dataclass(frozen=True, slots=True, repr=False)
class Clock:
    """What the policies other than `opening_day` ask of a matter: its own day, and the durations of its sources."""

    start: date | None
    rule: ExpiryRule
    longest: Duration | None = None
    mixed: bool = False
    """Whether a source still secret bears something else than a duration."""


@dataclass(frozen=True, slots=True, repr=False)
class Expected:
    """What a policy makes of the sources: the bound, what a proposal is measured by, and a duration that it accepts."""

    bound: Bound
    held: Held
    known: Level | None
    """The highest level that can be read in the sources; the bound may be higher, where one cannot."""
    accepted: Duration | None = None
    restarted: bool = False
    """Whether the policy passes over the day on which the sources open."""
    by_sources: date | None = None
    """That day, where one can be named."""


def expected(reach: Reach, day: date, in_play: Level | None, policy: Policy, clock: Clock) -> Expected:
    """Apply a policy to a reach on a day."""
    held = held_on(reach, day)
    level = level_on(reach, day, in_play)
    known = known_level_on(reach, day)
    plain = Expected(bound_of(reach, day, in_play), held, known, by_sources=held.on)
    longest = clock.longest
    if level is None or policy == "opening_day" or longest is None or held.opening.long_term:
        return plain
    if policy == "longest_duration":
        if held.on is None or clock.mixed:
            return plain
        bound = plain.bound
        dated = Bound(level, longest, mark_of(level, longest), bound.last_secret_day, bound.opens_on)
        return Expected(dated, held, known, accepted=longest, by_sources=held.on)
    again = opening(longest, clock.start, clock.rule)
    later = Held(held.opening.join(again or Opening()), held.unknown or again is None)
    return Expected(_bound(level, later), later, known, accepted=longest, restarted=later != held, by_sources=held.on)


def mark_of(level: Level, term: Term) -> str | None:
    """Write a mark, or give None for what no mark can say: several terms together, a condition of many words."""
    try:
        return write(level, term)
    except InputError:
        return None


def clocks_of(solution: Solution, rule: ExpiryRule) -> list[Clock]:
    """Find the longest duration of what every matter draws on and is still secret on the day of asking, in one pass."""
    net = solution.net
    found: list[Clock] = []
    for place, matter in enumerate(net.matters):
        own = [] if net.uses[place] and place not in solution.circle_of else _atoms(net, place)
        found.append(_longest(None if matter is None else matter.start, rule, _durations(own, net.as_of)))
    for part in solution.parts:
        gathered = {place: _gathered(net, place, found) for place in part}
        everything = [pair for pairs in gathered.values() for pair in pairs]
        for place in part:
            found[place] = _longest(found[place].start, rule, everything)
    return found


def _gathered(net: Net, place: int, found: list[Clock]) -> list[tuple[Duration | None, bool]]:
    own = found[place]
    pairs = [(own.longest, own.mixed)]
    for source, use in net.uses[place]:
        if source == ABSENT:
            continue
        if use.exact_whole:
            pairs.append((found[source].longest, found[source].mixed))
        pairs += _durations(named_atoms(net, source, use), net.as_of)
    return pairs


def setting_durations(solution: Solution) -> list[frozenset[Duration]]:
    """Find, for every matter, the durations of the sources that open on its last day, in one pass.

    They tell who copied a source's years and counted them anew.
    """
    net = solution.net
    found: list[frozenset[Duration]] = [frozenset()] * len(net.matters)
    for part in solution.parts:
        last = max(solution.exact[part[0]][:3])
        together: set[Duration] = set()
        for place in part:
            atoms = _atoms(net, place) if not net.uses[place] or place in solution.circle_of else []
            for source, use in net.uses[place]:
                if source != ABSENT and use.exact_whole and max(solution.exact[source][:3]) == last:
                    together |= found[source]
                atoms += named_atoms(net, source, use)
            together |= {atom.duration for atom in atoms if atom.duration is not None and max(atom.reach[:3]) == last}
        for place in part:
            found[place] = frozenset(together)
    return found


def named_atoms(net: Net, source: int, use: Use) -> list[Atom]:
    """Give the marks of the points that a use names."""
    points = net.points.get(source, {})
    return [atom for atom in (points.get(name) for name in use.points) if atom is not None]


def _atoms(net: Net, place: int) -> list[Atom]:
    return [atom for atom in (net.marks[place], *net.points.get(place, {}).values()) if atom is not None]


def _durations(atoms: Iterable[Atom], as_of: date) -> list[tuple[Duration | None, bool]]:
    secret = [atom for atom in atoms if level_on(atom.reach, as_of) is not None]
    return [(atom.duration, atom.duration is None) for atom in secret]


def _longest(start: date | None, rule: ExpiryRule, pairs: Iterable[tuple[Duration | None, bool]]) -> Clock:
    best: Duration | None = None
    mixed = False
    for duration, other in pairs:
        mixed = mixed or other
        if duration is not None and (best is None or longer(duration, best, ANY_START)):
            best = duration
    return Clock(start, rule, best, mixed)


def _bound(level: Level, held: Held) -> Bound:
    on = held.on
    if on is not None:
        return Bound(level, OnDate(on), mark_of(level, OnDate(on)), on - ONE_DAY, on)
    term = LongTerm() if held.opening.long_term else None if held.unknown else held.opening.term()
    return Bound(level, term, None if term is None else mark_of(level, term), None, None, held.opening.on)
