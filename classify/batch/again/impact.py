"""What another catalog would do to an inventory, before it is adopted: only rows that can differ are evaluated, twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Final

import numpy as np
import pyarrow as pa

from classify.batch.again.changes import Changes
from classify.batch.again.interval import CAUSES, Interval, moved_items
from classify.batch.again.part import CHANGED, differing, taken
from classify.batch.again.raw import Ints
from classify.batch.again.renewal import coded, evaluate_all
from classify.batch.columns import check_schema
from classify.batch.kernel import Kernel
from classify.batch.run import CHUNK, IdsAre, check_ids, table_of
from classify.call import checked
from classify.catalog.model import Catalog
from classify.term import ExpiryRule

__all__ = ["Impact", "impact", "impact_on"]

GROUP: Final = 16
"""Chunks that are looked at together."""


@dataclass
class Impact:
    """The rows whose answer would be another one, and what they come to."""

    changes: Changes = field(default_factory=Changes)
    before: list[pa.Table] = field(default_factory=list)
    after: list[pa.Table] = field(default_factory=list)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give each row that would change: its id, and what is another now, then and now."""
        for before, after in zip(self.before, self.after, strict=True):
            for one, other in zip(before.to_pylist(), after.to_pylist(), strict=True):
                names = [name for name in CHANGED if one[name] != other[name]]
                yield {
                    "id": one["id"],
                    "before": {name: _plain(one[name]) for name in names},
                    "after": {name: _plain(other[name]) for name in names},
                }

    def to_dict(self) -> dict[str, Any]:
        """Give what `classify catalog impact --json` prints, apart from the day and the catalogs."""
        told = self.changes.to_dict()
        lists = {name: [_without_cause(line) for line in told[name]] for name in ("states", "levels", "actions", "findings")}
        return {
            "schema": "classify/impact/1",
            "rows": self.changes.rows,
            "evaluated": self.changes.evaluated.total(),
            "changed": self.changes.changed.total(),
            "openings": self.changes.openings.total(),
            **lists,
            "changes": list(self.rows()),
        }


@checked
def impact(  # noqa: PLR0913 -- the options of `evaluate`
    table: object,
    old: Iterable[Catalog],
    new: Iterable[Catalog],
    *,
    as_of: date,
    expiry_rule: ExpiryRule = "civil",
    threads: int | None = None,
    ids: IdsAre = "checked",
) -> Impact:
    """Say which rows of an inventory would change if `new` were the catalogs in place of `old`.

    Raises InputError as `evaluate` does.

    >>> from classify.catalog.read import load_catalogs
    >>> rows = pa.table({"id": [7], "mark": ["秘密★10年"], "issued": [date(2020, 1, 1)], "catalog": ["x"], "item": ["1"]})
    >>> impact(rows, (), load_catalogs("organization-work"), as_of=date(2026, 11, 21)).to_dict()["changed"]
    0
    """
    given = table_of(table)
    before, after = (Kernel(tuple(catalogs), as_of, expiry_rule) for catalogs in (old, new))
    check_schema(given.schema, after.matcher.vocabulary)
    check_ids(given.column("id"), trusted=ids == "trusted")
    return impact_on(coded(given, after).to_batches(max_chunksize=CHUNK), before, after, threads)


def impact_on(batches: Iterable[pa.RecordBatch], before: Kernel, after: Kernel, threads: int | None = None) -> Impact:
    """Do the same over batches whose schema was checked; memory grows with the rows that change only.

    What the first pass over the relations said of them comes with them: it asks for no item.
    """
    found = Impact()
    interval = Interval(items=moved_items(before, after))
    source = iter(batches)
    while group := list(islice(source, GROUP)):
        table = pa.Table.from_batches(group)
        found.changes.rows += table.num_rows
        rows = _rows(interval, table) if before.tiers == after.tiers else np.arange(table.num_rows)
        if len(rows):
            _add(found, *(evaluate_all(taken(table, rows), kernel, threads) for kernel in (before, after)))
    return found


def _rows(interval: Interval, table: pa.Table) -> Ints:
    found = [rows for _, rows in interval.found(table)]
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def _add(found: Impact, before: pa.Table, after: pa.Table) -> None:
    differs = differing(before, after)
    causes = np.full(before.num_rows, CAUSES.index("catalog"))
    found.changes.add(before, after, causes, differs)
    rows = np.unique(np.concatenate(list(differs.values())))
    if len(rows):
        found.before.append(before.take(pa.array(rows)))
        found.after.append(after.take(pa.array(rows)))


def _without_cause(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "cause"}


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a value of a column
    return value.isoformat() if isinstance(value, date) else value
