"""Extensions, by the law of the day of their decision: which of them count, what is wrong with them, and until when they run."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from classify.batch.columns import Places
from classify.batch.days import LAST, NEVER, Days
from classify.batch.law import Laws, Today
from classify.batch.lookup import Lookup, Numbers
from classify.batch.marks import TERMS
from classify.batch.rows import Rows
from classify.batch.sets import FindingSets
from classify.batch.verdicts import Judge, Source
from classify.rules.field import UNKNOWN

__all__ = ["VS_CATALOG", "Extensions"]

DECIDED: Final = ("none", "in_time", "late", "undated")
DELIVERED: Final = ("none", "in_time", "late", "never")
VS_CATALOG: Final = ("none", "within", "above", UNKNOWN)
OUTSIDE, IN_TIME, LATE, UNDATED = range(4)
"""Places in DECIDED; `OUTSIDE`: there is nothing to say about it, or not yet."""
WITHIN, ABOVE, UNSAID = 1, 2, 3


class Extensions:
    """The rules about extensions, asked once for each combination."""

    def __init__(self, laws: Laws, today: Today, sets: FindingSets) -> None:
        """Compile the rules of every day on which an extension can have been decided."""
        self._laws, self._today, self._sets = laws, today, sets
        fields = ("extension.decided", "extension.delivered", "extension.vs_catalog")
        programs = [law.program for law in laws.laws]
        self._judge = Judge(programs, ("findings",), fields, {"extension.approval": "no"})
        self._table = Lookup()

    def __call__(self, rows: Rows, found: Numbers) -> npt.NDArray[np.uint8]:
        """Add the findings of extensions, move the days of opening, and give each row's place in VS_CATALOG."""
        versus = np.zeros(rows.count, dtype=np.uint8)
        until = rows.chunk.days("extended_to")
        # later than the last secret day of a term that has one; a last secret day at the end of the calendar opens never
        at = np.flatnonzero((until.raw >= rows.opens) & until.by(LAST - 1))
        if not len(at):
            return versus
        once, until_day = rows.opens[at], until.raw[at]
        decided, delivered = rows.chunk.days("extension_decided").at(at), rows.chunk.days("extension_delivered").at(at)
        how = self._decided(rows, at, once, decided)
        counts = how == IN_TIME
        notice = np.where(delivered == NEVER, 3, np.where(delivered < once, 1, 2)) * counts
        versus[at] = self._against_catalog(rows, at, until_day + 1) * counts
        law = self._laws.laws_on(np.where(decided == NEVER, self._today.day, decided))
        sets = self._table(self._found, (how, 4), (notice, 4), (versus[at], 4), (law, len(self._laws.laws)))
        found[at] = self._sets.joined(sets, found[at])
        rows.opens[at] = np.where(counts, until_day + 1, once)
        return versus

    def _decided(self, rows: Rows, at: Places, once: Days, decided: Days) -> npt.NDArray[np.int8]:
        """Say when an extension was decided, against the day on which the matter would have opened without it."""
        ended = np.minimum(*(act.at(at) for act in rows.acts)) < decided
        event = rows.term[at] == TERMS.index("event")
        how = np.where(decided < once, np.int8(IN_TIME), np.int8(LATE))
        how[(how == IN_TIME) & (ended | event)] = OUTSIDE
        how[decided > self._today.day] = OUTSIDE
        how[decided == NEVER] = UNDATED
        return how

    def _against_catalog(self, rows: Rows, at: Places, opens: Days) -> npt.NDArray[np.uint8]:
        """Hold the whole term against the items' maximum: places in VS_CATALOG."""
        bases, basis = rows.basis_tables, rows.basis[at]
        longest = rows.ends_of(bases.maximum_months, bases.maximum_days, basis, at)
        against = np.where(rows.missing[at], UNSAID, np.where(opens > longest, ABOVE, WITHIN))
        bounded: npt.NDArray[np.uint8] = (against * bases.bounded[basis]).astype(np.uint8)
        return bounded

    def _found(self, how: Numbers, notice: Numbers, versus: Numbers, law: Numbers) -> Numbers:
        """Ask the rules about combinations that have not come before."""
        sources = [
            Source.of("extension.decided", how, DECIDED),
            Source.of("extension.delivered", notice, DELIVERED),
            Source.of("extension.vs_catalog", versus, VS_CATALOG),
        ]
        return self._sets.numbers_of(self._judge.layout.part("findings", self._judge(sources, len(how), law)))
