"""What stands before any row is read: catalogs, the words of facts, and the law of every day, as read for a day of asking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from classify.batch.law import Laws, Today, laws_of
from classify.catalog.model import Catalog, vocabulary_of
from classify.facts.vocabulary import Vocabulary
from classify.law import LawOfDay, law_on
from classify.term import ExpiryRule

__all__ = ["Norms", "norms_of"]


@dataclass(frozen=True, eq=False)
class Norms:
    """All that an answer rests on but the row itself. Plain data, so that it can be sent to where the rows are."""

    catalogs: tuple[Catalog, ...]
    """By id."""
    vocabulary: Vocabulary
    laws: Laws
    now: LawOfDay
    """The law of the day of asking."""
    today: Today
    as_of: date
    rule: ExpiryRule


def norms_of(catalogs: Iterable[Catalog], as_of: date, rule: ExpiryRule) -> Norms:
    """Read the law of every day that matters to these catalogs.

    Raises InputError `fact-defined-twice` where two of them mean different things by one name.
    """
    chosen = tuple(sorted(catalogs, key=lambda catalog: catalog.id))
    return Norms(chosen, vocabulary_of(chosen), laws_of(chosen), law_on(as_of), Today.of(as_of), as_of, rule)
