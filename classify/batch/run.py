"""Any table in, a table out: refusals before anything is computed, rows in their order, on as many threads as asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

import pyarrow as pa

from classify.batch.answers import answer_fields
from classify.batch.columns import check_schema
from classify.batch.ids import IdTest
from classify.batch.kernel import Kernel
from classify.batch.sources.derivation import READ, codes_of, with_codes
from classify.call import checked
from classify.catalog.model import Catalog
from classify.errors import ClassifyError, InputError
from classify.term import ExpiryRule
from classify.version import __version__

__all__ = ["CHUNK", "IdsAre", "check_ids", "chunks_of", "evaluate", "evaluated", "kept", "metadata_of", "table_of"]

IdsAre = Literal["checked", "trusted"]
"""Whether ids are tested to be there and unique."""

CHUNK: Final = 131_072
"""Rows that are evaluated at a time; it changes no answer."""


@checked
def evaluate(  # noqa: PLR0913 -- the options of the command
    table: object,
    catalogs: Iterable[Catalog],
    *,
    as_of: date,
    expiry_rule: ExpiryRule = "civil",
    threads: int | None = None,
    chunk: int = CHUNK,
    keep: bool = False,
    ids: IdsAre = "checked",
) -> pa.Table:
    """Re-evaluate an inventory: for every row, in the order given, where it stands on `as_of` and what is to be done.

    `table` is an Arrow table, batch or reader, or anything with the Arrow PyCapsule interface (Polars, pandas, DuckDB).
    Raises InputError for missing columns, wrong types, and ids that are missing or not unique (`ids="trusted"` skips the
    last); a row that cannot be read stops nothing and is `invalid`. With `keep`, the input's other columns come too.

    >>> from classify.catalog.read import load_catalogs
    >>> rows = pa.table({"id": [7], "mark": ["秘密★10年"], "issued": [date(2014, 3, 9)]})
    >>> evaluate(rows, load_catalogs("organization-work"), as_of=date(2024, 3, 9)).column("state").to_pylist()
    ['expiring']
    """
    given = table_of(table)
    kernel = Kernel(tuple(catalogs), as_of, expiry_rule)
    check_schema(given.schema, kernel.matcher.vocabulary)
    check_ids(given.column("id"), trusted=ids == "trusted")
    read = [name for name in READ if name in given.schema.names]
    codes = codes_of(kernel, chunks_of(given.select(read), chunk)) if "sources" in read else None
    batches = list(evaluated(kernel, with_codes(chunks_of(given, chunk), codes), threads))
    schema = pa.schema(answer_fields(given.schema.field("id").type), metadata=metadata_of(kernel))
    answer = pa.Table.from_batches(batches, schema=schema.remove_metadata()).replace_schema_metadata(schema.metadata)
    return kept(answer, given) if keep else answer


def evaluated(
    kernel: Callable[[pa.RecordBatch], pa.RecordBatch], batches: Iterable[pa.RecordBatch], threads: int | None = None
) -> Iterator[pa.RecordBatch]:
    """Evaluate batches side by side and give the answers in order, never more than a few ahead."""
    workers = threads or os.cpu_count() or 1
    source = iter(batches)
    if workers == 1:
        yield from map(kernel, source)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[Future[pa.RecordBatch]] = [pool.submit(kernel, batch) for batch in islice(source, workers * 2)]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [pool.submit(kernel, batch) for batch in islice(source, 1)]


def chunks_of(table: pa.Table, chunk: int = CHUNK) -> Iterator[pa.RecordBatch]:
    """Cut a table into batches of at most so many rows."""
    yield from table.to_batches(max_chunksize=chunk)


def metadata_of(kernel: Kernel) -> dict[bytes, bytes]:
    """Say what an answer rests on: the day, the rule, versions and digests of catalogs and rules, the program."""
    plain = {
        "classify.as_of": kernel.as_of.isoformat(),
        "classify.expiry_rule": kernel.rule,
        "classify.version": __version__,
        "classify.rules.sha256": kernel.digest,
        "classify.catalogs": ";".join(f"{one.id} {one.version} sha256:{one.sha256} {one.standing}" for one in kernel.catalogs),
    }
    return {name.encode(): value.encode() for name, value in plain.items()}


def check_ids(ids: pa.ChunkedArray, *, trusted: bool = False) -> None:
    """Refuse ids that are missing or not unique; ascending ones are tested in passing.

    Raises InputError `id-missing`, `id-twice`.
    """
    with TemporaryDirectory() as folder, IdTest(Path(folder) / "ids", trusted=trusted) as test:
        for chunk in ids.chunks:
            test.add(chunk)
        test.finish(lambda: ids.chunks)


def table_of(given: object) -> pa.Table:
    """Give what was handed in as an Arrow table; raises InputError `not-a-table`, `table-not-given`."""
    if isinstance(given, pa.Table):
        return given
    try:
        return _handed_over(given)
    except ClassifyError:
        raise
    except Exception:  # noqa: BLE001 -- another library makes the table, and fails in its own words, with values of its cells
        raise InputError("table-not-given", where="table") from None


def _handed_over(given: object) -> pa.Table:
    if isinstance(given, pa.RecordBatch):
        return pa.Table.from_batches([given])
    if isinstance(given, pa.RecordBatchReader):
        return given.read_all()
    if hasattr(given, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(given).read_all()
    if hasattr(given, "__arrow_c_array__"):
        return pa.Table.from_batches([pa.record_batch(given)])
    raise InputError("not-a-table", where="table")


def kept(answer: pa.Table, given: pa.Table) -> pa.Table:
    """Put the input's columns that the answer does not have behind it."""
    names: Sequence[str] = [name for name in given.schema.names if name not in answer.schema.names]
    for name in names:
        answer = answer.append_column(given.schema.field(name), given.column(name))
    return answer
