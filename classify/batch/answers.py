"""What comes out: codes become the columns of docs/batch.md, dictionary-encoded, without a Python object a row."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from classify.batch.days import NEVER, Days
from classify.batch.tables import Masks
from classify.law.rulebook import findings as all_findings
from classify.law.sources import read_table
from classify.level import Level

__all__ = ["ACTIONS", "LEVELS", "OPEN", "STATES", "answer_fields", "answers", "mask_names"]

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


def mask_names(mask: int) -> list[str]:
    """Give the findings of a mask, in the order in which they are shown."""
    return [name for place, name in enumerate(all_findings()) if mask >> place & 1]


def answers(  # noqa: PLR0913 -- the columns
    batch: pa.RecordBatch,
    *,
    state: npt.NDArray[np.int8],
    level: npt.NDArray[np.int8],
    opens: Days,
    as_of: int,
    action: npt.NDArray[np.int8],
    findings: Masks,
    catalog: Any,  # noqa: ANN401 -- an Arrow array or None
    item: Any,  # noqa: ANN401 -- the same
) -> pa.RecordBatch:
    """Write the answers of a batch."""
    rows = batch.num_rows
    shown = np.where(np.take(_HIDES, state, mode="clip"), np.int8(-1), level - np.int8(1))
    days = _nullable(opens, opens == NEVER)
    ids = batch.column("id")
    columns = [
        ids,
        pa.DictionaryArray.from_arrays(pa.array(state), pa.array(STATES), safe=False),
        pa.DictionaryArray.from_arrays(_nullable(shown, shown < 0), pa.array(LEVELS), safe=False),
        pa.array(np.take(_SECRET, state, mode="clip")),
        _nullable(opens - np.int32(1), opens == NEVER).view(pa.date32()),
        days.view(pa.date32()),
        _nullable(opens - np.int32(as_of), opens == NEVER),
        pa.DictionaryArray.from_arrays(pa.array(action), pa.array(ACTIONS), safe=False),
        _lists(findings),
        _text(catalog, rows),
        _text(item, rows),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(answer_fields(ids.type)))


_SECRET: Final = np.array([name not in OPEN for name in STATES])
_HIDES: Final = np.array([name in _UNLEVELLED for name in STATES])


def _nullable(values: npt.NDArray[Any], null: npt.NDArray[np.bool_]) -> Any:  # noqa: ANN401 -- an Arrow array
    valid = np.packbits(~null, bitorder="little")
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [pa.py_buffer(valid), pa.py_buffer(values)])


def _lists(masks: Masks) -> Any:  # noqa: ANN401 -- an Arrow array
    """Give the findings of each row: each distinct set is written once, and rows take theirs."""
    coded = pa.array(masks).dictionary_encode()
    sets = coded.dictionary.to_numpy()
    places = [_places(mask) for mask in sets.tolist()]
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in places])]).astype(np.int32)
    flat = pa.array(np.array([place for one in places for place in one], dtype=np.int8))
    lists = pa.ListArray.from_arrays(pa.array(offsets), flat).take(coded.indices)
    values = pa.DictionaryArray.from_arrays(lists.values, pa.array(tuple(all_findings())), safe=False)
    return pa.ListArray.from_arrays(lists.offsets, values)


@lru_cache(maxsize=100_000)
def _places(mask: int) -> list[int]:
    return [place for place in range(len(all_findings())) if mask >> place & 1]


def _text(column: Any, rows: int) -> Any:  # noqa: ANN401 -- Arrow arrays
    if column is None:
        return pa.nulls(rows, pa.string())
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column if pa.types.is_string(column.type) else column.cast(pa.string())
