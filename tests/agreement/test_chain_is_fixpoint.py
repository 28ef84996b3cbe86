"""The chain is the fixpoint: durable-rules, on its leash, says what thirty lines of ours say.

Hosts of durable are never freed, so generated programs run in child processes (`agreeing`), one batch each.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from classify.catalog.model import Limb
from classify.determination import determine_matter
from classify.documents import Matter
from classify.errors import EngineError
from classify.law import law_on
from classify.law.regime import periods
from classify.reasoning import engine as reasoning
from classify.rules import fixpoint
from classify.rules.condition import ALWAYS, Is
from classify.rules.field import Vocabulary
from classify.rules.program import Program, compile_program
from classify.rules.rule import Conclusion, Rule, Slot
from classify.rules.trace import Argument
from tests.agreement.agreeing import joining
from tests.agreement.children import ENVIRONMENT, ROOT, ended, started
from tests.theorems.strategies import AS_OF, CITED, catalog, item

chain = pytest.importorskip("classify.reasoning.chain", reason="durable-rules is not there: the fixpoint answers alone")

BATCH = 40
"""Programs a process: below the most hosts that one process may hold."""
GROWTH = 8_000_000
"""How many bytes a soak may grow by, whatever its length: the allocator's own unrest."""


def agree(batches: int) -> None:
    """Run so many batches, one process after another, and expect every argument equal in every part."""
    told = [ended(started("programs", seed, BATCH)) for seed in range(batches)]
    assert [one["first"] for one in told if one["differing"]] == []
    assert sum(one["programs"] for one in told) == batches * BATCH
    assert all(one["hosts"] <= chain.MOST_HOSTS for one in told)
    assert sum(one["steps"] for one in told) > batches * BATCH


# ---- a small Program of our own, so that the hosts of this process stay few ----

YES = frozenset({"yes"})
WATCH = Vocabulary.of(dict.fromkeys(("smoke", "fire", "wind"), ("yes", "no")))
SLOTS = (
    Slot("seen", "union", ("smoke", "fire"), "low"),
    Slot("alarm", "first", ("great", "small"), "middle"),
    Slot("sent", "union", ("rider", "signal"), "high"),
)
RULES = (
    Rule("fire-seen", "low", Is("fire", YES), (Conclusion("seen", "fire"),), cites=CITED),
    Rule("smoke-seen", "low", Is("smoke", YES), (Conclusion("seen", "smoke"),), cites=CITED),
    Rule("alarm-great", "middle", ALWAYS, (Conclusion("alarm", "great"),), given=(Is("seen", frozenset({"fire"})),), cites=CITED),
    Rule(
        "alarm-small",
        "middle",
        ALWAYS,
        (Conclusion("alarm", "small"),),
        given=(Is("seen", frozenset({"fire", "smoke"})),),
        cites=CITED,
    ),
    Rule(
        "rider",
        "high",
        Is("wind", YES),
        (Conclusion("sent", "rider"),),
        given=(Is("alarm", frozenset({"great", "small"})),),
        cites=CITED,
    ),
    Rule(
        "signal",
        "high",
        ALWAYS,
        (Conclusion("sent", "signal"),),
        given=(Is("alarm", frozenset({"great"})), Is("seen", frozenset({"fire"}))),
        cites=CITED,
    ),
)
ALL_YES = dict.fromkeys(WATCH.fields, "yes")
RECORDS: list[dict[str, str]] = [{}, ALL_YES, {"smoke": "yes"}, {"fire": "yes", "wind": "no"}, {"smoke": "yes", "wind": "yes"}]


@pytest.fixture(scope="module")
def watch() -> Program:
    return compile_program(WATCH, ("low", "middle", "high"), SLOTS, RULES)


def rules_of(argument: Argument) -> list[str]:
    return [step.rule for step in argument.steps]


class TestTheChainIsTheFixpoint:
    """On every generated program and record the two give one argument: conclusions, steps, facts and citations."""

    def test_on_three_hundred_and_twenty_generated_programs(self) -> None:
        agree(8)

    @pytest.mark.slow
    def test_on_three_thousand_generated_programs(self) -> None:
        agree(75)

    def test_on_a_small_program(self, watch: Program) -> None:
        for record in RECORDS:
            assert chain.conclude(watch, record) == fixpoint.conclude(watch, record)

    @pytest.mark.parametrize("first", sorted({entry.value for entry in periods().entries}), ids=str)
    def test_on_the_law_of_every_period(self, first: date) -> None:
        program = law_on(first).program
        for place in range(12):
            codes = {
                name: (*field.codes, "unknown")[place % (len(field.codes) + 1)]
                for name, field in program.vocabulary.fields.items()
            }
            record = {name: code for number, (name, code) in enumerate(sorted(codes.items())) if (number * 7 + place) % 5}
            assert chain.conclude(program, record) == fixpoint.conclude(program, record)

    @pytest.mark.parametrize("first", sorted({entry.value for entry in periods().entries}), ids=str)
    def test_the_law_of_every_period_is_answered_by_the_chain(self, first: date) -> None:
        assert chain.fits(law_on(first).program)
        answer = determine_matter(Matter(title="甲", issued=first), [], as_of=AS_OF)
        assert answer.engine == "durable"


class TestTheChainDecides:
    """durable is the engine, not decoration: what it is not told it does not conclude."""

    @pytest.mark.parametrize(("withheld", "left"), [("low", []), ("middle", ["fire-seen", "smoke-seen"])])
    def test_with_the_tokens_of_a_stratum_missing_nothing_above_it_fires(
        self, watch: Program, withheld: str, left: list[str]
    ) -> None:
        chain.conclude(watch, {})
        held = chain._chains[watch.digest]
        name = held._names[withheld]
        host = held._host
        tell, take_back = host.assert_fact, host.retract_fact

        def kept(act: Any) -> Any:
            def acting(ruleset: str, fact: dict[str, Any]) -> Any:
                return None if ruleset == name and "met" in fact else act(ruleset, fact)

            return acting

        with patch.object(host, "assert_fact", kept(tell)), patch.object(host, "retract_fact", kept(take_back)):
            assert rules_of(chain.conclude(watch, ALL_YES)) == left
        assert rules_of(chain.conclude(watch, ALL_YES)) == rules_of(fixpoint.conclude(watch, ALL_YES))

    def test_with_the_conclusions_handed_up_withheld_nothing_that_builds_on_them_fires(self, watch: Program) -> None:
        chain.conclude(watch, {})
        host = chain._chains[watch.digest]._host
        tell, take_back = host.assert_fact, host.retract_fact

        def without(act: Any) -> Any:
            return lambda ruleset, fact: None if "has" in fact else act(ruleset, fact)

        with patch.object(host, "assert_fact", without(tell)), patch.object(host, "retract_fact", without(take_back)):
            assert rules_of(chain.conclude(watch, ALL_YES)) == ["fire-seen", "smoke-seen"]

    def test_withholding_the_outcome_of_the_law_leaves_no_duty_and_no_answer(self) -> None:
        program = law_on(AS_OF).program
        chain.conclude(program, {})
        held = chain._chains[program.digest]
        tell, take_back = held._host.assert_fact, held._host.retract_fact
        names = {held._names["outcome"]}

        def kept(act: Any) -> Any:
            return lambda ruleset, fact: None if ruleset in names and "met" in fact else act(ruleset, fact)

        built_on = {rule.id for rule in program.rules if any(test.field == "outcome" for test in rule.given)}
        with patch.object(held._host, "assert_fact", kept(tell)), patch.object(held._host, "retract_fact", kept(take_back)):
            argument = chain.conclude(program, {"law": "in_force", "items.state": "none", "proposal": "read", "drafted": "yes"})
            assert argument.codes("outcome") == ()
            assert not built_on & set(rules_of(argument))
            with pytest.raises(EngineError):
                determine_matter(Matter(title="甲", mark="秘密★1年"), [], as_of=AS_OF)


def large(conditions: int) -> Program:
    """Make a Program of one stratum with so many rules."""
    slots = (Slot("seen", "union", tuple(f"c{number}" for number in range(conditions)), "low"),)
    rules = [
        Rule(f"r{number}", "low", Is("fire", YES), (Conclusion("seen", f"c{number}"),), cites=CITED)
        for number in range(conditions)
    ]
    return compile_program(WATCH, ("low",), slots, rules)


class TestTheLeash:
    """What durable cannot bear it is never given, and what goes wrong inside it comes out."""

    def test_more_than_255_conditions_are_answered_by_the_fixpoint_which_says_so(self) -> None:
        program = large(256)
        argument, by = reasoning.conclude(program, {"fire": "yes"})
        assert by == "fixpoint"
        assert argument == fixpoint.conclude(program, {"fire": "yes"})
        assert program.digest not in chain._chains

    def test_255_conditions_are_answered_by_the_chain(self) -> None:
        program = large(255)
        argument, by = reasoning.conclude(program, {"fire": "yes"})
        assert by == "durable"
        assert argument == fixpoint.conclude(program, {"fire": "yes"})

    def test_conditions_on_conclusions_count_as_conditions(self) -> None:
        program = large(120)
        above = Slot("sent", "union", ("rider",), "high")
        tests = Is("seen", frozenset(f"c{number}" for number in range(120)))
        rules = [
            Rule(f"h{number}", "high", ALWAYS, (Conclusion("sent", "rider"),), given=(tests,), cites=CITED) for number in range(3)
        ]
        both = compile_program(WATCH, ("low", "high"), (*program.slots, above), [*program.rules, *rules])
        assert not chain.fits(both)
        assert reasoning.conclude(both, {"fire": "yes"})[1] == "fixpoint"

    def test_rules_that_build_on_many_conclusions_at_once_do_not_bring_the_process_down(self) -> None:
        """Retracting the facts of a join that fired, durable reads past the end of its own memory: the further, the larger the join."""
        told = [ended(started("joins", codes, 10)) for codes in (6, 8)]
        assert [one["differing"] for one in told] == [0, 0]
        assert [one["programs"] for one in told] == [24, 32]
        assert all(one["by_chain"] for one in told)

    @pytest.mark.parametrize(
        "tests",
        [[{"c0"}, {"c1"}, {"c2"}, {"c3"}], [{"c0", "c1", "c2"}, {"c3", "c4"}], [{"c0", "c1"}, {"c2", "c3"}, {"c4"}]],
        ids=["four premises", "two, each of several", "three, two of several"],
    )
    def test_such_a_rule_is_not_given_to_durable_at_all(self, tests: list[set[str]]) -> None:
        """Whether a read past the end is survived is chance; a memory checker shows it from six firings of one rule on."""
        program = joining(2, 6, [frozenset(test) for test in tests])
        assert not chain.fits(program)
        assert reasoning.conclude(program, {})[1] == "fixpoint"

    def test_a_process_that_holds_the_most_hosts_takes_no_further_program(self) -> None:
        further = replace(large(3), slots=(Slot("seen", "union", ("c0", "c1", "c2", "spare"), "low"),))
        full = {str(number): None for number in range(chain.MOST_HOSTS)}
        with patch.dict(chain._chains, full, clear=True):
            assert not chain.fits(further)
            assert reasoning.conclude(further, {})[1] == "fixpoint"

    def test_without_durable_the_fixpoint_answers_and_says_so(self, watch: Program) -> None:
        with patch.object(reasoning, "chain_available", lambda: False):
            argument, by = reasoning.conclude(watch, ALL_YES)
        assert (argument, by) == (fixpoint.conclude(watch, ALL_YES), "fixpoint")

    @pytest.mark.parametrize("failure", [ValueError("r"), KeyError("r"), EngineError("engine-late", where="durable")], ids=repr)
    def test_an_exception_in_an_action_comes_out(self, watch: Program, failure: Exception) -> None:
        with patch.object(chain, "step_of", side_effect=failure), pytest.raises(type(failure)):
            chain.conclude(watch, ALL_YES)
        self.says_what_the_fixpoint_says(watch)

    def test_a_duplicate_is_a_failure_and_never_no_match(self, watch: Program) -> None:
        """durable takes two facts of one id for one fact: here that is an error, and nothing stays behind."""
        chain.conclude(watch, {})
        with patch.object(chain, "_ids", iter([7] * 50)), pytest.raises(EngineError):
            chain.conclude(watch, ALL_YES)
        self.says_what_the_fixpoint_says(watch)

    @pytest.mark.parametrize("at", range(6))
    def test_wherever_an_assertion_fails_it_comes_out_and_nothing_stays_behind(self, watch: Program, at: int) -> None:
        """What was told before the failure is taken back, or the next matter would be joined with the last one's tokens."""
        chain.conclude(watch, {})
        host = chain._chains[watch.digest]._host
        tell, told = host.assert_fact, count()

        def failing(ruleset: str, fact: dict[str, Any]) -> Any:
            if next(told) == at:
                raise chain.engine.MessageObservedException("a hash of 32 bits that was there before")
            return tell(ruleset, fact)

        with patch.object(host, "assert_fact", failing), pytest.raises(EngineError):
            chain.conclude(watch, ALL_YES)
        self.says_what_the_fixpoint_says(watch)

    @staticmethod
    def says_what_the_fixpoint_says(watch: Program) -> None:
        for record in (*RECORDS, *RECORDS[::-1]):
            assert chain.conclude(watch, record) == fixpoint.conclude(watch, record)

    def test_no_host_starts_a_thread(self) -> None:
        """A host of durable's own starts two endless timers at once."""
        code = (
            "import threading; from datetime import date; from classify.documents import Matter;"
            "from classify.determination import determine_matter;"
            "answer = determine_matter(Matter(title='x'), [], as_of=date(2026, 11, 21));"
            "print(answer.engine, threading.active_count())"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=ENVIRONMENT, text=True, capture_output=True, check=True)
        assert done.stdout.split() == ["durable", "1"]


class TestThreads:
    """One lock: threads that determine at once get what one gets."""

    def test_four_threads_agree_with_one(self) -> None:
        held = [catalog("one", [item(1, (Limb(1, (("甲",),)),), tiers=("central",))])]
        asked = [
            Matter(title=title, tier=tier, mark=mark)
            for title in ("甲", "乙")
            for tier in ("central", "county", None)
            for mark in ("秘密★10年", "绝密★长期", None)
        ]
        alone = [determine_matter(matter, held, as_of=AS_OF) for matter in asked]
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda matter: determine_matter(matter, held, as_of=AS_OF), asked * 20))
        assert together == alone * 20


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read where Linux keeps it")
class TestMemory:
    """Nothing is kept of a matter: memory stays flat however many come."""

    def test_it_is_flat_over_twenty_thousand_determinations_from_four_threads(self) -> None:
        told = ended(started("soak", 20_000, 4))
        assert told["rounds"] >= 20_000
        assert (told["differing"], told["engines"]) == (0, ["durable"])
        assert told["grown"] < GROWTH
        assert told["hosts"] <= 12

    @pytest.mark.slow
    @pytest.mark.parametrize("threads", [1, 4])
    def test_ten_minutes_of_determinations(self, threads: int) -> None:
        told = ended(started("time", 600, threads), within=900)
        assert told["differing"] == 0
        assert told["grown"] < GROWTH
