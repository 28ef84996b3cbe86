"""The columns of an inventory: their names and types, and how a chunk of them becomes plain arrays."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.days import FIRST, LAST, NEVER, Days
from classify.errors import Faults, InputError, nearest, safe_name
from classify.facts.vocabulary import Vocabulary
from classify.script import fold

__all__ = [
    "DATES",
    "FACT",
    "FLAGS",
    "KNOWN",
    "TEXTS",
    "Chunk",
    "Coded",
    "DayColumn",
    "bits",
    "charge_of",
    "check_schema",
    "chosen",
    "plain_values",
]

TEXTS: Final = ("title", "mark", "level", "tier", "catalog", "item")
DATES: Final = (
    "issued",
    "notified",
    "extended_to",
    "extension_decided",
    "extension_delivered",
    "event_on",
    "published_on",
    "declassified_on",
    "reviewed_on",
)
FLAGS: Final = ("derived", "own")
FACT: Final = "fact."
KNOWN: Final = ("id", *TEXTS, *DATES, *FLAGS, "sources")

NO, YES, UNSAID = 0, 1, 2
_WANTED: Final = (
    {"id": "id", "sources": "list"} | dict.fromkeys(TEXTS, "text") | dict.fromkeys(DATES, "date") | dict.fromkeys(FLAGS, "bool")
)

Places = npt.NDArray[np.intp]
Coded = tuple[npt.NDArray[np.int32], list[str | None]]
"""A column of texts: to each row a place, and the texts by place; the last one is None, for what is missing."""


def charge_of(heading: str) -> str | None:
    """Say whether a column names the `person` or the `section` that has a matter in hand (charges.toml).

    >>> charge_of("承办人（签名）"), charge_of("天气")
    ('person', None)
    """
    return _charges().get(_compared(heading))


@cache
def _charges() -> Mapping[str, str]:
    table = tomllib.loads(files("classify.batch").joinpath("charges.toml").read_text(encoding="utf-8"))
    return {_compared(word): kind for kind, words in table.items() for word in words}


def _compared(heading: str) -> str:
    """Write a heading as headings are compared: 承办人（签名） is 承办人."""
    return "".join(fold(heading).split()).lower().partition("(")[0]


def check_schema(schema: pa.Schema, vocabulary: Vocabulary) -> None:
    """Refuse a table that is no inventory: raises InputError, or Faults where several columns are wrong.

    `column-missing`, `column-type`, `column-twice`, and `unknown-fact` for a fact the catalogs do not know.
    """
    faults: list[InputError] = []
    names = schema.names
    faults += [InputError("column-twice", where=safe_name(name)) for name in KNOWN if names.count(name) > 1]
    if "id" not in names:
        faults.append(InputError("column-missing", where="id", name="id"))
    if "mark" not in names and "level" not in names:
        faults.append(InputError("column-missing", where="mark", name="mark"))
    for field in schema:
        wanted = _wanted(field.name, vocabulary, faults)
        if wanted is not None and not _fits(field.type, wanted):
            faults.append(InputError("column-type", where=safe_name(field.name), wanted=wanted))
    if faults:
        raise faults[0] if len(faults) == 1 else Faults(faults)


def _wanted(name: str, vocabulary: Vocabulary, faults: list[InputError]) -> str | None:
    """Give what a column must be; None for one that is not read."""
    if name in _WANTED:
        return _WANTED[name]
    if not name.startswith(FACT):
        return None
    fact = name.removeprefix(FACT)
    known = {kind.name: kind for kind in vocabulary if not kind.is_field}
    if fact not in known:
        faults.append(InputError("unknown-fact", where=safe_name(name), name=safe_name(fact), nearest=nearest(fact, known)))
        return None
    return {"flag": "bool", "number": "number"}.get(known[fact].kind, "text")


def _fits(kind: pa.DataType, wanted: str) -> bool:  # noqa: PLR0911 -- one line a type
    if pa.types.is_null(kind):
        return wanted != "id"
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    match wanted:
        case "id":
            return _is_text(kind) or pa.types.is_integer(kind)
        case "text":
            return _is_text(kind)
        case "date":
            # a moment without a time zone is a day by itself (pandas has no other days); with one it depends on the place
            return bool(pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None))
        case "bool":
            return bool(pa.types.is_boolean(kind))
        case "number":
            return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))
        case _:
            return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or _is_text(kind))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def bits(buffer: pa.Buffer, offset: int, count: int) -> npt.NDArray[np.bool_]:
    """Give the bits of an Arrow bitmap."""
    first, skip = divmod(offset, 8)
    packed = np.frombuffer(buffer, dtype=np.uint8, offset=first, count=(skip + count + 7) // 8)
    return np.unpackbits(packed, bitorder="little")[skip : skip + count].view(np.bool_)


def plain_values(array: pa.Array, kind: type[np.generic], more: int = 0) -> npt.NDArray[Any]:
    """Give the values of an Arrow array as they lie in memory, whatever stands where one is missing; or its offsets."""
    values = array.buffers()[1]
    offset = array.offset * np.dtype(kind).itemsize
    return np.frombuffer(values, dtype=kind, offset=offset, count=len(array) + more) if values else np.empty(0, dtype=kind)


@dataclass(frozen=True)
class DayColumn:
    """A column of day numbers. What is missing, or lies beyond the calendar, counts as NEVER.

    Most columns of days are nearly empty, so that values and presence are kept apart.
    """

    raw: Days
    """Any value stands where there is no day."""
    given: npt.NDArray[np.bool_]
    """Whether a row has a day."""

    @classmethod
    def empty(cls, rows: int) -> DayColumn:
        """Give a column in which every day is missing."""
        return cls(np.broadcast_to(np.int32(NEVER), rows), np.zeros(rows, dtype=np.bool_))

    def at(self, rows: Places) -> Days:
        """Give the days of some rows."""
        return np.where(self.given[rows], self.raw[rows], np.int32(NEVER))

    def by(self, day: int) -> npt.NDArray[np.bool_]:
        """Say of each row whether its day has come."""
        return (self.raw <= day) & self.given

    def within(self, first: int, last: int) -> npt.NDArray[np.bool_]:
        """Say of each row whether its day lies between two days, both included."""
        return (self.raw >= first) & self.by(last)


def chosen(where: npt.NDArray[np.bool_], one: Days, other: Days | np.int32) -> Days:
    """Give one of two numbers for each row: by arithmetic, which a mask without order does not slow down."""
    found = one - other
    found *= where
    found += other
    return found


class Chunk:
    """Some rows of an inventory, column by column. A column that is not there, or holds nothing, is None."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        """Take a record batch whose schema was checked."""
        self.batch = batch
        self.rows: int = batch.num_rows
        self._names = set(batch.schema.names)

    def column(self, name: str) -> Any:  # noqa: ANN401 -- an Arrow array
        """Give a column, or None; texts are of type `string`, or a dictionary."""
        if name not in self._names:
            return None
        found = self.batch.column(name)
        if _is_text(found.type) and not pa.types.is_string(found.type):
            found = found.cast(pa.string())
        elif pa.types.is_dictionary(found.type) and pa.types.is_string_view(found.type.value_type):
            found = pa.DictionaryArray.from_arrays(found.indices, found.dictionary.cast(pa.string()))
        return None if found.null_count == self.rows or pa.types.is_null(found.type) else found

    def days(self, name: str) -> DayColumn:
        """Give a column of dates as day numbers; one that is not there is empty."""
        found = self._plain(name)
        if found is None:
            return DayColumn.empty(self.rows)
        if not pa.types.is_date32(found.type):
            found = found.cast(pa.date32())
        days = DayColumn(plain_values(found, np.int32), _given(found))
        if days.raw.min() < FIRST or days.raw.max() > LAST:
            return DayColumn(days.raw, days.within(FIRST, LAST))
        return days

    def coded(self, name: str) -> Coded | None:
        """Give a column of texts as places in its distinct texts."""
        found = self.column(name)
        if found is None:
            return None
        if not pa.types.is_dictionary(found.type):
            found = found.dictionary_encode()
        texts = found.dictionary.to_pylist()
        indices = found.indices
        if found.null_count:
            indices = pc.fill_null(indices.cast(pa.int32()), len(texts))
        elif not pa.types.is_int32(indices.type):
            indices = indices.cast(pa.int32())
        return indices.to_numpy(zero_copy_only=True), [*texts, None]

    def flag(self, name: str) -> npt.NDArray[np.uint8] | None:
        """Give a column of truths as NO, YES, UNSAID."""
        found = self._plain(name)
        if found is None:
            return None
        truths = bits(found.buffers()[1], found.offset, len(found)).view(np.uint8)
        if found.null_count:
            given = _given(found)
            truths = (truths & given.view(np.uint8)) + (~given).view(np.uint8) * np.uint8(UNSAID)
        return truths

    def facts(self) -> dict[str, Any]:
        """Give the columns of facts that say something."""
        names: Iterable[str] = (name for name in self.batch.schema.names if name.startswith(FACT))
        return {name.removeprefix(FACT): found for name in names if (found := self.column(name)) is not None}

    def _plain(self, name: str) -> Any:  # noqa: ANN401 -- an Arrow array
        found = self.column(name)
        return found.dictionary_decode() if found is not None and pa.types.is_dictionary(found.type) else found


def _given(column: pa.Array) -> npt.NDArray[np.bool_]:
    if not column.null_count:
        return np.ones(len(column), dtype=np.bool_)
    return bits(column.buffers()[0], column.offset, len(column))
