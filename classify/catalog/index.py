"""One automaton over the words of all items of all chosen catalogs, and a table from words to limbs.

A limb is looked at only when a word of its rarest group was found, so that thousands of items cost about as
much as ten.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock

from classify.catalog.model import Catalog, Item, Limb, Near, item_order
from classify.catalog.signs import Signs, counted, signs_of
from classify.facts.criterion import FactTest
from classify.facts.vocabulary import standard_vocabulary
from classify.facts.wording import Wording
from classify.facts.words import Hit, WordFinder

__all__ = ["Entry", "Index", "Scan", "build_index", "scan", "scan_hits"]

_KEPT = 8
"""How many indexes stay in memory; the least recently used goes first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A limb in the index, its words as numbers."""

    order: int
    """The place of its item in the sorted order of all items."""
    catalog: Catalog
    item: Item
    limb: Limb
    groups: tuple[frozenset[int], ...]
    none: frozenset[int]
    near: tuple[frozenset[int], ...]

    @property
    def tests(self) -> tuple[tuple[str, FactTest], ...]:
        """All that is asked of the facts, by the limb and by its catalog."""
        return (*self.limb.facts, *self.catalog.exclusion.facts)


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Everything that finding items needs, for one choice of catalogs."""

    catalogs: tuple[Catalog, ...]
    finder: WordFinder = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)
    keyed: dict[int, tuple[int, ...]] = field(repr=False)
    """To each word the entries whose rarest group holds it."""
    excluded: dict[str, frozenset[int]] = field(repr=False)
    """To each catalog the words that keep all of it from matching."""
    signs: Signs = field(repr=False)

    @property
    def sufficient(self) -> frozenset[int]:
        """The words that alone fill every group of some limb: a text that holds one other word has no candidate."""
        return frozenset(word for entry in self.entries for word in frozenset.intersection(*entry.groups))


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """What one text holds of an index: words, their places, and the limbs whose words are all there.

    It keeps no text, and depends on neither facts nor day, so that one scan answers many what-if questions.
    """

    index: Index
    found: frozenset[int] = field(repr=False)
    titled: frozenset[int] = field(repr=False)
    """All the words in the title. Only these keep an item away: a long text may hold them in passing."""
    hits: tuple[Hit, ...] = field(repr=False)
    borders: tuple[int, ...] = field(repr=False)
    """Where one part of the matter ends and the next begins."""
    candidates: tuple[Entry, ...] = field(repr=False)

    @property
    def title_hits(self) -> tuple[Hit, ...]:
        """The places in the title."""
        return tuple(hit for hit in self.hits if hit.end <= self.borders[0]) if self.borders else self.hits


_indexes: OrderedDict[tuple[object, ...], Index] = OrderedDict()
_lock = Lock()


def build_index(catalogs: Iterable[Catalog], wording: Wording | None = None) -> Index:
    """Give the index of these catalogs, built once for each choice of contents.

    The wording is that of the standard vocabulary; only a worker of the batch, which reads no vocabulary, hands it over.
    """
    spoken = standard_vocabulary().wording if wording is None else wording
    chosen = tuple(sorted(catalogs, key=lambda catalog: (catalog.id, catalog.sha256)))
    key = (spoken, *(digest for catalog in chosen for digest in (catalog.id, catalog.sha256, catalog.text_sha256)))
    with _lock:
        if key in _indexes:
            _indexes.move_to_end(key)
            return _indexes[key]
    index = _built(chosen, spoken)
    with _lock:
        _indexes[key] = index
        while len(_indexes) > _KEPT:
            _indexes.popitem(last=False)
    return index


def scan(index: Index, text: str) -> Scan:
    """Find the words of the index in a normalised text, and the limbs all of whose groups are there."""
    return scan_hits(index, index.finder.find(text), tuple(_borders(text)))


def scan_hits(index: Index, hits: Iterable[Hit], borders: tuple[int, ...] = ()) -> Scan:
    """Find the limbs all of whose groups are among the places found in a text that has these borders."""
    seen = tuple(hits)
    places = counted(seen, index.signs)
    found = frozenset(hit.word for hit in places)
    near_enough = sorted({number for word in found for number in index.keyed.get(word, ())})
    candidates = tuple(
        entry
        for entry in map(index.entries.__getitem__, near_enough)
        if not any(group.isdisjoint(found) for group in entry.groups)
    )
    titled = frozenset(hit.word for hit in seen if not borders or hit.end <= borders[0])
    return Scan(index, found, titled, places, borders, candidates)


def _built(catalogs: tuple[Catalog, ...], wording: Wording) -> Index:
    numbers: dict[str, int] = {}

    def numbered(words: Iterable[str]) -> frozenset[int]:
        return frozenset(numbers.setdefault(word, len(numbers)) for word in words)

    def grouped(near: Near | None) -> tuple[frozenset[int], ...]:
        return () if near is None else tuple(map(numbered, near.words))

    entries = tuple(
        Entry(
            order=order,
            catalog=catalog,
            item=item,
            limb=limb,
            groups=tuple(map(numbered, limb.groups)),
            none=numbered(limb.none),
            near=grouped(limb.near),
        )
        for order, (catalog, item) in enumerate(_in_order(catalogs))
        for limb in item.limbs
    )
    excluded = {catalog.id: numbered(catalog.exclusion.words) for catalog in catalogs}
    signs = signs_of(wording, numbered)
    return Index(catalogs, WordFinder(list(numbers)), entries, _keyed(entries), excluded, signs)


def _in_order(catalogs: tuple[Catalog, ...]) -> Iterator[tuple[Catalog, Item]]:
    """Go through the items that can match at all, in an order that no file decides."""
    for catalog in catalogs:
        for item in sorted(catalog.items, key=lambda item: item_order(item.id)):
            if not item.residual:
                yield catalog, item


def _keyed(entries: tuple[Entry, ...]) -> dict[int, tuple[int, ...]]:
    """Enter each limb under the words of the group whose words fewest limbs use."""
    uses = Counter(word for entry in entries for group in entry.groups for word in group)
    keyed: dict[int, list[int]] = {}
    for number, entry in enumerate(entries):
        rarest = min(entry.groups, key=lambda group: sum(uses[word] for word in group))
        for word in rarest:
            keyed.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in keyed.items()}


def _borders(text: str) -> Iterator[int]:
    at = text.find("\n")
    while at >= 0:
        yield at
        at = text.find("\n", at + 1)
