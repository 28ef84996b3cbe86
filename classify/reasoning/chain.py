"""The protocol that durable-rules is held to.

One ruleset a stratum, one host a Program digest. We read which conditions hold (`rules.reading`) and assert one
token for each; durable joins the tokens with the conclusions of lower strata and fires; our action writes a Step;
afterwards everything asserted is retracted in reverse, and what an action caught is raised again.

Why so narrow: durable compares property names by a 32-bit hash, swallows exceptions of actions, hangs inside C on
513 conditions, coerces types, and keeps every host for ever (docs/architecture.md has the measurements). It gets
tokens that we made, in one session, under one lock, and nothing else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from durable import engine

from classify.errors import EngineError
from classify.rules.field import Record
from classify.rules.fixpoint import join, step_of
from classify.rules.program import Program
from classify.rules.reading import holds
from classify.rules.rule import Rule
from classify.rules.trace import Argument, Step
from classify.rules.truth import Truth

MOST_CONDITIONS = 255
"""durable never returns from 513 conditions of one ruleset, and fails from 512; we refuse far below."""
MOST_PREMISES = 2
"""Retracting the facts of a larger join that fired, durable reads past the end of its own memory."""
MOST_HOSTS = 48
"""A host is never freed (0.3 to 3.8 MB each). The law has about a dozen Programs."""

_lock = threading.Lock()
_chains: dict[str, Chain] = {}
_ids = count(1)


class _QuietHost(engine.Host):  # type: ignore[misc]  # durable has no types
    """A host without its two endless timer threads: nothing here waits for time."""

    def _run(self) -> None:
        """Start nothing."""


def fits(program: Program) -> bool:
    """Say whether the chain takes this Program: few enough conditions, and room for one more host."""
    small = all(_conditions(program, stratum) <= MOST_CONDITIONS for stratum in program.strata)
    single = {slot.id for slot in program.slots if slot.join == "first"}
    narrow = all(
        len(rule.given) <= 1
        or (len(rule.given) <= MOST_PREMISES and all(len(t.codes) == 1 or t.field in single for t in rule.given))
        for rule in program.rules
    )
    return small and narrow and (program.digest in _chains or len(_chains) < MOST_HOSTS)


def conclude(program: Program, record: Record) -> Argument:
    """Argue from a record by the chain; equal to `rules.fixpoint.conclude` in every part."""
    with _lock:
        chain = _chains.get(program.digest)
        if chain is None:
            chain = _chains[program.digest] = Chain(program)
        return chain.conclude(record)


@dataclass(slots=True)
class _Round:
    """What one stratum of one matter fires into."""

    record: Record
    conclusions: Mapping[str, tuple[str, ...]]
    steps: dict[str, Step] = field(default_factory=dict)
    failure: BaseException | None = None


class Chain:
    """One Program as rulesets of tokens, one a stratum."""

    def __init__(self, program: Program) -> None:
        """Build the rulesets; the caller holds the lock and has asked `fits`."""
        self._program = program
        self._round: _Round | None = None
        self._tokens = {
            (slot.id, code): f"{place}.{at}" for place, slot in enumerate(program.slots) for at, code in enumerate(slot.codes)
        }
        self._names = {stratum: f"s{place}x{program.digest[:16]}" for place, stratum in enumerate(program.strata)}
        self._wanted = {
            stratum: {(test.field, code) for rule in program.rules_of(stratum) for test in rule.given for code in test.codes}
            for stratum in program.strata
        }
        definitions = {
            self._names[stratum]: {
                f"r{at}": {"all": self._patterns(rule, f"t{at}"), "run": self._action(rule)}
                for at, rule in enumerate(program.rules_of(stratum))
            }
            for stratum in program.strata
            if program.rules_of(stratum)
        }
        self._host = _QuietHost(definitions)

    def conclude(self, record: Record) -> Argument:
        """Run the strata from below to above, handing up what each concluded."""
        conclusions: dict[str, tuple[str, ...]] = {}
        steps: list[Step] = []
        for stratum in self._program.strata:
            fired = self._fire(stratum, record, conclusions)
            conclusions |= join(self._program, stratum, fired)
            steps += fired
        return Argument(conclusions, tuple(steps))

    def _fire(self, stratum: str, record: Record, conclusions: Mapping[str, tuple[str, ...]]) -> list[Step]:
        rules = self._program.rules_of(stratum)
        facts = [
            {"id": next(_ids), "has": self._tokens[slot, code]}
            for slot, codes in conclusions.items()
            for code in codes
            if (slot, code) in self._wanted[stratum]
        ]
        facts += [{"id": next(_ids), "met": f"t{at}"} for at, rule in enumerate(rules) if holds(rule, record) is Truth.YES]
        self._round = _Round(record, conclusions)
        try:
            self._assert_and_retract(self._names[stratum], facts)
            if self._round.failure is not None:
                raise self._round.failure
            return [self._round.steps[rule.id] for rule in rules if rule.id in self._round.steps]
        finally:
            self._round = None

    def _assert_and_retract(self, name: str, facts: list[dict[str, Any]]) -> None:
        asserted = []
        try:
            for fact in facts:
                asserted.append(fact)
                self._call(self._host.assert_fact, name, fact)
        finally:
            for fact in reversed(asserted):
                self._call(self._host.retract_fact, name, fact)

    def _call(self, act: Callable[..., Any], name: str, fact: dict[str, Any]) -> None:
        """Assert or retract. A fact that nothing waits for is a failure: every token we make has its rule."""
        try:
            act(name, dict(fact))
        except engine.MessageNotHandledException as error:
            raise EngineError("engine-unhandled", where="durable") from error
        except engine.MessageObservedException as error:
            raise EngineError("engine-duplicate", where="durable") from error

    def _patterns(self, rule: Rule, token: str) -> list[dict[str, Any]]:
        joined: list[dict[str, Any]] = [{"m_0": {"met": token}}]
        for place, test in enumerate(rule.given, start=1):
            either = [{"has": self._tokens[test.field, code]} for code in sorted(test.codes)]
            joined.append({f"m_{place}": {"$or": either} if len(either) > 1 else either[0]})
        return joined

    def _action(self, rule: Rule) -> Callable[[Any], None]:
        def write_step(_closure: Any) -> None:  # noqa: ANN401 -- durable hands over an untyped closure
            current = self._round
            try:
                if current is None:
                    raise EngineError("engine-late", where="durable")  # noqa: TRY301 -- durable swallows what is raised here
                current.steps[rule.id] = step_of(rule, current.record, current.conclusions)
            except BaseException as error:
                if current is None:
                    raise
                current.failure = error

        return write_step


def _conditions(program: Program, stratum: str) -> int:
    rules = program.rules_of(stratum)
    return len(rules) + sum(len(test.codes) for rule in rules for test in rule.given)
