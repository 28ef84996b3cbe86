"""Where a row stands on the day of asking, what is found about it then, and what is to be done: by the law of that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

from classify.batch.answers import STATES
from classify.batch.basis import MATCHES
from classify.batch.columns import UNSAID
from classify.batch.days import NEVER
from classify.batch.extension import VS_CATALOG
from classify.batch.law import Laws, Today
from classify.batch.lookup import Lookup, Numbers, room
from classify.batch.marks import TERMS
from classify.batch.rows import Rows
from classify.batch.sets import NAMES, FindingSets
from classify.batch.tables import Masks
from classify.batch.verdicts import Judge, Source
from classify.law.rulebook import findings, resting_on_items
from classify.law.sources import read_table
from classify.rules.field import UNKNOWN
from classify.rules.program import Program

__all__ = ["Standing", "Standings"]

OF_STATE: Final = ("row.level", "row.published", "row.declassified", "row.term", "row.opens", "start")
OF_TODAY: Final = (
    *("state", "own", "row.own", "lifting", "review", "row.fault", "row.match", "row.level", "extension.vs_catalog"),
    "start.law",
)
OPENS: Final = ("past", "near", "later", "no_day")
REVIEW: Final = (UNKNOWN, "done", "overdue")
OWN: Final = (
    {"own": "no", "row.own": "no"},
    {"own": "yes", "row.own": "yes"},
    {"own": UNKNOWN, "row.own": "unstated"},
)
NO_YES: Final = ("no", "yes")
SOUND, FAULTY, FAULTY_BY_ITEM = range(3)
"""Whether a set of findings has an error about mark, level or term, and whether only ones that rest on an item."""


@dataclass(frozen=True)
class Standing:
    """State and action of each row, as places in STATES and ACTIONS, and its whole set of findings."""

    state: npt.NDArray[np.int8]
    action: npt.NDArray[np.int8]
    found: Numbers


class Standings:
    """The rules of the day of asking, asked once for each combination of numbers."""

    def __init__(self, program: Program, today: Today, laws: Laws, sets: FindingSets) -> None:
        """Compile the rules of that day."""
        self._today, self._sets = today, sets
        self._state = Judge([program], ("row_state",), OF_STATE, {})
        self._acting = Judge([program], ("findings", "action"), OF_TODAY, {})
        self._lawless = np.array([not law.in_force for law in laws.laws])
        self._faults = _fault_bits(laws)
        self._fault: npt.NDArray[np.uint8] = np.zeros(0, dtype=np.uint8)
        self._numbers: dict[tuple[int, int, int], int] = {}
        self._kept: tuple[npt.NDArray[np.int8], npt.NDArray[np.int8], Masks] = _columns(())
        self._lock = Lock()
        self._table = Lookup()
        self._whole = Lookup()

    def __call__(self, rows: Rows, found: Numbers, extended: npt.NDArray[np.uint8]) -> Standing:
        """Judge the rows, whose findings and extensions so far are given."""
        today, opens = self._today, rows.opens
        near = (opens > today.day).view(np.uint8) + (opens > today.near).view(np.uint8) + (opens == NEVER).view(np.uint8)
        own = rows.chunk.flag("own")
        standing = self._table(
            self._found,
            *((passed, 2) for passed in rows.passed),
            (rows.missing, 2),
            (np.take(self._lawless, rows.law, mode="clip"), 2),
            (near, len(OPENS)),
            (rows.level != 0, 2),
            (self._review(rows), len(REVIEW)),
            (np.full(rows.count, UNSAID, dtype=np.uint8) if own is None else own, len(OWN)),
            (rows.term, len(TERMS)),
            (self._faulty(found), 3),
            (np.take(rows.basis_tables.match, rows.basis, mode="clip"), 2 * len(MATCHES)),
            (extended, len(VS_CATALOG)),
        )
        states, actions, masks = self._kept
        whole = self._whole(self._joined, (standing, room(len(masks))), (found, room(len(self._sets.masks))))
        return Standing(np.take(states, standing, mode="clip"), np.take(actions, standing, mode="clip"), whole)

    def _found(self, *numbers: Numbers) -> Numbers:
        """Ask the rules about combinations that have not come before: first the state, on which the others build."""
        published, declassified, missing, lawless, opens, read, review, own, term, fault, basis, extended = numbers
        count = len(own)
        level = Source.of("row.level", read, ("unread", "read"))
        sources = [
            level,
            Source.of("row.published", published, NO_YES),
            Source.of("row.declassified", declassified, NO_YES),
            Source.of("row.term", term, TERMS),
            Source.of("row.opens", opens, OPENS),
            Source.of("start", missing, ("known", "missing")),
        ]
        state = self._state.layout.part("row_state", self._state(sources, count)).astype(np.int64) - 1
        sample = basis % 2
        faulty = (fault == FAULTY) | ((fault == FAULTY_BY_ITEM) & (sample == 0))
        sources = [
            level,
            Source.of("state", state, STATES),
            Source(frozenset({"own", "row.own"}), own, OWN.__getitem__),
            Source.of("start.law", lawless, ("in_force", "not_in_force")),
            Source.of("lifting", declassified, ("none", "recorded")),
            Source.of("review", review, REVIEW),
            Source.of("row.fault", faulty.astype(np.int64), NO_YES),
            Source.of("row.match", basis // 2, MATCHES),
            Source.of("extension.vs_catalog", extended, VS_CATALOG),
        ]
        masks = self._acting(sources, count)
        action = self._acting.layout.part("action", masks).astype(np.int64) - 1
        found = self._acting.layout.part("findings", masks)
        with self._lock:
            keys = zip(state.tolist(), action.tolist(), found.tolist(), strict=True)
            places = [self._numbers.setdefault(key, len(self._numbers)) for key in keys]
            if len(self._numbers) > len(self._kept[0]):
                self._kept = _columns(tuple(self._numbers))
        return np.array(places, dtype=np.int32)

    def _joined(self, standing: Numbers, found: Numbers) -> Numbers:
        return self._sets.numbers_of(self._kept[2][standing] | self._sets.masks[found])

    def _faulty(self, found: Numbers) -> npt.NDArray[np.uint8]:
        """Say of each row's findings whether its mark, level or term is wrong."""
        fault, masks = self._fault, self._sets.masks
        if len(fault) < len(masks):
            plain, resting = self._faults
            by_item = np.where((masks & resting) != 0, FAULTY_BY_ITEM, SOUND)
            fault = np.where((masks & plain) != 0, FAULTY, by_item).astype(np.uint8)
            self._fault = fault
        faulty: npt.NDArray[np.uint8] = np.take(fault, found, mode="clip")
        return faulty

    def _review(self, rows: Rows) -> npt.NDArray[np.uint8]:
        """Code the yearly review: a place in REVIEW, the first where no day is to count from, or no yearly review asked for."""
        since = self._today.reviewed_since
        if since is None:
            return np.zeros(rows.count, dtype=np.uint8)
        reviewed = rows.chunk.days("reviewed_on")
        overdue = (rows.start < since) | rows.missing
        overdue &= ~reviewed.within(since, self._today.day)
        known = ~rows.missing
        known[rows.unstarted] = reviewed.at(rows.unstarted) <= self._today.day
        return known.view(np.uint8) * (overdue.view(np.uint8) + np.uint8(1))


def _columns(
    kept: Sequence[tuple[int, int, int]],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8], Masks]:
    return (
        np.array([state for state, _, _ in kept], dtype=np.int8),
        np.array([action for _, action, _ in kept], dtype=np.int8),
        np.array([mask for _, _, mask in kept], dtype=np.uint64),
    )


def _fault_bits(laws: Laws) -> tuple[np.uint64, np.uint64]:
    """Give findings of severity error about mark, level or term as masks: those that rest on no item, and those that do."""
    table = read_table("rules/inventory.toml")
    listed = [name for name in table["fault"]["findings"] if findings()[name].severity == "error"]
    resting = {one.code for law in laws.laws for rule in law.program.rules for one in rule.then if rule.id in resting_on_items()}
    bits = [sum(1 << NAMES.index(name) for name in listed if (name in resting) is rests) for rests in (False, True)]
    return np.uint64(bits[0]), np.uint64(bits[1])
