"""Sentence 3 as theorems: strata, and a rule that builds on lower ones only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given

from classify.errors import LawError
from classify.rules import fixpoint
from classify.rules.condition import ALWAYS, All, Condition, Is, Not
from classify.rules.condition import Any as AnyOf
from classify.rules.field import Vocabulary
from classify.rules.program import Program, compile_program
from classify.rules.reading import holds
from classify.rules.rule import Conclusion, Rule, Slot
from classify.rules.truth import Truth
from tests.theorems.strategies import CITED, Source, sources, sources_with_records

YES = Is("asked", frozenset({"yes"}))
VOCABULARY = Vocabulary.of({"asked": ("yes", "no")})
SLOTS = (Slot("low", "union", ("x", "y"), "lower"), Slot("high", "union", ("x", "y"), "upper"))


def rule(
    *, stratum: str = "upper", when: Condition = YES, then: str = "high", code: str = "x", given: tuple[Is, ...] = ()
) -> Rule:
    return Rule("r", stratum, when, (Conclusion(then, code),), given=given, cites=CITED)


def compiled(*rules: Rule) -> Program:
    return compile_program(VOCABULARY, ("lower", "upper"), SLOTS, rules)


def asks(slot: str, *codes: str) -> Is:
    return Is(slot, frozenset(codes))


class TestARuleLooksDown:
    """A rule builds on what lower strata concluded, never on its own stratum or a higher one. This is seen when a Program is compiled."""

    @pytest.mark.parametrize(
        ("stratum", "then", "looked_at"), [("upper", "high", "high"), ("lower", "low", "high"), ("lower", "low", "low")]
    )
    def test_a_given_that_looks_at_its_own_or_a_higher_stratum_is_refused(self, stratum: str, then: str, looked_at: str) -> None:
        with pytest.raises(LawError) as caught:
            compiled(rule(stratum=stratum, then=then, given=(asks(looked_at, "x"),)))
        assert caught.value.id == "given-not-lower"

    def test_a_given_that_looks_down_is_taken(self) -> None:
        assert compiled(rule(given=(asks("low", "x"),))).rules

    @given(sources())
    def test_no_generated_program_can_be_made_to_look_up(self, source: Source) -> None:
        source.compiled()
        for place, stratum in enumerate(source.strata):
            for slot in source.slots:
                if slot.stratum not in source.strata[place:]:
                    continue
                for at, looking in enumerate(source.rules):
                    if looking.stratum == stratum:
                        up = replace(looking, given=(*looking.given, Is(slot.id, frozenset(slot.codes))))
                        with pytest.raises(LawError):
                            replace(source, rules=(*source.rules[:at], up, *source.rules[at + 1 :])).compiled()

    def test_a_conclusion_goes_into_a_slot_of_the_rules_own_stratum(self) -> None:
        with pytest.raises(LawError):
            compiled(rule(stratum="upper", then="low"))
        with pytest.raises(LawError):
            compiled(rule(stratum="lower", then="high"))


class TestWhatLowerStrataConcluded:
    """Each stratum is read once, and what lies above cannot reach back."""

    @given(sources_with_records())
    def test_a_stratum_is_untouched_by_those_above_it(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        whole = fixpoint.conclude(source.compiled(), record)
        for end in range(1, len(source.strata)):
            kept = source.strata[:end]
            lower = replace(
                source,
                strata=kept,
                slots=tuple(slot for slot in source.slots if slot.stratum in kept),
                rules=tuple(rule for rule in source.rules if rule.stratum in kept),
            )
            part = fixpoint.conclude(lower.compiled(), record)
            assert part.steps == tuple(step for step in whole.steps if step.stratum in kept)
            assert part.conclusions == {slot: whole.codes(slot) for slot in part.conclusions}

    @given(sources_with_records())
    def test_one_pass_a_stratum_is_the_fixpoint(self, drawn: tuple[Source, dict[str, str]]) -> None:
        """Reading every rule again with all conclusions at hand fires nothing more."""
        source, record = drawn
        program = source.compiled()
        argument = fixpoint.conclude(program, record)
        fired = {step.rule for step in argument.steps}
        again = {
            rule.id
            for rule in program.rules
            if holds(rule, record) is Truth.YES and all(test.codes & set(argument.codes(test.field)) for test in rule.given)
        }
        assert again == fired

    @given(sources_with_records())
    def test_a_step_names_the_conclusions_that_it_built_on(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        program = source.compiled()
        argument = fixpoint.conclude(program, record)
        strata = {slot.id: program.strata.index(slot.stratum) for slot in program.slots}
        for step in argument.steps:
            for slot, code in step.given:
                assert code in argument.codes(slot)
                assert strata[slot] < program.strata.index(step.stratum)

    @given(sources_with_records())
    def test_without_the_lower_stratum_nothing_fires_that_builds_on_it(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        assume(len(source.strata) > 1)
        lowest = source.strata[0]
        bare = replace(source, rules=tuple(rule for rule in source.rules if rule.stratum != lowest))
        slots = {slot.id for slot in source.slots if slot.stratum == lowest}
        for step in fixpoint.conclude(bare.compiled(), record).steps:
            assert not slots & {slot for slot, _ in step.given}
            assert not any(test.field in slots for rule in bare.rules if rule.id == step.rule for test in rule.given)


class TestWhatIsCheckedWhenCompiled:
    """Names, codes, slots and strata are checked before any rule runs; a rule that can never fire is a defect of the law's data."""

    @pytest.mark.parametrize(
        ("faulty", "fault"),
        [
            (rule(when=Is("askd", frozenset({"yes"}))), "unknown-field"),
            (rule(when=Is("asked", frozenset({"maybe"}))), "unknown-code"),
            (rule(when=Is("asked", frozenset({"unknown"}))), "unknown-code"),
            (rule(then="hihg"), "unknown-slot"),
            (rule(code="z"), "unknown-slot"),
            (rule(given=(Is("lwo", frozenset({"x"})),)), "unknown-slot"),
            (rule(given=(Is("low", frozenset({"z"})),)), "unknown-slot"),
            (rule(stratum="middle"), "unknown-stratum"),
            (rule(when=All((YES, Not(YES)))), "dead-rule"),
            (rule(when=AnyOf(())), "dead-rule"),
            (rule(when=Not(ALWAYS)), "dead-rule"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_faulty_rule_is_refused_by_name(self, faulty: Rule, fault: str) -> None:
        with pytest.raises(LawError) as caught:
            compiled(faulty)
        assert caught.value.id == fault
        assert caught.value.sentence("zh") != caught.value.sentence("en")

    def test_a_repeated_id_is_refused(self) -> None:
        with pytest.raises(LawError) as caught:
            compiled(rule(), rule())
        assert caught.value.id == "repeated-rule"

    def test_a_rule_that_reads_too_much_to_be_checked_is_refused(self) -> None:
        wide = Vocabulary.of({f"f{number}": tuple("abcd") for number in range(10)})
        everything = All(tuple(Is(name, frozenset({"a"})) for name in wide.fields))
        with pytest.raises(LawError) as caught:
            compile_program(wide, ("lower", "upper"), SLOTS, [rule(when=everything)])
        assert caught.value.id == "rule-too-wide"


class TestTheLawsOwnStrata:
    """The law's rules go from authority through the outcome to findings and duties."""

    def test_authority_before_the_outcome_before_findings_and_duties(self, law_program: Callable[..., Program]) -> None:
        strata = law_program().strata
        assert strata.index("authority") < strata.index("outcome") < min(strata.index("findings"), strata.index("duties"))

    def test_the_outcome_comes_of_the_outcome_stratum_alone(self, law_program: Callable[..., Program]) -> None:
        program = law_program()
        stratum = {slot.id: slot.stratum for slot in program.slots}
        assert (stratum["outcome"], stratum["findings"], stratum["duties"]) == ("outcome", "findings", "duties")
