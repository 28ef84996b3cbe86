"""The findings of a row by the law of its own day: a few numbers of the row, and one look-up of the set that they give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from classify.batch.columns import Places
from classify.batch.days import LAST
from classify.batch.law import Laws
from classify.batch.lookup import Lookup, Numbers, room
from classify.batch.marks import CEILINGS, TERMS
from classify.batch.pairs import ABOVE, BELOW_MINIMUM, NONE, OPEN, UNSAID, WITHIN, Pairs, Tiers, unstarted_length
from classify.batch.rows import Rows
from classify.batch.sets import FindingSets
from classify.batch.titles.matching import FLAGS
from classify.batch.verdicts import Judge, Source
from classify.comparison.authority import authority_code
from classify.level import Level
from classify.rules.field import UNKNOWN

__all__ = ["OwnFindings"]

OF_PAIR: Final = (
    *("proposal", "mark.form", "mark.star", "mark.period", "mark.unit", "mark.words", "mark.event", "term.kind"),
    *("term.vs_item", "term.item_allows", "level.vs_item", "term.kind_vs_item", "item.long_term"),
    *("items.state", "items.levels", "items.pending", "items.work"),
)
OF_ROW: Final = (
    *(*OF_PAIR, "term.vs_ceiling", "item.tier", "authority.proposal", "authority.item"),
    *("derived", "start", "start.needed", "law", *FLAGS),
)
"""What the rules of a row's own day may ask."""
SAME_FOR_ALL: Final = {"grant.item": "none", "grant.proposal": "none", "authority.pending": "no", "calendar": "not_asked"}
"""An inventory has no written grants; whether an unknown tier could change an old decision is not asked again."""
LEVELS: Final = (None, *Level)


class OwnFindings:
    """The rules of every day that a row can have, asked once for each combination of numbers."""

    def __init__(self, laws: Laws, tiers: Tiers, stated: Sequence[tuple[str, ...]], pairs: Pairs, sets: FindingSets) -> None:
        """Compile the rules. `stated` are the combinations of flags, to which more may be added at the end."""
        self._laws, self._tiers, self._stated = laws.laws, tiers, stated
        self._pairs, self._sets = pairs, sets
        self._judge = Judge([law.program for law in self._laws], ("findings",), OF_ROW, SAME_FOR_ALL)
        self._authority = [
            authority_code(level, tier, law.parameters, own_rules=own) or UNKNOWN
            for law in self._laws
            for tier in self._tiers
            for own in (False, True)
            for level in LEVELS
        ]
        self._table = Lookup()

    def __call__(self, rows: Rows) -> Numbers:
        """Give the number of each row's set of findings."""
        pair = self._pairs.look_up(np.take(rows.tables.kind, rows.mark, mode="clip"), rows.basis)
        if pair.max(initial=0) >= OPEN:
            at = np.flatnonzero(pair >= OPEN)
            pair[at] = self._pairs.outcomes[pair[at] - OPEN, self._lengths(rows, at)]
        return self._table(
            self._found,
            (rows.flags, room(len(self._stated))),
            (rows.missing, 2),
            (rows.needs_start, 2),
            (rows.derived, 3),
            (rows.ceiling, len(CEILINGS)),
            (rows.law, len(self._laws)),
            (rows.tier, len(self._tiers)),
            (pair, room(len(self._pairs.pairs))),
        )

    def _found(self, *numbers: Numbers) -> Numbers:
        """Ask the rules about combinations that have not come before."""
        flags, missing, needed, derived, ceiling, law, tier, pair = numbers
        own_rules = np.array([one[-1] == "yes" for one in self._stated])[flags]
        organ = ((law * len(self._tiers) + tier) * 2 + own_rules) * len(LEVELS)
        pairs = tuple(self._pairs.pairs)
        level, item_level = (np.array(one)[pair] for one in zip(*((one.level, one.item_level) for one in pairs), strict=True))
        width = len(self._tiers)
        in_force = [one.code for one in self._laws]
        sources = [
            Source(frozenset(OF_PAIR), pair, lambda place: dict(pairs[place].codes)),
            Source(
                frozenset({"item.tier"}),
                pair * width + tier,
                lambda place: {"item.tier": pairs[place // width].tiers[place % width]},
            ),
            Source(frozenset(FLAGS), flags, lambda place: dict(zip(FLAGS, self._stated[place], strict=False))),
            Source.of("authority.proposal", organ + level, self._authority),
            Source.of("authority.item", organ + item_level, self._authority),
            Source.of("term.vs_ceiling", ceiling, CEILINGS),
            Source.of("derived", derived, ("no", "yes", UNKNOWN)),
            Source.of("start", missing, ("known", "missing")),
            Source.of("start.needed", needed, ("no", "yes")),
            Source.of("law", law, in_force),
        ]
        return self._sets.numbers_of(self._judge.layout.part("findings", self._judge(sources, len(pair), law)))

    def _lengths(self, rows: Rows, at: Places) -> npt.NDArray[np.int8]:
        """Compare a mark's own term with the item's maximum and minimum, run from the row's own day; places in LENGTHS."""
        bases, basis = rows.basis_tables, rows.basis[at]
        ends, dated = rows.term_ends(at), rows.term[at] == TERMS.index("date")
        longest = rows.ends_of(bases.maximum_months, bases.maximum_days, basis, at)
        unknown = dated & (longest > LAST)
        length = np.where(ends > longest, np.where(bases.stated[basis], ABOVE, NONE), WITHIN).astype(np.int8)
        floored = bases.floored[basis]
        if floored.any():
            shortest = rows.ends_of(bases.minimum_months, bases.minimum_days, basis, at)
            length[floored & (length == WITHIN) & (ends < shortest)] = BELOW_MINIMUM
            unknown |= dated & floored & (shortest > LAST)
        length[unknown] = UNSAID
        unstarted = np.flatnonzero(rows.missing[at])
        length[unstarted] = self._unstarted(rows, at[unstarted])
        return length

    def _unstarted(self, rows: Rows, at: Places) -> npt.NDArray[np.int8]:
        """Compare durations that have no start, once for each mark and basis."""
        once, back = np.unique(rows.mark[at].astype(np.int64) << 32 | rows.basis[at], return_inverse=True)
        found = []
        for mark, basis in (divmod(key, 1 << 32) for key in once.tolist()):
            folded = rows.basis_tables.bases[basis].folded
            reading = rows.tables.readings[mark]
            found.append(
                unstarted_length(reading, folded.maximum, folded.minimum, self._pairs.rule, stated=folded.maximum_stated)
            )
        return np.array(found, dtype=np.int8)[back]
