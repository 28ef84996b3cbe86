"""The columns of facts as small numbers: values that no test of a catalog tells apart have the same one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from classify.errors import InputError
from classify.facts.criterion import FactTest, Number, Value, cut_points
from classify.facts.vocabulary import Vocabulary

__all__ = ["Given", "Givens"]

Ints = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Given:
    """A column of a fact: to each row the place of its value, and the values; the first is None, for what is unknown."""

    name: str
    codes: Ints
    values: tuple[Value | None, ...] = field(repr=False)


class Givens:
    """How the values of facts are read: once for each distinct one, or by the numbers that the tests ask about."""

    def __init__(self, vocabulary: Vocabulary, tests: Iterable[tuple[str, FactTest]]) -> None:
        """Take the tests of the catalogs, by the names of their facts."""
        self._vocabulary = vocabulary
        numbers = [kind for kind in vocabulary if kind.kind == "number"]
        # its own bound parts the line too, so that what stands for a number is one that the fact can have
        asked = {kind.name: [] if kind.above is None else [Number(above=kind.above)] for kind in numbers}
        for name, test in tests:
            if isinstance(test, Number):
                asked[name].append(test)
        self._above = {kind.name: -np.inf if kind.above is None else kind.above for kind in numbers}
        self._parts = {name: found for name, numbers in asked.items() if (found := _parts(numbers)) is not None}

    def read(self, columns: Mapping[str, pa.Array]) -> list[Given]:
        """Read the columns of facts; a value that the fact cannot have is unknown, and so is asked about."""
        found = []
        for name, column in columns.items():
            plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
            parts = self._parts.get(name)
            numbers = None if parts is None else _exact(plain)
            found.append(self._by_value(name, plain) if parts is None or numbers is None else self._by_part(name, numbers, parts))
        return found

    def _by_value(self, name: str, column: pa.Array) -> Given:
        coded = column.dictionary_encode()
        places: dict[Value | None, int] = {None: 0}
        codes = [places.setdefault(self._checked(name, value), len(places)) for value in coded.dictionary.to_pylist()]
        index = pc.fill_null(coded.indices, len(codes)).to_numpy(zero_copy_only=False)
        return Given(name, np.array([*codes, 0], dtype=np.int64)[index], tuple(places))

    def _by_part(self, name: str, numbers: Ints, parts: Ints) -> Given:
        """Put each number in its place among those asked about: on one of them, or between two."""
        marks = parts[1::2]
        places = np.searchsorted(marks, numbers, side="left") + np.searchsorted(marks, numbers, side="right") + 1
        known = np.isfinite(numbers) & (numbers > self._above[name])
        return Given(name, np.where(known, places, 0), (None, *parts.tolist()))

    def _checked(self, name: str, value: object) -> Value | None:
        try:
            return None if value is None else self._vocabulary.check(name, value)
        except InputError:
            return None


def _parts(tests: list[Number]) -> Ints | None:
    """Give one number for each part of the line that the tests tell apart; None where floats lie too close for that."""
    parts = np.array(cut_points(tests) or (0.0,))
    regular = len(parts) % 2 == 1 and set(parts[1::2].tolist()) == _marks(tests)
    return parts if regular else None


def _marks(tests: list[Number]) -> set[float]:
    bounds = {bound for test in tests for bound in (test.above, test.below, test.at_least, test.at_most) if bound is not None}
    return set(map(float, bounds.union(*(test.one_of or () for test in tests))))


def _exact(column: pa.Array) -> Ints | None:
    """Give a column of numbers as floats, missing ones as no number; None where a whole number would not stay itself."""
    try:
        numbers: Ints = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return None
    return numbers
