"""Matched items become one: their slots' joins (semantics, sentence 4).

Level: all definite levels, the highest leads. Term: the longest maximum, every event and date, long-term above all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from classify.catalog.model import Catalog, Item, TermLimit
from classify.law.parameters import Parameters
from classify.level import Level, highest
from classify.term import Duration, ExpiryRule, LongTerm, Opening, Term, joined, longer, opening

_ANY_START = date(2000, 3, 1)
"""A matter without a start has no last day either; its maxima are compared from an ordinary one."""

PRODUCES_AS = {"provincial_department": "provincial"}
"""Contract, tier: such a department produces at the provincial tier."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What the met state items say together. `silent`: an item with a level that says nothing of its term."""

    levels: frozenset[Level] = frozenset()
    unlevelled: bool = False
    maximum: Duration | None = None
    maximum_stated: bool = False
    """The maximum is what an item says, and not merely the ceiling of its level."""
    minimum: Duration | None = None
    events: frozenset[str] = frozenset()
    dates: frozenset[date] = frozenset()
    long_term: bool = False
    silent: bool = False
    tiers: tuple[frozenset[str], ...] = ()
    """The producing tiers of each item that states some."""
    every_tier_stated: bool = False
    sample: bool = False

    @property
    def level(self) -> Level | None:
        """The highest definite level, or None."""
        return highest(self.levels)

    def codes(self) -> dict[str, str]:
        """Say how many items and levels there are, as the rules ask."""
        state = "levelled" if self.levels else "unlevelled" if self.unlevelled else "none"
        return {
            "items.state": state,
            "items.levels": "several" if len(self.levels) > 1 else "one" if self.levels else "none",
        }

    def tier_code(self, tier: str | None) -> str | None:
        """Say whether an organ of a tier may produce it; None is unknown."""
        if not self.every_tier_stated:
            return "unstated"
        if tier is None:
            return None
        return "within" if any(PRODUCES_AS.get(tier, tier) in tiers for tiers in self.tiers) else "outside"

    def longest(self, start: date | None, rule: ExpiryRule) -> Term | None:
        """Return the longest term that items and law allow: one of them, or several to be reached together."""
        if self.long_term:
            return LongTerm()
        if self.maximum is not None and not self.events and not self.dates:
            return self.maximum
        ends = [opening(self.maximum, start, rule)] if self.maximum else []
        ends += [Opening(on=day) for day in self.dates] + [Opening(events=frozenset({event})) for event in self.events]
        known = [end for end in ends if end is not None]
        return joined(known).term() if len(known) == len(ends) else None


def fold(
    items: Iterable[tuple[Catalog, Item]],
    law: Parameters,
    implied: Mapping[str, frozenset[str]] | None = None,
    start: date | None = None,
) -> Folded:
    """Join the items; one that is silent on its term has the ceiling of its level for maximum (LAW2024-20.2).

    The longest maximum is the one that ends last from `start`, for thirty days may outlast a month.
    `implied` says which states a state implies (before it is unsealed, before it is used): of two events that are
    conditions of one line of states, only the later is kept, for it outlasts the other.
    """
    found = tuple(items)
    levelled = [item for _, item in found if item.level is not None]
    terms = [item.term for item in levelled if item.term is not None]
    silent = [item for item in levelled if item.term is None or item.term == TermLimit(minimum=item.term.minimum)]
    ceilings = [law.ceiling(item.level) for item in silent if item.level is not None]
    stated = _longest((term.maximum for term in terms), start or _ANY_START)
    longest = _longest([stated, *ceilings], start or _ANY_START)
    tiers = tuple(frozenset(item.tiers) for item in levelled if item.tiers)
    return Folded(
        levels=frozenset(item.level for item in levelled if item.level is not None),
        unlevelled=len(levelled) < len(found),
        maximum=longest,
        maximum_stated=longest is not None and longest == stated,
        minimum=_longest((term.minimum for term in terms), start or _ANY_START),
        events=_outlasting({term.event for term in terms if term.event is not None}, implied or {}),
        dates=frozenset(term.on for term in terms if term.on is not None),
        long_term=any(term.long_term for term in terms),
        silent=bool(silent),
        tiers=tiers,
        every_tier_stated=bool(levelled) and len(tiers) == len(levelled),
        sample=any(catalog.standing == "sample" for catalog, item in found if item.level is not None),
    )


def _outlasting(events: set[str], implied: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Drop an event that another one outlasts: while the first has not happened, neither has the other."""
    return frozenset(event for event in events if not any(other in implied.get(event, ()) for other in events - {event}))


def _longest(durations: Iterable[Duration | None], start: date) -> Duration | None:
    best: Duration | None = None
    for duration in durations:
        if duration is not None and (best is None or longer(duration, best, start)):
            best = duration
    return best
