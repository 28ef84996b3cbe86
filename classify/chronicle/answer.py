"""Conclusions become the answer: findings with their events, next steps with their days, the history with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import get_args

from classify.chronicle.limit import Limit
from classify.chronicle.record import Argued, Engine, next_review
from classify.documents import Finding, History
from classify.documents.answer import Severity
from classify.law.rulebook import duties, findings, resting_on_items
from classify.law.sources import read_table, sources
from classify.level import Level
from classify.lifecycle import Act, Remark, Standing, State, expiring_from
from classify.rules.trace import Step
from classify.source import Citation

GRAVITY: tuple[str, ...] = get_args(Severity)[::-1]
"""From the lightest to the gravest."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next: what and to whom (docs/command.md), the last day for it, and the day from which to think of it."""

    code: str
    do: str
    to: str | None
    by: date | None
    since: date | None
    overdue: bool
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One event of the history: what it was, what became of it, and on what law that rests."""

    act: Act
    findings: tuple[str, ...]
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """The answer about one history.

    `protect` is the level to protect at: the highest while none can be read, the one marked where no law opened the matter.
    """

    id: str | None
    mark: str | None
    standing: Standing
    protect: Level | None
    next: tuple[NextStep, ...]
    findings: tuple[Finding, ...]
    events_of: Mapping[str, tuple[int, ...]]
    """The events that a finding is about, by the finding's id."""
    history: tuple[Passage, ...]
    engine: Engine
    without_law: bool = False
    """Whether the term is over by its days alone: for the day that it runs from no law is held, which could open the matter."""

    def __bool__(self) -> bool:
        """Refuse a truth value: `if status:` must never come to mean "open"."""
        raise TypeError("a Status has no truth value: ask for its `standing.state`")


def status_from(history: History, standing: Standing, limit: Limit, argued: tuple[Argued, ...]) -> Status:
    """Attach levels, days and events to what the rules concluded."""
    concluded: dict[str, dict[str, list[Step]]] = {"findings": {}, "duties": {}}
    events: dict[str, list[int]] = {}
    of_event: dict[int, tuple[str, ...]] = {}
    for one in argued:
        for slot, found in concluded.items():
            for code in one.argument.codes(slot):
                found.setdefault(code, []).extend(one.argument.why(slot, code))
        if one.event is not None:
            of_event[one.event] = one.argument.codes("findings")
            for code in of_event[one.event]:
                events.setdefault(code, []).append(one.event)
    without_law = standing.state is State.SELF_DECLASSIFIED and "protect-marked" in concluded["duties"]
    return Status(
        id=history.matter.id,
        mark=history.matter.mark,
        standing=standing,
        protect=Level.TOP_SECRET if standing.state is State.INVALID else standing.marked if without_law else standing.level,
        next=_next(concluded["duties"], standing),
        findings=tuple(
            _finding(code, concluded["findings"][code], standing, limit) for code in findings() if code in concluded["findings"]
        ),
        events_of={code: tuple(sorted(places)) for code, places in events.items()},
        history=tuple(Passage(act, of_event.get(act.event, ()), grounds(act.remark, act.day)) for act in standing.acts),
        engine=argued[0].engine,
        without_law=without_law,
    )


def _finding(code: str, steps: list[Step], standing: Standing, limit: Limit) -> Finding:
    rests = all(step.rule in resting_on_items() for step in steps)
    sample = rests and limit.sample
    stated = [findings()[code].severity, *(raised()[step.rule] for step in steps if step.rule in raised())]
    gravest = max(stated, key=GRAVITY.index)
    return Finding(
        id=code,
        severity="notice" if sample else gravest,  # type: ignore[arg-type]  # the words of the law's data
        cites=_cites(steps),
        verified=any(step.verified for step in steps),
        standing="sample" if sample else None,
        item=limit.item if rests else None,
        values={"day": standing.start or standing.as_of},
    )


def _next(concluded: Mapping[str, list[Step]], standing: Standing) -> tuple[NextStep, ...]:
    """Put the steps in the order of their days: what is due at once first, an opening that nobody can date last."""
    steps = [_step(code, concluded[code], standing) for code in duties() if code in concluded]
    past = {"notify", "ask-central"} if not standing.state.secret else set()
    kept = [step for step in steps if step.code not in past]
    return tuple(sorted(kept, key=lambda step: (step.by or (date.max if step.do == "opens" else date.min), step.do == "opens")))


def _step(code: str, concluded: list[Step], standing: Standing) -> NextStep:
    table = duties()[code]
    by = since = None
    match code:
        case "opens":
            by = standing.opens_on
        case "decide-extension":
            by = standing.last_secret_day
            since = None if standing.opens_on is None else expiring_from(standing.opens_on)
        case "review":
            by = next_review(standing)
    return NextStep(code, table["do"], table.get("to"), by, since, by is not None and by < standing.as_of, _cites(concluded))


@lru_cache(maxsize=4096)
def grounds(remark: Remark | None, day: date) -> tuple[Citation, ...]:
    """Give the law that a remark rests on, as it may be cited on a day (remarks.toml)."""
    return () if remark is None else sources().cite(_remarks()[remark.value], day)


@cache
def raised() -> Mapping[str, str]:
    """Give the rules that make their finding graver than it is by default (severities.toml)."""
    return dict(read_table("severities.toml")["raised"])


@cache
def _remarks() -> Mapping[str, list[str]]:
    return dict(read_table("remarks.toml"))


def _cites(steps: Iterable[Step]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(cite for step in steps for cite in step.cites))
