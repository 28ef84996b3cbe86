"""The front desk for the life of a secret: where a matter stands on a day, why, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from classify.call import checked
from classify.catalog.model import Catalog
from classify.chronicle import NextStep, Passage, Status, status_of
from classify.documents import Finding, History
from classify.errors import Language
from classify.level import Level
from classify.lifecycle import State
from classify.term import ExpiryRule, Term
from classify.text.status import status_dict


@dataclass(frozen=True, slots=True)
class StatusResult:
    """Where one matter stands; see `status`. It has no truth value: ask for `state`."""

    answer: Status

    @property
    def state(self) -> State:
        """The first that holds of the nine states; only published, declassified and self_declassified are open."""
        return self.answer.standing.state

    @property
    def level(self) -> Level | None:
        """The level in effect; None once open, and where none can be read, which never means "not secret"."""
        return self.answer.standing.level

    @property
    def protect(self) -> Level | None:
        """The level to protect at; None only once open."""
        return self.answer.protect

    @property
    def term(self) -> Term | None:
        """The term as it stands, run from its one start."""
        return self.answer.standing.term

    @property
    def last_secret_day(self) -> date | None:
        """The last day on which the matter is secret; None where no day can be named."""
        return self.answer.standing.last_secret_day

    @property
    def opens_on(self) -> date | None:
        """The first day on which the matter is not secret; None where no day can be named."""
        return self.answer.standing.opens_on

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was done wrong or is to be known, with its citations."""
        return self.answer.findings

    @property
    def next(self) -> tuple[NextStep, ...]:
        """What comes next, in the order of days."""
        return self.answer.next

    @property
    def history(self) -> tuple[Passage, ...]:
        """Every event in the order of time, whether it counted, and why not."""
        return self.answer.history

    @checked
    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """Return what `classify status --json` prints."""
        return status_dict(self.answer, lang)

    def __bool__(self) -> bool:
        """Refuse a truth value."""
        raise TypeError("a StatusResult has no truth value: ask for its `state`")


@checked
def status(history: History, *, as_of: date, expiry_rule: ExpiryRule = "civil", catalogs: Iterable[Catalog] = ()) -> StatusResult:
    """Say where a matter stands on `as_of`, why, and what comes next.

    The law of its own day judges the mark and each event, the law of `as_of` where the matter stands. With `catalogs`, the
    items that apply give the longest term that extensions are measured against. Events after `as_of` do not count. Raises
    InputError for facts that the catalogs do not know; refusals by the law are findings.

    >>> from classify.documents import Matter
    >>> history = History(matter=Matter(title="某项工作方案", mark="秘密★10年", issued=date(2014, 3, 9)))
    >>> status(history, as_of=date(2024, 3, 9)).state.value, status(history, as_of=date(2024, 3, 10)).state.value
    ('expiring', 'self_declassified')
    """
    return StatusResult(status_of(history, as_of=as_of, expiry_rule=expiry_rule, catalogs=catalogs))
