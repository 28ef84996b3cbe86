"""The kernel: a record batch of an inventory in, a record batch of answers out. It is a pure function of rows.

Facts first, as vectors: what the mark says, what the items say, the two compared with the law of the row's own day, days by
look-up tables. Then the rules, as truth tables: findings of the row by the law of its own day, of an extension by the law of
the day of its decision, state and action by the law of the day of asking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from threading import Lock

import numpy as np
import pyarrow as pa

from classify.batch.answers import answers
from classify.batch.basis import Bases, Recorded
from classify.batch.columns import Chunk, chosen
from classify.batch.days import NEVER, Calendar, Days, calendar, day_number
from classify.batch.extension import Extensions
from classify.batch.law import Laws
from classify.batch.lookup import Numbers
from classify.batch.marks import Marks
from classify.batch.norms import Norms, norms_of
from classify.batch.own import OwnFindings
from classify.batch.pairs import Pairs
from classify.batch.rows import Rows
from classify.batch.sets import FindingSets
from classify.batch.standing import Standings
from classify.batch.texts import Texts
from classify.batch.titles.matching import Matcher
from classify.batch.told import Told
from classify.catalog.model import Catalog
from classify.term import ExpiryRule

__all__ = ["Kernel"]


class Kernel:
    """Everything that is made once for some catalogs, a day of asking and a rule of expiry. Safe to use from threads."""

    def __init__(self, catalogs: Sequence[Catalog], as_of: date, rule: ExpiryRule, norms: Norms | None = None) -> None:
        """Compile rules and catalogs; `norms` are these, where they were read before."""
        self.norms = norms = norms or norms_of(catalogs, as_of, rule)
        self.catalogs = norms.catalogs
        self.as_of, self.rule = as_of, rule
        self.civil = np.int32(rule == "civil")
        self.laws: Laws = norms.laws
        self.today = norms.today
        self.calendar: Calendar = calendar()
        terms = [item.term for catalog in self.catalogs for item in catalog.items if item.term is not None]
        self.marks = Marks(self.laws.laws, rule, frozenset(day_number(term.on) for term in terms if term.on is not None))
        self.bases = Bases()
        self.matcher = Matcher(self.catalogs, self.laws, self.bases, norms.vocabulary)
        self.recorded = Recorded(self.catalogs, self.laws, self.bases, self.matcher.implied)
        self.tiers: tuple[str | None, ...] = (None, *self.matcher.vocabulary.fact("tier").codes)
        self.texts = {
            "mark": Texts(self.marks.numbers_of),
            "level": Texts(partial(self.marks.numbers_of, levels=True)),
            "tier": Texts(partial(_places, {tier: place for place, tier in enumerate(self.tiers)})),
            "catalog": Texts(self.recorded.catalogs_of),
            "item": Texts(self.recorded.items_of),
        }
        plain = self.matcher.plain
        self._flags: dict[tuple[str, ...], int] = {plain: 0}
        self._stated = [plain]
        self._lock = Lock()
        self.sets = FindingSets()
        pairs = Pairs(self.marks, self.bases, self.tiers, rule)
        self._own = OwnFindings(self.laws, self.tiers, self._stated, pairs, self.sets)
        self._extensions = Extensions(self.laws, self.today, self.sets)
        self._told = Told(self.laws, self.sets)
        self._standings = Standings(norms.now.program, self.today, self.laws, self.sets)

    @cached_property
    def samples(self) -> frozenset[str]:
        """The catalogs whose items lower what rests on them to a notice."""
        return frozenset(one.id for one in self.catalogs if one.standing == "sample")

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the rules and values of every law that can be asked."""
        return self.laws.digest(self.norms.now)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Evaluate some rows. Their schema was checked before."""
        rows = Rows(Chunk(batch), self)
        found = self._own(rows)
        extended = self._extensions(rows, found)
        told = self._told(rows)
        if told is not None:
            found = self.sets.joined(told.against, found)
        standing = self._standings(rows, found, extended)
        # what is wrong with its sources is not wrong with the row's own mark
        found = standing.found if told is None else self.sets.joined(told.troubles, standing.found)
        return answers(
            batch,
            state=standing.state,
            level=rows.level,
            opens=self._opened(rows),
            as_of=self.today.day,
            action=standing.action,
            findings=self.sets.lists(found),
            catalog=rows.catalog,
            item=rows.item,
        )

    def openings(self, rows: Rows) -> Days:
        """Give when rows open by their terms, with the extensions that count; the rows themselves are moved as well."""
        self._extensions(rows, np.zeros(rows.count, dtype=np.int32))
        return rows.opens

    def flags_of(self, flags: tuple[str, ...]) -> int:
        """Give the number of a combination of flags."""
        with self._lock:
            if flags not in self._flags:
                self._stated.append(flags)
                self._flags[flags] = len(self._flags)
            return self._flags[flags]

    def _opened(self, rows: Rows) -> Days:
        """Give the day on which each row opens: by an act before its term is over, never where no level can be read."""
        opens = rows.opens
        for days, passed in zip(rows.acts, rows.passed, strict=True):
            np.minimum(opens, chosen(passed, days.raw, np.int32(NEVER)), out=opens)
        if rows.level.min(initial=1) == 0:
            opens[rows.level == 0] = NEVER
        return opens


def _places(known: Mapping[str | None, int], texts: Sequence[str | None]) -> Numbers:
    return np.array([known.get(text, 0) for text in texts], dtype=np.int32)
