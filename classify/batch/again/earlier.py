"""An earlier run in files, read beside a new one at constant memory, and taken over group by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from filecmp import cmp
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from classify.batch.again.alignment import align
from classify.batch.again.changes import Changes
from classify.batch.again.interval import interval_of
from classify.batch.again.part import is_read
from classify.batch.again.renewal import Renewal
from classify.batch.answers import answer_fields
from classify.batch.inventory import Inventory, is_parquet, open_inventory
from classify.batch.kernel import Kernel
from classify.batch.run import CHUNK
from classify.catalog.model import Catalog
from classify.errors import InputError

__all__ = ["Earlier"]

AHEAD: Final = 1 << 18
"""Earlier rows that are held beyond those of a group, so that rows which were taken out are stepped over."""


class Earlier:
    """The inventory and the answer of an earlier run. Gives the answers of a new inventory in order, and counts what changed.

    Rows are found where they were, up to what was taken out or put in. What is not found there is evaluated as if it
    were new, so that the answers are those of a full run in any case.
    """

    def __init__(
        self,
        place: str | Sequence[Path],
        answer: Path,
        kernel: Kernel,
        *,
        catalogs: Sequence[Catalog] | None = None,
        threads: int | None = None,
    ) -> None:
        """Open both. Raises InputError as an inventory does, and `earlier-no-answer`, `earlier-catalogs`."""
        before = None if catalogs is None else Kernel(catalogs, kernel.as_of, kernel.rule)
        self._inventory = open_inventory(place, (before or kernel).matcher.vocabulary)
        try:
            schema = pq.read_schema(answer)
        except (pa.ArrowException, OSError):
            raise InputError("earlier-no-answer") from None
        names = [field.name for field in answer_fields(pa.int64())]
        if not set(names) <= set(schema.names):
            raise InputError("earlier-no-answer")
        self._renewal = Renewal(kernel, interval_of(schema.metadata or {}, kernel, before), threads, whole=False)
        self._answer, self._names = answer, names
        self._same = 0
        self._old, self._told = _Stream(iter(()), pa.schema([])), _Stream(iter(()), schema)

    @property
    def changes(self) -> Changes:
        """What changed, so far."""
        return self._renewal.changes

    def begin(self, inventory: Inventory) -> None:
        """Begin beside an inventory. Its first files that are those of then, byte by byte, are not read a second time."""
        same = 0
        for one, other in zip(inventory.paths, self._inventory.paths, strict=False):
            if not (is_parquet(one) and is_parquet(other) and cmp(one, other, shallow=False)):
                break
            self._same += pq.read_metadata(one).num_rows
            same += 1
        rest = replace(self._inventory, paths=self._inventory.paths[same:])
        columns = [field for field in self._inventory.schema if is_read(field.name)]
        self._old = _Stream(rest.batches(CHUNK, [field.name for field in columns]), pa.schema(columns))
        schema = pq.read_schema(self._answer)
        told = Inventory((self._answer,), schema, None)
        self._told = _Stream(told.batches(CHUNK, self._names), pa.schema([schema.field(name) for name in self._names]))

    def answers(self, batches: Sequence[pa.RecordBatch]) -> pa.Table:
        """Give the answers of the next rows. Raises InputError `earlier-other-rows`."""
        table = pa.Table.from_batches(batches)
        known = min(self._same, table.num_rows)
        self._same -= known
        parts = [self._renewed(table.slice(0, known), table.slice(0, known))] if known else []
        if known < table.num_rows or not parts:
            parts.append(self._beside(table.slice(known)))
        return pa.concat_tables(parts)

    def finish(self) -> None:
        """Count what was left over as removed. Raises InputError `earlier-other-rows`."""
        left, told = self._old.rest(), self._told.rest()
        if left + self._same != told:
            raise InputError("earlier-other-rows")
        self.changes.removed += left + self._same

    def _beside(self, table: pa.Table) -> pa.Table:
        ids = table.column("id")
        old = self._old.held(table.num_rows + AHEAD)
        # where ids ascend, whole groups that were taken out are stepped over
        while old.num_rows and _before(old.column("id"), ids):
            self.changes.removed += old.num_rows
            self._told.drop(old.num_rows)
            self._old.drop(old.num_rows)
            old = self._old.held(table.num_rows + AHEAD)
        places = align(old.column("id"), ids).places
        found = np.arange(table.num_rows) if places is None else np.flatnonzero(places >= 0)
        used = int((found if places is None else places[found]).max(initial=-1)) + 1
        rows = int(found.max(initial=-1)) + 1
        self._old.drop(used)
        if 0 < rows < table.num_rows and _before(old.column("id"), ids.slice(rows)):
            # what follows lies beyond what is held
            known = self._renewed(table.slice(0, rows), old.slice(0, used))
            return pa.concat_tables([known, self._beside(table.slice(rows))])
        return self._renewed(table, old.slice(0, used))

    def _renewed(self, table: pa.Table, old: pa.Table) -> pa.Table:
        told = self._told.held(old.num_rows).slice(0, old.num_rows)
        self._told.drop(old.num_rows)
        return self._renewal(table, old, told, align(old.column("id"), table.column("id")))


class _Stream:
    """Batches that are held until they are no longer needed."""

    def __init__(self, batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> None:
        self._batches, self._schema = batches, schema
        self._held: list[pa.RecordBatch] = []
        self._rows = 0

    def held(self, rows: int) -> pa.Table:
        """Read on until so many rows are held, and give all that is held; less at the end."""
        while self._rows < rows and (batch := next(self._batches, None)) is not None:
            self._held.append(batch)
            self._rows += batch.num_rows
        return pa.Table.from_batches(self._held, schema=self._held[0].schema if self._held else self._schema)

    def drop(self, rows: int) -> None:
        """Let go of the first rows, which may have to be read for that."""
        self._held = self.held(rows).slice(rows).to_batches()
        self._rows = sum(batch.num_rows for batch in self._held)

    def rest(self) -> int:
        """Count all that is left."""
        left: int = sum(batch.num_rows for batch in self._batches)
        return self._rows + left


def _before(old: Any, new: Any) -> bool:  # noqa: ANN401 -- Arrow columns
    """Say whether the last earlier id comes before the first one now."""
    try:
        return bool(pc.less(old[-1], new[0]).as_py())
    except pa.ArrowException:
        return False
