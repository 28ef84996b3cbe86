"""The tree of a condition: frozen data without behaviour. Its one reading is in `reading`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Is:
    """The field has one of these codes."""

    field: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; of nothing: holds always."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Is | All | Any | Not
ALWAYS = All()


def leaves(condition: Condition) -> Iterator[Is]:
    """Walk all tests of a condition, left to right.

    >>> [leaf.field for leaf in leaves(All((Is("tier", frozenset({"city"})), Not(Is("derived", frozenset({"yes"}))))))]
    ['tier', 'derived']
    """
    match condition:
        case Is():
            yield condition
        case Not(part):
            yield from leaves(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)


def fields_of(condition: Condition) -> frozenset[str]:
    """Return the ids of all fields that a condition reads."""
    return frozenset(leaf.field for leaf in leaves(condition))
