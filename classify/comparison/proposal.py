"""The proposed mark as facts: its form, and its level and term against the law of the day and the matched items."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from classify.comparison.folding import Folded
from classify.law.parameters import Parameters
from classify.law.regime import is_vague
from classify.level import Level
from classify.mark import MarkReading
from classify.mark import read as read_mark
from classify.rules.field import UNKNOWN
from classify.term import Duration, Event, ExpiryRule, LongTerm, OnDate, Term, longer, opens_on, shorter

CODES_OF_FAULTS = {
    "mark-malformed": ("mark.form", "malformed"),
    "mark-star-wrong": ("mark.star", "wrong"),
    "mark-without-period": ("mark.period", "absent"),
    "period-unit": ("mark.unit", "improper"),
    "retention-for-secrecy-period": ("mark.words", "retention"),
}
"""What the grammar of marks found, as the code that the rules ask for; the other code means that it is right."""

_STARTS = tuple(date(year, month, 1) for year in range(2000, 2004) for month in range(1, 13))
"""First days of every month of four years: durations that compare alike from all of them compare alike."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A mark read under the law of a day: `effective` is its term, or the statutory default where it names none."""

    text: str = field(repr=False)
    mark: MarkReading = field(repr=False)
    effective: Term | None
    start: date | None
    rule: ExpiryRule

    @property
    def level(self) -> Level | None:
        """The level read, or None where the text is no mark of a state secret."""
        return self.mark.level


def read_proposal(text: str, law: Parameters, start: date | None, rule: ExpiryRule) -> Reading:
    """Read a mark; where it names no term, the statutory default of the day runs (DM2014-24.4)."""
    mark = read_mark(text)
    default = law.default_term(mark.level) if mark.level and "mark-without-period" in mark.faults else None
    return Reading(text, mark, mark.term or default, start, rule)


def mark_facts(reading: Reading | None) -> dict[str, str]:
    """Say what is right and wrong with the mark as written."""
    if reading is None:
        return {"proposal": "none", "term.kind": "none"}
    facts = {
        "proposal": "read" if reading.level else "unreadable",
        "mark.form": "proper",
        "mark.star": "proper",
        "mark.period": "given",
        "mark.unit": "proper",
        "mark.words": "secrecy",
        "mark.event": _event_code(reading.mark.term),
        "term.kind": _kind(reading.mark.term),
    }
    return facts | dict(CODES_OF_FAULTS[fault] for fault in reading.mark.faults)


def ceiling_facts(reading: Reading | None, law: Parameters) -> dict[str, str]:
    """Compare a proposed duration or date with the ceiling of its level; unknown where the days cannot be compared."""
    if reading is None or reading.level is None or not isinstance(reading.mark.term, Duration | OnDate):
        return {"term.vs_ceiling": "none"}
    ceiling = law.ceiling(reading.level)
    compared = None if ceiling is None else compare(reading.mark.term, ceiling, reading.start, reading.rule)
    return {} if compared is None else {"term.vs_ceiling": "above" if compared > 0 else "within"}


def item_facts(reading: Reading | None, items: Folded) -> dict[str, str]:
    """Compare the proposal with what the matched items say together."""
    facts = {"level.vs_item": "none", "term.kind_vs_item": "none", "term.vs_item": "none", "term.item_allows": "no"}
    facts["item.long_term"] = "yes" if items.long_term else "no"
    if reading is None or reading.level is None or not items.levels:
        return facts
    facts["level.vs_item"] = _level_against(reading.level, items.levels)
    term = reading.mark.term
    if term is None:
        return facts
    return facts | {"term.kind_vs_item": _kind_against(term, items)} | _length_facts(term, reading, items)


def _length_facts(term: Term, reading: Reading, items: Folded) -> dict[str, str]:
    """Compare how long the proposal runs with the items' maximum and minimum."""
    if items.long_term:
        return {"term.item_allows": "yes", "term.vs_item": "within"}
    if items.maximum is None or not isinstance(term, Duration | OnDate):
        return {}
    above = compare(term, items.maximum, reading.start, reading.rule)
    below = 0 if items.minimum is None else compare(term, items.minimum, reading.start, reading.rule)
    if above is None or below is None:
        return {"term.item_allows": UNKNOWN, "term.vs_item": UNKNOWN}
    if above > 0:
        return {"term.vs_item": "above"} if items.maximum_stated else {}
    return {"term.item_allows": "yes", "term.vs_item": "below_minimum" if below < 0 else "within"}


def compare(term: Duration | OnDate, bound: Duration, start: date | None, rule: ExpiryRule) -> int | None:
    """Say whether a term ends before (-1), with (0) or after (1) a bound run from the same start.

    None where it cannot be said: a date without a start, or durations that differ by the start.

    >>> compare(Duration(15, "years"), Duration(10, "years"), None, "civil")
    1
    """
    if isinstance(term, OnDate):
        last = None if start is None else opens_on(bound, start, rule)
        return None if last is None else (term.on > last) - (term.on < last)
    return _without_start(term, bound) if start is None else longer(term, bound, start) - shorter(term, bound, start)


@lru_cache(maxsize=10_000)
def _without_start(term: Duration, bound: Duration) -> int | None:
    found = {longer(term, bound, day) - shorter(term, bound, day) for day in _STARTS}
    return found.pop() if len(found) == 1 else None


def _level_against(level: Level, levels: frozenset[Level]) -> str:
    if level > max(levels):
        return "above"
    return "below" if level < min(levels) else "equal"


def _kind_against(term: Term, items: Folded) -> str:
    """Allow under a maximum a duration or a date; take an event or a date of an item as it is given (FW2017-9)."""
    match term:
        case Event(event):
            allowed = items.silent or _plain(event) in {_plain(one) for one in items.events}
        case Duration():
            allowed = items.silent or items.maximum is not None or items.long_term
        case OnDate(on):
            allowed = items.silent or items.maximum is not None or items.long_term or on in items.dates
        case _:
            return "none"
    return "same" if allowed else "differs"


def _plain(event: str) -> str:
    return event.replace("之", "")


def _event_code(term: Term | None) -> str:
    if not isinstance(term, Event):
        return "none"
    return "vague" if is_vague(term.event) else "judgeable"


def _kind(term: Term | None) -> str:
    match term:
        case Duration():
            return "duration"
        case OnDate():
            return "date"
        case Event():
            return "event"
        case LongTerm():
            return "long_term"
        case _:
            return "none"
