"""Graphs that are long, wide, or adversarial: no stack is exhausted, and cost grows with what was handed in."""

from __future__ import annotations

import time
from datetime import date

import pytest

from classify.api_compile import compile_all, compile_ceiling, impact, solved, what_must_go
from classify.documents.graph import Change, Graph, GraphMatter
from classify.documents.matter import Source
from classify.errors import InputError
from classify.level import Level

DAY = date(2026, 11, 21)


def chain(length: int) -> Graph:
    source = GraphMatter(id="m0", mark="机密★10年", issued=date(2024, 4, 1))
    rest = (GraphMatter(id=f"m{place}", sources=(Source(id=f"m{place - 1}"),)) for place in range(1, length))
    return Graph(matters=(source, *rest), target=f"m{length - 1}")


class TestLongChains:
    """A chain of a million matters does not overflow the stack."""

    def test_a_chain_far_longer_than_the_stack(self) -> None:
        found = compile_ceiling(chain(20_000), as_of=DAY)
        assert found.opens_on == date(2034, 4, 2)
        assert len(found.compiled.sets_level[0].path) == 20_000

    @pytest.mark.slow
    def test_a_chain_of_a_million(self) -> None:
        found = compile_ceiling(chain(1_000_000), as_of=DAY)
        assert (found.level, found.opens_on) == (Level.CONFIDENTIAL, date(2034, 4, 2))

    def test_a_circle_far_longer_than_the_stack(self) -> None:
        size = 20_000
        matters = tuple(
            GraphMatter(id=f"m{place}", mark="秘密★5年", issued=date(2024, 1, 1), sources=(Source(id=f"m{(place + 1) % size}"),))
            for place in range(size)
        )
        found = compile_ceiling(Graph(matters=matters, target="m0"), as_of=DAY)
        assert found.level is Level.SECRET
        assert len(found.to_dict("zh")["findings"][0]["ids"]) == size

    def test_all_of_a_long_chain_of_wrong_marks_is_not_searched_again_and_again(self) -> None:
        graph = chain(1_000)
        marked = tuple(
            matter if not matter.sources else matter.model_copy(update={"mark": "秘密★1年", "issued": date(2025, 1, 1)})
            for matter in graph.matters
        )
        begun = time.process_time()
        answers = list(compile_all(Graph(matters=marked), as_of=DAY))
        assert all(one.findings for one in answers[1:])
        assert time.process_time() - begun < 30


class TestWideGraphs:
    """One source of many, many sources of one."""

    def test_a_compilation_of_twenty_thousand(self) -> None:
        matters = tuple(GraphMatter(id=f"m{place}", mark="秘密★5年", issued=date(2024, 1, 1)) for place in range(20_000))
        found = compile_ceiling(Graph(matters=matters), as_of=DAY)
        assert found.to_dict("zh")["findings"][0]["message"].startswith("已汇集20000件")

    def test_every_source_has_to_go(self) -> None:
        matters = tuple(GraphMatter(id=f"m{place}", mark="机密★5年", issued=date(2024, 1, 1)) for place in range(400))
        found = what_must_go(Graph(matters=matters), as_of=DAY, none=True)
        assert [len(one.ids) for one in found.sets] == [400]

    def test_more_sets_than_asked_for_are_not_all_given(self) -> None:
        layers = [
            GraphMatter(id=f"a{row}", mark="机密★5年", issued=date(2024, 1, 1)) for row in range(12)
        ]  # fmt: skip
        layers += [GraphMatter(id=f"b{row}", sources=(Source(id=f"a{row}"),)) for row in range(12)]
        cover = GraphMatter(id="c", compilation=True, sources=tuple(Source(id=f"b{row}") for row in range(12)))
        found = what_must_go(Graph(matters=(*layers, cover), target="c"), as_of=DAY, none=True, most=50)
        assert len(found.sets) == 50
        assert not found.found.complete
        assert len({one.ids for one in found.sets}) == 50
        assert all(one.result.level is None for one in found.sets)


class TestAsking:
    """What cannot be asked is refused, what cannot be reached is said."""

    def test_a_goal_that_is_reached_and_one_that_cannot_be(self) -> None:
        alone = Graph(matters=(GraphMatter(id="a", mark="机密★5年", issued=date(2024, 1, 1)),), target="a")
        assert what_must_go(alone, as_of=DAY, level=Level.CONFIDENTIAL).sets[0].ids == ()
        assert what_must_go(alone, as_of=DAY, none=True).sets == ()

    def test_one_goal_and_one_only(self) -> None:
        graph = chain(3)
        with pytest.raises(InputError, match="one goal"):
            what_must_go(graph, as_of=DAY)
        with pytest.raises(InputError, match="one goal"):
            what_must_go(graph, as_of=DAY, none=True, level=Level.SECRET)
        with pytest.raises(InputError, match="not among"):
            what_must_go(graph, "x", as_of=DAY, none=True)

    def test_a_circle_is_mended_first(self) -> None:
        matters = tuple(GraphMatter(id=a, mark="秘密★5年", sources=(Source(id=b),)) for a, b in ("ab", "ba"))
        with pytest.raises(InputError, match="circle"):
            what_must_go(Graph(matters=matters, target="a"), as_of=DAY, none=True)

    def test_only_a_matter_that_stands_by_itself_is_changed(self) -> None:
        graph = chain(3)
        with pytest.raises(InputError, match="change the source"):
            impact(graph, Change(id="m1", do="lifted"), as_of=DAY)
        with pytest.raises(InputError, match="no matter"):
            impact(graph, Change(id="x", do="lifted"), as_of=DAY)
        with pytest.raises(InputError, match="to what"):
            impact(graph, Change(id="m0", do="marked"), as_of=DAY)
        with pytest.raises(InputError, match="to what"):
            impact(graph, Change(id="m0", do="extended"), as_of=DAY)
        with pytest.raises(InputError, match="day"):
            impact(graph, Change(id="m0", do="lifted"))


class TestTouched:
    """A change to one source touches only its dependants, and stops where nothing changes any more."""

    def test_of_ten_thousand_only_the_dependants(self) -> None:
        leaves = [GraphMatter(id=f"s{place}", mark="机密★10年", issued=date(2024, 1, 1)) for place in range(5_000)]
        users = [GraphMatter(id=f"d{place}", sources=(Source(id=f"s{place}"),)) for place in range(5_000)]
        graph = solved(Graph(matters=(*leaves, *users)), as_of=DAY)
        found = impact(graph, Change(id="s7", do="published"))
        assert found.touched == 2
        assert {one.id for one in found.changed} == {"s7", "d7"}

    def test_it_stops_where_another_source_lasts_longer(self) -> None:
        one = GraphMatter(id="a", mark="秘密★5年", issued=date(2024, 1, 1))
        other = GraphMatter(id="b", mark="机密★20年", issued=date(2024, 1, 1))
        first = GraphMatter(id="c0", sources=(Source(id="a"), Source(id="b")))
        more = [GraphMatter(id=f"c{place}", sources=(Source(id=f"c{place - 1}"),)) for place in range(1, 100)]
        graph = solved(Graph(matters=(one, other, first, *more)), as_of=DAY)
        found = impact(graph, Change(id="a", do="lifted"))
        assert [changed.id for changed in found.changed] == ["a"]
        assert found.touched < 102

    def test_the_notices_name_originator_and_holders(self) -> None:
        source = GraphMatter(id="s", mark="机密★10年", issued=date(2024, 1, 1), originator="甲局", audience=("乙处",))
        derived = GraphMatter(id="d", originator="丙局", audience=("丁处",), sources=(Source(id="s"),))
        found = impact(Graph(matters=(source, derived)), Change(id="s", do="extended", until=date(2040, 1, 1)), as_of=DAY)
        told = [(notice["id"], notice["to"], notice["organs"]) for notice in found.to_dict("en")["notices"]]
        assert told == [("s", "holders", ["乙处"]), ("d", "holders", ["丁处"]), ("d", "originator", ["丙局"])]
        assert [one.after.opens_on for one in found.changed if one.after] == [date(2040, 1, 2)] * 2
        assert all("LAW2024-23" in notice["cites"] for notice in found.to_dict("en")["notices"])
