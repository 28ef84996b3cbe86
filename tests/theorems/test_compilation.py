"""Theorems of derivation and compilation, over generated graphs; each class quotes the sentence that it tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import chain, combinations, pairwise
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from classify.api_compile import compile_all, compile_ceiling, impact, solved, what_must_go
from classify.compilation.change import changed_graph
from classify.compilation.net import net_of
from classify.compilation.reach import Reach, covers, join, level_on
from classify.compilation.solve import Solution, solve
from classify.documents.compiled import Bound
from classify.documents.graph import Change, Graph, GraphMatter
from classify.documents.matter import Source
from classify.level import Level
from classify.selftest.paths import READINGS, Reading, pieces, still_secret, verdict
from classify.term import AllOf, Event, LongTerm, OnDate, Opening
from tests.theorems.graphs import (
    DAY,
    days,
    marks,
    rare_marks,
    relations,
    standing_matters,
    tame_graphs,
    wild_graphs,
)

theorem = settings()


def joins(graph: Graph) -> Solution:
    return solve(net_of(graph, DAY, "civil", whole=graph.target is None))


def reach(graph: Graph, name: str | None = None, reading: Reading = "exact") -> Reach:
    solution = joins(graph)
    named = graph.target if name is None else name
    place = solution.net.root if named is None else solution.net.index[named]
    found: Reach = getattr(solution, reading)[place]
    return found


def opening_of(bound: Bound) -> Opening:
    """Read a bound's term as an opening again."""
    match bound.term:
        case None:
            return Opening()
        case AllOf(of):
            dated = [part.on for part in of if isinstance(part, OnDate)]
            return Opening(next(iter(dated), None), frozenset(part.event for part in of if isinstance(part, Event)))
        case OnDate(on):
            return Opening(on)
        case Event(event):
            return Opening(events=frozenset({event}))
        case LongTerm():
            return Opening(long_term=True)
        case _:
            raise AssertionError


def with_source(graph: Graph, name: str, source: Source) -> Graph:
    matters = tuple(
        matter.model_copy(update={"sources": (*matter.sources, source)}) if matter.id == name else matter
        for matter in graph.matters
    )
    return graph.model_copy(update={"matters": matters})


class TestSourceMonotonicity:
    """Adding a source never lowers the ceiling (R4); raising one source never lowers any matter."""

    @theorem
    @given(tame_graphs(), st.data())
    def test_adding_a_source_lowers_no_answer(self, graph: Graph, data: st.DataObject) -> None:
        target = graph.matters[-1]
        source = data.draw(relations(data.draw(st.sampled_from(graph.matters[:-1]))))
        more = with_source(graph, target.id, source)
        for reading in READINGS:
            assert covers(reach(more, reading=reading), reach(graph, reading=reading))

    @theorem
    @given(tame_graphs(), st.data())
    def test_raising_a_source_lowers_nothing(self, graph: Graph, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from([matter for matter in graph.matters if not matter.sources]))
        raised = source.model_copy(update={"mark": "绝密★长期"})
        matters = tuple(raised if matter.id == source.id else matter for matter in graph.matters)
        before, after = joins(graph), joins(graph.model_copy(update={"matters": matters}))
        for place in range(len(graph.matters)):
            for old, new in ((before.ceiling, after.ceiling), (before.exact, after.exact), (before.floor, after.floor)):
                assert old[place] == new[place] or level_on(new[place], DAY) is Level.TOP_SECRET

    @theorem
    @given(wild_graphs())
    def test_a_source_that_is_not_there_never_makes_a_secret_public(self, graph: Graph) -> None:
        holed = with_source(graph, str(graph.target), Source(id="gone"))
        assert compile_ceiling(holed, as_of=DAY).level is not None


class TestOneMember:
    """Compiling one member is that member (R3: derive([x]) = x, derive(xs + xs) = derive(xs))."""

    @theorem
    @given(tame_graphs(), st.data())
    def test_a_compilation_of_one_is_that_one(self, graph: Graph, data: st.DataObject) -> None:
        member = data.draw(st.sampled_from(graph.matters))
        cover = GraphMatter(id="cover", compilation=True, sources=(Source(id=member.id),))
        whole = Graph(matters=(*graph.matters, cover), target="cover")
        for reading in READINGS:
            assert reach(whole, reading=reading) == reach(graph, member.id, reading)

    @theorem
    @given(tame_graphs())
    def test_naming_a_source_twice_changes_nothing(self, graph: Graph) -> None:
        target = graph.matters[-1]
        twice = target.model_copy(update={"sources": target.sources * 2})
        assert reach(graph) == reach(graph.model_copy(update={"matters": (*graph.matters[:-1], twice)}))


class TestGroupingAndOrder:
    """Compiling in any grouping and order gives the same (R3, R6)."""

    @theorem
    @given(tame_graphs(), st.lists(st.integers(0, 2), min_size=9, max_size=9))
    def test_volumes_of_volumes_are_one_volume(self, graph: Graph, volume_of: list[int]) -> None:
        flat = reach(Graph(matters=graph.matters))
        groups = [[m.id for m, at in zip(graph.matters, volume_of, strict=False) if at == group] for group in range(3)]
        volumes = tuple(
            GraphMatter(id=f"v{turn}", compilation=True, sources=tuple(Source(id=name) for name in group))
            for turn, group in enumerate(groups)
            if group
        )
        cover = GraphMatter(id="cover", compilation=True, sources=tuple(Source(id=volume.id) for volume in volumes))
        assert reach(Graph(matters=(*graph.matters, *volumes, cover), target="cover")) == flat

    @theorem
    @given(tame_graphs() | wild_graphs(), st.randoms(use_true_random=False))
    def test_no_order_of_matters_or_sources_matters(self, graph: Graph, random: Random) -> None:
        shuffled = [
            matter.model_copy(update={"sources": tuple(random.sample(matter.sources, len(matter.sources)))})
            for matter in random.sample(graph.matters, len(graph.matters))
        ]
        other = graph.model_copy(update={"matters": tuple(shuffled)})
        one, two = (compile_ceiling(each, as_of=DAY).to_dict("zh") for each in (graph, other))
        assert one == two


class TestLatestSource:
    """A derived matter never opens before nor after its latest source; effective level never rises without an event."""

    @theorem
    @given(tame_graphs())
    def test_it_opens_exactly_with_the_latest(self, graph: Graph) -> None:
        found = compile_ceiling(graph, as_of=DAY)
        level, when = verdict(pieces(graph, str(graph.target), "exact", DAY), DAY)
        if found.opens_on is None:
            assert level is None or when == "unknown" or when.long_term or when.events
        else:
            assert when == Opening(on=found.opens_on)
            assert found.last_secret_day == found.opens_on - timedelta(days=1)

    @theorem
    @given(tame_graphs())
    def test_the_level_only_falls_and_on_the_days_that_steps_names(self, graph: Graph) -> None:
        found = compile_ceiling(graph, as_of=DAY)
        levels = [-1 if step.level is None else step.level.rank for step in found.steps]
        assert found.steps[0].from_ == DAY
        assert found.steps[0].level is found.level
        assert levels == sorted(set(levels), reverse=True)
        reached = pieces(graph, str(graph.target), "exact", DAY)
        for step in found.steps[1:]:
            assert verdict(reached, step.from_)[0] is step.level
            assert verdict(reached, step.from_ - timedelta(days=1))[0] is not step.level

    @theorem
    @given(tame_graphs(), st.integers(0, 20_000))
    def test_asked_later_it_is_never_higher(self, graph: Graph, later: int) -> None:
        now = compile_ceiling(graph, as_of=DAY)
        then = compile_ceiling(graph, as_of=DAY + timedelta(days=later))
        assert then.level is None or (now.level is not None and then.level <= now.level)

    @theorem
    @given(tame_graphs())
    def test_its_own_day_of_issue_moves_nothing(self, graph: Graph) -> None:
        target = graph.matters[-1].model_copy(update={"issued": date(2026, 11, 20)})
        assert reach(graph) == reach(graph.model_copy(update={"matters": (*graph.matters[:-1], target)}))


class TestOracle:
    """The result of networkx and one pass equals a slow walk over all paths."""

    @theorem
    @given(tame_graphs(), st.sampled_from(READINGS))
    def test_every_answer_is_the_join_over_all_paths(self, graph: Graph, reading: Reading) -> None:
        found = compile_ceiling(graph, as_of=DAY)
        bounds = {"ceiling": found.ceiling, "exact": found.compiled.exact, "floor": found.compiled.floor}
        level, when = verdict(pieces(graph, str(graph.target), reading, DAY), DAY)
        bound = bounds[reading]
        assert bound.level is level
        if when == "unknown":
            assert bound.term is None
        else:
            assert opening_of(bound) == when

    @theorem
    @given(tame_graphs() | wild_graphs())
    def test_asking_for_all_is_asking_for_each(self, graph: Graph) -> None:
        for one in compile_all(graph, as_of=DAY):
            alone = compile_ceiling(graph.model_copy(update={"target": one.id}), as_of=DAY)
            assert one.to_dict("en") == alone.to_dict("en")


class TestThreeAnswers:
    """The exact result lies between floor and ceiling (R11), for whatever graph, circles and holes included."""

    @theorem
    @given(tame_graphs() | wild_graphs())
    def test_floor_exact_ceiling(self, graph: Graph) -> None:
        solution = joins(graph)
        for place in range(len(graph.matters)):
            assert covers(solution.exact[place], solution.floor[place])
            assert covers(solution.ceiling[place], solution.exact[place])

    @theorem
    @given(wild_graphs())
    def test_nothing_unreadable_becomes_public(self, graph: Graph) -> None:
        found = compile_ceiling(graph, as_of=DAY)
        doubts = {"source-missing", "mark-malformed", "facts-missing", "start-unknown"}
        named = {name for finding in found.to_dict("zh")["findings"] if finding["id"] in doubts for name in finding["ids"]}
        # a point that is not there stands for its whole source; the matter's own mark is a proposal
        if {name for name in named if "#" not in name} - {graph.target}:
            assert found.ceiling.level is not None
            assert found.ceiling.opens_on is None


class TestCircles:
    """Propagation ends on any graph, and all matters of a circle get the same join (R12)."""

    @theorem
    @given(wild_graphs())
    def test_matters_of_one_circle_are_equal(self, graph: Graph) -> None:
        solution = joins(graph)
        for part in solution.parts:
            for answers in (solution.ceiling, solution.exact, solution.floor):
                assert len({answers[place] for place in part}) == 1

    @theorem
    @given(wild_graphs())
    def test_a_circle_is_named_whole(self, graph: Graph) -> None:
        matters = {matter.id: matter for matter in graph.matters}

        def below(name: str) -> set[str]:
            seen: set[str] = set()
            waiting = [source.id for source in matters[name].sources]
            while waiting:
                one = waiting.pop()
                if one in matters and one not in seen:
                    seen.add(one)
                    waiting += [source.id for source in matters[one].sources]
            return seen

        reached = {str(graph.target)} | below(str(graph.target))
        expected = {frozenset(other for other in below(name) if name in below(other)) for name in reached if name in below(name)}
        found = compile_ceiling(graph, as_of=DAY).to_dict("zh")["findings"]
        assert {frozenset(finding["ids"]) for finding in found if finding["id"] == "derivation-cycle"} == expected


def only(graph: Graph, witnesses: list[dict[str, object]]) -> Graph:
    """Keep of a graph what the witnesses name, drawn on directly."""
    matters = {matter.id: matter for matter in graph.matters}
    names = dict.fromkeys(str(one["id"]) for one in witnesses)
    kept = [matters[name] for name in names if not matters[name].sources or name != graph.target]
    uses = []
    for one in witnesses:
        point = one["point"]
        if point is None:
            uses.append(Source(id=str(one["id"])))
        else:
            uses.append(Source(id=str(one["id"]), relation="points", points=(str(point),)))
    return Graph(matters=(*kept, GraphMatter(id="only", sources=tuple(uses))), target="only")


class TestWitnesses:
    """The witness alone gives the same level and term (R13), and no witness can be spared."""

    @theorem
    @given(tame_graphs())
    def test_the_witness_alone_gives_the_same_level(self, graph: Graph) -> None:
        found = compile_ceiling(graph, as_of=DAY)
        witnesses = found.to_dict("zh")["because"]["level"]
        assert len(witnesses) == (found.level is not None)
        if witnesses:
            assert compile_ceiling(only(graph, witnesses), as_of=DAY).level is found.level

    @theorem
    @given(tame_graphs(), st.data())
    def test_the_witnesses_alone_give_the_same_term_and_fewer_do_not(self, graph: Graph, data: st.DataObject) -> None:
        leaves = [matter for matter in graph.matters if not matter.sources]
        renamed = {matter.id: matter.model_copy(update={"mark": data.draw(marks | rare_marks)}) for matter in leaves}
        graph = graph.model_copy(update={"matters": tuple(renamed.get(matter.id, matter) for matter in graph.matters)})
        found = compile_ceiling(graph, as_of=DAY)
        witnesses = found.to_dict("zh")["because"]["term"]
        if found.level is None:
            assert not witnesses
            return
        # a witness without a point stands for its own mark, its points would add theirs
        bare = tuple(m.model_copy(update={"points": ()}) if not m.sources else m for m in graph.matters)
        plain = graph.model_copy(update={"matters": bare})
        assume(all(one["point"] is None for one in witnesses))
        assert compile_ceiling(only(plain, witnesses), as_of=DAY).term == found.term
        for size in range(1, len(witnesses)):
            for fewer in combinations(witnesses, size):
                assert compile_ceiling(only(plain, list(fewer)), as_of=DAY).term != found.term

    @theorem
    @given(tame_graphs() | wild_graphs())
    def test_a_path_leads_from_the_witness_to_the_matter(self, graph: Graph) -> None:
        matters = {matter.id: matter for matter in graph.matters}
        found = compile_ceiling(graph, as_of=DAY).to_dict("zh")
        for one in chain(*found["because"].values()):
            path = one["path"]
            assert path[0] == one["id"]
            assert path[-1] == graph.target
            for below, above in pairwise(path):
                assert below in {source.id for source in matters[above].sources}


def without(graph: Graph, left_out: frozenset[str], goal: Callable[[set[str]], bool]) -> bool:
    """Say whether a goal is reached when sources drawn on whole, and points, are left out; a slow walk of its own."""
    matters = {matter.id: matter for matter in graph.matters}
    remaining: set[str] = set()
    waiting = [str(graph.target)]
    while waiting:
        matter = matters[waiting.pop()]
        for source in matter.sources:
            drawn = matters[source.id]
            known = {point.id: point.mark for point in drawn.points}
            if source.relation == "points" and not source.points and "points" in source.model_fields_set:
                continue
            named = source.points if source.relation != "whole" else ()
            remaining |= {f"{source.id}#{name}" for name in named if known[name] is not None}
            if source.id in left_out or (named and all(known[name] is not None for name in named)):
                continue
            if drawn.sources:
                waiting.append(source.id)
            else:
                remaining |= standing(drawn, left_out)
    return goal(remaining - left_out)


def standing(matter: GraphMatter, left_out: frozenset[str]) -> set[str]:
    """Name what a whole source holds; where its points account for its mark, those that are left stand for it."""
    points = {f"{matter.id}#{point.id}" for point in matter.points if point.mark is not None}
    if points and len(points) == len(matter.points) and accounted_for(matter):
        return points - left_out
    return {matter.id, *points}


def accounted_for(matter: GraphMatter) -> bool:
    graph = Graph(matters=(matter,))
    found = pieces(graph, matter.id, "exact", DAY)
    own = [one for one in still_secret(found, DAY) if one.point is None]
    level, when = verdict([one for one in found if one.point is not None], DAY)
    if not own:
        return True
    mine = own[0].opening
    assert mine is not None
    return level is not None and level >= own[0].level and when.join(mine) == when


class TestWhatMustGo:
    """Leaving out a smallest set reaches the goal, no smaller set does, and every set of that size that does is given."""

    @theorem
    @given(tame_graphs(most=7), st.sampled_from(["secret", "confidential", "none", "open"]))
    def test_all_smallest_sets_and_nothing_else(self, graph: Graph, goal: str) -> None:
        matters = {matter.id: matter for matter in graph.matters}
        opens_by = date(2029, 6, 1)
        levels = {"secret": Level.SECRET, "confidential": Level.CONFIDENTIAL}
        found = what_must_go(
            graph,
            as_of=DAY,
            level=levels.get(goal),
            none=goal == "none",
            opens_by=opens_by if goal == "open" else None,
        ).found

        def reached(remaining: set[str]) -> bool:
            held = []
            for name in remaining:
                matter, _, point = name.partition("#")
                own = pieces(Graph(matters=(matters[matter],)), matter, "exact", DAY)
                held += [one for one in own if one.point == (point or None)]
            level, when = verdict(held, DAY)
            if level is None:
                return True
            if goal == "open":
                return bool(when != "unknown" and not when.events and not when.long_term and when.on <= opens_by)
            return goal != "none" and level <= levels[goal]

        names = sorted(set(matters) - {str(graph.target)})
        names += [f"{m.id}#{point.id}" for m in graph.matters for point in m.points if point.mark is not None]
        size = 0
        expected: set[frozenset[str]] = set()
        while not expected and size <= len(names):
            sets = (frozenset(chosen) for chosen in combinations(names, size))
            expected = {chosen for chosen in sets if without(graph, chosen, reached)}
            size += 1
        assert found.complete

        assert {frozenset(one.ids) for one in found.sets} == expected
        for one in found.sets:
            assert goal != "none" or one.result.level is None
            assert goal not in levels or one.result.level is None or one.result.level <= levels[goal]


changes = st.one_of(
    st.builds(lambda mark: {"do": "marked", "mark": mark}, marks | rare_marks | st.just("内部")),
    st.builds(lambda until: {"do": "extended", "until": until}, st.dates(date(2026, 1, 1), date(2060, 1, 1))),
    st.just({"do": "lifted"}),
    st.just({"do": "published"}),
)


class TestImpact:
    """Incremental what-if is recomputation from scratch, and touches only what depends on the source."""

    @theorem
    @given(tame_graphs() | wild_graphs(), changes, st.data())
    def test_what_if_is_computing_anew(self, graph: Graph, changed: dict[str, object], data: st.DataObject) -> None:
        standing_ones = [matter.id for matter in graph.matters if not matter.sources]
        assume(standing_ones)
        change = Change.model_validate({"id": data.draw(st.sampled_from(standing_ones)), **changed})
        found = impact(graph, change, as_of=DAY)
        before = {one.id: one.compiled.exact for one in compile_all(graph, as_of=DAY)}
        after = {one.id: one.compiled.exact for one in compile_all(changed_graph(graph, change, DAY), as_of=DAY)}
        assert {one.id: one.after for one in found.changed} == {
            name: after[name] for name in after if name is not None and after[name] != before[name]
        }
        assert all(one.before == before[one.id] for one in found.changed)

    @theorem
    @given(tame_graphs() | wild_graphs(), changes, st.data())
    def test_it_touches_dependants_only(self, graph: Graph, changed: dict[str, object], data: st.DataObject) -> None:
        standing_ones = [matter.id for matter in graph.matters if not matter.sources]
        assume(standing_ones)
        change = Change.model_validate({"id": data.draw(st.sampled_from(standing_ones)), **changed})
        users: dict[str, set[str]] = {}
        for matter in graph.matters:
            for source in matter.sources:
                users.setdefault(source.id, set()).add(matter.id)
        dependants = {change.id}
        waiting = [change.id]
        while waiting:
            more = users.get(waiting.pop(), set()) - dependants
            dependants |= more
            waiting += more
        found = impact(solved(graph, as_of=DAY), change)
        assert found.touched <= len(dependants)
        assert {one.id for one in found.changed} <= dependants


class TestJoin:
    """The join is commutative, associative and idempotent (R3)."""

    @theorem
    @given(*[tame_graphs(most=4) | wild_graphs()] * 3)
    def test_join_laws(self, one: Graph, two: Graph, three: Graph) -> None:
        a, b, c = reach(one), reach(two), reach(three)
        assert join(a, b) == join(b, a)
        assert join(a, join(b, c)) == join(join(a, b), c)
        assert join(a, a) == a
        assert covers(join(a, b), a)


class TestNothingRaises:
    """Every graph gives exactly one answer for each matter (R2)."""

    @theorem
    @given(wild_graphs(), st.sampled_from(["opening_day", "longest_duration", "restart"]), st.dates())
    def test_every_wild_graph_is_answered(self, graph: Graph, policy: str, as_of: date) -> None:
        answers = [one.to_dict("zh") for one in compile_all(graph, as_of=as_of, policy=policy)]  # type: ignore[arg-type]
        assert [answer["id"] for answer in answers] == [matter.id for matter in graph.matters]
        whole = compile_ceiling(Graph(matters=graph.matters), as_of=as_of)
        with pytest.raises(TypeError):
            bool(whole)

    @theorem
    @given(standing_matters("a"), days)
    def test_a_matter_that_stands_by_itself_is_its_own_mark(self, matter: GraphMatter, as_of: date) -> None:
        found = compile_ceiling(Graph(matters=(matter,), target="a"), as_of=as_of)
        level, _ = verdict(pieces(Graph(matters=(matter,)), "a", "exact", DAY), as_of)
        assert found.level is level
