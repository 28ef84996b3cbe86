"""Which items of the chosen catalogs an organ's list holds, and what each line of it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from classify.catalog.model import Catalog, Item, TermLimit, item_order
from classify.comparison.authority import authority_code
from classify.documents.matter import TIERS
from classify.errors import InputError
from classify.facts.script import normalise
from classify.law import law_on
from classify.level import Level
from classify.mark import write_term
from classify.roster.earlier import Earlier
from classify.roster.line import Line, OrganList, Provenance
from classify.sheets.limit import bounded
from classify.term import LongTerm, OnDate

__all__ = ["listed", "term_text"]


def listed(
    catalogs: Iterable[Catalog], tier: str, duties: Sequence[str] = (), *, as_of: date, earlier: Earlier | None = None
) -> OrganList:
    """Make the list: every state item of the catalogs in force on `as_of` that concerns one of the duties, or all.

    A duty is a word; it concerns a catalog whose title holds it, and an item whose name does. A tier that a catalog does
    not name is no reason to leave an item out: what the organ may not determine it has to refer, and the line says so.
    What the organ wrote into the `earlier` list is taken over, and so are the lines that it added. Raises InputError
    `unknown-choice` for a tier.

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
    before = earlier or Earlier()

    def authority(level: Level | None) -> str:
        return authority_code(level, tier, law, own_rules=False) or "unknown"

    lines = [
        _line(catalog, item, authority(item.level), before.lines)
        for catalog in chosen
        for item in sorted(catalog.items, key=lambda one: item_order(one.id))
        if item.scheme == "state" and item.in_force(as_of) and _concerns(wanted, catalog, item)
    ]
    used = {line.basis.partition("#")[0] for line in lines}
    provenance = tuple(Provenance(one.id, one.version, one.sha256, one.standing) for one in chosen if one.id in used)
    own = tuple(replace(one, authority=authority(Level(one.level) if one.level else None), standing="") for one in before.own)
    return OrganList(as_of, tier, tuple(duties), tuple(lines), provenance, own)


def _concerns(wanted: Sequence[str], catalog: Catalog, item: Item) -> bool:
    texts = (normalise(catalog.title), normalise(item.name))
    return not wanted or any(duty in text for duty in wanted for text in texts)


def _line(catalog: Catalog, item: Item, authority: str, before: Mapping[str, Line]) -> Line:
    basis = f"{catalog.id}#{item.id}"
    made = Line(
        basis=basis,
        name=item.name,
        level="" if item.level is None else item.level.value,
        term=term_text(item.term),
        audience=item.audience or "",
        number=catalog.number or catalog.title,
        authority=authority,
        standing=catalog.standing,
    )
    kept = before.get(basis)
    return made if kept is None else replace(made, department=kept.department, note=kept.note, more=kept.more)


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
