"""One mark under the law of its day: the grammar's reading, judged by the same rules as a matter's proposal."""

from __future__ import annotations

from datetime import date

from classify.comparison.proposal import Reading, ceiling_facts, mark_facts, read_proposal
from classify.documents import MarkAnswer
from classify.law import LawOfDay, law_on
from classify.mark import write
from classify.reasoning import conclude
from classify.term import ExpiryRule, last_secret_day, opens_on

UNLAWFUL = frozenset({"period-above-ceiling", "condition-vague", "retention-for-secrecy-period", "law-not-in-force"})
"""Faults that no rewriting mends: such a mark has no proper form."""


def judge_mark(text: str, issued: date | None, notified: date | None, as_of: date, rule: ExpiryRule) -> MarkAnswer:
    """Read one mark. The law is that of the day of issue, else of notice, else of `as_of`; days need one of the first two.

    Before there was a Law no mark is lawful. No catalog is asked, so 长期 is valid as a mark; whether
    an item allows it is seen when the matter is determined.
    """
    start = issued or notified
    law = law_on(start or as_of)
    reading = read_proposal(text, law.parameters, start, rule)
    record = {"law": law.code, "term.item_allows": "no"}
    record |= mark_facts(reading) | ceiling_facts(reading, law.parameters)
    argument, _ = conclude(law.program, record)
    faults = argument.codes("findings")
    if reading.level is None:
        faults = ("mark-malformed",)
    term = reading.effective
    return MarkAnswer(
        text=text,
        valid=not faults,
        level=reading.level,
        term=reading.mark.term,
        faults=faults,
        normal=_normal(reading, faults),
        last_secret_day=None if term is None else last_secret_day(term, start, rule),
        opens_on=None if term is None else opens_on(term, start, rule),
        values=_values(reading, law),
    )


def _values(reading: Reading, law: LawOfDay) -> dict[str, object]:
    """Gather what the sentence of a fault may name."""
    ceiling = None if reading.level is None else law.parameters.ceiling(reading.level)
    values = {"day": law.day, "level": reading.level, "ceiling": ceiling}
    return {name: value for name, value in values.items() if value is not None}


def _normal(reading: Reading, faults: tuple[str, ...]) -> str | None:
    if reading.level is None or UNLAWFUL.intersection(faults):
        return None
    if reading.mark.normal is None and "mark-without-period" in reading.mark.faults and reading.effective is not None:
        return write(reading.level, reading.effective)
    return reading.mark.normal
