"""The column `sources` in the batch: an inventory with its relations, a chain, one great circle, and `compile_all` beside it.

    python benchmarks/derivation.py [--rows 10000000] [--shape register chain circle anyhow] [--text] [--peer 20000]

Times are of the first pass alone, from Arrow in memory to a code a row, and of the whole evaluation with and without it, in
one run. A register names two earlier rows a row on average: a fifth of it stands by itself. `--text` gives shuffled texts as
ids. The peer is `compile_all` over the first part of the same inventory; its findings are compared with ours.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
from machine import describe

from classify.api_compile import compile_all
from classify.batch import evaluate
from classify.batch.kernel import Kernel
from classify.batch.run import chunks_of
from classify.batch.sources.derivation import READ, codes_of
from classify.documents.graph import Graph, GraphMatter
from classify.documents.matter import Source

AS_OF = date(2026, 11, 21)
EPOCH = date(1970, 1, 1).toordinal()
MARKS = [f"{word}★{years}年" for word, most in (("秘密", 10), ("机密", 20), ("绝密", 30)) for years in range(1, most + 1)]
MARKS += ["机密★长期", "绝密★启用前", "秘密★", "秘密★6个月", "机密★2030年12月31日", "内部"]
BEYOND = frozenset({"consent-missing"})
"""What compile finds and no column of an inventory can say."""


def sources_of(shape: str, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Give how many sources each row names, and their places."""
    rng = np.random.default_rng(2)
    if shape == "chain":
        return np.minimum(np.arange(rows), 1), np.arange(rows - 1)
    if shape == "circle":
        return np.ones(rows, dtype=np.int64), (np.arange(rows) + 1) % rows
    users = np.sort(rng.integers(0 if shape == "anyhow" else rows // 5, rows, rows * 2))
    places = rng.integers(0, rows, rows * 2) if shape == "anyhow" else (rng.random(rows * 2) * users).astype(np.int64)
    return np.bincount(users, minlength=rows), places


def inventory(shape: str, rows: int, *, text: bool) -> pa.Table:
    """Generate an inventory whose rows draw on others; one source in ten thousand is not there."""
    rng = np.random.default_rng(1)
    counts, places = sources_of(shape, rows)
    places = np.where(rng.random(len(places)) < 1e-4, rows, places)
    ids = pa.array(np.arange(rows + 1))
    if text:
        ids = pa.array([f"{number:011d}" for number in rng.permutation(rows + 1).tolist()])
    issued = rng.integers(date(2000, 1, 1).toordinal() - EPOCH, AS_OF.toordinal() - EPOCH, rows, dtype=np.int32)
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
    return pa.table(
        {
            "id": ids.slice(0, rows),
            "mark": pa.array(MARKS).take(pa.array(rng.integers(0, len(MARKS), rows))),
            "issued": pa.array(issued, mask=rng.random(rows) < 0.01).cast(pa.date32()),
            "derived": pa.array(rng.random(rows) < 0.9),
            "sources": pa.ListArray.from_arrays(offsets, ids.take(pa.array(places))),
        }
    )


def timed(act: Callable[[], Any]) -> tuple[float, float, Any]:
    wall, processor = time.perf_counter(), time.process_time()
    found = act()
    return time.perf_counter() - wall, time.process_time() - processor, found


def peer(table: pa.Table, rows: int) -> str:
    """Compare a part of the inventory, row by row, with `compile_all`, and give both rates."""
    part = table.slice(0, rows)
    matters = tuple(
        GraphMatter(
            id=str(row["id"]),
            mark=row["mark"],
            issued=row["issued"],
            compilation=not row["derived"],
            sources=tuple(Source(id=str(name)) for name in row["sources"]),
        )
        for row in part.to_pylist()
    )
    ours, _, answers = timed(lambda: evaluate(part, (), as_of=AS_OF))
    graph = Graph(matters=matters, target=matters[0].id)
    some = min(rows, 5_000)
    theirs, _, found = timed(lambda: list(islice(compile_all(graph, as_of=AS_OF), some)))
    said = [set(one) for one in answers.column("findings").to_pylist()]
    alike = sum({finding.id for finding in one.findings} - BEYOND <= row for one, row in zip(found, said, strict=False))
    rates = rows / ours, some / theirs
    said_of = f"{alike} of {some} rows alike"
    return f"compile_all {rates[1]:,.0f} rows a s, batch {rates[0]:,.0f}: {rates[0] / rates[1]:,.0f} times; {said_of}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--shape", nargs="+", default=["register"])
    arguments.add_argument("--text", action="store_true")
    arguments.add_argument("--peer", type=int, default=20_000)
    given = arguments.parse_args()
    print(describe())
    kernel = Kernel((), AS_OF, "civil")
    print("shape          rows   relations   pass s (processor)   whole s   without s   peak MB")
    for shape in given.shape:
        table = inventory(shape, given.rows, text=given.text)
        read = table.select([name for name in READ if name in table.column_names])
        wall, processor, codes = timed(lambda read=read: codes_of(kernel, chunks_of(read)))
        assert len(codes) == given.rows
        del codes
        whole, _, _ = timed(lambda table=table: evaluate(table, (), as_of=AS_OF, ids="trusted").num_rows)
        bare, _, _ = timed(lambda table=table: evaluate(table.drop_columns("sources"), (), as_of=AS_OF, ids="trusted").num_rows)
        relations = len(table.column("sources").combine_chunks().flatten())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = f"{shape:<9} {given.rows:>10,}  {relations:>10,}"
        print(f"{size}  {wall:>7.1f} ({processor:>5.1f}) {whole:>13.1f} {bare:>11.1f} {peak:>9,.0f}")
    if given.peer:
        print(peer(inventory(given.shape[0], given.peer, text=given.text), given.peer))


if __name__ == "__main__":
    main()
