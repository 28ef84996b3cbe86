"""One matter → its Determination with its argument: facts, rules, answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from classify.catalog.model import Catalog
from classify.determination.answer import Argued, answer_of
from classify.determination.case import Case, Found, find, ground_of, read_case, without_samples
from classify.determination.marking import judge_mark
from classify.determination.record import Deadline, record_of, report_deadline
from classify.determination.settling import Settled, settle
from classify.documents import Determination, Matter
from classify.law import law_on
from classify.reasoning import conclude
from classify.rules import fixpoint
from classify.rules.field import Record
from classify.rules.trace import Argument
from classify.term import ExpiryRule

__all__ = ["determine_matter", "judge_mark"]


def determine_matter(
    matter: Matter, catalogs: Iterable[Catalog], *, as_of: date, expiry_rule: ExpiryRule = "civil"
) -> Determination:
    """Determine a matter and check the mark that it proposes.

    The law and the catalogs are those in force on the day of issue, else of notice, else on `as_of`; whether it is to be
    reviewed is asked of the law of `as_of` (semantics, sentence 6). Raises
    InputError for facts that the catalogs' vocabulary does not know, EngineError where the engine fails.
    """
    case = read_case(matter, ground_of(catalogs), as_of, expiry_rule)
    found = find(case)
    report = report_deadline(case)
    record = record_of(case, found, report)
    settled = settle(case, found, record)
    argument, engine = conclude(case.law.program, _whole(record, settled))
    firm = _firm(case, found, argument, report)
    return answer_of(case, found, settled, Argued(argument, _today(as_of, settled, argument), engine, firm), report)


def _today(as_of: date, settled: Settled, argument: Argument) -> Argument:
    """Ask the law of the day of asking about what is determined and not over."""
    if argument.one("outcome") != "determined" or settled.opened:
        return Argument({}, ())
    return conclude(law_on(as_of).program, {"secret.today": "yes"})[0]


def _whole(record: Record, settled: Settled) -> Record:
    return {**record, "opened": "yes" if settled.opened else "no"}


def _firm(case: Case, found: Found, argument: Argument, report: Deadline) -> frozenset[str]:
    """Return the findings that stand without the items of sample catalogs (their levels and terms are invented)."""
    if not any(match.catalog.standing == "sample" for match in (*found.matches.met, *found.matches.asked)):
        return frozenset(argument.codes("findings"))
    official = without_samples(case, found)
    record = record_of(case, official, report)
    return frozenset(fixpoint.conclude(case.law.program, _whole(record, settle(case, official, record))).codes("findings"))
