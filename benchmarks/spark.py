"""The batch on Spark: what a row costs a worker, and a whole job over Parquet on a cluster of two workers on this machine.

    python benchmarks/spark.py [--rows 4000000] [--sources]

The inventory is that of benchmarks/batch.py; with `--sources` one row in ten draws on one or two others. Processor time is
that of all processes of the run, JVMs and Pythons; it depends on what else the machine does less than wall time.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from batch import AS_OF, inventory
from machine import describe

import classify
from classify.batch.document import copy_digest, kernel_of, write_document
from classify.batch.norms import norms_of
from classify.batch.run import CHUNK
from classify.batch.spark import Rows, evaluate

SENT = 10_000
"""The rows that Spark sends to Python at a time, unless it is told otherwise."""
HERE = Path(classify.__file__).resolve().parents[1]


def spent() -> float:
    """Return the processor seconds of all processes of this session."""
    total = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                told = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended
                continue
            if int(told[3]) == os.getsid(0):
                total += sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")
    return total


def measured(name: str, rows: int, act: Callable[[], object], clock: Callable[[], float] = spent) -> None:
    """Print what an act takes."""
    begin, used = time.perf_counter(), clock()
    act()
    wall, work = time.perf_counter() - begin, clock() - used
    print(f"{name:44} {wall:7.1f} s, {work:7.1f} s of processor time, {work / rows * 1e9:7.0f} ns a row")


def with_sources(table: pa.Table) -> pa.Table:
    """Let one row in ten draw on one or two earlier ones."""
    rng, rows = np.random.default_rng(3), table.num_rows
    counts = np.where(rng.random(rows) < 0.1, rng.integers(1, 3, rows), 0)
    counts[0] = 0
    users = np.repeat(np.arange(rows), counts)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    names = pa.array((rng.random(len(users)) * users).astype(np.int64))
    return table.append_column("sources", pa.ListArray.from_arrays(pa.array(offsets), names))


def worker(rows: int) -> None:
    """Measure one worker by itself: the kernel, and what Spark calls, on one core."""
    table = inventory(rows)
    document = write_document(norms_of(classify.load_catalogs(), AS_OF, "civil"))
    begin = time.perf_counter()
    copy_digest()
    kernel = kernel_of(document)
    print(f"document {len(document) / 1e3:.0f} KB; the kernel of it takes {time.perf_counter() - begin:.2f} s")
    work, sent = Rows(document, tuple(table.column_names), ()), table.to_batches(max_chunksize=SENT)
    for _ in range(2):  # the first round reads the marks
        measured(
            "kernel, 65,536 rows at a time",
            rows,
            lambda: [kernel(one) for one in table.to_batches(max_chunksize=CHUNK)],
            time.process_time,
        )
        measured("kernel, 10,000 rows at a time", rows, lambda: [kernel(one) for one in sent], time.process_time)
        measured("worker, 10,000 sent at a time", rows, lambda: sum(one.num_rows for one in work(iter(sent))), time.process_time)


def peaks(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Tell the peak memory of a worker in megabytes; workers are used again, so that it is that of the job before."""
    for _ in batches:
        pass
    yield pa.record_batch({"megabytes": [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3]})


def cluster(given: Path, rows: int, *, sources: bool) -> None:
    """Measure whole jobs on two workers of one core each."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- the extra `spark`

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executorEnv.PYTHONPATH": str(HERE),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "16",
        "spark.sql.files.maxPartitionBytes": str(16 << 20),
    }
    spark = SparkSession.builder.master("local-cluster[2,1,2048]").config(map=settings).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    frame = spark.read.parquet(str(given))
    out = str(given.with_name("answers"))
    catalogs = classify.load_catalogs()

    def ours(ids: str) -> None:
        evaluate(frame, catalogs, as_of=AS_OF, ids=ids).write.mode("overwrite").parquet(out)

    acts: dict[str, Callable[[], object]] = {
        "Parquet read and written again by Spark": lambda: frame.write.mode("overwrite").parquet(out),
        "Parquet to Parquet, ids trusted": lambda: ours("trusted"),
        "Parquet to Parquet, ids checked": lambda: ours("checked"),
    }
    print(f"Spark {spark.version}, two workers of one core" + (", one row in ten with sources" if sources else ""))
    # nothing but warming: JVMs compile what they meet often
    evaluate(frame.limit(rows // 20), catalogs, as_of=AS_OF).write.mode("overwrite").parquet(out)
    for name, act in acts.items():
        measured(name, rows, act)
    told = spark.range(0, 64, 1, 8).mapInArrow(peaks, "megabytes double").collect()
    print(f"peak memory of a Python worker, megabytes: {max(row['megabytes'] for row in told):.0f}")
    spark.stop()


def main() -> None:
    """Print times."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=4_000_000)
    options.add_argument("--sources", action="store_true")
    chosen = options.parse_args()
    print(describe())
    print(f"pyarrow {pa.__version__}, numpy {np.__version__}; load {os.getloadavg()[0]:.1f}")
    if not chosen.sources:
        worker(min(chosen.rows, 2_000_000))
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "in.parquet"
        table = inventory(chosen.rows)
        pq.write_table(with_sources(table) if chosen.sources else table, given, compression="zstd", row_group_size=250_000)
        del table
        print(f"{chosen.rows:,} rows, {given.stat().st_size / chosen.rows:.1f} bytes a row in Parquet")
        cluster(given, chosen.rows, sources=chosen.sources)


if __name__ == "__main__":
    sys.exit(main())
