"""A part of an inventory, as long as one thread takes at a time: which rows may differ, and what they came to put in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from classify.batch.again.ahead import OPENS, Turned
from classify.batch.again.alteration import altered, comparisons
from classify.batch.again.interval import CAUSES, Cause, Interval
from classify.batch.again.raw import Ints
from classify.batch.again.splice import spliced
from classify.batch.answers import answer_fields
from classify.batch.columns import FACT, KNOWN

__all__ = ["CHANGED", "Again", "Moved", "Part", "differing", "is_read", "taken", "within"]

DAYS_LEFT: Final = "days_left"
CHANGED: Final = tuple(field.name for field in answer_fields(pa.int64()) if field.name not in {"id", DAYS_LEFT})
"""The columns of an answer that can differ; that `days_left` counts down is no change."""
UNMOVED: Final = len(CAUSES)
"""Stands for the cause of a row that cannot have changed: of several causes the first one counts, and this is the last."""


@dataclass(frozen=True)
class Moved:
    """Rows that may differ, to each the place of its cause, and rows that turn on one of the days ahead."""

    rows: Ints
    causes: Ints
    later: Turned


@dataclass(frozen=True)
class Again:
    """Rows of an inventory that were evaluated again: which ones and why, their answers then and now, where these differ."""

    rows: Ints
    causes: Ints
    new: pa.Table
    before: pa.Table
    after: pa.Table
    differs: dict[str, Ints]


@dataclass(frozen=True)
class Part:
    """Rows now, the rows that they were, and what was answered then, side by side."""

    first: int
    """The number of the first of these rows in the inventory."""
    new: pa.Table
    old: pa.Table
    told: pa.Table
    fresh: Ints
    """The rows that were not there before; what stands beside them means nothing."""
    changed: Ints | None
    """The rows that are not what they were; None where nobody said so, and they are compared."""

    def moved(self, interval: Interval, known: Ints | None, *, sources: bool) -> Moved:
        """Give the rows that may differ, each with the nearest cause, and those that turn on a day ahead.

        `known` are the rows that turn today, where that is known; with `sources` those that draw on others may differ too.
        """
        far = UNMOVED if interval.whole is None else CAUSES.index(interval.whole)
        causes = np.full(self.new.num_rows, far, dtype=np.int8)
        turned = interval.turns.search(self.new, self.told) if known is None else (known, np.ones_like(known))
        found = [("new", self.fresh), *self._changed(), ("time", turned[0][turned[1] == 1]), *interval.found(self.new)]
        if sources and "sources" in self.new.schema.names:
            found.append(("sources", np.flatnonzero(self.new.column("sources").is_valid().to_numpy())))
        for cause, rows in found:
            causes[rows] = np.minimum(causes[rows], np.int8(CAUSES.index(cause)))
        rows = np.flatnonzero(causes < UNMOVED)
        later = turned[1] > 1
        return Moved(rows, causes[rows], (turned[0][later], turned[1][later] - 1))

    def taken(self, moved: Moved) -> tuple[pa.Table, pa.Table]:
        """Take out the rows that may differ, and what was answered to them."""
        return taken(self.new, moved.rows), taken(self.told, moved.rows)

    def answers(self, again: Again, days: int) -> pa.Table:
        """Put into the earlier answers what is not what it was, so many days later."""
        low, high = np.searchsorted(again.rows, [self.first, self.first + self.new.num_rows]).tolist()
        rows, after = again.rows[low:high] - self.first, again.after.slice(low, high - low)
        fresh = again.causes[low:high] == CAUSES.index("new")
        handed = _handed_on(self.new)
        columns = []
        for field in after.schema:
            if field.name in handed:
                columns.append(handed[field.name])
                continue
            # what is left of the days follows from the opening, and shrinks in every row
            counted = field.name == DAYS_LEFT
            differs = fresh.copy()
            differs[within(again.differs[OPENS if counted else field.name], low, high)] = True
            values = after.column(field.name).filter(pa.array(differs)).combine_chunks()
            arrays = spliced(self.told.column(field.name).chunks, rows[differs], values, days if counted else 0)
            columns.append(pa.chunked_array(arrays, field.type))
        return pa.Table.from_arrays(columns, schema=after.schema)

    def _changed(self) -> Iterator[tuple[Cause, Ints]]:
        if self.changed is not None:
            yield "row", self.changed
            return
        old, new = self.old, self.new
        for name in dict.fromkeys((*old.schema.names, *new.schema.names)):
            if not is_read(name) or name == "id":
                continue
            if name in old.schema.names and name in new.schema.names:
                for piece in comparisons(old.column(name), new.column(name)):
                    yield "row", altered(*piece)
            else:
                # a column that was not there, or is there no more
                there = (old if name in old.schema.names else new).column(name)
                yield "row", np.flatnonzero(there.is_valid().to_numpy())


def is_read(name: str) -> bool:
    """Say whether a column says anything about a row."""
    return name in KNOWN or name.startswith(FACT)


def within(rows: Ints, begin: int, end: int) -> Ints:
    """Give those of some ascending rows that lie from `begin` on and before `end`, counted from `begin`."""
    low, high = np.searchsorted(rows, [begin, end]).tolist()
    return rows[low:high] - begin


def differing(before: pa.Table, after: pa.Table) -> dict[str, Ints]:
    """Give for each column that can change the rows in which it differs."""
    found = {}
    for name in CHANGED:
        parts = [altered(*piece) for piece in comparisons(before.column(name), after.column(name))]
        found[name] = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    return found


def _handed_on(new: pa.Table) -> dict[str, pa.ChunkedArray]:
    """Give the columns that an answer has from the inventory as they are: ids, and where no title is matched, the basis."""
    names = ["id"]
    if "title" not in new.schema.names or new.column("title").null_count == new.num_rows:
        names += [one.name for one in new.schema if one.name in {"catalog", "item"} and pa.types.is_string(one.type)]
    return {name: new.column(name) for name in names}


def taken(table: pa.Table, rows: Ints) -> pa.Table:
    """Take rows out, batch by batch: taking them out of the whole table would first copy it."""
    batches = table.to_batches()
    ends = np.cumsum([batch.num_rows for batch in batches])
    taken = []
    low = 0
    for batch, end, high in zip(batches, ends.tolist(), np.searchsorted(rows, ends).tolist(), strict=True):
        if low < high:
            taken.append(batch.take(pa.array(rows[low:high] - (end - batch.num_rows))))
        low = high
    return pa.Table.from_batches(taken, table.schema).combine_chunks()
