"""What is equal gets one number, so that the rest is done once for each distinct thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["combined", "distinct"]

Ints = npt.NDArray[Any]


def distinct(keys: Ints) -> tuple[Ints, Ints]:
    """Give the distinct keys, and to each key its place among them.

    >>> [found.tolist() for found in distinct(np.array([7, 3, 7]))]
    [[7, 3], [0, 1, 0]]
    """
    coded = pa.array(keys).dictionary_encode()
    return coded.dictionary.to_numpy(), coded.indices.to_numpy()


def combined(columns: Iterable[tuple[Ints, int]]) -> tuple[Ints, Ints]:
    """Give for each distinct combination a row that has it, and to each row the place of its combination.

    A column is whole numbers from 0 with one that is above them all.

    >>> rows, places = combined([(np.array([0, 1, 0]), 2), (np.array([5, 5, 5]), 6)])
    >>> rows.tolist(), places.tolist()
    ([0, 1], [0, 1, 0])
    """
    (places, size), *others = columns
    for column, above in others:
        if size * above >= 1 << 62:
            once, places = distinct(places)
            size = len(once)
        places = places.astype(np.int64) * above + column
        size *= above
    once, places = distinct(places)
    rows = np.zeros(len(once), dtype=np.int64)
    rows[places[::-1]] = np.arange(len(places) - 1, -1, -1)
    return rows, places
