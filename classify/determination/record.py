"""The case as one flat record of coded facts (semantics, sentence 2). Values ride beside and are attached at the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from classify.comparison.proposal import ceiling_facts, item_facts, mark_facts
from classify.determination.case import Case, Found, authority_for, grant_for
from classify.facts.criterion import Flag
from classify.facts.script import normalise
from classify.law.calendar import deadline_from
from classify.level import Level
from classify.rules.truth import Truth
from classify.term import needs_start

FLAGS = ("published", "must_be_public", "private_or_trade", "uncontrolled")
"""Facts of the vocabulary that the rules ask for by the same name."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for the report of a matter outside the catalogs; `known` is false where the calendar does not reach."""

    by: date | None
    known: bool = True


def record_of(case: Case, found: Found, report: Deadline) -> dict[str, str]:
    """Code everything that the rules may ask; what is unknown is left out."""
    coded: dict[str, str | None] = {
        "law": case.law.code,
        "derived": "yes" if case.matter.derived else "no",
        "start": "missing" if case.matter.start is None else "known",
        "start.needed": "yes" if _needs_start(case, found) else "no",
        "persons": _persons(case),
        "responsible.limit": _limit(case, found),
        "drafted": "no" if case.matter.drafted is None and (case.reading is None or case.reading.level is None) else "yes",
        "calendar": "not_asked" if case.matter.drafted is None else "known" if report.known else "unknown_year",
        "report.to": _report_to(case, found),
        "items.pending": "yes" if found.items_pending else "no",
        "items.work": "met" if any(match.item.scheme == "work" for match in found.matches.met) else "none",
        "item.tier": found.folded.tier_code(case.matter.tier),
        "authority.item": authority_for(case, found, proposed=False),
        "authority.proposal": authority_for(case, found, proposed=True),
        "authority.pending": "yes" if found.authority_pending else "no",
        "grant.item": grant_for(case, found, proposed=False),
        "grant.proposal": grant_for(case, found, proposed=True),
    }
    coded |= {name: _flag(case, name) for name in FLAGS}
    record = {name: code for name, code in coded.items() if code is not None}
    record |= found.folded.codes() | mark_facts(case.reading)
    return record | ceiling_facts(case.reading, case.law.parameters) | item_facts(case.reading, found.folded)


def report_deadline(case: Case) -> Deadline:
    """Count the days within which a matter outside the catalogs is reported, from the day of drafting (REG2024-25)."""
    deadline = case.law.parameters.deadline("report_deadline")
    if case.matter.drafted is None or deadline is None:
        return Deadline(None)
    by = deadline_from(case.matter.drafted, deadline)
    return Deadline(by, known=by is not None)


def level_at_stake(case: Case, found: Found) -> Level | None:
    """Return the higher of the proposed level and the items' level."""
    levels = found.folded.levels | ({case.reading.level} if case.reading and case.reading.level else set())
    return max(levels, default=None)


def _flag(case: Case, name: str) -> str | None:
    truth = case.facts.truth(name, Flag(value=True))
    return None if truth is Truth.UNKNOWN else "yes" if truth is Truth.YES else "no"


def _needs_start(case: Case, found: Found) -> bool:
    proposed = case.reading.effective if case.reading else None
    longest = found.folded.maximum if found.folded.levels else None
    return any(term is not None and needs_start(term) for term in (proposed, longest))


def _persons(case: Case) -> str | None:
    if case.matter.drafter is None or case.matter.responsible is None:
        return None
    return "same" if normalise(case.matter.drafter) == normalise(case.matter.responsible.name) else "different"


def _limit(case: Case, found: Found) -> str:
    limit = case.matter.responsible.limit if case.matter.responsible else None
    level = level_at_stake(case, found)
    if limit is None or level is None:
        return "unstated"
    return "lower" if limit < level else "enough"


def _report_to(case: Case, found: Found) -> str:
    """Top secret, and whatever a central organ drafts, goes to the national bureau; the rest to the province."""
    if level_at_stake(case, found) is Level.TOP_SECRET or case.matter.tier == "central":
        return "napss"
    return "undecided" if case.matter.tier is None else "province"
