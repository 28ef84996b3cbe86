"""The answer for one row of an inventory, put together from the pieces that answer single matters. It is slow and plain."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from classify.catalog.index import build_index
from classify.catalog.match import match
from classify.catalog.model import Catalog, Item, vocabulary_of
from classify.comparison.authority import authority_code
from classify.comparison.folding import Folded, fold
from classify.comparison.proposal import Reading, ceiling_facts, compare, item_facts, mark_facts
from classify.errors import InputError
from classify.facts.criterion import Flag
from classify.facts.reading import Facts, read_facts
from classify.facts.script import normalise_parts
from classify.law import law_on
from classify.law.regime import periods
from classify.law.rulebook import findings, resting_on_items
from classify.law.sources import read_table
from classify.level import Level
from classify.lifecycle.review import expiring_until, review_due
from classify.mark import MarkReading, read
from classify.rules.fixpoint import conclude
from classify.rules.program import Program
from classify.rules.truth import Truth
from classify.term import Duration, Event, ExpiryRule, LongTerm, OnDate, Term, opens_on

OPEN = {"published", "declassified", "self_declassified"}
FLAGS = ("published", "must_be_public", "private_or_trade", "uncontrolled")
FAULTS = frozenset(read_table("rules/inventory.toml")["fault"]["findings"])
YES = {True: "yes", False: "no"}

_Pair = tuple[Catalog, Item]
_Sought = tuple[str, list[_Pair], bool, Facts, _Pair | None]
"""How items were looked for; those that are met; whether others could change the answer; the facts; the leading item."""
_Extended = tuple[str | None, date | None, set[str]]
"""How the whole term stands to the item; when it opens now; what is wrong."""


@dataclass
class Oracle:
    """Answers one row at a time, by the scalar pieces only. Readings of the rules are kept by record, nothing else is."""

    catalogs: tuple[Catalog, ...]
    as_of: date
    rule: ExpiryRule = "civil"
    kept: dict[Any, tuple[tuple[str, ...], str | None, str | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Build index and vocabulary once."""
        self.vocabulary = vocabulary_of(self.catalogs)
        self.index = build_index(self.catalogs)
        self.implied = self.vocabulary.states.yes
        self.tiers = set(self.vocabulary.fact("tier").codes)
        self.items = {(one.id, item.id): (one, item) for one in self.catalogs for item in one.items}

    def answer(self, row: dict[str, Any]) -> dict[str, Any]:
        """Give every output column for a row; what the row leaves out is unknown."""
        start = row.get("issued") or row.get("notified")
        law = law_on(start or self.as_of)
        reading = self._reading(row)
        told = None
        if reading is not None:
            default = (
                law.parameters.default_term(reading.level) if reading.level and "mark-without-period" in reading.faults else None
            )
            told = Reading("", reading, reading.term or default, start, self.rule)
        term = told.effective if told is not None and told.level is not None else None
        tier = row.get("tier") if row.get("tier") in self.tiers else None
        how, met, pending, facts, leading = self._items(row, law.day, law.in_force, tier)
        state_items = [pair for pair in met if pair[1].scheme == "state"]
        folded = fold(state_items, law.parameters, self.implied)
        record: dict[str, str] = {"law": law.code}
        if row.get("derived") is not None:
            record["derived"] = YES[row["derived"]]
        record["start"] = "missing" if start is None else "known"
        record["start.needed"] = YES[isinstance(term, Duration)]
        record |= mark_facts(told) | ceiling_facts(told, law.parameters)
        record |= {"items.pending": YES[pending], "grant.item": "none", "grant.proposal": "none"}
        if how == "sought":
            record |= folded.codes() | item_facts(told, folded)
            record["items.work"] = "met" if any(item.scheme == "work" for _, item in met) else "none"
            code = folded.tier_code(tier)
            record |= {} if code is None else {"item.tier": code}
        elif how == "unsought":
            record |= {"term.item_allows": "no", "term.vs_item": "none"}
        own_rules = facts.truth("own_authority_rules", Flag(value=True)) is Truth.YES
        for name, level in (("authority.proposal", told.level if told else None), ("authority.item", folded.level)):
            code = authority_code(level, tier, law.parameters, own_rules=own_rules)
            record |= {} if code is None else {name: code}
        for name in FLAGS:
            truth = facts.truth(name, Flag(value=True))
            record |= {} if truth is Truth.UNKNOWN else {name: YES[truth is Truth.YES]}
        found = set(self._conclude(law.program, record)[0])
        return self._today(row, told, term, start, folded, state_items, found, how, pending, leading)

    def _today(  # noqa: PLR0913, PLR0917 -- what is known of the row
        self,
        row: dict[str, Any],
        told: Reading | None,
        term: Term | None,
        start: date | None,
        folded: Folded,
        met: list[tuple[Catalog, Item]],
        found: set[str],
        how: str,
        pending: bool,  # noqa: FBT001
        leading: tuple[Catalog, Item] | None,
    ) -> dict[str, Any]:
        level = told.level if told is not None else None
        opens = opens_on(term, start, self.rule) if term is not None else None
        if isinstance(term, Event) and row.get("event_on") and row["event_on"] <= self.as_of:
            opens = row["event_on"]
        versus, opens, extended = self._extension(row, term, start, opens, folded)
        found |= extended
        published, lifted = self._passed(row.get("published_on")), self._passed(row.get("declassified_on"))
        near = expiring_until(self.as_of)
        if opens is None:
            when = "no_day"
        elif opens <= self.as_of:
            when = "past"
        else:
            when = "near" if near is not None and opens <= near else "later"
        kinds = {Duration: "duration", OnDate: "date", Event: "event", LongTerm: "long_term", type(None): "none"}
        record = {
            "row.level": "unread" if level is None else "read",
            "row.published": YES[published],
            "row.declassified": YES[lifted],
            "row.term": kinds[type(term)],
            "row.opens": when,
            "start": "missing" if start is None else "known",
        }
        program = law_on(self.as_of).program
        state = self._conclude(program, record)[1]
        sample = any(catalog.standing == "sample" for catalog, _ in met)
        wrong = {one for one in found & FAULTS if findings()[one].severity == "error" and not (sample and one in _resting())}
        own = row.get("own")
        record |= {
            "state": str(state),
            "start.law": law_on(start or self.as_of).code,
            "row.own": "unstated" if own is None else YES[own],
            "lifting": "recorded" if lifted else "none",
            "row.fault": YES[bool(wrong)],
            "row.match": "not_sought" if how == "unsought" else "unknown_yet" if how == "unknown" or pending else "known",
        }
        record |= {} if own is None else {"own": YES[own]}
        record |= {} if versus is None else {"extension.vs_catalog": versus}
        reviewed = row.get("reviewed_on") if self._passed(row.get("reviewed_on")) else None
        due = review_due(reviewed, start, self.as_of)
        record |= {} if due is None else {"review": "overdue" if due < self.as_of else "done"}
        more, _, action = self._conclude(program, record)
        found |= set(more)
        acts = ((row.get("published_on"), published), (row.get("declassified_on"), lifted))
        ends: list[date] = [day for day, passed in acts if day is not None and passed]
        opens = None if level is None else min([*ends, *([] if opens is None else [opens])], default=None)
        catalog, item = row.get("catalog"), row.get("item")
        if leading is not None:
            catalog, item = leading[0].id, leading[1].id
        return {
            "id": row["id"],
            "state": state,
            "level": None if state in OPEN or level is None else level.value,
            "secret": state not in OPEN,
            "last_secret_day": None if opens is None else opens - timedelta(days=1),
            "opens_on": opens,
            "days_left": None if opens is None else (opens - self.as_of).days,
            "action": action,
            "findings": [name for name in findings() if name in found],
            "catalog": catalog,
            "item": item,
        }

    def _reading(self, row: dict[str, Any]) -> MarkReading | None:
        mark, level = row.get("mark"), row.get("level")
        if mark and mark.strip():
            return read(mark)
        if not level or not level.strip():
            return None
        try:
            return MarkReading(Level.parse(level.strip()), None, ("mark-without-period",), None)
        except InputError:
            return None

    def _items(self, row: dict[str, Any], day: date, in_force: bool, tier: str | None) -> _Sought:  # noqa: FBT001, PLR0911 -- one line a case
        given = {
            name.removeprefix("fact."): value for name, value in row.items() if name.startswith("fact.") and value is not None
        }
        catalog, item, title = row.get("catalog"), row.get("item"), row.get("title")
        recorded = bool(item and item.strip())
        sought = not recorded and bool(title and title.strip()) and row.get("derived") is not True
        text = normalise_parts((title,)) if sought else ""
        facts = read_facts(self.vocabulary, given, tier, text)
        if row.get("derived") is True:
            return "sought", [], False, facts, None
        if recorded:
            pair = self.items.get((str(catalog or ""), str(item)))
            if pair is None:
                return "unknown", [], True, facts, None
            if not in_force:
                return "sought", [], False, facts, None
            holds = pair[0].in_force(day) and (not pair[1].limbs or any(limb.span.covers(day) for limb in pair[1].limbs))
            return ("sought", [pair], False, facts, None) if holds else ("unknown", [], True, facts, None)
        if not sought:
            return "unsought", [], False, facts, None
        if not in_force:
            return "sought", [], False, facts, None
        matches = match(self.index, text, facts, day)
        met = [(one.catalog, one.item) for one in matches.met]
        state = [pair for pair in met if pair[1].scheme == "state"]
        law = law_on(day).parameters
        folded = fold(state, law, self.implied)
        pending = False
        for one in matches.asked:
            if one.item.scheme == "state":
                other = fold([*state, (one.catalog, one.item)], law, self.implied)
                pending |= (other.codes(), other.level, other.tier_code(tier)) != (
                    folded.codes(),
                    folded.level,
                    folded.tier_code(tier),
                )
        leading = max(state, key=lambda pair: -1 if pair[1].level is None else pair[1].level.rank, default=None)
        return "sought", met, pending, facts, leading

    def _extension(
        self, row: dict[str, Any], term: Term | None, start: date | None, opens: date | None, folded: Folded
    ) -> _Extended:
        until, decided, delivered = row.get("extended_to"), row.get("extension_decided"), row.get("extension_delivered")
        if until is None or until == date.max or opens is None or until < opens or (decided and decided > self.as_of):
            return "none", opens, set()
        record = {"extension.approval": "no", "extension.vs_catalog": "none", "extension.delivered": "none"}
        if decided is None or decided >= opens:
            record["extension.decided"] = "undated" if decided is None else "late"
            return "none", opens, set(self._conclude(law_on(decided or self.as_of).program, record)[0])
        done = [day for day in (row.get("published_on"), row.get("declassified_on")) if day is not None]
        if isinstance(term, Event) or any(day < decided for day in done):
            return "none", opens, set()
        longer = until + timedelta(days=1)
        record["extension.decided"] = "in_time"
        record["extension.delivered"] = "never" if delivered is None else "in_time" if delivered < opens else "late"
        versus: str | None = "none"
        if folded.maximum is not None and not folded.long_term:
            versus = None
            if start is not None:
                against = compare(OnDate(longer), folded.maximum, start, self.rule)
                versus = "above" if against is not None and against > 0 else "within"
        record |= {"extension.vs_catalog": versus} if versus is not None else {}
        if versus is None:
            del record["extension.vs_catalog"]
        return versus, longer, set(self._conclude(law_on(decided).program, record)[0])

    def _passed(self, day: date | None) -> bool:
        return day is not None and day <= self.as_of

    def _conclude(self, program: Program, record: dict[str, str]) -> tuple[tuple[str, ...], str | None, str | None]:
        key = (id(program), tuple(sorted(record.items())))
        if key not in self.kept:
            argument = conclude(program, record)
            self.kept[key] = argument.codes("findings"), argument.one("row_state"), argument.one("action")
        return self.kept[key]


@cache
def _resting() -> frozenset[str]:
    """Give the findings that rest on what an item says, by the law of any day."""
    return frozenset(
        conclusion.code
        for entry in periods().entries
        for rule in law_on(entry.value).program.rules
        for conclusion in rule.then
        if rule.id in resting_on_items()
    )
