"""One matter → its Determination with its argument: facts, rules, answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from classify.catalog.model import Catalog
from classify.determination.answer import answer_of
from classify.determination.case import find, ground_of, read_case
from classify.determination.marking import judge_mark
from classify.determination.record import record_of, report_deadline
from classify.determination.settling import settle
from classify.documents import Determination, Matter
from classify.reasoning import conclude
from classify.term import ExpiryRule

__all__ = ["determine_matter", "judge_mark"]


def determine_matter(
    matter: Matter, catalogs: Iterable[Catalog], *, as_of: date, expiry_rule: ExpiryRule = "civil"
) -> Determination:
    """Determine a matter and check the mark that it proposes.

    The law and the catalogs are those in force on the day of issue, else of notice, else on `as_of`. Raises
    InputError for facts that the catalogs' vocabulary does not know, EngineError where the engine fails.
    """
    case = read_case(matter, ground_of(catalogs), as_of, expiry_rule)
    found = find(case)
    report = report_deadline(case)
    record = record_of(case, found, report)
    settled = settle(case, found, record)
    argument, engine = conclude(case.law.program, record | {"opened": "yes" if settled.opened else "no"})
    return answer_of(case, found, settled, argument, engine, report)
