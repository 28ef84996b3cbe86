"""The words of the vocabulary's wording among the words of an index: which places count, and what the paper is said to be."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields

from classify.facts.wording import Wording
from classify.facts.words import Hit

__all__ = ["Signs", "counted", "signs_of", "turned"]

Words = frozenset[int]


@dataclass(frozen=True, slots=True)
class Signs:
    """The lists of `Wording`, their words as numbers."""

    about: Words = field(repr=False)
    joined: Words = field(repr=False)
    mentioning: Words = field(repr=False)
    longer: Words = field(repr=False)
    without: Words = field(repr=False)
    refused: Words = field(repr=False)
    hiding: Words = field(repr=False)
    """The words that keep others from being found."""
    placed: Words = field(repr=False)
    """The words of which it matters where they stand."""


def signs_of(wording: Wording, numbered: Callable[[Iterable[str]], Words]) -> Signs:
    """Give each list its words as numbers."""
    lists = {one.name: numbered(getattr(wording, one.name)) for one in fields(wording)}
    hiding = lists["longer"] | lists["without"] | lists["refused"]
    return Signs(**lists, hiding=hiding, placed=hiding | lists["about"] | lists["joined"])


def counted(hits: Sequence[Hit], signs: Signs) -> tuple[Hit, ...]:
    """Leave out the places that do not count: begun within a longer word, right behind a negation, refused.

    Sorted places are not needed, and nothing is asked of the text.
    """
    if signs.hiding.isdisjoint(hit.word for hit in hits):
        return tuple(hits)
    longer = [(hit.start, hit.end) for hit in hits if hit.word in signs.longer]
    behind = {hit.end for hit in hits if hit.word in signs.without or hit.word in signs.refused}
    refusing = {hit.end for hit in hits if hit.word in signs.refused}
    refused = {hit.word for hit in hits if hit.start in refusing}
    return tuple(
        hit
        for hit in hits
        if hit.word in signs.hiding
        or not (
            hit.start in behind
            or hit.word in refused
            or any(start <= hit.start < end and (hit.start > start or hit.end < end) for start, end in longer)
        )
    )


def turned(groups: Sequence[Words], hits: Sequence[Hit], signs: Signs) -> Words:
    """Give the words of a title that make another paper of the thing that these groups name.

    Such a word stands behind the whole thing, is no part of its own wording, and is not joined to it.
    """
    said = [hit for hit in hits if hit.word in signs.about]
    if not said:
        return frozenset()
    own = [hit for hit in hits if any(hit.word in group for group in groups)]
    ends = {hit.end for hit in own}
    joined = {hit.end for hit in hits if hit.word in signs.joined and hit.start in ends}
    return frozenset(
        one.word
        for one in said
        if one.end not in joined
        and not any(hit.start <= one.start and one.end <= hit.end for hit in own)
        and all(any(hit.word in group and hit.end <= one.start for hit in own) for group in groups)
    )
