"""A re-evaluation that costs what changed: an earlier answer taken over, and only what may differ evaluated again.

Rows that may differ are found column by column, their answers are made by the kernel as in a full run, and put into the
earlier answer's columns. Nothing here knows a rule, so that the result is that of a full run; a theorem says so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa

from classify.batch.again.alignment import Alignment, align
from classify.batch.again.alteration import altered, comparisons
from classify.batch.again.changes import Changes
from classify.batch.again.former import former
from classify.batch.again.interval import CAUSES, OPENS, Cause, Interval, interval_of
from classify.batch.again.raw import Ints, pieces_of
from classify.batch.again.splice import blocks_of, spliced
from classify.batch.answers import answer_fields
from classify.batch.columns import FACT, KNOWN, check_schema
from classify.batch.kernel import Kernel
from classify.batch.run import CHUNK, IdsAre, check_ids, chunks_of, evaluated, kept, metadata_of, table_of
from classify.batch.sources.derivation import READ, codes_of, with_codes
from classify.batch.told import COLUMN
from classify.call import checked
from classify.catalog.model import Catalog
from classify.errors import InputError
from classify.term import ExpiryRule

__all__ = ["CHANGED", "Renewal", "Renewed", "coded", "differing", "is_read", "reevaluate"]

Search = Callable[[], Ints]
DAYS_LEFT: Final = "days_left"
CHANGED: Final = tuple(field.name for field in answer_fields(pa.int64()) if field.name not in {"id", DAYS_LEFT})
"""The columns of an answer that can differ; that `days_left` counts down is no change."""
UNMOVED: Final = -1
WHOLE: Final = 3
"""Where one row in so many is evaluated again, all are: taking rows out and putting them back is not free."""
FEW: Final = 4_096
"""Fewer rows are not worth another thread."""


@dataclass(frozen=True)
class Renewed:
    """The answers of today, and how they differ from the earlier ones."""

    answers: pa.Table
    changes: Changes


@checked
def reevaluate(  # noqa: PLR0913 -- the options of `evaluate`, and what is earlier
    table: object,
    catalogs: Iterable[Catalog],
    *,
    earlier_table: object,
    earlier_answers: object,
    earlier_catalogs: Iterable[Catalog] | None = None,
    as_of: date,
    expiry_rule: ExpiryRule = "civil",
    threads: int | None = None,
    changed: object = None,
    keep: bool = False,
    ids: IdsAre = "checked",
) -> Renewed:
    """Evaluate an inventory again where it may differ from an earlier run; the answers are those of `evaluate`.

    `earlier_table` is the inventory of then and `earlier_answers` what `evaluate` gave for it, with its metadata. Where a
    catalog is not what it was, `earlier_catalogs` are those of then; without them every row is evaluated again. Who knows
    which rows are not what they were says so by `changed`, a truth for each row, and no row is compared. Raises InputError
    as `evaluate` does, and `earlier-no-answer`, `earlier-other-rows`, `earlier-catalogs` where these do not
    belong together.

    >>> from classify.batch.run import evaluate
    >>> from classify.catalog.read import load_catalogs
    >>> rows = pa.table({"id": [7, 8], "mark": ["秘密★10年"] * 2, "issued": [date(2014, 3, 9), date(2020, 1, 1)]})
    >>> then = evaluate(rows, load_catalogs(), as_of=date(2024, 3, 9))
    >>> now = reevaluate(rows, load_catalogs(), earlier_table=rows, earlier_answers=then, as_of=date(2024, 3, 10))
    >>> now.answers.column("state").to_pylist(), now.changes.to_dict()["states"]
    (['self_declassified', 'active'], [{'from': 'expiring', 'to': 'self_declassified', 'cause': 'time', 'rows': 1}])
    """
    new, old, told = table_of(table), table_of(earlier_table), table_of(earlier_answers)
    kernel = Kernel(tuple(catalogs), as_of, expiry_rule)
    check_schema(new.schema, kernel.matcher.vocabulary)
    before = None
    if earlier_catalogs is not None:
        before = Kernel(tuple(earlier_catalogs), as_of, expiry_rule)
    renewal = Renewal(kernel, interval_of(told.schema.metadata or {}, kernel, before), threads)
    places = align(old.column("id"), new.column("id"))
    if places.places is not None:
        # else all ids are those of an inventory that was accepted
        check_ids(new.column("id"), trusted=ids == "trusted")
    rows = None if changed is None else _said(changed, new.num_rows)
    answers = renewal(coded(new, kernel), old, told, places, rows).replace_schema_metadata(metadata_of(kernel))
    return Renewed(kept(answers, new) if keep else answers, renewal.changes)


class Renewal:
    """What is evaluated again, for a kernel and what lies between; counts what changed over any number of tables."""

    def __init__(self, kernel: Kernel, interval: Interval, threads: int | None = None, *, whole: bool = True) -> None:
        """Begin with nothing counted; `whole` says that a table is a whole inventory, so that nothing else can have changed."""
        self._alone = whole
        self.evaluate: Callable[[pa.RecordBatch], pa.RecordBatch] = kernel
        self._interval = interval
        self._threads = threads or os.cpu_count() or 1
        self.changes = Changes()

    def __call__(self, new: pa.Table, old: pa.Table, told: pa.Table, places: Alignment, changed: Ints | None = None) -> pa.Table:
        """Give the answers for a table, whose schema and ids were checked before, and count what changed.

        `told` are the answers of the rows of `old`, in their order; `changed` are the rows that are not what they were,
        which is found by comparing where it is not known. Raises InputError `earlier-no-answer`,
        `earlier-other-rows`.
        """
        told = former(told)
        together = align(old.column("id"), told.column("id"))
        if together.places is not None or together.removed:
            raise InputError("earlier-other-rows")
        new = _asked(new)
        self.changes.rows += new.num_rows
        self.changes.removed += places.removed
        if not old.num_rows or not new.num_rows:
            return self._all(new, None, np.full(new.num_rows, CAUSES.index("new")))
        old, told = places.beside(old), places.beside(told)
        with ThreadPoolExecutor(self._threads) as pool:
            compared = list(_comparisons(old, new)) if changed is None else [partial(np.copy, changed)]
            causes = self._causes(new, told, places, compared, pool)
            rows = np.flatnonzero(causes != UNMOVED)
            if len(rows) * WHOLE > new.num_rows:
                return self._all(new, told, causes)
            return self._some(new, told, rows, causes[rows], pool)

    def _causes(
        self, new: pa.Table, told: pa.Table, places: Alignment, compared: Sequence[Search], pool: ThreadPoolExecutor
    ) -> Ints:
        """Give to each row the place of the cause by which it may differ, UNMOVED to the others."""
        interval = self._interval
        searches: list[tuple[Cause, Search]] = [("row", search) for search in compared]
        searches += interval.searches(new, told)
        found = list(
            zip([cause for cause, _ in searches], _shared([one for _, one in searches], pool, self._threads), strict=True)
        )
        found.append(("new", places.fresh))
        still = self._alone and interval.nothing and not places.removed and not any(len(rows) for _, rows in found)
        if not still:
            # what they draw on may have changed
            found.append(("sources", _with_sources(new)))
        causes = np.full(new.num_rows, UNMOVED if interval.whole is None else CAUSES.index(interval.whole), dtype=np.int8)
        for place, cause in reversed(tuple(enumerate(CAUSES))):
            for _, rows in (one for one in found if one[0] == cause):
                causes[rows] = place
        return causes

    def answers_of(self, table: pa.Table, rows: Ints) -> pa.Table:
        """Evaluate some rows of a table by themselves."""
        taken = _taken(_asked(table), rows)
        return self._evaluated(taken, min(CHUNK, max(FEW, -(-len(rows) // self._threads))))

    def _some(self, new: pa.Table, told: pa.Table, rows: Ints, causes: Ints, pool: ThreadPoolExecutor) -> pa.Table:
        """Evaluate some rows, and put what they differ in into the earlier answers."""
        after = self.answers_of(new, rows)
        before = pa.concat_tables(_shared(_takings(told, rows), pool, self._threads)).combine_chunks()
        differs = differing(before, after)
        counting = pool.submit(self.changes.add, before, after, causes, differs)
        fresh = np.flatnonzero(causes == CAUSES.index("new"))
        handed = _handed_on(new)
        made: dict[str, list[Any]] = {field.name: [] for field in after.schema}
        tasks = []
        for field in after.schema:
            if field.name in handed:
                continue
            # what is left of the days follows from the opening, and shrinks in every row
            counted = field.name == DAYS_LEFT
            local = np.union1d(differs[OPENS if counted else field.name], fresh)
            values = after.column(field.name).take(pa.array(local)).combine_chunks()
            less = self._interval.days if counted else 0
            tasks += [
                (field.name, partial(_block, first, block, rows[local], values, less))
                for first, block in blocks_of(told.column(field.name))
            ]
        for (name, _), arrays in zip(tasks, _shared([one for _, one in tasks], pool, self._threads), strict=True):
            made[name] += arrays
        counting.result()
        columns = [
            handed[field.name] if field.name in handed else pa.chunked_array(made[field.name], field.type)
            for field in after.schema
        ]
        return pa.Table.from_arrays(columns, schema=after.schema)

    def _all(self, new: pa.Table, told: pa.Table | None, causes: Ints) -> pa.Table:
        """Evaluate all rows as a full run does; without `told` they are all new."""
        after = self._evaluated(new, CHUNK)
        differs = {name: np.empty(0, dtype=np.int64) for name in CHANGED} if told is None else differing(told, after)
        rows = np.flatnonzero(causes != UNMOVED)
        before = after if told is None else told
        if len(rows) < new.num_rows:
            differs = {name: np.searchsorted(rows, found) for name, found in differs.items()}
            before, counted = before.take(pa.array(rows)), after.take(pa.array(rows))
            self.changes.add(before, counted, causes[rows], differs)
        else:
            self.changes.add(before, after, causes, differs)
        return after

    def _evaluated(self, table: pa.Table, size: int) -> pa.Table:
        batches = list(evaluated(self.evaluate, chunks_of(table, size), self._threads))
        return pa.Table.from_batches(batches, schema=pa.schema(answer_fields(table.schema.field("id").type)))


def _shared(tasks: Sequence[Callable[[], Any]], pool: ThreadPoolExecutor, threads: int) -> list[Any]:
    """Share small tasks among threads, some at a time: handing one over costs more than many of them do."""
    shares = threads * 4
    done = list(pool.map(lambda place: [task() for task in tasks[place::shares]], range(shares)))
    return [done[place % shares][place // shares] for place in range(len(tasks))]


def is_read(name: str) -> bool:
    """Say whether a column says anything about a row."""
    return name in KNOWN or name.startswith(FACT)


def coded(table: pa.Table, kernel: Kernel) -> pa.Table:
    """Make the first pass over the relations of the rows, where they have any."""
    if "sources" not in table.schema.names:
        return table
    read = table.select([name for name in READ if name in table.schema.names])
    codes = codes_of(kernel, chunks_of(read))
    return pa.Table.from_batches(with_codes(table.to_batches(), codes)) if codes is not None else table


def _asked(table: pa.Table) -> pa.Table:
    """Give the columns that the kernel takes."""
    return table.select([name for name in table.schema.names if is_read(name) or name == COLUMN])


def _said(changed: object, rows: int) -> Ints:
    """Give the rows that were said to have changed; one of which nothing is said may have."""
    try:
        truths = changed if isinstance(changed, pa.Array | pa.ChunkedArray) else pa.array(changed)
    except (pa.ArrowException, TypeError, ValueError):  # in their words, which repeat what was given
        raise InputError("changed-not-told", where="changed") from None
    if len(truths) != rows or not pa.types.is_boolean(truths.type):
        raise InputError("changed-not-told", where="changed")
    return np.flatnonzero(truths.fill_null(True).to_numpy(zero_copy_only=False))  # noqa: FBT003 -- what stands for a null


def _comparisons(old: pa.Table, new: pa.Table) -> Iterator[Search]:
    """Give the comparisons of all columns that say something of a row."""
    for name in dict.fromkeys((*old.schema.names, *new.schema.names)):
        if not is_read(name) or name == "id":
            continue
        if name in old.schema.names and name in new.schema.names:
            for piece in comparisons(old.column(name), new.column(name)):
                yield partial(altered, *piece)
        else:
            there = (old if name in old.schema.names else new).column(name)
            for first, (piece,) in pieces_of([there]):
                yield partial(_valued, first, piece)


def _valued(first: int, piece: Any) -> Ints:  # noqa: ANN401 -- an Arrow array
    """Give the rows that have a value, where the column was or is not there."""
    return np.flatnonzero(piece.is_valid().to_numpy(zero_copy_only=False)) + first


def _with_sources(table: pa.Table) -> Ints:
    if "sources" not in table.schema.names:
        return np.empty(0, dtype=np.int64)
    found = [_valued(first, piece) for first, (piece,) in pieces_of([table.column("sources")])]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _taken(table: pa.Table, rows: Ints) -> pa.Table:
    return pa.concat_tables([take() for take in _takings(table, rows)]).combine_chunks()


def _handed_on(new: pa.Table) -> dict[str, pa.ChunkedArray]:
    """Give the columns that an answer has from the inventory as they are: ids, and where no title is matched, the basis."""
    names = ["id"]
    if "title" not in new.schema.names or new.column("title").null_count == new.num_rows:
        names += [one.name for one in new.schema if one.name in {"catalog", "item"} and pa.types.is_string(one.type)]
    return {name: new.column(name) for name in names}


def _takings(table: pa.Table, rows: Ints) -> list[Callable[[], pa.Table]]:
    """Take rows out, batch by batch: taking them out of the whole table would first copy it."""
    batches = table.to_batches()
    ends = np.cumsum([batch.num_rows for batch in batches])
    cuts = np.concatenate([[0], np.searchsorted(rows, ends)])
    return [
        partial(_taking, batch, rows[low:high] - (end - batch.num_rows))
        for batch, end, low, high in zip(batches, ends.tolist(), cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)
        if low < high
    ] or [lambda: table.slice(0, 0)]


def _taking(batch: pa.RecordBatch, rows: Ints) -> pa.Table:
    return pa.Table.from_batches([batch.take(pa.array(rows))])


def differing(before: pa.Table, after: pa.Table) -> dict[str, Ints]:
    """Give for each column that can change the rows in which it differs."""
    found = {}
    for name in CHANGED:
        parts = [altered(*piece) for piece in comparisons(before.column(name), after.column(name))]
        found[name] = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    return found


def _block(first: int, block: list[Any], rows: Ints, values: Any, less: int) -> list[Any]:  # noqa: ANN401 -- Arrow arrays
    low, high = np.searchsorted(rows, [first, first + sum(map(len, block))]).tolist()
    return spliced(block, rows[low:high] - first, values.slice(low, high - low), less)
