"""What a report needs of the answers, gathered batch by batch at constant memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.answers import ACTIONS, LEVELS
from classify.batch.days import FIRST, calendar
from classify.term import MONTHS_A_YEAR

__all__ = ["FIRST_ROWS", "MOST_ROWS", "Gathering", "Urgent"]

MOST_ROWS: Final = 1_000
"""Rows that the page lists; which these are is said by `Gathering.urgent`."""
FIRST_ROWS: Final = 5
"""Rows named for each finding."""
SHOWN: Final = (
    "id",
    "title",
    "level",
    "state",
    "last_secret_day",
    "opens_on",
    "days_left",
    "action",
    "findings",
    "catalog",
    "item",
)
NO_DAY: Final = 2**31 - 1

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Urgent:
    """Rows that ask for something, the most pressing first, and how many such rows there are."""

    rows: tuple[Row, ...]
    total: int


@dataclass(eq=False)
class Gathering:
    """Counts, first rows of every finding, and the most pressing rows. Add the answers in their order."""

    openings: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Rows still secret by month of opening, `2027-03`, and level."""
    decisions: Counter[str] = field(default_factory=Counter)
    """Rows to be decided on before they open, by the month of their last secret day."""
    first: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the first rows of each finding."""
    _pressing: pa.Table | None = None
    _keys: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _asking: int = 0

    def add(self, answer: pa.RecordBatch) -> None:
        """Take the answers of a batch: the columns of docs/batch.md, and the title where it was kept."""
        self._count_openings(answer)
        self._name_first(answer)
        self._keep_pressing(answer)

    @property
    def urgent(self) -> Urgent:
        """The rows on which something is to be done: by the order of the actions, then by days left, then by place."""
        rows = [] if self._pressing is None else self._pressing.to_pylist()
        return Urgent(tuple(rows), self._asking)

    def _count_openings(self, answer: pa.RecordBatch) -> None:
        secret = answer.column("secret").to_numpy(zero_copy_only=False)
        level = _codes(answer.column("level"))
        opens = _days(answer.column("opens_on"))
        self.openings.update(_by_month(opens, level, secret & (opens != NO_DAY) & (level >= 0)))
        last = _days(answer.column("last_secret_day"))
        deciding = _codes(answer.column("action")) == ACTIONS.index("decide_before_expiry")
        months = _by_month(last, np.zeros_like(level), deciding & (last != NO_DAY))
        self.decisions.update({month: times for (month, _), times in months.items()})

    def _name_first(self, answer: pa.RecordBatch) -> None:
        lists = answer.column("findings")
        rows, codes = pc.list_parent_indices(lists), pc.list_flatten(lists)
        names = codes.dictionary.to_pylist()
        places = codes.indices.to_numpy()
        ids = answer.column("id")
        for place in np.unique(places).tolist():
            known = self.first.setdefault(names[place], [])
            if len(known) < FIRST_ROWS:
                found = np.flatnonzero(places == place)[: FIRST_ROWS - len(known)]
                known += [str(one) for one in ids.take(rows.take(pa.array(found))).to_pylist()]

    def _keep_pressing(self, answer: pa.RecordBatch) -> None:
        action = _codes(answer.column("action")).astype(np.int64)
        asks = action < ACTIONS.index("none")
        self._asking += int(asks.sum())
        left = answer.column("days_left")
        days = left.fill_null(NO_DAY).to_numpy().astype(np.int64)
        keys = (action << np.int64(33)) + days + np.int64(1 << 32)
        wanted = np.flatnonzero(asks & (keys < self._keys[-1])) if len(self._keys) >= MOST_ROWS else np.flatnonzero(asks)
        if not len(wanted):
            return
        wanted = wanted[np.argsort(keys[wanted], kind="stable")[:MOST_ROWS]]
        names = [name for name in SHOWN if name in answer.schema.names]
        taken = pa.table({name: _plain(answer.column(name).take(pa.array(wanted))) for name in names})
        both = taken if self._pressing is None else pa.concat_tables([self._pressing, taken])
        joined = np.concatenate([self._keys, keys[wanted]])
        order = np.argsort(joined, kind="stable")[:MOST_ROWS]
        self._pressing, self._keys = both.take(pa.array(order)), joined[order]


def _codes(column: Any) -> npt.NDArray[Any]:  # noqa: ANN401 -- a dictionary-encoded Arrow array
    """Give the places of the codes, -1 for none."""
    found: npt.NDArray[Any] = column.indices.fill_null(-1).to_numpy()
    return found


def _days(column: Any) -> npt.NDArray[np.int32]:  # noqa: ANN401 -- an Arrow array of dates
    found: npt.NDArray[np.int32] = column.view(pa.int32()).fill_null(NO_DAY).to_numpy()
    return found


def _by_month(days: npt.NDArray[np.int32], level: npt.NDArray[Any], chosen: npt.NDArray[np.bool_]) -> dict[tuple[str, str], int]:
    months = np.take(calendar().month_of, days[chosen] - FIRST, mode="clip").astype(np.int64)
    keys, times = np.unique(months * len(LEVELS) + level[chosen], return_counts=True)
    found = {}
    for key, count in zip(keys.tolist(), times.tolist(), strict=True):
        month, place = divmod(key, len(LEVELS))
        year, number = divmod(month, MONTHS_A_YEAR)
        found[f"{year + 1:04d}-{number + 1:02d}", LEVELS[place]] = count
    return found


def _plain(column: Any) -> Any:  # noqa: ANN401 -- Arrow arrays
    """Write codes as texts, so that batches with other dictionaries can stand in one table."""
    if pa.types.is_list(column.type):
        return pa.array(column.to_pylist(), pa.list_(pa.string()))
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) or pa.types.is_large_string(column.type) else column
