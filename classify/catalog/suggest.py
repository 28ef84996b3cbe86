"""Items whose names look like a title: suggestions for people, on a channel that never reaches a match.

The law forbids analogy (semantics, sentence 7). BM25 over pairs of characters, from a library.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from logging import WARNING, getLogger
from threading import Lock
from typing import TYPE_CHECKING

from classify.catalog.model import Catalog, Item, item_order
from classify.facts.script import normalise

if TYPE_CHECKING:
    import bm25s

__all__ = ["MOST", "Suggestion", "suggest"]

MOST = 5
"""How many suggestions are given at most."""

FLOOR = 0.08
"""What is less like a title is not suggested. Of some forty invented titles, the nearest name to what the catalogs do
not treat (a canteen's contract, a parking fee) came to 0.07, and to what they do (gravity data, examination papers) to
0.10 and more. It tidies what people read, and reaches no determination."""

_KEPT = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item whose name is like the title, and how like: 1 is as like as the name itself."""

    catalog: Catalog
    item: Item
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    ranking: "bm25s.BM25"
    items: tuple[tuple[Catalog, Item], ...]
    own: tuple[float, ...]
    """Each name's score against itself."""


_names: OrderedDict[tuple[str, ...], _Names] = OrderedDict()
_lock = Lock()


def suggest(catalogs: Iterable[Catalog], title: str, most: int = MOST, floor: float = FLOOR) -> list[Suggestion]:
    """Give the items whose names are most like a title, the likeliest first, none less like it than `floor`.

    The title is normalised here; catalogs that do not count on the day are the caller's to leave out.
    """
    pairs = _pairs(normalise(title))
    names = _of(tuple(sorted(catalogs, key=lambda catalog: catalog.id)))
    if not pairs or not names.items:
        return []
    scores = names.ranking.get_scores(pairs)
    likeness = [
        (min(1.0, float(score) / own) if own > 0 else 0.0, number)
        for number, (score, own) in enumerate(zip(scores, names.own, strict=True))
    ]
    best = sorted((like for like in likeness if like[0] > 0 and like[0] >= floor), key=lambda like: (-like[0], like[1]))[:most]
    return [Suggestion(*names.items[number], round(score, 4)) for score, number in best]


def _of(catalogs: tuple[Catalog, ...]) -> _Names:
    key = tuple(digest for catalog in catalogs for digest in (catalog.sha256, catalog.text_sha256))
    with _lock:
        if key in _names:
            _names.move_to_end(key)
            return _names[key]
    names = _ranked(catalogs)
    with _lock:
        _names[key] = names
        while len(_names) > _KEPT:
            _names.popitem(last=False)
    return names


def _ranked(catalogs: tuple[Catalog, ...]) -> _Names:
    import bm25s  # noqa: PLC0415 - heavy, and most matters need no suggestion

    # it tells every step to whoever listens at INFO, and a library is silent
    getLogger("bm25s").setLevel(WARNING)

    items = tuple(
        (catalog, item)
        for catalog in catalogs
        for item in sorted(catalog.items, key=lambda item: item_order(item.id))
        if not item.residual
    )
    spelled = [_pairs(normalise(item.name)) or [item.name] for _, item in items]
    ranking = bm25s.BM25()
    if not items:
        return _Names(ranking, (), ())
    ranking.index(spelled, show_progress=False)
    own = tuple(float(ranking.get_scores(pairs)[number]) for number, pairs in enumerate(spelled))
    return _Names(ranking, items, own)


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]
