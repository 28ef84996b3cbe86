"""Sentence 1 as theorems: three values, firing on yes alone, and what becomes of the unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import classify
from classify.catalog.model import Catalog, Limb, TermLimit
from classify.determination import determine_matter
from classify.documents import Authorization, Determination, Matter
from classify.facts.criterion import Flag, Number, State
from classify.level import Level
from classify.rules import fixpoint
from classify.rules.condition import Condition
from classify.rules.field import UNKNOWN
from classify.rules.reading import holds, read, reasons
from classify.rules.truth import Truth, all_of, any_of, negate
from classify.term import Duration
from tests.theorems.strategies import (
    AS_OF,
    Source,
    catalog,
    choices_of_catalogs,
    conditions_with_records,
    item,
    less_known,
    matters,
    sources_with_records,
    without_fact,
)

truths = st.sampled_from(Truth)
PROTECTION = (None, *Level)
"""From what need not be protected at all to the highest level."""


def protection(answer: Determination) -> int:
    return PROTECTION.index(answer.protect)


def without(matter: Matter, name: str) -> Matter:
    return matter.model_copy(update={"tier": None}) if name == "tier" else without_fact(matter, name)


def told(matter: Matter, **facts: Any) -> Matter:
    return matter.model_copy(update={"facts": {**matter.facts, **facts}})


class TestThreeValues:
    """There are yes, no and unknown, and unknown is never taken for no."""

    @given(st.lists(truths, max_size=4), st.lists(truths, max_size=4))
    def test_and_is_the_least_and_or_the_greatest(self, one: list[Truth], other: list[Truth]) -> None:
        assert all_of(one).value == min((truth.value for truth in one), default=2)
        assert any_of(one).value == max((truth.value for truth in one), default=0)
        assert all_of([all_of(one), all_of(other)]) is all_of(one + other)
        assert any_of([any_of(one), any_of(other)]) is any_of(one + other)

    @given(st.lists(truths, max_size=4))
    def test_what_holds_of_and_holds_of_or_turned_round(self, some: list[Truth]) -> None:
        assert negate(all_of(some)) is any_of(negate(truth) for truth in some)
        assert [negate(negate(truth)) for truth in some] == some

    @pytest.mark.parametrize("truth", Truth)
    def test_a_truth_cannot_be_asked_by_if(self, truth: Truth) -> None:
        with pytest.raises(TypeError):
            bool(truth)

    @given(conditions_with_records())
    def test_a_field_left_out_and_a_field_written_unknown_read_alike(self, drawn: tuple[Condition, dict[str, str]]) -> None:
        condition, record = drawn
        assert read(condition, record) is read(condition, {name: code for name, code in record.items() if code != UNKNOWN})

    @given(conditions_with_records())
    def test_forgetting_a_fact_never_turns_no_into_yes_nor_yes_into_no(self, drawn: tuple[Condition, dict[str, str]]) -> None:
        condition, record = drawn
        for name in record:
            assert read(condition, less_known(record, name)) in {read(condition, record), Truth.UNKNOWN}

    @given(conditions_with_records())
    def test_the_reasons_alone_read_the_same(self, drawn: tuple[Condition, dict[str, str]]) -> None:
        condition, record = drawn
        assert read(condition, dict(reasons(condition, record))) is read(condition, record)


class TestARuleFiresOnYesAlone:
    """A rule concludes when its condition is known to hold, and in no other case."""

    @given(sources_with_records())
    def test_what_fired_is_exactly_what_says_yes_upon_what_lower_strata_concluded(
        self, drawn: tuple[Source, dict[str, str]]
    ) -> None:
        source, record = drawn
        program = source.compiled()
        argument = fixpoint.conclude(program, record)
        expected = [
            rule.id
            for stratum in program.strata
            for rule in program.rules_of(stratum)
            if holds(rule, record) is Truth.YES and all(test.codes & set(argument.codes(test.field)) for test in rule.given)
        ]
        assert [step.rule for step in argument.steps] == expected

    @given(sources_with_records())
    def test_the_facts_that_a_step_names_suffice_for_it(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        program = source.compiled()
        by_id = {rule.id: rule for rule in program.rules}
        for step in fixpoint.conclude(program, record).steps:
            assert holds(by_id[step.rule], dict(step.facts)) is Truth.YES
            assert dict(step.facts).items() <= record.items()
            assert UNKNOWN not in dict(step.facts).values()

    @given(sources_with_records())
    def test_forgetting_a_fact_fires_no_rule_of_the_lowest_stratum(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        program = source.compiled()

        def lowest(facts: dict[str, str]) -> set[str]:
            return {step.rule for step in fixpoint.conclude(program, facts).steps if step.stratum == program.strata[0]}

        for name in record:
            assert lowest(less_known(record, name)) <= lowest(record)

    @given(sources_with_records())
    def test_of_nothing_known_only_what_holds_always_fires(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        program = source.compiled()
        nothing = {step.rule for step in fixpoint.conclude(program, {}).steps if step.stratum == program.strata[0]}
        anything = {step.rule for step in fixpoint.conclude(program, record).steps if step.stratum == program.strata[0]}
        assert nothing <= anything


class TestTheUnknownIsAQuestion:
    """An unknown fact that matters is asked for, or leaves the matter undetermined; it is not passed over."""

    @given(choices_of_catalogs(), matters())
    def test_what_is_pending_is_undetermined_asked_and_reported(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        answer = determine_matter(matter, chosen, as_of=AS_OF)
        reported = any(finding.id == "facts-missing" for finding in answer.findings)
        assert not reported or (answer.outcome == "undetermined" and answer.missing)
        assert not answer.missing or answer.outcome == "undetermined" or not answer.items
        asked = {question.field for question in answer.missing}
        assert not asked & {name for name, value in matter.facts.items() if value is not None} - {"state"}

    @given(choices_of_catalogs(), matters(), st.sampled_from(["must_be_public", "private_or_trade", "uncontrolled"]))
    def test_nothing_is_asked_where_no_answer_changes_anything(
        self, chosen: tuple[Catalog, ...], matter: Matter, fact: str
    ) -> None:
        """What must not be classified stays so whatever else is learned, and before the Law there is nothing to apply."""
        hindered = told(matter.model_copy(update={"derived": False}), **{fact: True})
        answer = determine_matter(hindered, chosen, as_of=AS_OF)
        assert (answer.outcome, answer.missing) == ("must_not_classify", ())
        before = matter.model_copy(update={"issued": date(1988, 1, 1)})
        assert determine_matter(before, chosen, as_of=AS_OF).missing == ()

    @given(choices_of_catalogs(), matters(), st.data())
    def test_what_was_answered_is_not_asked_again(self, chosen: tuple[Catalog, ...], matter: Matter, data: st.DataObject) -> None:
        """The stage apart: two stages may hold side by side, and an answer names one of them."""
        answered: set[str] = set()
        while missing := determine_matter(matter, chosen, as_of=AS_OF).missing:
            question = missing[0]
            assert question.field not in answered
            if question.field == "state":
                return
            answered.add(question.field)
            values: list[Any] = [choice.value for choice in question.choices] or [3, 7, 10]
            value = data.draw(st.sampled_from(values), label=question.field)
            matter = (
                matter.model_copy(update={"tier": value}) if question.field == "tier" else told(matter, **{question.field: value})
            )

    @given(choices_of_catalogs(), matters(known=True), st.sampled_from(["state", "area_km2", "forms_loop", "tier"]))
    def test_a_settled_outcome_is_not_overturned_by_learning_a_fact(
        self, chosen: tuple[Catalog, ...], matter: Matter, name: str
    ) -> None:
        """Undetermined: a fact that is unknown could still change level or outcome. So every other answer stands whatever it is."""
        before = determine_matter(without(matter, name), chosen, as_of=AS_OF)
        after = determine_matter(matter, chosen, as_of=AS_OF)
        assert before.outcome == "undetermined" or (after.outcome, after.level) == (before.outcome, before.level)

    def test_what_is_asked_is_what_could_settle_the_matter(self) -> None:
        """The stage is given, and the item that would want another one is of the level that is met anyway: the tier alone decides."""
        plain = Limb(1, (("甲",),))
        before, approved = (replace(plain, facts=(("state", State(frozenset({code}))),)) for code in ("启用前", "审批中"))
        met = catalog("one", [item(1, (plain,))])
        others = catalog("two", [item(1, (approved,)), item(2, (before,), level=Level.CONFIDENTIAL)])
        answer = determine_matter(Matter(title="甲", facts={"state": "考试结束后"}), [met, others], as_of=AS_OF)
        assert [one.id for one in answer.items] == ["one#1"]
        assert [question.field for question in answer.missing] == ["tier"]

    def test_a_grant_that_does_not_cover_an_open_item_leaves_the_matter_open(self) -> None:
        """Two items of one level; only the first is granted. Were the second met, the organ would lack the authority."""
        limb = Limb(1, (("甲",),))
        items = (item(1, (limb,)), item(2, (Limb(1, (("甲",),), facts=(("area_km2", Number(above=5)),)),)))
        grant = Authorization(level=Level.SECRET, matters=("one#1",))
        matter = Matter(title="甲", tier="county", issued=date(2026, 1, 5), authorization=grant)
        known = determine_matter(told(matter, area_km2=7), [catalog("one", items)], as_of=AS_OF)
        unknown = determine_matter(matter, [catalog("one", items)], as_of=AS_OF)
        assert known.outcome == "refer_up"
        assert unknown.outcome == "undetermined"


class TestForgettingAFactNeverLowersProtection:
    """R1, over facts: what is known less is protected no lower."""

    @given(choices_of_catalogs(), matters(known=True))
    def test_forgetting_a_given_fact(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        more = determine_matter(matter, chosen, as_of=AS_OF)
        for name in matter.facts:
            less = determine_matter(without_fact(matter, name), chosen, as_of=AS_OF)
            assert protection(less) >= protection(more), name

    @given(choices_of_catalogs(), matters())
    def test_forgetting_the_tier(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        more = determine_matter(matter, chosen, as_of=AS_OF)
        less = determine_matter(matter.model_copy(update={"tier": None}), chosen, as_of=AS_OF)
        assert protection(less) >= protection(more)

    @given(choices_of_catalogs(), matters())
    def test_forgetting_the_grant_and_the_people(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        more = determine_matter(matter, chosen, as_of=AS_OF)
        less = matter.model_copy(update={"authorization": None, "drafter": None, "responsible": None})
        assert protection(determine_matter(less, chosen, as_of=AS_OF)) >= protection(more)

    @given(choices_of_catalogs(), matters(), st.sampled_from(["published", "must_be_public", "private_or_trade", "uncontrolled"]))
    def test_forgetting_why_it_must_not_be_classified(self, chosen: tuple[Catalog, ...], matter: Matter, fact: str) -> None:
        bare = without_fact(matter, "state")
        more = determine_matter(told(bare, **{fact: True}), chosen, as_of=AS_OF)
        assert protection(determine_matter(bare, chosen, as_of=AS_OF)) >= protection(more)

    @pytest.mark.parametrize(
        ("term", "protected"),
        [(TermLimit(maximum=Duration(10, "years")), None), (TermLimit(long_term=True), Level.SECRET)],
        ids=["shorter", "long-term"],
    )
    def test_an_open_item_of_a_longer_term_keeps_an_opened_matter_protected(
        self, term: TermLimit, protected: Level | None
    ) -> None:
        """By the item that is met the matter opened long ago; by the one that is asked about it may still be secret."""
        short = item(1, (Limb(1, (("甲",),)),), term=TermLimit(maximum=Duration(2, "years")))
        other = item(2, (Limb(1, (("甲",),), facts=(("forms_loop", Flag(value=True)),)),), term=term)
        matter = Matter(title="甲", tier="central", issued=date(2015, 1, 5))
        known = determine_matter(told(matter, forms_loop=True), [catalog("one", (short, other))], as_of=AS_OF)
        unknown = determine_matter(matter, [catalog("one", (short, other))], as_of=AS_OF)
        assert known.protect == protected
        assert PROTECTION.index(unknown.protect) >= PROTECTION.index(known.protect)

    def test_an_open_item_of_a_low_level_does_not_lower_an_item_of_unknown_level(self) -> None:
        """What is met states no level, so the matter may be of the highest; that another item is asked about changes nothing."""
        unlevelled = item(1, (Limb(1, (("甲",),)),), level=None)
        other = item(2, (Limb(1, (("甲",),), facts=(("forms_loop", Flag(value=True)),)),), level=Level.SECRET)
        chosen = [catalog("one", (unlevelled, other))]
        matter = Matter(title="甲", tier="central", issued=date(2026, 1, 5))
        assert determine_matter(told(matter, forms_loop=False), chosen, as_of=AS_OF).protect is Level.TOP_SECRET
        assert determine_matter(matter, chosen, as_of=AS_OF).protect is Level.TOP_SECRET


class TestEveryCompletionOfTheLawsOwnRecord:
    """The law's own rules: an unknown code never concludes what no known code in its place would."""

    @pytest.mark.parametrize(
        "field", ["items.pending", "authority.item", "item.tier", "published", "mark.form", "term.vs_ceiling", "start"]
    )
    def test_forgetting_one_field_concludes_nothing_of_the_lowest_strata_that_no_code_concludes(
        self, field: str, law_program: Callable[[], Any]
    ) -> None:
        program = law_program()
        base = {"law": "in_force", "derived": "no", "items.state": "levelled", "items.levels": "one", "authority.item": "enough"}
        lowest = program.strata[0]
        for code, tier in product(program.vocabulary.field(field).codes, ["within", "outside"]):
            record = {**base, "item.tier": tier, field: code}
            fired = {step.rule for step in fixpoint.conclude(program, record).steps if step.stratum == lowest}
            less = {step.rule for step in fixpoint.conclude(program, less_known(record, field)).steps if step.stratum == lowest}
            assert less <= fired


def test_a_result_asked_by_if_is_refused() -> None:
    result = classify.determine(Matter(title="甲"), [], as_of=AS_OF)
    with pytest.raises(TypeError):
        bool(result)
