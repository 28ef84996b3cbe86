"""A child process of the agreement tests: a host is never freed, so one process takes one batch of programs and ends.

    python -m tests.agreement.agreeing programs SEED COUNT   the chain against the fixpoint on generated programs
    python -m tests.agreement.agreeing joins CODES ROUNDS    programs whose rules build on many conclusions at once
    python -m tests.agreement.agreeing soak ROUNDS THREADS   determinations in turn, and how memory grew
    python -m tests.agreement.agreeing time SECONDS THREADS  determinations for so long, and how memory grew

Prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from classify.catalog.read import load_catalogs
from classify.determination import determine_matter
from classify.documents import Matter
from classify.reasoning import chain
from classify.reasoning import engine as reasoning
from classify.rules import fixpoint
from classify.rules.condition import ALWAYS, Is
from classify.rules.field import Vocabulary
from classify.rules.program import Program, compile_program
from classify.rules.rule import Conclusion, Rule, Slot
from tests.theorems.strategies import CITED, ByRandom, mended, record_from, source_from

RECORDS = 8
AS_OF = date(2026, 11, 21)
WARM_UP = 1_000


def programs(seed: int, number: int) -> dict[str, Any]:
    """Hold the chain against the fixpoint on so many programs that differ and fit it, each on several records."""
    random = Random(seed)
    choice = ByRandom(random)
    seen: set[str] = set()
    steps = differing = 0
    first: str | None = None
    while len(seen) < number:
        program = mended(source_from(choice, most_rules=2 + random.randrange(8))).compiled()
        if program.digest in seen or not program.rules or not chain.fits(program):
            continue
        seen.add(program.digest)
        for _ in range(RECORDS):
            record = record_from(choice, program.vocabulary)
            by_chain, by_fixpoint = chain.conclude(program, record), fixpoint.conclude(program, record)
            steps += len(by_fixpoint.steps)
            if by_chain != by_fixpoint:
                differing += 1
                first = first or f"seed {seed}, program {len(seen)}: {program} on {record}: {by_chain} != {by_fixpoint}"
    return {"programs": len(seen), "steps": steps, "differing": differing, "first": first, "hosts": len(chain._chains)}


def joining(before: int, codes: int, tests: Iterable[frozenset[str]]) -> Program:
    """Make a Program of which one rule, behind some others, builds on conclusions of a lower stratum."""
    seen = Slot("seen", "union", tuple(f"c{number}" for number in range(codes)), "low")
    told = Slot("told", "union", ("x",), "high")
    low = [Rule(f"l{code}", "low", ALWAYS, (Conclusion("seen", code),), cites=CITED) for code in seen.codes]
    others = [Rule(f"a{number}", "high", ALWAYS, (), cites=CITED) for number in range(before)]
    one = Rule("one", "high", ALWAYS, (Conclusion("told", "x"),), given=tuple(Is("seen", test) for test in tests), cites=CITED)
    return compile_program(Vocabulary.of({"asked": ("yes",)}), ("low", "high"), (seen, told), [*low, *others, one])


def joins(codes: int, rounds: int) -> dict[str, Any]:
    """Ask programs whose rules build on many conclusions, again and again.

    A rule builds on one to so many of them, each by itself; or on any of them, once and twice, so that it fires once
    for each pair.
    """
    differing = 0
    engines: list[str] = []
    for before in (0, 4):
        for several in range(1, codes + 1):
            single = [frozenset({f"c{number}"}) for number in range(several)]
            any_of_them = frozenset(f"c{number}" for number in range(codes))
            for tests in (single, [any_of_them] * min(several, 2)):
                program = joining(before, codes, tests)
                for _ in range(rounds):
                    argument, engine = reasoning.conclude(program, {})
                    differing += argument != fixpoint.conclude(program, {})
                engines.append(engine)
    return {"programs": len(engines), "by_chain": engines.count("durable"), "differing": differing}


def resident() -> int:
    """Give the memory that this process holds, in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


def matters() -> list[Matter]:
    """Give matters of every outcome, so that every stratum and many rules fire."""
    common: list[dict[str, Any]] = [
        {"title": "拟调整某县县委领导班子成员的方案（未公布）", "tier": "city", "mark": "机密★15年", "issued": date(2026, 11, 1)},
        {"title": "拟调整某县县委领导班子成员的方案", "tier": "county"},
        {"title": "关于办公楼维修的通知", "mark": "秘密★", "drafted": date(2026, 11, 2)},
        {"title": "国家基本比例尺1:5万地形图", "tier": "provincial", "issued": date(2024, 9, 2), "mark": "机密★长期"},
        {"title": "某事项", "derived": True, "mark": "绝密★适当时候"},
        {"title": "某某全市干部统计年报", "facts": {"published": True}, "mark": "秘密☆三年"},
        {"title": "某旧事项", "issued": date(1985, 1, 1), "mark": "绝密"},
    ]
    return [Matter.model_validate(each) for each in common]


def soak(goes_on: Callable[[int], bool], threads: int, *names: str) -> dict[str, Any]:
    """Determine in turn, from so many threads, while it goes on; say how memory grew after a warming up."""
    catalogs = load_catalogs(*names)
    held = matters()
    expected = [determine_matter(matter, catalogs, as_of=AS_OF) for matter in held]
    differing = [0] * threads
    rounds = [0] * threads
    warm = [0]

    def work(thread: int) -> None:
        for number in count():
            if not goes_on(sum(rounds)):
                return
            at = (number + thread) % len(held)
            differing[thread] += determine_matter(held[at], catalogs, as_of=AS_OF) != expected[at]
            rounds[thread] += 1
            if thread == 0 and not warm[0] and sum(rounds) >= WARM_UP:
                warm[0] = resident()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    return {
        "rounds": sum(rounds),
        "differing": sum(differing),
        "engines": sorted({answer.engine for answer in expected}),
        "grown": resident() - warm[0],
        "hosts": len(chain._chains),
    }


def main(kind: str, amount: int, more: int) -> dict[str, Any]:
    if kind == "programs":
        return programs(amount, more)
    if kind == "joins":
        return joins(amount, more)
    if kind == "soak":
        return soak(lambda done: done < amount, more, "organization-work", "surveying-2020")
    end = time.monotonic() + amount
    return soak(lambda _: time.monotonic() < end, more)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])), ensure_ascii=False))  # noqa: T201
