# ruff: noqa: S608 -- queries of fixed text
"""The batch against hand-written DuckDB: Arrow to Arrow in memory; ratios of one run.

    python benchmarks/batch.py [--rows 10000000] [--rounds 3] [--rules 100] [--ids]

The DuckDB query computes the day of opening and the state only, from the same table; ours computes every column of the
contract and all findings of a row. duckdb comes with the `test` extra. `--rules` adds so many rules to those of every day
and compares the same rows with and without them; `--ids` compares ascending numbers with shuffled texts as ids.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any
from unittest.mock import patch

import duckdb
import numpy as np
import pyarrow as pa
from machine import describe

import classify
from classify.batch.kernel import Kernel
from classify.batch.own import OF_ROW
from classify.batch.run import check_ids, chunks_of, evaluated
from classify.law import regime, rulebook
from classify.law.sources import read_table
from classify.mark import read
from classify.term import Duration, LongTerm, OnDate

AS_OF = date(2026, 11, 21)
EPOCH = date(1970, 1, 1).toordinal()

STATE = """
CASE WHEN published_on <= DATE '2026-11-21' THEN 'published'
     WHEN declassified_on <= DATE '2026-11-21' THEN 'declassified'
     WHEN long_term THEN 'long_term'
     WHEN event AND (event_on IS NULL OR event_on > DATE '2026-11-21') THEN 'pending_event'
     WHEN event THEN 'self_declassified'
     WHEN months IS NOT NULL AND start IS NULL THEN 'unknown_start'
     WHEN opens <= DATE '2026-11-21' THEN 'self_declassified'
     WHEN opens <= DATE '2027-02-21' THEN 'expiring'
     ELSE 'active' END"""
OPENING = """
SELECT *, CASE WHEN extended_to > plain - 1 AND extension_decided <= plain - 1 THEN extended_to + 1 ELSE plain END AS opens
FROM (SELECT *, CASE WHEN fixed IS NOT NULL THEN fixed
                     ELSE CAST(start + to_months(months) AS DATE) + 1 END AS plain
      FROM (SELECT i.*, COALESCE(issued, notified) AS start, m.months, m.fixed, m.long_term, m.event
            FROM {source} i LEFT JOIN marks m ON i.mark = m.mark))"""
PARSED = """
(SELECT CASE WHEN mark = '' THEN NULL
               WHEN regexp_matches(mark, '★[0-9]+年$') THEN 12 * CAST(regexp_extract(mark, '★([0-9]+)年$', 1) AS INTEGER)
               WHEN regexp_matches(mark, '★[0-9]+个月$') THEN CAST(regexp_extract(mark, '★([0-9]+)个月$', 1) AS INTEGER)
               WHEN mark LIKE '%★' THEN CASE substr(mark, 1, 2) WHEN '绝密' THEN 360 WHEN '机密' THEN 240 ELSE 120 END
               WHEN mark LIKE '%年' THEN 12 * CAST(regexp_extract(mark, '([0-9]+)年$', 1) AS INTEGER) END AS months,
        CASE WHEN mark LIKE '%日' THEN CAST(strptime(substr(mark, 4), '%Y年%m月%d日') AS DATE) END AS fixed,
        mark LIKE '%长期' AS long_term, mark LIKE '%前' AS event, *
 FROM {source})"""
ALONE = f"SELECT {STATE} AS state, count(*) AS rows, min(opens), max(opens) FROM ({OPENING}) GROUP BY ALL".replace(
    "i.*, COALESCE(issued, notified) AS start, m.months, m.fixed, m.long_term, m.event", "*, COALESCE(issued, notified) AS start"
).replace("{source} i LEFT JOIN marks m ON i.mark = m.mark", PARSED)
AGGREGATE = f"SELECT {STATE} AS state, count(*) AS rows, min(opens), max(opens) FROM ({OPENING}) GROUP BY ALL"


def inventory(rows: int) -> pa.Table:
    """Generate an inventory with recorded items: all columns of the contract that a register has."""
    rng = np.random.default_rng(1)
    items = [(one.id, item.id) for one in classify.load_catalogs() for item in one.items if item.scheme == "state" and item.level]
    marks = [f"{word}★{years}年" for word, most in (("秘密", 10), ("机密", 20), ("绝密", 30)) for years in range(1, most + 1)]
    marks += ["秘密★", "机密★长期", "绝密★启用前", "秘密★6个月", "机密★2030年12月31日", "秘密10年", "机密☆5年", "秘密★15年"]

    def days(first: date, last: date, missing: float) -> pa.Array:
        numbers = rng.integers(first.toordinal() - EPOCH, last.toordinal() - EPOCH, rows, dtype=np.int32)
        return pa.array(numbers, pa.int32(), mask=rng.random(rows) < missing).cast(pa.date32())

    def some(values: list[str]) -> pa.Array:
        return pa.array(values).take(pa.array(rng.integers(0, len(values), rows)))

    places = pa.array(rng.integers(0, len(items), rows))
    return pa.table(
        {
            "id": pa.array(np.arange(rows)),
            "mark": some(marks),
            "issued": days(date(1992, 1, 1), date(2026, 11, 1), 0.02),
            "notified": days(date(1992, 1, 1), date(2026, 11, 1), 0.95),
            "derived": pa.array(rng.random(rows) < 0.3),
            "own": pa.array(rng.random(rows) < 0.7),
            "tier": some(["central", "provincial", "city", "county"]),
            "catalog": pa.array([catalog for catalog, _ in items]).take(places),
            "item": pa.array([item for _, item in items]).take(places),
            "extended_to": days(date(2026, 1, 1), date(2040, 1, 1), 0.97),
            "extension_decided": days(date(2015, 1, 1), date(2026, 1, 1), 0.97),
            "extension_delivered": days(date(2015, 1, 1), date(2026, 1, 1), 0.97),
            "event_on": days(date(2015, 1, 1), date(2026, 1, 1), 0.98),
            "published_on": days(date(2015, 1, 1), date(2026, 1, 1), 0.99),
            "declassified_on": days(date(2015, 1, 1), date(2026, 1, 1), 0.9),
            "reviewed_on": days(date(2020, 1, 1), date(2026, 11, 1), 0.3),
        }
    )


def marks_read(table: pa.Table) -> pa.Table:
    """Give DuckDB each distinct mark as months, day, long-term, event: what no SQL should have to parse."""
    rows: list[dict[str, Any]] = []
    default = {"secret": 120, "confidential": 240, "top_secret": 360}
    for text in table.column("mark").unique().to_pylist():
        reading = read(text)
        term = reading.term
        months = (
            term.months
            if isinstance(term, Duration)
            else default[reading.level.value]
            if term is None and reading.level
            else None
        )
        fixed = term.on if isinstance(term, OnDate) else None
        rows.append(
            {
                "mark": text,
                "months": months,
                "fixed": fixed,
                "long_term": isinstance(term, LongTerm),
                "event": term is not None and months is None and fixed is None and not isinstance(term, LongTerm),
            }
        )
    types = [
        ("mark", pa.string()),
        ("months", pa.int32()),
        ("fixed", pa.date32()),
        ("long_term", pa.bool_()),
        ("event", pa.bool_()),
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema(types))


def measured(act: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that a run takes, and its processor seconds over all threads."""
    begin, used = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begin, time.process_time() - used


def run(kernel: Kernel, table: pa.Table) -> None:
    """Evaluate a table on all cores and drop the answers."""
    for _ in evaluated(kernel, chunks_of(table), os.cpu_count()):
        pass


def compared(acts: list[Callable[[], object]], rounds: int) -> tuple[list[float], list[float]]:
    """Return for each act the shortest seconds, and the fewest processor seconds, of some runs after a first one.

    They run in turns, so that what else runs on the machine meets all of them; processor time is disturbed less.
    """
    for act in acts:
        act()
    taken = [[measured(act) for act in acts] for _ in range(rounds)]
    columns = list(zip(*taken, strict=True))
    return [min(wall for wall, _ in one) for one in columns], [min(work for _, work in one) for one in columns]


def main() -> None:
    """Print rates and ratios."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--rules", type=int, default=0)
    options.add_argument("--ids", action="store_true")
    chosen = options.parse_args()
    cores = os.cpu_count() or 1
    table = inventory(chosen.rows)
    marks = marks_read(table)
    kernel = Kernel(classify.load_catalogs(), AS_OF, "civil")
    data = duckdb.connect()
    data.execute(f"SET threads = {cores}")
    data.register("inventory", table)
    data.register("marks", marks)
    print(describe())
    print(f"duckdb {duckdb.__version__}, pyarrow {pa.__version__}, numpy {np.__version__}; load {os.getloadavg()[0]:.1f}")

    def ours() -> None:
        run(kernel, table)

    def alone() -> None:
        data.execute(ALONE.format(source="inventory")).fetchall()

    def helped() -> None:
        data.execute(AGGREGATE.format(source="inventory")).fetchall()

    acts = {"kernel, all columns and findings": ours, "DuckDB, expiry and state": alone, "DuckDB, marks read by us": helped}
    wall, work = compared(list(acts.values()), chosen.rounds)
    agreed(kernel, table, data)
    for name, one, other in zip(acts, wall, work, strict=True):
        rate, nanoseconds = chosen.rows / one / 1e6, other / chosen.rows * 1e9
        print(f"{name:36} {rate:7.2f} million rows a second, {nanoseconds:6.0f} ns of processor time a row")
        print(f"{'':36} ours is {one / wall[0]:5.2f} times as fast, and takes {work[0] / other:5.2f} of its processor time")
    if chosen.rules:
        measure_rules(kernel, table, chosen.rules, chosen.rounds)
    if chosen.ids:
        measure_ids(kernel, table, chosen.rounds)


def agreed(kernel: Kernel, table: pa.Table, data: duckdb.DuckDBPyConnection) -> None:
    """Say how far the query's states are ours: it knows no fault of a mark and no law of a day."""
    states: dict[str, int] = {}
    for answer in evaluated(kernel, chunks_of(table)):
        for one in answer.column("state").value_counts().to_pylist():
            states[one["values"]] = states.get(one["values"], 0) + one["counts"]
    theirs = dict(data.execute(f"SELECT state, sum(rows) FROM ({AGGREGATE.format(source='inventory')}) GROUP BY ALL").fetchall())
    apart = sum(abs(states.get(name, 0) - int(theirs.get(name, 0))) for name in {*states, *theirs})
    print(f"states that differ in their counts     {apart / 2 / table.num_rows:7.2%}")


def more_rules(count: int) -> tuple[dict[str, Any], ...]:
    """Make up rules of findings over the facts that rows have: three facts each, and a finding that there is."""
    random = Random(1)
    fields = {name: codes for name, codes in read_table("fields.toml").items() if name in OF_ROW}
    names = list(rulebook.findings())
    return tuple(
        {
            "id": f"more-{place:03}",
            "stratum": "findings",
            "when": {name: random.choice(fields[name]) for name in random.sample(sorted(fields), 3)},
            "then": {"findings": random.choice(names)},
            "basis": ["LAW1988"],
        }
        for place in range(count)
    )


def measure_rules(kernel: Kernel, table: pa.Table, count: int, rounds: int) -> None:
    """Compare with a kernel whose laws have more rules: the first run, which meets every combination anew, and later ones."""
    blocks = (*rulebook.blocks(), *more_rules(count))
    with patch.object(rulebook, "blocks", lambda: blocks):
        regime._law_of_period.cache_clear()  # noqa: SLF001 -- the rules of a day are kept
        larger = Kernel(kernel.catalogs, kernel.as_of, kernel.rule)
    regime._law_of_period.cache_clear()  # noqa: SLF001 -- the same
    plain = Kernel(kernel.catalogs, kernel.as_of, kernel.rule)
    first = [measured(lambda one=one: run(one, table))[1] for one in (plain, larger)]
    wall, work = compared([lambda: run(plain, table), lambda: run(larger, table)], rounds)
    found = [sum(len(one.column("findings").values) for one in evaluated(each, chunks_of(table))) for each in (plain, larger)]
    longer, harder = wall[1] / wall[0], work[1] / work[0]
    print(f"with {count} more rules                   {longer:7.2f} times as long, {harder:.2f} processor time;")
    print(f"{'':36} {found[1] / found[0]:.2f} times the findings; the first run, in which every combination")
    print(f"{'':36} is new, takes {first[1]:.2f} s of processor time instead of {first[0]:.2f} s")


def measure_ids(kernel: Kernel, table: pa.Table, rounds: int) -> None:
    """Compare ascending numbers as ids with texts in no order, both tested for being unique."""
    order = np.random.default_rng(2).permutation(table.num_rows)
    texts = pa.array(np.char.add("DA-2026-", np.char.zfill(order.astype(str), 9)), pa.string())
    shuffled = table.set_column(table.schema.get_field_index("id"), "id", texts)

    def tested(one: pa.Table) -> None:
        check_ids(one.column("id"))
        run(kernel, one)

    wall, work = compared([lambda: tested(table), lambda: tested(shuffled)], rounds)
    rate = table.num_rows / wall[1] / 1e6
    print(f"ids that are texts in no order         {rate:7.2f} million rows a second, {wall[1] / wall[0]:.2f} times as long")
    print(f"{'':36} as ascending numbers, {work[1] / work[0]:.2f} processor time")


if __name__ == "__main__":
    sys.exit(main())
