"""Conclusions become the answer: levels, terms, days and sentences' values are attached to what the rules decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from classify.catalog.match import Match
from classify.catalog.suggest import suggest
from classify.comparison.folding import Folded
from classify.determination.case import Case, Found, item_id
from classify.determination.missing import questions
from classify.determination.record import Deadline, level_at_stake
from classify.determination.settling import Settled
from classify.documents import (
    CatalogUse,
    Determination,
    Duty,
    Finding,
    FoundItem,
    NearMiss,
    Proposal,
    Suggestion,
    TraceStep,
)
from classify.documents.answer import Engine
from classify.errors import EngineError, Language
from classify.law.rulebook import duties, findings, resting_on_items
from classify.level import Level
from classify.lifecycle import review_after
from classify.mark import write
from classify.rules.trace import Argument, Step
from classify.source import Citation
from classify.term import AllOf, Event, OnDate, Term, last_secret_day, opens_on

LEVELLED = frozenset({"determined", "disputed", "refer_up"})
"""Outcomes that carry a level and a term (docs/command.md)."""
OPEN = frozenset({"derived", "undetermined", "no_match"})
"""Outcomes that an answer to a question could change, or fill in."""
MOST_NEAR_MISSES = 10
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Argued:
    """What the rules concluded, which engine answered, and the findings that stand without sample catalogs.

    `today` is what the law of the day of asking adds to the law of the matter's own day.
    """

    argument: Argument
    today: Argument
    engine: Engine
    firm: frozenset[str]


def answer_of(case: Case, found: Found, settled: Settled, argued: Argued, report: Deadline) -> Determination:
    """Attach values to an argument. Raises EngineError where the rules gave no outcome: there is no default."""
    argument, engine, firm = argued.argument, argued.engine, argued.firm
    outcome = argument.one("outcome")
    if outcome is None:
        raise EngineError("no-outcome")
    levelled = outcome in LEVELLED
    level, term = (found.folded.level, settled.term) if levelled else (None, None)
    start, rule = case.matter.start, case.rule
    opens = None if term is None else opens_on(term, start, rule)
    met = tuple(_found_item(match) for match in found.matches.met if match.item.scheme != "work")
    return Determination(
        id=case.matter.id,
        as_of=case.as_of,
        law_of=case.law.day,
        outcome=outcome,  # type: ignore[arg-type]  # the slot's codes are the outcomes
        level=level,
        protect=_protect(case, found, outcome, settled),
        term=term,
        term_is=settled.term_is if levelled else None,
        mark=None if level is None or term is None or isinstance(term, AllOf) else write(level, term),
        last_secret_day=None if term is None else last_secret_day(term, start, rule),
        opens_on=opens,
        not_before=_not_before(term),
        audience=case.matter.audience or _audience(found),
        proposal=_proposal(case),
        items=met,
        asked=tuple(_found_item(match) for match in found.matches.asked),
        not_secret=tuple(_found_item(match) for match in found.matches.met if match.item.scheme == "work"),
        near_misses=tuple(_near_miss(match) for match in found.matches.near_misses[:MOST_NEAR_MISSES]),
        suggestions=_suggestions(case, found) if outcome == "no_match" else (),
        missing=questions(case, found) if outcome in OPEN and case.law.in_force else (),
        duties=tuple(_duty(code, said, case, report) for said in (argument, argued.today) for code in said.codes("duties")),
        findings=tuple(_finding(code, argument, case, found, firm) for code in argument.codes("findings")),
        trace=tuple(_trace(step) for said in (argument, argued.today) for step in said.decisive),
        facts=tuple(
            (name, case.facts.value(name), origin) for name, origin in sorted(case.facts.sources.items()) if origin != "silence"
        ),
        engine=engine,
        catalogs=tuple(
            CatalogUse(
                id=catalog.id,
                version=catalog.version,
                sha256=catalog.sha256,
                standing=catalog.standing,
                in_force=catalog.in_force(case.law.day),
                dates="known" if catalog.dates_known else "unknown",
            )
            for catalog in case.ground.catalogs
        ),
    )


def _protect(case: Case, found: Found, outcome: str, settled: Settled) -> Level | None:
    """Return the highest level in play, the proposed one included (semantics, sentence 8).

    A mark that cannot be read, and a state item whose level nobody states, bring every level into play. Where none
    is in play, a state secret of unknown level is protected as the highest there is, and a matter that no item meets
    as the lowest, until it is decided.
    """
    if outcome == "must_not_classify" or (outcome == "determined" and settled.opened):
        return None
    unread = case.reading is not None and case.reading.level is None
    unlevelled = not found.folded.levels and (found.folded.unlevelled or any(one.item.level is None for one in found.asked))
    if unread or unlevelled:
        return Level.TOP_SECRET
    stake = level_at_stake(case, found)
    asked = [match.item.level for match in found.asked if match.item.level is not None]
    in_play = [*asked, *([] if stake is None else [stake])]
    return max(in_play, default=Level.SECRET if outcome == "no_match" else Level.TOP_SECRET)


def _not_before(term: Term | None) -> date | None:
    days = [part.on for part in term.of if isinstance(part, OnDate)] if isinstance(term, AllOf) else []
    return max(days, default=None)


def _audience(found: Found) -> tuple[str, ...] | None:
    stated = tuple(dict.fromkeys(match.item.audience for match in found.met if match.item.audience))
    return stated or None


def _proposal(case: Case) -> Proposal | None:
    reading = case.reading
    if reading is None:
        return None
    term = reading.effective
    return Proposal(
        mark=reading.text,
        level=reading.level,
        term=reading.mark.term,
        last_secret_day=None if term is None else last_secret_day(term, reading.start, reading.rule),
        opens_on=None if term is None else opens_on(term, reading.start, reading.rule),
    )


def _names(match: Match) -> dict[str, str]:
    return {lang: match.item.named(lang) for lang in LANGUAGES}


def _found_item(match: Match) -> FoundItem:
    return FoundItem(
        catalog=match.catalog.id,
        item=match.item.id,
        level=match.item.level,
        scheme=match.item.scheme,
        standing=match.catalog.standing,
        names=_names(match),
        cite=match.item.cite,
        words=match.words,
        facts=tuple(name for name, _ in match.limb.facts),
    )


def _near_miss(match: Match) -> NearMiss:
    first = match.reasons[0]
    return NearMiss(match.catalog.id, match.item.id, first.kind, _names(match), first.names)


def _suggestions(case: Case, found: Found) -> tuple[Suggestion, ...]:
    """Give items that merely look alike: not those that apply or are asked about."""
    known = {item_id(match) for match in (*found.matches.met, *found.matches.asked)}
    in_force = [catalog for catalog in case.ground.catalogs if catalog.in_force(case.law.day)]
    return tuple(
        Suggestion(
            catalog=one.catalog.id,
            item=one.item.id,
            score=one.score,
            standing=one.catalog.standing,
            names={lang: one.item.named(lang) for lang in LANGUAGES},
        )
        for one in suggest(in_force, case.matter.title)
        if f"{one.catalog.id}#{one.item.id}" not in known
    )


def _duty(code: str, argument: Argument, case: Case, report: Deadline) -> Duty:
    table = duties()[code]
    by = report.by if table.get("deadline") == "report_deadline" else None
    if table["do"] == "review":
        by = review_after(case.matter.start, case.as_of)
    return Duty(table["do"], table.get("to"), by, _cites(argument.why("duties", code)))


def _finding(code: str, argument: Argument, case: Case, found: Found, firm: frozenset[str]) -> Finding:
    """Attach severity and values. What does not stand without the items of sample catalogs is a notice at most."""
    steps = argument.why("findings", code)
    rests = all(step.rule in resting_on_items() for step in steps)
    sample = code not in firm
    return Finding(
        id=code,
        severity="notice" if sample else findings()[code].severity,  # type: ignore[arg-type]
        cites=_cites(steps),
        verified=any(step.verified for step in steps),
        standing="sample" if sample else None,
        item=item_id(found.met[0]) if rests and found.met else None,
        values=_values(code, case, found),
    )


def _values(code: str, case: Case, found: Found) -> dict[str, object]:
    """Gather what a finding's sentence may name: levels, terms, days of the law and of the items, never the matter."""
    law, folded = case.law.parameters, found.folded
    proposed = case.reading.level if case.reading else None
    about_proposal = code in {"period-above-ceiling", "authority-lacking"}
    level = (proposed if about_proposal else None) or folded.level or proposed
    limit = case.matter.responsible.limit if case.matter.responsible else None
    values: dict[str, object | None] = {
        "level": level,
        "proposed_level": proposed,
        "item_level": folded.level,
        "ceiling": None if level is None else law.ceiling(level),
        "maximum": folded.maximum,
        "minimum": folded.minimum,
        "tier": case.matter.tier,
        "limit": limit,
        "day": case.law.day,
    }
    if code == "working-days-unknown" and case.matter.drafted is not None:
        values["day"] = case.matter.drafted.year
    if code == "term-kind-differs" and case.reading is not None:
        values |= _asked_for(case.reading.mark.term, folded)
    return {name: value for name, value in values.items() if value is not None}


def _asked_for(term: Term | None, folded: Folded) -> dict[str, object]:
    """Give the condition or the date of the items, where the mark gives one too, and another."""
    match term:
        case Event() if folded.events:
            return {"condition": tuple(sorted(folded.events))}
        case OnDate() if folded.dates:
            return {"date": tuple(sorted(folded.dates))}
        case _:
            return {}


def _trace(step: Step) -> TraceStep:
    then = tuple((conclusion.slot, conclusion.code) for conclusion in step.then)
    return TraceStep(step.rule, step.facts, step.given, then, step.cites, step.verified)


def _cites(steps: Iterable[Step]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(cite for step in steps for cite in step.cites))
