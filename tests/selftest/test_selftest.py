"""`classify selftest`: "prints how many cases agreed, and a smallest counter-example where one does not"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.batch import evaluate
from classify.catalog.read import load_catalogs
from classify.determination import determine_matter
from classify.documents import Matter
from classify.documents.graph import Graph
from classify.errors import EngineError
from classify.level import Level
from classify.lifecycle import Standing, state_on
from classify.rules.trace import Argument
from classify.selftest import ceilings, matters, rows, sql
from classify.selftest.comparing import Compared, compare
from classify.selftest.graphs import graph
from classify.selftest.pair import Pair
from classify.selftest.pairs import pairs
from classify.selftest.paths import pieces
from classify.selftest.shrinking import shrunk, smaller
from classify.selftest.titles import Subjects
from tests.batch.examples import AS_OF
from tests.cli.command_line import lighthouse, ran

CATALOGS = load_catalogs("organization-work")
COUNT = 150


def compared(name: str, count: int = COUNT) -> Compared:
    return compare(pair(name), count)


def pair(name: str) -> Pair:
    return next(one for one in pairs(CATALOGS, AS_OF, "civil", 1) if one.id == name)


class TestAgreement:
    """What the shipped engines say of every pair."""

    @pytest.mark.parametrize("rule", ["civil", "anniversary"])
    def test_they_agree(self, rule: Any) -> None:
        for one in pairs(CATALOGS, AS_OF, rule, 2):
            found = compare(one, COUNT)
            assert found.example is None, one.id
            if one.installed:
                assert found.agreed == found.cases > COUNT / 2, one.id

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(5))
    def test_they_agree_at_length(self, seed: int) -> None:
        for one in pairs(load_catalogs(), AS_OF, "civil", seed):
            assert compare(one, 10_000).example is None, one.id

    def test_the_same_seed_draws_the_same_cases(self) -> None:
        for one, again, other in zip(*(pairs(CATALOGS, AS_OF, "civil", seed) for seed in (1, 1, 2)), strict=True):
            assert one.drawn(20) == again.drawn(20) != other.drawn(20)

    def test_without_durable_or_duckdb_the_pair_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("classify.selftest.pairs.chain_available", lambda: False)
        monkeypatch.setattr(sql, "available", lambda: False)
        absent = {one.id for one in pairs(CATALOGS, AS_OF, "civil", 1) if not compare(one, 5).installed}
        assert absent == {"chain-fixpoint", "batch-sql"}


class TestPlantedFaults:
    """A fault in one engine is found, and the case that shows it has nothing that it does not need."""

    def test_in_the_chain(self, monkeypatch: pytest.MonkeyPatch) -> None:
        chain = pytest.importorskip("classify.reasoning.chain", reason="durable-rules is not there")
        right = chain.conclude

        def forgetful(program: Any, record: Any) -> Argument:
            argument: Argument = right(program, record)
            kept = tuple(code for code in argument.codes("findings") if code != "mark-star-wrong")
            if kept == argument.codes("findings"):
                return argument
            return replace(argument, conclusions={**argument.conclusions, "findings": kept})

        monkeypatch.setattr(chain, "conclude", forgetful)
        found = compared("chain-fixpoint")
        assert found.differ
        assert found.example is not None
        assert set(found.example.case) == {"title", "mark"}
        assert "☆" in found.example.case["mark"]
        assert len(found.example.case["title"]) == 1
        assert set(found.example.one) == {"findings"}

    def test_in_the_batch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        right = evaluate

        def wrong(table: pa.Table, *given_: Any, **more: Any) -> pa.Table:
            answers = right(table, *given_, **more).to_pylist()
            for row, answer in zip(table.to_pylist(), answers, strict=True):
                if answer["action"] == "mark_declassified" and row.get("own"):
                    answer["action"] = "none"
            return pa.Table.from_pylist(answers) if answers else right(table, *given_, **more)

        monkeypatch.setattr(rows, "evaluate", wrong)
        found = compared("batch-single").example
        assert found is not None
        assert (found.one, found.other) == ({"action": "none"}, {"action": "mark_declassified"})
        assert found.case.keys() <= {
            "id",
            "own",
            "mark",
            "level",
            "issued",
            "notified",
            "event_on",
            "published_on",
            "declassified_on",
        }
        assert len(found.case) <= 4

    def test_in_the_determination(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def lenient(matter: Matter, *given_: Any, **more: Any) -> Any:
            determined = determine_matter(matter, *given_, **more)
            return replace(determined, findings=tuple(one for one in determined.findings if one.id != "period-above-ceiling"))

        monkeypatch.setattr(matters, "determine_matter", lenient)
        found = compared("batch-determine").example
        assert found is not None
        assert set(found.one["findings"]) - set(found.other["findings"]) == {"period-above-ceiling"}
        assert set(found.case) <= {"title", "mark", "issued", "notified"}

    def test_in_the_life(self, monkeypatch: pytest.MonkeyPatch) -> None:
        right = state_on

        def late(*given_: Any) -> Standing:
            standing = right(*given_)
            return replace(standing, opens_on=date(2000, 1, 1) if standing.opens_on else None)

        monkeypatch.setattr(rows, "state_on", late)
        found = compared("batch-status").example
        assert found is not None
        assert set(found.one) == {"opens_on"}
        assert len(found.case) <= 3

    def test_in_sql(self, monkeypatch: pytest.MonkeyPatch) -> None:
        right = sql.opens_on

        def leap(durations: Sequence[tuple[date, int, str]], rule: Any) -> list[date]:
            days = right(durations, rule)
            return [day + timedelta(days=unit == "days") for day, (_, _, unit) in zip(days, durations, strict=True)]

        monkeypatch.setattr(sql, "opens_on", leap)
        found = compared("batch-sql")
        assert found.example is not None
        assert found.example.case["unit"] == "days"
        assert 0 < found.agreed < found.cases

    def test_in_a_ceiling(self, monkeypatch: pytest.MonkeyPatch) -> None:
        right = pieces

        def blind(graph_: Graph, *given_: Any) -> Any:
            return {piece for piece in right(graph_, *given_) if piece.level is not Level.TOP_SECRET}

        monkeypatch.setattr(ceilings, "pieces", blind)
        found = compared("compile-paths").example
        assert found is not None
        assert len(found.case["matters"]) <= 2, "the one that is asked about, and the one that it draws on"
        assert found.case["matters"][0]["mark"].startswith("绝密★")
        assert set(found.case["matters"][0]) == {"id", "mark"}

    def test_that_raises(self, monkeypatch: pytest.MonkeyPatch) -> None:
        chain = pytest.importorskip("classify.reasoning.chain", reason="durable-rules is not there")

        def fail(*_: Any) -> None:
            raise EngineError("engine-failed")

        monkeypatch.setattr(chain, "conclude", fail)
        found = compared("chain-fixpoint", 3).example
        assert found is not None
        assert found.one["error"] == "engine-failed"


class TestTheCommand:
    """Exit status 1 where something disagreed; one document with `--json`; both languages."""

    def test_agreement_is_status_0(self, tmp_path: Path) -> None:
        left = ran(
            "selftest", "--catalog", lighthouse(tmp_path), "--cases", "20", "--seed", "3", "--json", "--as-of", "2026-11-21"
        )
        assert left.status == 0
        assert left.err == ""
        told = left.answer
        assert (told["schema"], told["catalogs"], told["seed"], told["as_of"]) == (
            "classify/selftest/1",
            ["lighthouse"],
            3,
            "2026-11-21",
        )
        assert told["agreed"] is True
        assert [one["id"] for one in told["pairs"]] == [one.id for one in pairs((), AS_OF, "civil", 1)]
        assert all(one["agreed"] == one["cases"] and one["example"] is None for one in told["pairs"])

    @pytest.mark.parametrize(("lang", "says"), [("zh", "最小的反例"), ("en", "the smallest counter-example")])
    def test_a_fault_is_status_1_and_is_shown(self, lang: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sql, "opens_on", lambda durations, _rule: [date(2000, 1, 1)] * len(durations))
        call = ("selftest", "--catalog", "organization-work", "--cases", "20", "--as-of", "2026-11-21")
        left = ran(*call, "--lang", lang)
        assert left.status == 1
        assert says in left.out
        assert '"opens_on": "2000-01-01"' in left.out
        told = ran(*call, "--json")
        assert told.status == 1
        wrong = [one for one in told.answer["pairs"] if one["agreed"] < one["cases"]]
        assert [one["id"] for one in wrong] == ["batch-sql"]
        assert set(wrong[0]["example"]["case"]) == {"issued", "count", "unit"}
        assert told.answer["agreed"] is False

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_people_see_a_line_for_each_pair(self, lang: str) -> None:
        left = ran("selftest", "--catalog", "organization-work", "--cases", "10", "--as-of", "2026-11-21", "--lang", lang)
        assert left.status == 0
        assert left.out.count(" = ") == 6

    def test_no_cases_are_refused(self) -> None:
        assert ran("selftest", "--cases", "0").status == 2


class TestCases:
    """Cases come from the catalogs given: their items are met, missed, and asked about."""

    def test_titles_and_facts_meet_the_items_of_a_catalog(self) -> None:
        subjects = Subjects(CATALOGS, Random(1))
        answers = [
            determine_matter(Matter(title=one.title, facts=one.facts, tier="central"), CATALOGS, as_of=AS_OF)
            for one in (subjects.draw() for _ in range(200))
        ]
        met = {found.item for answer in answers for found in answer.items}
        assert len(met) > len(CATALOGS[0].items) / 2
        assert {"determined", "undetermined", "no_match"} <= {answer.outcome for answer in answers}

    def test_catalogs_without_items_have_cases_too(self) -> None:
        for one in pairs((), AS_OF, "civil", 1):
            assert compare(one, 10).example is None
        assert Subjects((), Random(1)).draw().title

    @given(st.integers(0, 10_000))
    def test_every_graph_can_be_read(self, seed: int) -> None:
        drawn = graph(Random(seed), AS_OF)
        assert Graph.model_validate(drawn, strict=False).target == drawn["target"]


documents = st.recursive(
    st.integers(0, 3) | st.text("甲乙", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
cases = st.dictionaries(st.sampled_from("abc"), documents, max_size=3)
FAILS: list[Callable[[dict[str, Any]], bool]] = [
    lambda case: "a" in case,
    lambda case: "甲" in str(case),
    lambda case: str(case).count("1") >= 2,
]


def size(value: Any) -> int:
    match value:
        case dict():
            return 1 + sum(map(size, value.values()))
        case list():
            return 1 + sum(map(size, value))
        case str():
            return 1 + len(value)
        case _:
            return 1


class TestShrinking:
    """What is shown still fails, and nothing that is a part less does."""

    @given(cases, st.sampled_from(FAILS))
    def test_the_smallest_fails_and_no_smaller_one_does(
        self, case: dict[str, Any], fails: Callable[[dict[str, Any]], bool]
    ) -> None:
        if fails(case):
            least = shrunk(case, fails)
            assert fails(least)
            assert not any(map(fails, smaller(least)))

    @given(cases)
    def test_a_smaller_case_is_smaller_and_the_case_stays_as_it_was(self, case: dict[str, Any]) -> None:
        before = repr(case)
        tried: Iterator[dict[str, Any]] = smaller(case)
        assert all(size(one) < size(case) for one in tried)
        assert repr(case) == before
