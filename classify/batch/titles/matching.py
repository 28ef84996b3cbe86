"""Rows whose items are not recorded: matched by title and facts, once for each distinct combination.

A row's answer depends on what the words of its title leave standing and state, on the facts given, on its tier and its day.
These become numbers; equal combinations of numbers are answered once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.basis import DERIVED, UNKNOWN_ITEM, Bases
from classify.batch.law import Laws
from classify.batch.titles.distinct import combined, distinct
from classify.batch.titles.given import Givens
from classify.batch.titles.meeting import FLAGS, Flags, Known, Meeting, Meetings
from classify.batch.titles.wording import Standing, Stated, Wording, Wordings
from classify.catalog.index import build_index
from classify.catalog.model import Catalog
from classify.facts.reading import TIER
from classify.facts.vocabulary import Vocabulary

__all__ = ["FLAGS", "Found", "Matcher"]

Ints = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
Names = tuple[str, str] | None

SAMPLE: Final = 4_096
"""So many titles are looked at first: where hardly any of them repeat, finding out which do costs more than it saves."""
HARDLY: Final = 0.01


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """What was found for rows: those for which items were sought, their bases, the flags of all, and leading items.

    `flags` are places in `stated`; `leading` are places in `names`, the first of which is None.
    """

    sought: Bools
    basis: npt.NDArray[np.int32]
    flags: Ints
    stated: Sequence[Flags]
    leading: Ints
    names: Sequence[Names] = field(repr=False)

    def named(self, recorded: pa.Array | None, part: int) -> pa.Array | None:
        """Write the catalogs (0) or items (1) found into a column of those recorded."""
        if len(self.names) == 1:
            return recorded
        names = pa.array([None if one is None else one[part] for one in self.names], pa.string())
        found = names.take(pa.array(self.leading))
        if recorded is None:
            return found
        texts = recorded.dictionary_decode() if pa.types.is_dictionary(recorded.type) else recorded
        return pc.if_else(pa.array(self.leading > 0), found, texts.cast(pa.string()))


class Matcher:
    """Finds items for rows. It keeps the answers it has given, up to a number; safe to use from threads."""

    def __init__(self, catalogs: Sequence[Catalog], laws: Laws, bases: Bases, vocabulary: Vocabulary) -> None:
        """Build the index of the catalogs."""
        self._index = build_index(catalogs, vocabulary.wording)
        self._laws = laws
        self.vocabulary = vocabulary
        self.implied = dict(self.vocabulary.states.yes)
        self._meetings = Meetings(self._index, self.vocabulary, laws, bases)
        self._seasons = np.array(self._meetings.seasons)
        self._in_force = np.array([laws.laws[law].in_force for law in laws.law_of.tolist()])
        self._givens = Givens(self.vocabulary, [test for one in self._index.entries for test in one.tests])
        self._silence = Stated(0, {})
        self.plain: Flags = self._meetings.know(self._silence, {}).flags
        """The flags of a row of which nothing is known."""

    def find(self, titles: pa.Array | None, free: Bools, given: Mapping[str, pa.Array], tier: Ints, span: Ints) -> Found | None:
        """Find items for the rows that are free to have them sought, and read the facts of all rows.

        `tier` is the place of a row's tier among those of the vocabulary, from 1; `span` that of its span of days. None where
        there is neither a title to be sought nor a fact.
        """
        titled = _Titled(len(free)) if titles is None else self._titled(titles, free)
        if not given and not titled.sought.any():
            return None
        known, facts = self._know(titled, given, tier)
        flags = {one: place for place, one in enumerate(dict.fromkeys(one.flags for one in known))}
        in_force = self._in_force[span]
        basis = self._bases_of_nothing[span]
        basis[titled.unreadable & in_force] = UNKNOWN_ITEM
        leading = np.zeros(len(free), dtype=np.int32)
        names: dict[Names, int] = {None: 0}
        at = np.flatnonzero((titled.standing > 0) & in_force)
        if len(at):
            meetings, met = self._meet(titled, known, facts, span, at)
            basis[at] = self._folded(meetings, met, tier[at], span[at])
            leading[at] = np.array([names.setdefault(one.leading, len(names)) for one in meetings])[met]
        placed = np.array([flags[one.flags] for one in known], dtype=np.int32)[facts]
        return Found(titled.sought, basis, placed, tuple(flags), leading, tuple(names))

    @cached_property
    def _wordings(self) -> Wordings:
        """Made only where there are titles."""
        return Wordings(self._index, self.vocabulary)

    @cached_property
    def _bases_of_nothing(self) -> npt.NDArray[np.int32]:
        """To each span of days the basis of a title by which nothing is met; without a law in force, none is sought."""
        nothing = self._meetings.nothing
        laws = [law if self._laws.laws[law].in_force else None for law in self._laws.law_of.tolist()]
        return np.array([DERIVED if law is None else self._meetings.basis(nothing, law, 0) for law in laws], dtype=np.int32)

    def _titled(self, titles: pa.Array, free: Bools) -> _Titled:
        """Read each distinct title of the rows that are free."""
        titled = _Titled(len(free))
        seen = free & titles.is_valid().to_numpy(zero_copy_only=False) if titles.null_count else free
        if not seen.any():
            return titled
        at = slice(None) if seen.all() else np.flatnonzero(seen)
        texts, places = _distinct_texts(titles if isinstance(at, slice) else titles.take(pa.array(at)))
        titled.wording = wording = self._wordings.read(texts)
        every = slice(None) if places is None else places
        titled.sought[at] = ~wording.blank[every]
        titled.unreadable[at] = wording.unreadable[every]
        titled.standing[at] = wording.standing[every]
        titled.stated[at] = wording.stated[every]
        return titled

    def _know(self, titled: _Titled, given: Mapping[str, pa.Array], tier: Ints) -> tuple[list[Known], Ints]:
        """Give the distinct facts, and to each row the place of its own."""
        givens = self._givens.read(given)
        columns = [(titled.stated, int(titled.stated.max(initial=0)) + 1), *((one.codes, len(one.values)) for one in givens)]
        tiers = (None, *self.vocabulary.fact(TIER).codes) if self._meetings.tier_is_fact else ()
        rows, places = combined([*columns, (tier, len(tiers))] if tiers else columns)
        known = []
        for row in rows.tolist():
            values = {one.name: one.values[one.codes[row]] for one in givens}
            if tiers:
                values[TIER] = tiers[tier[row]]
            said = self._silence if titled.wording is None else titled.wording.statements[int(titled.stated[row])]
            known.append(self._meetings.know(said, {name: value for name, value in values.items() if value is not None}))
        return known, places

    def _meet(self, titled: _Titled, known: Sequence[Known], facts: Ints, span: Ints, at: Ints) -> tuple[list[Meeting], Ints]:
        """Give the distinct meetings of some rows, and to each of them the place of its own."""
        standing, facts, span = titled.standing[at], facts[at], span[at]
        columns = [(standing, int(standing.max()) + 1), (facts, len(known)), (self._seasons[span], len(self._seasons))]
        rows, places = combined(columns)
        standings: Mapping[int, Standing] = {} if titled.wording is None else titled.wording.standings
        return [
            self._meetings.meet(standings[int(standing[row])], known[facts[row]], int(span[row])) for row in rows.tolist()
        ], places

    def _folded(self, meetings: Sequence[Meeting], met: Ints, tier: Ints, span: Ints) -> Ints:
        """Give the bases of some rows."""
        shapes = {one.shape: one for one in meetings}
        shape = np.array([one.shape for one in meetings])[met]
        tier = np.where(np.array([bool(one.asked) for one in meetings])[met], tier, 0)
        law = self._laws.law_of[span]
        rows, places = combined([(shape, max(shapes) + 1), (law, len(self._laws.laws)), (tier, int(tier.max()) + 1)])
        bases = [self._meetings.basis(shapes[int(shape[row])], int(law[row]), int(tier[row])) for row in rows.tolist()]
        return np.array(bases, dtype=np.int32)[places]


class _Titled:
    """The titles of some rows: whether one is sought or cannot be read, and the numbers of its wording."""

    def __init__(self, rows: int) -> None:
        self.sought, self.unreadable = np.zeros((2, rows), dtype=np.bool_)
        self.standing, self.stated = np.zeros((2, rows), dtype=np.int64)
        self.wording: Wording | None = None


def _distinct_texts(titles: pa.Array) -> tuple[pa.Array, Ints | None]:
    """Give texts without nulls, and to each title the place of its own; None where every title has its own."""
    if pa.types.is_dictionary(titles.type):
        used, places = distinct(titles.indices.to_numpy(zero_copy_only=False))
        return pc.fill_null(titles.dictionary.take(pa.array(used)), ""), places
    sample = titles.slice(0, SAMPLE)
    if len(sample.unique()) > (1 - HARDLY) * len(sample):
        return titles, None
    coded = titles.dictionary_encode()
    return coded.dictionary, coded.indices.to_numpy()
