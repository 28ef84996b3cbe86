"""Which term results: the proposed one where law and items allow it, else the longest that they allow (docs/command.md)."""

from __future__ import annotations

from dataclasses import dataclass

from classify.determination.case import Case, Found
from classify.documents.answer import TermIs
from classify.rules.field import Record
from classify.term import AllOf, Duration, Event, LongTerm, OnDate, Term, opens_on


@dataclass(frozen=True, slots=True)
class Settled:
    """The term that results where an item with a level applies.

    `opened`: it is over on the day of asking, and no item that is asked about could give a longer one.
    """

    term: Term | None = None
    term_is: TermIs | None = None
    opened: bool = False


def settle(case: Case, found: Found, record: Record) -> Settled:
    """Choose the term by the comparisons that are already coded in the record."""
    if found.folded.level is None:
        return Settled()
    longest = found.folded.longest(case.matter.start, case.rule)
    proposed = case.reading.mark.term if case.reading else None
    over = isinstance(proposed, OnDate) and case.matter.start is not None and proposed.on <= case.matter.start
    if proposed is not None and not over and not isinstance(longest, AllOf) and _allowed(proposed, record):
        return _settled(case, found, proposed, "proposed")
    if longest is None:
        return Settled()
    at_most = isinstance(longest, Duration | LongTerm) or found.folded.maximum is not None
    return _settled(case, found, longest, "maximum" if at_most else "fixed")


def _settled(case: Case, found: Found, term: Term, term_is: TermIs) -> Settled:
    opens = opens_on(term, case.matter.start, case.rule)
    return Settled(term, term_is, opened=opens is not None and opens <= case.as_of and not found.asked)


def _allowed(term: Term, record: Record) -> bool:
    match term:
        case Duration() | OnDate() if record.get("mark.words") == "secrecy":
            within = record.get("term.vs_item") == "within" or (
                record.get("term.vs_item") == "none" and record.get("term.vs_ceiling") == "within"
            )
            return within and record.get("term.kind_vs_item") == "same"
        case Event():
            return record.get("term.kind_vs_item") == "same" and record.get("mark.event") == "judgeable"
        case LongTerm():
            return record.get("item.long_term") == "yes"
        case _:
            return False
