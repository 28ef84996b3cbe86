"""The law of a day: parameters, rules and words, resolved before any rule runs (semantics, sentence 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from classify.errors import NotInForce
from classify.law.parameters import Parameters, parameters_on
from classify.law.rulebook import program_on
from classify.law.sources import read_table, sources
from classify.rules.program import Program
from classify.source import Citation
from classify.timeline import Entry, Span, Timeline

FIRST_LAW = "LAW1988"
"""The instrument that opens the regime; its day stands in instruments.toml."""


@dataclass(frozen=True)
class LawOfDay:
    """What the law says on one day. `in_force` is false before there was a Law of state secrets."""

    day: date
    in_force: bool
    parameters: Parameters
    program: Program

    @property
    def code(self) -> str:
        """The code of the fields that say whether a law was in force."""
        return "in_force" if self.in_force else "not_in_force"

    @property
    def cites_of_findings(self) -> dict[str, tuple[Citation, ...]]:
        """To each finding the provisions on which the rules rest that conclude it on this day, each once."""
        found: dict[str, dict[Citation, None]] = {}
        for rule in self.program.rules:
            for one in rule.then:
                if one.slot == "findings":
                    found.setdefault(one.code, {}).update(dict.fromkeys(rule.cites))
        return {name: tuple(cites) for name, cites in found.items()}


def law_on(day: date) -> LawOfDay:
    """Return the law of a day. Days between which nothing changes share one Program.

    >>> from datetime import date
    >>> law_on(date(2026, 11, 1)).program is law_on(date(2026, 11, 2)).program
    True
    """
    try:
        first = periods().at(day).value
    except NotInForce:
        return LawOfDay(day, in_force=False, parameters=Parameters({}), program=_program_before())
    parameters, program = _law_of_period(first)
    return LawOfDay(day, in_force=True, parameters=parameters, program=program)


@cache
def periods() -> Timeline[date]:
    """Return the spans between which the law does not change, each with its first day; before them no law is in force."""
    begin = sources().instruments[FIRST_LAW].span.first or date.min
    turns: set[date] = {begin}
    for instrument in sources().instruments.values():
        turns.add(instrument.span.first or begin)
        if instrument.span.last is not None:
            turns.add(instrument.span.last + timedelta(days=1))
    days = sorted(turn for turn in turns if turn >= begin)
    ends: list[date | None] = [day - timedelta(days=1) for day in days[1:]]
    return Timeline(tuple(Entry(Span(day, end), day) for day, end in zip(days, [*ends, None], strict=True)))


@cache
def vague_conditions() -> tuple[str, ...]:
    """Return the words of a condition that name no moment (words.toml)."""
    return tuple(read_table("words.toml")["vague_conditions"])


@cache
def circular_conditions() -> frozenset[str]:
    """Return the conditions that say no more than that the term is over (words.toml)."""
    words = read_table("words.toml")
    return frozenset(said + moment for said in words["circular_conditions"] for moment in words["moments_after"])


def is_vague(event: str) -> bool:
    """Say whether an event is one that nobody can judge.

    >>> is_vague("适当时候"), is_vague("期满后"), is_vague("合同期满")
    (True, True, False)
    """
    return event in circular_conditions() or any(word in event for word in vague_conditions())


@lru_cache(maxsize=64)
def _law_of_period(first: date) -> tuple[Parameters, Program]:
    return parameters_on(first), program_on(first, in_force=True)


@cache
def _program_before() -> Program:
    return program_on(date.min, in_force=False)
