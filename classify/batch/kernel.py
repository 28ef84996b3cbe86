"""The kernel: a record batch of an inventory in, a record batch of answers out. It is a pure function of rows.

Facts first, as vectors: what the mark says, what the items say, the two compared with the law of the row's own day, days by
look-up tables. Then the rules, as truth tables: findings of the row by the law of its own day, of an extension by the law of
the day of its decision, state and action by the law of the day of asking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from classify.batch.answers import STATES, answers
from classify.batch.basis import LENGTHS, MATCHES, Bases, Basis, Pairs, Recorded, unstarted_length
from classify.batch.columns import UNSAID, Chunk
from classify.batch.days import LAST, NEVER, Calendar, Days, calendar
from classify.batch.law import Laws, Today, laws_of
from classify.batch.marks import CEILINGS, TERMS, Marks
from classify.batch.matching import FLAGS, Matcher
from classify.batch.rows import Ints, Rows
from classify.batch.tables import Facts, Masks, compile_groups
from classify.batch.told import Told
from classify.batch.verdicts import Codes, Judge, Kind, Source
from classify.catalog.model import Catalog
from classify.comparison.authority import authority_code
from classify.law import LawOfDay, law_on
from classify.law.rulebook import findings, resting_on_items
from classify.law.sources import read_table
from classify.level import Level
from classify.rules.field import UNKNOWN
from classify.rules.program import Program
from classify.term import ExpiryRule

__all__ = ["Kernel"]

OWN_ROW: Final = (
    *("proposal", "mark.form", "mark.star", "mark.period", "mark.unit", "mark.words", "mark.event", "term.kind"),
    *("term.vs_ceiling", "term.vs_item", "term.item_allows", "level.vs_item", "term.kind_vs_item", "item.long_term"),
    *("items.state", "items.levels", "items.pending", "items.work", "item.tier", "authority.proposal", "authority.item"),
    *("derived", "start", "start.needed", "law", *FLAGS),
)
"""What the rules of a row's own day may ask."""
SAME_FOR_ALL: Final = {"grant.item": "none", "grant.proposal": "none", "authority.pending": "no", "calendar": "not_asked"}
"""An inventory has no written grants; whether an unknown tier could change an old decision is not asked again."""
NEVER_UNKNOWN: Final = frozenset(
    {"law", "start", "start.needed", "proposal", "term.kind", "items.pending", "state", "lifting"}
    | {"row.level", "row.published", "row.declassified", "row.term", "row.opens", "row.own", "row.fault", "row.match"}
    | {"extension.decided", "extension.delivered"}
)
EXTENDED: Final = ("extension.decided", "extension.delivered", "extension.vs_catalog")
STANDING: Final = ("row.level", "row.published", "row.declassified", "row.term", "row.opens", "start")
TODAY: Final = ("state", "own", "row.own", "lifting", "review", "row.fault", "row.match", "row.level", "extension.vs_catalog")
OPENS: Final = ("past", "near", "later", "no_day")
IN_TIME, LATE, UNDATED = 1, 2, 3
DECIDED: Final = ("none", "in_time", "late", "undated")
DELIVERED: Final = ("none", "in_time", "late", "never")
VS_CATALOG: Final = ("none", "within", "above", UNKNOWN)
LEVELS: Final = (None, *Level)


class Kernel:
    """Everything that is made once for some catalogs, a day of asking and a rule of expiry. Safe to use from threads."""

    def __init__(self, catalogs: Sequence[Catalog], as_of: date, rule: ExpiryRule) -> None:
        """Compile rules and catalogs."""
        self.catalogs = tuple(sorted(catalogs, key=lambda catalog: catalog.id))
        self.as_of, self.rule = as_of, rule
        self.civil = np.int32(rule == "civil")
        self.laws: Laws = laws_of(self.catalogs)
        self.today = Today.of(as_of)
        self.calendar: Calendar = calendar()
        named = frozenset(
            (item.term.on.toordinal() - date(1970, 1, 1).toordinal())
            for catalog in self.catalogs
            for item in catalog.items
            if item.term is not None and item.term.on is not None
        )
        self.marks = Marks(self.laws.laws, rule, named)
        self.bases = Bases()
        self.pairs = Pairs(rule)
        self.matcher = Matcher(self.catalogs, self.laws, self.bases)
        self.recorded = Recorded(self.catalogs, self.laws, self.bases, self.matcher.implied)
        self.tiers: tuple[str | None, ...] = (None, *self.matcher.vocabulary.fact("tier").codes)
        programs = [law.program for law in self.laws.laws]
        now = law_on(as_of).program
        self.own = _compiled(programs, ("findings",), OWN_ROW, SAME_FOR_ALL)
        self.extended = _compiled(programs, ("findings",), EXTENDED, {"extension.approval": "no"})
        self.standing = _compiled([now], ("row_state",), STANDING, {})
        self.told = Told(lambda fields, constant: _compiled(programs, ("findings",), fields, constant))
        self.acting = _compiled([now], ("findings", "action"), TODAY, {})
        self.plain = self.matcher.find((None, (), None, 0)).flags
        self._flags: dict[tuple[str, ...], int] = {self.plain: 0}
        self._stated = [self.plain]
        self._lock = Lock()
        self._kinds: dict[tuple[str, int], Kind] = {}
        self._unstarted_lengths: dict[int, int] = {}

    @cached_property
    def fault_bits(self) -> tuple[np.uint64, np.uint64]:
        """Findings of severity error about mark, level or term: all of them, and those that rest on an item."""
        order = list(findings())
        listed = [
            name for name in read_table("rules/inventory.toml")["fault"]["findings"] if findings()[name].severity == "error"
        ]
        programs = [law.program for law in self.laws.laws]
        resting = {
            one.code for program in programs for rule in program.rules for one in rule.then if rule.id in resting_on_items()
        }
        bits = [sum(1 << order.index(name) for name in listed if (name in resting) is rests) for rests in (False, True)]
        return np.uint64(bits[0]), np.uint64(bits[1])

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the rules of every law that can be asked."""
        digests = [law.program.digest for law in self.laws.laws] + [law_on(self.as_of).program.digest]
        return sha256(" ".join(digests).encode()).hexdigest()

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Evaluate some rows. Their schema was checked before."""
        rows = Rows(Chunk(batch), self)
        found = self._findings(rows)
        extended = self._extension(rows)
        found |= extended.masks
        against, troubled = self.told.findings(rows.chunk, rows.law)
        found |= against
        state, acted = self._standing(rows, found, extended)
        layout = self.acting.layout
        found |= layout.part("findings", acted)
        # what is wrong with its sources is not wrong with the row's own mark
        found |= troubled
        return answers(
            batch,
            state=state,
            level=np.take(self.marks.tables.level, rows.mark, mode="clip"),
            opens=extended.opens,
            as_of=self.today.day,
            action=layout.part("action", acted).astype(np.int8) - 1,
            findings=found,
            catalog=rows.catalog,
            item=rows.item,
        )

    def source(self, name: str, index: Ints, size: int, codes: Callable[[], Codes]) -> Source:
        """Give a source; what its values stand for is made once for every number of them."""
        kind = self._kinds.get((name, size))
        if kind is None:
            kind = self._kinds[name, size] = Kind(codes())
        return Source(index, kind)

    def flags_of(self, flags: tuple[str, ...]) -> int:
        """Give the number of a combination of flags."""
        with self._lock:
            if flags not in self._flags:
                self._stated.append(flags)
                self._flags[flags] = len(self._flags)
            return self._flags[flags]

    # findings by the law of the row's own day

    def _findings(self, rows: Rows) -> Masks:
        marks, bases = rows.tables, rows.basis_tables
        kinds = np.take(marks.kind, rows.mark, mode="clip")
        pair = self.pairs.look_up(kinds, rows.basis, marks, bases)
        pairs = self.pairs.pairs
        length = self._length(rows, pair)
        level = np.take(marks.level, rows.mark, mode="clip").astype(np.int32)
        item_level = np.take(bases.level, rows.basis, mode="clip").astype(np.int32)
        stated = tuple(self._stated)
        own_rules = np.take(np.array([flags[-1] == "yes" for flags in stated], dtype=np.int32), rows.flags, mode="clip")
        organs = len(self.laws.laws) * len(self.tiers) * 2
        organ = (rows.law * np.int32(len(self.tiers)) + rows.tier) * np.int32(2) + own_rules
        tiers, laws = len(self.tiers), len(self.laws.laws)
        producing = rows.basis * np.int32(tiers) + rows.tier
        starts = rows.missing.view(np.uint8) * np.uint8(2) + rows.duration
        sources = [
            self.source("mark", kinds, len(marks.kinds), lambda: [facts for _, facts in marks.kinds]),
            self.source("ceiling", rows.vs_ceiling, len(CEILINGS), lambda: _coded("term.vs_ceiling", CEILINGS)),
            self.source("pair", pair, len(pairs), lambda: [dict(one.codes) for one in pairs]),
            self.source("length", length, len(LENGTHS), _lengths),
            self.source("basis", rows.basis, len(bases.bases), lambda: [one.codes() for one in bases.bases]),
            self.source("proposed", organ * 4 + level, organs * 4, lambda: _coded("authority.proposal", self._authority())),
            self.source("required", organ * 4 + item_level, organs * 4, lambda: _coded("authority.item", self._authority())),
            self.source("producing", producing, len(bases.bases) * tiers, lambda: self._producing(bases.bases)),
            self.source("flags", rows.flags, len(stated), lambda: [dict(zip(FLAGS, one, strict=False)) for one in stated]),
            self.source("derived", rows.derived, 3, lambda: _coded("derived", ("no", "yes", UNKNOWN))),
            self.source("start", starts, len(_STARTS), lambda: _STARTS),
            self.source("law", rows.law, laws, lambda: _coded("law", [_force(law) for law in self.laws.laws])),
        ]
        return self.own.layout.part("findings", self.own(sources, rows.count, rows.law))

    def _authority(self) -> list[str]:
        """Say for each law, tier, own rules and level whether the organ may set it."""
        return [
            authority_code(level, tier, law.parameters, own_rules=own) or UNKNOWN
            for law in self.laws.laws
            for tier in self.tiers
            for own in (False, True)
            for level in LEVELS
        ]

    def _producing(self, bases: Sequence[Basis]) -> Codes:
        return _coded("item.tier", [basis.folded.tier_code(tier) or UNKNOWN for basis in bases for tier in self.tiers])

    def _length(self, rows: Rows, pair: Ints) -> npt.NDArray[np.int8]:
        """Compare a mark's own term with the item's maximum and minimum, run from the same start."""
        how = np.array([_LENGTH_CODES[one.length] for one in self.pairs.pairs], dtype=np.int8)
        length = np.take(how, pair, mode="clip")
        compared = length == COMPARED
        if not compared.any():
            return length
        bases = rows.basis_tables
        longest = rows.ends_of(bases.maximum_months, bases.maximum_days, rows.basis)
        dated = np.take(rows.tables.term, rows.place, mode="clip") == TERMS.index("date")
        unknown = dated & (longest > LAST)
        stated = np.take(bases.stated, rows.basis, mode="clip")
        result = np.where(rows.term_ends > longest, np.where(stated, np.int8(2), np.int8(0)), np.int8(1))
        if bases.floored.any():
            floored = np.take(bases.floored, rows.basis, mode="clip")
            shortest = rows.ends_of(bases.minimum_months, bases.minimum_days, rows.basis)
            result[floored & (result == 1) & (rows.term_ends < shortest)] = 3
            unknown |= dated & floored & (shortest > LAST)
        result[unknown] = 4
        np.copyto(length, result, where=compared)
        unstarted = np.flatnonzero(compared & rows.missing)
        if len(unstarted):
            length[unstarted] = self._unstarted(rows, unstarted)
        return length

    def _unstarted(self, rows: Rows, where: Ints) -> npt.NDArray[np.int8]:
        """Compare durations that have no start, once for each mark and basis."""
        keys = rows.mark[where].astype(np.int64) << np.int64(32) | rows.basis[where]
        once, back = np.unique(keys, return_inverse=True)
        known = self._unstarted_lengths
        for key in [key for key in once.tolist() if key not in known]:
            folded = rows.basis_tables.bases[key & 0xFFFFFFFF].folded
            reading = rows.tables.readings[key >> 32]
            known[key] = unstarted_length(reading, folded.maximum, folded.minimum, self.rule, stated=folded.maximum_stated)
        return np.array([known[key] for key in once.tolist()], dtype=np.int8)[back]

    def openings(self, rows: Rows) -> Days:
        """Give when rows open, with the extensions that count."""
        return self._extension(rows).opens

    # extensions, by the law of the day of their decision

    def _extension(self, rows: Rows) -> Extension:
        until = rows.chunk.days("extended_to")
        masks = np.zeros(rows.count, dtype=np.uint64)
        above = np.zeros(rows.count, dtype=np.uint8)
        if until is None:
            return Extension(masks, rows.opens, above)
        # later than the last secret day of a term that has one; a last secret day at the end of the calendar opens never
        at = np.flatnonzero((until < LAST) & (rows.opens != NEVER) & (until >= rows.opens))
        if not len(at):
            return Extension(masks, rows.opens, above)
        opens = rows.opens.copy()
        once, until = opens[at], until[at]
        decided, delivered = _at(rows.chunk.days("extension_decided"), at), _at(rows.chunk.days("extension_delivered"), at)
        before = np.minimum(_at(rows.published, at), _at(rows.declassified, at)) < decided
        event = rows.term[at] == TERMS.index("event")
        how = np.where(decided < once, IN_TIME, LATE)
        how[(how == IN_TIME) & (before | event)] = 0
        how[decided == NEVER] = UNDATED
        how[(decided > self.today.day) & (decided != NEVER)] = 0
        counts = how == IN_TIME
        notice = np.where(delivered == NEVER, 3, np.where(delivered < once, 1, 2)) * counts
        bases, basis = rows.basis_tables, rows.basis[at]
        bounded = np.take(bases.bounded, basis)
        longest = rows.ends_of(bases.maximum_months, bases.maximum_days, basis, at)
        versus = np.where(bounded, np.where(rows.missing[at], 3, np.where(until + 1 > longest, 2, 1)), 0) * counts
        law = np.take(self.laws.law_of, self.laws.spans_of(np.where(decided == NEVER, self.today.day, decided)))
        sources = [
            self.source("decided", how, len(DECIDED), lambda: _coded("extension.decided", DECIDED)),
            self.source("delivered", notice, len(DELIVERED), lambda: _coded("extension.delivered", DELIVERED)),
            self.source("versus", versus, len(VS_CATALOG), lambda: _coded("extension.vs_catalog", VS_CATALOG)),
        ]
        masks[at] = self.extended.layout.part("findings", self.extended(sources, len(at), law))
        opens[at] = np.where(counts, until + 1, once)
        above[at] = versus
        return Extension(masks, opens, above)

    # state and action, by the law of the day of asking

    def _standing(self, rows: Rows, found: Masks, extended: Extension) -> tuple[npt.NDArray[np.int8], Masks]:
        today = self.today
        published, declassified = _by(rows.published, today.day, rows.count), _by(rows.declassified, today.day, rows.count)
        near = (extended.opens > today.day).view(np.uint8) + (extended.opens > today.near) + (extended.opens == NEVER)
        level = np.take(rows.tables.level, rows.mark, mode="clip")
        sources = [
            self.source("level", level, len(_READ), lambda: _READ),
            self.source("published", published, 2, lambda: _coded("row.published", ("no", "yes"))),
            self.source("declassified", declassified, 2, lambda: _coded("row.declassified", ("no", "yes"))),
            self.source("term", rows.term, len(TERMS), lambda: _coded("row.term", TERMS)),
            self.source("opens", near, len(OPENS), lambda: _coded("row.opens", OPENS)),
            self.source("known", rows.missing.view(np.uint8), 2, lambda: _coded("start", ("known", "missing"))),
        ]
        state = (self.standing.layout.part("row_state", self.standing(sources, rows.count)) - 1).astype(np.int8)
        plain, resting = self.fault_bits
        fault = (found & plain) != 0
        rests = (found & resting) != 0
        if rests.any():
            fault |= rests & ~np.take(rows.basis_tables.sample, rows.basis, mode="clip")
        own = rows.chunk.flag("own")
        unsaid = np.zeros(rows.count, dtype=np.uint8)
        match = np.take(rows.basis_tables.match, rows.basis, mode="clip")
        sources = [
            self.source("state", state, len(STATES), lambda: _coded("state", STATES)),
            self.source("own", unsaid + UNSAID if own is None else own, len(_OWN), lambda: _OWN),
            self.source("lifting", declassified, 2, lambda: _coded("lifting", ("none", "recorded"))),
            self.source("review", self._review(rows), 3, lambda: _coded("review", (UNKNOWN, "done", "overdue"))),
            self.source("fault", fault.view(np.uint8), 2, lambda: _coded("row.fault", ("no", "yes"))),
            self.source("match", match, len(MATCHES), lambda: _coded("row.match", MATCHES)),
            self.source("row", level, len(_READ), lambda: _READ),
            self.source("above", extended.above, len(VS_CATALOG), lambda: _coded("extension.vs_catalog", VS_CATALOG)),
        ]
        opens = extended.opens
        if rows.published is not None or rows.declassified is not None:
            # opened by an act before the term was over: whichever came first
            opens = opens.copy()
            for days in (rows.published, rows.declassified):
                if days is not None:
                    np.minimum(opens, days, out=opens, where=days <= today.day)
        opens = np.where(level == 0, np.int32(NEVER), opens) if not level.all() else opens
        extended.opens = opens
        return state, self.acting(sources, rows.count)

    def _review(self, rows: Rows) -> npt.NDArray[np.uint8]:
        """Code the yearly review: 1 done, 2 overdue, 0 where there is no day to count from or no yearly review."""
        since = self.today.reviewed_since
        if since is None:
            return np.zeros(rows.count, dtype=np.uint8)
        reviewed = rows.chunk.days("reviewed_on")
        known = rows.start
        overdue = (known < since).view(np.uint8)
        done = rows.missing ^ True
        if reviewed is not None:
            held = reviewed <= self.today.day
            done |= held
            overdue &= ~(held & (reviewed >= since)).view(np.uint8)
            overdue |= (held & (reviewed < since) & rows.missing).view(np.uint8)
        return done.view(np.uint8) + overdue


@dataclass
class Extension:
    """What extensions do: findings, the days of opening with those that count, and the place in VS_CATALOG."""

    masks: Masks
    opens: Days
    above: npt.NDArray[np.uint8]


_STARTS: Final = tuple({"start": start, "start.needed": needed} for start in ("known", "missing") for needed in ("no", "yes"))
_OWN: Final = (
    {"own": "no", "row.own": "no"},
    {"own": "yes", "row.own": "yes"},
    {"own": UNKNOWN, "row.own": "unstated"},
)
COMPARED: Final = 5
_LENGTH_CODES: Final = {"none": 0, "within": 1, "unknown": 4, "compared": COMPARED}


_READ: Final = ({"row.level": "unread"}, *({"row.level": "read"} for _ in Level))


def _coded(name: str, codes: Iterable[str]) -> Codes:
    return [{name: code} for code in codes]


def _lengths() -> Codes:
    return [{"term.vs_item": one, "term.item_allows": two} for one, two in LENGTHS]


def _force(law: LawOfDay) -> str:
    return "in_force" if law.in_force else "not_in_force"


def _compiled(
    programs: Sequence[Program], wanted: tuple[str, ...], fields: tuple[str, ...], constant: Mapping[str, str]
) -> Judge:
    known = programs[0].vocabulary.fields
    live = {name: known[name].codes if name in NEVER_UNKNOWN else (*known[name].codes, UNKNOWN) for name in fields}
    return Judge(compile_groups(programs, wanted, Facts(live, constant)))


def _at(days: Days | None, at: Ints) -> Days:
    return np.full(len(at), NEVER, dtype=np.int32) if days is None else days[at]


def _by(days: Days | None, day: int, rows: int) -> npt.NDArray[np.uint8]:
    return np.zeros(rows, dtype=np.uint8) if days is None else (days <= day).view(np.uint8)
