"""What an item may ask of one fact: frozen data, and its one reading."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import assert_never

__all__ = [
    "Codes",
    "FactTest",
    "Flag",
    "Number",
    "State",
    "Value",
    "cut_points",
    "holds",
    "implies",
    "is_satisfiable",
]

Value = bool | int | float | str
"""What a fact can be: a flag, a number, a code."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The fact is one of these codes."""

    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Flag:
    """The fact is this."""

    value: bool


@dataclass(frozen=True, slots=True)
class State:
    """One of these states holds or follows from the states that hold."""

    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Number:
    """The number lies strictly above, strictly below, at least at, at most at these; or is one of these."""

    above: float | None = None
    below: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    one_of: frozenset[float] | None = None


FactTest = Codes | Flag | Number | State


def holds(test: Codes | Flag | Number, value: Value) -> bool:
    """Say whether a known value passes; states are read by StateReading, for they imply one another.

    >>> holds(Number(above=25), 25), holds(Number(at_most=20), 10)
    (False, True)
    """
    match test:
        case Codes(codes):
            return value in codes
        case Flag(wanted):
            return value is wanted
        case Number():
            return isinstance(value, int | float) and _number_holds(test, value)
        case _:
            assert_never(test)


def is_satisfiable(test: FactTest) -> bool:
    """Say whether any value at all passes.

    >>> is_satisfiable(Number(above=3, below=3))
    False
    """
    match test:
        case Codes(codes) | State(codes):
            return bool(codes)
        case Flag():
            return True
        case Number():
            return _number_possible(test)
        case _:
            assert_never(test)


def implies(narrow: FactTest, wide: FactTest) -> bool:
    """Say whether whatever passes the first test passes the second (never wrongly yes).

    >>> implies(Number(one_of=frozenset({5000.0})), Number(below=10000))
    True
    """
    match narrow, wide:
        case (Codes(few), Codes(many)) | (State(few), State(many)):
            return few <= many
        case Flag(one), Flag(other):
            return one is other
        case Number(), Number():
            return _number_implies(narrow, wide)
        case _:
            return False


def cut_points(tests: Iterable[Number]) -> tuple[float, ...]:
    """Give numbers of which one lies in every part that the tests cut the line into.

    Whoever asks "could this number change anything?" need try no others.

    >>> cut_points([Number(above=25)])
    (24.0, 25.0, 26.0)
    """
    marks: set[float] = set()
    for test in tests:
        marks |= {mark for mark in (test.above, test.below, test.at_least, test.at_most) if mark is not None}
        marks |= test.one_of or set()
    ordered = sorted(float(mark) for mark in marks)
    if not ordered:
        return ()
    between = [(low + high) / 2 for low, high in pairwise(ordered)]
    return tuple(sorted({ordered[0] - 1, *ordered, *between, ordered[-1] + 1}))


def _number_holds(test: Number, value: float) -> bool:
    return (
        (test.above is None or value > test.above)
        and (test.below is None or value < test.below)
        and (test.at_least is None or value >= test.at_least)
        and (test.at_most is None or value <= test.at_most)
        and (test.one_of is None or value in test.one_of)
    )


def _number_possible(test: Number) -> bool:
    if test.one_of is not None:
        return any(_number_holds(test, number) for number in test.one_of)
    low, low_open, high, high_open = _interval(test)
    return low < high or (low == high and not (low_open or high_open))


def _number_implies(narrow: Number, wide: Number) -> bool:
    if narrow.one_of is not None:
        passing = [number for number in narrow.one_of if _number_holds(narrow, number)]
        return all(_number_holds(wide, number) for number in passing)
    return wide.one_of is None and _within(narrow, wide)


def _interval(test: Number) -> tuple[float, bool, float, bool]:
    """Give the lower end, whether it is left out, the upper end, whether it is left out."""
    low, low_open = max((_or(test.above, -inf), True), (_or(test.at_least, -inf), False))
    high, high_closed = min((_or(test.below, inf), False), (_or(test.at_most, inf), True))
    return low, low_open, high, not high_closed


def _or(bound: float | None, otherwise: float) -> float:
    return otherwise if bound is None else bound


def _within(narrow: Number, wide: Number) -> bool:
    low, low_open, high, high_open = _interval(narrow)
    wide_low, wide_low_open, wide_high, wide_high_open = _interval(wide)
    above = low > wide_low or (low == wide_low and (low_open or not wide_low_open))
    under = high < wide_high or (high == wide_high and (high_open or not wide_high_open))
    return above and under
