"""What a re-evaluation comes to: rows evaluated again and rows whose answer changed, by cause and by what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa

from classify.batch.again.interval import CAUSES, Cause
from classify.batch.again.raw import Ints, ends_of, held_by, numbers_of, valid_of
from classify.law.rulebook import findings

__all__ = ["CODED", "Changes"]

CODED: Final = ("state", "level", "action")
NEW: Final = CAUSES.index("new")


@dataclass
class Changes:
    """Counts over the rows that were evaluated again. A row counts under one cause, the nearest one.

    That `days_left` counts down is no change. A new row has changed from nothing.
    """

    rows: int = 0
    removed: int = 0
    evaluated: Counter[Cause] = field(default_factory=Counter)
    changed: Counter[Cause] = field(default_factory=Counter)
    """Rows of which anything else in the answer is not what it was."""
    moves: dict[str, Counter[tuple[str | None, str | None, Cause]]] = field(
        default_factory=lambda: {name: Counter() for name in CODED}
    )
    """State, level and action: from what to what, and by which cause."""
    gained: Counter[tuple[str, Cause]] = field(default_factory=Counter)
    lost: Counter[tuple[str, Cause]] = field(default_factory=Counter)
    """Findings that rows have now, and had."""
    openings: Counter[Cause] = field(default_factory=Counter)
    """Rows with another day of opening."""

    def add(self, before: pa.Table, after: pa.Table, causes: Ints, altered: Mapping[str, Ints]) -> None:
        """Count rows that were evaluated again: their answers then and now, and where each column differs."""
        _count(self.evaluated, causes)
        fresh = causes == NEW
        _count(self.changed, causes[_either(fresh, *altered.values())])
        opened = altered["opens_on"]
        _count(self.openings, causes[opened[~fresh[opened]]])
        for name in CODED:
            self._move(name, before.column(name), after.column(name), _either(fresh, altered[name]), causes)
        rows = _either(fresh, altered["findings"])
        self._find(before.column("findings").take(rows), after.column("findings").take(rows), causes[rows])

    def _move(self, name: str, before: pa.ChunkedArray, after: pa.ChunkedArray, rows: Ints, causes: Ints) -> None:
        one, other = before.take(rows).combine_chunks(), after.take(rows).combine_chunks()
        words = [*other.dictionary.to_pylist(), None]
        of = causes[rows]
        first = np.where(of == NEW, len(words) - 1, _codes(one, len(words) - 1))
        keys = (first * len(words) + _codes(other, len(words) - 1)) * len(CAUSES) + of
        for key, times in zip(*(part.tolist() for part in np.unique(keys, return_counts=True)), strict=True):
            move, cause = divmod(key, len(CAUSES))
            self.moves[name][words[move // len(words)], words[move % len(words)], CAUSES[cause]] += times

    def _find(self, before: pa.ChunkedArray, after: pa.ChunkedArray, causes: Ints) -> None:
        size = len(findings())
        had, has = _pairs(before, size), _pairs(after, size)
        had = had[causes[had // size] != NEW]
        gained, lost = (np.setdiff1d(one, other, assume_unique=True) for one, other in ((has, had), (had, has)))
        for counts, pairs in ((self.gained, gained), (self.lost, lost)):
            keys = (pairs % size) * len(CAUSES) + causes[pairs // size]
            for key, times in zip(*(part.tolist() for part in np.unique(keys, return_counts=True)), strict=True):
                name, cause = divmod(key, len(CAUSES))
                counts[tuple(findings())[name], CAUSES[cause]] += times

    def to_dict(self) -> dict[str, Any]:
        """Give what `--json` prints, each list from the largest count down."""
        return {
            "schema": "classify/changes/1",
            "rows": self.rows,
            "removed": self.removed,
            "evaluated": _by_cause(self.evaluated),
            "changed": _by_cause(self.changed),
            "openings": _by_cause(self.openings),
            **{
                f"{name}s": [
                    {"from": one, "to": other, "cause": cause, "rows": times}
                    for (one, other, cause), times in self.moves[name].most_common()
                ]
                for name in CODED
            },
            "findings": [
                {"id": name, "change": change, "cause": cause, "rows": times}
                for change, counts in (("gained", self.gained), ("lost", self.lost))
                for (name, cause), times in counts.most_common()
            ],
        }


def _either(fresh: Ints, *altered: Ints) -> Ints:
    """Give the rows that are new, and those in which something differs."""
    rows = fresh.copy()
    for one in altered:
        rows[one] = True
    return np.flatnonzero(rows)


def _by_cause(counts: Counter[Cause]) -> dict[str, int]:
    return {cause: counts[cause] for cause in CAUSES}


def _count(counts: Counter[Cause], causes: Ints) -> None:
    for cause, times in zip(CAUSES, np.bincount(causes, minlength=len(CAUSES)).tolist(), strict=True):
        counts[cause] += times


def _codes(array: Any, missing: int) -> Ints:  # noqa: ANN401 -- an Arrow array
    there = valid_of(array)
    codes = numbers_of(array).astype(np.int64)
    return codes if there is None else np.where(there, codes, missing)


def _pairs(column: pa.ChunkedArray, size: int) -> Ints:
    """Give row and finding of each as one number, `row * size + finding`."""
    array = column.combine_chunks()
    ends, held = ends_of(array), held_by(array)
    rows = np.repeat(np.arange(len(array)), np.diff(ends))
    found: Ints = rows * size + held[ends[0] : ends[-1]].astype(np.int64)
    return found
