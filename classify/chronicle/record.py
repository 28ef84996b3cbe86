"""A life as coded facts, and what the rules conclude from them: one record for today, one for the mark, one an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from classify.comparison.proposal import mark_facts, read_proposal
from classify.documents import History
from classify.law import LawOfDay, law_on
from classify.lifecycle import Standing, State, review_due
from classify.reasoning import conclude
from classify.rules.trace import Argument
from classify.term import needs_start

Engine = str


@dataclass(frozen=True, slots=True)
class Argued:
    """What was concluded, of which event (None: of the matter as a whole), and by which engine."""

    argument: Argument
    event: int | None
    engine: Engine


def arguments_of(history: History, standing: Standing) -> tuple[Argued, ...]:
    """Argue from every record. Equal records under one law are argued once, so a long history costs what it says anew."""
    known: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[Argument, Engine]] = {}
    argued: list[Argued] = []
    for law, record, event in _records(history, standing):
        key = (law.program.digest, tuple(sorted(record.items())))
        if key not in known:
            known[key] = conclude(law.program, record)
        argument, engine = known[key]
        argued.append(Argued(argument, event, engine))
    return tuple(argued)


def _records(history: History, standing: Standing) -> Iterator[tuple[LawOfDay, dict[str, str], int | None]]:
    today = law_on(standing.as_of)
    yield today, life_facts(history, standing, today), None
    if history.matter.mark is not None:
        law = law_on(standing.start or standing.as_of)
        reading = read_proposal(history.matter.mark, law.parameters, standing.start, "civil")
        yield law, mark_facts(reading), None
    for act in standing.acts:
        if act.facts:
            yield law_on(act.day), dict(act.facts), act.event


def life_facts(history: History, standing: Standing, today: LawOfDay) -> dict[str, str]:
    """Code where the matter stands; what is unknown is left out."""
    startless = standing.state is State.UNKNOWN_START and standing.term is not None and needs_start(standing.term)
    facts = {
        "law": today.code,
        "state": standing.state.value,
        "lifting": "none" if standing.declassified_on is None else "recorded",
        "start": "missing" if standing.start is None else "known",
        "start.law": law_on(standing.start or standing.as_of).code,
        "start.needed": "yes" if startless else "no",
    }
    if history.own is not None:
        facts["own"] = "yes" if history.own else "no"
    due = next_review(standing)
    return facts if due is None else facts | {"review": "overdue" if standing.as_of > due else "done"}


def next_review(standing: Standing) -> date | None:
    """Give the last day for the next yearly review; None where none is asked for or no day is known to count from."""
    return review_due(standing.reviewed_on, standing.start or standing.determined_on, standing.as_of)
