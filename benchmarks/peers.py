"""The batch beside general rule engines: the same 20 checks of the law, over the same coded records, in one run.

    python benchmarks/peers.py [--records 2000] [--rows 10000000]

The peers get records that are already coded, one dictionary each: the cheapest they can be asked. Ours gets the same codes
as columns. All of them must find the same, or the run fails. zen-engine and rule-engine come with the `test` extra.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count

import numpy as np
import numpy.typing as npt
import rule_engine
import zen
from durable import engine
from machine import describe

from classify.batch.tables import Facts, compile_groups
from classify.law import law_on
from classify.rules.condition import All, Is
from classify.rules.program import Program
from classify.rules.rule import Rule

CHECKS = 20
CHUNK = 65_536
Record = Mapping[str, str]
Found = frozenset[str]


def tests_of(rule: Rule) -> list[Is] | None:
    """Give the tests of a rule that is a plain conjunction; None for any other, which not every peer can write."""
    parts = rule.when.parts if isinstance(rule.when, All) else (rule.when,)
    plain = [part for part in parts if isinstance(part, Is)]
    return plain if len(plain) == len(parts) and not rule.given and not rule.guards else None


def checks() -> Program:
    """Take the first plain rules of the findings, as the law of today has them, each with a finding of its own."""
    whole = law_on(date(2026, 11, 21)).program
    findings = [slot for slot in whole.slots if slot.id == "findings"]
    rules: dict[str, Rule] = {}
    for rule in whole.rules_of("findings"):
        codes = [one.code for one in rule.then if one.slot == "findings"]
        if tests_of(rule) and len(codes) == len(rule.then) == 1:
            rules.setdefault(codes[0], rule)
    return Program(whole.vocabulary, whole.strata, tuple(findings), tuple(list(rules.values())[:CHECKS]))


def found_by_rule_engine(program: Program) -> Callable[[Record], Found]:
    def written(test: Is) -> str:
        return f"{test.field.replace('.', '_')} in [{', '.join(json.dumps(code) for code in sorted(test.codes))}]"

    rules = [(rule_engine.Rule(" and ".join(map(written, tests_of(rule) or []))), rule.then[0].code) for rule in program.rules]

    def find(record: Record) -> Found:
        return frozenset(code for rule, code in rules if rule.matches(record))

    return find


def found_by_zen(program: Program, fields: Sequence[str]) -> Callable[[Record], Found]:
    """Write the checks as one decision table that collects every line that holds."""
    lines = []
    for place, rule in enumerate(program.rules):
        cells = {test.field: ", ".join(json.dumps(code) for code in sorted(test.codes)) for test in tests_of(rule) or []}
        lines.append({"_id": f"r{place}", "out": json.dumps(rule.then[0].code), **{name: cells.get(name, "") for name in fields}})
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": name, "name": name, "type": "expression", "field": name.replace(".", "_")} for name in fields],
        "outputs": [{"id": "out", "name": "finding", "type": "expression", "field": "finding"}],
        "rules": lines,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "content": {}},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
        {"id": "end", "name": "end", "type": "outputNode", "content": {}},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "b", "type": "edge", "sourceId": "table", "targetId": "end"},
    ]
    decision = zen.ZenEngine().create_decision(
        json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})
    )

    def find(record: Record) -> Found:
        return frozenset(line["finding"] for line in decision.evaluate(record)["result"])

    return find


def found_by_durable(program: Program) -> Callable[[Record], Found]:
    """Assert a record, read what fired, retract it."""
    fired: list[str] = []

    def pattern(test: Is) -> dict[str, object]:
        either = [{test.field.replace(".", "_"): code} for code in sorted(test.codes)]
        return {"$or": either} if len(either) > 1 else either[0]

    def action(code: str) -> Callable[[object], None]:
        return lambda _: fired.append(code)

    rules = {
        f"r{place}": {
            "all": [{"m": {"$and": [pattern(test) for test in tests_of(rule) or []]}}],
            "run": action(rule.then[0].code),
        }
        for place, rule in enumerate(program.rules)
    }
    host = engine.Host({"checks": rules})
    ids = count(1)

    def find(record: Record) -> Found:
        fired.clear()
        fact = {"id": next(ids), **record}
        try:
            host.assert_fact("checks", dict(fact))
        except engine.MessageNotHandledException:
            return frozenset()  # no rule waits for such a record
        host.retract_fact("checks", fact)
        return frozenset(fired)

    return find


def main() -> None:
    """Print rates and ratios."""
    options = argparse.ArgumentParser()
    options.add_argument("--records", type=int, default=2_000)
    options.add_argument("--rows", type=int, default=10_000_000)
    chosen = options.parse_args()
    program = checks()
    fields = sorted({test.field for rule in program.rules for test in tests_of(rule) or []})
    codes = {name: program.vocabulary.fields[name].codes for name in fields}
    drawn = np.random.default_rng(1)
    columns = {name: drawn.integers(0, len(codes[name]), chosen.rows, dtype=np.int8) for name in fields}
    plain = [{name: codes[name][columns[name][row]] for name in fields} for row in range(chosen.records)]
    records = [{name.replace(".", "_"): code for name, code in record.items()} for record in plain]
    groups = compile_groups([program], ("findings",), Facts(codes, {}))
    steps = {
        (place, name): np.array([group.steps[name][code] for code in codes[name]], dtype=np.int32)
        for place, group in enumerate(groups)
        for name in group.fields
    }

    def masks(begin: int) -> npt.NDArray[np.uint64]:
        part = {name: column[begin : begin + CHUNK] for name, column in columns.items()}
        found = np.zeros(len(part[fields[0]]), dtype=np.uint64)
        for place, group in enumerate(groups):
            keys = sum(np.take(steps[place, name], part[name], mode="clip") for name in group.fields)
            found |= group.look_up(keys)
        return found

    def ours() -> None:
        with ThreadPoolExecutor() as pool:
            for _ in pool.map(masks, range(0, chosen.rows, CHUNK)):
                pass

    mine = masks(0)
    slot = program.slots[0]
    shown = [
        frozenset(code for code in slot.codes if int(mine[row]) & groups[0].layout.bit("findings", code))
        for row in range(min(CHUNK, chosen.records))
    ]
    print(describe())
    print(
        f"{len(program.rules)} checks over {len(fields)} facts; {chosen.records} records for the peers, {chosen.rows} rows for us"
    )
    ours()
    begin = time.perf_counter()
    ours()
    rate = chosen.rows / (time.perf_counter() - begin)
    print(f"{'classify, truth tables':28} {rate:14,.0f} records a second")
    peers = {
        "zen-engine": found_by_zen(program, fields),
        "rule-engine": found_by_rule_engine(program),
        "durable-rules": found_by_durable(program),
    }
    for name, find in peers.items():
        wrong = sum(find(record) != mine for record, mine in zip(records, shown, strict=False))
        if wrong:
            sys.exit(f"{name} finds otherwise on {wrong} of {len(shown)} records")
        begin = time.perf_counter()
        for record in records:
            find(record)
        other = len(records) / (time.perf_counter() - begin)
        print(f"{name:28} {other:14,.0f} records a second; classify is {rate / other:,.0f} times as fast")


if __name__ == "__main__":
    main()
