"""Inventories in files: read in order at constant memory, written whole or not at all.

An inventory is a file, a folder or a glob of Parquet or CSV. The answer is written under another name and renamed when it
is complete. With `resume`, finished parts are kept beside it with a digest of what they rest on, so that a run that was
killed goes on where it stood and ends in the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from glob import glob, has_magic
from itertools import islice
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from classify.batch.answers import answer_fields
from classify.batch.columns import DATES, FACT, FLAGS, check_schema
from classify.batch.derivation import READ, codes_of, with_codes
from classify.batch.ids import Ascending, IdTest
from classify.batch.kernel import Kernel
from classify.batch.parts import Parts, digest_of
from classify.batch.run import CHUNK, evaluated, metadata_of
from classify.batch.summary import Summary
from classify.batch.told import COLUMN, Code
from classify.errors import InputError, safe_name
from classify.facts.vocabulary import Vocabulary
from classify.script import FORMULA, inert

__all__ = ["KINDS", "Inventory", "evaluate_files", "find_files"]

KINDS: Final = (".parquet", ".csv")
OPEN_ELSEWHERE: Final = "~$"
"""How the file begins that a spreadsheet program keeps beside one that it has open."""
GROUP: Final = 16
"""Chunks that make a row group of the answer."""

Progress = Callable[[int, int | None], None]
"""Called with the rows done and, where it is known, the rows there are."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The files of an inventory in the order in which they are read, and the type of their ids."""

    paths: tuple[Path, ...]
    schema: pa.Schema
    rows: int | None
    """None where only reading tells."""


def find_files(place: str, kinds: tuple[str, ...] = KINDS) -> tuple[Path, ...]:
    """Give the files that are meant: one file, all of these kinds in a folder, or those of a glob; sorted by name.

    Raises InputError `inventory-not-found`, `inventory-kind`.
    """
    path = Path(place)
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if one.suffix.lower() in kinds and one.is_file())
        found = [one for one in found if not one.name.startswith(OPEN_ELSEWHERE)]
    elif path.is_file():
        found = [path]
    else:
        found = sorted(Path(one) for one in glob(place) if Path(one).is_file()) if has_magic(place) else []  # noqa: PTH207 -- a pattern may begin anywhere
    if not found:
        raise InputError("inventory-not-found")
    for one in found:
        if one.suffix.lower() not in kinds:
            raise InputError("inventory-kind", where=safe_name(one.name))
    return tuple(found)


def open_inventory(place: str | Sequence[Path], vocabulary: Vocabulary) -> Inventory:
    """Read the schemas of all files and refuse what is no inventory, before anything is evaluated."""
    paths = find_files(place) if isinstance(place, str) else tuple(place)
    schemas = [_schema(path, vocabulary) for path in paths]
    for path, schema in zip(paths, schemas, strict=True):
        check_schema(schema, vocabulary)
        if not schema.equals(schemas[0]):
            raise InputError("inventory-schemas", where=safe_name(path.name))
    parquet = all(path.suffix.lower() == ".parquet" for path in paths)
    rows = sum(pq.read_metadata(path).num_rows for path in paths) if parquet else None
    return Inventory(paths, schemas[0], rows)


def evaluate_files(  # noqa: PLR0913 -- the options of the command
    place: str | Sequence[Path],
    out: Path,
    kernel: Kernel,
    *,
    keep: bool = False,
    resume: bool = False,
    trusted: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Evaluate an inventory into a Parquet or CSV file and give its summary.

    Raises InputError for what is refused; then there is no output, and an earlier one stays as it was.
    """
    if out.suffix.lower() not in KINDS:
        raise InputError("output-kind", where="--out")
    inventory = open_inventory(place, kernel.matcher.vocabulary)
    if any(path.resolve() == out.resolve() for path in inventory.paths):
        raise InputError("output-is-input", where="--out")
    schema = _answer_schema(inventory.schema, kernel, keep=keep)
    unfinished = out.with_name(f".{out.name}.unfinished")
    parts = Parts(out.with_name(f".{out.name}.parts"), digest_of(inventory.paths, schema)) if resume else None
    summary = Summary()
    try:
        ids = Ascending()
        codes = codes_of(kernel, _batches(inventory, READ)) if "sources" in inventory.schema.names else None
        groups = _groups(inventory, kernel, parts, ids, codes, keep=keep, threads=threads)
        _write(_ahead(groups), unfinished, schema, summary, lambda done: progress(done, inventory.rows) if progress else None)
        if not (ids.holds or trusted):
            _test_ids(inventory, out.parent)
        unfinished.replace(out)
    except OSError as error:
        raise InputError("output-not-written", where="--out") from error
    finally:
        unfinished.unlink(missing_ok=True)
    if parts is not None:
        rmtree(parts.folder, ignore_errors=True)
    return summary


def _test_ids(inventory: Inventory, beside: Path) -> None:
    """Read the ids once more, by themselves: they do not ascend, so that only a full test says whether they are unique."""
    with IdTest(beside) as test:
        for batch in _batches(inventory, ("id",)):
            test.add(batch.column("id"))
        test.finish()


def _groups(  # noqa: PLR0913 -- what a run is made of
    inventory: Inventory,
    kernel: Kernel,
    parts: Parts | None,
    ids: Ascending,
    codes: Code | None,
    *,
    keep: bool,
    threads: int | None,
) -> Iterator[pa.Table]:
    """Give the answer group by group; groups that an earlier run finished are taken from it."""

    def work(batch: pa.RecordBatch) -> pa.RecordBatch:
        answer = kernel(batch)
        return _with_kept(answer, batch) if keep else answer

    source = with_codes(_batches(inventory), codes)
    number = 0
    while batches := list(islice(source, GROUP)):
        for batch in batches:
            ids.add(batch.column("id"))
        known = parts.read(number) if parts is not None else None
        if known is None:
            known = pa.Table.from_batches(evaluated(work, batches, threads))
            if parts is not None:
                parts.write(number, known)
        yield known
        number += 1


def _ahead(groups: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Evaluate the next group while the last one is written; never more than one ahead, so that memory stays constant."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, groups, None)
        while (group := waiting.result()) is not None:
            waiting = pool.submit(next, groups, None)
            yield group


def _write(groups: Iterable[pa.Table], path: Path, schema: pa.Schema, summary: Summary, progress: Callable[[int], None]) -> None:
    csv = path.suffixes[-2:-1] == [".csv"]
    plain = _flat(schema) if csv else schema
    writer: Any = pcsv.CSVWriter(path, plain) if csv else pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)
    with writer:
        for group in groups:
            for batch in group.to_batches():
                summary.add(batch)
            writer.write_table(_flattened(group, plain) if csv else group.cast(schema), group.num_rows or None)
            progress(summary.rows)


def _batches(inventory: Inventory, only: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Read all files one after the other, in chunks, or only some columns; a file that cannot be read is a clear error."""
    columns = None if only is None else [name for name in only if name in inventory.schema.names]
    for path in inventory.paths:
        try:
            if path.suffix.lower() == ".parquet":
                with pq.ParquetFile(path) as file:
                    yield from file.iter_batches(batch_size=CHUNK, columns=columns)
            else:
                yield from _csv_batches(path, inventory.schema)
        except (pa.ArrowException, UnicodeDecodeError) as error:
            raise InputError("inventory-not-readable", where=safe_name(path.name)) from error


def _csv_batches(path: Path, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Read a CSV in even chunks, so that the answer does not depend on the size of its blocks."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in _open_csv(path, schema):
        waiting.append(batch)
        held += batch.num_rows
        while held >= CHUNK:
            table = pa.Table.from_batches(waiting).combine_chunks()
            yield from table.slice(0, CHUNK).to_batches()
            rest = table.slice(CHUNK)
            waiting, held = rest.to_batches(), rest.num_rows
    if held:
        yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()


def _schema(path: Path, vocabulary: Vocabulary) -> pa.Schema:
    try:
        if path.suffix.lower() == ".parquet":
            return pq.read_schema(path).remove_metadata()
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
        names = pcsv.read_csv(pa.py_buffer(header.encode())).schema.names if header.strip() else []
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise InputError("inventory-not-readable", where=safe_name(path.name)) from error
    return pa.schema([pa.field(name, _csv_type(name, vocabulary)) for name in names])


def _csv_type(name: str, vocabulary: Vocabulary) -> pa.DataType:
    """Give the type of a CSV column by its name; ids and columns that are not read stay texts."""
    if name in DATES:
        return pa.date32()
    if name in FLAGS:
        return pa.bool_()
    kinds = {f"{FACT}{kind.name}": kind.kind for kind in vocabulary}
    return {"flag": pa.bool_(), "number": pa.float64()}.get(kinds.get(name, ""), pa.string())


def _open_csv(path: Path, schema: pa.Schema) -> Any:  # noqa: ANN401 -- a streaming reader of batches
    types = {field.name: field.type for field in schema}
    return pcsv.open_csv(
        path,
        read_options=pcsv.ReadOptions(block_size=8 << 20),
        convert_options=pcsv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""]),
    )


def _answer_schema(given: pa.Schema, kernel: Kernel, *, keep: bool) -> pa.Schema:
    fields = answer_fields(given.field("id").type)
    names = {field.name for field in fields}
    fields += [field for field in given if keep and field.name not in names]
    return pa.schema(fields, metadata=metadata_of(kernel))


def _with_kept(answer: pa.RecordBatch, batch: pa.RecordBatch) -> pa.RecordBatch:
    names = [name for name in batch.schema.names if name not in answer.schema.names and name != COLUMN]
    fields = [*answer.schema, *(batch.schema.field(name) for name in names)]
    columns = [*answer.columns, *(batch.column(name) for name in names)]
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))


def inert_column(column: Any) -> Any:  # noqa: ANN401 -- an Arrow column
    """Put `'` before every text that a spreadsheet program would take for a formula; other columns stay as they are."""
    if not pa.types.is_string(column.type):
        return column
    return pc.replace_substring_regex(column, f"^{FORMULA}", r"'\1")


def _flat(schema: pa.Schema) -> pa.Schema:
    """Give the schema of a CSV: texts for codes, findings parted by `;`."""
    return pa.schema([pa.field(inert(field.name), _flat_type(field.type)) for field in schema])


def _flat_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(kind) or pa.types.is_list(kind) or pa.types.is_large_list(kind) else kind


def _flattened(table: pa.Table, plain: pa.Schema) -> pa.Table:
    columns = []
    for field in table.schema:
        column = table.column(field.name)
        if pa.types.is_list(field.type) or pa.types.is_large_list(field.type):
            column = pa.array([None if one is None else ";".join(map(str, one)) for one in column.to_pylist()], pa.string())
        elif pa.types.is_dictionary(field.type):
            column = column.cast(pa.string())
        # a spreadsheet program would run a text that begins so as a formula
        columns.append(inert_column(column))
    return pa.table(columns, schema=plain)
