"""Words in symbols as a trie in arrays, which many positions of a text walk down at once.

The automaton of `classify.facts.words` goes through a text sign by sign and makes an object for every place; here all the
positions at which a word could begin by its first two symbols are found by look-ups, and take every further step together.
A step is two look-ups: the slot of a child is the base of its parent plus the symbol, and a slot knows whose child it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Table", "Trie"]

Ints = npt.NDArray[Any]
_NONE: Final = -1


class Table:
    """A look-up table: Arrow's look-up is several times as fast as numpy's, over the same memory."""

    def __init__(self, values: Ints) -> None:
        """Take the values, which may be written later on."""
        self.values = np.ascontiguousarray(values)
        kind = pa.from_numpy_dtype(self.values.dtype)
        self._arrow = pa.Array.from_buffers(kind, len(self.values), [None, pa.py_buffer(self.values)])

    def __getitem__(self, places: Ints) -> Ints:
        """Give the value at each place; places beyond the table are a mistake of the caller."""
        found: Ints = pc.take(self._arrow, pa.array(places), boundscheck=False).to_numpy(zero_copy_only=False)
        return found


class Trie:
    """Distinct words of whole numbers from 1, none empty; 0 is in no word.

    >>> trie = Trie([(1, 2), (2,), (2, 3, 1)], 4)
    >>> word, start = trie.find(np.array([1, 2, 3, 1, 0], dtype=np.uint16))
    >>> sorted(zip(word.tolist(), start.tolist()))
    [(0, 0), (1, 1), (2, 1)]
    """

    def __init__(self, words: Sequence[Sequence[int]], above: int) -> None:
        """Lay the words out; every symbol is less than `above`."""
        root: dict[int, Any] = {}
        for number, word in enumerate(words):
            node = root
            for symbol in word:
                node = node.setdefault(symbol, {})
            node[_NONE] = number
        self._lone = Table(np.array([root.get(symbol, {}).get(_NONE, _NONE) for symbol in range(above)], dtype=np.int32))
        self._any_lone = bool((self._lone.values >= 0).any())
        rows = {first: row for row, first in enumerate(sorted(root), 1)}
        self._row = Table(np.array([rows.get(symbol, 0) * above for symbol in range(above)], dtype=np.int32))
        pairs = np.zeros((len(rows) + 1) * above, dtype=np.int32)
        slots = _Slots(above)
        for first, row in rows.items():
            for second, node in root[first].items():
                if second != _NONE:
                    pairs[row * above + second] = slots.enter(node)
        self._pair = Table(pairs)
        self._base, self._parent, self._word = map(Table, slots.tables())

    def find(self, symbols: npt.NDArray[np.uint16]) -> tuple[Ints, Ints]:
        """Give word and start of every place of every word, by their starts. The last symbol is 0."""
        slot = self._pair[self._row[symbols[:-1]] + symbols[1:]]
        # of truths numpy finds places several times as fast as of numbers
        start = np.flatnonzero(slot != 0)
        found = list(self._walk(symbols, start, slot[start]))
        if self._any_lone:
            lone = self._lone[symbols]
            start = np.flatnonzero(lone >= 0)
            found.append((lone[start], start))
        word, start = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(start, kind="stable")
        return word[order], start[order]

    def _walk(self, symbols: npt.NDArray[np.uint16], start: Ints, slot: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Go on from the slots of the first two symbols; those that are no child of where they come from stop."""
        end = start + 2
        while True:
            word = self._word[slot]
            ended = np.flatnonzero(word >= 0)
            yield word[ended], start[ended]
            if not len(start):
                return
            child = self._base[slot] + symbols[end]
            on = np.flatnonzero(self._parent[child] == slot)
            start, end, slot = start[on], end[on] + 1, child[on]


class _Slots:
    """The nodes below the pairs find a slot each, children at the base of their parent plus their symbol. Slot 0 is nobody's."""

    def __init__(self, above: int) -> None:
        self._above = above
        self._taken = bytearray(b"\x01")
        self._free = 1
        self._base, self._parent, self._word = {0: 0}, {0: _NONE}, {0: _NONE}

    def enter(self, node: dict[int, Any]) -> int:
        """Place a node that is found by a pair, and all below it."""
        top = self._settle([0])
        waiting = [(top, _NONE, node)]
        while waiting:
            slot, parent, here = waiting.pop()
            children = sorted(symbol for symbol in here if symbol != _NONE)
            base = self._settle(children) if children else 0
            self._base[slot], self._parent[slot], self._word[slot] = base, parent, here.get(_NONE, _NONE)
            waiting += [(base + symbol, slot, here[symbol]) for symbol in children]
        return top

    def _settle(self, symbols: Sequence[int]) -> int:
        """Find the lowest base from which all these slots are free, and take them."""
        while self._free < len(self._taken) and self._taken[self._free]:
            self._free += 1
        base = max(self._free - symbols[0], 0)
        while any(base + symbol < len(self._taken) and self._taken[base + symbol] for symbol in symbols):
            base += 1
        self._taken.extend(bytes(max(base + symbols[-1] + 1 - len(self._taken), 0)))
        for symbol in symbols:
            self._taken[base + symbol] = 1
        return base

    def tables(self) -> Iterator[Ints]:
        """Give base, parent and word of every slot; beyond the last one there is room for any symbol."""
        for known, otherwise in ((self._base, 0), (self._parent, _NONE), (self._word, _NONE)):
            table = np.full(len(self._taken) + self._above, otherwise, dtype=np.int32)
            table[list(known)] = list(known.values())
            yield table
