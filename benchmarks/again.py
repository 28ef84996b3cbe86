"""A re-evaluation against a full run: one day later, one row in a thousand changed; ratios of one run.

    python benchmarks/again.py [--rows 10000000] [--rounds 3] [--files]

From an Arrow table to an Arrow table, with all columns and findings. What changed lies scattered, or in one piece; the
columns in which nothing changed are those of the earlier table, as where somebody has edited it, or copies, as where both
were read from files; and either the rows are compared, or it is told which ones changed. Day after day, the re-evaluation
before has said which rows turn in the days ahead, and this one says it anew. Both runs are given the same
kernel, which has read rules, catalogs and marks before; whole calls, in which that is done anew each time, stand beside
them. With `--files`, from Parquet to Parquet.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from batch import inventory
from machine import describe

import classify
from classify.batch.again.alignment import align
from classify.batch.again.changes import Changes
from classify.batch.again.earlier import Earlier
from classify.batch.again.interval import interval_of
from classify.batch.again.renewal import Renewal
from classify.batch.files import evaluate_files
from classify.batch.kernel import Kernel
from classify.batch.run import chunks_of, evaluated

AS_OF = date(2026, 11, 21)
CHANGED = {
    "mark": pa.array(["机密★15年", "秘密★3年"]),
    "item": pa.array(["1", "3"]),
    "extended_to": pa.array([date(2031, 5, 1), None]),
    "extension_decided": pa.array([date(2026, 11, 20), None]),
    "declassified_on": pa.array([date(2026, 11, 20), None]),
    "reviewed_on": pa.array([date(2026, 11, 21), date(2026, 11, 20)]),
}
"""What an edited row gets in one of these columns."""


def edited(table: pa.Table, rows: np.ndarray) -> pa.Table:
    """Change rows, each in one column; the other columns are those of the table itself."""
    rng = np.random.default_rng(2)
    which = rng.integers(0, len(CHANGED), len(rows))
    for place, (name, values) in enumerate(CHANGED.items()):
        at = rows[which == place]
        old = table.column(name).combine_chunks()
        index = np.arange(table.num_rows)
        index[at] = table.num_rows + rng.integers(0, len(values), len(at))
        new = pa.concat_arrays([old, values.cast(old.type)]).take(pa.array(index))
        table = table.set_column(table.schema.get_field_index(name), name, new)
    return table


def copied(table: pa.Table) -> pa.Table:
    """Give the same table at another place."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return pa.ipc.open_stream(sink.getvalue()).read_all()


def measured(act: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return the seconds that a run takes, its processor seconds over all threads, and what it gave."""
    begin, used = time.perf_counter(), time.process_time()
    found = act()
    return time.perf_counter() - begin, time.process_time() - used, found


def compare(name: str, rows: int, rounds: int, full: Callable[[], Any], again: Callable[[], Any]) -> tuple[Any, Any]:
    """Run both in turns, so that what else runs on the machine meets both, and print the shortest times."""
    taken: list[list[tuple[float, float, Any]]] = [[measured(act) for act in (full, again)] for _ in range(rounds)]
    (wall, mine), (work, used) = ([min(line[act][part] for line in taken) for act in (0, 1)] for part in (0, 1))
    each = mine / rows * 1e9
    print(f"{name:68} full {wall:6.2f} s, again {mine:6.3f} s, {each:5.1f} ns a row: {mine / wall:6.1%} ({used / work:6.1%})")
    return taken[-1][0][2], taken[-1][1][2]


def main() -> None:
    """Print times and ratios."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--files", action="store_true")
    chosen = options.parse_args()
    catalogs = classify.load_catalogs()
    old = inventory(chosen.rows)
    few = chosen.rows // 1000
    scattered = np.sort(np.random.default_rng(3).choice(chosen.rows, few, replace=False))
    piece = np.arange(few) + chosen.rows // 2
    first = classify.evaluate(old, catalogs, as_of=AS_OF - timedelta(days=1))
    # from the day before, so that the days ahead are known
    renewed = classify.reevaluate(old, catalogs, earlier_table=old, earlier_answers=first, as_of=AS_OF)
    told, ahead = renewed.answers, renewed.ahead
    later = AS_OF + timedelta(days=1)
    cases = {
        "scattered, other columns the same": edited(old, scattered),
        "in one piece, other columns the same": edited(old, piece),
        "scattered, all columns copied": copied(edited(old, scattered)),
        "in one piece, all columns copied": copied(edited(old, piece)),
    }
    print(describe())
    print(f"pyarrow {pa.__version__}, numpy {np.__version__}; load {os.getloadavg()[0]:.1f}; {chosen.rows:,} rows")
    print("in brackets the ratio of processor time")
    kernel = Kernel(catalogs, later, "civil")
    interval = interval_of(told.schema.metadata, kernel, None)
    month = interval_of(told.schema.metadata, kernel, None, [later + timedelta(days=n) for n in range(1, 30)])
    for name, new in cases.items():

        def full(new: pa.Table = new) -> pa.Table:
            return pa.Table.from_batches(list(evaluated(kernel, chunks_of(new))))

        def again(new: pa.Table = new) -> tuple[pa.Table, Changes]:
            renewal = Renewal(kernel, interval)
            return renewal(new, old, told, align(old.column("id"), new.column("id"))), renewal.changes

        def told_which(
            new: pa.Table = new, rows: np.ndarray = piece if "piece" in name else scattered
        ) -> tuple[pa.Table, Changes]:
            renewal = Renewal(kernel, interval)
            return renewal(new, old, told, align(old.column("id"), new.column("id")), rows), renewal.changes

        def day_after_day(
            new: pa.Table = new, rows: np.ndarray = piece if "piece" in name else scattered
        ) -> tuple[pa.Table, Changes]:
            renewal = Renewal(kernel, month)
            return renewal(new, old, told, align(old.column("id"), new.column("id")), rows, ahead), renewal.changes

        for title, act in (("day after day, told which rows", day_after_day), ("told which rows", told_which)):
            if "same" in name:
                whole, (found, _) = compare(f"{name}; {title}", chosen.rows, chosen.rounds, full, act)
                if not found.equals(whole):
                    raise SystemExit("the answers differ")
        whole, (found, changes) = compare(name, chosen.rows, chosen.rounds, full, again)
        if not found.equals(whole):
            raise SystemExit("the answers differ")
        print(f"{'':68} {changes.evaluated.total():,} rows evaluated again, {changes.changed.total():,} changed")
    new = cases["scattered, other columns the same"]
    compare(
        "the same, whole calls",
        chosen.rows,
        chosen.rounds,
        lambda: classify.evaluate(new, catalogs, as_of=later),
        lambda: classify.reevaluate(new, catalogs, earlier_table=old, earlier_answers=told, as_of=later),
    )
    if chosen.files:
        measure_files(old, new, catalogs, chosen.rounds)


def measure_files(old: pa.Table, new: pa.Table, catalogs: tuple[classify.Catalog, ...], rounds: int) -> None:
    """Compare runs over Parquet: reading and writing are the same for both, and a re-evaluation reads more."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name, table in (("old", old), ("new", new)):
            pq.write_table(table, home / f"{name}.parquet", compression="zstd", compression_level=1, row_group_size=1 << 20)
        then = Kernel(catalogs, AS_OF, "civil")
        now = Kernel(catalogs, AS_OF + timedelta(days=1), "civil")
        evaluate_files(str(home / "old.parquet"), home / "then.parquet", then)
        for name in ("new", "old"):
            given = str(home / f"{name}.parquet")

            def again(given: str = given) -> None:
                earlier = Earlier(str(home / "old.parquet"), home / "then.parquet", now)
                evaluate_files(given, home / "again.parquet", now, earlier=earlier)

            title = "Parquet to Parquet, " + ("scattered" if name == "new" else "the same file a day later")
            compare(title, old.num_rows, rounds, lambda given=given: evaluate_files(given, home / "full.parquet", now), again)
            if not pq.read_table(home / "again.parquet").equals(pq.read_table(home / "full.parquet")):
                raise SystemExit("the answers differ")


if __name__ == "__main__":
    sys.exit(main())
