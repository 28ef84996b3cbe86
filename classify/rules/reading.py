"""The one reading of a condition: condition × record → truth, and the facts that made it so."""

from __future__ import annotations

from typing import assert_never

from classify.rules.condition import All, Any, Condition, Is, Not
from classify.rules.field import UNKNOWN, Record
from classify.rules.rule import Rule
from classify.rules.truth import Truth, all_of, any_of, negate

Used = tuple[tuple[str, str], ...]
"""Facts that decided: pairs of field and code."""


def read(condition: Condition, record: Record) -> Truth:
    """Say whether a condition holds of a record.

    >>> read(Is("tier", frozenset({"city"})), {"tier": "unknown"})
    <Truth.UNKNOWN: 1>
    """
    match condition:
        case Is(field, codes):
            code = record.get(field, UNKNOWN)
            if code == UNKNOWN:
                return Truth.UNKNOWN
            return Truth.YES if code in codes else Truth.NO
        case All(parts):
            return all_of(read(part, record) for part in parts)
        case Any(parts):
            return any_of(read(part, record) for part in parts)
        case Not(part):
            return negate(read(part, record))
        case _:
            assert_never(condition)


def holds(rule: Rule, record: Record) -> Truth:
    """Say whether the facts part of a rule holds, its exceptions taken into account (sentence 5)."""
    return all_of([read(rule.when, record), *(negate(read(guard, record)) for guard in rule.guards)])


def reasons(condition: Condition, record: Record) -> Used:
    """Return the facts that make a condition read as it does: enough of them, sorted, without repetition.

    Evaluating the condition with only these facts known gives the same truth.
    """
    return tuple(sorted(set(_reasons(condition, record))))


def _reasons(condition: Condition, record: Record) -> Used:
    truth = read(condition, record)
    match condition:
        case Is(field):
            return ((field, record.get(field, UNKNOWN)),)
        case Not(part):
            return _reasons(part, record)
        case All(parts):
            return _deciding(parts, record, truth, single=truth is Truth.NO)
        case Any(parts):
            return _deciding(parts, record, truth, single=truth is Truth.YES)
        case _:
            assert_never(condition)


def _deciding(parts: tuple[Condition, ...], record: Record, truth: Truth, *, single: bool) -> Used:
    same = [part for part in parts if read(part, record) is truth]
    chosen = same[:1] if single else parts if truth is Truth.UNKNOWN else same
    return tuple(fact for part in chosen for fact in _reasons(part, record))


def used_facts(rule: Rule, record: Record) -> Used:
    """Return the facts that let a rule fire: those of its condition and of its silent exceptions."""
    facts = set(_reasons(rule.when, record))
    for guard in rule.guards:
        facts.update(_reasons(guard, record))
    return tuple(sorted(facts))
