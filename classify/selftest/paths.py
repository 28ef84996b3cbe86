"""A slow reading of a graph of matters that knows nothing of the quick one: it walks every single path.

Only for graphs without circles in which everything can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from classify.documents.graph import Graph, GraphMatter
from classify.documents.matter import Source
from classify.law import law_on
from classify.level import Level
from classify.mark import read
from classify.term import ExpiryRule, Opening, joined, opening

__all__ = ["READINGS", "Piece", "Reading", "pieces", "still_secret", "verdict"]

Reading = Literal["ceiling", "exact", "floor"]
READINGS: tuple[Reading, ...] = ("ceiling", "exact", "floor")


@dataclass(frozen=True)
class Piece:
    """One mark that reaches the target: of a whole matter, or of a point of it."""

    matter: str
    point: str | None
    level: Level
    opening: Opening | None


def pieces(graph: Graph, target: str, reading: Reading, as_of: date, rule: ExpiryRule = "civil") -> set[Piece]:
    """Collect what reaches a matter by walking down every single path."""
    walk = _Walk({matter.id: matter for matter in graph.matters}, reading, as_of, rule)
    found: set[Piece] = set()
    waiting = [target]
    while waiting:
        matter = walk.matters[waiting.pop()]
        if not matter.sources:
            found |= set(walk.own(matter))
        for source in matter.sources:
            whole, named = walk.drawn(walk.matters[source.id], source)
            found |= set(named)
            waiting += [source.id] if whole else []
    return found


@dataclass(frozen=True)
class _Walk:
    matters: dict[str, GraphMatter]
    reading: Reading
    as_of: date
    rule: ExpiryRule

    def own(self, matter: GraphMatter) -> Iterator[Piece]:
        if matter.mark is not None:
            yield self._piece(matter, None, matter.mark)
        for point in matter.points:
            if point.mark is not None:
                yield self._piece(matter, point.id, point.mark)

    def _piece(self, matter: GraphMatter, point: str | None, mark: str) -> Piece:
        """Read one mark, by the statutory default of its day where it names no term. Its level must be one that can be read."""
        reading = read(mark)
        if reading.level is None:
            raise ValueError("a mark without a level has no place in this reading")
        bare = "mark-without-period" in reading.faults
        term = law_on(matter.start or self.as_of).parameters.default_term(reading.level) if bare else reading.term
        return Piece(matter.id, point, reading.level, None if term is None else opening(term, matter.start, self.rule))

    def drawn(self, source: GraphMatter, use: Source) -> tuple[bool, list[Piece]]:
        """Say whether the whole source is drawn in, and which of its points."""
        levelled = {one.point: one for one in self.own(source) if one.point is not None}
        if use.relation == "whole" or self.reading == "ceiling":
            return True, []
        if use.points:
            named = [levelled[name] for name in use.points if name in levelled]
            return len(named) < len(use.points), named
        if use.relation == "points" and "points" in use.model_fields_set:
            return False, []
        if use.relation == "summary" and self.reading == "floor" and levelled:
            return False, [min(levelled.values(), key=self._how_low)]
        return True, []

    def _how_low(self, one: Piece) -> tuple[int, date]:
        secret = still_secret([one], self.as_of)
        on = date.max if one.opening is None or one.opening.on is None or one.opening.events else one.opening.on
        return (one.level.rank if secret else -1), on


def still_secret(found: Iterable[Piece], day: date) -> list[Piece]:
    """Leave out what has opened by a day."""
    return [one for one in found if not _opened(one.opening, day)]


def _opened(when: Opening | None, day: date) -> bool:
    return when is not None and not when.long_term and not when.events and when.on is not None and when.on <= day


def verdict(found: Iterable[Piece], day: date) -> tuple[Level | None, Any]:
    """Give the level and the opening of what is still secret; the opening is "unknown" where a part of it is."""
    secret = still_secret(found, day)
    if not secret:
        return None, Opening()
    level = max(one.level for one in secret)
    known = joined(one.opening for one in secret if one.opening is not None)
    if not known.long_term and any(one.opening is None for one in secret):
        return level, "unknown"
    reached = known.on is not None and known.on <= day
    return level, Opening(None, known.events, known.long_term) if reached else known
