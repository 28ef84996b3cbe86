# ruff: noqa: S608 -- queries of fixed text
"""Whole runs over files, Parquet to Parquet: ours, hand-written DuckDB, and the least that must be done; ratios of one run.

    python benchmarks/files.py [--rows 10000000] [--rounds 3] [--long 100000000]

DuckDB computes days and state only and takes the other columns of the output from our own finished answer. The floor is the
fastest of pyarrow, Polars and DuckDB reading the input's columns and writing our finished answer. Memory is that of the
command in a process of its own. With `--long` a longer inventory is made piece by piece and evaluated by the command, to
compare rate and memory. duckdb and polars come with the `test` extra.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from batch import AS_OF, OPENING, STATE, inventory, marks_read, measured
from machine import describe

import classify
from classify.batch.files import evaluate_files
from classify.batch.kernel import Kernel

PIECE = 10_000_000
"""Rows of the long inventory that are made at a time."""
WRITTEN = {"compression": "zstd", "compression_level": 1, "row_group_size": 1 << 20}


def shuffled(table: pa.Table) -> pa.Table:
    """Give the same rows with ids that are texts in no order."""
    numbers = np.random.default_rng(2).permutation(table.num_rows)
    ids = pa.array(numbers).cast(pa.string())
    return table.set_column(0, "id", pa.compute.binary_join_element_wise("DA-", pa.compute.utf8_lpad(ids, 9, "0"), ""))


def query(given: Path, finished: Path, other: Path) -> str:
    """Write the SQL: the days and the state computed, what else the output has taken from our answer."""
    return f"""COPY (SELECT i.id, {STATE} AS state, a.level, a.secret, opens - 1 AS last_secret_day, opens AS opens_on,
        CAST(opens - DATE '2026-11-21' AS INTEGER) AS days_left, a.action, a.findings, a.catalog, a.item
        FROM ({OPENING.format(source=f"(SELECT * FROM '{given}')")}) i POSITIONAL JOIN '{finished}' a)
        TO '{other}' (FORMAT parquet, COMPRESSION zstd)"""


def floors(given: Path, finished: Path, out: Path, data: duckdb.DuckDBPyConnection) -> dict[str, Callable[[], object]]:
    """Give the ways to read the input and write our finished answer, and nothing else."""
    columns = ", ".join(f'max("{name}")' for name in pq.read_schema(given).names)

    def by_pyarrow() -> None:
        pq.read_table(given)
        pq.write_table(pq.read_table(finished), out, **WRITTEN)

    def by_polars() -> None:
        pl.read_parquet(given)
        pl.read_parquet(finished).write_parquet(out, compression="zstd", compression_level=1, row_group_size=1 << 20)

    def by_duckdb() -> None:
        data.execute(f"SELECT {columns} FROM '{given}'").fetchall()
        data.execute(f"COPY (SELECT * FROM '{finished}') TO '{out}' (FORMAT parquet, COMPRESSION zstd)")

    return {"floor, pyarrow": by_pyarrow, "floor, Polars": by_polars, "floor, DuckDB": by_duckdb}


COMMAND = """
import re, sys
from pathlib import Path
from classify.cli.run import run
status = run(sys.argv[1:])
print(re.search(r"VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
sys.exit(status)
"""
"""Runs the command and says its peak memory in kB: what the system tells of a child counts the parent's too."""


def command(given: Path, out: Path) -> tuple[float, float]:
    """Run the command in a process of its own: its seconds, and its peak memory in GB."""
    call = [sys.executable, "-c", COMMAND, "batch", str(given), "--out", str(out), "--as-of", AS_OF.isoformat(), "--json"]
    begin = time.perf_counter()
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    return time.perf_counter() - begin, int(done.stderr.split()[-1]) / 1e6


def compare(table: pa.Table, rounds: int, home: Path) -> None:
    """Run all in turns, so that what else runs on the machine meets all of them; print the best of each."""
    given, out, other, strewn = (home / f"{name}.parquet" for name in ("in", "out", "other", "strewn"))
    pq.write_table(table, given, **WRITTEN)
    pq.write_table(shuffled(table), strewn, **WRITTEN)
    kernel = Kernel(classify.load_catalogs(), AS_OF, "civil")
    data = duckdb.connect()
    data.register("marks", marks_read(table))
    evaluate_files(str(given), out, kernel)
    acts: dict[str, Callable[[], object]] = {
        "ours": lambda: evaluate_files(str(given), other, kernel),
        "ours, ids shuffled texts": lambda: evaluate_files(str(strewn), other, kernel),
        "DuckDB, days and state": lambda: data.execute(query(given, out, other)),
        **floors(given, out, other, data),
    }
    taken = [[measured(act) for act in acts.values()] for _ in range(rounds)]
    wall = {name: min(line[at][0] for line in taken) for at, name in enumerate(acts)}
    work = {name: min(line[at][1] for line in taken) for at, name in enumerate(acts)}
    rows = table.num_rows
    for name in acts:
        rate, spent = rows / wall[name] / 1e6, work[name] / rows * 1e9
        print(f"{name:26} {rate:7.2f} million rows a second, {spent:6.0f} ns of processor time a row")
    least = min((name for name in acts if name.startswith("floor")), key=wall.__getitem__)
    print(f"ours takes {wall['ours'] / wall['DuckDB, days and state']:.2f} times as long as DuckDB (at most 1.25)")
    print(f"ours takes {wall['ours'] / wall[least]:.2f} times as long as the {least} (at most 1.6)")
    print(f"shuffled texts take {wall['ours, ids shuffled texts'] / wall['ours']:.2f} times as long (at most 2)")
    for name, file in (("ids ascend", given), ("ids are shuffled texts", strewn)):
        seconds, memory = command(file, other)
        print(f"the command, {name}: {seconds:.1f} s, peak memory {memory:.2f} GB")


def long(rows: int, home: Path) -> None:
    """Make a long inventory piece by piece and evaluate it by the command, beside its first piece."""
    folder = home / "long"
    folder.mkdir()
    for number, first in enumerate(range(0, rows, PIECE)):
        table = inventory(min(PIECE, rows - first))
        ids = pa.array(np.arange(first, first + table.num_rows))
        pq.write_table(table.set_column(0, "id", ids), folder / f"{number:03d}.parquet", **WRITTEN)
    short, peak = command(folder / "000.parquet", home / "long.parquet")
    whole, most = command(folder, home / "long.parquet")
    print(f"{PIECE / 1e6:.0f} million rows: {short:.1f} s, {PIECE / short / 1e6:.2f} million a second, {peak:.2f} GB")
    print(f"{rows / 1e6:.0f} million rows: {whole:.1f} s, {rows / whole / 1e6:.2f} million a second, {most:.2f} GB")


def main() -> None:
    """Print rates, ratios and memory."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--long", type=int, default=0)
    chosen = options.parse_args()
    print(describe())
    print(f"duckdb {duckdb.__version__}, polars {pl.__version__}, pyarrow {pa.__version__}; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        if chosen.rounds:
            compare(inventory(chosen.rows), chosen.rounds, Path(folder))
        if chosen.long:
            long(chosen.long, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
