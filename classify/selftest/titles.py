"""Titles and facts that the items of catalogs ask for, and some that just miss them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from classify.catalog.model import Catalog, Limb, vocabulary_of
from classify.errors import InputError
from classify.facts.criterion import Codes, FactTest, Flag, Number, State, cut_points
from classify.facts.vocabulary import FactKind

__all__ = ["Subject", "Subjects"]

PLAIN = ("关于办公楼电梯检修的通知", "某次例会的安排", "某事项")
LINKS = ("", "的", "及其", "（某年）", "关于")
ODDS = 4
"""One draw in so many leaves a word or a fact out, or gives another one, so that items are missed as well as met."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a matter is about: a title, and facts that were given with it."""

    title: str
    facts: dict[str, Any]


class Subjects:
    """Draws subjects from the criteria of catalogs."""

    def __init__(self, catalogs: Sequence[Catalog], random: Random) -> None:
        """Collect every way of meeting an item."""
        self._random = random
        self._limbs = [limb for catalog in catalogs for item in catalog.items for limb in item.limbs]
        self._vocabulary = vocabulary_of(catalogs)
        self._kinds = {kind.name: kind for kind in self._vocabulary if not kind.is_field}

    def draw(self) -> Subject:
        """Draw one."""
        if not self._limbs or not self._random.randrange(ODDS):
            return Subject(self._random.choice(PLAIN), self._facts(()))
        limb = self._random.choice(self._limbs)
        return Subject(self._title(limb), self._facts(limb.facts))

    def _title(self, limb: Limb) -> str:
        words = [self._random.choice(group) for group in limb.groups if group and self._random.randrange(ODDS * 2)]
        if limb.none and not self._random.randrange(ODDS):
            words.append(self._random.choice(limb.none))
        if not self._random.randrange(ODDS):
            self._random.shuffle(words)
        return "".join(self._random.choice(LINKS) + word for word in words) or PLAIN[-1]

    def _facts(self, asked: Iterable[tuple[str, FactTest]]) -> dict[str, Any]:
        given = {name: self._value(test) for name, test in asked if name in self._kinds and self._random.randrange(ODDS)}
        if self._kinds and not self._random.randrange(ODDS):
            kind = self._random.choice(list(self._kinds.values()))
            given[kind.name] = self._any(kind)
        return {name: value for name, value in given.items() if self._may_be_given(name, value)}

    def _may_be_given(self, name: str, value: object) -> bool:
        """Say whether somebody may give it: some states only follow from others."""
        try:
            self._vocabulary.check(name, value)
        except InputError:
            return False
        return True

    def _value(self, test: FactTest) -> bool | float | str | None:
        match test:
            case Flag(value):
                return value if self._random.randrange(ODDS) else not value
            case Codes(codes) | State(codes):
                return self._random.choice(sorted(codes)) if codes else None
            case Number():
                return self._random.choice(cut_points([test]) or (0.0,))

    def _any(self, kind: FactKind) -> bool | float | str:
        if kind.codes:
            return self._random.choice(kind.codes)
        return self._random.random() < 0.5 if kind.kind == "flag" else float(self._random.randrange(100))  # noqa: PLR2004 -- as often yes as no
