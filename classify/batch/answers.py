"""What comes out: codes become the columns of docs/batch.md, dictionary-encoded, without a Python object a row."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from classify.batch.days import NEVER, Days
from classify.law.sources import read_table
from classify.level import Level

__all__ = ["ACTIONS", "LEVELS", "OPEN", "STATES", "answer_fields", "answers"]

_SLOTS: Final = read_table("slots.toml")["slot"]
STATES: Final = tuple(_SLOTS["row_state"]["codes"])
ACTIONS: Final = tuple(_SLOTS["action"]["codes"])
LEVELS: Final = tuple(level.value for level in Level)
OPEN: Final = ("published", "declassified", "self_declassified")
_UNLEVELLED: Final = (*OPEN, "invalid")

_CODE: Final = pa.dictionary(pa.int8(), pa.string())
_FINDINGS: Final = pa.list_(pa.field("item", _CODE))


def answer_fields(id_type: pa.DataType) -> list[pa.Field]:
    """Give the fields of docs/batch.md, the id as it came."""
    return [
        pa.field("id", id_type),
        pa.field("state", _CODE),
        pa.field("level", _CODE),
        pa.field("secret", pa.bool_()),
        pa.field("last_secret_day", pa.date32()),
        pa.field("opens_on", pa.date32()),
        pa.field("days_left", pa.int32()),
        pa.field("action", _CODE),
        pa.field("findings", _FINDINGS),
        pa.field("catalog", pa.string()),
        pa.field("item", pa.string()),
    ]


def answers(  # noqa: PLR0913 -- the columns
    batch: pa.RecordBatch,
    *,
    state: npt.NDArray[np.int8],
    level: npt.NDArray[np.int8],
    opens: Days,
    as_of: int,
    action: npt.NDArray[np.int8],
    findings: Any,  # noqa: ANN401 -- an Arrow array
    catalog: Any,  # noqa: ANN401 -- an Arrow array or None
    item: Any,  # noqa: ANN401 -- the same
) -> pa.RecordBatch:
    """Write the answers of a batch."""
    rows = batch.num_rows
    shown = level * np.take(_SHOWS, state, mode="clip") - np.int8(1)
    known = np.packbits(opens != NEVER, bitorder="little")
    ids = batch.column("id")
    columns = [
        ids,
        _coded(state, STATES),
        _coded(shown, LEVELS, np.packbits(shown >= 0, bitorder="little")),
        _array(pa.bool_(), rows, np.packbits(np.take(_SECRET, state, mode="clip"), bitorder="little")),
        _array(pa.date32(), rows, opens - np.int32(1), known),
        _array(pa.date32(), rows, opens, known),
        _array(pa.int32(), rows, opens - np.int32(as_of), known),
        _coded(action, ACTIONS),
        findings,
        _text(catalog, rows),
        _text(item, rows),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(answer_fields(ids.type)))


_SECRET: Final = np.array([name not in OPEN for name in STATES])
_SHOWS: Final = np.array([name not in _UNLEVELLED for name in STATES], dtype=np.int8)


def _array(kind: pa.DataType, rows: int, values: npt.NDArray[Any], known: npt.NDArray[np.uint8] | None = None) -> pa.Array:
    buffers = [None if known is None else pa.py_buffer(known), pa.py_buffer(values)]
    return pa.Array.from_buffers(kind, rows, buffers)


def _coded(codes: npt.NDArray[np.int8], names: tuple[str, ...], known: npt.NDArray[np.uint8] | None = None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(_array(pa.int8(), len(codes), codes, known), pa.array(names), safe=False)


def _text(column: Any, rows: int) -> Any:  # noqa: ANN401 -- Arrow arrays
    if column is None:
        return pa.nulls(rows, pa.string())
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column if pa.types.is_string(column.type) else column.cast(pa.string())
