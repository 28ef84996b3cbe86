"""The stages of a matter imply and exclude one another; the table says how, and this closes it.

What is stated makes more true and more false than it says: 启封前 implies 启用前, which excludes 考试结束后.
Whatever neither follows nor is excluded is unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from classify.rules.truth import Truth

__all__ = ["StateReading", "StateTable", "closed"]


@dataclass(frozen=True, slots=True)
class StateReading:
    """What the stated codes make true and false; nothing, where they contradict one another."""

    stated: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    contradictory: bool

    def truth(self, codes: Iterable[str]) -> Truth:
        """Say whether one of these codes holds."""
        asked = frozenset(codes)
        if asked & self.yes:
            return Truth.YES
        return Truth.NO if asked <= self.no else Truth.UNKNOWN


@dataclass(frozen=True, slots=True)
class StateTable:
    """For each code, all that it makes true and all that it makes false."""

    asked: tuple[str, ...]
    """The codes that somebody may be asked to choose from; the others only follow."""
    yes: Mapping[str, frozenset[str]]
    no: Mapping[str, frozenset[str]]

    def read(self, stated: Iterable[str]) -> StateReading:
        """Unite what several stated codes say; a contradiction makes everything unknown."""
        codes = frozenset(stated)
        yes = frozenset().union(*(self.yes[code] for code in codes))
        no = frozenset().union(*(self.no[code] for code in codes))
        if yes & no:
            return StateReading(codes, frozenset(), frozenset(), contradictory=True)
        return StateReading(codes, yes, no, contradictory=False)

    def narrowest(self, codes: Iterable[str]) -> str | None:
        """Give the one code from which all the others follow, or None."""
        stated = frozenset(codes)
        return next((code for code in sorted(stated) if stated <= self.yes[code]), None)


def closed(
    asked: Iterable[str],
    derived: Iterable[str],
    implies: Mapping[str, Iterable[str]],
    excludes: Mapping[str, Iterable[str]],
) -> StateTable:
    """Close the written implications: what follows follows on, exclusion is mutual, and it passes down.

    >>> table = closed(["a"], ["b", "c"], {"a": ["b"]}, {"b": ["c"]})
    >>> sorted(table.yes["a"]), sorted(table.no["a"]), sorted(table.no["c"])
    (['a', 'b'], ['c'], ['a', 'b'])
    """
    askable = tuple(asked)
    codes = (*askable, *derived)
    yes = {code: _reached(code, implies) for code in codes}
    apart = {(code, other) for code in codes for other in excludes.get(code, ())}
    apart |= {(other, code) for code, other in apart}
    no = {
        code: frozenset(other for other in codes if any((mine, theirs) in apart for mine in yes[code] for theirs in yes[other]))
        for code in codes
    }
    return StateTable(askable, yes, no)


def _reached(code: str, implies: Mapping[str, Iterable[str]]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = [code]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting += implies.get(here, ())
    return frozenset(reached)
