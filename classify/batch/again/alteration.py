"""Which rows of a column are not what they were: bytes against bytes, so that what did not change costs next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.again.raw import (
    Ints,
    ends_of,
    is_parted,
    is_plain,
    nulls_differ,
    numbers_of,
    pieces_of,
    same_memory,
    there_at,
    truths_of,
    valid_of,
)

__all__ = ["altered", "comparisons"]

MANY = 64
"""Where one row in so many differs, or has another length, the short ways cost more than they spare."""
_NONE = np.empty(0, dtype=np.int64)


def comparisons(old: pa.ChunkedArray, new: pa.ChunkedArray) -> Iterator[tuple[int, Any, Any]]:
    """Give what there is to compare of a column then and now, piece by piece, each with its first row."""
    for first, (one, other) in pieces_of([old, new]):
        yield first, one, other


def altered(first: int, old: Any, new: Any) -> Ints:  # noqa: ANN401 -- Arrow arrays
    """Give the rows, counted from `first`, that have another value, or one where there was none, or none any more."""
    if old.type != new.type:
        try:
            old = _decoded(old).cast(_decoded(new).type)
        except pa.ArrowException:
            return np.arange(first, first + len(new))
        new = _decoded(new)
    if not len(new) or same_memory(old, new):
        return _NONE
    return _unequal(old, new) + first


def _decoded(array: Any) -> Any:  # noqa: ANN401 -- Arrow arrays
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _unequal(old: Any, new: Any) -> Ints:  # noqa: ANN401 -- Arrow arrays
    kind = new.type
    if pa.types.is_dictionary(kind):
        if not old.dictionary.equals(new.dictionary):
            return _unequal(_decoded(old), _decoded(new))
        found = _numbers_differ(old.indices, new.indices)
    elif pa.types.is_null(kind):
        return _NONE
    elif pa.types.is_boolean(kind):
        found = np.flatnonzero(truths_of(old) != truths_of(new))
    elif is_plain(kind):
        found = _numbers_differ(old, new)
    elif pa.types.is_list(kind) or is_parted(kind):
        found = _parts_differ(old, new)
    else:
        found = _each_differs(old, new)
    return _with_nulls(found, old, new)


def _with_nulls(found: Ints, old: Any, new: Any) -> Ints:  # noqa: ANN401 -- Arrow arrays
    """Take out the rows that have no value then and now, and add those that got or lost theirs."""
    if len(found):
        found = found[there_at(old, found) | there_at(new, found)]
    changed = nulls_differ(old, new)
    return np.union1d(found, changed) if len(changed) else found


def _numbers_differ(old: Any, new: Any) -> Ints:  # noqa: ANN401 -- Arrow arrays
    one, other = numbers_of(old), numbers_of(new)
    if pa.py_buffer(one).equals(pa.py_buffer(other)):
        return _NONE
    if pa.types.is_floating(new.type):
        one, other = one.view(f"i{one.itemsize}"), other.view(f"i{other.itemsize}")
    differs = one != other
    if np.count_nonzero(differs) * MANY > len(differs):
        # where nothing is there anything may lie
        before, after = valid_of(old), valid_of(new)
        if before is not None and after is not None:
            differs &= before | after
    return np.flatnonzero(differs)


def _parts_differ(old: Any, new: Any) -> Ints:  # noqa: ANN401 -- Arrow arrays
    """Between two rows of another length all that is held lies side by side, so that it is compared as a whole."""
    one, other = ends_of(old), ends_of(new)
    shift = other - one
    resized = np.flatnonzero(shift[1:] != shift[:-1])
    if len(resized) * MANY > len(new):
        return _each_differs(old, new)
    found = [resized]
    compare = _lists_differ(old, new) if pa.types.is_list(new.type) else _bytes_differ(old, new)
    begins, ends = [0, *(resized + 1).tolist()], [*resized.tolist(), len(new)]
    sizes, firsts, others = (one[ends] - one[begins]).tolist(), one[begins].tolist(), other[begins].tolist()
    for size, first, at in zip(sizes, firsts, others, strict=True):
        places = compare(first, at, size) if size else _NONE
        if len(places):
            # in the type of the ends, else they would all be converted
            found.append(np.searchsorted(one, (places + first).astype(one.dtype), side="right") - 1)
    return np.unique(np.concatenate(found)) if len(found) > 1 else resized


def _lists_differ(old: Any, new: Any) -> Callable[[int, int, int], Ints]:  # noqa: ANN401 -- Arrow arrays
    before, after = old.values, new.values
    return lambda first, at, size: _unequal(before.slice(first, size), after.slice(at, size))


def _bytes_differ(old: Any, new: Any) -> Callable[[int, int, int], Ints]:  # noqa: ANN401 -- Arrow arrays
    before, after = old.buffers()[2], new.buffers()[2]

    def compare(first: int, at: int, size: int) -> Ints:
        one, other = before.slice(first, size), after.slice(at, size)
        if one.equals(other):
            return _NONE
        return np.flatnonzero(np.frombuffer(one, dtype=np.uint8) != np.frombuffer(other, dtype=np.uint8))

    return compare


def _each_differs(old: Any, new: Any) -> Ints:  # noqa: ANN401 -- Arrow arrays
    """Compare row by row: lists of one length by what they hold at the same place."""
    if pa.types.is_list(new.type):
        one, other = ends_of(old), ends_of(new)
        lengths = np.diff(one)
        alike = np.flatnonzero(lengths == np.diff(other))
        rows = np.repeat(alike, lengths[alike])
        within = np.arange(len(rows)) - np.repeat(np.cumsum(lengths[alike]) - lengths[alike], lengths[alike])
        places = _unequal(old.values.take(pa.array(one[rows] + within)), new.values.take(pa.array(other[rows] + within)))
        return np.union1d(np.flatnonzero(lengths != np.diff(other)), rows[places])
    if pa.types.is_large_list(new.type):
        return np.flatnonzero([before != after for before, after in zip(old.to_pylist(), new.to_pylist(), strict=True)])
    if pa.types.is_string_view(new.type):
        old, new = old.cast(pa.large_string()), new.cast(pa.large_string())
    return np.flatnonzero(pc.fill_null(pc.not_equal(old, new), fill_value=False).to_numpy(zero_copy_only=False))
