"""One history → its Status with its argument: the life's coded facts, the rules of each day's law, what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from classify.catalog.model import Catalog
from classify.chronicle.answer import NextStep, Passage, Status, status_from
from classify.chronicle.limit import limit_of
from classify.chronicle.record import arguments_of
from classify.documents import History
from classify.lifecycle import state_on
from classify.term import ExpiryRule

__all__ = ["NextStep", "Passage", "Status", "status_of"]


def status_of(history: History, *, as_of: date, expiry_rule: ExpiryRule = "civil", catalogs: Iterable[Catalog] = ()) -> Status:
    """Say where a matter stands, why, what was done wrong, and what comes next.

    The law of its own day judges the mark and each event, the law of `as_of` where the matter stands today. The items that
    `catalogs` find for the matter give the longest term that its extensions are measured against. Raises InputError for
    facts that the catalogs' vocabulary does not know, EngineError where the engine fails.
    """
    limit = limit_of(history, catalogs, as_of, expiry_rule)
    standing = state_on(history, as_of, expiry_rule, limit.maximum)
    return status_from(history, standing, limit, arguments_of(history, standing))
