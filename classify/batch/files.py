"""Inventories in files: read in order at constant memory, written whole or not at all.

The answer is written under another name and renamed when it is complete. With `resume`, finished parts are kept beside it
with a seal on what they rest on, so that a run that was killed goes on where it stood and ends in the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from classify.batch.again.earlier import Earlier
from classify.batch.answers import answer_fields
from classify.batch.columns import FACT, KNOWN, TEXTS
from classify.batch.ids import IdTest
from classify.batch.inventory import KINDS, Inventory, is_parquet, open_inventory
from classify.batch.kernel import Kernel
from classify.batch.parts import Parts, digest_of
from classify.batch.run import CHUNK, evaluated, kept, metadata_of
from classify.batch.sources.derivation import READ, codes_of, with_codes
from classify.batch.summary import Summary
from classify.batch.told import COLUMN, Code
from classify.errors import InputError
from classify.script import FORMULA, inert
from classify.whole import appearing

__all__ = ["coded_batches", "evaluate_files", "inert_column"]

GROUP: Final = 8
"""Chunks that make a row group of the answer, and a part."""

ANSWERED: Final = ("level", "catalog", "item")
"""Columns of texts of which the answer has one of its own."""
DAYS: Final = ("last_secret_day", "opens_on", "days_left")
LISTED: Final = "findings.list.element"
"""The findings, as Parquet names the inside of a list."""

Progress = Callable[[int, int | None], None]
"""Called with the rows done and, where it is known, the rows there are."""
Watch = Callable[[pa.RecordBatch], None]
"""Called with the answers of every batch, in the order of the rows."""


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
    watch: Watch | None = None,
    earlier: Earlier | None = None,
) -> Summary:
    """Evaluate an inventory into a Parquet or CSV file and give its summary; `earlier` is a run to be taken over.

    Raises InputError for what is refused; then there is no output, and an earlier one stays as it was.
    """
    _check_output(out)
    inventory = open_inventory(place, kernel.matcher.vocabulary)
    if any(path.resolve() == out.resolve() for path in inventory.paths):
        raise InputError("output-is-input", where="--out")
    schema = _answer_schema(inventory.schema, kernel, keep=keep)
    summary = Summary(kernel.samples)
    parts: Parts | None = None
    try:
        with appearing(out) as unfinished, IdTest(out.with_name(f".{out.name}.ids"), trusted=trusted) as ids:
            if resume:
                rests_on = digest_of(inventory.paths, schema, CHUNK, GROUP)
                parts = Parts(out.with_name(f".{out.name}.parts"), rests_on)
            codes = _codes(inventory, kernel)
            if earlier is not None:
                earlier.begin(inventory)
            groups = _groups(inventory, kernel, parts, ids, codes, earlier=earlier, keep=keep, threads=threads)
            told = (lambda done: progress(done, inventory.rows)) if progress else None
            _write(_ahead(groups), unfinished, schema, summary, watch, told, csv=not is_parquet(out))
            ids.finish(lambda: (batch.column("id") for batch in inventory.batches(CHUNK, ["id"])), inventory.place)
        if parts is not None:
            parts.remove()
    except InputError:
        # the inventory must be put right first, and then no part of it would fit
        if parts is not None:
            parts.remove()
        raise
    except OSError:
        raise InputError("output-not-written", where="--out") from None
    return summary


def _check_output(out: Path) -> None:
    if out.suffix.lower() not in KINDS:
        raise InputError("output-kind", where="--out")
    if out.is_dir():
        raise InputError("output-is-folder", where="--out")


def _groups(  # noqa: PLR0913 -- what a run is made of
    inventory: Inventory,
    kernel: Kernel,
    parts: Parts | None,
    ids: IdTest,
    codes: Code | None,
    *,
    earlier: Earlier | None,
    keep: bool,
    threads: int | None,
) -> Iterator[pa.Table]:
    """Give the answer group by group; groups that an earlier run finished are taken from it."""

    def work(batch: pa.RecordBatch) -> pa.RecordBatch:
        answer = kernel(batch)
        return _with_kept(answer, batch) if keep else answer

    columns = _read_columns(inventory.schema, keep=keep)
    coded = [name for name in TEXTS if not keep or name in ANSWERED]
    source = with_codes(inventory.batches(CHUNK, columns, coded), codes)
    number = 0
    while batches := list(islice(source, GROUP)):
        for batch in batches:
            ids.add(batch.column("id"))
        known = parts.read(number) if parts is not None else None
        if known is None:
            if earlier is not None:
                known = earlier.answers(batches)
                if keep:
                    given = pa.Table.from_batches(batches)
                    known = kept(known, given.select([name for name in given.schema.names if name != COLUMN]))
            else:
                known = pa.Table.from_batches(evaluated(work, batches, threads))
            if parts is not None:
                parts.write(number, known)
        yield known
        number += 1
    if earlier is not None:
        earlier.finish()


def coded_batches(inventory: Inventory, kernel: Kernel) -> Iterator[pa.RecordBatch]:
    """Read what the kernel takes, after a first pass over the relations where there are any."""
    columns = _read_columns(inventory.schema, keep=False)
    return with_codes(inventory.batches(CHUNK, columns, TEXTS), _codes(inventory, kernel))


def _codes(inventory: Inventory, kernel: Kernel) -> Code | None:
    names = inventory.schema.names
    return codes_of(kernel, inventory.batches(CHUNK, [name for name in READ if name in names])) if "sources" in names else None


def _read_columns(given: pa.Schema, *, keep: bool) -> list[str]:
    """Choose the columns that are read: those that are asked for, and where they are kept, all."""
    return [name for name in given.names if keep or name in KNOWN or name.startswith(FACT)]


def _ahead(groups: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Evaluate the next group while the last one is written; never more than one ahead, so that memory stays constant."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, groups, None)
        while (group := waiting.result()) is not None:
            waiting = pool.submit(next, groups, None)
            yield group


def _write(  # noqa: PLR0913, PLR0917 -- what, where, as what, and who is told
    groups: Iterable[pa.Table],
    path: Path,
    schema: pa.Schema,
    summary: Summary,
    watch: Watch | None,
    progress: Callable[[int], None] | None,
    *,
    csv: bool,
) -> None:
    plain = _flat(schema) if csv else schema
    writer: Any = pcsv.CSVWriter(path, plain) if csv else _parquet_writer(path, schema)
    with writer:
        for group in groups:
            for batch in group.to_batches():
                summary.add(batch)
                if watch is not None:
                    watch(batch)
            writer.write_table(_flattened(group, plain) if csv else group.cast(schema), group.num_rows or None)
            if progress is not None:
                progress(summary.rows)


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


def _parquet_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Open a Parquet file for answers: ids are all different, and only days and ids are worth statistics."""
    number = pa.types.is_integer(schema.field("id").type)
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=[LISTED if name == "findings" else name for name in schema.names if name != "id"],
        column_encoding={"id": "DELTA_BINARY_PACKED"} if number else None,
        write_statistics=["id", *DAYS],
    )


def inert_column(column: Any) -> Any:  # noqa: ANN401 -- an Arrow column
    """Put `'` before every text that a spreadsheet program would take for a formula; other columns stay as they are."""
    if not pa.types.is_string(column.type):
        return column
    return pc.replace_substring_regex(column, f"^{FORMULA}", r"'\1")


def _flat(schema: pa.Schema) -> pa.Schema:
    """Give the schema of a CSV: texts for codes, lists parted by `;`."""
    return pa.schema([pa.field(inert(field.name), _flat_type(field.type)) for field in schema])


def _flat_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(kind) or _is_list(kind) else kind


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _flattened(table: pa.Table, plain: pa.Schema) -> pa.Table:
    columns = []
    for field in table.schema:
        column = table.column(field.name)
        if _is_list(field.type):
            column = pc.binary_join(column.cast(pa.list_(pa.string())), ";")
        elif pa.types.is_dictionary(field.type):
            column = column.cast(pa.string())
        # a spreadsheet program would run a text that begins so as a formula
        columns.append(inert_column(column))
    return pa.table(columns, schema=plain)
