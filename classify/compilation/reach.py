"""What a matter holds secret, as one value with a join: how long something of each level lasts in it.

A `Reach` keeps, for each level apart, the latest day on which matters of that level open, and beside the days what
no day can say: unmet events, terms without a start, marks that cannot be read. It does not depend on the day of
asking; level and opening of a day are read from it. The join is commutative, associative and idempotent and
`NOTHING` is neutral (semantics, sentence 4), so neither grouping nor order of the sources matters.

Days are ordinals and a reach is a plain tuple, because the join runs once for every edge of a large graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from classify.level import Level, highest
from classify.term import Opening

Rest = frozenset[tuple[int, str | None]]
"""Rank of a level and an unmet event; None for the event: a day that is not known."""

Reach = tuple[int, int, int, Rest]
"""Opening day by rank (0: nothing of that level, `NEVER`: long-term), and the rest."""

NEVER: Final = date.max.toordinal() + 1
UNREAD: Final = -1
"""The rank of a level that cannot be read."""

LEVELS: Final = tuple(Level)
NOTHING: Final[Reach] = (0, 0, 0, frozenset())
UNREADABLE: Final[Reach] = (0, 0, 0, frozenset({(UNREAD, None)}))


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """What is held back on a day: when it opens, and whether part of that is not known."""

    opening: Opening
    unknown: bool

    @property
    def on(self) -> date | None:
        """The day on which everything opens, None where none can be named."""
        settled = not (self.unknown or self.opening.events or self.opening.long_term)
        return self.opening.on if settled else None


def reach_of(level: Level | None, opening: Opening | None) -> Reach:
    """Give the reach of one mark. A level that cannot be read, or an opening that is not known, stays so.

    >>> reach_of(Level.CONFIDENTIAL, Opening(on=date(2030, 1, 1)))[1] == date(2030, 1, 1).toordinal()
    True
    """
    if level is None:
        return UNREADABLE
    if opening is None:
        return (0, 0, 0, frozenset({(level.rank, None)}))
    day = NEVER if opening.long_term else 0 if opening.on is None else opening.on.toordinal()
    days = [0, 0, 0]
    days[level.rank] = day
    return (*days, frozenset((level.rank, event) for event in opening.events))  # type: ignore[return-value]  # three of them


def join(one: Reach, other: Reach) -> Reach:
    """Join two reaches: level and opening are independent maxima (从高从长; domain 3.3).

    >>> join(NOTHING, UNREADABLE) == UNREADABLE
    True
    """
    if one is other or other is NOTHING:
        return one
    if one is NOTHING:
        return other
    a, b, c, rest = one
    x, y, z, more = other
    if a >= x and b >= y and c >= z and not more:
        return one
    # not `max`: it takes three times as long, and this is the line that runs for every relation
    return (a if a >= x else x, b if b >= y else y, c if c >= z else z, rest | more if more else rest)  # noqa: FURB136


def covers(one: Reach, other: Reach) -> bool:
    """Say whether the first holds back everything that the second does, level by level."""
    return all(mine >= theirs for mine, theirs in zip(one[:3], other[:3], strict=True)) and other[3] <= one[3]


def rank_on(reach: Reach, day: int) -> int | None:
    """Give the rank of the highest level still secret on a day; `UNREAD` where nothing else is; None for nothing."""
    rest = reach[3]
    ranks = {rank for rank, _ in rest} if rest else ()
    for rank in (2, 1, 0):
        if reach[:3][rank] > day or rank in ranks:
            return rank
    return UNREAD if rest else None


def known_level_on(reach: Reach, day: date) -> Level | None:
    """Give the highest level that can be read and is still secret on a day."""
    rank = rank_on(reach, day.toordinal())
    return None if rank is None or rank == UNREAD else LEVELS[rank]


def level_on(reach: Reach, day: date, in_play: Level | None = None) -> Level | None:
    """Give the effective level on a day, None where nothing is secret any more.

    What cannot be read is protected at the highest level in play, as the highest of all where none is
    (semantics, sentence 8).
    """
    known = known_level_on(reach, day)
    if not reach[3] or (UNREAD, None) not in reach[3]:
        return known
    return highest(level for level in (known, in_play) if level is not None) or Level.TOP_SECRET


def held_on(reach: Reach, day: date) -> Held:
    """Give what is held back on a day: openings that are reached by then no longer count."""
    last = max(reach[0], reach[1], reach[2])
    rest = reach[3]
    if last == NEVER:
        return Held(Opening(long_term=True), unknown=False)
    on = date.fromordinal(last) if last > day.toordinal() else None
    events = frozenset(event for _, event in rest if event is not None) if rest else frozenset()
    return Held(Opening(on, events), unknown=any(event is None for _, event in rest))


def falls_from(reach: Reach, day: date, in_play: Level | None = None) -> tuple[tuple[date, Level | None], ...]:
    """Give the effective level from a day on: that day first, then each day on which members open and it falls."""
    days = sorted({opens for opens in reach[:3] if day.toordinal() < opens < NEVER})
    steps = [(day, level_on(reach, day, in_play))]
    for ordinal in days:
        turn = date.fromordinal(ordinal)
        level = level_on(reach, turn, in_play)
        if level is not steps[-1][1]:
            steps.append((turn, level))
    return tuple(steps)
