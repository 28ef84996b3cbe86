"""What draws on what, for a whole inventory: places and relations as arrays, and joins that run along them, sources first.

A place is handed on when all that it draws on has been: by waves, each of them a few operations on whole arrays, and where
the waves are small by single places, so that neither a wide graph nor a chain of a million takes long. Places in a circle,
and all that draws on them, are never handed on; `classify.batch.sources.circles` makes one place of a circle first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["Columns", "Links", "Places", "settle"]

Places = npt.NDArray[np.int32]
WIDE: Final = 512
"""From so many places, or relations of one place, a wave is faster than single places."""


@dataclass(frozen=True, eq=False)
class Links:
    """For each source the places that draw on it: `users[first[source] : first[source + 1]]`."""

    first: npt.NDArray[np.int64]
    users: Places

    @classmethod
    def of(cls, sources: Places, users: Places, size: int) -> Links:
        """Sort relations, pairs of a source and a user, by their source.

        >>> Links.of(np.array([1, 0, 1], np.int32), np.array([2, 1, 0], np.int32), 3).users.tolist()
        [1, 0, 2]
        """
        pairs = sources.astype(np.int64)
        pairs <<= 32
        pairs |= users
        pairs.sort()
        first = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(sources, minlength=size), out=first[1:])
        pairs &= 0xFFFFFFFF
        return cls(first, pairs.astype(np.int32))

    @property
    def size(self) -> int:
        """The number of places."""
        return len(self.first) - 1

    @property
    def drawn(self) -> Places:
        """How many relations each place has to sources."""
        return np.bincount(self.users, minlength=self.size).astype(np.int32)

    def pairs_of(self, sources: Places) -> tuple[Places, Places]:
        """Give all relations of some sources, as pairs of a source and a user."""
        begin = self.first[sources]
        counts = self.first[sources + 1] - begin
        ends = np.cumsum(counts)
        at = np.arange(ends[-1] if len(ends) else 0)
        at += np.repeat(begin - ends + counts, counts)
        return np.repeat(sources, counts), self.users[at]


@dataclass(frozen=True, eq=False)
class Columns:
    """What is joined along the relations: numbers of which the greatest counts, and masks whose bits come together."""

    greatest: Sequence[npt.NDArray[Any]] = ()
    masks: Sequence[npt.NDArray[Any]] = ()

    def join(self, places: Places, others: Places) -> None:
        """Join into each place what the other of its pair holds."""
        for column in self.greatest:
            np.maximum.at(column, places, column[others])
        for column in self.masks:
            np.bitwise_or.at(column, places, column[others])


def settle(links: Links, columns: Columns = Columns()) -> Places:
    """Join into every place all that it draws on, however far; give the places that cannot be: those of circles, and above.

    >>> latest = np.array([3, 0, 0], np.int32)
    >>> links = Links.of(np.array([0, 1], np.int32), np.array([1, 2], np.int32), 3)
    >>> settle(links, Columns([latest])).tolist(), latest.tolist()
    ([], [3, 3, 3])
    """
    waiting = links.drawn
    ready = np.flatnonzero(waiting == 0).astype(np.int32)
    while len(ready):
        ready = _wave(links, columns, waiting, ready)
        if len(ready) < WIDE:
            ready = np.array(_singly(links, columns, waiting, ready.tolist()), dtype=np.int32)
    return np.flatnonzero(waiting > 0).astype(np.int32)


def _wave(links: Links, columns: Columns, waiting: Places, ready: Places) -> Places:
    """Hand on what some places hold, and give those that wait for nothing any more."""
    sources, users = links.pairs_of(ready)
    columns.join(users, sources)
    np.subtract.at(waiting, users, np.ones(len(users), dtype=np.int32))
    done = np.sort(users[waiting[users] == 0])
    once = np.ones(len(done), dtype=np.bool_)
    np.not_equal(done[1:], done[:-1], out=once[1:])
    return done[once]


def _singly(links: Links, columns: Columns, waiting: Places, ready: list[int]) -> list[int]:
    """Hand on place by place, until enough of them are ready for a wave; memory views, because they are read one by one."""
    first, users, left = links.first.data, links.users.data, waiting.data
    greatest, masks = [one.data for one in columns.greatest], [one.data for one in columns.masks]
    while ready and len(ready) < WIDE:
        place = ready.pop()
        begin, end = first[place], first[place + 1]
        if end - begin > WIDE:
            return [*ready, place]
        for at in range(begin, end):
            user = users[at]
            for column in greatest:
                held = column[place]
                if held > column[user]:  # noqa: PLR1730 -- `max` takes longer, and this runs for every relation
                    column[user] = held
            for column in masks:
                column[user] |= column[place]
            left[user] -= 1
            if not left[user]:
                ready.append(user)
    return ready
