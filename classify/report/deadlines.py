"""By when a row is to be dealt with: the last secret day of what must be decided before it, the day a review was due."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from classify.batch.answers import ACTIONS, STATES
from classify.batch.days import NEVER, day_number, to_date
from classify.lifecycle.review import review_due

__all__ = ["deadlines", "places", "plain_days"]

BEFORE_THE_END: Final = ("decide_before_expiry", "ask_central")
"""Actions that are of use only up to the last secret day."""

Days = npt.NDArray[np.int64]


def deadlines(answer: pa.RecordBatch, as_of: date) -> Days:
    """Give to each row the last day for what is to be done about it, `NEVER` where none is known.

    What is near its end, or needs a decision before the end, has its last secret day: later it can no more be extended.
    An overdue review has the day on which it was due, where the days of issue and review were kept.
    """
    today = day_number(as_of)
    action, state = places(answer.column("action")), places(answer.column("state"))
    asks = action < ACTIONS.index("none")
    last = plain_days(answer.column("last_secret_day"))
    ends = (state == STATES.index("expiring")) | np.isin(action, [ACTIONS.index(name) for name in BEFORE_THE_END])
    due = np.where(asks & ends & (last >= today), last, NEVER)
    rows = np.flatnonzero((action == ACTIONS.index("review")) & (due == NEVER))
    if len(rows):
        due[rows] = _reviews(answer, rows, as_of)
    return due


def _reviews(answer: pa.RecordBatch, rows: npt.NDArray[np.intp], as_of: date) -> Days:
    """Give the days on which reviews were due: a year after the last review or the start, whichever is later."""
    issued, notified, reviewed = (_kept(answer, name)[rows] for name in ("issued", "notified", "reviewed_on"))
    start = np.where(issued == NEVER, notified, issued)
    done = reviewed <= day_number(as_of)
    base = np.where(done & ((start == NEVER) | (reviewed > start)), reviewed, start)
    days, where = np.unique(base, return_inverse=True)
    return np.array([_review(day, as_of) for day in days.tolist()], dtype=np.int64)[where]


@lru_cache(maxsize=1 << 16)
def _review(day: int, as_of: date) -> int:
    return day_number(review_due(None, to_date(day), as_of))


def _kept(answer: pa.RecordBatch, name: str) -> Days:
    """Give a column of days that the inventory brought along; one that is not there, or holds no days, is empty."""
    column = answer.column(name) if name in answer.schema.names else None
    if column is None or not pa.types.is_temporal(column.type):
        return np.full(answer.num_rows, NEVER, dtype=np.int64)
    return plain_days(column.cast(pa.date32(), safe=False))


def plain_days(column: Any) -> Days:  # noqa: ANN401 -- an Arrow array of dates
    """Give dates as day numbers, `NEVER` for none."""
    found: Days = column.view(pa.int32()).fill_null(NEVER).to_numpy().astype(np.int64)
    return found


def places(column: Any) -> npt.NDArray[np.int64]:  # noqa: ANN401 -- a dictionary-encoded Arrow array
    """Give the places of codes, -1 for none."""
    found: npt.NDArray[np.int64] = column.indices.fill_null(-1).to_numpy().astype(np.int64)
    return found
