"""What the words of a title leave to be decided: the limbs that can still be met, and the facts that they state.

Titles of which both are the same have the same answer, whatever else they say. The catalog's index and the vocabulary say what
the words mean; here each distinct wording is put to them once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count, pairwise
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from classify.batch.titles.reading import Places, TitleFinder
from classify.catalog.index import Index, Scan, scan_hits
from classify.catalog.match import standing
from classify.facts.reading import Said
from classify.facts.script import normalise_parts
from classify.facts.vocabulary import Vocabulary
from classify.facts.words import Hit

__all__ = ["MOST_KEPT", "Standing", "Stated", "Wording", "Wordings", "keep"]

Ints = npt.NDArray[Any]
Key = TypeVar("Key")
One = TypeVar("One")
MOST_KEPT: Final = 200_000
"""So many answers of a kind are kept; what comes after them is worked out anew."""


@dataclass(frozen=True, eq=False, slots=True)
class Standing:
    """The limbs that words and distances leave standing, as one of the titles that leave these has them."""

    number: int
    scan: Scan = field(repr=False)


@dataclass(frozen=True, eq=False, slots=True)
class Stated:
    """What the words of a title state."""

    number: int
    said: Said = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wording:
    """The wordings of some titles: to each title two numbers, and what the numbers stand for; 0 is nothing."""

    standing: Ints
    stated: Ints
    standings: Mapping[int, Standing] = field(repr=False)
    statements: Mapping[int, Stated] = field(repr=False)
    blank: npt.NDArray[np.bool_]
    unreadable: npt.NDArray[np.bool_]


class Wordings:
    """The wordings met so far. Equal numbers mean the same; safe to use from threads."""

    def __init__(self, index: Index, vocabulary: Vocabulary) -> None:
        """Make one finder of the words of items and of facts."""
        words = {word: number for number, word in enumerate(dict.fromkeys((*index.finder.words, *vocabulary.words)))}
        self._index, self._vocabulary = index, vocabulary
        self._finder = TitleFinder(list(words))
        self._item_word = _renumbered(index.finder.words, words)
        self._fact_word = _renumbered(vocabulary.words, words)
        self._entered = np.array([number in index.keyed for number in self._item_word.tolist()], dtype=np.bool_)
        self._sufficient = np.isin(self._item_word, list(index.sufficient))
        self._placed = index.signs.placed
        own = {word for entry in index.entries for group in (*entry.groups, *entry.near, entry.none) for word in group}
        own = own.union(*index.excluded.values())
        signs = index.signs.placed | index.signs.mentioning
        self._sign = np.array([number in index.signs.placed for number in range(len(index.finder.words))], dtype=np.bool_)
        self._only_sign = np.array([number in signs and number not in own for number in range(len(index.finder.words))])
        self._numbers = count(1)
        self._silent = Stated(0, {})
        self._nothing = Standing(0, scan_hits(index, ()))
        self._standings: dict[tuple[int, ...], Standing] = {(): self._nothing}
        self._by_words: dict[bytes, Standing] = {}
        self._by_places: dict[bytes, Standing] = {}
        self._by_statement: dict[bytes, Stated] = {}
        self._by_title: dict[bytes, Stated] = {}
        stating = {word for kind in vocabulary for word, _ in kind.words}
        opening = {word for kind in vocabulary for pair in kind.spanning for word in pair.opening}
        self._stating = np.array([word in stating for word in vocabulary.words], dtype=np.bool_)
        """The others state nothing, unless one that opens a pair stands in the title too."""
        self._opening = np.array([word in opening for word in vocabulary.words], dtype=np.bool_)
        self._measuring = np.array([vocabulary.measures((number,)) for number in range(len(vocabulary.words))], dtype=np.bool_)
        lone = [self._said([Hit(number, 0, len(word))]) for number, word in enumerate(vocabulary.words)]
        self._lone = np.array([one.number for one in lone], dtype=np.int64)
        """What a fact's word states where it is the only one, as most often it is."""
        self._lone_statements = {one.number: one for one in (self._silent, *lone)}

    def read(self, titles: pa.Array) -> Wording:
        """Give the wordings of titles in an Arrow array of texts without nulls."""
        places = self._finder.find(titles)
        standing, standings = self._stand(places, len(titles))
        stated, statements = self._state(places, titles)
        return Wording(standing, stated, standings, statements, places.blank, places.unreadable)

    def _state(self, places: Places, titles: pa.Array) -> tuple[Ints, Mapping[int, Stated]]:
        """Give what titles state as numbers. It depends on the words, and on how they lie to one another.

        A title that may state a quantity is read by itself: of words alone none says how much.
        """
        word = self._fact_word[places.word]
        at = np.flatnonzero(word >= 0)
        measuring = np.unique(places.title[at[self._measuring[word[at]]]])
        opened = np.zeros(len(titles), dtype=np.bool_)
        opened[places.title[at[self._opening[word[at]]]]] = True
        at = at[self._stating[word[at]] | opened[places.title[at]]]
        numbers = np.zeros(len(titles), dtype=np.int64)
        numbers[places.title[at]] = self._lone[word[at]]
        several = np.bincount(places.title[at], minlength=len(titles)) > 1
        runs = _Runs(places, at[several[places.title[at]]], word)
        keys = runs.by_places()
        found = [
            self._by_statement.get(key) or keep(self._by_statement, key, self._said(runs.hits(n))) for n, key in enumerate(keys)
        ]
        numbers[runs.titles] = [one.number for one in found]
        for title in measuring.tolist():
            one = self._told(titles[title].as_py())
            numbers[title] = one.number
            found.append(one)
        return numbers, self._lone_statements | {one.number: one for one in found}

    def _told(self, title: str) -> Stated:
        key = title.encode()
        if (known := self._by_title.get(key)) is not None:
            return known
        said = self._vocabulary.said(normalise_parts((title,)))
        return keep(self._by_title, key, Stated(next(self._numbers), said) if said else self._silent)

    def _said(self, hits: Sequence[Hit]) -> Stated:
        said = self._vocabulary.stated(hits, max(hit.end for hit in hits))
        return Stated(next(self._numbers), said) if said else self._silent

    def _stand(self, places: Places, titles: int) -> tuple[Ints, Mapping[int, Standing]]:
        """Give what titles leave standing as numbers: nothing, where no word is found by which the index enters a limb.

        Signs only take away, so that they are asked about where without them something stands.
        """
        word = self._item_word[places.word]
        entered = np.zeros(titles, dtype=np.bool_)
        entered[places.title[self._entered[places.word]]] = True
        whole = np.flatnonzero((word >= 0) & entered[places.title])
        at = whole[~self._only_sign[word[whole]]]
        # most titles that hold a word by which a limb is entered hold no other one
        several = np.bincount(places.title[at], minlength=titles) > 1
        at = at[several[places.title[at]] | self._sufficient[places.word[at]]]
        numbers = np.zeros(titles, dtype=np.int64)
        met = self._met(_Runs(places, at, word), numbers)
        signed = np.zeros(titles, dtype=np.bool_)
        signed[places.title[whole[self._sign[word[whole]]]]] = True
        signed &= numbers != 0
        return numbers, met | self._met(_Runs(places, whole[signed[places.title[whole]]], word), numbers)

    def _met(self, runs: _Runs, numbers: Ints) -> dict[int, Standing]:
        """Give numbers to the titles of some runs, and return what these stand for."""
        keys = runs.by_words()
        found = [self._by_words.get(key) for key in keys]
        missing = [run for run, one in enumerate(found) if one is None]
        lying = runs.by_places() if missing else []
        for run in missing:
            known = self._by_words.get(keys[run]) or self._by_places.get(lying[run])
            found[run] = known or self._ask(keys[run], lying[run], runs.hits(run))
        met = [one for one in found if one is not None]
        numbers[runs.titles] = [one.number for one in met]
        return {one.number: one for one in met}

    def _ask(self, words: bytes, lying: bytes, hits: Sequence[Hit]) -> Standing:
        """Ask the index. Unless it matters where the words stand, they alone decide."""
        scanned = scan_hits(self._index, hits)
        entries = standing(scanned)
        # by identity: a limb in full would be long to compare
        name = tuple(map(id, entries))
        found = self._standings.get(name)
        if found is None:
            kept = scanned if len(entries) == len(scanned.candidates) else replace(scanned, candidates=entries)
            found = keep(self._standings, name, Standing(next(self._numbers), kept))
        if any(entry.near for entry in scanned.candidates) or any(hit.word in self._placed for hit in hits):
            return keep(self._by_places, lying, found)
        return keep(self._by_words, words, found)


class _Runs:
    """Some places, gathered by title."""

    def __init__(self, places: Places, chosen: Ints, word: Ints) -> None:
        self._places, self._chosen, self._word = places, chosen, word[chosen]
        self._title = places.title[chosen]
        self._first = np.flatnonzero(np.diff(self._title, prepend=-1))
        self._bounds = [*self._first.tolist(), len(chosen)]
        self.titles = self._title[self._first]

    def by_words(self) -> list[bytes]:
        """Give to each title its words, as a key."""
        return _cut(self._word, self._bounds)

    def by_places(self) -> list[bytes]:
        """Give to each title its words and how they lie to the first of them, as a key."""
        return _cut(self._rows, self._bounds)

    def hits(self, run: int) -> list[Hit]:
        """Give the places of one title as hits, counted from the first."""
        return [Hit(*row) for row in self._rows[self._bounds[run] : self._bounds[run + 1]].tolist()]

    @cached_property
    def _rows(self) -> Ints:
        start, end = self._places.start[self._chosen], self._places.end[self._chosen]
        origin = np.repeat(start[self._first], np.diff(self._bounds))
        return np.stack([self._word, start - origin, end - origin], axis=1)


def _cut(rows: Ints, bounds: Sequence[int]) -> list[bytes]:
    """Cut rows into keys: equal rows give equal keys, and only they."""
    data, size = np.ascontiguousarray(rows).tobytes(), rows.itemsize * (rows.shape[1] if rows.ndim > 1 else 1)
    edges = [bound * size for bound in bounds]
    return [data[first:past] for first, past in pairwise(edges)]


def _renumbered(words: Sequence[str], among: Mapping[str, int]) -> Ints:
    """Give to each word of the finder its number among these, -1 where it is none of them."""
    numbers = np.full(len(among), -1, dtype=np.int64)
    numbers[[among[word] for word in words]] = np.arange(len(words))
    return numbers


def keep(kept: dict[Key, One], key: Key, found: One) -> One:
    """Keep what was found, up to a number, and give what is kept: of two threads the first one's."""
    return kept.setdefault(key, found) if len(kept) < MOST_KEPT else found
