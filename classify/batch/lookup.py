"""Look-ups by several small numbers at once: whole columns are answered by one table, and a cell is computed once.

What rows ask is a function of a few numbers, each from a small range. The numbers become one key, and a table over the keys
holds the answers. A cell is computed when a row first needs it, all new keys of a column together.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["Axis", "Lookup", "Numbers", "room"]

Numbers = npt.NDArray[np.int32]
Axis = tuple[npt.NDArray[Any], int]
"""A column of whole numbers from 0, and how many there can be."""

Width = type[np.signedinteger[Any]]
WIDTHS: Final[tuple[tuple[int, Width], ...]] = tuple(
    (int(np.iinfo(kind).max), kind) for kind in (np.int8, np.int16, np.int32, np.int64)
)
LARGEST_TABLE: Final = 64_000_000
"""A table has at most so many cells, of which only pages in use take memory; beyond that the keys that occur are kept."""


def room(count: int) -> int:
    """Give a size for a range that grows, so that tables are seldom made anew.

    >>> room(1), room(3), room(64)
    (1, 4, 64)
    """
    return 1 << (count - 1).bit_length()


class Lookup:
    """The answers of one function of several numbers, none of them negative; safe to use from threads, as the function is.

    The function comes with every call: kept here, it would keep its owner, who keeps this table, out of memory's reach.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._dense: tuple[tuple[int, ...], Numbers] = ((), np.empty(0, dtype=np.int32))
        self._distinct: tuple[tuple[int, ...], dict[int, int]] = ((), {})

    def __call__(self, compute: Callable[..., Numbers], *axes: Axis) -> Numbers:
        """Answer every row. Give the smallest ranges first: their part of the key is cheap to make.

        `compute` takes one array a number, with every combination once, and gives an array of answers.
        """
        sizes = tuple(size for _, size in axes)
        keys = _keys(axes)
        if prod(sizes) > LARGEST_TABLE:
            return self._of_distinct(compute, keys, sizes)
        known, cells = self._dense
        if known != sizes:
            # ranges have grown: the cells are computed anew as rows need them
            cells = np.zeros(prod(sizes), dtype=np.int32)
            self._dense = sizes, cells
        # a cell holds one more than the answer, and nought as long as nobody has asked
        found = np.take(cells, keys, mode="clip")
        found -= 1
        if found.min(initial=0) < 0:
            new = np.unique(keys[found < 0])
            cells[new] = compute(*np.unravel_index(new, sizes)) + 1
            found = np.take(cells, keys, mode="clip") - 1
        return found

    def _of_distinct(self, compute: Callable[..., Numbers], keys: npt.NDArray[Any], sizes: tuple[int, ...]) -> Numbers:
        known, answers = self._distinct
        if known != sizes:
            answers = {}
            self._distinct = sizes, answers
        once, back = np.unique(keys, return_inverse=True)
        new = np.array([key for key in once.tolist() if key not in answers], dtype=np.int64)
        if len(new):
            answers.update(zip(new.tolist(), compute(*np.unravel_index(new, sizes)).tolist(), strict=True))
        return np.array([answers[key] for key in once.tolist()], dtype=np.int32)[back]


def _keys(axes: tuple[Axis, ...]) -> npt.NDArray[Any]:
    """Write the numbers as one, the last one varying fastest, in the narrowest type that holds what there is so far."""
    key, size = axes[0]
    for index, count in axes[1:]:
        size *= count
        if count > 1:
            key = key.astype(_width(size))
            key *= key.dtype.type(count)
            key += index.astype(key.dtype, copy=False)
    return key


def _width(size: int) -> Width:
    return next(kind for largest, kind in WIDTHS if size <= largest)
