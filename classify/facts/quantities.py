"""Quantities in a text: scales in all their spellings, and numbers with a unit.

A scale is a word like any other; a number with a unit is read where the text holds one of the signs of its fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from classify.numeral import CHINESE, MULTIPLIERS, amount, spelled

__all__ = ["Measure", "measured", "ratios"]

_NUMBER = rf"(?<![0-9.,{CHINESE}万])(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?[{''.join(MULTIPLIERS)}]?|[{CHINESE}万]+)"
_TEN_THOUSAND = MULTIPLIERS["万"]


@dataclass(frozen=True, slots=True)
class Measure:
    """How a number with a unit states a fact; all words normalised."""

    units: tuple[tuple[str, float], ...]
    """To each unit what one of it comes to."""
    signs: tuple[str, ...]
    """Words without one of which no text holds such a quantity; rare ones, for a text that holds one is read for it."""
    before: tuple[str, ...] = ()
    """One of these right before the number, unless one of `behind` stands right behind the unit; none: no matter what."""
    behind: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    """What may stand between `before` and the number."""


def measured(measure: Measure, text: str) -> Iterator[float]:
    """Give every quantity of a normalised text.

    >>> list(measured(Measure((("平方千米", 1.0), ("公顷", 0.01)), ("平方千米", "公顷")), "连续覆盖51.3平方千米、3000公顷"))
    [51.3, 30.0]
    """
    units = dict(measure.units)
    for place in _pattern(measure).finditer(text):
        value = amount(place["number"])
        if value is not None:
            yield value * units[place["unit"]]


def ratios(denominator: int) -> Iterator[str]:
    """Spell a scale.

    >>> " ".join(ratios(50_000))
    '1:50000 1:50,000 1:5万 1/50000 1/50,000 1/5万 1比50000 1比50,000 1比5万 50000分之一 5万分之一 一比五万 五万分之一'
    """
    short = f"{denominator / _TEN_THOUSAND:g}万"
    figures = [str(denominator), f"{denominator:,}", *([short] if denominator >= _TEN_THOUSAND else [])]
    yield from dict.fromkeys(f"1{sign}{figure}" for sign in ":/比" for figure in figures)
    yield from (f"{figure}分之一" for figure in figures if "," not in figure)
    words = spelled(denominator)
    for word in dict.fromkeys((words, words.replace("二万", "两万").replace("二千", "两千").replace("二百", "两百"))):
        yield from (f"一比{word}", f"{word}分之一")


@cache
def _pattern(measure: Measure) -> re.Pattern[str]:
    units = _any_of(unit for unit, _ in measure.units)
    quantity = rf"{_NUMBER}(?P<unit>{units})(?![a-z0-9])"
    if not measure.before:
        return re.compile(quantity)
    led = rf"(?:{_any_of(measure.before)})(?:{_any_of(measure.fillers)})?"
    followed = rf"(?=(?:{_any_of(measure.behind)}))" if measure.behind else "(?!)"
    return re.compile(rf"(?:(?P<led>{led})|){quantity}(?(led)|{followed})")


def _any_of(words: Iterator[str] | tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
