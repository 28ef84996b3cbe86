"""What lies between an earlier run and this one, outside the rows: days that passed, law that turned, items that changed.

Between two days of asking only rows change that turn on a day between the two, and rows without a day of their own where
the law turned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from classify.batch.again.ahead import REVIEWED, Turns
from classify.batch.again.raw import Ints, pieces_of
from classify.batch.columns import FACT, Chunk
from classify.batch.days import FIRST, day_number
from classify.batch.kernel import Kernel
from classify.batch.law import Today
from classify.batch.run import CHUNK, metadata_of
from classify.errors import InputError
from classify.law import law_on

__all__ = ["CAUSES", "Cause", "Interval", "interval_of", "moved_items"]

Cause = Literal["new", "row", "sources", "time", "catalog", "law"]
CAUSES: Final[tuple[Cause, ...]] = ("new", "row", "sources", "time", "catalog", "law")
"""A row counts under the first that holds, the nearest one."""


@dataclass(frozen=True)
class Interval:
    """Which rows are evaluated again although they are what they were, and by how many days `days_left` shrinks."""

    days: int = 0
    whole: Cause | None = None
    """All rows: what they rest on cannot be compared, or every rule may be another."""
    turns: Turns = field(default_factory=Turns)
    """The two days of asking, the earlier one first, and days ahead."""
    turned: Cause | None = None
    """Rows without a day of their own: the law, or a catalog, of the two days of asking is not the same."""
    items: frozenset[tuple[str, str]] | None = None
    """Catalog and item of those that fold to something else; None where no catalog changed."""

    @property
    def nothing(self) -> bool:
        """Say whether a row that is what it was has the answer that it had."""
        return not self.days and self.whole is None and self.turned is None and self.items is None

    def found(self, table: pa.Table) -> Iterator[tuple[Cause, Ints]]:
        """Search for rows that may differ although they are what they were and no day of theirs came."""
        if self.turned is not None:
            for first, batch in _batches(table, (*REVIEWED, "extended_to", "extension_decided")):
                yield self.turned, _undated(batch) + first
        if self.items is not None:
            names = [name for name in table.schema.names if name.startswith(FACT)]
            for first, batch in _batches(table, ("catalog", "item", "title", *names)):
                yield "catalog", _resting(batch, self.items) + first


def interval_of(earlier: Mapping[bytes, bytes], kernel: Kernel, before: Kernel | None, ahead: Sequence[date] = ()) -> Interval:
    """Compare the metadata of an earlier answer with a kernel; `before` has the catalogs of then, where they are at hand.

    `ahead` are days after that of the kernel, for which is searched too where it lies after that of the answer.

    Raises InputError `earlier-no-answer` where the metadata do not say what the answer rests on, and `earlier-catalogs`
    where the catalogs given are not those that it names.
    """
    now = metadata_of(kernel)
    try:
        day = date.fromisoformat(earlier[b"classify.as_of"].decode())
        then = {name: earlier[name] for name in now}
    except (KeyError, ValueError) as error:
        raise InputError("earlier-no-answer") from error
    days = (kernel.as_of - day).days
    rules = b"classify.rules.sha256"
    if any(then[name] != now[name] for name in (b"classify.version", b"classify.expiry_rule")):
        return Interval(days, "law")
    law = law_on(day)
    if law.program.digest != law_on(kernel.as_of).program.digest or then[rules] != kernel.laws.digest(law).encode():
        return Interval(days, "law")
    items: frozenset[tuple[str, str]] | None = None
    if before is not None and metadata_of(before)[b"classify.catalogs"] != then[b"classify.catalogs"]:
        raise InputError("earlier-catalogs")
    if then[b"classify.catalogs"] != now[b"classify.catalogs"]:
        if before is None or before.tiers != kernel.tiers:
            return Interval(days, "catalog")
        items = moved_items(before, kernel)
    first, last = min(day, kernel.as_of), max(day, kernel.as_of)
    if (Today.of(first).reviewed_since is None) != (Today.of(last).reviewed_since is None):
        return Interval(days, "law")
    turns = Turns.at((first, last, *(ahead if last == kernel.as_of else ())))
    return Interval(days, turns=turns, turned=_turned(kernel, day), items=items)


def _turned(kernel: Kernel, day: date) -> Cause | None:
    spans = kernel.laws.spans_of(np.array([day_number(day), day_number(kernel.as_of)], dtype=np.int32))
    if spans[0] == spans[1]:
        return None
    laws = kernel.laws.law_of[spans]
    return "catalog" if laws[0] == laws[1] else "law"


def moved_items(before: Kernel, after: Kernel) -> frozenset[tuple[str, str]]:
    """Give the items that fold to something else on any day, or are in one of the two only."""
    names = {(catalog.id, item.id) for kernel in (before, after) for catalog in kernel.catalogs for item in catalog.items}
    pairs = sorted(names)
    firsts = sorted({*before.laws.firsts, *after.laws.firsts})
    days = np.array([max(day_number(first), FIRST) for first in firsts], dtype=np.int32)
    numbers: dict[object, int] = {}
    folded = [_folded(kernel, pairs, days, numbers) for kernel in (before, after)]
    moved = (folded[0] != folded[1]).any(axis=1)
    return frozenset(pair for pair, differs in zip(pairs, moved.tolist(), strict=True) if differs)


def _folded(kernel: Kernel, pairs: list[tuple[str, str]], days: Ints, numbers: dict[object, int]) -> Ints:
    """Give a number to what each pair folds to on each day, equal ones alike whichever kernel they are from."""
    recorded = kernel.recorded
    homes = {name: place + 2 for place, name in enumerate(recorded.catalogs)}
    items = {name: place + 2 for place, name in enumerate(recorded.items)}
    found = np.array([recorded.pairs[homes.get(home, 1), items.get(item, 1)] for home, item in pairs], dtype=np.int64)
    places = found[:, None] * len(kernel.laws.firsts) + kernel.laws.spans_of(days)[None, :]
    shared = [numbers.setdefault(basis, len(numbers)) for basis in kernel.bases.tables.bases]
    numbered: Ints = np.array(shared, dtype=np.int64)[recorded.basis_of[places]]
    return numbered


def _undated(batch: pa.RecordBatch) -> Ints:
    missing = _missing(batch, "issued") & _missing(batch, "notified")
    missing |= ~_missing(batch, "extended_to") & _missing(batch, "extension_decided")
    return np.flatnonzero(missing)


def _missing(batch: pa.RecordBatch, name: str) -> Ints:
    return ~Chunk(batch).days(name).given


def _resting(batch: pa.RecordBatch, items: frozenset[tuple[str, str]]) -> Ints:
    """Search for rows that record one of these items, or whose items are found by title or facts."""
    chunk = Chunk(batch)
    homes, home = _named(chunk, "catalog", [home for home, _ in items])
    names, name = _named(chunk, "item", [name for _, name in items])
    titles, _ = _named(chunk, "title", [])
    table = np.zeros((len(home) + 2, len(name) + 2), dtype=np.bool_)
    for one, other in items:
        table[home[one], name[other]] = True
    found = table[homes, names] | ((names == 0) & (titles != 0))
    for column in chunk.facts().values():
        found |= column.is_valid().to_numpy(zero_copy_only=False)
    return np.flatnonzero(found)


def _named(chunk: Chunk, column: str, names: list[str]) -> tuple[Ints, dict[str, int]]:
    """Give to each row the place of its name from 2, 0 for none and 1 for another one."""
    known = {name: place + 2 for place, name in enumerate(sorted(set(names)))}
    coded = chunk.coded(column)
    if coded is None:
        return np.zeros(chunk.rows, dtype=np.int32), known
    index, texts = coded
    places = [known.get(text.strip(), 1) if text is not None and text.strip() else 0 for text in texts]
    return np.take(np.array(places, dtype=np.int32), index, mode="clip"), known


def _batches(table: pa.Table, names: tuple[str, ...]) -> Iterator[tuple[int, pa.RecordBatch]]:
    there = [name for name in dict.fromkeys(("id", *names)) if name in table.schema.names]
    for first, pieces in pieces_of([table.column(name) for name in there], CHUNK):
        yield first, pa.RecordBatch.from_arrays(pieces, names=there)
