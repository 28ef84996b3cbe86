"""The law over a column of days: which of a few laws holds on each, and what of a catalog is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from classify.batch.days import FIRST, Days, day_number, to_date
from classify.catalog.model import Catalog
from classify.facts.vocabulary import vocabulary_text
from classify.law import LawOfDay, law_on
from classify.law.parameters import Value
from classify.law.regime import periods
from classify.law.rulebook import findings
from classify.law.sources import read_table
from classify.timeline import Span

__all__ = ["Laws", "Today", "laws_of"]

Places = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Laws:
    """Spans of days within which neither the law nor a catalog changes, each with its first day, and their laws.

    The first span begins before every day and has no law. `law_of` gives the place of each span's law in `laws`.
    """

    firsts: tuple[date, ...]
    laws: tuple[LawOfDay, ...]
    law_of: Places

    @cached_property
    def _lookup(self) -> tuple[int, npt.NDArray[np.int16]]:
        """Give a table over the days from before the first change to the last one."""
        turns = [day_number(first) for first in self.firsts[1:]]
        lowest = turns[0] - 1
        days = np.arange(lowest, turns[-1] + 1)
        return lowest, np.searchsorted(turns, days, side="right").astype(np.int16)

    def spans_of(self, days: Days) -> npt.NDArray[np.int16]:
        """Give the place of the span that each day lies in."""
        lowest, table = self._lookup
        return np.take(table, np.subtract(days, lowest), mode="clip")

    def laws_on(self, days: Days) -> Places:
        """Give the place of the law of each day."""
        return np.take(self.law_of, self.spans_of(days), mode="clip")

    def digest(self, now: LawOfDay) -> str:
        """Give a SHA-256 over all that the law says, rules and values, and over that of the day of asking.

        Equal digests: a row that is what it was is judged as it was, apart from the days that passed.
        """
        said = [_key(law) for law in (*self.laws, now)]
        severities = [(name, finding.severity) for name, finding in findings().items()]
        faults = read_table("rules/inventory.toml")["fault"]["findings"]
        return sha256(repr((said, severities, faults, vocabulary_text())).encode()).hexdigest()


def laws_of(catalogs: Iterable[Catalog]) -> Laws:
    """Lay the turning days of the law and of these catalogs side by side."""
    turns = set(periods().changes())
    for catalog in catalogs:
        spans = [catalog.span, *(limb.span for item in catalog.items for limb in item.limbs)]
        turns |= {day for span in spans for day in _turns(span)}
    firsts = (date.min, *sorted(turn for turn in turns if turn > date.min))
    laws: dict[object, int] = {}
    found: list[LawOfDay] = []
    law_of: list[int] = []
    for first in firsts:
        law = law_on(first)
        known = laws.setdefault(_key(law), len(laws))
        if known == len(found):
            found.append(law)
        law_of.append(known)
    return Laws(firsts, tuple(found), np.array(law_of, dtype=np.int32))


def _turns(span: Span) -> Iterable[date]:
    if span.first is not None:
        yield span.first
    if span.last is not None and span.last < date.max:
        yield span.last + timedelta(days=1)


def _key(law: LawOfDay) -> object:
    return law.in_force, law.program.digest, _plain(law.parameters.values)


def _plain(values: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            name,
            ",".join(sorted(level.value for level in value.value)) if isinstance(value.value, frozenset) else repr(value.value),
        )
        for name, value in sorted(values.items())
    )


@dataclass(frozen=True, slots=True)
class Today:
    """The day of asking as numbers: itself, the last day of opening that counts as near, and the yearly review.

    A matter whose last review or start lies before `reviewed_since` is overdue; None where no yearly review is asked for.
    """

    day: int
    near: int
    reviewed_since: int | None

    @classmethod
    def of(cls, as_of: date) -> Today:
        """Ask the law of the day once for all rows."""
        # only here: a worker is given the numbers, and may have no pydantic, which the lives of matters are read by
        from classify.lifecycle.review import expiring_until  # noqa: PLC0415 -- see above

        until = expiring_until(as_of)
        near = day_number(as_of) if until is None else day_number(until)
        return cls(day_number(as_of), near, _reviewed_since(as_of))


def _reviewed_since(as_of: date) -> int | None:
    """Find the first day from which a review is still recent: the next review is never earlier for a later day."""
    from classify.lifecycle.review import review_due  # noqa: PLC0415 -- see `Today.of`

    if review_due(None, as_of, as_of) is None:
        return None
    low, high = FIRST, day_number(as_of)
    while low < high:
        middle = (low + high) // 2
        due = review_due(None, to_date(middle), as_of)
        if due is not None and due >= as_of:
            high = middle
        else:
            low = middle + 1
    return low
