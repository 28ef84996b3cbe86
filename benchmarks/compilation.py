"""Ceilings of large graphs: how the cost grows, and how much one change touches.

    python benchmarks/compilation.py [--sizes 12500 25000 50000 100000]

Each graph has three relations a matter on average: a fifth of its matters stand by themselves, the rest derive from
earlier ones. Times are processor seconds; a graph in memory is read, joined, and asked for its target. The last
columns change one source of the joined graph: how long that takes, and how many matters are computed again.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice
from random import Random

from classify.api_compile import compile_all, compile_ceiling, impact, solved
from classify.documents.graph import Change, Graph, GraphMatter
from classify.documents.matter import Source

AS_OF = date(2026, 11, 21)
MARKS = ("秘密★5年", "秘密★10年", "机密★10年", "机密★20年", "绝密★20年", "绝密★30年")
REACH = 2_000
"""How far back a matter's sources lie, so that deep graphs come about."""


def graph_of(size: int) -> Graph:
    """Give a graph of `size` matters and three times as many relations."""
    random = Random(size)
    standing = size // 5
    matters = []
    for place in range(size):
        if place < standing:
            issued = date(random.randrange(2010, 2026), random.randrange(1, 13), random.randrange(1, 29))
            matters.append(GraphMatter(id=f"m{place}", mark=random.choice(MARKS), issued=issued))
            continue
        count = 3 if place % 4 else 6
        sources = tuple(Source(id=f"m{random.randrange(max(0, place - REACH), place)}") for _ in range(count))
        matters.append(GraphMatter(id=f"m{place}", mark="机密★10年", issued=AS_OF, sources=sources))
    return Graph(matters=tuple(matters), target=f"m{size - 1}")


def seconds(begun: float) -> float:
    return time.process_time() - begun


def figures(size: int) -> Iterator[str]:
    graph = graph_of(size)
    yield f"{size:>9,}"
    yield f"{sum(len(matter.sources) for matter in graph.matters):>9,}"
    begun = time.process_time()
    found = compile_ceiling(graph, as_of=AS_OF)
    taken = seconds(begun)
    assert found.level is not None
    yield f"{taken:>8.2f}"
    yield f"{1e6 * taken / size:>12.1f}"
    joined = solved(graph, as_of=AS_OF)
    impact(joined, Change(id="m0", do="published"))
    begun = time.process_time()
    changed = impact(joined, Change(id=f"m{size // 5 - 1}", do="published"))
    yield f"{1e3 * seconds(begun):>10.1f}"
    yield f"{changed.touched:>9,}"
    answers = compile_all(graph, as_of=AS_OF)
    next(answers)
    begun = time.process_time()
    some = sum(1 for _ in islice(answers, 5_000))
    yield f"{some / seconds(begun):>12,.0f}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[12_500, 25_000, 50_000, 100_000])
    print("  matters  relations  ceiling  µs a matter  change ms   touched  answers a s")
    compile_ceiling(graph_of(100), as_of=AS_OF)
    for size in arguments.parse_args().sizes:
        print("  ".join(figures(size)))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
