"""A case that fails becomes the smallest that still fails: parts are left out while it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

__all__ = ["shrunk", "smaller"]

Case = dict[str, Any]
MOST: Final = 3_000
"""Cases that are tried for one that fails."""
NAMES: Final = ("id", "target", "relation")
"""Texts that name something and are not shortened."""


def shrunk(case: Case, fails: Callable[[Case], bool]) -> Case:
    """Give a case that fails and of which no smaller one that was tried does. `case` itself must fail.

    >>> shrunk({"a": 1, "b": [1, 2, 3], "title": "abcd"}, lambda case: 2 in case.get("b", []))
    {'b': [2]}
    """
    tried = 0
    found = True
    while found and tried < MOST:
        found = False
        for candidate in smaller(case):
            tried += 1
            if fails(candidate):
                case, found = candidate, True
                break
    return case


def smaller(case: Case) -> Iterator[Case]:
    """Give all cases that have a part less: a key, an element of a list, a piece of a text."""
    yield from _smaller(case)


def _smaller(value: Any, name: str = "") -> Iterator[Any]:  # noqa: ANN401 -- whatever a JSON document holds
    match value:
        case dict():
            for key in value:
                yield {other: value[other] for other in value if other != key}
            for key in value:
                yield from ({**value, key: one} for one in _smaller(value[key], key))
        case list():
            for place in range(len(value)):
                yield value[:place] + value[place + 1 :]
            for place, element in enumerate(value):
                yield from ([*value[:place], one, *value[place + 1 :]] for one in _smaller(element, name))
        case str() if name not in NAMES:
            size = len(value) // 2
            while size:
                yield from (value[:at] + value[at + size :] for at in range(0, len(value), size))
                size //= 2
        case _:
            return
