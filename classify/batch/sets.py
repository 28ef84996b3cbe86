"""Sets of findings: few are distinct, so that rows carry the number of theirs, from the first rule to the written list."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.columns import plain_values
from classify.batch.lookup import Lookup, Numbers, room
from classify.batch.tables import Masks
from classify.law.rulebook import findings as all_findings

__all__ = ["FindingSets", "mask_names"]

NAMES: Final = tuple(all_findings())


def mask_names(mask: int) -> list[str]:
    """Give the findings of a mask, in the order in which they are shown."""
    return [NAMES[place] for place in _places(mask)]


@lru_cache(maxsize=100_000)
def _places(mask: int) -> bytes:
    return bytes(place for place in range(len(NAMES)) if mask >> place & 1)


class FindingSets:
    """The sets met so far, as masks; numbers are given once and never change, and 0 is the empty set."""

    def __init__(self) -> None:
        """Begin with the empty set."""
        self._numbers: dict[int, int] = {0: 0}
        self._lock = Lock()
        self.masks: Masks = np.zeros(1, dtype=np.uint64)
        self._written: Any = pa.array([b""], pa.binary())
        self._joined = Lookup()

    def numbers_of(self, masks: Masks) -> Numbers:
        """Give the number of each mask."""
        once, back = np.unique(masks, return_inverse=True)
        with self._lock:
            numbers = [self._numbers.setdefault(mask, len(self._numbers)) for mask in once.tolist()]
            if len(self._numbers) > len(self.masks):
                self._written = pa.array(map(_places, self._numbers), pa.binary())
                self.masks = np.array(list(self._numbers), dtype=np.uint64)
        return np.array(numbers, dtype=np.int32)[back]

    def joined(self, ones: Numbers, others: Numbers) -> Numbers:
        """Give the number of each two sets together."""
        count = room(len(self.masks))
        return self._joined(self._join, (ones, count), (others, count))

    def _join(self, ones: Numbers, others: Numbers) -> Numbers:
        return self.numbers_of(self.masks[ones] | self.masks[others])

    def lists(self, numbers: Numbers) -> Any:  # noqa: ANN401 -- an Arrow array
        """Write the findings of each row as a list of their names, dictionary-encoded."""
        # a list of bytes lies in memory as a binary does, and binaries are taken faster
        taken = pc.take(self._written, pa.array(numbers), boundscheck=False)
        _, offsets, flat = taken.buffers()
        codes = pa.Array.from_buffers(pa.int8(), plain_values(taken, np.int32, 1)[-1], [None, flat])
        values = pa.DictionaryArray.from_arrays(codes, pa.array(NAMES), safe=False)
        return pa.ListArray.from_arrays(pa.Array.from_buffers(pa.int32(), len(numbers) + 1, [None, offsets]), values)
