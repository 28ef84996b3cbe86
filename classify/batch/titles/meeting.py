"""What a wording, facts and a day come to: items met, flags, a basis; each kept under as much as it depends on.

The catalog's judgement, the reading of facts and the folding of items decide; nothing here decides for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Final

from classify.batch.basis import Bases, folded_basis
from classify.batch.law import Laws
from classify.batch.titles.wording import Standing, Stated, keep
from classify.catalog.index import Entry, Index
from classify.catalog.match import is_published, truth_of, weigh
from classify.catalog.model import Catalog, Item
from classify.comparison.folding import fold
from classify.facts.criterion import Flag, Value
from classify.facts.reading import TIER, Facts, settle
from classify.facts.vocabulary import Vocabulary
from classify.rules.field import UNKNOWN
from classify.rules.truth import Truth

__all__ = ["FLAGS", "Flags", "Known", "Meeting", "Meetings"]

FLAGS: Final = ("published", "must_be_public", "private_or_trade", "uncontrolled")
"""Facts of the vocabulary that the rules ask for by the same name."""
OWN_RULES: Final = "own_authority_rules"

Flags = tuple[str, ...]
Pairs = tuple[tuple[Catalog, Item], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Known:
    """The facts of some rows, and what was asked of them: flags, whether published, truths of what limbs ask."""

    number: int
    facts: Facts = field(repr=False)
    flags: Flags
    published: bool
    truths: dict[int, Truth] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, eq=False, slots=True)
class Meeting:
    """The items met, those to be asked about, and the leading one; `shape` numbers all that folding reads of them."""

    met: Pairs = field(repr=False)
    asked: Pairs = field(repr=False)
    leading: tuple[str, str] | None
    shape: int


class Meetings:
    """The answers given so far; safe to use from threads."""

    def __init__(self, index: Index, vocabulary: Vocabulary, laws: Laws, bases: Bases) -> None:
        """Give numbers to what the limbs ask of the facts, and to the spans of days that see the same limbs in force."""
        self._vocabulary, self._laws, self._bases = vocabulary, laws, bases
        self._implied = dict(vocabulary.states.yes)
        self._tiers: tuple[str | None, ...] = (None, *vocabulary.fact(TIER).codes)
        bundles: dict[object, int] = {}
        # by identity: a limb in full would be long to compare
        self._bundle = {
            id(one): bundles.setdefault((one.limb.facts, one.catalog.exclusion.facts), len(bundles)) for one in index.entries
        }
        self.tier_is_fact = any(name == TIER for one in index.entries for name, _ in one.tests)
        seasons: dict[object, int] = {}
        self.seasons = [seasons.setdefault(_in_force(index.entries, day), len(seasons)) for day in laws.firsts]
        """To each span of days a number, the same where the same limbs are in force."""
        self._shape_numbers, self._known_numbers = count(), count()
        self._known: dict[object, Known] = {}
        self._met: dict[tuple[int, int, int], Meeting] = {}
        self._judged: dict[object, Meeting] = {}
        self._shapes: dict[object, int] = {}
        self._foldings: dict[tuple[int, int, int], int] = {}
        self.nothing = self._meeting((), ())

    def know(self, stated: Stated, given: Mapping[str, Value]) -> Known:
        """Settle facts that were checked, the tier among them, with what a title states."""
        key = stated.number, tuple(given.items())
        known = self._known.get(key)
        if known is None:
            facts = settle(self._vocabulary, given, stated.said)
            flags = tuple(_flag(facts, name) for name in (*FLAGS, OWN_RULES))
            known = keep(self._known, key, Known(next(self._known_numbers), facts, flags, is_published(facts)))
        return known

    def meet(self, standing: Standing, known: Known, span: int) -> Meeting:
        """Judge the limbs that stand: of the facts they see what they ask for, of the day whether they are in force."""
        season = self.seasons[span]
        key = standing.number, known.number, season
        meeting = self._met.get(key)
        if meeting is None:
            truths = tuple(self._truth(entry, known) for entry in standing.scan.candidates)
            seen = standing.number, season, known.published, truths
            meeting = self._judged.get(seen) or keep(self._judged, seen, self._judge(standing, known, span))
            keep(self._met, key, meeting)
        return meeting

    def _judge(self, standing: Standing, known: Known, span: int) -> Meeting:
        weighed = weigh(standing.scan, known.facts, self._laws.firsts[span])
        met, asked = (
            tuple((one.entry.catalog, one.entry.item) for one in weighed if one.truth is truth)
            for truth in (Truth.YES, Truth.UNKNOWN)
        )
        return self._meeting(met, _state(asked))

    def basis(self, meeting: Meeting, law: int, tier: int) -> int:
        """Fold the items met under a law; a tier counts only where an item has to be asked about."""
        key = meeting.shape, law, tier if meeting.asked else 0
        number = self._foldings.get(key)
        if number is None:
            pending = any(self._changes(_state(meeting.met), one, law, self._tiers[tier]) for one in meeting.asked)
            basis = folded_basis(meeting.met, self._laws.laws[law].parameters, self._implied, pending=pending)
            number = keep(self._foldings, key, self._bases.number_of(basis))
        return number

    def _truth(self, entry: Entry, known: Known) -> Truth:
        bundle = self._bundle[id(entry)]
        truth = known.truths.get(bundle)
        if truth is None:
            truth = known.truths[bundle] = truth_of(entry, known.facts)
        return truth

    def _meeting(self, met: Pairs, asked: Pairs) -> Meeting:
        shape = tuple(map(_read_by_folding, met)), tuple(map(_read_by_folding, asked))
        leading = max(_state(met), key=lambda pair: -1 if pair[1].level is None else pair[1].level.rank, default=None)
        names = None if leading is None else (leading[0].id, leading[1].id)
        return Meeting(met, asked, names, self._shapes.setdefault(shape, next(self._shape_numbers)))

    def _changes(self, met: Pairs, one: tuple[Catalog, Item], law: int, tier: str | None) -> bool:
        """Say whether one more item would change level or outcome; any change by several is a change by one of them."""
        parameters = self._laws.laws[law].parameters
        before, after = fold(met, parameters, self._implied), fold([*met, one], parameters, self._implied)
        return (after.codes(), after.level, after.tier_code(tier)) != (before.codes(), before.level, before.tier_code(tier))


def _in_force(entries: Sequence[Entry], day: date) -> tuple[bool, ...]:
    return tuple(entry.catalog.in_force(day) and entry.limb.span.covers(day) for entry in entries)


def _state(pairs: Pairs) -> Pairs:
    return tuple(pair for pair in pairs if pair[1].scheme == "state")


def _read_by_folding(pair: tuple[Catalog, Item]) -> tuple[object, ...]:
    catalog, item = pair
    return item.scheme, item.level, item.term, item.tiers, catalog.standing


def _flag(facts: Facts, name: str) -> str:
    truth = facts.truth(name, Flag(value=True))
    return UNKNOWN if truth is Truth.UNKNOWN else "yes" if truth is Truth.YES else "no"
