"""The rows of a chunk as vectors of numbers: marks, days, laws, organs, and the items they rest on."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from classify.batch.basis import DERIVED, UNSOUGHT, Bases, Recorded
from classify.batch.columns import UNSAID, YES, Chunk, chosen
from classify.batch.days import LAST, NEVER, Calendar, Days
from classify.batch.law import Laws, Today
from classify.batch.lookup import Numbers
from classify.batch.marks import BY_DATE, CEILINGS, TERMS, Marks
from classify.batch.texts import Texts
from classify.batch.titles.matching import Matcher
from classify.rules.field import UNKNOWN

__all__ = ["Ints", "Rows"]

Ints = npt.NDArray[Any]


class Ground(Protocol):
    """What rows are read against: marks, laws, calendar and catalogs, made once by the kernel."""

    marks: Marks
    laws: Laws
    bases: Bases
    calendar: Calendar
    civil: np.int32
    today: Today
    tiers: tuple[str | None, ...]
    recorded: Recorded
    matcher: Matcher
    texts: dict[str, Texts]

    def flags_of(self, flags: tuple[str, ...]) -> int:
        """Give the number of a combination of flags."""
        ...


class Rows:
    """The facts of some rows that are vectors of numbers: marks, days, bases."""

    def __init__(self, chunk: Chunk, kernel: Ground) -> None:
        """Read the columns."""
        self.chunk, self.kernel, self.count = chunk, kernel, chunk.rows
        self.mark = self._marks()
        self.tables = kernel.marks.tables
        self.level = np.take(self.tables.level, self.mark, mode="clip")
        self.start = self._starts()
        self.missing: npt.NDArray[np.bool_] = self.start == NEVER
        self.unstarted = np.flatnonzero(self.missing)
        self.span = kernel.laws.spans_of(self.start)
        self.span[self.unstarted] = kernel.laws.spans_of(np.array([kernel.today.day]))
        self.law = np.take(kernel.laws.law_of, self.span, mode="clip")
        self.place = self.mark * np.int32(len(kernel.laws.laws))
        self.place += self.law
        self.acts = chunk.days("published_on"), chunk.days("declassified_on")
        self.passed = [days.by(kernel.today.day) for days in self.acts]
        derived = chunk.flag("derived")
        self.derived = np.full(self.count, UNSAID, dtype=np.uint8) if derived is None else derived
        self._split = kernel.calendar.split(self.start)
        self.term = np.take(self.tables.term, self.place, mode="clip")
        self.needs_start: npt.NDArray[np.bool_] = self.term == TERMS.index("duration")
        self.opens = self._opens()
        self.ceiling = self._ceilings()
        self.flags: npt.NDArray[np.int32] = np.zeros(self.count, dtype=np.int32)
        self.catalog, self.item = chunk.column("catalog"), chunk.column("item")
        self.tier = self._numbers("tier", 0)
        self.basis = self._bases()
        self.basis_tables = kernel.bases.tables

    def ends_of(self, months: Days, days: Days, index: Ints, at: Ints | None = None) -> Days:
        """Give the day on which each row's length, by its index into months and days, opens, run from the row's start."""
        split = self._split if at is None else self._split[at]
        # lengths in days are rare, and where there is none nothing is looked up for them
        odd = np.take(days, index, mode="clip") if days.any() else np.int32(0)
        ends = self.kernel.calendar.corresponding(split, np.take(months, index, mode="clip"), odd)
        if self.kernel.civil:
            ends += self.kernel.civil
        return ends

    def term_ends(self, at: Ints) -> Days:
        """Give the day on which the term of some rows opens, though it lie beyond the calendar; NEVER without a day."""
        place = self.place[at]
        runs = self.ends_of(self.tables.months, self.tables.days, place, at)
        return np.where(self.needs_start[at], runs, self.tables.fixed[place])

    def _marks(self) -> Numbers:
        marks = self._numbers("mark", 0)
        if marks.min(initial=1) > 0:
            return marks
        unmarked = np.flatnonzero(marks == 0)
        level = self.chunk.column("level")
        if level is not None:
            marks[unmarked] = self.kernel.texts["level"].numbers(level.take(pa.array(unmarked)))
        return marks

    def _numbers(self, name: str, missing: int) -> Numbers:
        column = self.chunk.column(name)
        return np.full(self.count, missing, dtype=np.int32) if column is None else self.kernel.texts[name].numbers(column)

    def _starts(self) -> Days:
        """Give the days of issue, of notice where there is none, and NEVER."""
        issued, notified = self.chunk.days("issued"), self.chunk.days("notified")
        return chosen(issued.given, issued.raw, chosen(notified.given, notified.raw, np.int32(NEVER)))

    def _opens(self) -> Days:
        """Give the day on which the term that runs opens, NEVER where there is none or it lies beyond the calendar."""
        marks = self.tables
        ends = self.ends_of(marks.months, marks.days, self.place)
        ends[self.unstarted] = 0
        if ends.max(initial=0) > LAST:
            ends[ends > LAST] = NEVER
        ends[self.unstarted] = NEVER
        opens = chosen(self.needs_start, ends, np.take(marks.fixed, self.place, mode="clip"))
        events = np.flatnonzero(self.term == TERMS.index("event"))
        day = self.chunk.days("event_on").at(events)
        met = day <= self.kernel.today.day
        opens[events[met]] = day[met]
        return opens

    def _ceilings(self) -> npt.NDArray[np.int8]:
        """Hold each row's own term against the ceiling of its level: places in CEILINGS."""
        marks = self.tables
        codes = np.take(marks.ceiling, self.place, mode="clip")
        if codes.max(initial=0) < len(CEILINGS):
            return codes
        at = np.flatnonzero(codes >= len(CEILINGS))
        place = self.place[at]
        ceiling = self.ends_of(marks.ceiling_months, marks.ceiling_days, place, at)
        found = (self.term_ends(at) > ceiling).view(np.int8) + np.int8(CEILINGS.index("within"))
        found[(codes[at] == BY_DATE) & (ceiling > LAST)] = CEILINGS.index(UNKNOWN)
        codes[at] = np.where(self.missing[at], marks.unstarted[place], found)
        return codes

    def _bases(self) -> Numbers:
        recorded = self.kernel.recorded
        derived = self.derived == YES
        pair = self._pairs()
        if pair is None:
            basis = np.full(self.count, UNSOUGHT, dtype=np.int32)
        else:
            place = pair * np.int32(len(self.kernel.laws.firsts))
            place += self.span
            basis = np.take(recorded.basis_of, place, mode="clip")
        # for a derived matter no item is sought
        basis = chosen(~derived, basis, np.int32(DERIVED))
        self._match(pair, basis, derived)
        return basis

    def _pairs(self) -> Numbers | None:
        """Give the recorded item of each row: 0 for none, 1 for one that the catalogs do not have."""
        if self.chunk.column("item") is None:
            return None
        recorded = self.kernel.recorded
        homes = self._numbers("catalog", 1)
        homes *= np.int32(recorded.pairs.shape[1])
        homes += self._numbers("item", 0)
        return np.take(recorded.pairs.reshape(-1), homes, mode="clip")

    def _match(self, pair: npt.NDArray[np.int32] | None, basis: npt.NDArray[np.int32], derived: npt.NDArray[np.bool_]) -> None:
        """Find items for the rows that name none, and read the facts of the rows that state some."""
        free = ~derived if pair is None else ~derived & (pair == 0)
        found = self.kernel.matcher.find(self.chunk.column("title"), free, self.chunk.facts(), self.tier, self.span)
        if found is None:
            return
        np.copyto(basis, found.basis, where=found.sought)
        self.flags = np.take(np.array([self.kernel.flags_of(one) for one in found.stated], dtype=np.int32), found.flags)
        self.catalog, self.item = found.named(self.catalog, 0), found.named(self.item, 1)
