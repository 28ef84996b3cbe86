"""The days on which the answer of a row may become another although the row stays what it is.

What an answer owes to the day of asking are comparisons of the row's own days with that day, with the last day that counts
as near, and with the first day of which a review is still recent. A row turns on the day on which one of them turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa

from classify.batch.again.raw import Ints, numbers_of, pieces_of, there_at
from classify.batch.law import Today

__all__ = ["OPENS", "REVIEWED", "Ahead", "Turned", "Turns"]

OPENS: Final = "opens_on"
"""The one column of the earlier answer whose days are compared; it holds what mark, law, event and extension come to."""
ASKED: Final = ("event_on", "published_on", "declassified_on", "extension_decided", "reviewed_on")
"""What has happened by the day of asking, and what lies after it."""
REVIEWED: Final = ("issued", "notified", "reviewed_on")
"""From what the yearly review is counted."""
STEP: Final = 1 << 18
"""Days looked at in one step: so few that what is made of them stays near the processor."""

Turned = tuple[Ints, Ints]
"""Rows that turn, and to each the place of the day on which it does."""


@dataclass(frozen=True)
class Ahead:
    """Which rows turn on which of the days after `since` up to `until`; belongs to an answer, with its metadata and rows.

    Of a row that turns more often there is more than one day; a day may be there on which nothing comes of it.
    """

    answer: Mapping[bytes, bytes] = field(repr=False)
    size: int
    since: date
    until: date
    rows: Ints = field(repr=False)
    days: Ints = field(repr=False)

    def by(self, day: int) -> Ints:
        """Give the rows that turn by a day, in ascending order."""
        return np.unique(self.rows[self.days <= day])

    def after(self, day: int) -> Turned:
        """Give the rows that turn later, and the days."""
        later = self.days > day
        return self.rows[later], self.days[later]


@dataclass(frozen=True)
class Turns:
    """Days of asking, in order: what each of them compares the days of a row with."""

    days: tuple[int, ...] = ()
    near: tuple[int, ...] = ()
    reviewed: tuple[int, ...] = ()
    """The last day of which a review is no longer recent; nothing where some of the days ask for no yearly review."""

    @classmethod
    def at(cls, days: Sequence[date]) -> Turns:
        """Ask the law of each day."""
        asked = [_today(day) for day in days]
        since = [one.reviewed_since for one in asked if one.reviewed_since is not None]
        reviewed = tuple(day - 1 for day in since) if len(since) == len(asked) else ()
        return cls(tuple(one.day for one in asked), tuple(one.near for one in asked), reviewed)

    @property
    def dates(self) -> Ints:
        """The days as an array."""
        return np.array(self.days, dtype=np.int32)

    def later(self) -> Turns:
        """Give the same without the first day."""
        return Turns(self.days[1:], self.near[1:], self.reviewed[1:])

    def search(self, table: pa.Table, answers: pa.Table) -> Turned:
        """Search rows, with their answers on the first day beside them, for those that turn on one of the others."""
        found = list(self._found(table, answers))
        rows = np.concatenate([np.empty(0, dtype=np.int64), *(rows for rows, _ in found)])
        return rows, np.concatenate([np.empty(0, dtype=np.int64), *(places for _, places in found)])

    def _found(self, table: pa.Table, answers: pa.Table) -> Iterator[Turned]:
        for name in dict.fromkeys((OPENS, *ASKED, *REVIEWED)):
            of = answers if name == OPENS else table
            if name not in of.schema.names or pa.types.is_null(of.schema.field(name).type):
                continue
            compared = [self.days] if name in (OPENS, *ASKED) else []
            compared += [self.near] if name == OPENS else [self.reviewed] if name in REVIEWED else []
            edges = [np.array(one, dtype=np.int32) for one in compared if one and one[0] < one[-1]]
            for first, (piece,) in pieces_of([of.column(name)]) if edges else ():
                yield _turning(first, piece, edges)


@cache
def _today(day: date) -> Today:
    return Today.of(day)


def _turning(first: int, piece: Any, compared: Sequence[Ints]) -> Turned:  # noqa: ANN401 -- an Arrow array
    """Find the days that lie after the first edge and not after the last one."""
    days = numbers_of(_dated(piece))
    rows, places = [], []
    for begin in range(0, len(days), STEP):
        step = days[begin : begin + STEP]
        for edges in compared:
            # one comparison for both ends: a day before the first becomes a large number
            since = np.subtract(step, edges[0] + 1).view(np.uint32)
            found = np.flatnonzero(since < np.uint32(edges[-1] - edges[0]))
            rows.append(found + begin)
            places.append(np.searchsorted(edges, step[found]))
    at = np.concatenate(rows)
    there = there_at(piece, at)
    return at[there] + first, np.concatenate(places)[there]


def _dated(piece: Any) -> Any:  # noqa: ANN401 -- an Arrow array
    if pa.types.is_date32(piece.type):
        return piece
    if pa.types.is_dictionary(piece.type):
        piece = piece.dictionary_decode()
    return piece.cast(pa.date32())
