"""Which items does a matter meet, which must be asked about, which came near: criteria only, no analogy.

Words decide yes or no. A fact that an item needs and the matter lacks is unknown, and the item is then asked
about (semantics, sentence 1). An item matches only by what its author wrote down (sentence 7).
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from classify.catalog.index import Entry, Index, Scan, scan
from classify.catalog.model import Catalog, Item, Limb
from classify.catalog.signs import turned
from classify.facts.criterion import Flag
from classify.facts.reading import Facts
from classify.facts.words import Hit
from classify.rules.truth import Truth, all_of, negate

__all__ = [
    "Match",
    "Matches",
    "Reason",
    "ReasonKind",
    "Weighed",
    "is_published",
    "judge",
    "match",
    "standing",
    "truth_of",
    "weigh",
]

ReasonKind = Literal["fact", "none", "near", "date", "except-words", "except-fact", "published"]
_PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item whose words were all found is not met; `names` are facts, or words of the catalog."""

    kind: ReasonKind
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What one item's criteria say of a matter. Words are the catalog's, never the matter's."""

    catalog: Catalog
    item: Item
    truth: Truth
    limb: Limb
    """The limb that decided."""
    words: tuple[str, ...]
    """The words of the limb that were found, group by group."""
    wanted: tuple[str, ...] = ()
    """For unknown: the facts that any open limb of the item still needs."""
    reasons: tuple[Reason, ...] = ()
    """For no: everything that stood against the limb."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The limb that decides an item, and what it says; see `Match`."""

    entry: Entry
    truth: Truth
    wanted: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """All items of which every group of words was found, sorted by catalog and item."""

    met: tuple[Match, ...]
    asked: tuple[Match, ...]
    near_misses: tuple[Match, ...]


def match(index: Index, text: str, facts: Facts, day: date, *, published_is_open: bool = True) -> Matches:
    """Hold a normalised text and its facts against an index on a day: `judge` after `scan`."""
    return judge(scan(index, text), facts, day, published_is_open=published_is_open)


def judge(scanned: Scan, facts: Facts, day: date, *, published_is_open: bool = True) -> Matches:
    """Say of each candidate whether it is met, must be asked about, or only came near.

    Catalogs not in force on the day are skipped. With `published_is_open`, a matter that is published meets
    nothing: once made public it is declassified (LAW2024-20.4). Where that is unknown, nobody is asked for it.
    """
    weighed = weigh(scanned, facts, day, published_is_open=published_is_open)
    matches = [
        Match(one.entry.catalog, one.entry.item, one.truth, one.entry.limb, _words(one.entry, scanned), one.wanted, one.reasons)
        for one in weighed
    ]
    return Matches(
        met=tuple(match for match in matches if match.truth is Truth.YES),
        asked=tuple(match for match in matches if match.truth is Truth.UNKNOWN),
        near_misses=tuple(match for match in matches if match.truth is Truth.NO),
    )


def weigh(scanned: Scan, facts: Facts, day: date, *, published_is_open: bool = True) -> list[Weighed]:
    """Decide each item that has a candidate, as `judge` says it: by its limb that says most, in the order of the items."""
    published = published_is_open and is_published(facts)
    best: dict[int, Weighed] = {}
    for entry in scanned.candidates:
        if entry.catalog.in_force(day):
            weighed = _weighed(entry, scanned, facts, day, published=published)
            best[entry.order] = _better(best.get(entry.order), weighed)
    return [best[order] for order in sorted(best)]


def standing(scanned: Scan) -> tuple[Entry, ...]:
    """Give the candidates that neither words nor distances speak against: the others are met by no facts and on no day.

    Without those, which items are met or must be asked about stays the same.
    """
    return tuple(entry for entry in scanned.candidates if not any(_written(entry, scanned)))


def truth_of(entry: Entry, facts: Facts) -> Truth:
    """Say whether the facts are as a limb and its catalog ask. Nothing else of the facts counts but whether it is published."""
    return all_of(truth for _, truth in (*_asked(entry, facts), *_spared(entry, facts)))


def is_published(facts: Facts) -> bool:
    """Say whether the matter is known to be published."""
    return facts.truth(_PUBLISHED, Flag(value=True)) is Truth.YES


def _better(earlier: Weighed | None, later: Weighed) -> Weighed:
    """Keep of two limbs of one item the one that says more; two open ones are asked about together."""
    if earlier is None or earlier.truth.value < later.truth.value:
        return later
    if earlier.truth is Truth.UNKNOWN is later.truth:
        wanted = tuple(sorted({*earlier.wanted, *later.wanted}))
        return Weighed(earlier.entry, earlier.truth, wanted)
    return earlier


def _weighed(entry: Entry, scanned: Scan, facts: Facts, day: date, *, published: bool) -> Weighed:
    asked, spared = _asked(entry, facts), _spared(entry, facts)
    truth = all_of(truth for _, truth in (*asked, *spared))
    reasons = tuple(_against(entry, scanned, day, published=published))
    if reasons or truth is Truth.NO:
        reasons += tuple(Reason("fact", (name,)) for name, truth in asked if truth is Truth.NO)
        reasons += tuple(Reason("except-fact", (name,)) for name, truth in spared if truth is Truth.NO)
        return Weighed(entry, Truth.NO, reasons=reasons)
    return Weighed(entry, truth, tuple(sorted({name for name, truth in (*asked, *spared) if truth is Truth.UNKNOWN})))


def _asked(entry: Entry, facts: Facts) -> list[tuple[str, Truth]]:
    return [(name, facts.truth(name, test)) for name, test in entry.limb.facts]


def _spared(entry: Entry, facts: Facts) -> list[tuple[str, Truth]]:
    return [(name, negate(facts.truth(name, test))) for name, test in entry.catalog.exclusion.facts]


def _against(entry: Entry, scanned: Scan, day: date, *, published: bool) -> Iterator[Reason]:
    """Give what speaks against a limb, apart from facts: these are decided by text and day."""
    if published:
        yield Reason("published", (_PUBLISHED,))
    if not entry.limb.span.covers(day):
        yield Reason("date")
    yield from _written(entry, scanned)


def _written(entry: Entry, scanned: Scan) -> Iterator[Reason]:
    """Give what the text speaks against a limb, whatever facts and day."""
    hindering = entry.none & scanned.titled
    if hindering:
        yield Reason("none", _spelled(scanned, hindering))
    excepted = (scanned.index.excluded[entry.catalog.id] & scanned.titled) | _other_paper(entry, scanned)
    if excepted:
        yield Reason("except-words", _spelled(scanned, excepted))
    if entry.limb.near is not None and not _is_near(entry.near, scanned, entry.limb.near.within):
        yield Reason("near")


def _other_paper(entry: Entry, scanned: Scan) -> frozenset[int]:
    """Give the words of the title by which the paper only speaks about what the limb names, or mentions it in its text."""
    signs = scanned.index.signs
    said = scanned.titled & (signs.about | signs.mentioning)
    if not said:
        return said
    hits = scanned.title_hits
    named = {hit.word for hit in hits}
    return said if any(group.isdisjoint(named) for group in entry.groups) else turned(entry.groups, hits, signs)


def _words(entry: Entry, scanned: Scan) -> tuple[str, ...]:
    found = dict.fromkeys(word for group in entry.groups for word in _spelled(scanned, group & scanned.found))
    return tuple(found)


def _spelled(scanned: Scan, words: frozenset[int]) -> tuple[str, ...]:
    return tuple(sorted(scanned.index.finder.words[word] for word in words))


def _is_near(groups: tuple[frozenset[int], ...], scanned: Scan, within: int) -> bool:
    """Say whether a word of each group can be chosen so that no two lie farther apart than so many characters.

    That is: so that the last begins at most so far behind the end of the first to end. A border between two
    parts of the matter is farther than any distance.
    """
    far = within + 1
    places = [
        sorted((_end(hit, scanned.borders, far), _start(hit, scanned.borders, far)) for hit in scanned.hits if hit.word in group)
        for group in groups
    ]
    ends = [[end for end, _ in group] for group in places]
    earliest = [_suffix_minimum([start for _, start in group]) for group in places]
    return any(
        all(
            (at := bisect_left(group_ends, first_end)) < len(group_ends) and starts[at] <= first_end + within
            for group_ends, starts in zip(ends, earliest, strict=True)
        )
        for group in ends
        for first_end in group
    )


def _start(hit: Hit, borders: tuple[int, ...], far: int) -> int:
    return hit.start + bisect_left(borders, hit.start) * far


def _end(hit: Hit, borders: tuple[int, ...], far: int) -> int:
    return hit.end + bisect_left(borders, hit.start) * far


def _suffix_minimum(numbers: list[int]) -> list[int]:
    least = list(numbers)
    for at in range(len(least) - 2, -1, -1):
        least[at] = min(least[at], least[at + 1])
    return least
