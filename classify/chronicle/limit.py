"""The longest term that the catalogs allow a matter: what its extensions are measured against (DM2014-27)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from classify.catalog.model import Catalog
from classify.determination.case import find, ground_of, item_id, read_case
from classify.documents import History
from classify.term import Duration, ExpiryRule

LENGTHENING = frozenset({"extended", "term_changed"})


@dataclass(frozen=True, slots=True)
class Limit:
    """The maximum, the item that gives it, and whether that item is of a sample catalog."""

    maximum: Duration | None = None
    item: str | None = None
    sample: bool = False


def limit_of(history: History, catalogs: Iterable[Catalog], as_of: date, rule: ExpiryRule) -> Limit:
    """Find the maximum, where some event may lengthen the term. An item that says long-term sets no limit.

    Raises InputError for facts that the catalogs' vocabulary does not know.
    """
    chosen = tuple(catalogs)
    if not chosen or all(event.do not in LENGTHENING for event in history.events):
        return Limit()
    found = find(read_case(history.matter, ground_of(chosen), as_of, rule))
    folded = found.folded
    if not folded.levels or folded.long_term or folded.maximum is None:
        return Limit()
    return Limit(folded.maximum, item_id(found.met[0]), folded.sample)
