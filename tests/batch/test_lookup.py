from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.batch import lookup, texts
from classify.batch.columns import Chunk
from classify.batch.days import FIRST, LAST, NEVER
from classify.batch.lookup import Lookup, Numbers
from classify.batch.sets import NAMES, FindingSets, mask_names
from classify.batch.texts import Texts


class Asked:
    """Answers with a number that tells the combination, and keeps what it was asked."""

    def __init__(self) -> None:
        self.combinations: list[tuple[int, int]] = []

    def __call__(self, ones: Numbers, others: Numbers) -> Numbers:
        self.combinations += list(zip(ones.tolist(), others.tolist(), strict=True))
        return (ones * 1_000 + others).astype(np.int32)


def columns(size: int, rows: int, seed: int) -> tuple[Numbers, Numbers]:
    rng = np.random.default_rng(seed)
    return rng.integers(0, 3, rows).astype(np.int32), rng.integers(0, size, rows).astype(np.int32)


@pytest.fixture(params=["dense", "only the keys that occur"])
def table(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[Callable[..., Numbers], Asked]:
    if request.param != "dense":
        monkeypatch.setattr(lookup, "LARGEST_TABLE", 0)
    asked = Asked()
    known = Lookup()
    return partial(known, asked), asked


class TestLookup:
    """ "A cell is computed when a row first needs it": rows never reach the rules, only new combinations do."""

    def test_every_row_has_the_answer_of_its_numbers(self, table: tuple[Callable[..., Numbers], Asked]) -> None:
        for seed in range(3):
            ones, others = columns(40, 500, seed)
            assert (table[0]((ones, 3), (others, 40)) == ones * 1_000 + others).all()

    def test_each_combination_is_asked_about_once(self, table: tuple[Callable[..., Numbers], Asked]) -> None:
        for seed in range(3):
            ones, others = columns(40, 500, seed)
            table[0]((ones, 3), (others, 40))
        assert len(table[1].combinations) == len(set(table[1].combinations)) <= 120

    def test_ranges_may_grow(self, table: tuple[Callable[..., Numbers], Asked]) -> None:
        for size in (2, 64, 70_000):
            ones, others = columns(size, 300, size)
            assert (table[0]((ones, 3), (others, size)) == ones * 1_000 + others).all()

    def test_no_rows_have_no_answers(self, table: tuple[Callable[..., Numbers], Asked]) -> None:
        nothing = np.empty(0, dtype=np.int32)
        assert len(table[0]((nothing, 3), (nothing, 4))) == 0
        assert table[1].combinations == []

    def test_threads_get_the_same_answers(self, table: tuple[Callable[..., Numbers], Asked]) -> None:
        given_columns = [columns(50, 400, seed) for seed in range(20)]
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda one: table[0]((one[0], 3), (one[1], 50)), given_columns))
        assert all((answer == one * 1_000 + other).all() for answer, (one, other) in zip(found, given_columns, strict=True))


def lengths(asked: list[object]) -> Texts:
    """Number texts by their length, and keep what was asked."""

    def number(some: object) -> Numbers:
        asked.append(some)
        return np.array([-1 if text is None else len(text) for text in some], dtype=np.int32)  # type: ignore[attr-defined]

    return Texts(number)


class TestTexts:
    """ "Each distinct mark is read once": what a text means does not depend on how the column lies in memory."""

    @given(st.lists(st.lists(st.none() | st.text("年★密", max_size=4), min_size=1), min_size=1, max_size=4))
    @settings(max_examples=60, deadline=None)
    def test_a_row_has_the_number_of_its_text(self, chunks: list[list[str | None]]) -> None:
        plain, encoded = lengths([]), lengths([])
        for chunk in chunks:
            expected = [-1 if text is None else len(text) for text in chunk]
            column = pa.array(chunk, pa.string())
            assert plain.numbers(column).tolist() == expected
            assert encoded.numbers(column.dictionary_encode()).tolist() == expected

    def test_a_known_text_is_not_asked_about_again(self) -> None:
        asked: list[object] = []
        known = lengths(asked)
        for _ in range(3):
            known.numbers(pa.array(["甲", "乙", None]))
        assert asked == [[None], ["甲", "乙"]]

    def test_more_texts_than_are_kept_have_their_numbers_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(texts, "MOST_KNOWN", 3)
        known = lengths([])
        for _ in range(2):
            assert known.numbers(pa.array(["甲", "甲乙", "甲乙丙", None, "甲乙丙丁"])).tolist() == [1, 2, 3, -1, 4]


class TestFindingSets:
    """Sets of findings have numbers; a row's list is written from its number."""

    @given(st.lists(st.sets(st.integers(0, len(NAMES) - 1), max_size=9), min_size=1), st.data())
    @settings(max_examples=60, deadline=None)
    def test_the_list_of_a_row_is_its_set_and_two_sets_join(self, chosen: list[set[int]], data: st.DataObject) -> None:
        sets = FindingSets()
        masks = np.array([sum(1 << place for place in one) for one in chosen], dtype=np.uint64)
        numbers = sets.numbers_of(masks)
        assert sets.lists(numbers).to_pylist() == [mask_names(mask) for mask in masks.tolist()]
        others = np.array(data.draw(st.permutations(numbers.tolist())), dtype=np.int32)
        joined = sets.joined(numbers, others)
        assert (sets.masks[joined] == (sets.masks[numbers] | sets.masks[others])).all()


class TestColumnsOfDays:
    """A day that is missing, or lies beyond the calendar, is no day; where a chunk begins does not matter."""

    @given(st.lists(st.none() | st.integers(-800_000, LAST + 2), min_size=1), st.integers(0, 40), st.integers(-800_000, LAST))
    @settings(max_examples=100, deadline=None)
    def test_a_row_has_its_day_or_none(self, days: list[int | None], skipped: int, day: int) -> None:
        column = pa.array(days, pa.int32()).view(pa.date32())
        kept = days[skipped:]
        given_days = [None if one is None or not FIRST <= one <= LAST else one for one in kept]
        found = Chunk(pa.record_batch({"issued": column}).slice(skipped)).days("issued")
        assert found.at(np.arange(len(kept))).tolist() == [NEVER if one is None else one for one in given_days]
        assert found.by(day).tolist() == [one is not None and one <= day for one in given_days]
        assert found.within(day, day + 400).tolist() == [one is not None and day <= one <= day + 400 for one in given_days]

    @given(st.lists(st.none() | st.booleans(), min_size=1), st.integers(0, 40))
    @settings(max_examples=60, deadline=None)
    def test_a_truth_is_no_yes_or_unsaid(self, truths: list[bool | None], skipped: int) -> None:
        found = Chunk(pa.record_batch({"own": pa.array(truths, pa.bool_())}).slice(skipped)).flag("own")
        codes = [2 if one is None else int(one) for one in truths[skipped:]]
        assert (codes if found is not None else [2] * len(codes)) == codes
        assert found is None or found.tolist() == codes
