"""What a report needs of the answers, gathered batch by batch at constant memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.answers import ACTIONS, LEVELS
from classify.batch.days import FIRST, NEVER, calendar, day_number, to_date
from classify.report.deadlines import deadlines, places, plain_days
from classify.report.hands import Hand, charges, count_hands
from classify.term import MONTHS_A_YEAR

__all__ = ["FIRST_ROWS", "MOST_ROWS", "Gathering", "Urgent"]

MOST_ROWS: Final = 1_000
"""Rows that the page lists; which these are is said by `Gathering.urgent`."""
FIRST_ROWS: Final = 5
"""Rows named for each finding."""
SHOWN: Final = ("id", "title", "level", "state", "last_secret_day", "days_left", "action", "findings", "catalog")
LATER: Final = np.int64(1 << 60)
"""Above every order of rows that have a day still to come."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Urgent:
    """Rows that ask for something, the most pressing first, and how many such rows there are."""

    rows: tuple[Row, ...]
    total: int


@dataclass(eq=False)
class Gathering:
    """Counts, first rows of every finding, and the most pressing rows. Add the answers in their order."""

    as_of: date
    openings: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Rows still secret by month of opening, `2027-03`, and level."""
    due: Counter[tuple[str, date]] = field(default_factory=Counter)
    """Rows with a day by which something is to be done, by action and day; what is overdue has a day before `as_of`."""
    hands: dict[str, dict[str | None, Hand]] = field(default_factory=dict)
    """To `person` and `section`, where the inventory names them: who has how much in hand, in the order of the rows."""
    first: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the first rows of each finding."""
    _pressing: pa.Table | None = None
    _keys: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _asking: int = 0

    def add(self, answer: pa.RecordBatch) -> None:
        """Take the answers of a batch: the columns of docs/batch.md, and those that were kept of the inventory."""
        action = places(answer.column("action"))
        due = deadlines(answer, self.as_of)
        asks = np.flatnonzero(action < ACTIONS.index("none"))
        self._asking += len(asks)
        self._count_openings(answer)
        self._count_due(action, due)
        self._count_hands(answer, asks, action, due)
        self._name_first(answer)
        self._keep_pressing(answer, asks, action, due)

    @property
    def urgent(self) -> Urgent:
        """The rows on which something is to be done.

        First those with a day still to come, the nearest first; then by the order of the actions, the day and the place.
        """
        rows = [] if self._pressing is None else self._pressing.to_pylist()
        return Urgent(tuple(rows), self._asking)

    def _count_openings(self, answer: pa.RecordBatch) -> None:
        secret = answer.column("secret").to_numpy(zero_copy_only=False)
        level, opens = places(answer.column("level")), plain_days(answer.column("opens_on"))
        self.openings.update(_by_month(opens, level, secret & (opens != NEVER) & (level >= 0)))

    def _count_due(self, action: npt.NDArray[np.int64], due: npt.NDArray[np.int64]) -> None:
        known = due != NEVER
        keys, times = np.unique(due[known] * len(ACTIONS) + action[known], return_counts=True)
        for key, count in zip(keys.tolist(), times.tolist(), strict=True):
            day, code = divmod(key, len(ACTIONS))
            on = to_date(day)
            if on is not None:
                self.due[ACTIONS[code], on] += count

    def _count_hands(
        self, answer: pa.RecordBatch, asks: npt.NDArray[np.intp], action: npt.NDArray[np.int64], due: npt.NDArray[np.int64]
    ) -> None:
        ahead = np.where(due >= day_number(self.as_of), due, NEVER)[asks]
        for kind, names in charges(answer).items():
            count_hands(self.hands.setdefault(kind, {}), names.take(pa.array(asks)), action[asks], ahead)

    def _name_first(self, answer: pa.RecordBatch) -> None:
        lists = answer.column("findings")
        rows, codes = pc.list_parent_indices(lists), pc.list_flatten(lists)
        names = codes.dictionary.to_pylist()
        found_at = codes.indices.to_numpy()
        ids = answer.column("id")
        for place in np.unique(found_at).tolist():
            known = self.first.setdefault(names[place], [])
            if len(known) < FIRST_ROWS:
                found = np.flatnonzero(found_at == place)[: FIRST_ROWS - len(known)]
                known += [str(one) for one in ids.take(rows.take(pa.array(found))).to_pylist()]

    def _keep_pressing(
        self, answer: pa.RecordBatch, asks: npt.NDArray[np.intp], action: npt.NDArray[np.int64], due: npt.NDArray[np.int64]
    ) -> None:
        left = answer.column("days_left").fill_null(NEVER).to_numpy().astype(np.int64)
        ahead = due - day_number(self.as_of)
        others = LATER + (action << np.int64(33)) + np.where(due == NEVER, left, ahead) + np.int64(1 << 32)
        keys = np.where((due != NEVER) & (ahead >= 0), ahead, others)
        wanted = asks[keys[asks] < self._keys[-1]] if len(self._keys) >= MOST_ROWS else asks
        if not len(wanted):
            return
        wanted = wanted[np.argsort(keys[wanted], kind="stable")[:MOST_ROWS]]
        at = pa.array(wanted)
        columns = {name: _plain(answer.column(name).take(at)) for name in SHOWN if name in answer.schema.names}
        columns["due"] = pa.array([to_date(day) for day in due[wanted].tolist()], pa.date32())
        columns |= {kind: names.take(at) for kind, names in charges(answer).items()}
        both = pa.table(columns) if self._pressing is None else pa.concat_tables([self._pressing, pa.table(columns)])
        joined = np.concatenate([self._keys, keys[wanted]])
        order = np.argsort(joined, kind="stable")[:MOST_ROWS]
        self._pressing, self._keys = both.take(pa.array(order)), joined[order]


def _by_month(
    days: npt.NDArray[np.int64], level: npt.NDArray[np.int64], chosen: npt.NDArray[np.bool_]
) -> dict[tuple[str, str], int]:
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
