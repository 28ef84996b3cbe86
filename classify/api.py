"""The front desk: what other programs call. Results write themselves out and explain themselves in two languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from classify.call import checked
from classify.catalog.model import Catalog
from classify.determination import determine_matter, judge_mark
from classify.documents import Determination, Duty, Finding, FoundItem, MarkAnswer, Matter, Question
from classify.errors import Language
from classify.level import Level
from classify.term import ExpiryRule, Term
from classify.text.answers import determination_dict, mark_dict
from classify.text.page import explanation


@dataclass(frozen=True, slots=True)
class Result:
    """The answer about one matter. It has no truth value, so that `if result:` can never mean "public"."""

    determination: Determination

    @property
    def outcome(self) -> str:
        """The first that holds of derived, must_not_classify, undetermined, disputed, refer_up, determined, no_match."""
        return self.determination.outcome

    @property
    def level(self) -> Level | None:
        """The level by the matched items; None where none is settled, which never means "not secret"."""
        return self.determination.level

    @property
    def protect(self) -> Level | None:
        """The level to protect at until the matter is decided."""
        return self.determination.protect

    @property
    def term(self) -> Term | None:
        """The proposed term where law and item allow it, else the longest that they allow."""
        return self.determination.term

    @property
    def mark(self) -> str | None:
        """The proper mark of level and term, or None."""
        return self.determination.mark

    @property
    def last_secret_day(self) -> date | None:
        """The last day on which the matter is still secret; None where no day can be named."""
        return self.determination.last_secret_day

    @property
    def opens_on(self) -> date | None:
        """The first day on which the matter is no longer secret; None where no day can be named."""
        return self.determination.opens_on

    @property
    def items(self) -> tuple[FoundItem, ...]:
        """The catalog items whose criteria are met."""
        return self.determination.items

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong or to be known, with its citations."""
        return self.determination.findings

    @property
    def missing(self) -> tuple[Question, ...]:
        """The smallest set of questions that decides."""
        return self.determination.missing

    @property
    def duties(self) -> tuple[Duty, ...]:
        """What is to be done, by whom and by when."""
        return self.determination.duties

    @checked
    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """Return what `classify check --json` prints."""
        return determination_dict(self.determination, lang)

    @checked
    def explain(self, lang: Language = "zh") -> str:
        """Return a page that names every rule, article and fact used, and why near misses do not apply."""
        return explanation(self.determination, lang)

    def __bool__(self) -> bool:
        """Refuse a truth value."""
        raise TypeError("a Result has no truth value: ask for its `outcome`")


@dataclass(frozen=True, slots=True)
class MarkResult:
    """One mark read under the law of a day; see `parse_mark`. It has no truth value: ask for `valid`."""

    answer: MarkAnswer

    @property
    def valid(self) -> bool:
        """Whether the mark is lawful exactly as written."""
        return self.answer.valid

    @property
    def level(self) -> Level | None:
        """The level read, or None where the text is no mark of a state secret."""
        return self.answer.level

    @property
    def term(self) -> Term | None:
        """The term read, or None where the mark names none that can be read."""
        return self.answer.term

    @property
    def faults(self) -> tuple[str, ...]:
        """The ids of the findings that the mark by itself gives."""
        return self.answer.faults

    @property
    def normal(self) -> str | None:
        """The proper form, where there is one."""
        return self.answer.normal

    @property
    def last_secret_day(self) -> date | None:
        """The last day on which it is still secret; None without a day to start from."""
        return self.answer.last_secret_day

    @property
    def opens_on(self) -> date | None:
        """The first day on which it is no longer secret; None without a day to start from."""
        return self.answer.opens_on

    @checked
    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:  # noqa: ARG002 -- a mark has no sentences
        """Return what `classify mark --json` prints."""
        return mark_dict(self.answer)

    def __bool__(self) -> bool:
        """Refuse a truth value."""
        raise TypeError("a MarkResult has no truth value: ask for `valid`")


@checked
def determine(matter: Matter, catalogs: Iterable[Catalog], *, as_of: date, expiry_rule: ExpiryRule = "civil") -> Result:
    """Determine a matter by the catalogs and the law, and check the mark that it proposes.

    `as_of` is the day of asking; the law and the catalogs are those in force on `matter.issued`, else `notified`,
    else `as_of`. Raises InputError for facts that the catalogs do not know; refusals by the law are findings.

    >>> from datetime import date
    >>> from classify.catalog.read import load_catalogs
    >>> matter = Matter(title="拟调整某县县委领导班子成员的方案（未公布）", tier="city", issued=date(2026, 11, 1))
    >>> determine(matter, load_catalogs("organization-work"), as_of=date(2026, 11, 21)).mark
    '秘密★10年'
    """
    return Result(determine_matter(matter, catalogs, as_of=as_of, expiry_rule=expiry_rule))


@checked
def check(matter: Matter, mark: str, catalogs: Iterable[Catalog], *, as_of: date, expiry_rule: ExpiryRule = "civil") -> Result:
    """Determine a matter as if it proposed this mark; see `determine`. Raises InputError for a mark that cannot be one."""
    proposed = Matter.model_validate({**matter.model_dump(by_alias=True), "mark": mark})
    return determine(proposed, catalogs, as_of=as_of, expiry_rule=expiry_rule)


@checked
def parse_mark(
    text: str,
    *,
    as_of: date,
    issued: date | None = None,
    notified: date | None = None,
    expiry_rule: ExpiryRule = "civil",
) -> MarkResult:
    """Read one mark under the law of the day of issue, else of notice, else of `as_of`.

    >>> from datetime import date
    >>> parse_mark("秘密★10年", issued=date(2014, 3, 9), as_of=date(2026, 11, 21)).opens_on
    datetime.date(2024, 3, 10)
    """
    return MarkResult(judge_mark(text, issued, notified, as_of, expiry_rule))
