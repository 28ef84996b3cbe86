"""Which items of the chosen catalogs an organ's list holds, and what each line of it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from classify.catalog.model import Catalog, Item, TermLimit, item_order
from classify.comparison.authority import authority_code
from classify.documents.matter import TIERS
from classify.errors import InputError
from classify.facts.script import normalise
from classify.law import law_on
from classify.mark import write_term
from classify.sheets.limit import bounded
from classify.term import LongTerm, OnDate

__all__ = ["SCHEMA", "Line", "OrganList", "Provenance", "listed", "term_text"]

SCHEMA: Final = "classify/list/1"


@dataclass(frozen=True, slots=True)
class Line:
    """One matter of the list. Texts are the catalog's; empty is what it does not state.

    `authority` says whether an organ of the tier may set the level by itself: enough, lacking, none (no level stated),
    unjudged, or unknown. `department` and `note` are the organ's own, and stay when the list is made again.
    """

    basis: str
    """`catalog#item`."""
    name: str
    level: str
    term: str
    audience: str
    number: str
    """The document number of the catalog, else its title."""
    authority: str
    standing: str
    department: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """A catalog that the list was made from, as it was then."""

    id: str
    version: str
    sha256: str
    standing: str


@dataclass(frozen=True, slots=True)
class OrganList:
    """The list of an organ of a tier on a day, in the order of catalogs and items."""

    as_of: date
    tier: str
    duties: tuple[str, ...]
    lines: tuple[Line, ...] = field(repr=False)
    catalogs: tuple[Provenance, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give what `classify list` writes as JSON, and reads again."""
        told = asdict(self)
        return {"schema": SCHEMA, **told, "as_of": self.as_of.isoformat()}


def listed(
    catalogs: Iterable[Catalog], tier: str, duties: Sequence[str] = (), *, as_of: date, own: Mapping[str, Line] | None = None
) -> OrganList:
    """Make the list: every state item of the catalogs in force on `as_of` that concerns one of the duties, or all.

    A duty is a word; it concerns a catalog whose title holds it, and an item whose name does. A tier that a catalog does
    not name is no reason to leave an item out: what the organ may not determine it has to refer, and the line says so.
    `own` are earlier lines by basis, whose department and note are taken over. Raises InputError `unknown-choice` for a tier.

    >>> from classify.catalog.read import load_catalogs
    >>> made = listed(load_catalogs("organization-work"), "county", ["领导班子"], as_of=date(2026, 11, 21))
    >>> made.lines[0].basis, made.lines[0].level, made.lines[0].authority
    ('organization-work#2', 'secret', 'lacking')
    """
    if tier not in TIERS:
        raise InputError("unknown-choice", where="--tier", choices=", ".join(TIERS))
    law = law_on(as_of).parameters
    chosen = sorted((one for one in catalogs if one.in_force(as_of)), key=lambda one: one.id)
    wanted = [normalise(duty) for duty in duties]
    lines = [
        _line(catalog, item, authority_code(item.level, tier, law, own_rules=False) or "unknown", (own or {}))
        for catalog in chosen
        for item in sorted(catalog.items, key=lambda one: item_order(one.id))
        if item.scheme == "state" and item.in_force(as_of) and _concerns(wanted, catalog, item)
    ]
    used = {line.basis.partition("#")[0] for line in lines}
    provenance = tuple(Provenance(one.id, one.version, one.sha256, one.standing) for one in chosen if one.id in used)
    return OrganList(as_of, tier, tuple(duties), tuple(lines), provenance)


def _concerns(wanted: Sequence[str], catalog: Catalog, item: Item) -> bool:
    texts = (normalise(catalog.title), normalise(item.name))
    return not wanted or any(duty in text for duty in wanted for text in texts)


def _line(catalog: Catalog, item: Item, authority: str, own: Mapping[str, Line]) -> Line:
    basis = f"{catalog.id}#{item.id}"
    kept = own.get(basis)
    return Line(
        basis=basis,
        name=item.name,
        level="" if item.level is None else item.level.value,
        term=term_text(item.term),
        audience=item.audience or "",
        number=catalog.number or catalog.title,
        authority=authority,
        standing=catalog.standing,
        department="" if kept is None else kept.department,
        note="" if kept is None else kept.note,
    )


def term_text(term: TermLimit | None) -> str:
    """Write what an item says of the term, as a Chinese office writes it.

    >>> from classify.term import Duration
    >>> term_text(TermLimit(maximum=Duration(10, "years"))), term_text(TermLimit(long_term=True)), term_text(None)
    ('不超过10年', '长期', '')
    """
    if term is None:
        return ""
    if term.long_term:
        return write_term(LongTerm())
    if term.event is not None:
        return term.event
    if term.on is not None:
        return write_term(OnDate(term.on))
    bounds = {"minimum": term.minimum, "maximum": term.maximum}
    return bounded({name: write_term(length) for name, length in bounds.items() if length is not None})
