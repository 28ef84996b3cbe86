"""The first pass over an inventory with `sources`: who draws on whom, what that comes to, and one code a row for the kernel.

The kernel sees only rows. So the whole graph is read once before it, from the few columns that say how long a row is secret;
what every row and its sources hold is joined along the relations; and each row's mark held against that becomes a code, a
column under a name of its own. Time and memory grow with rows plus relations, whatever the shape of the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from classify.batch.columns import DATES, NO, YES, Chunk
from classify.batch.days import NEVER
from classify.batch.kernel import Kernel
from classify.batch.sources.against import LATER, compared
from classify.batch.sources.circles import Circles, circles_of
from classify.batch.sources.holdings import (
    CIRCLE,
    HELD,
    MISSING,
    NONE,
    TROUBLES,
    UNKNOWN_DAY,
    UNMARKED,
    UNREAD,
    Holdings,
    Reaches,
    Terms,
    holdings_of,
)
from classify.batch.sources.links import Columns, Links, settle
from classify.batch.sources.members import numerous
from classify.batch.sources.relations import ABSENT, Named, Relations
from classify.batch.told import COLUMN, STANDS, Code, joined
from classify.comparison.sources import AGGREGATION
from classify.errors import InputError
from classify.rules.field import UNKNOWN

__all__ = ["READ", "codes_of", "with_codes"]

READ: Final = ("id", "sources", "mark", "level", "derived", *(name for name in DATES if name != "reviewed_on"))
"""The columns that the pass reads."""
BLOCK: Final = 1 << 19
"""Rows that are compared at a time."""
BITS: Final = 64

Truths = npt.NDArray[np.bool_]


def codes_of(kernel: Kernel, batches: Iterable[pa.RecordBatch]) -> Code | None:
    """Read a whole inventory and give each row's code, in the order of the rows; None where no row names a source."""
    named, read = Named(), list[Holdings]()
    for batch in batches:
        read.append(holdings_of(kernel, batch))
        named.add(batch.column("id"), Chunk(batch).column("sources"))
    relations = named.relations()
    if not len(relations.users):
        return None
    return _codes(kernel, Holdings(*map(np.concatenate, zip(*read, strict=True))), relations)


def with_codes(batches: Iterable[pa.RecordBatch], codes: Code | None) -> Iterator[pa.RecordBatch]:
    """Give the batches of an inventory with their codes, as the kernel takes them.

    Raises InputError `column-twice` where the inventory has a column of that name itself.
    """
    begin = 0
    for batch in batches:
        if COLUMN in batch.schema.names:
            raise InputError("column-twice", where=COLUMN)
        if codes is None:
            yield batch
            continue
        end = begin + batch.num_rows
        yield batch.append_column(COLUMN, pa.array(codes[begin:end]))
        begin = end


def _codes(kernel: Kernel, rows: Holdings, relations: Relations) -> Code:
    graph = _Graph.of(rows, Terms(kernel), relations)
    level, opening = graph.compare(kernel.today.day)
    drawing = relations.counts > 0
    made = STANDS["made"]
    said = np.full(3, made.index(UNKNOWN), dtype=np.int16)
    said[NO], said[YES] = made.index("compilation"), made.index("derived")
    number = kernel.norms.now.parameters.count(AGGREGATION)
    many = None if number is None else numerous(relations, drawing & (rows.derived == NO), number)
    facts = {
        "made": np.where(drawing, said[rows.derived], made.index("original")),
        "level.vs_sources": np.where(drawing, level, 0),
        "opening.vs_sources": np.where(drawing, opening, 0),
        "clock": graph.restarted(np.flatnonzero(drawing & (opening == LATER))),
        "members.number": np.False_ if many is None else many,
    }
    return joined(facts | {name: (graph.reach.flags & bit) > 0 for name, bit in TROUBLES.items()})


@dataclass(frozen=True, eq=False)
class _Graph:
    """An inventory after the joins: what every row and its sources hold together."""

    rows: Holdings
    terms: Terms
    own: Truths
    """Whose own marks count: those without sources, and those in circles, where nobody's mark rests on anything else."""
    circles: Circles
    links: Links
    """With one place for each circle, its head."""
    reach: Reaches

    @classmethod
    def of(cls, rows: Holdings, terms: Terms, relations: Relations) -> _Graph:
        absent = relations.sources == ABSENT
        links = Links.of(relations.sources[~absent], relations.users[~absent], relations.rows)
        circles = circles_of(links)
        links = circles.links(links) if len(circles.members) else links
        drawing = relations.counts > 0
        own = ~drawing
        own[circles.members] = True
        reach = Reaches.of(rows, terms, own)
        flags = reach.flags
        flags[relations.users[absent]] |= UNREAD | UNKNOWN_DAY | MISSING
        flags[~drawing & ~terms.marked[rows.place]] |= UNREAD | UNKNOWN_DAY | UNMARKED
        flags[circles.members] |= CIRCLE
        circles.fold(reach.columns)
        # a circle without a mark, and without a source outside, holds nobody knows what
        heads = circles.heads[(reach.last[circles.heads] == NONE) & (flags[circles.heads] & HELD == 0)]
        flags[heads[links.drawn[heads] == 0]] |= UNREAD | UNKNOWN_DAY
        settle(links, reach.columns)
        circles.spread(reach.columns)
        return cls(rows, terms, own, circles, links, reach)

    def compare(self, today: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
        """Hold every mark against what its row and its sources hold."""
        count = len(self.own)
        level, opening = np.empty(count, dtype=np.uint8), np.empty(count, dtype=np.uint8)
        for begin in range(0, count, BLOCK):
            some = slice(begin, begin + BLOCK)
            level[some], opening[some] = compared(self.rows.part(some), self.terms, self.reach.part(some), today)
        return level, opening

    def restarted(self, later: npt.NDArray[np.int64]) -> Truths:
        """Say which of the rows that open too late bear the duration of a source that sets their term, run anew."""
        rows, terms, last = self.rows, self.terms, self.reach.last
        found = np.zeros(len(self.own), dtype=np.bool_)
        lengths = terms.length[rows.place]
        later = later[lengths[later] >= 0]
        if not len(later):
            return found
        opens = np.minimum(terms.opens(rows), rows.act)
        sets = self.own & (opens == last) & (opens != NEVER)
        sources, users = self.links.pairs_of(np.arange(self.links.size, dtype=np.int32))
        same = last[sources] == last[users]
        links = Links.of(sources[same], users[same], self.links.size)
        asked = np.unique(lengths[later])
        for begin in range(0, len(asked), BITS):
            some = asked[begin : begin + BITS]
            # the last one is for what has no duration, whose number is -1
            bits = np.zeros(int(lengths.max()) + 2, dtype=np.uint64)
            bits[some] = np.uint64(1) << np.arange(len(some), dtype=np.uint64)
            masks = np.where(sets, bits[lengths], np.uint64(0))
            columns = Columns(masks=[masks])
            self.circles.fold(columns)
            settle(links, columns)
            self.circles.spread(columns)
            found[later] |= (masks[later] & bits[lengths[later]]) != 0
        return found
