"""Rules become a Program: types checked, strata checked, exceptions compiled in, dead rules refused, digested."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from classify.errors import LawError
from classify.rules.condition import All, Any, Condition, Is, Not, fields_of, leaves
from classify.rules.field import UNKNOWN, Vocabulary
from classify.rules.reading import holds, read
from classify.rules.rule import Rule, Slot
from classify.rules.truth import Truth

MOST_CELLS = 200_000
"""The largest table of codes that a satisfiability check walks; a rule reading more is refused as too wide."""


@dataclass(frozen=True)
class Program:
    """The rules in force on a day, ready to be read. Made by `compile_program` only."""

    vocabulary: Vocabulary
    strata: tuple[str, ...]
    slots: tuple[Slot, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that can change an answer; equal programs share one engine."""
        return hashlib.sha256(json.dumps(_plain(self), ensure_ascii=True, sort_keys=True).encode()).hexdigest()

    @cached_property
    def _by_stratum(self) -> Mapping[str, tuple[Rule, ...]]:
        return {s: tuple(rule for rule in self.rules if rule.stratum == s) for s in self.strata}

    def rules_of(self, stratum: str) -> tuple[Rule, ...]:
        """Return the rules of a stratum, by id."""
        return self._by_stratum[stratum]

    def slots_of(self, stratum: str) -> tuple[Slot, ...]:
        """Return the slots that a stratum fills."""
        return tuple(slot for slot in self.slots if slot.stratum == stratum)


def compile_program(vocabulary: Vocabulary, strata: Iterable[str], slots: Iterable[Slot], rules: Iterable[Rule]) -> Program:
    """Check and order the rules; put every exception into the condition of the rule it silences.

    Raises LawError: unknown fields, codes, slots or strata; a repeated id; a `given` that looks at its own or a
    higher stratum; an override of an absent rule, of another stratum, with a premise that the silenced rule lacks,
    in a circle, or two unordered ones that can both hold; a rule that can never fire.
    """
    program = Program(vocabulary, tuple(strata), tuple(slots), tuple(sorted(rules, key=lambda rule: rule.id)))
    _check_names(program)
    by_id = {rule.id: rule for rule in program.rules}
    above = _overriders(by_id)
    _check_overrides(program, by_id, above)
    guarded = tuple(replace(rule, guards=tuple(by_id[other].when for other in sorted(above[rule.id]))) for rule in program.rules)
    compiled = replace(program, rules=guarded)
    for rule in compiled.rules:
        if not _can_hold(compiled.vocabulary, [rule.when, *(Not(guard) for guard in rule.guards)], rule.id):
            raise LawError("dead-rule", where=rule.id)
    return compiled


def _check_names(program: Program) -> None:
    slots = {slot.id: slot for slot in program.slots}
    order = {stratum: place for place, stratum in enumerate(program.strata)}
    seen: set[str] = set()
    for rule in program.rules:
        if rule.id in seen:
            raise LawError("repeated-rule", where=rule.id)
        seen.add(rule.id)
        if rule.stratum not in order:
            raise LawError("unknown-stratum", where=rule.id)
        for leaf in leaves(rule.when):
            program.vocabulary.check(leaf.field, leaf.codes)
        for test in rule.given:
            if test.field not in slots or not test.codes <= set(slots[test.field].codes):
                raise LawError("unknown-slot", where=rule.id)
            if order[slots[test.field].stratum] >= order[rule.stratum]:
                raise LawError("given-not-lower", where=rule.id)
        for conclusion in rule.then:
            slot = slots.get(conclusion.slot)
            if slot is None or conclusion.code not in slot.codes or slot.stratum != rule.stratum:
                raise LawError("unknown-slot", where=rule.id)


def _overriders(by_id: Mapping[str, Rule]) -> dict[str, set[str]]:
    """For each rule, the rules that override it, directly or through others."""
    direct: dict[str, set[str]] = {name: set() for name in by_id}
    for rule in by_id.values():
        for silenced in rule.overrides:
            if silenced not in by_id or by_id[silenced].stratum != rule.stratum:
                raise LawError("override-absent", where=rule.id)
            if not set(rule.given) <= set(by_id[silenced].given):
                raise LawError("override-given", where=rule.id)
            direct[silenced].add(rule.id)
    closed = {name: set(above) for name, above in direct.items()}
    changed = True
    while changed:
        changed = False
        for above in closed.values():
            further = {name for other in above for name in closed[other]} - above
            above.update(further)
            changed = changed or bool(further)
    for name, above in closed.items():
        if name in above:
            raise LawError("override-circle", where=name)
    return closed


def _check_overrides(program: Program, by_id: Mapping[str, Rule], above: Mapping[str, set[str]]) -> None:
    """Refuse two exceptions of one rule that can both hold with different conclusions, neither above the other."""
    for silenced in by_id:
        over = sorted(above[silenced])
        for place, first in enumerate(over):
            for second in over[place + 1 :]:
                ordered = first in above[second] or second in above[first]
                same = by_id[first].then == by_id[second].then
                both = [by_id[first].when, by_id[second].when]
                if not ordered and not same and _can_hold(program.vocabulary, both, first):
                    raise LawError("override-conflict", where=f"{first} {second}")


def _can_hold(vocabulary: Vocabulary, conditions: list[Condition], where: str) -> bool:
    """Say whether some record makes all conditions true, by walking the codes that they read."""
    whole = All(tuple(conditions))
    names = sorted(fields_of(whole))
    choices = [vocabulary.field(name).codes for name in names]
    cells = 1
    for codes in choices:
        cells *= len(codes)
    if cells > MOST_CELLS:
        raise LawError("rule-too-wide", where=where)
    return any(read(whole, dict(zip(names, row, strict=True))) is Truth.YES for row in product(*choices))


def undecided(program: Program, record: Mapping[str, str]) -> frozenset[str]:
    """Return the ids of the rules whose condition is unknown on a record: what could still fire."""
    return frozenset(rule.id for rule in program.rules if holds(rule, record) is Truth.UNKNOWN)


def _plain(program: Program) -> object:
    return {
        "fields": {name: list(item.codes) for name, item in sorted(program.vocabulary.fields.items())},
        "unknown": UNKNOWN,
        "strata": list(program.strata),
        "slots": [[slot.id, slot.join, list(slot.codes), slot.stratum] for slot in program.slots],
        "rules": [
            [
                rule.id,
                rule.stratum,
                _tree(rule.when),
                [_tree(guard) for guard in rule.guards],
                [_tree(test) for test in rule.given],
                [[c.slot, c.code] for c in rule.then],
                [[c.provision, c.verified, c.carried] for c in rule.cites],
            ]
            for rule in program.rules
        ],
    }


def _tree(condition: Condition) -> object:
    match condition:
        case Is(field, codes):
            return ["is", field, sorted(codes)]
        case All(parts):
            return ["all", *(_tree(part) for part in parts)]
        case Any(parts):
            return ["any", *(_tree(part) for part in parts)]
        case Not(part):
            return ["not", _tree(part)]
