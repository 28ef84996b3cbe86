"""Legal values of a day: ceilings, defaults, authority, deadlines. The timelines stand in parameters.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from classify.errors import LawError
from classify.law.sources import read_table, sources
from classify.level import Level
from classify.mark import read_term
from classify.source import Citation
from classify.term import Duration


@dataclass(frozen=True, slots=True)
class Deadline:
    """A number of days counted from the day after; `calendar` days roll off a holiday where `rolls`."""

    days: int
    kind: Literal["calendar", "working"]
    rolls: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """One legal value with what it rests on."""

    value: Duration | frozenset[Level] | Deadline | int
    cites: tuple[Citation, ...]


@dataclass(frozen=True)
class Parameters:
    """The values in force on one day; a value that no text gives that day is absent."""

    values: Mapping[str, Value]

    def ceiling(self, level: Level) -> Duration | None:
        """Return the longest term of a level (from the day of issue), or None where no law sets one."""
        return self._duration(f"ceiling.{level.value}")

    def default_term(self, level: Level) -> Duration | None:
        """Return what a mark without a term means, or None where no law says."""
        return self._duration(f"default_term.{level.value}")

    def authority(self, tier: str) -> frozenset[Level] | None:
        """Return the levels that an organ of a tier may set by itself, or None where it is not judged."""
        found = self.values.get(f"authority.{tier}")
        return found.value if found is not None and isinstance(found.value, frozenset) else None

    def deadline(self, parameter: str) -> Deadline | None:
        """Return a deadline, or None where the law of the day gives none."""
        found = self.values.get(parameter)
        return found.value if found is not None and isinstance(found.value, Deadline) else None

    def months(self, parameter: str) -> int | None:
        """Return a number of months (review rhythm, reminder lead), or None."""
        return self._number(parameter)

    def count(self, parameter: str) -> int | None:
        """Return a number of things (aggregation), or None."""
        return self._number(parameter)

    def _number(self, parameter: str) -> int | None:
        found = self.values.get(parameter)
        return found.value if found is not None and isinstance(found.value, int) else None

    def _duration(self, parameter: str) -> Duration | None:
        found = self.values.get(parameter)
        return found.value if found is not None and isinstance(found.value, Duration) else None


def parameters_on(day: date) -> Parameters:
    """Resolve every timeline for a day. Raises LawError where two values claim the same day."""
    values: dict[str, Value] = {}
    carried: dict[str, Value] = {}
    for block in read_table("parameters.toml")["value"]:
        name = block["parameter"]
        cites = sources().cite(block["basis"], day)
        if not cites:
            continue
        value = Value(_value(block), cites + sources().cite(block.get("with", ()), day))
        target = carried if cites[0].carried else values
        if name in target:
            raise LawError("two-values", where=name)
        target[name] = value
    return Parameters(MappingProxyType(carried | values))


def term_of(text: str) -> Duration:
    """Read a duration of the law's data, written as in marks."""
    term = read_term(text)
    if not isinstance(term, Duration):
        raise LawError("not-a-duration", where="parameters.toml")
    return term


def _value(block: Mapping[str, Any]) -> Duration | frozenset[Level] | Deadline | int:
    match block:
        case {"term": text}:
            return term_of(text)
        case {"levels": levels}:
            return frozenset(Level(level) for level in levels)
        case {"days": days, "kind": kind}:
            return Deadline(days, kind, block.get("rolls", False))
        case {"months": number} | {"count": number}:
            return int(number)
        case _:
            raise LawError("no-value", where=block["parameter"])
