"""Truth has three values (semantics, sentence 1): *unknown* is never read as *no*."""

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """Kleene's three values, ordered NO < UNKNOWN < YES so that "and" is the least and "or" the greatest.

    >>> all_of([Truth.YES, Truth.UNKNOWN])
    <Truth.UNKNOWN: 1>
    """

    NO = 0
    UNKNOWN = 1
    YES = 2

    def __bool__(self) -> bool:
        """Refuse to be read as true or false, so that `if truth:` can never swallow an unknown."""
        raise TypeError("a Truth has three values: compare with `is Truth.YES`")


def all_of(truths: Iterable[Truth]) -> Truth:
    """Say yes when all say yes, no when one says no, else unknown; of nothing: yes."""
    return min(truths, key=_rank, default=Truth.YES)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Say yes when one says yes, no when all say no, else unknown; of nothing: no."""
    return max(truths, key=_rank, default=Truth.NO)


def negate(truth: Truth) -> Truth:
    """Turn yes into no and no into yes; unknown stays unknown."""
    return Truth(2 - truth.value)


def _rank(truth: Truth) -> int:
    return truth.value
