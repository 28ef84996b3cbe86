"""Theorems of matching: criteria only, whatever the order, however many the items."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from classify.catalog.index import build_index
from classify.catalog.match import Matches, match
from classify.catalog.model import Catalog, Exclusion, Item, Limb, Near, Papers
from classify.facts.criterion import FactTest, Flag, Number, State
from classify.facts.reading import Facts, read_facts
from classify.facts.script import normalise
from classify.facts.vocabulary import standard_vocabulary
from classify.facts.words import WordFinder, occurs
from classify.level import Level
from classify.rules.truth import Truth, all_of, any_of, negate
from classify.timeline import Span

theorem = settings(database=None, deadline=None, max_examples=60)

VOCABULARY = standard_vocabulary()
DAY = date(2020, 1, 1)
WORDS = ("甲", "乙", "丙", "甲乙", "乙丙", "1丁", "丁1", "a")
words = st.sampled_from(WORDS)
groups = st.lists(words, min_size=1, max_size=2, unique=True).map(tuple)
spans = st.sampled_from([Span(), Span(), Span(last=date(2019, 12, 31)), Span(first=DAY)])
asked: list[tuple[str, FactTest]] = [
    *(("state", State(frozenset({code}))) for code in ("未公布", "启用前", "考试结束后")),
    ("area_km2", Number(above=5)),
    ("area_km2", Number(at_most=5)),
    *(("forms_loop", Flag(value=value)) for value in (True, False)),
]
tests = st.lists(st.sampled_from(asked), unique_by=lambda named: named[0], max_size=2).map(
    lambda drawn: tuple(sorted(drawn, key=lambda named: named[0]))
)
limbs = st.builds(
    Limb,
    number=st.just(1),
    words=st.lists(groups, min_size=1, max_size=2).map(tuple),
    none=st.lists(words, max_size=1).map(tuple),
    near=st.none() | st.builds(Near, st.lists(groups, min_size=2, max_size=3).map(tuple), st.integers(0, 3)),
    facts=tests,
    span=spans,
)
given_facts = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["未公布", "启用前", "考试结束后", "审批中"]),
        "area_km2": st.integers(4, 6),
        "forms_loop": st.booleans(),
    },
)
texts = st.lists(st.sampled_from(["甲", "乙", "丙", "丁", "1", "a", "b", "某", "\n"]), max_size=12).map("".join)


def item(number: int, limbs: tuple[Limb, ...]) -> Item:
    numbered = tuple(replace(limb, number=at + 1) for at, limb in enumerate(limbs))
    return Item(
        str(number),
        "某",
        Level.SECRET,
        "一",
        "state",
        None,
        (),
        None,
        frozenset(),
        residual=False,
        note=None,
        limbs=numbered,
        english={},
    )


def catalog(catalog_id: str, items: tuple[Item, ...], exclusion: Exclusion | None = None, span: Span | None = None) -> Catalog:
    return Catalog(
        id=catalog_id,
        title="某",
        number=None,
        issuer=(),
        span=span or Span(),
        supersedes=(),
        standing="sample",
        scheme="state",
        note=None,
        papers=Papers("某", None, None, None),
        exclusion=exclusion or Exclusion(),
        facts=(),
        items=items,
        english={},
        sha256=repr((catalog_id, items, exclusion, span)),
        text_sha256="",
    )


def _items(drawn: list[list[Limb]]) -> tuple[Item, ...]:
    return tuple(item(number, tuple(limbs)) for number, limbs in enumerate(drawn))


exclusions = st.builds(
    Exclusion,
    words=st.lists(words, max_size=1).map(tuple),
    facts=st.sampled_from([(), (("mention_only", Flag(value=True)),), (("forms_loop", Flag(value=True)),)]),
)
item_lists = st.lists(st.lists(limbs, min_size=1, max_size=3), min_size=1, max_size=4).map(_items)
catalogs = st.builds(catalog, st.sampled_from(["one", "two"]), item_lists, exclusions, spans)
choices = st.lists(catalogs, min_size=1, max_size=2, unique_by=lambda catalog: catalog.id)


def facts_of(given: dict[str, Any], text: str) -> Facts:
    return read_facts(VOCABULARY, given, None, text)


def truths(matches: Matches) -> dict[tuple[str, str], Truth]:
    return {
        (one.catalog.id, one.item.id): one.truth for group in (matches.met, matches.asked, matches.near_misses) for one in group
    }


def said(matches: Matches) -> list[tuple[Any, ...]]:
    everything = (*matches.met, *matches.asked, *matches.near_misses)
    return [(one.catalog.id, one.item.id, one.truth, one.limb, one.words, one.wanted, one.reasons) for one in everything]


def ids(matches: Matches) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    met, asked = ({(one.catalog.id, one.item.id) for one in group} for group in (matches.met, matches.asked))
    return met, asked


def by_hand(catalogs: list[Catalog], text: str, facts: Facts) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Read every limb of every item, one by one, as its words are written."""
    read = {
        (each.id, one.id): any_of(_limb(limb, each, text, facts) for limb in one.limbs)
        for each in catalogs
        for one in each.items
        if not one.residual and each.in_force(DAY)
    }
    return {key for key, truth in read.items() if truth is Truth.YES}, {
        key for key, truth in read.items() if truth is Truth.UNKNOWN
    }


def _limb(limb: Limb, of: Catalog, text: str, facts: Facts) -> Truth:
    spoken = (
        limb.span.covers(DAY)
        and all(any(occurs(word, text) for word in group) for group in limb.words)
        and not any(occurs(word, text) for word in (*limb.none, *of.exclusion.words))
        and (limb.near is None or any(_near(limb.near, part) for part in text.split("\n")))
    )
    if not spoken or facts.value("published") is True:
        return Truth.NO
    asked = [facts.truth(name, test) for name, test in limb.facts]
    return all_of([*asked, *(negate(facts.truth(name, test)) for name, test in of.exclusion.facts)])


def _near(near: Near, part: str) -> bool:
    places = [[place for word in group for place in _places(word, part)] for group in near.words]
    return any(all(later[0] - earlier[1] <= near.within for earlier in chosen for later in chosen) for chosen in product(*places))


def _places(word: str, part: str) -> list[tuple[int, int]]:
    return [(hit.start, hit.end) for hit in WordFinder([word]).find(part)]


class TestMatching:
    """A catalog item matches only by criteria that its author wrote down (semantics, sentence 7)."""

    @theorem
    @given(choices, texts, given_facts)
    def test_the_index_says_what_reading_limb_by_limb_says(self, chosen: list[Catalog], text: str, given: dict[str, Any]) -> None:
        facts = facts_of(given, text)
        assert ids(match(build_index(chosen), text, facts, DAY)) == by_hand(chosen, text, facts)

    @theorem
    @given(st.lists(groups, min_size=2, max_size=3).map(tuple), st.integers(0, 3), st.text("甲乙丙某\n", min_size=4, max_size=12))
    def test_near_is_no_two_farther_apart(self, wanted: tuple[tuple[str, ...], ...], within: int, text: str) -> None:
        near = Near(wanted, within)
        alone = catalog("near", (item(0, (Limb(1, words=wanted, near=near),)),))
        found = match(build_index([alone]), text, facts_of({}, text), DAY)
        assert bool(found.met) is any(_near(near, part) for part in text.split("\n"))

    @theorem
    @given(choices, texts, given_facts, st.randoms(use_true_random=False))
    def test_the_order_of_catalogs_and_items_does_not_matter(
        self, chosen: list[Catalog], text: str, given: dict[str, Any], chance: Random
    ) -> None:
        facts = facts_of(given, text)
        shuffled = [
            catalog(each.id, tuple(chance.sample(each.items, len(each.items))), each.exclusion, each.span)
            for each in chance.sample(chosen, len(chosen))
        ]
        assert said(match(build_index(shuffled), text, facts, DAY)) == said(match(build_index(chosen), text, facts, DAY))

    @theorem
    @given(choices, st.lists(limbs, min_size=1, max_size=2), texts, given_facts)
    def test_another_item_changes_nothing_for_the_others(
        self, chosen: list[Catalog], more: list[Limb], text: str, given: dict[str, Any]
    ) -> None:
        facts = facts_of(given, text)
        before = truths(match(build_index(chosen), text, facts, DAY))
        first, *rest = chosen
        wider = catalog(first.id, (*first.items, item(99, tuple(more))), first.exclusion, first.span)
        after = truths(match(build_index([wider, *rest]), text, facts, DAY))
        after.pop((first.id, "99"), None)
        assert after == before

    @theorem
    @given(choices, texts, given_facts, st.sampled_from(["state", "area_km2", "forms_loop"]))
    def test_taking_a_fact_away_meets_no_item_that_was_not_met(
        self, chosen: list[Catalog], text: str, given: dict[str, Any], name: str
    ) -> None:
        """Unknown is never read as no. (What keeps items out when known is another thing: publication, and what silence means.)"""
        facts = facts_of(given, text)
        index = build_index(chosen)
        before, after = match(index, text, facts, DAY), match(index, text, facts.with_value(name, None), DAY)
        assert ids(after)[0] <= ids(before)[0]

    @theorem
    @given(choices, texts, given_facts, st.integers(3, 7))
    def test_learning_a_fact_overturns_no_answer(
        self, chosen: list[Catalog], text: str, given: dict[str, Any], area: int
    ) -> None:
        facts = facts_of({name: value for name, value in given.items() if name != "area_km2"}, text)
        index = build_index(chosen)
        before = truths(match(index, text, facts, DAY))
        after = truths(match(index, text, facts.with_value("area_km2", area), DAY))
        settled = {key: truth for key, truth in before.items() if truth is not Truth.UNKNOWN}
        assert {key: after[key] for key in settled} == settled

    @theorem
    @given(choices, texts, given_facts)
    def test_what_is_asked_for_is_what_is_unknown(self, chosen: list[Catalog], text: str, given: dict[str, Any]) -> None:
        facts = facts_of(given, text)
        for one in match(build_index(chosen), text, facts, DAY).asked:
            assert one.wanted
            assert not set(one.wanted) & facts.known or "state" in one.wanted

    @theorem
    @given(choices, texts, given_facts)
    def test_what_is_published_meets_nothing(self, chosen: list[Catalog], text: str, given: dict[str, Any]) -> None:
        assume("state" not in given)
        facts = facts_of({**given, "published": True}, text)
        found = match(build_index(chosen), text, facts, DAY)
        assert (found.met, found.asked) == ((), ())


class TestThousandsOfItems:
    """A catalog of thousands of items says what reading them one by one says."""

    def test_five_thousand_items(self) -> None:
        chance = Random(20261121)
        signs = [chr(0x4E00 + number) for number in range(400)]
        usual = ["方案", "报告", "统计", "名单", "资料"]

        def word() -> str:
            return normalise("".join(chance.sample(signs, chance.choice((2, 3)))))

        def limb() -> Limb:
            return Limb(
                number=1,
                words=(tuple(word() for _ in range(3)), tuple(chance.sample(usual, 2))),
                none=(word(),),
                facts=chance.choice([(), (("state", State(frozenset({"未公布"}))),), (("area_km2", Number(above=5)),)]),
            )

        large = catalog("large", tuple(item(number, (limb(), limb())) for number in range(5000)))
        index = build_index([large])
        for _ in range(20):
            some = chance.sample(large.items, 3)
            text = "某".join([*(chance.choice(chance.choice(one.limbs).words[0]) for one in some), *chance.sample(usual, 2)])
            facts = facts_of({"state": "未公布"} if chance.random() < 0.5 else {"area_km2": 7}, text)
            found = ids(match(index, text, facts, DAY))
            assert found == by_hand([large], text, facts)
            assert found[0] | found[1]
