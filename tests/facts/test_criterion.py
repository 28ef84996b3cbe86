"""What may be asked of one fact."""

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from classify.facts.criterion import Codes, FactTest, Flag, Number, State, cut_points, holds, implies, is_satisfiable

anything = settings(database=None, deadline=None)
bounds = st.none() | st.integers(-3, 3)
numbers = st.builds(Number, bounds, bounds, bounds, bounds, st.none() | st.frozensets(st.integers(-3, 3), min_size=1))
few = [quarter / 4 for quarter in range(-20, 21)]


class TestNumbers:
    """Number tests: above, below are strict; at_least, at_most, in are not."""

    @pytest.mark.parametrize(
        ("test", "passing", "failing"),
        [
            (Number(above=25), 25.1, 25),
            (Number(below=5000), 4999, 5000),
            (Number(at_least=25000, at_most=100000), 25000, 100001),
            (Number(one_of=frozenset({10000, 50000})), 50000, 25000),
            (Number(above=1, one_of=frozenset({1, 2})), 2, 1),
        ],
    )
    def test_each_bound(self, test: Number, passing: float, failing: float) -> None:
        assert holds(test, passing)
        assert not holds(test, failing)

    @anything
    @given(numbers)
    def test_satisfiable_is_what_some_number_passes(self, test: Number) -> None:
        assert is_satisfiable(test) is any(holds(test, number) for number in few)

    @anything
    @given(numbers, numbers)
    def test_what_is_implied_holds_whenever_the_other_does(self, narrow: Number, wide: Number) -> None:
        assume(implies(narrow, wide))
        assert all(holds(wide, number) for number in few if holds(narrow, number))

    @anything
    @given(numbers)
    def test_a_test_implies_itself(self, test: Number) -> None:
        assert implies(test, test)

    @anything
    @given(st.lists(numbers, min_size=1, max_size=3))
    def test_between_neighbouring_cut_points_no_test_changes_without_one_seeing_it(self, tests: list[Number]) -> None:
        def answers(number: float) -> tuple[bool, ...]:
            return tuple(holds(test, number) for test in tests)

        points = cut_points(tests)
        seen = {answers(point) for point in points} or {answers(0.0)}
        assert {answers(number) for number in few} <= seen
        assert all(low < high for low, high in pairwise(points))


class TestOtherTests:
    """Codes: one or a list, any of; flags; states."""

    @pytest.mark.parametrize(
        ("narrow", "wide", "so"),
        [
            (Codes(frozenset({"a"})), Codes(frozenset({"a", "b"})), True),
            (Codes(frozenset({"a", "b"})), Codes(frozenset({"a"})), False),
            (State(frozenset({"启用前"})), State(frozenset({"启用前", "启封前"})), True),
            (Flag(value=True), Flag(value=True), True),
            (Flag(value=True), Flag(value=False), False),
            (Flag(value=True), Codes(frozenset({"a"})), False),
        ],
    )
    def test_implication(self, narrow: FactTest, wide: FactTest, *, so: bool) -> None:
        assert implies(narrow, wide) is so

    def test_reading(self) -> None:
        assert holds(Codes(frozenset({"a", "b"})), "a")
        assert not holds(Flag(value=True), value=False)
        assert is_satisfiable(Flag(value=False))
        assert not is_satisfiable(Codes(frozenset()))
        assert not holds(Number(above=1), "many")
