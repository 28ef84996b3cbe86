"""The rows of an earlier inventory beside those of a later one, by id: mostly at the same place, else looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.again.alteration import altered, comparisons
from classify.batch.again.raw import Ints

__all__ = ["Alignment", "align"]

MOST_RUNS: Final = 4_096
"""Earlier rows that lie in more runs than so are gathered one by one."""
NEW: Final = -1


@dataclass(frozen=True)
class Alignment:
    """Which earlier row each row is: `places` holds -1 for a new row; None where every row is at its old place."""

    rows: int
    places: Ints | None
    removed: int
    """Earlier rows that are not there any more."""

    @property
    def fresh(self) -> Ints:
        """The rows that were not there before."""
        return np.empty(0, dtype=np.int64) if self.places is None else np.flatnonzero(self.places == NEW)

    def beside(self, earlier: pa.Table) -> pa.Table:
        """Give an earlier table row by row beside the later one; what stands beside a new row means nothing."""
        if self.places is None:
            return earlier.slice(0, self.rows)
        # runs of rows that lie one after the other then as now are slices, which copy nothing
        run = np.where(self.places == NEW, np.int64(-1), self.places - np.arange(self.rows) + self.rows)
        begins = np.concatenate([[0], np.flatnonzero(np.diff(run)) + 1, [self.rows]])
        if len(begins) > MOST_RUNS:
            return earlier.take(pa.array(np.maximum(self.places, 0)))
        parts = []
        for begin, end in zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True):
            place = int(self.places[begin])
            if place != NEW:
                parts.append(earlier.slice(place, end - begin))
            elif end - begin <= earlier.num_rows:
                parts.append(earlier.slice(0, end - begin))
            else:
                parts.append(earlier.take(pa.array(np.zeros(end - begin, dtype=np.int64))))
        return pa.concat_tables(parts)


def align(earlier: pa.ChunkedArray, ids: pa.ChunkedArray) -> Alignment:
    """Find each row among the earlier ones. Ids are unique in both."""
    rows, both = len(ids), min(len(earlier), len(ids))
    apart = _first(earlier.slice(0, both), ids.slice(0, both))
    if apart == rows:
        return Alignment(rows, None, len(earlier) - rows)
    # equal from the end too: one row put in or taken out in the middle moves all that follow
    tail = both - apart
    same = tail - _after_last(earlier.slice(len(earlier) - tail), ids.slice(rows - tail))
    middle, other = ids.slice(apart, rows - same - apart), earlier.slice(apart, len(earlier) - same - apart)
    places = np.concatenate(
        [np.arange(apart), _looked_up(middle, other, apart), np.arange(len(earlier) - same, len(earlier), dtype=np.int64)]
    )
    return Alignment(rows, places, len(earlier) - int(np.count_nonzero(places != NEW)))


def _looked_up(ids: pa.ChunkedArray, earlier: pa.ChunkedArray, first: int) -> Ints:
    if not len(earlier) or not len(ids):
        return np.full(len(ids), NEW, dtype=np.int64)
    try:
        known = _plain(earlier).cast(_plain(ids).type)
    except pa.ArrowException:
        return np.full(len(ids), NEW, dtype=np.int64)
    found = pc.index_in(_plain(ids), value_set=known.combine_chunks())
    places: Ints = pc.fill_null(found, NEW).to_numpy().astype(np.int64)
    return np.where(places == NEW, np.int64(NEW), places + first)


def _plain(ids: Any) -> Any:  # noqa: ANN401 -- Arrow arrays
    return ids.cast(ids.type.value_type) if pa.types.is_dictionary(ids.type) else ids


def _first(old: pa.ChunkedArray, new: pa.ChunkedArray) -> int:
    """Give the first place at which they differ."""
    for first, one, other in comparisons(old, new):
        found = altered(first, one, other)
        if len(found):
            return int(found[0])
    return len(new)


def _after_last(old: pa.ChunkedArray, new: pa.ChunkedArray) -> int:
    """Give the place after the last one at which they differ."""
    for first, one, other in reversed(list(comparisons(old, new))):
        found = altered(first, one, other)
        if len(found):
            return int(found[-1]) + 1
    return 0
