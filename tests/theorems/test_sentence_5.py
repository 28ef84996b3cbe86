"""Sentence 5 as theorems: exceptions are written down, compiled in, and never a matter of which came last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from classify.catalog.model import Limb, TermLimit
from classify.determination import determine_matter
from classify.documents import Matter
from classify.errors import LawError
from classify.rules import fixpoint
from classify.rules.condition import ALWAYS, All, Condition, Is, Not
from classify.rules.field import Vocabulary
from classify.rules.program import Program, compile_program
from classify.rules.reading import holds, read
from classify.rules.rule import Conclusion, Rule, Slot
from classify.rules.truth import Truth
from classify.term import Duration
from tests.theorems.strategies import AS_OF, CITED, Source, catalog, item, sources_with_records

VOCABULARY = Vocabulary.of({"rain": ("yes", "no"), "wind": ("yes", "no")})
RAIN = Is("rain", frozenset({"yes"}))
WIND = Is("wind", frozenset({"yes"}))
SLOTS = (Slot("signal", "union", ("lamp", "flag", "horn"), "s"), Slot("watch", "union", ("doubled",), "low"))


def rule(name: str, when: Condition, then: str | None, overrides: tuple[str, ...] = (), given: tuple[Is, ...] = ()) -> Rule:
    conclusions = () if then is None else (Conclusion("signal", then),)
    return Rule(name, "s", when, conclusions, given=given, overrides=overrides, cites=CITED)


def compiled(*rules: Rule) -> Program:
    return compile_program(VOCABULARY, ("low", "s"), SLOTS, rules)


def fired(program: Program, **record: str) -> set[str]:
    return {step.rule for step in fixpoint.conclude(program, record).steps}


def fault(*rules: Rule) -> str:
    with pytest.raises(LawError) as caught:
        compiled(*rules)
    return caught.value.id


def direct_exceptions(source: Source, silenced: str) -> list[Rule]:
    return [rule for rule in source.rules if silenced in rule.overrides]


class TestAnExceptionIsExplicit:
    """A rule that another one overrides does not fire while the other's condition holds; nor while it is not known whether it holds."""

    def test_rule_exception_and_doubt(self) -> None:
        program = compiled(rule("ordinary", ALWAYS, "lamp"), rule("exception", RAIN, "flag", ("ordinary",)))
        assert fired(program, rain="yes") == {"exception"}
        assert fired(program, rain="no") == {"ordinary"}
        assert fired(program) == set()

    def test_an_exception_that_concludes_nothing_just_silences(self) -> None:
        program = compiled(rule("ordinary", ALWAYS, "lamp"), rule("exception", RAIN, None, ("ordinary",)))
        assert fixpoint.conclude(program, {"rain": "yes"}).codes("signal") == ()
        assert fixpoint.conclude(program, {"rain": "no"}).codes("signal") == ("lamp",)

    def test_an_exception_to_an_exception_silences_both(self) -> None:
        program = compiled(
            rule("ordinary", ALWAYS, "lamp"),
            rule("exception", RAIN, "flag", ("ordinary",)),
            rule("second", WIND, "horn", ("exception",)),
        )
        assert fired(program, rain="yes", wind="yes") == {"second"}
        assert fired(program, rain="no", wind="yes") == {"second"}
        assert fired(program, rain="yes", wind="no") == {"exception"}
        assert fired(program, rain="no", wind="no") == {"ordinary"}

    @given(sources_with_records())
    def test_an_overridden_rule_never_fires_while_its_exception_holds(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        for name in fired(source.compiled(), **record):
            for exception in direct_exceptions(source, name):
                assert read(exception.when, record) is Truth.NO

    @given(sources_with_records())
    def test_no_two_rules_fire_of_which_one_overrides_the_other(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        names = fired(source.compiled(), **record)
        assert not any(set(rule.overrides) & names for rule in source.rules if rule.id in names)

    @given(sources_with_records(exceptions=False))
    def test_without_exceptions_nothing_is_silenced(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        program = source.compiled()
        assert all(holds(rule, record) is read(rule.when, record) for rule in program.rules)

    def test_an_exception_that_does_not_hold_silences_nothing(self) -> None:
        """An exception may build on a lower stratum. Where that concluded nothing the exception does not hold, and the rule stands.

        A compiler that refuses such an exception outright would be as good.
        """
        doubled = (Is("watch", frozenset({"doubled"})),)
        try:
            program = compiled(rule("ordinary", ALWAYS, "lamp"), rule("exception", RAIN, "flag", ("ordinary",), given=doubled))
        except LawError:
            return
        assert fired(program, rain="yes") == {"ordinary"}


class TestConflictsAreRefused:
    """Two exceptions of one rule that can both hold, neither above the other, are refused when a Program is compiled."""

    def test_two_unordered_exceptions_that_can_both_hold(self) -> None:
        ordinary = rule("ordinary", ALWAYS, "lamp")
        assert (
            fault(ordinary, rule("one", RAIN, "flag", ("ordinary",)), rule("two", WIND, "horn", ("ordinary",)))
            == "override-conflict"
        )

    def test_two_exceptions_that_cannot_both_hold_are_taken(self) -> None:
        dry = All((Not(RAIN), WIND))
        program = compiled(
            rule("ordinary", ALWAYS, "lamp"), rule("one", RAIN, "flag", ("ordinary",)), rule("two", dry, "horn", ("ordinary",))
        )
        weathers = [("yes", "yes"), ("no", "yes"), ("no", "no")]
        assert [fired(program, rain=rain, wind=wind) for rain, wind in weathers] == [{"one"}, {"two"}, {"ordinary"}]

    def test_two_exceptions_of_which_one_is_above_the_other_are_taken(self) -> None:
        ordinary = rule("ordinary", ALWAYS, "lamp")
        program = compiled(ordinary, rule("one", RAIN, "flag", ("ordinary",)), rule("two", WIND, "horn", ("one", "ordinary")))
        assert fired(program, rain="yes", wind="yes") == {"two"}

    @pytest.mark.parametrize(
        ("overrides", "expected"),
        [
            ({"one": ("one",)}, "override-circle"),
            ({"one": ("two",), "two": ("one",)}, "override-circle"),
            ({"one": ("three",)}, "override-absent"),
        ],
        ids=["itself", "each other", "what is not there"],
    )
    def test_circles_and_absent_rules(self, overrides: dict[str, tuple[str, ...]], expected: str) -> None:
        rules = [rule(name, RAIN, "lamp", overrides.get(name, ())) for name in ("one", "two")]
        assert fault(*rules) == expected

    def test_an_exception_stays_in_its_stratum(self) -> None:
        low = Rule("low", "low", RAIN, (Conclusion("watch", "doubled"),), cites=CITED)
        assert fault(low, rule("ordinary", WIND, "lamp", ("low",))) == "override-absent"

    def test_a_rule_whose_exceptions_leave_it_nothing_is_dead(self) -> None:
        assert fault(rule("ordinary", RAIN, "lamp"), rule("exception", RAIN, "flag", ("ordinary",))) == "dead-rule"


class TestNothingIsDecidedByOrder:
    """There is no salience and no last word: a Program and its reverse are one Program."""

    @given(sources_with_records())
    def test_exceptions_in_any_order(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        back = replace(source, rules=source.rules[::-1])
        assert fired(back.compiled(), **record) == fired(source.compiled(), **record)

    def test_the_laws_own_exception(self, law_program: Callable[..., Program]) -> None:
        """The ceilings hold unless provided otherwise (LAW2024-20.2): an item may give more, and says so itself."""
        limb = Limb(1, (("甲",),))
        long, short = (item(1, (limb,), term=TermLimit(maximum=Duration(years, "years"))) for years in (40, 10))
        matter = Matter(title="甲", mark="秘密★15年", tier="central", issued=date(2026, 1, 5))
        for one, above in ((long, False), (short, True)):
            findings = {finding.id for finding in determine_matter(matter, [catalog("one", [one])], as_of=AS_OF).findings}
            assert ("period-above-ceiling" in findings) is above
        assert any(rule.overrides for rule in law_program().rules)
