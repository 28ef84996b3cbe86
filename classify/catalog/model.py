"""A catalog as the program holds it: frozen, its words normalised, its tests made."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from classify.errors import InputError
from classify.facts.criterion import FactTest
from classify.facts.vocabulary import FactKind, Vocabulary, standard_vocabulary
from classify.level import Level
from classify.term import Duration
from classify.timeline import Span

if TYPE_CHECKING:
    from classify.catalog.schema import Scheme, Standing

__all__ = [
    "Catalog",
    "Exclusion",
    "Item",
    "Lang",
    "Limb",
    "Near",
    "Papers",
    "TermLimit",
    "item_order",
    "vocabulary_of",
]

Lang = Literal["zh", "en"]
_ALWAYS = Span()


@dataclass(frozen=True, slots=True)
class TermLimit:
    """What an item says of the term: durations, one event, one date, or long-term; never two kinds at once."""

    maximum: Duration | None = None
    minimum: Duration | None = None
    event: str | None = None
    on: date | None = None
    long_term: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Some word of each group within so many characters of one another."""

    words: tuple[tuple[str, ...], ...]
    within: int


@dataclass(frozen=True, slots=True)
class Limb:
    """One way of meeting an item: a word of every group, none of these words, near, and every test."""

    number: int
    """Its place among the limbs of its item, from 1."""
    words: tuple[tuple[str, ...], ...]
    none: tuple[str, ...] = ()
    near: Near | None = None
    facts: tuple[tuple[str, FactTest], ...] = ()
    span: Span = _ALWAYS

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """All groups of words of which each must give one, the near ones among them."""
        return self.words if self.near is None else self.words + self.near.words


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a catalog. None is what its source does not state."""

    id: str
    name: str
    level: Level | None
    cite: str | None
    scheme: "Scheme"
    term: TermLimit | None
    tiers: tuple[str, ...]
    audience: str | None
    invented: frozenset[str]
    residual: bool
    note: str | None
    limbs: tuple[Limb, ...]
    english: Mapping[str, str] = field(repr=False, hash=False)
    """name, note, audience, event, as far as they are translated."""

    def in_force(self, day: date) -> bool:
        """Say whether a limb of it was in force on a day; an item that nothing can match has none, and always is."""
        return not self.limbs or any(limb.span.covers(day) for limb in self.limbs)

    def named(self, lang: Lang) -> str:
        """Give the name in a language, the Chinese one where there is no other."""
        return self.english.get("name", self.name) if lang == "en" else self.name

    def noted(self, lang: Lang) -> str | None:
        """Give the note in a language, the Chinese one where there is no other."""
        return self.english.get("note", self.note) if lang == "en" else self.note


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What keeps a whole catalog from matching: any of the words, any of the tests."""

    words: tuple[str, ...] = ()
    facts: tuple[tuple[str, FactTest], ...] = ()


@dataclass(frozen=True, slots=True)
class Papers:
    """Where the copy came from and how complete it is."""

    source: str
    retrieved: date | None
    completeness: str | None
    digest: str | None


@dataclass(frozen=True, slots=True)
class Catalog:
    """A catalog and its items, in the order of its file."""

    id: str
    title: str
    number: str | None
    issuer: tuple[str, ...] = field(repr=False)
    span: Span
    supersedes: tuple[str, ...] = field(repr=False)
    standing: "Standing"
    scheme: "Scheme"
    note: str | None = field(repr=False)
    papers: Papers = field(repr=False)
    exclusion: Exclusion = field(repr=False)
    facts: tuple[FactKind, ...] = field(repr=False)
    """Facts of its own, beside the standard vocabulary."""
    items: tuple[Item, ...] = field(repr=False)
    english: Mapping[str, str] = field(repr=False)
    """title, note, number, as far as they are translated."""
    sha256: str
    """The digest of its catalog.toml: what it says."""
    text_sha256: str = field(repr=False)
    """The digest of its English text."""

    def __hash__(self) -> int:
        """Hash by what tells catalogs apart; their items are too many."""
        return hash((self.id, self.sha256, self.text_sha256))

    @property
    def version(self) -> str:
        """Name the version: its document number, else its id, and the day from which it is in force."""
        name = self.number or self.id
        return name if self.span.first is None else f"{name} ({self.span.first.isoformat()})"

    @property
    def dates_known(self) -> bool:
        """Say whether both bounds are stated; an unknown bound is open."""
        return self.span.first is not None and self.span.last is not None

    def in_force(self, day: date) -> bool:
        """Say whether it was in force on a day, so far as its bounds are known."""
        return self.span.covers(day)

    def item(self, item_id: str) -> Item:
        """Give an item by its id; raises InputError `unknown-item`."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise InputError("unknown-item", where=self.id)

    def titled(self, lang: Lang) -> str:
        """Give the title in a language, the Chinese one where there is no other."""
        return self.english.get("title", self.title) if lang == "en" else self.title

    def noted(self, lang: Lang) -> str | None:
        """Give the note in a language, the Chinese one where there is no other."""
        return self.english.get("note", self.note) if lang == "en" else self.note


def item_order(item_id: str) -> tuple[tuple[int, str], ...]:
    """Order item ids as people number them.

    >>> sorted(["M10", "M2", "4.2", "4.10"], key=item_order)
    ['4.2', '4.10', 'M2', 'M10']
    """
    return tuple((int(part), "") if part.isdigit() else (10**9, part) for part in re.findall(r"[0-9]+|[^0-9]+", item_id))


def vocabulary_of(catalogs: Iterable[Catalog]) -> Vocabulary:
    """Give the standard vocabulary with the facts that these catalogs add.

    Raises InputError `fact-defined-twice` where two of them mean different things by one name.
    """
    return standard_vocabulary().extended(kind for catalog in catalogs for kind in catalog.facts)
