"""Rows whose items are not recorded: matched by title and facts, once for each distinct combination.

The catalog's own index, scan and judgement say which items are met; nothing here decides for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from classify.batch.basis import DERIVED, UNKNOWN_ITEM, Bases, Basis, folded_basis
from classify.batch.law import Laws
from classify.catalog.index import build_index, scan
from classify.catalog.match import Match, judge
from classify.catalog.model import Catalog, vocabulary_of
from classify.comparison.folding import fold
from classify.errors import InputError
from classify.facts.criterion import Flag
from classify.facts.reading import TIER, Facts, read_facts
from classify.facts.script import LONGEST_TEXT, normalise_parts
from classify.rules.field import UNKNOWN
from classify.rules.truth import Truth

__all__ = ["FLAGS", "Key", "Matched", "Matcher"]

FLAGS: Final = ("published", "must_be_public", "private_or_trade", "uncontrolled")
"""Facts of the vocabulary that the rules ask for by the same name."""
OWN_RULES: Final = "own_authority_rules"
MOST_KEPT: Final = 200_000

Flags = tuple[str, ...]
Given = tuple[tuple[str, object], ...]
Key = tuple[str | None, Given, str | None, int]
"""Title (None: not sought), facts, tier, span of days."""


@dataclass(frozen=True, slots=True)
class Matched:
    """What was found: the number of the basis (None where none was sought), the flags, and the leading item."""

    basis: int | None
    flags: Flags
    catalog: str | None = None
    item: str | None = None


class Matcher:
    """Finds items for titles. It keeps the answers it has given, up to a number."""

    def __init__(self, catalogs: Sequence[Catalog], laws: Laws, bases: Bases) -> None:
        """Build the index of the catalogs."""
        self._index = build_index(catalogs)
        self._laws = laws
        self._bases = bases
        self.vocabulary = vocabulary_of(catalogs)
        self.implied = dict(self.vocabulary.states.yes)
        self._tiers = frozenset(self.vocabulary.fact(TIER).codes)
        self._kept: dict[Key, Matched] = {}

    def find(self, key: Key) -> Matched:
        """Answer one distinct combination."""
        found = self._kept.get(key)
        if found is None:
            found = self._found(*key)
            if len(self._kept) < MOST_KEPT:
                self._kept[key] = found
        return found

    def _found(self, title: str | None, given: Given, tier: str | None, span: int) -> Matched:
        readable = title is None or len(title) <= LONGEST_TEXT
        text = normalise_parts((title,)) if title is not None and readable else ""
        facts = read_facts(self.vocabulary, self._checked(given), tier if tier in self._tiers else None, text)
        flags = (*(self._flag(facts, name) for name in FLAGS), self._flag(facts, OWN_RULES))
        law = self._laws.laws[self._laws.law_of[span]]
        if title is None:
            return Matched(None, flags)
        if not law.in_force or not readable:
            return Matched(UNKNOWN_ITEM if law.in_force else DERIVED, flags)
        matches = judge(scan(self._index, text), facts, self._laws.firsts[span])
        met = [(match.catalog, match.item) for match in matches.met]
        state = [pair for pair in met if pair[1].scheme == "state"]
        asked = [match for match in matches.asked if match.item.scheme == "state"]
        known = tier if tier in self._tiers else None
        pending = any(self._changes(state, match, span, known) for match in asked)
        basis: Basis = folded_basis(met, law.parameters, self.implied, pending=pending)
        leading = max(state, key=lambda pair: -1 if pair[1].level is None else pair[1].level.rank, default=None)
        names = (None, None) if leading is None else (leading[0].id, leading[1].id)
        return Matched(self._bases.number_of(basis), flags, *names)

    def _changes(self, met: Sequence[tuple[Catalog, object]], one: Match, span: int, tier: str | None) -> bool:
        """Say whether one more item would change level or outcome; any change by several is a change by one of them."""
        law = self._laws.laws[self._laws.law_of[span]].parameters
        before = fold(met, law, self.implied)  # type: ignore[arg-type]  # pairs of catalog and item
        after = fold([*met, (one.catalog, one.item)], law, self.implied)  # type: ignore[list-item]  # the same
        return (after.codes(), after.level, after.tier_code(tier)) != (before.codes(), before.level, before.tier_code(tier))

    def _checked(self, given: Given) -> Mapping[str, object]:
        """Keep the values that a fact can have; what it cannot have is unknown, and so is asked about."""
        kept: dict[str, object] = {}
        for name, value in given:
            try:
                kept[name] = self.vocabulary.check(name, value)
            except InputError:
                continue
        return kept

    @staticmethod
    def _flag(facts: Facts, name: str) -> str:
        truth = facts.truth(name, Flag(value=True))
        return UNKNOWN if truth is Truth.UNKNOWN else "yes" if truth is Truth.YES else "no"
