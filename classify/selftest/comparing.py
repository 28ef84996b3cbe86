"""Runs the pairs of engines and says how many cases agreed, with the smallest case on which two of them do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from classify.selftest.pair import Answer, Case, Pair
from classify.selftest.shrinking import shrunk

__all__ = ["Compared", "Example", "compare"]


@dataclass(frozen=True, slots=True)
class Example:
    """A case on which two engines differ, as small as it was found, and what differs in their answers."""

    case: Case
    one: Answer
    other: Answer


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of one pair. `cases` counts those that both engines took."""

    id: str
    installed: bool
    cases: int = 0
    agreed: int = 0
    example: Example | None = None

    @property
    def differ(self) -> bool:
        """Whether some case was answered differently."""
        return self.agreed < self.cases


def compare(pair: Pair, count: int) -> Compared:
    """Draw so many cases for a pair and compare the answers; the first that differ are made smaller."""
    if not pair.installed:
        return Compared(pair.id, installed=False)
    drawn = pair.drawn(count)
    cases = agreed = 0
    first: Case | None = None
    for case, both in zip(drawn, pair.answers(drawn), strict=True):
        if both is None:
            continue
        cases += 1
        agreed += both[0] == both[1]
        if first is None and both[0] != both[1]:
            first = case
    example = (
        None if first is None else _example(pair, shrunk(first, lambda case: next(_differing(pair, case), None) is not None))
    )
    return Compared(pair.id, installed=True, cases=cases, agreed=agreed, example=example)


def _example(pair: Pair, case: Case) -> Example:
    return next(_differing(pair, case), Example(case, {}, {}))


def _differing(pair: Pair, case: Case) -> Iterator[Example]:
    for both in pair.answers([case]):
        if both is not None and both[0] != both[1]:
            one, other = both
            names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
            yield Example(case, {name: one.get(name) for name in names}, {name: other.get(name) for name in names})
