"""Words are found in a normalised text by one automaton, whatever their number (Aho-Corasick).

A word does not count inside a longer number or a longer Latin word: `1:500` is not in `1:5000`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import ahocorasick_rs

__all__ = ["EDGES", "Hit", "WordFinder", "has_edge", "longest_only", "occurs", "stands_alone"]

_DIGITS = frozenset("0123456789")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
_POINT = frozenset(".,")
_MULTIPLIERS = frozenset("十百千万亿")
"""A number goes on in these: `1:5` is not in `1:5万`."""
EDGES = _DIGITS | _LATIN | _POINT | _MULTIPLIERS
"""All that decides whether a word stands alone: in place of any other character another one might stand."""


class Hit(NamedTuple):
    """One place of one word: the word's number and its first and past-the-last position in the text."""

    word: int
    start: int
    end: int


class WordFinder:
    """An automaton over distinct normalised words.

    >>> finder = WordFinder(["1:500", "地形图"])
    >>> finder.find("1:5000地形图")
    [Hit(word=1, start=6, end=9)]
    """

    __slots__ = ("_automaton", "_edged", "words")

    def __init__(self, words: Sequence[str]) -> None:
        """Take normalised words, none of them empty; equal words are a mistake of the caller."""
        self.words = tuple(words)
        self._automaton = ahocorasick_rs.AhoCorasick(list(words))
        self._edged = frozenset(number for number, word in enumerate(words) if has_edge(word))

    def find(self, text: str) -> list[Hit]:
        """Give every place of every word, overlapping ones too, in the order of their ends."""
        edged = self._edged
        return [
            Hit(word, start, end)
            for word, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
            if word not in edged or stands_alone(text, start, end)
        ]


def occurs(word: str, text: str) -> bool:
    """Say whether one normalised word is found in one normalised text: the finder's meaning, spelled out.

    >>> occurs("1:5", "1:5万"), occurs("公布", "未公布")
    (False, True)
    """
    start = text.find(word)
    while start >= 0:
        if stands_alone(text, start, start + len(word)):
            return True
        start = text.find(word, start + 1)
    return False


def longest_only(hits: Iterable[Hit]) -> list[Hit]:
    """Leave out each hit that lies within a longer one, so that 未公开 hides the 公开 in it.

    Two hits that overlap without one holding the other both stay: 未公开 and 公开发布 in 未公开发布 are a
    contradiction to be asked about, not a choice for a program.
    """
    kept: list[Hit] = []
    reach = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.end > reach:
            kept.append(hit)
            reach = hit.end
    return kept


def has_edge(word: str) -> bool:
    """Say whether a word begins or ends like a number or a Latin word, so that its neighbours matter."""
    ends = {word[0], word[-1]}
    return bool(ends & _DIGITS or ends & _LATIN)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether the characters at the two edges do not go on in the text as one number or Latin word."""
    head, tail = text[start], text[end - 1]
    before, after = text[start - 1 : start], text[end : end + 1]
    if (head in _LATIN and before in _LATIN) or (tail in _LATIN and after in _LATIN):
        return False
    if head in _DIGITS and (before in _DIGITS or (before in _POINT and _digit(text, start - 2))):
        return False
    continues = after in _DIGITS or after in _MULTIPLIERS or (after in _POINT and _digit(text, end + 1))
    return not (tail in _DIGITS and continues)


def _digit(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at] in _DIGITS
