"""What an inventory comes to: rows by state, level, action and finding, and openings still to come by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.days import FIRST, calendar
from classify.law.rulebook import blocks, findings, findings_on_items
from classify.law.sources import read_table
from classify.term import MONTHS_A_YEAR

__all__ = ["Summary", "severity_of"]


@dataclass
class Summary:
    """Counts over answers; the total of the states is the number of rows."""

    samples: frozenset[str] = frozenset()
    """The catalogs that are samples: a finding that rests on an item of theirs is a notice, whatever it is by default."""
    rows: int = 0
    states: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    openings: Counter[str] = field(default_factory=Counter)
    """Rows still secret by the month in which they open, `2027-03`."""
    errors: int = 0
    """Findings of severity error."""

    def add(self, answer: pa.RecordBatch) -> None:
        """Count the answers of a batch."""
        self.rows += answer.num_rows
        for name, counts in (("state", self.states), ("level", self.levels), ("action", self.actions)):
            _count(answer.column(name), counts)
        self._count_findings(answer)
        self._open(answer)

    def _count_findings(self, answer: pa.RecordBatch) -> None:
        """Count them, and what each weighs in its row: a state may make it graver, a sample makes it a notice."""
        found = answer.column("findings")
        listed = found.flatten()
        codes = listed.indices.to_numpy()
        names = listed.dictionary.to_pylist()
        for place, times in enumerate(np.bincount(codes, minlength=len(names)).tolist()):
            if times:
                self.findings[names[place]] += times
                self.errors += times if findings()[names[place]].severity == "error" else 0
        ends = found.offsets.to_numpy()[1:] - found.offsets[0].as_py()
        for name, states in _graver():
            rows = np.searchsorted(ends, np.flatnonzero(codes == names.index(name)), side="right")
            self.errors += _times(answer.column("state").take(pa.array(rows)), states)
        if self.samples:
            lighter = np.array(
                [name in findings_on_items() and findings()[name].severity == "error" for name in names], dtype=bool
            )
            rows = np.searchsorted(ends, np.flatnonzero(lighter[codes]), side="right")
            self.errors -= _times(answer.column("catalog").take(pa.array(rows)), self.samples)

    def _open(self, answer: pa.RecordBatch) -> None:
        secret = answer.column("secret").to_numpy(zero_copy_only=False)
        opens = answer.column("opens_on")
        known = opens.is_valid().to_numpy(zero_copy_only=False) & secret
        days = opens.view(pa.int32()).fill_null(0).to_numpy()[known]
        if not len(days):
            return
        months = np.take(calendar().month_of, days - FIRST, mode="clip")
        first = int(months.min())
        for place, times in enumerate(np.bincount(months - first).tolist()):
            if times:
                year, month = divmod(first + place, MONTHS_A_YEAR)
                self.openings[f"{year + 1:04d}-{month + 1:02d}"] += times

    def to_dict(self) -> dict[str, Any]:
        """Give what `classify batch --json` prints, each count from the largest down, months in their order."""
        return {
            "schema": "classify/batch/1",
            "rows": self.rows,
            "states": dict(self.states.most_common()),
            "levels": dict(self.levels.most_common()),
            "actions": dict(self.actions.most_common()),
            "findings": dict(self.findings.most_common()),
            "openings": dict(sorted(self.openings.items())),
            "errors": self.errors,
        }


def severity_of(finding: str, state: str, *, sampled: bool) -> str:
    """Say what a finding weighs in its row: a state may make it graver, an item of a sample makes it a notice.

    >>> severity_of("level-above-catalog", "active", sampled=True), severity_of("opened-still-marked", "published", sampled=False)
    ('notice', 'error')
    """
    if sampled and finding in findings_on_items():
        return "notice"
    raised = any(finding == name and state in states for name, states in _graver())
    return "error" if raised else findings()[finding].severity


@cache
def _graver() -> tuple[tuple[str, frozenset[str]], ...]:
    """Give the findings that are errors in certain states, whatever they are by default (severities.toml)."""
    raised = read_table("severities.toml")["raised"]
    return tuple(
        (name, frozenset(_listed(block["when"]["state"])))
        for block in blocks()
        if raised.get(block["id"]) == "error"
        for name in _then(block)
    )


def _then(block: Mapping[str, Any]) -> tuple[str, ...]:
    return _listed(block["then"].get("findings", ()))


def _listed(codes: str | Iterable[str]) -> tuple[str, ...]:
    return (codes,) if isinstance(codes, str) else tuple(codes)


def _times(column: Any, names: frozenset[str]) -> int:  # noqa: ANN401 -- an Arrow array of texts
    """Count the rows that have one of some names."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return int(pc.sum(pc.is_in(column, pa.array(sorted(names)))).as_py() or 0)


def _count(column: Any, counts: Counter[str]) -> None:  # noqa: ANN401 -- a dictionary-encoded Arrow array
    names = column.dictionary.to_pylist()
    indices = column.indices.drop_null().to_numpy()
    for name, times in zip(names, np.bincount(indices, minlength=len(names)).tolist(), strict=False):
        if times:
            counts[name] += times
