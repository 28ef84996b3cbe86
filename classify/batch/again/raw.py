"""An Arrow array as plain numbers: views where its layout allows, so that whole columns are compared and copied as bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = [
    "Ints",
    "ends_of",
    "held_by",
    "is_parted",
    "is_plain",
    "nulls_differ",
    "numbers_of",
    "packed_truths",
    "pieces_of",
    "room_for",
    "same_memory",
    "set_bits",
    "there_at",
    "truths_of",
    "valid_of",
    "validity_of",
]

Ints = npt.NDArray[Any]
PIECE: Final = 1 << 20
"""Rows looked at in one step: so many that the steps themselves cost little."""
_WIDTHS: Final = {8: np.int8, 16: np.int16, 32: np.int32, 64: np.int64}


def is_plain(kind: pa.DataType) -> bool:
    """Say whether values are numbers of one width: whole numbers, days, codes of a dictionary."""
    plain = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_date(kind) or pa.types.is_timestamp(kind)
    return bool(plain) and kind.bit_width in _WIDTHS


def is_parted(kind: pa.DataType) -> bool:
    """Say whether values are texts, or lists of codes."""
    if pa.types.is_list(kind):
        return bool(pa.types.is_dictionary(kind.value_type))
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def numbers_of(array: Any) -> Ints:  # noqa: ANN401 -- an Arrow array
    """Give the values of a plain array, or the codes of one with a dictionary; whatever lies under a null comes too."""
    if pa.types.is_dictionary(array.type):
        array = array.indices
    if not len(array):
        return np.empty(0, dtype=_WIDTHS[array.type.bit_width])
    width = _WIDTHS[array.type.bit_width]
    return np.frombuffer(array.buffers()[1], dtype=width)[array.offset : array.offset + len(array)]


def valid_of(array: Any) -> npt.NDArray[np.bool_] | None:  # noqa: ANN401 -- an Arrow array
    """Give which values are there; None where all are."""
    buffer = array.buffers()[0] if len(array) else None
    return None if buffer is None else _unpacked(buffer, array.offset, len(array))


def truths_of(array: Any) -> npt.NDArray[np.bool_]:  # noqa: ANN401 -- an Arrow array
    """Give the values of an array of truths."""
    return _unpacked(array.buffers()[1], array.offset, len(array)) if len(array) else np.empty(0, dtype=np.bool_)


def _unpacked(buffer: pa.Buffer, offset: int, rows: int) -> npt.NDArray[np.bool_]:
    raw = np.frombuffer(buffer, dtype=np.uint8)[offset // 8 : (offset + rows + 7) // 8]
    found: npt.NDArray[np.bool_] = np.unpackbits(raw, bitorder="little").view(np.bool_)
    return found[offset % 8 : offset % 8 + rows]


def ends_of(array: Any) -> Ints:  # noqa: ANN401 -- an Arrow array
    """Give where the values of texts or lists begin, and where the last one ends."""
    wide = np.int64 if pa.types.is_large_string(array.type) else np.int32
    if not len(array):
        return np.zeros(1, dtype=wide)
    return np.frombuffer(array.buffers()[1], dtype=wide)[array.offset : array.offset + len(array) + 1]


def held_by(array: Any) -> Ints:  # noqa: ANN401 -- an Arrow array
    """Give what texts, or lists of codes, hold end to end: bytes, or codes."""
    if pa.types.is_list(array.type):
        return numbers_of(array.values)
    data = array.buffers()[2]
    return np.empty(0, dtype=np.uint8) if data is None else np.frombuffer(data, dtype=np.uint8)


def validity_of(arrays: Sequence[Any]) -> npt.NDArray[np.uint8] | None:
    """Give which values of some arrays are there, one after the other, in bits that may be written to; None: all are."""
    if all(one.buffers()[0] is None for one in arrays):
        return None
    return _packed(arrays, 0)


def packed_truths(arrays: Sequence[Any]) -> npt.NDArray[np.uint8]:
    """Give the values of some arrays of truths, one after the other, in bits that may be written to."""
    return _packed(arrays, 1)


def _packed(arrays: Sequence[Any], place: int) -> npt.NDArray[np.uint8]:
    parts = [(one.buffers()[place], one.offset, len(one)) for one in arrays]
    if all(first % 8 == 0 for _, first, _ in parts) and all(rows % 8 == 0 for _, _, rows in parts[:-1]):
        return np.concatenate([_bytes_of(buffer, first // 8, (rows + 7) // 8) for buffer, first, rows in parts])
    bits = [np.ones(rows, dtype=np.bool_) if buffer is None else _unpacked(buffer, first, rows) for buffer, first, rows in parts]
    return np.packbits(np.concatenate(bits), bitorder="little")


def _bytes_of(buffer: pa.Buffer | None, first: int, size: int) -> npt.NDArray[np.uint8]:
    if buffer is None:
        return np.full(size, 255, dtype=np.uint8)
    return np.frombuffer(buffer, dtype=np.uint8)[first : first + size]


def room_for(count: int, dtype: np.dtype[Any]) -> Ints:
    """Give room for so many numbers, from the memory of Arrow, which is not handed back and asked for again each time."""
    return np.frombuffer(pa.allocate_buffer(count * dtype.itemsize), dtype=dtype)


def set_bits(bitmap: npt.NDArray[np.uint8], at: Ints, bits: npt.NDArray[np.bool_]) -> None:
    """Write some bits of a bitmap."""
    masks = np.left_shift(np.uint8(1), (at & 7).astype(np.uint8))
    np.bitwise_or.at(bitmap, at >> 3, masks)
    np.bitwise_xor.at(bitmap, (at >> 3)[~bits], masks[~bits])


def there_at(array: Any, rows: Ints) -> npt.NDArray[np.bool_]:  # noqa: ANN401 -- an Arrow array
    """Give which of some rows have a value."""
    buffer = array.buffers()[0]
    if buffer is None:
        return np.ones(len(rows), dtype=np.bool_)
    places = rows + array.offset
    found: npt.NDArray[np.bool_] = (np.frombuffer(buffer, dtype=np.uint8)[places >> 3] >> (places & 7) & 1).astype(np.bool_)
    return found


def nulls_differ(one: Any, other: Any) -> Ints:  # noqa: ANN401 -- Arrow arrays of one length
    """Give the rows that have a value in one of the two only."""
    before, after = one.buffers()[0], other.buffers()[0]
    if not len(one) or (before is None and after is None):
        return np.empty(0, dtype=np.int64)
    if before is None or after is None or one.offset % 8 != other.offset % 8:
        valid = [np.ones(len(one), dtype=np.bool_) if bits is None else bits for bits in (valid_of(one), valid_of(other))]
        return np.flatnonzero(valid[0] != valid[1])
    shift, size = one.offset % 8, (one.offset % 8 + len(one) + 7) // 8
    # eight rows at a time; only where they are not alike are they looked at one by one
    unlike = _bytes_of(before, one.offset // 8, size) ^ _bytes_of(after, other.offset // 8, size)
    at = np.flatnonzero(unlike != 0)
    byte, bit = np.nonzero(np.unpackbits(unlike[at][:, None], axis=1, bitorder="little"))
    rows: Ints = at[byte] * 8 + bit - shift
    return rows[(rows >= 0) & (rows < len(one))]


def same_memory(one: Any, other: Any) -> bool:  # noqa: ANN401 -- Arrow arrays
    """Say whether two arrays of one type are the same bytes at the same place."""
    if one.offset != other.offset or len(one) != len(other):
        return False
    places = [[None if part is None else (part.address, part.size) for part in array.buffers()] for array in (one, other)]
    if places[0] != places[1]:
        return False
    return not pa.types.is_dictionary(one.type) or bool(one.dictionary.equals(other.dictionary))


def pieces_of(columns: Sequence[pa.ChunkedArray], most: int = PIECE) -> Iterator[tuple[int, list[Any]]]:
    """Cut columns of one length at the ends of all their chunks: the first row of each piece, and the piece of each column."""
    ends = sorted({int(end) for column in columns for end in np.cumsum([len(chunk) for chunk in column.chunks])})
    at = [0] * len(columns)
    begun = [0] * len(columns)
    first = 0
    for end in ends:
        if end == first:
            continue
        for place, column in enumerate(columns):
            while begun[place] + len(column.chunk(at[place])) <= first:
                begun[place] += len(column.chunk(at[place]))
                at[place] += 1
        whole = [column.chunk(at[place]).slice(first - begun[place], end - first) for place, column in enumerate(columns)]
        for row in range(first, end, most):
            yield row, [one.slice(row - first, most) for one in whole]
        first = end
