"""An earlier answer in the types, and with the dictionaries, in which the kernel gives one; those of files have others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from classify.batch.answers import ACTIONS, LEVELS, STATES, answer_fields
from classify.errors import InputError
from classify.law.rulebook import findings

__all__ = ["former"]

CODES: Final = {"state": STATES, "level": LEVELS, "action": ACTIONS, "findings": tuple(findings())}


def former(told: pa.Table) -> pa.Table:
    """Give the columns of an answer as the kernel would; raises InputError `earlier-no-answer` where they are not one."""
    names = told.schema.names
    fields = answer_fields(told.schema.field("id").type if "id" in names else pa.int64())
    if any(field.name not in names for field in fields):
        raise InputError("earlier-no-answer")
    try:
        columns = [_as(told.column(field.name), field) for field in fields]
    except (pa.ArrowException, KeyError):
        raise InputError("earlier-no-answer") from None
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _as(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    if field.name not in CODES:
        return column if column.type == field.type else column.cast(field.type)
    words = pa.array(CODES[field.name], pa.string())
    if column.type == field.type and column.num_chunks:
        # copies nothing where all dictionaries are alike
        column = column.unify_dictionaries()
        if _held(column.chunk(0)).dictionary.equals(words):
            return column
    return pa.chunked_array([_with(chunk, CODES[field.name], words, field.type) for chunk in column.chunks], field.type)


def _held(array: Any) -> Any:  # noqa: ANN401 -- Arrow arrays
    return array.values if pa.types.is_list(array.type) else array


def _with(array: Any, names: Sequence[str], words: Any, kind: pa.DataType) -> Any:  # noqa: ANN401 -- Arrow arrays
    """Give codes with our own dictionary; raises KeyError for a name that is not in it."""
    held = _held(array)
    if not pa.types.is_dictionary(held.type):
        held = held.dictionary_encode()
    places = {name: place for place, name in enumerate(names)}
    codes = pa.array([places[name] for name in held.dictionary.to_pylist()], pa.int8())
    coded = pa.DictionaryArray.from_arrays(codes.take(held.indices), words)
    return (
        coded if held is array or not pa.types.is_list(array.type) else pa.ListArray.from_arrays(array.offsets, coded, type=kind)
    )
