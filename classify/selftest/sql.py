"""Days of opening by hand-written SQL: an arithmetic of days that is none of ours. duckdb comes with the extra `test`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from classify.term import ExpiryRule

__all__ = ["available", "opens_on"]

QUERY: Final = """
SELECT CASE WHEN unit = 'days' THEN CAST(issued + to_days(CAST(count AS INTEGER)) AS DATE)
            ELSE CAST(issued + to_months(CAST(CASE unit WHEN 'years' THEN 12 * count ELSE count END AS INTEGER)) AS DATE)
       END + CAST(? AS INTEGER)
FROM (SELECT unnest(?::DATE[]) AS issued, unnest(?::BIGINT[]) AS count, unnest(?::VARCHAR[]) AS unit)"""


@cache
def available() -> bool:
    """Say whether duckdb is installed."""
    try:
        import duckdb  # noqa: F401, PLC0415 -- probing is the point
    except ImportError:
        return False
    return True


def opens_on(durations: Sequence[tuple[date, int, str]], rule: ExpiryRule) -> list[date]:
    """Give the first day on which each is no longer secret: the day of issue, a count and its unit (years, months, days)."""
    import duckdb  # noqa: PLC0415 -- asked for only where it is installed

    issued, counts, units = (list(column) for column in zip(*durations, strict=True))
    with duckdb.connect() as data:
        rows: list[tuple[Any, ...]] = data.execute(QUERY, [int(rule == "civil"), issued, counts, units]).fetchall()
    return [day for (day,) in rows]
