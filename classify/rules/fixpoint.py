"""The fold of both paths: strata in order, each read once, conclusions joined by their slots.

A rule uses conclusions of lower strata only (sentence 3), so one pass a stratum *is* the least fixpoint.
It is the oracle of the chain in `reasoning`, and answers in its place where the chain cannot run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from classify.rules.field import Record
from classify.rules.program import Program
from classify.rules.reading import holds, used_facts
from classify.rules.rule import Rule
from classify.rules.trace import Argument, Step
from classify.rules.truth import Truth


def conclude(program: Program, record: Record) -> Argument:
    """Fire every rule that says yes, stratum by stratum."""
    conclusions: dict[str, tuple[str, ...]] = {}
    steps: list[Step] = []
    for stratum in program.strata:
        fired = [
            step_of(rule, record, conclusions)
            for rule in program.rules_of(stratum)
            if given_holds(rule, conclusions) and holds(rule, record) is Truth.YES
        ]
        conclusions |= join(program, stratum, fired)
        steps += fired
    return Argument(conclusions, tuple(steps))


def given_holds(rule: Rule, conclusions: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether the lower strata concluded what a rule builds on."""
    return all(test.codes.intersection(conclusions.get(test.field, ())) for test in rule.given)


def step_of(rule: Rule, record: Record, conclusions: Mapping[str, tuple[str, ...]]) -> Step:
    """Write down one firing."""
    given = tuple(sorted((t.field, code) for t in rule.given for code in conclusions[t.field] if code in t.codes))
    return Step(rule.id, rule.stratum, used_facts(rule, record), given, rule.then, rule.cites)


def join(program: Program, stratum: str, fired: Iterable[Step]) -> dict[str, tuple[str, ...]]:
    """Join the conclusions of one stratum, slot by slot (sentence 4)."""
    concluded: dict[str, list[str]] = {}
    for step in fired:
        for conclusion in step.then:
            concluded.setdefault(conclusion.slot, []).append(conclusion.code)
    return {slot.id: slot.fold(concluded[slot.id]) for slot in program.slots_of(stratum) if slot.id in concluded}
