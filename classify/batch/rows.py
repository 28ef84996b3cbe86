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
from classify.batch.matching import Key, Matcher
from classify.batch.texts import Texts
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
        titles = self.chunk.coded("title") if pair is None or not pair.all() else None
        stated = self.chunk.facts()
        if titles is None and not stated:
            return
        sought = np.zeros(self.count, dtype=np.bool_)
        texts: list[str | None] = [None]
        if titles is not None:
            texts = titles[1]
            named = np.array([bool(text and text.strip()) for text in texts])
            sought = np.take(named, titles[0], mode="clip") & ~derived
            if pair is not None:
                sought &= pair == 0
        asked = sought.copy()
        for column in stated.values():
            asked |= column.is_valid().to_numpy(zero_copy_only=False)
        where = np.flatnonzero(asked)
        if not len(where):
            return
        values = {name: column.take(pa.array(where)).to_pylist() for name, column in stated.items()}
        catalogs: dict[int, tuple[str | None, str | None]] = {}
        for at, row in enumerate(where.tolist()):
            given = tuple((name, column[at]) for name, column in values.items() if column[at] is not None)
            title = texts[titles[0][row]] if sought[row] and titles is not None else None
            key: Key = (title, given, self.kernel.tiers[self.tier[row]], int(self.span[row]))
            found = self.kernel.matcher.find(key)
            self.flags[row] = self.kernel.flags_of(found.flags)
            if found.basis is not None:
                basis[row] = found.basis
                if found.item is not None:
                    catalogs[row] = (found.catalog, found.item)
        if catalogs:
            self.catalog = _with(self.catalog, catalogs, 0, self.count)
            self.item = _with(self.item, catalogs, 1, self.count)


def _with(column: Any, found: dict[int, tuple[str | None, str | None]], place: int, rows: int) -> Any:  # noqa: ANN401 -- Arrow arrays
    """Write the items found into the column of those recorded."""
    values: list[str | None] = [None] * rows if column is None else column.to_pylist()
    for row, names in found.items():
        values[row] = names[place]
    return pa.array(values, pa.string())
