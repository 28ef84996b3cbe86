"""The rows of a chunk as vectors of numbers: marks, days, laws, organs, and the items they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from classify.batch.basis import DERIVED, UNSOUGHT, Bases, Recorded
from classify.batch.columns import UNSAID, YES, Chunk
from classify.batch.days import LAST, NEVER, Calendar, Days, Start
from classify.batch.law import Laws, Today
from classify.batch.marks import BY_DATE, CEILINGS, FIXED, TERMS, Marks
from classify.batch.matching import Key, Matcher
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
        self.start = self._starts()
        self.missing: npt.NDArray[np.bool_] = self.start == NEVER
        day = np.where(self.missing, np.int32(kernel.today.day), self.start) if self.missing.any() else self.start
        self.span = kernel.laws.spans_of(day)
        self.law = np.take(kernel.laws.law_of, self.span, mode="clip")
        self.place = self.mark * np.int32(len(kernel.laws.laws)) + self.law
        self.published, self.declassified = chunk.days("published_on"), chunk.days("declassified_on")
        derived = chunk.flag("derived")
        self.derived = np.full(self.count, UNSAID, dtype=np.uint8) if derived is None else derived
        self._terms()
        self.flags: npt.NDArray[np.int32] = np.zeros(self.count, dtype=np.int32)
        self.catalog, self.item = chunk.column("catalog"), chunk.column("item")
        self.tier = self._tiers()
        self.basis = self._bases()
        self.basis_tables = kernel.bases.tables

    def ends_of(self, months: Days, days: Days, index: Ints, at: Ints | None = None) -> Days:
        """Give the day on which each row's length, by its index into months and days, opens, run from the row's start."""
        split = self.split if at is None else Start(self.split.month[at], self.split.day[at])
        # lengths in days are rare, and where there is none nothing is looked up for them
        odd = np.take(days, index, mode="clip") if days.any() else np.int32(0)
        ends = self.kernel.calendar.corresponding(split, np.take(months, index, mode="clip"), odd)
        if self.kernel.civil:
            ends += self.kernel.civil
        return ends

    def _marks(self) -> npt.NDArray[np.int32]:
        numbers: npt.NDArray[np.int32] | None = None
        coded = self.chunk.coded("mark")
        if coded is not None:
            index, texts = coded
            numbers = np.take(self.kernel.marks.numbers_of(texts), index, mode="clip")
        if numbers is not None and numbers.all():
            return numbers
        coded = self.chunk.coded("level")
        if coded is None:
            return np.zeros(self.count, dtype=np.int32) if numbers is None else numbers
        index, texts = coded
        levels = np.take(self.kernel.marks.numbers_of(texts, levels=True), index, mode="clip")
        return levels if numbers is None else np.where(numbers == 0, levels, numbers)

    def _starts(self) -> Days:
        issued, notified = self.chunk.days("issued"), self.chunk.days("notified")
        if issued is None or notified is None:
            found = notified if issued is None else issued
            return np.full(self.count, NEVER, dtype=np.int32) if found is None else found
        return np.where(issued == NEVER, notified, issued)

    def _terms(self) -> None:
        """Give the term that runs and when it opens, and its own term against the ceiling of its level."""
        marks, place = self.tables, self.place
        self.split: Start = self.kernel.calendar.split(self.start)
        self.term = np.take(marks.term, place, mode="clip")
        self.duration = (self.term == TERMS.index("duration")).view(np.uint8)
        runs = self.duration.view(np.bool_)
        self.term_ends = np.take(marks.fixed, place, mode="clip")
        ends = self.ends_of(marks.months, marks.days, place)
        np.copyto(self.term_ends, ends, where=runs)
        opens = np.where(self.term_ends > LAST, np.int32(NEVER), self.term_ends)
        opens[runs & self.missing] = NEVER
        happened = self.chunk.days("event_on")
        if happened is not None:
            met = (self.term == TERMS.index("event")) & (happened <= self.kernel.today.day)
            np.copyto(opens, happened, where=met)
        self.opens: Days = opens
        how = np.take(marks.ceiling, place, mode="clip")
        ceiling = self.ends_of(marks.ceiling_months, marks.ceiling_days, place)
        code = (self.term_ends > ceiling).view(np.int8) + np.int8(CEILINGS.index("within"))
        code[(how == BY_DATE) & (ceiling > LAST)] = CEILINGS.index(UNKNOWN)
        fixed = (how == FIXED) | self.missing
        np.copyto(code, np.take(marks.unstarted, place, mode="clip"), where=fixed)
        self.vs_ceiling = code

    def _tiers(self) -> npt.NDArray[np.int32]:
        coded = self.chunk.coded("tier")
        if coded is None:
            return np.zeros(self.count, dtype=np.int32)
        index, texts = coded
        known = {tier: place for place, tier in enumerate(self.kernel.tiers)}
        return np.take(np.array([known.get(text, 0) for text in texts], dtype=np.int32), index, mode="clip")

    def _bases(self) -> npt.NDArray[np.int32]:
        recorded = self.kernel.recorded
        spans = np.int32(len(self.kernel.laws.firsts))
        pair = self._pairs()
        if pair is None:
            basis = np.full(self.count, UNSOUGHT, dtype=np.int32)
        else:
            place = pair * spans
            place += self.span
            basis = np.take(recorded.basis_of, place, mode="clip")
        derived = self.derived == YES
        if derived.any():
            basis[derived] = DERIVED
        self._match(pair, basis, derived)
        return basis

    def _pairs(self) -> npt.NDArray[np.int32] | None:
        """Give the recorded item of each row: 0 for none, 1 for one that the catalogs do not have."""
        items = self.chunk.coded("item")
        if items is None:
            return None
        recorded = self.kernel.recorded
        catalogs = self.chunk.coded("catalog")
        names = _numbered(items, recorded.items)
        homes = np.ones(self.count, dtype=np.int32) if catalogs is None else _numbered(catalogs, recorded.catalogs)
        homes[homes == 0] = 1
        homes *= np.int32(recorded.pairs.shape[1])
        homes += names
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


def _numbered(coded: tuple[npt.NDArray[np.int32], list[str | None]], names: Sequence[str]) -> npt.NDArray[np.int32]:
    """Give to each row the place of its name from 2; 0 for none, 1 for a name that is not there."""
    known = {name: place + 2 for place, name in enumerate(names)}
    index, texts = coded
    places = [0 if text is None or not text.strip() else known.get(text.strip(), 1) for text in texts]
    return np.take(np.array(places, dtype=np.int32), index, mode="clip")
