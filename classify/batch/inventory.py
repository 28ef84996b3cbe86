"""Inventories in files: a file, a folder or a glob of Parquet or CSV, read in order and in even chunks at constant memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from glob import glob, has_magic
from io import BytesIO, FileIO
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from classify.batch.columns import DATES, FACT, FLAGS, check_schema
from classify.batch.lines import fault_of_csv
from classify.errors import Faults, InputError, safe_name
from classify.facts.vocabulary import Vocabulary

__all__ = ["KINDS", "Inventory", "find_files", "is_parquet", "open_inventory", "placed"]

KINDS: Final = (".parquet", ".csv")
OPEN_ELSEWHERE: Final = "~$"
"""How the file begins that a spreadsheet program keeps beside one that it has open."""
BLOCK: Final = 8 << 20
"""Bytes of a CSV that are read at a time; it changes no chunk."""
AT_ONCE: Final = 1 << 17
"""Rows that are read at a time where they are only counted."""
SMALL: Final = 1 << 16
"""Compressed bytes of a dictionary of texts that is small. A larger one may have been given up half-way by its writer."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The files of an inventory in the order in which they are read, and the columns that any of them has."""

    paths: tuple[Path, ...]
    schema: pa.Schema
    rows: int | None
    """None where only reading tells."""

    def batches(self, chunk: int, columns: Sequence[str], coded: Collection[str] = ()) -> Iterator[pa.RecordBatch]:
        """Read some columns of all files one after the other, chunk by chunk.

        Texts named in `coded` may come as dictionaries, where a file has few different ones. Raises InputError
        `inventory-not-readable` with the number of the file and the rows before.
        """
        for number in range(len(self.paths)):
            yield from self._batches_of(number, chunk, columns, coded)

    def _batches_of(self, number: int, chunk: int, columns: Sequence[str], coded: Collection[str]) -> Iterator[pa.RecordBatch]:
        path, done = self.paths[number], 0
        with _readable(path, number, len(self.paths), done):
            there = set(_names(path))
        own = [name for name in columns if name in there]
        source = _parquet(path, chunk, own, coded) if is_parquet(path) else _even(_csv(path, self.schema, own), chunk)
        while True:
            with _readable(path, number, len(self.paths), done, self.schema):
                batch = next(source, None)
            if batch is None:
                return
            yield _with_all(batch, columns, self.schema)
            done += batch.num_rows

    def place(self, row: int) -> str:
        """Name the id of a row, counted from 0 over all files: `id[17]`, of several files `[2]id[17]`, each from 1."""
        for number in range(len(self.paths)):
            rows = sum(batch.num_rows for batch in self._batches_of(number, AT_ONCE, ["id"], ()))
            if row < rows or number == len(self.paths) - 1:
                return f"{_mark(number, len(self.paths))}id[{row + 1}]"
            row -= rows
        raise IndexError(row)


def find_files(place: str, kinds: tuple[str, ...] = KINDS) -> tuple[Path, ...]:
    """Give the files that are meant: one file, all of these kinds in a folder, or those of a glob; sorted by name.

    Hidden files of a folder, whose names begin with a point, are none of them, nor are those that a spreadsheet program
    keeps beside a file that it has open.

    Raises InputError `inventory-absent` where nothing has the name, `inventory-not-found`, `inventory-kind`.
    """
    path = Path(place)
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if _kind(one) in kinds and one.is_file())
        found = [one for one in found if not one.name.startswith((".", OPEN_ELSEWHERE))]
    elif path.is_file():
        found = [path]
    else:
        found = sorted(Path(one) for one in glob(place) if Path(one).is_file()) if has_magic(place) else []  # noqa: PTH207 -- a pattern may begin anywhere
    if not found:
        raise InputError("inventory-not-found" if path.is_dir() or has_magic(place) else "inventory-absent")
    for number, one in enumerate(found):
        if _kind(one) not in kinds:
            raise InputError("inventory-kind", where=_mark(number, len(found)) or None)
    return tuple(found)


def open_inventory(place: str | Sequence[Path], vocabulary: Vocabulary) -> Inventory:
    """Read the schemas of all files and refuse what is no inventory, before anything is evaluated.

    Files may have other columns and another order; what a file has not is null in it. Raises InputError as `find_files`
    and `check_schema` do, `inventory-not-readable`, and `inventory-schemas` for a column of two types.
    """
    paths = find_files(place) if isinstance(place, str) else tuple(place)
    schemas, rows = [], 0
    for number, path in enumerate(paths):
        with _readable(path, number, len(paths), 0):
            schemas.append(_schema(path, vocabulary))
            rows += pq.read_metadata(path).num_rows if is_parquet(path) else 0
    schema = pa.schema([])
    for number, one in enumerate(schemas):
        try:
            check_schema(one, vocabulary)
        except InputError as error:
            raise placed(error, _mark(number, len(paths))) from None
        schema = _joined(schema, one, number, len(paths))
    return Inventory(paths, schema, rows if all(map(is_parquet, paths)) else None)


def placed(error: InputError, mark: str) -> InputError:
    """Put the file before the place of an error, as in `[2]#1!B17`: the names of files may be secret too."""
    if not mark:
        return error
    if isinstance(error, Faults):
        return Faults(placed(fault, mark) for fault in error.faults if isinstance(fault, InputError))
    other = {"other": f"{mark}{error.fields['other']}"} if "other" in error.fields else {}
    return InputError(error.id, where=f"{mark}{error.where or ''}", **error.fields | other)


def _mark(number: int, count: int) -> str:
    return f"[{number + 1}]" if count > 1 else ""


def _joined(known: pa.Schema, more: pa.Schema, number: int, count: int) -> pa.Schema:
    """Add the columns of another file. Raises InputError `inventory-schemas` where one has another type there."""
    fields = {field.name: field for field in known}
    for field in more:
        before = fields.setdefault(field.name, field.with_nullable(nullable=True))
        if pa.types.is_null(before.type):
            fields[field.name] = field.with_nullable(nullable=True)
        elif not pa.types.is_null(field.type) and field.type != before.type:
            where = f"{_mark(number, count)}{safe_name(field.name)}"
            raise InputError("inventory-schemas", where=where, number=number + 1, count=count)
    return pa.schema(fields.values())


def _with_all(batch: pa.RecordBatch, columns: Sequence[str], schema: pa.Schema) -> pa.RecordBatch:
    """Give the columns that are asked for in their order, those that the file has not without values."""
    there = {field.name for field in batch.schema if not pa.types.is_null(field.type)}
    if batch.schema.names == list(columns) and len(there) == len(columns) and all(field.nullable for field in batch.schema):
        return batch
    arrays = [batch.column(name) if name in there else pa.nulls(batch.num_rows, schema.field(name).type) for name in columns]
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


def is_parquet(path: Path) -> bool:
    """Say whether a file is Parquet by its name."""
    return _kind(path) == ".parquet"


def _kind(path: Path) -> str:
    return path.suffix.lower()


@contextmanager
def _readable(path: Path, number: int, count: int, rows: int, schema: pa.Schema | None = None) -> Iterator[None]:
    """Say which file could not be read, and how far it could: what the reader itself says repeats the value it met."""
    try:
        yield
    except MemoryError:
        raise
    except (pa.ArrowException, UnicodeDecodeError, OSError):
        found = None if schema is None or is_parquet(path) else fault_of_csv(path, schema)
        unknown = InputError("inventory-not-readable", number=number + 1, count=count, rows=rows)
        raise unknown if found is None else placed(found, _mark(number, count)) from None


def _schema(path: Path, vocabulary: Vocabulary) -> pa.Schema:
    if is_parquet(path):
        return pq.read_schema(path).remove_metadata()
    return pa.schema([pa.field(name, _csv_type(name, vocabulary)) for name in _names(path)])


def _names(path: Path) -> list[str]:
    if is_parquet(path):
        return list(pq.read_schema(path).names)
    header, _ = _header(path)
    names: list[str] = pcsv.read_csv(BytesIO(header + b"\n")).schema.names if header.strip() else []
    return names


def _header(path: Path) -> tuple[bytes, bool]:
    """Give the first line of a CSV, and whether anything follows it."""
    with path.open("rb") as file:
        header = file.readline()
        return header.decode("utf-8-sig").encode(), bool(file.read(1))


def _csv_type(name: str, vocabulary: Vocabulary) -> pa.DataType:
    """Give the type of a CSV column by its name; ids and columns that are not read stay texts."""
    if name in DATES:
        return pa.date32()
    if name in FLAGS:
        return pa.bool_()
    kinds = {f"{FACT}{kind.name}": kind.kind for kind in vocabulary}
    return {"flag": pa.bool_(), "number": pa.float64()}.get(kinds.get(name, ""), pa.string())


def _parquet(path: Path, chunk: int, columns: Sequence[str], coded: Collection[str]) -> Iterator[pa.RecordBatch]:
    metadata = pq.read_metadata(path)
    with pq.ParquetFile(path, metadata=metadata, read_dictionary=_coded(metadata, coded)) as file:
        yield from file.iter_batches(batch_size=chunk, columns=list(columns))


def _coded(metadata: Any, names: Collection[str]) -> list[str]:  # noqa: ANN401 -- the metadata of a Parquet file
    """Choose the columns of which every row group has a small dictionary: only then are the texts fewer than the rows."""
    chosen = set(names) & set(metadata.schema.to_arrow_schema().names)
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        for place in range(group.num_columns):
            column = group.column(place)
            if column.path_in_schema in chosen and not _is_small(column):
                chosen.discard(column.path_in_schema)
    return sorted(chosen)


def _is_small(column: Any) -> bool:  # noqa: ANN401 -- the metadata of a column chunk
    size = column.data_page_offset - column.dictionary_page_offset if column.has_dictionary_page else SMALL + 1
    return 0 < size <= SMALL and column.physical_type == "BYTE_ARRAY"


def _csv(path: Path, schema: pa.Schema, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    _, more = _header(path)
    if not more:
        return
    with (
        _Quotes(path) as file,
        pcsv.open_csv(
            file,
            read_options=pcsv.ReadOptions(block_size=BLOCK),
            parse_options=pcsv.ParseOptions(newlines_in_values=True),
            convert_options=pcsv.ConvertOptions(
                column_types={field.name: field.type for field in schema},
                include_columns=list(columns),
                strings_can_be_null=True,
                null_values=[""],
            ),
        ) as reader,
    ):
        yield from reader
        if file.quotes % 2:
            raise pa.ArrowInvalid("a quote is never closed")


class _Quotes(FileIO):
    """Counts quotation marks: one that is never closed would swallow rows without a word."""

    quotes = 0

    def read(self, size: int | None = -1) -> bytes:
        """Read on, and count."""
        content = super().read(size) or b""
        self.quotes += content.count(b'"')
        return content


def _even(batches: Iterable[pa.RecordBatch], chunk: int) -> Iterator[pa.RecordBatch]:
    """Cut batches anew, so that the answer does not depend on the size of the blocks that were read."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        waiting.append(batch)
        held += batch.num_rows
        if held < chunk:
            continue
        table = pa.Table.from_batches(waiting).combine_chunks()
        whole = held - held % chunk
        yield from chain.from_iterable(table.slice(at, chunk).to_batches() for at in range(0, whole, chunk))
        waiting, held = table.slice(whole).to_batches(), held - whole
    if held:
        yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()
