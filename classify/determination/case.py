"""One matter before any rule runs: its day, its law, its facts, what its words found in the catalogs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from threading import Lock

from pydantic import BaseModel

from classify.catalog.index import Index, Scan, build_index, scan
from classify.catalog.match import Match, Matches, judge
from classify.catalog.model import Catalog, vocabulary_of
from classify.comparison.authority import authority_code, grant_code
from classify.comparison.folding import Folded, fold
from classify.comparison.proposal import Reading, read_proposal
from classify.documents import Matter
from classify.errors import CatalogError, safe_name
from classify.facts.criterion import Flag, Value
from classify.facts.reading import Facts, read_facts
from classify.facts.script import normalise_parts
from classify.facts.vocabulary import Vocabulary
from classify.law import LawOfDay, law_on
from classify.rules.truth import Truth
from classify.term import ExpiryRule

OWN_RULES = "own_authority_rules"
_KEPT = 8


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The chosen catalogs with what is built from them once."""

    catalogs: tuple[Catalog, ...]
    index: Index
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A matter with everything that was read for it. It keeps no text beyond the matter's own."""

    matter: Matter
    ground: Ground
    as_of: date
    law: LawOfDay
    rule: ExpiryRule
    facts: Facts
    scanned: Scan | None
    """None where no item is sought: a derived matter takes its level from its source."""
    reading: Reading | None

    def supposing(self, name: str, value: Value) -> Case:
        """Return the case as it would be if a fact were known; for questions of what would decide."""
        if name == "tier":
            # pydantic's own copy: the vocabulary knows this tier, and its long text was checked once
            matter = BaseModel.model_copy(self.matter, update={"tier": value})
            return replace(self, matter=matter, facts=self.facts.learning(name, value))
        return replace(self, facts=self.facts.learning(name, value))


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The items of a case: all matches, the met state items folded, and whether open facts could change the answer."""

    matches: Matches
    met: tuple[Match, ...]
    asked: tuple[Match, ...]
    """State items that are met, and state items of which it is unknown."""
    folded: Folded
    items_pending: bool
    authority_pending: bool

    @property
    def pending(self) -> bool:
        """Whether a fact that is not known could still change level or outcome."""
        return self.items_pending or self.authority_pending


_grounds: OrderedDict[tuple[str, ...], Ground] = OrderedDict()
_lock = Lock()


def ground_of(catalogs: Iterable[Catalog]) -> Ground:
    """Return index and vocabulary of these catalogs, built once for each choice of contents.

    A catalog given twice counts once. Raises CatalogError for two different ones of one id.
    """
    once = {(catalog.id, catalog.sha256): catalog for catalog in catalogs}
    chosen = tuple(once[key] for key in sorted(once))
    repeated = next((one.id for one, other in pairwise(chosen) if one.id == other.id), None)
    if repeated is not None:
        raise CatalogError("catalog-id-twice", where=safe_name(repeated))
    key = tuple(part for catalog in chosen for part in (catalog.id, catalog.sha256, catalog.text_sha256))
    with _lock:
        if key in _grounds:
            _grounds.move_to_end(key)
            return _grounds[key]
    ground = Ground(chosen, build_index(chosen), vocabulary_of(chosen))
    with _lock:
        _grounds[key] = ground
        while len(_grounds) > _KEPT:
            _grounds.popitem(last=False)
    return ground


def read_case(matter: Matter, ground: Ground, as_of: date, rule: ExpiryRule) -> Case:
    """Read one matter. Its law and catalogs are those of the day of issue, else of notice, else of `as_of`.

    Raises InputError for a fact that the catalogs' vocabulary does not know, or of the wrong kind.
    """
    law = law_on(matter.start or as_of)
    text = normalise_parts((matter.title, matter.text))
    facts = read_facts(ground.vocabulary, matter.facts, matter.tier, text)
    written = matter.mark is not None and bool(matter.mark.strip())
    reading = read_proposal(matter.mark or "", law.parameters, matter.start, rule) if written else None
    sought = not matter.derived and law.in_force
    return Case(matter, ground, as_of, law, rule, facts, scan(ground.index, text) if sought else None, reading)


def find(case: Case) -> Found:
    """Judge the case's candidates with the facts it has, and see whether unknown ones could change the answer."""
    return _found(case, Matches((), (), ()) if case.scanned is None else judge(case.scanned, case.facts, case.law.day))


def without_samples(case: Case, found: Found) -> Found:
    """Return what would be found if sample catalogs had not been loaded."""
    kept = (
        tuple(match for match in matches if match.catalog.standing != "sample")
        for matches in (found.matches.met, found.matches.asked, found.matches.near_misses)
    )
    return _found(case, Matches(*kept))


def _found(case: Case, matches: Matches) -> Found:
    met = tuple(match for match in matches.met if match.item.scheme == "state")
    asked = tuple(match for match in matches.asked if match.item.scheme == "state")
    folded = _folded(case, met)
    open_items = any(_differs(case, folded, met, one) for one in asked)
    return Found(matches, met, asked, folded, open_items, _authority_open(case, folded, met))


def grant_for(case: Case, found: Found, *, proposed: bool) -> str:
    """Say whether the written grant covers the level of the items, or the proposed one."""
    level = (case.reading.level if case.reading else None) if proposed else found.folded.level
    return grant_code(case.matter.authorization, level, case.law.day, (item_id(match) for match in found.met))


def authority_for(case: Case, found: Found, *, proposed: bool) -> str | None:
    """Say whether the organ's tier has the level of the items, or the proposed one; None is unknown."""
    level = (case.reading.level if case.reading else None) if proposed else found.folded.level
    own_rules = case.facts.truth(OWN_RULES, Flag(value=True)) is Truth.YES
    return authority_code(level, case.matter.tier, case.law.parameters, own_rules=own_rules)


def item_id(match: Match) -> str:
    """Return an item's full name, `catalog#item`."""
    return f"{match.catalog.id}#{match.item.id}"


def _folded(case: Case, matches: Iterable[Match]) -> Folded:
    pairs = ((match.catalog, match.item) for match in matches)
    return fold(pairs, case.law.parameters, case.ground.vocabulary.states.yes, case.matter.start)


def _differs(case: Case, folded: Folded, met: tuple[Match, ...], one: Match) -> bool:
    """Say whether one more item would change level or outcome. Any change by several is a change by one of them."""
    more = (*met, one)
    return _signature(case, _folded(case, more), more) != _signature(case, folded, met)


def _signature(case: Case, folded: Folded, met: tuple[Match, ...]) -> tuple[object, ...]:
    """Gather all that level and outcome depend on: levels, tiers, and who may decide."""
    own_rules = case.facts.truth(OWN_RULES, Flag(value=True)) is Truth.YES
    authority = authority_code(folded.level, case.matter.tier, case.law.parameters, own_rules=own_rules)
    grant = grant_code(case.matter.authorization, folded.level, case.law.day, (item_id(match) for match in met))
    return *folded.codes().values(), folded.level, folded.tier_code(case.matter.tier), authority, grant


def _authority_open(case: Case, folded: Folded, met: tuple[Match, ...]) -> bool:
    """Say whether the unknown tier could change the outcome: who may decide, or who may produce the item."""
    if case.matter.tier is not None or folded.level is None:
        return False
    if folded.tier_code(None) is None:
        return True
    own_rules = case.facts.truth(OWN_RULES, Flag(value=True)) is Truth.YES
    unknown = authority_code(folded.level, None, case.law.parameters, own_rules=own_rules) is None
    grant = grant_code(case.matter.authorization, folded.level, case.law.day, (item_id(match) for match in met))
    return unknown and grant != "covers"
