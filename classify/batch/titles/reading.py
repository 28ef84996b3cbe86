"""Many titles at once: their normal forms as symbols, and the words in all of them.

What a character becomes, which blanks stay, and when a word stands alone is said in `classify.facts`. Here every character is
looked up once in a table of the symbols that the words are written in; a title with a character that its neighbours
change, or one too long to be read beside others, goes the single way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from sys import maxunicode
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.titles.trie import Table, Trie
from classify.errors import InputError
from classify.facts.script import PARTED, normalise_parts, wherever
from classify.facts.words import EDGES, WordFinder, has_edge, stands_alone

__all__ = ["Places", "TitleFinder"]

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Symbols = npt.NDArray[np.uint16]

PIECE: Final = 8_192
"""Titles that are read together: few enough to stay close at hand."""
LONG: Final = 4_096
"""A title of more bytes is read by itself."""
_BORDER_SIGN: Final = "\n"
_BORDER, _UNREAD, _SINGLE, _DROPPED, _BLANK, _OTHER = range(6)
"""The first symbols: between titles; not yet looked up; not to be read beside others; nothing; a blank; in no word."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where words stand in titles: the title's number, the word's, and positions in the title's normal form.

    Sorted by title. `blank`: the titles that say nothing at all. `unreadable`: those too long to be read.
    """

    title: Ints
    word: Ints
    start: Ints
    end: Ints
    blank: Flags
    unreadable: Flags


class TitleFinder:
    """A finder of words in many titles, for distinct normalised words. Safe to use from threads.

    >>> finder = TitleFinder(["1:500", "地形图"])
    >>> places = finder.find(pa.array(["１:500《地形圖》", "1:5000地形图"]))
    >>> list(zip(places.title.tolist(), places.word.tolist(), places.start.tolist()))
    [(0, 0, 0), (0, 1, 5), (1, 1, 6)]
    """

    def __init__(self, words: Sequence[str]) -> None:
        """Give every character of a word a symbol, and lay the words out in these."""
        self._finder = WordFinder(words)
        self._lengths = np.array([len(word) for word in words], dtype=np.int64)
        self._edged = np.array([has_edge(word) for word in words], dtype=np.bool_)
        letters = sorted({" "} | EDGES | {letter for word in words for letter in word})
        self._letters = {letter: symbol for symbol, letter in enumerate(letters, _OTHER + 1)}
        above = _OTHER + 1 + len(letters)
        self._trie = Trie([[self._letters[letter] for letter in word] for word in words], above)
        self._table = Table(np.full(maxunicode + 1, _UNREAD, dtype=np.uint16))
        self._table.values[ord(_BORDER_SIGN)] = _BORDER
        self._spelled = np.array([*[ord("\ufffd")] * (_OTHER + 1), *map(ord, letters)], dtype="<u4")
        kinds = [next((number for number, kind in enumerate(PARTED, 1) if letter in kind), 0) for letter in letters]
        self._kinds = np.array([*[0] * (_OTHER + 1), *kinds], dtype=np.uint8)

    def find(self, titles: pa.Array) -> Places:
        """Give every place of every word, overlapping ones too, in an Arrow array of texts without nulls."""
        long = np.flatnonzero(pc.binary_length(titles).to_numpy(zero_copy_only=False) > LONG)
        short = titles
        if len(long):
            mask = np.zeros(len(titles), dtype=np.bool_)
            mask[long] = True
            short = pc.if_else(pa.array(mask), pa.scalar("", titles.type), titles)
        found: list[Ints] = []
        single, empty = [long], [long]
        for first in range(0, len(titles), PIECE):
            places, apart, nothing = self._piece(short.slice(first, PIECE))
            places[0] += first
            found.append(places)
            single.append(apart + first)
            empty.append(nothing + first)
        return self._with_single(titles, found, np.unique(np.concatenate(single)), np.concatenate(empty))

    def _with_single(self, titles: pa.Array, found: list[Ints], single: Ints, empty: Ints) -> Places:
        """Add the titles that are read by themselves, and say which of those without a normal form are blank."""
        blank, unreadable = np.zeros((2, len(titles)), dtype=np.bool_)
        for number in (*empty.tolist(), *single.tolist()):
            blank[number] = not titles[number].as_py().strip()
        for number in single.tolist():
            try:
                hits = self._finder.find(normalise_parts((titles[number].as_py(),)))
            except InputError:
                unreadable[number] = True
                continue
            found.append(np.array([(number, *hit) for hit in hits], dtype=np.int64).reshape(-1, 4).T)
        places = np.concatenate(found, axis=1) if found else np.zeros((4, 0), dtype=np.int64)
        if len(single):
            places = places[:, np.argsort(places[0], kind="stable")]
        title, word, start, end = places
        return Places(title, word, start, end, blank, unreadable)

    def _piece(self, titles: pa.Array) -> tuple[Ints, Ints, Ints]:
        """Give the places in some titles, the titles to be read by themselves, and those without a normal form."""
        joined = _joined(titles)
        symbols: Symbols = self._table[np.frombuffer(joined.encode("utf-32-le"), dtype="<u4")]
        at = np.flatnonzero(symbols <= _BLANK)
        what = symbols[at]
        unread = at[what == _UNREAD]
        if len(unread):
            # what a character becomes is asked once
            for sign in {joined[place] for place in unread.tolist()}:
                self._table.values[ord(sign)] = self._symbol(wherever(sign))
            return self._piece(titles)
        ends = at[what == _BORDER]
        if len(ends) != len(titles):
            # within a title a new line is read as any other blank
            return self._piece(pc.replace_substring(titles, _BORDER_SIGN, " "))
        single = np.unique(np.searchsorted(ends, at[what == _SINGLE]))
        symbols, gone = self._without(symbols, at[(what == _DROPPED) | (what == _BLANK)])
        ends = ends - np.searchsorted(gone, ends)
        starts = np.append(0, ends[:-1] + 1)
        word, start = self._places(symbols)
        title = np.searchsorted(ends, start)
        if len(single):
            beside = np.ones(len(ends), dtype=np.bool_)
            beside[single] = False
            word, start, title = (column[beside[title]] for column in (word, start, title))
        start = start - starts[title]
        return np.stack([title, word, start, start + self._lengths[word]]), single, np.flatnonzero(ends == starts)

    def _symbol(self, form: str | None) -> int:
        if form is None:
            return _SINGLE
        if form in ("", " "):
            return _BLANK if form else _DROPPED
        return self._letters.get(form, _OTHER)

    def _without(self, symbols: Symbols, void: Ints) -> tuple[Symbols, Ints]:
        """Of the places of blanks and of what becomes nothing, give those left out, and the symbols without them."""
        if not len(void):
            return symbols, void
        first = np.flatnonzero(np.diff(void, prepend=-2) != 1)
        last = np.append(first[1:], len(void)) - 1
        # before the very first place stands the border at the very end
        before, after = self._kinds[symbols[void[first] - 1]], self._kinds[symbols[void[last] + 1]]
        parting = (before == after) & (before > 0)
        if parting.any():
            parting &= np.logical_or.reduceat(symbols[void] == _BLANK, first)
            symbols = symbols.copy()
            symbols[void[first[parting]]] = self._letters[" "]
            void = np.delete(void, first[parting])
        kept = np.ones(len(symbols), dtype=np.bool_)
        kept[void] = False
        return symbols[kept], void

    def _places(self, symbols: Symbols) -> tuple[Ints, Ints]:
        """Give word and start of every place, by their starts; positions are those in the joined text."""
        word, start = self._trie.find(symbols)
        edged = np.flatnonzero(self._edged[word])
        if not len(edged):
            return word, start
        text = self._spelled[symbols].tobytes().decode("utf-32-le")
        ends = start[edged] + self._lengths[word[edged]]
        fits = np.ones(len(word), dtype=np.bool_)
        fits[edged] = [stands_alone(text, *at) for at in zip(start[edged].tolist(), ends.tolist(), strict=True)]
        return word[fits], start[fits]


def _joined(titles: pa.Array) -> str:
    """Join titles, with a border behind each."""
    # a piece is small, whatever the array that it was cut from
    texts = titles.cast(pa.string())
    together = pc.binary_join(pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts), _BORDER_SIGN)
    return str(together[0].as_buffer(), "utf-8") + _BORDER_SIGN
