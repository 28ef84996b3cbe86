"""The three levels and their order."""

from __future__ import annotations

import itertools

import pytest

from classify.errors import InputError
from classify.level import Level, highest, lowest


class TestTheOrderOfLevels:
    """`secret` < `confidential` < `top_secret`: 秘密 < 机密 < 绝密 (LAW2024-14: exactly three, no fourth)."""

    def test_there_are_exactly_three_in_the_chinese_order(self) -> None:
        assert [level.chinese for level in sorted(Level)] == ["秘密", "机密", "绝密"]
        assert [level.value for level in sorted(Level)] == ["secret", "confidential", "top_secret"]
        assert [level.rank for level in sorted(Level)] == [0, 1, 2]

    @pytest.mark.parametrize(("one", "other"), list(itertools.product(Level, repeat=2)))
    def test_the_order_is_total(self, one: Level, other: Level) -> None:
        assert (one < other) + (one is other) + (one > other) == 1
        assert (one <= other) == (not one > other)
        assert (one >= other) == (not one < other)

    @pytest.mark.parametrize("other", ["secret", 1, None, "not_secret"])
    def test_a_level_compares_with_nothing_but_a_level(self, other: object) -> None:
        for compare in ("__lt__", "__le__", "__gt__", "__ge__"):
            assert getattr(Level.SECRET, compare)(other) is NotImplemented
        with pytest.raises(TypeError):
            sorted([Level.SECRET, other])  # type: ignore[type-var]


class TestReadingALevel:
    """Levels are written `secret`, `confidential`, `top_secret` or 秘密, 机密, 绝密."""

    @pytest.mark.parametrize("level", Level)
    def test_a_level_is_read_from_its_id_and_its_word(self, level: Level) -> None:
        assert Level.parse(level.value) is level
        assert Level.parse(level.chinese) is level

    @pytest.mark.parametrize("text", ["", "Secret", "机密★", "工作秘密", "内部", "公开", " 秘密"])
    def test_anything_else_is_an_input_error_that_repeats_nothing(self, text: str) -> None:
        with pytest.raises(InputError) as caught:
            Level.parse(text)
        assert caught.value.id == "level-unknown"
        assert caught.value.fields == {}


class TestTheJoinOfLevels:
    """Level: highest (GWTL2012-32). The join is commutative, associative and idempotent, and of nothing there is none."""

    @pytest.mark.parametrize("levels", list(itertools.product(Level, repeat=3)))
    def test_the_highest_of_any_three_does_not_depend_on_order_or_grouping(self, levels: tuple[Level, ...]) -> None:
        one, two, three = levels
        inner, outer = highest([one, two]), highest([two, three])
        assert inner is not None
        assert outer is not None
        assert highest(levels) is highest([inner, three]) is highest([one, outer])
        assert highest(levels) is highest(reversed(levels))
        assert highest([one, one]) is one

    def test_of_no_levels_there_is_neither_highest_nor_lowest(self) -> None:
        assert highest([]) is None
        assert lowest([]) is None

    def test_the_lowest_is_the_meet(self) -> None:
        assert lowest([Level.TOP_SECRET, Level.SECRET, Level.CONFIDENTIAL]) is Level.SECRET
