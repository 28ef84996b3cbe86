"""Sentence 4 as theorems: joins that forget order, so that no order of rules, catalogs or items can matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from classify.catalog.model import Catalog, Item, Limb, TermLimit
from classify.comparison.folding import Folded, fold
from classify.determination import determine_matter
from classify.documents import Matter
from classify.errors import InputError
from classify.law import law_on
from classify.level import Level, highest
from classify.mark import read_term
from classify.rules import fixpoint
from classify.rules.rule import Slot
from classify.term import Duration, Event, LongTerm, OnDate, Opening, joined
from classify.text.answers import determination_dict
from tests.theorems.strategies import (
    AS_OF,
    TIERS,
    Source,
    catalog,
    catalogs,
    choices_of_catalogs,
    item,
    matters,
    sources_with_records,
)

CODES = ("first", "second", "third", "last")
slots = st.builds(lambda join: Slot("slot", join, CODES, "stratum"), st.sampled_from(["first", "union"]))
concluded = st.lists(st.sampled_from(CODES), max_size=5)
randoms = st.randoms(use_true_random=False)
openings = st.builds(
    Opening,
    on=st.none() | st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    events=st.frozensets(st.sampled_from(["启用前", "公布前", "会议结束"])),
    long_term=st.booleans(),
)
LAW = law_on(AS_OF).parameters


def said(matter: Matter, chosen: Any, as_of: date = AS_OF) -> dict[str, Any]:
    """Say the whole answer, but for the digests of files that were written in another order."""
    answer = determination_dict(determine_matter(matter, chosen, as_of=as_of), "zh")
    return answer | {"catalogs": [{key: value for key, value in use.items() if key != "sha256"} for use in answer["catalogs"]]}


def shuffled(random: Random, held: Catalog, *, limbs: bool = False) -> Catalog:
    """Write a catalog's items, or the limbs of each, in another order."""
    items = list(held.items)
    if limbs:
        items = [replace(one, limbs=tuple(random.sample(one.limbs, len(one.limbs)))) for one in items]
    else:
        random.shuffle(items)
    return replace(held, items=tuple(items), sha256=held.sha256 + repr(items))


def others(scheme: str) -> st.SearchStrategy[Catalog]:
    return catalogs("zero", scheme=scheme)


class TestEveryJoinForgetsOrder:
    """Each slot has a join that is commutative, associative and idempotent."""

    @given(slots, concluded, concluded)
    def test_slots_join_commutatively(self, slot: Slot, one: list[str], other: list[str]) -> None:
        assert slot.fold(one + other) == slot.fold(other + one)

    @given(slots, concluded, concluded, concluded)
    def test_slots_join_associatively(self, slot: Slot, one: list[str], two: list[str], three: list[str]) -> None:
        assert (
            slot.fold([*slot.fold(one + two), *three])
            == slot.fold([*one, *slot.fold(two + three)])
            == slot.fold(one + two + three)
        )

    @given(slots, concluded)
    def test_slots_join_idempotently(self, slot: Slot, some: list[str]) -> None:
        assert slot.fold(some + some) == slot.fold(some) == slot.fold(slot.fold(some))

    @given(slots, concluded)
    def test_a_slot_keeps_the_first_or_all_of_its_codes(self, slot: Slot, some: list[str]) -> None:
        inside = [code for code in CODES if code in some]
        assert list(slot.fold(some)) == (inside[:1] if slot.join == "first" else inside)

    @given(st.lists(st.sampled_from(Level)), st.lists(st.sampled_from(Level)))
    def test_levels_join_to_the_highest(self, one: list[Level], other: list[Level]) -> None:
        assert highest(one + other) == highest(other + one) == max(one + other, default=None)

    @given(st.lists(openings, max_size=4), randoms)
    def test_terms_join_to_the_latest_with_every_event_beside_it_and_long_term_above_all(
        self, some: list[Opening], random: Random
    ) -> None:
        whole = joined(some)
        assert joined(random.sample(some, len(some)) + some) == whole
        assert whole.long_term is any(one.long_term for one in some)
        if not whole.long_term:
            assert whole.on == max((one.on for one in some if one.on), default=None)
            assert whole.events == frozenset().union(*(one.events for one in some))

    def test_an_event_and_a_day_stay_side_by_side(self) -> None:
        both = Opening(on=date(2030, 1, 1)).join(Opening(events=frozenset({"启用前"}))).term()
        assert both is not None
        assert set(getattr(both, "of", ())) == {OnDate(date(2030, 1, 1)), Event("启用前")}
        assert Opening(long_term=True).join(Opening(on=date(2030, 1, 1))).term() == LongTerm()


class TestItemsJoinToOne:
    """What several items say together: highest level, longest maximum, all events and days, long-term above all."""

    @given(catalogs(), randoms)
    def test_in_any_order_and_however_often(self, held: Catalog, random: Random) -> None:
        pairs = [(held, one) for one in held.items]
        assert self._means(fold(random.sample(pairs, len(pairs)) + pairs, LAW)) == self._means(fold(pairs, LAW))

    @staticmethod
    def _means(whole: Folded) -> tuple[object, ...]:
        terms = (whole.maximum, whole.minimum, whole.events, whole.dates, whole.long_term, whole.silent)
        return whole.codes(), whole.level, whole.levels, terms, [whole.tier_code(tier) for tier in (None, *TIERS)]

    @given(catalogs())
    def test_the_level_is_the_highest_of_the_definite_ones(self, held: Catalog) -> None:
        whole = fold([(held, one) for one in held.items], LAW)
        assert whole.level == highest(one.level for one in held.items if one.level)
        assert whole.long_term == any(one.term.long_term for one in held.items if one.level and one.term)

    @given(catalogs(), st.integers(0, 3))
    def test_one_more_item_lowers_nothing(self, held: Catalog, at: int) -> None:
        """R4: level, maximum, events, days, long-term: each only grows."""
        one = held.items[at % len(held.items)]
        less = fold([(held, other) for other in held.items if other is not one], LAW)
        more = fold([(held, other) for other in held.items], LAW)
        assert less.levels <= more.levels
        assert (more.level or Level.SECRET) >= (less.level or Level.SECRET)
        assert more.long_term >= less.long_term
        assert less.events <= more.events
        assert less.dates <= more.dates
        assert self._months(more) >= self._months(less)

    @staticmethod
    def _months(whole: Folded) -> int:
        return whole.maximum.months or 0 if whole.maximum else 0

    def test_maxima_of_one_length_in_two_units_give_one_answer_whatever_comes_first(self) -> None:
        """A year and twelve months end on one day; the answer names one of them, always the same."""
        held = [self._item(number, text) for number, text in enumerate(("1年", "12个月"), start=1)]
        matter = Matter(title="甲", tier="central", issued=date(2026, 1, 5))
        marks = {determine_matter(matter, [catalog("one", order)], as_of=AS_OF).mark for order in permutations(held)}
        assert len(marks) == 1

    def test_the_longest_maximum_is_the_one_that_opens_last_from_the_matters_own_day(self) -> None:
        """From 1 February thirty days outlast a month."""
        held = [self._item(number, text) for number, text in enumerate(("30天", "1个月"), start=1)]
        answer = determine_matter(
            Matter(title="甲", tier="central", issued=date(2026, 2, 1)), [catalog("one", held)], as_of=date(2026, 2, 2)
        )
        assert answer.opens_on == date(2026, 3, 4)

    @staticmethod
    def _item(number: int, maximum: str) -> Item:
        term = read_term(maximum)
        assert isinstance(term, Duration)
        return item(number, (Limb(1, (("甲",),)),), term=TermLimit(maximum=term))


class TestOrderDoesNotMatter:
    """Neither the order of rules nor that of catalogs or items changes anything in an answer."""

    @given(sources_with_records(), randoms)
    def test_permuting_rules(self, drawn: tuple[Source, dict[str, str]], random: Random) -> None:
        source, record = drawn
        other = replace(source, rules=tuple(random.sample(source.rules, len(source.rules))))
        assert other.compiled().digest == source.compiled().digest
        assert fixpoint.conclude(other.compiled(), record) == fixpoint.conclude(source.compiled(), record)

    @given(choices_of_catalogs(), matters(), randoms)
    def test_permuting_catalogs(self, chosen: tuple[Catalog, ...], matter: Matter, random: Random) -> None:
        assert said(matter, random.sample(chosen, len(chosen))) == said(matter, chosen)

    @given(choices_of_catalogs(), matters())
    def test_a_catalog_given_twice_counts_once(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        """Or is refused: then there is no answer that could differ."""
        try:
            twice = said(matter, [*chosen, *chosen])
        except InputError:
            return
        assert twice == said(matter, chosen)

    @given(choices_of_catalogs(), matters(), randoms)
    def test_permuting_items(self, chosen: tuple[Catalog, ...], matter: Matter, random: Random) -> None:
        assert said(matter, [shuffled(random, held) for held in chosen]) == said(matter, chosen)

    @given(choices_of_catalogs(), matters(), randoms)
    def test_permuting_the_limbs_of_items(self, chosen: tuple[Catalog, ...], matter: Matter, random: Random) -> None:
        """Which of two limbs is shown as the one that decided may differ, and nothing else."""
        shown = {"items", "asked", "near_misses", "not_secret"}
        one, other = said(matter, chosen), said(matter, [shuffled(random, held, limbs=True) for held in chosen])
        assert {key: value for key, value in one.items() if key not in shown} == {
            key: other[key] for key in one if key not in shown
        }
        for name in shown:
            assert [(each["catalog"], each["item"]) for each in one[name]] == [
                (each["catalog"], each["item"]) for each in other[name]
            ]

    @given(choices_of_catalogs(), matters(), randoms)
    def test_permuting_what_the_matter_says(self, chosen: tuple[Catalog, ...], matter: Matter, random: Random) -> None:
        names = random.sample(sorted(matter.facts), len(matter.facts))
        other = matter.model_copy(update={"facts": {name: matter.facts[name] for name in names}})
        assert said(other, chosen) == said(matter, chosen)


class TestMoreCatalogsProtectMore:
    """R5: with every item levelled and nobody's exclusions, a further catalog never lowers the level."""

    @given(choices_of_catalogs(unlevelled=False), catalogs("zero", unlevelled=False), matters())
    def test_a_further_catalog_never_lowers_the_level(
        self, chosen: tuple[Catalog, ...], further: Catalog, matter: Matter
    ) -> None:
        less = determine_matter(matter, chosen, as_of=AS_OF)
        more = determine_matter(matter, [*chosen, further], as_of=AS_OF)
        assert highest(one.level for one in less.items if one.level) in {None, *(one.level for one in more.items)}
        assert {one.id for one in less.items} <= {one.id for one in more.items}
        if less.level and more.level:
            assert more.level >= less.level

    @given(choices_of_catalogs(), st.sampled_from(["commercial", "work", "local"]).flatmap(others), matters())
    def test_what_is_no_state_item_moves_neither_level_nor_term_nor_outcome(
        self, chosen: tuple[Catalog, ...], other: Catalog, matter: Matter
    ) -> None:
        less, more = determine_matter(matter, chosen, as_of=AS_OF), determine_matter(matter, [*chosen, other], as_of=AS_OF)
        for name in ("outcome", "level", "protect", "term", "term_is", "mark", "last_secret_day", "opens_on"):
            assert getattr(more, name) == getattr(less, name), name
