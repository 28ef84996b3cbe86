"""Some rows of a column replaced: the others are copied as bytes, and a block in which nothing is replaced is not touched."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa

from classify.batch.again.raw import (
    Ints,
    ends_of,
    held_by,
    is_parted,
    is_plain,
    numbers_of,
    packed_truths,
    room_for,
    set_bits,
    truths_of,
    valid_of,
    validity_of,
)

__all__ = ["spliced"]

MANY: Final = 16
"""Where one row in so many is replaced, texts and lists are taken row by row."""


def spliced(block: list[Any], at: Ints, values: Any, less: int = 0) -> list[Any]:  # noqa: ANN401 -- Arrow arrays
    """Put values at some rows, in ascending order, of a block; they are of its type, with its dictionary.

    All other numbers become so much `less`.
    """
    kind = values.type
    if not len(at) and not less:
        return block
    if pa.types.is_dictionary(kind):
        codes = _numbers([one.indices for one in block], at, values.indices, 0)
        return [pa.DictionaryArray.from_arrays(codes, values.dictionary, safe=False)]
    if pa.types.is_boolean(kind):
        truths = packed_truths(block)
        set_bits(truths, at, truths_of(values))
        rows = sum(map(len, block))
        return [pa.Array.from_buffers(kind, rows, [_there(block, at, values), pa.py_buffer(truths)])]
    if is_plain(kind):
        return [_numbers(block, at, values, less)]
    if is_parted(kind) and len(at) * MANY < sum(map(len, block)):
        return [_parts(block, at, values)]
    return [_taken(block, at, values)]


def _numbers(block: list[Any], at: Ints, values: Any, less: int) -> Any:  # noqa: ANN401 -- Arrow arrays
    given = numbers_of(values)
    numbers = room_for(sum(map(len, block)), given.dtype)
    first = 0
    for one in block:
        np.subtract(numbers_of(one), given.dtype.type(less), out=numbers[first : first + len(one)])
        first += len(one)
    numbers[at] = given
    return pa.Array.from_buffers(values.type, len(numbers), [_there(block, at, values), pa.py_buffer(numbers)])


def _there(block: list[Any], at: Ints, values: Any) -> pa.Buffer | None:  # noqa: ANN401 -- Arrow arrays
    bitmap, given = validity_of(block), valid_of(values)
    if given is None:
        given = np.ones(len(at), dtype=np.bool_)
    if bitmap is None:
        if given.all():
            return None
        bitmap = np.full((sum(map(len, block)) + 7) // 8, 255, dtype=np.uint8)
    set_bits(bitmap, at, given)
    return pa.py_buffer(bitmap)


def _parts(block: list[Any], at: Ints, values: Any) -> Any:  # noqa: ANN401 -- Arrow arrays
    """Weave texts or lists: their lengths say where each begins, and what they hold is laid end to end."""
    starts, given = ends_of(values), held_by(values)
    rows = sum(map(len, block))
    ends = room_for(rows + 1, starts.dtype)
    ends[0] = 0
    held = []
    first = done = 0
    for one in block:
        own, old = ends_of(one), held_by(one)
        low, done = done, done + int(np.searchsorted(at[done:], first + len(one)))
        within = at[low:done] - first
        befores, afters = own[within], own[within + 1]
        begin = own[0]
        for start, end, low_given, high_given in zip(
            befores.tolist(), afters.tolist(), starts[low:done].tolist(), starts[low + 1 : done + 1].tolist(), strict=True
        ):
            held += [old[begin:start], given[low_given:high_given]]
            begin = end
        held.append(old[begin : own[-1]])
        # each row that was put in moves the ends from its own on
        moved = np.concatenate([[0], np.cumsum(np.diff(starts[low : done + 1]) - (afters - befores))]) + (ends[first] - own[0])
        runs = np.diff(np.concatenate([[0], within, [len(one)]]))
        np.add(own[1:], np.repeat(moved.astype(ends.dtype), runs), out=ends[first + 1 : first + len(one) + 1])
        first += len(one)
    data = np.concatenate(held, out=room_for(sum(map(len, held)), given.dtype))
    if pa.types.is_list(values.type):
        codes = pa.DictionaryArray.from_arrays(pa.array(data), values.values.dictionary, safe=False)
        return pa.ListArray.from_arrays(pa.array(ends), codes, type=values.type)
    return pa.Array.from_buffers(values.type, rows, [_there(block, at, values), pa.py_buffer(ends), pa.py_buffer(data)])


def _taken(block: list[Any], at: Ints, values: Any) -> Any:  # noqa: ANN401 -- Arrow arrays
    whole = pa.concat_arrays([*block, values])
    rows = len(whole) - len(values)
    places = np.arange(rows)
    places[at] = np.arange(rows, len(whole))
    return whole.take(pa.array(places))
