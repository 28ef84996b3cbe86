"""What was written on a derived matter or on a cover, against its sources, as coded facts (classify.comparison.sources)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from classify.comparison.sources import level_code, opening_code
from classify.compilation.atom import Atom
from classify.compilation.bound import Expected
from classify.compilation.reach import level_on
from classify.documents.graph import GraphMatter
from classify.level import Level
from classify.term import Duration, Opening


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """A matter's own mark beside what its sources say: on the day of asking, and on the matter's own day."""

    atom: Atom | None
    today: Expected
    then: Expected
    as_of: date

    @property
    def level(self) -> Level | None:
        """The level proposed, None where there is no mark or none that can be read."""
        return None if self.atom is None else self.atom.level

    @property
    def secret(self) -> bool:
        """Whether the matter is still secret by its own mark."""
        return self.atom is not None and level_on(self.atom.reach, self.as_of) is not None

    def level_code(self) -> str:
        """Compare the proposed level with the exact result."""
        return level_code(self.level, self.today.known, self.then.known, self.then.bound.level, secret=self.secret)

    def opening_code(self) -> str:
        """Compare the day on which the mark opens with that of the exact result; "none" where it cannot be said."""
        own = None if self.atom is None or self.atom.level is None else self.atom.opening
        if own is None or self.atom is None:
            return "none"
        if self._accepted(self.atom.duration):
            return "same"
        now, then = self.today.held.opening, self.then.held.opening
        return opening_code(
            known=True,
            secret=self.secret,
            short=self.today.bound.level is not None and not outlasts(own, now),
            settled=self.then.bound.level is not None and not self.then.held.unknown,
            beyond=own != then and outlasts(own, then),
        )

    def _accepted(self, duration: Duration | None) -> bool:
        return duration is not None and duration == self.then.accepted


def outlasts(one: Opening, other: Opening) -> bool:
    """Say whether everything that holds back the second holds back the first as well.

    >>> outlasts(Opening(long_term=True), Opening(events=frozenset({"启用前"})))
    True
    >>> outlasts(Opening(on=date(2030, 1, 1)), Opening(events=frozenset({"启用前"})))
    False
    """
    return one.join(other) == one


def own_day(matter: GraphMatter | None, as_of: date) -> date:
    """Give the day by which a mark is judged: the matter's own, if that has come, else the day of asking."""
    start = None if matter is None else matter.start
    return as_of if start is None else min(start, as_of)
