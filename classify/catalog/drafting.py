"""Criteria drafted from the name of an item by one simple rule, for review; where they would be a guess there are none.

The rule: a stage that the vocabulary knows may stand first (尚未公布的…), and becomes the stage that is asked for. What
follows must be one plain phrase, and a title is met by that phrase as it stands. A name that lists, compares, excepts
or asks for judgement gives no criteria; one that begins with 其他 is residual.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from classify.facts.script import normalise
from classify.facts.vocabulary import standard_vocabulary
from classify.script import ideographs_only

__all__ = ["Draft", "draft"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a name gives: the phrase that a title must hold, and the stage; or that the item is residual; or neither."""

    phrase: str | None = None
    state: str | None = None
    residual: bool = False

    @property
    def limb(self) -> dict[str, Any] | None:
        """Give the limb as it stands in catalog.toml."""
        if self.phrase is None:
            return None
        return {"words": [[self.phrase]]} | ({"facts": {"state": self.state}} if self.state else {})


def draft(name: str) -> Draft:
    """Draft the criteria of an item from its name.

    >>> draft("尚未公布的灯塔改造方案")
    Draft(phrase='灯塔改造方案', state='未公布', residual=False)
    >>> draft("灯塔的位置、亮度"), draft("其他保密事项").residual
    (Draft(phrase=None, state=None, residual=False), True)
    """
    text = normalise(name)
    if text.startswith(tuple(_table()["others"])):
        return Draft(residual=True)
    state = None
    stages = sorted(standard_vocabulary().fact("state").words, key=lambda told: -len(told[0]))
    for word, code in stages:
        if text.startswith(word):
            state, text = str(code), text.removeprefix(word).removeprefix("的")
            break
    fits = _table()["shortest"] <= len(text) <= _table()["longest"] and ideographs_only(text)
    if not fits or any(word in text for word in _table()["spoils"]):
        return Draft()
    return Draft(text, state)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("classify.catalog").joinpath("drafting.toml").read_text(encoding="utf-8"))
