"""What each row holds secret by its own mark, as columns that can be joined along the relations to its sources.

The meaning is that of `classify.compilation`: for each level the latest day on which matters of that level open, because
a mark is judged on the day of asking and on its own day as well; beside it what no day can say. Every part of it joins by
itself: days and numbers of events by the greatest, all else as bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from classify.batch.columns import Chunk, chosen
from classify.batch.days import LAST, NEVER, Days, length_of
from classify.batch.kernel import Kernel
from classify.batch.marks import NOTHING, TERMS, WITHOUT_PERIOD
from classify.batch.rows import Ints, Rows
from classify.batch.sources.links import Columns
from classify.term import Event

__all__ = ["Holdings", "Reaches", "Terms", "holdings_of"]

NONE: Final = -(2**31)
"""Before every day: nothing of a level, no act."""
SECRET, UNREAD, UNKNOWN_DAY, WRITTEN = (np.uint16(1 << place) for place in (0, 3, 4, 5))
"""Bits: an event or an unknown day at the lowest level, the other two beside it; a level that cannot be read; a day that
cannot be known; the lowest level written anywhere, the other two beside it."""
HELD: Final = np.uint16(0b1111)
"""The bits of whatever no day can say."""
MISSING, CIRCLE, MARKS, UNMARKED, START = (np.uint16(256 << place) for place in range(5))
"""Bits of what stands in the way: an absent source, a circle, an unreadable mark, none at all, a duration without a day."""
TROUBLES: Final = {
    "sources.missing": MISSING,
    "sources.circle": CIRCLE,
    "sources.marks": MARKS,
    "sources.unmarked": UNMARKED,
    "sources.start": START,
}


class Holdings(NamedTuple):
    """Rows by their marks and days; what follows from a mark and the law of its day is looked up by `place`."""

    place: npt.NDArray[np.int32]
    start: Days
    opens: Days
    """By its term, with the extensions that count; NEVER where the mark names no day or none can be known."""
    act: Days
    """When an event, a publication or a lifting opened it; NEVER for none by the day of asking."""
    derived: npt.NDArray[np.uint8]

    def part(self, rows: slice) -> Holdings:
        """Give some of the rows."""
        return Holdings._make(column[rows] for column in self)


def holdings_of(kernel: Kernel, batch: pa.RecordBatch) -> Holdings:
    """Read the marks and days of some rows, as the kernel does."""
    rows = Rows(Chunk(batch), kernel)
    event = rows.term == TERMS.index("event")
    act = np.where(event, rows.opens, np.int32(NEVER))
    for days, passed in zip(rows.acts, rows.passed, strict=True):
        np.minimum(act, chosen(passed, days.raw, np.int32(NEVER)), out=act)
    return Holdings(rows.place, rows.start, np.where(event, np.int32(NEVER), kernel.openings(rows)), act, rows.derived)


class Terms:
    """What follows from a mark and a law alone, by their place; a mark without a term runs by the statutory default.

    Where the law of its own day named none, that of the day of asking does, as for one matter.
    """

    def __init__(self, kernel: Kernel) -> None:
        """Take the marks that the kernel has read so far."""
        self.kernel = kernel
        tables, laws = kernel.marks.tables, len(kernel.laws.laws)
        readings = tables.readings
        self.level = np.repeat(tables.level, laws)
        self.marked = np.repeat(np.array([one is not NOTHING for one in readings]), laws)
        self.term = tables.term.copy()
        self.months, days = tables.months.copy(), tables.days
        bare = np.repeat(np.array([WITHOUT_PERIOD in one.faults for one in readings]), laws)
        self.late = bare & (self.level > 0) & (self.term == TERMS.index("none"))
        for level in {one.level for one in readings if one.level is not None}:
            default = kernel.norms.now.parameters.default_term(level)
            where = self.late & (self.level == level.rank + 1)
            if default is None:
                self.late[where] = False
            else:
                self.months[where], _ = length_of(default)
                self.term[where] = TERMS.index("duration")
        events: dict[str, int] = {}
        numbers = [events.setdefault(one.term.event, len(events) + 1) if isinstance(one.term, Event) else 0 for one in readings]
        self.event = np.repeat(np.array(numbers, dtype=np.int32), laws)
        runs = self.term == TERMS.index("duration")
        lengths = np.where(runs, self.months.astype(np.int64) << 32 | days, -1)
        self.length = np.unique(lengths, return_inverse=True)[1].astype(np.int32)
        """One number for equal durations."""
        self.length[~runs] = -1

    def opens(self, rows: Holdings) -> Days:
        """Give when rows open by their terms, those with a default of the day of asking included."""
        if not self.late.any():
            return rows.opens
        late = np.flatnonzero(self.late[rows.place] & (rows.start != NEVER))
        opens = rows.opens.copy()
        split = self.kernel.calendar.split(rows.start[late])
        ends = self.kernel.calendar.corresponding(split, self.months[rows.place[late]], np.int32(0)) + self.kernel.civil
        opens[late] = np.where(ends > LAST, np.int32(NEVER), ends)
        return opens


@dataclass(frozen=True, eq=False)
class Reaches:
    """What rows hold secret, and after the joins what they and their sources do; columns that nobody needs are left out."""

    days: tuple[Days, ...]
    """By level, the latest day of opening; NEVER for long-term, NONE for nothing."""
    flags: npt.NDArray[np.uint16]
    acts: Days | None
    """The latest day on which something was opened by an act before its term was over."""
    events: tuple[Ints, ...] = ()
    """The greatest number of an unmet event, and the greatest of the negative numbers: the two are one event, or several."""

    @property
    def columns(self) -> Columns:
        """All of it, to be joined."""
        return Columns([*self.days, *(() if self.acts is None else (self.acts,)), *self.events], [self.flags])

    @property
    def last(self) -> Days:
        """The latest day of opening of any level."""
        return np.maximum(np.maximum(self.days[0], self.days[1]), self.days[2])

    def part(self, rows: slice) -> Reaches:
        """Give some of the rows."""
        acts = None if self.acts is None else self.acts[rows]
        return Reaches(tuple(one[rows] for one in self.days), self.flags[rows], acts, tuple(one[rows] for one in self.events))

    @classmethod
    def of(cls, rows: Holdings, terms: Terms, counts: npt.NDArray[np.bool_]) -> Reaches:
        """Give what rows hold, where their own marks count; where not, no more than which levels are written on them."""
        level, term = terms.level[rows.place], terms.term[rows.place]
        opens = np.minimum(terms.opens(rows), rows.act)
        long_term = (term == TERMS.index("long_term")) & (opens == NEVER)
        event = (term == TERMS.index("event")) & (opens == NEVER)
        dated = (opens != NEVER) | long_term
        counted = counts & (level > 0)
        days = tuple(np.where(counted & dated & (level == rank), opens, np.int32(NONE)) for rank in (1, 2, 3))
        flags = _BY_LEVEL[WRITTEN][level]
        held = counted & ~dated
        flags[held] |= _BY_LEVEL[SECRET][level[held]]
        marked = terms.marked[rows.place]
        unknown = held & ~event
        unstarted = unknown & (term == TERMS.index("duration")) & (rows.start == NEVER)
        unread = counts & marked & (level == 0)
        for where, bits in (
            (unknown, UNKNOWN_DAY),
            (unstarted, START),
            (unknown & (term == TERMS.index("none")), MARKS),
            (unread, UNREAD | UNKNOWN_DAY | MARKS),
        ):
            flags[where] |= bits
        acted = counted & (rows.act < terms.opens(rows))
        acts = np.where(acted, rows.act, np.int32(NONE)) if acted.any() else None
        return cls(days, flags, acts, tuple(_events(terms.event[rows.place], held & event)))


_BY_LEVEL: Final = {bit: np.array([0, bit, bit << 1, bit << 2], dtype=np.uint16) for bit in (SECRET, WRITTEN)}


def _events(events: Ints, held: npt.NDArray[np.bool_]) -> Iterator[Any]:
    if held.any():
        yield np.where(held, events, np.int32(NONE))
        yield np.where(held, -events, np.int32(NONE))
