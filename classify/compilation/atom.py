"""One mark as it stands: the level, the term that runs, and what it holds secret.

A level without a term runs by the statutory default of the matter's own day (DM2014-24.4, GZBM-1). A duration
without a day to start from, or a term that cannot be read, holds the level back until it is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from classify.compilation.reach import NOTHING, Reach, join, reach_of
from classify.documents.graph import GraphMatter
from classify.law import law_on
from classify.level import Level
from classify.mark import read
from classify.term import Duration, ExpiryRule, Opening, Term, needs_start, opening

WITHOUT_PERIOD = "mark-without-period"


@dataclass(frozen=True, slots=True, repr=False)
class Atom:
    """What one mark says. `level` None: it cannot be read; `opening` None: no day can be known."""

    level: Level | None
    term: Term | None
    opening: Opening | None
    defaulted: bool = False
    """Whether the term is the statutory default, because the mark names none."""
    started: bool = True
    """Whether the matter has a day from which a duration runs."""

    @property
    def reach(self) -> Reach:
        """What it holds secret."""
        return reach_of(self.level, self.opening)

    @property
    def duration(self) -> Duration | None:
        """The duration that runs, where the term is one."""
        return self.term if isinstance(self.term, Duration) else None

    @property
    def unstarted(self) -> bool:
        """Whether a duration runs from a day that is not known."""
        return not self.started and self.opening is None and self.term is not None and needs_start(self.term)


class Reader:
    """Reads marks for one day of asking and one expiry rule; each distinct mark and start is read once."""

    def __init__(self, as_of: date, rule: ExpiryRule) -> None:
        self.as_of = as_of
        self.rule = rule
        self._read: dict[tuple[str, date | None], Atom] = {}
        self._defaults: dict[tuple[Level, date | None], Duration | None] = {}

    def own(self, matter: GraphMatter) -> Atom | None:
        """Read a matter's own mark, or its level and term; None where it bears neither.

        This is the one place where a matter's standing on a day is asked: a matter that carries a history would be
        answered by its life here, before its mark is read.
        """
        if matter.mark is not None:
            return self.mark(matter.mark, matter.start)
        if matter.level is None:
            return None
        return self._atom(matter.level, matter.term, matter.start, bare=matter.term is None)

    def mark(self, text: str, start: date | None) -> Atom:
        """Read one mark from a start."""
        found = self._read.get((text, start))
        if found is None:
            reading = read(text)
            bare = WITHOUT_PERIOD in reading.faults
            found = self._read[text, start] = self._atom(reading.level, reading.term, start, bare=bare)
        return found

    def _atom(self, level: Level | None, term: Term | None, start: date | None, *, bare: bool) -> Atom:
        runs = self._default(level, start) if level is not None and term is None and bare else term
        known = None if runs is None else opening(runs, start, self.rule)
        return Atom(level, runs, known, defaulted=term is None and runs is not None, started=start is not None)

    def _default(self, level: Level, start: date | None) -> Duration | None:
        """Give the default of the matter's own day, else, where the law of that day named none, of the day of asking."""
        key = (level, start)
        if key not in self._defaults:
            own = law_on(start or self.as_of).parameters.default_term(level)
            self._defaults[key] = own or law_on(self.as_of).parameters.default_term(level)
        return self._defaults[key]


def joined_reach(atoms: Iterable[Atom]) -> Reach:
    """Join what several marks hold secret."""
    reach = NOTHING
    for atom in atoms:
        reach = join(reach, atom.reach)
    return reach
