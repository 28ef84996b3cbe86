"""Sentence 7 as theorems: criteria alone match; likeness suggests; what decided is named and suffices."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from classify.catalog import suggest as suggesting
from classify.catalog.model import Catalog, Limb
from classify.determination import determine_matter
from classify.documents import Matter, Suggestion
from classify.law import law_on
from classify.law.regime import periods
from classify.rules import fixpoint
from classify.rules.program import Program, compile_program
from classify.text.answers import determination_dict
from tests.theorems.strategies import (
    AS_OF,
    ByRandom,
    Source,
    catalog,
    choices_of_catalogs,
    item,
    matters,
    record_from,
    sources_with_records,
)

randoms = st.randoms(use_true_random=False)


def with_rules(program: Program, names: set[str]) -> Program:
    """Compile a Program anew with nothing but these rules; an exception whose rule is not there silences nothing."""
    rules = [
        replace(rule, guards=(), overrides=tuple(name for name in rule.overrides if name in names))
        for rule in program.rules
        if rule.id in names
    ]
    return compile_program(program.vocabulary, program.strata, program.slots, rules)


def only_items(chosen: tuple[Catalog, ...], named: set[tuple[str, str]]) -> list[Catalog]:
    """Leave in the catalogs nothing but these items."""
    kept = [replace(held, items=tuple(one for one in held.items if (held.id, one.id) in named)) for held in chosen]
    return [replace(held, sha256=held.sha256 + repr(sorted(named))) for held in kept]


class TestNoAnalogy:
    """An item matches by the criteria that its author wrote down. Likeness makes suggestions, and reaches nothing else."""

    @given(choices_of_catalogs(), matters(), st.lists(st.tuples(st.integers(0, 9), st.floats(0, 1e9)), max_size=6))
    def test_scores_however_perturbed_change_nothing_but_the_suggestions(
        self, chosen: tuple[Catalog, ...], matter: Matter, perturbed: list[tuple[int, float]]
    ) -> None:
        def arbitrary(catalogs: Any, *_: Any) -> list[suggesting.Suggestion]:
            every = [(held, one) for held in catalogs for one in held.items]
            return [suggesting.Suggestion(*every[at % len(every)], score) for at, score in perturbed if every]

        plain = determine_matter(matter, chosen, as_of=AS_OF)
        with patch("classify.determination.answer.suggest", arbitrary):
            bent = determine_matter(matter, chosen, as_of=AS_OF)
        assert replace(bent, suggestions=()) == replace(plain, suggestions=())
        shown, other = (determination_dict(answer, "zh") for answer in (plain, bent))
        assert {key: value for key, value in shown.items() if key != "suggestions"} == {
            key: other[key] for key in shown if key != "suggestions"
        }

    def test_the_very_name_of_an_item_is_no_match(self) -> None:
        named = item(1, (Limb(1, (("乙",),)),), name="甲种信号灯布置图")
        answer = determine_matter(Matter(title="甲种信号灯布置图"), [catalog("one", [named])], as_of=AS_OF)
        assert (answer.outcome, answer.items, answer.level) == ("no_match", (), None)
        assert [(one.catalog, one.item) for one in answer.suggestions] == [("one", "1")]

    def test_a_suggestion_cannot_carry_a_level(self) -> None:
        assert {field.name for field in dataclasses.fields(Suggestion)} == {"catalog", "item", "score", "standing", "names"}

    @given(choices_of_catalogs(), matters())
    def test_what_is_suggested_was_not_matched(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        answer = determine_matter(matter, chosen, as_of=AS_OF)
        assert not answer.suggestions or answer.outcome == "no_match"


class TestTheTraceSuffices:
    """Every answer names the rules and items that decided it; evaluated alone they give the same."""

    @given(sources_with_records())
    def test_the_rules_that_fired_conclude_the_same_by_themselves(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        program = source.compiled()
        whole = fixpoint.conclude(program, record)
        alone = fixpoint.conclude(with_rules(program, {step.rule for step in whole.steps}), record)
        assert alone.conclusions == whole.conclusions

    @given(st.sampled_from([entry.value for entry in periods().entries]), randoms)
    def test_so_do_the_laws_own_rules(self, day: Any, random: Any) -> None:
        program = law_on(day).program
        record = record_from(ByRandom(random), program.vocabulary)
        whole = fixpoint.conclude(program, record)
        alone = fixpoint.conclude(with_rules(program, {step.rule for step in whole.steps}), record)
        assert alone.conclusions == whole.conclusions

    @given(choices_of_catalogs(), matters())
    def test_the_facts_that_the_trace_names_conclude_the_same(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        """Those rules, upon nothing but the facts that their steps name."""
        answer = determine_matter(matter, chosen, as_of=AS_OF)
        program = law_on(answer.law_of).program
        facts = {name: code for step in answer.trace for name, code in step.facts}
        alone = fixpoint.conclude(with_rules(program, {step.rule for step in answer.trace}), facts)
        assert alone.one("outcome") == answer.outcome
        assert [finding.id for finding in answer.findings] == list(alone.codes("findings"))

    @given(choices_of_catalogs(), matters())
    def test_a_rule_whose_outcome_did_not_stand_is_not_named(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        answer = determine_matter(matter, chosen, as_of=AS_OF)
        assert {code for step in answer.trace for slot, code in step.then if slot == "outcome"} == {answer.outcome}
        assert all(step.then for step in answer.trace)

    @given(choices_of_catalogs(), matters())
    def test_the_items_that_are_named_decide_the_same_by_themselves(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        """Those that are met and those that are asked about: also an open question rests on items, and names them."""
        answer = determine_matter(matter, chosen, as_of=AS_OF)
        named = {(one.catalog, one.item) for one in (*answer.items, *answer.asked, *answer.not_secret)}
        alone = determine_matter(matter, only_items(chosen, named), as_of=AS_OF)
        for name in ("outcome", "level", "protect", "term", "mark", "opens_on"):
            assert getattr(alone, name) == getattr(answer, name), name
        assert [finding.id for finding in alone.findings] == [finding.id for finding in answer.findings]
        assert [step.rule for step in alone.trace] == [step.rule for step in answer.trace]

    @given(choices_of_catalogs(), matters())
    def test_an_item_is_met_or_asked_about_and_never_both(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        answer = determine_matter(matter, chosen, as_of=AS_OF)
        assert not {one.id for one in answer.items} & {one.id for one in answer.asked}
        assert answer.asked or not answer.missing or {question.field for question in answer.missing} == {"tier"}

    @given(choices_of_catalogs(), matters())
    def test_every_finding_and_duty_cites_what_its_rules_cite(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        answer = determine_matter(matter, chosen, as_of=AS_OF)
        traced = {cite for step in answer.trace for cite in step.cites}
        for cites in [*(finding.cites for finding in answer.findings), *(duty.cites for duty in answer.duties)]:
            assert cites
            assert set(cites) <= traced
