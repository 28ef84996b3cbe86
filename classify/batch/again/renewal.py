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
from typing import Final

import numpy as np
import pyarrow as pa

from classify.batch.again.ahead import Ahead, Turned, Turns
from classify.batch.again.alignment import Alignment, align
from classify.batch.again.changes import Changes
from classify.batch.again.former import former
from classify.batch.again.interval import CAUSES, Interval, interval_of
from classify.batch.again.part import CHANGED, Again, Moved, Part, differing, is_read, within
from classify.batch.again.raw import Ints
from classify.batch.answers import answer_fields
from classify.batch.columns import check_schema
from classify.batch.kernel import Kernel
from classify.batch.run import CHUNK, IdsAre, check_ids, chunks_of, evaluated, kept, metadata_of, table_of
from classify.batch.sources.derivation import READ, codes_of, with_codes
from classify.batch.told import COLUMN
from classify.call import checked
from classify.catalog.model import Catalog
from classify.errors import InputError
from classify.term import ExpiryRule

__all__ = ["Renewal", "Renewed", "coded", "evaluate_all", "reevaluate"]

Evaluate = Callable[[pa.RecordBatch], pa.RecordBatch]
FEW: Final = 16_384
"""Fewer rows are not worth another thread."""
AHEAD: Final = 31
"""Days ahead for which is searched at once: a month of daily runs."""
WHOLE: Final = 3
"""Where one row in so many is evaluated again, all are: taking rows out and putting them back is not free."""


@dataclass(frozen=True)
class Renewed:
    """The answers of today, and how they differ from the earlier ones."""

    answers: pa.Table
    changes: Changes
    ahead: Ahead | None = None
    """For the next re-evaluation: the rows that turn in the days ahead; None where all rows were evaluated."""


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
    ahead: Ahead | None = None,
    keep: bool = False,
    ids: IdsAre = "checked",
) -> Renewed:
    """Evaluate an inventory again where it may differ from an earlier run; the answers are those of `evaluate`.

    `earlier_table` is the inventory of then and `earlier_answers` what `evaluate` gave for it, with its metadata. Where a
    catalog is not what it was, `earlier_catalogs` are those of then; without them every row is evaluated again. Who knows
    which rows are not what they were says so by `changed`, a truth for each row, and no row is compared. Day after day,
    hand on what the re-evaluation before gave as `ahead`, and no days are searched either. Raises InputError as `evaluate`
    does, and `earlier-no-answer`, `earlier-other-rows`, `earlier-catalogs`, `earlier-ahead` where these do not belong
    together.

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
    metadata = told.schema.metadata or {}
    if ahead is not None and (ahead.answer, ahead.size) != (metadata, told.num_rows):
        raise InputError("earlier-ahead")
    places = align(old.column("id"), new.column("id"))
    if places.places is not None:
        # else all ids are those of an inventory that was accepted
        check_ids(new.column("id"), trusted=ids == "trusted")
    still = places.places is None and not places.removed
    known = ahead if ahead is not None and still and ahead.since <= as_of <= ahead.until else None
    days = _after(as_of, as_of.toordinal() + AHEAD if known is None else known.until.toordinal())
    renewal = Renewal(kernel, interval_of(metadata, kernel, before, days), threads)
    rows = None if changed is None else _said(changed, new.num_rows)
    answers = renewal(coded(new, kernel), old, told, places, rows, known).replace_schema_metadata(metadata_of(kernel))
    later = renewal.later
    if later is not None:
        ahead = Ahead(answers.schema.metadata, answers.num_rows, as_of, (as_of, *days)[-1], *later)
    return Renewed(kept(answers, new) if keep else answers, renewal.changes, None if later is None else ahead)


class Renewal:
    """What is evaluated again, for a kernel and what lies between; counts what changed over any number of tables."""

    def __init__(self, kernel: Kernel, interval: Interval, threads: int | None = None, *, whole: bool = True) -> None:
        """Begin with nothing counted; `whole` says that a table is a whole inventory, so that nothing else can have changed."""
        self._alone = whole
        self.evaluate: Evaluate = kernel
        self._interval = interval
        self._threads = threads or os.cpu_count() or 1
        self.changes = Changes()
        self.later: Turned | None = None
        """Of the last table, rows that turn on the days ahead of the interval, and these days; None where that was not asked."""

    def __call__(  # noqa: PLR0913, PLR0917 -- a table then and now, and what is known of the difference
        self,
        new: pa.Table,
        old: pa.Table,
        told: pa.Table,
        places: Alignment,
        changed: Ints | None = None,
        ahead: Ahead | None = None,
    ) -> pa.Table:
        """Give the answers for a table, whose schema and ids were checked before, and count what changed.

        `told` are the answers of the rows of `old`, in their order; `changed` are the rows that are not what they were,
        which is found by comparing where it is not known; `ahead` says which rows turn, else they are searched. Raises
        InputError `earlier-no-answer`, `earlier-other-rows`.
        """
        told = former(told)
        together = align(old.column("id"), told.column("id"))
        if together.places is not None or together.removed:
            raise InputError("earlier-other-rows")
        new = _asked(new)
        self.changes.rows += new.num_rows
        self.changes.removed += places.removed
        if not old.num_rows or not new.num_rows:
            rows = np.arange(new.num_rows)
            return self._all(new, None, rows, np.full_like(rows, CAUSES.index("new")))
        parts = list(self._parts(new, places.beside(old), places.beside(told), places.fresh, changed))
        turns = self._interval.turns.later()
        today = None if ahead is None or not turns.days else ahead.by(turns.days[0])
        with ThreadPoolExecutor(self._threads) as pool:
            moved = list(pool.map(lambda part: self._moved(part, today, sources=False), parts))
            still = self._alone and self._interval.nothing and not places.removed and not _count(moved)
            if "sources" in new.schema.names and not still:
                # what they draw on may have changed
                moved = list(pool.map(lambda part: self._moved(part, today, sources=True), parts))
            found = _together(parts, moved)
            if len(found.rows) * WHOLE > new.num_rows:
                return self._all(new, places.beside(told), found.rows, found.causes)
            again = self._again(found, list(pool.map(Part.taken, parts, moved)))
            counting = pool.submit(self.changes.add, again.before, again.after, again.causes, again.differs)
            answers = list(pool.map(lambda part: part.answers(again, self._interval.days), parts))
            counting.result()
        if len(turns.days) > 1:
            rows, at = found.later
            known = (rows, turns.dates[at]) if ahead is None else ahead.after(turns.days[0])
            self.later = _renewed(known, again, turns, new.num_rows)
        return pa.concat_tables(answers)

    def _moved(self, part: Part, today: Ints | None, *, sources: bool) -> Moved:
        end = part.first + part.new.num_rows
        return part.moved(self._interval, None if today is None else within(today, part.first, end), sources=sources)

    def _parts(self, new: pa.Table, old: pa.Table, told: pa.Table, fresh: Ints, changed: Ints | None) -> Iterator[Part]:
        """Cut the tables, two parts a thread: what is done to one costs some time whatever its length."""
        size = -(-new.num_rows // (self._threads * 2 * CHUNK)) * CHUNK
        for begin in range(0, new.num_rows, size):
            end = begin + size
            yield Part(
                first=begin,
                new=new.slice(begin, size),
                old=old.slice(begin, size) if changed is None else old.slice(0, 0),
                told=told.slice(begin, size),
                fresh=within(fresh, begin, end),
                changed=None if changed is None else within(changed, begin, end),
            )

    def _again(self, moved: Moved, taken: Sequence[tuple[pa.Table, pa.Table]]) -> Again:
        new, before = (pa.concat_tables(tables).combine_chunks() for tables in zip(*taken, strict=True))
        after = evaluate_all(new, self.evaluate, self._threads)
        return Again(moved.rows, moved.causes, new, before, after, differing(before, after))

    def _all(self, new: pa.Table, told: pa.Table | None, rows: Ints, causes: Ints) -> pa.Table:
        """Evaluate all rows as a full run does; without `told` they are all new."""
        after = evaluate_all(new, self.evaluate, self._threads)
        differs = {name: np.empty(0, dtype=np.int64) for name in CHANGED} if told is None else differing(told, after)
        before = after if told is None else told
        if len(rows) < new.num_rows:
            differs = {name: np.searchsorted(rows, found) for name, found in differs.items()}
            before, counted = before.take(pa.array(rows)), after.take(pa.array(rows))
            self.changes.add(before, counted, causes, differs)
        else:
            self.changes.add(before, after, causes, differs)
        return after


def _renewed(known: Turned, again: Again, turns: Turns, size: int) -> Turned:
    """Put the days ahead of the rows that were evaluated again in the place of those that they had."""
    anew = np.zeros(size, dtype=np.bool_)
    anew[again.rows] = True
    kept = ~anew[known[0]]
    own, places = turns.search(again.new, again.after)
    return np.concatenate([known[0][kept], again.rows[own]]), np.concatenate([known[1][kept], turns.dates[places]])


def _count(moved: Sequence[Moved]) -> int:
    return sum(len(one.rows) for one in moved)


def _together(parts: Sequence[Part], moved: Sequence[Moved]) -> Moved:
    firsts = [part.first for part in parts]
    return Moved(
        np.concatenate([one.rows + first for one, first in zip(moved, firsts, strict=True)]),
        np.concatenate([one.causes for one in moved]),
        (
            np.concatenate([one.later[0] + first for one, first in zip(moved, firsts, strict=True)]),
            np.concatenate([one.later[1] for one in moved]),
        ),
    )


def _after(day: date, last: int) -> tuple[date, ...]:
    """Give the days after one day, up to the number of another; none beyond the calendar."""
    return tuple(date.fromordinal(number) for number in range(day.toordinal() + 1, min(last, date.max.toordinal() - AHEAD) + 1))


def evaluate_all(table: pa.Table, evaluate: Evaluate, threads: int | None = None) -> pa.Table:
    """Evaluate all rows of a table, few ones too on as many threads as asked for."""
    workers = threads or os.cpu_count() or 1
    size = min(CHUNK, max(FEW, -(-table.num_rows // workers)))
    batches = list(evaluated(evaluate, chunks_of(table, size), workers))
    return pa.Table.from_batches(batches, schema=pa.schema(answer_fields(table.schema.field("id").type)))


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
