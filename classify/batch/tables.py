"""Rules become truth tables: grouped by the facts they read, each cell filled by the one reading of the rules.

A group is a set of rules with all that they build on. Its table has a cell for every combination of the codes of its
facts, *unknown* among them where a fact can be unknown. A cell is filled when a row first needs it, by
`classify.rules.reading` over the group's rules, so no rule is written a second time and adding rules costs nothing a row.
A cell holds the conclusions of all wanted slots as one bit mask. Where a table would be too large to lie in memory,
the distinct keys that occur are kept instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from typing import Final

import numpy as np
import numpy.typing as npt

from classify.errors import LawError
from classify.rules.condition import All, Is, fields_of
from classify.rules.fixpoint import given_holds, join, step_of
from classify.rules.program import Program
from classify.rules.reading import holds
from classify.rules.rule import Conclusion, Rule, Slot
from classify.rules.truth import Truth

__all__ = ["Facts", "Group", "Layout", "compile_groups"]

Keys = npt.NDArray[np.int32]
Masks = npt.NDArray[np.uint64]

UNFILLED: Final = np.uint64(2**64 - 1)
SMALL_TABLE: Final = 60_000
"""Groups are joined as long as their common table has no more cells than this."""
LARGEST_TABLE: Final = 4_000_000
WIDEST: Final = 63
_SLOT: Final = "slot:"


@dataclass(frozen=True)
class Layout:
    """Where each slot's codes lie in a mask: one bit a code for a union, a small number for what keeps the first."""

    slots: tuple[Slot, ...]

    def __post_init__(self) -> None:
        """Refuse more codes than a mask has bits."""
        if sum(map(_width, self.slots)) > WIDEST:
            raise LawError("table-too-wide", where=self.slots[0].id)

    @cached_property
    def shifts(self) -> Mapping[str, int]:
        """The first bit of each slot."""
        found, at = {}, 0
        for slot in self.slots:
            found[slot.id] = at
            at += _width(slot)
        return found

    def bit(self, slot: str, code: str) -> int:
        """Give what a code of a slot adds to a mask."""
        one = next(one for one in self.slots if one.id == slot)
        place = one.codes.index(code)
        return (1 << place if one.join == "union" else place + 1) << self.shifts[slot]

    def part(self, slot: str, masks: Masks) -> Masks:
        """Take one slot out of masks: the bits of a union, else 0 for nothing and then the place of the code from 1."""
        one = next(one for one in self.slots if one.id == slot)
        return (masks >> np.uint64(self.shifts[slot])) & np.uint64((1 << _width(one)) - 1)

    def mask(self, conclusions: Mapping[str, tuple[str, ...]]) -> int:
        """Write conclusions as a mask."""
        return sum(self.bit(slot.id, code) for slot in self.slots for code in conclusions.get(slot.id, ()))


def _width(slot: Slot) -> int:
    return len(slot.codes) if slot.join == "union" else len(slot.codes).bit_length()


@dataclass(frozen=True, slots=True)
class Facts:
    """What rows can say: `live` facts with the codes that occur, and those that are the same for every row."""

    live: Mapping[str, tuple[str, ...]]
    constant: Mapping[str, str]

    def silences(self, rule: Rule) -> bool:
        """Say whether a rule can fire on no row: it needs a fact that is always unknown, or always another."""
        parts = rule.when.parts if isinstance(rule.when, All) else (rule.when,)
        return any(isinstance(part, Is) and not self._can_be(part) for part in parts)

    def _can_be(self, test: Is) -> bool:
        if test.field in self.constant:
            return self.constant[test.field] in test.codes
        return not test.codes.isdisjoint(self.live.get(test.field, ()))


@dataclass
class Group:
    """A table over some facts and lower slots, for the laws of several days; `rules` are only those that it takes."""

    fields: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    given: tuple[Slot, ...]
    """Slots of lower strata that the rules build on; each keeps its first code, and 0 stands for none."""
    programs: tuple[Program, ...]
    rules: tuple[tuple[Rule, ...], ...]
    layout: Layout
    constant: Mapping[str, str]
    cells: Masks = field(init=False)
    distinct: dict[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Make room for the cells, if that can be."""
        whole = self.size * len(self.programs)
        self.cells = np.full(whole if whole <= LARGEST_TABLE else 0, UNFILLED, dtype=np.uint64)

    def stride_of(self, slot: Slot) -> int:
        """Give what one step of a lower slot's code adds to the key."""
        return self.strides[_SLOT + slot.id]

    @cached_property
    def size(self) -> int:
        """How many combinations of codes there are."""
        return prod(len(codes) for codes in self.codes) * prod(len(slot.codes) + 1 for slot in self.given)

    @cached_property
    def strides(self) -> Mapping[str, int]:
        """What one step of a fact's code, or of a slot's, adds to the key."""
        found, step = {}, 1
        for name, codes in zip(self.fields, self.codes, strict=True):
            found[name] = step
            step *= len(codes)
        for slot in self.given:
            found[_SLOT + slot.id] = step
            step *= len(slot.codes) + 1
        return found

    @cached_property
    def steps(self) -> Mapping[str, Mapping[str, int]]:
        """What each code of each fact adds to the key."""
        return {
            name: {code: place * self.strides[name] for place, code in enumerate(codes)}
            for name, codes in zip(self.fields, self.codes, strict=True)
        }

    def look_up(self, keys: Keys) -> Masks:
        """Give the conclusions of each key: the law's place times `size`, plus the codes by their strides."""
        if not len(self.cells):
            return self._look_up_distinct(keys)
        found = np.take(self.cells, keys, mode="clip")
        if (found == UNFILLED).any():
            for key in np.unique(keys[found == UNFILLED]):
                self.cells[key] = self.conclude(int(key))
            found = np.take(self.cells, keys, mode="clip")
        return found

    def record(self, key: int) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        """Give the record and the earlier conclusions that a key stands for."""
        rest = key % self.size
        record, concluded = dict(self.constant), dict[str, tuple[str, ...]]()
        for name, codes in zip(self.fields, self.codes, strict=True):
            rest, place = divmod(rest, len(codes))
            record[name] = codes[place]
        for slot in self.given:
            rest, place = divmod(rest, len(slot.codes) + 1)
            concluded[slot.id] = slot.codes[place - 1 : place] if place else ()
        return record, concluded

    def conclude(self, key: int) -> int:
        """Read the rules of the group on one combination of codes."""
        record, concluded = self.record(key)
        law = key // self.size
        fired = [
            step_of(rule, record, concluded)
            for rule in self.rules[law]
            if given_holds(rule, concluded) and holds(rule, record) is Truth.YES
        ]
        return self.layout.mask(join(self.programs[law], fired[0].stratum, fired)) if fired else 0

    def _look_up_distinct(self, keys: Keys) -> Masks:
        once, back = np.unique(keys, return_inverse=True)
        for key in once.tolist():
            if key not in self.distinct:
                self.distinct[key] = self.conclude(key)
        return np.array([self.distinct[key] for key in once.tolist()], dtype=np.uint64)[back]


def compile_groups(
    programs: Sequence[Program], wanted: Iterable[str], facts: Facts, small: int = SMALL_TABLE
) -> tuple[Group, ...]:
    """Group the rules that conclude wanted slots, and those they build on, by the facts and lower slots they read.

    Lower strata come first. Rules that no row can meet are left out. Groups of a stratum are joined while their common
    table stays small: fewer look-ups a row, hardly more cells to fill. Raises LawError where a rule builds on a slot
    that keeps more than one code.
    """
    narrow = tuple(_possible(program, facts) for program in programs)
    slots = _with_lower(narrow, set(wanted))
    layout = Layout(slots)
    groups: list[Group] = []
    for stratum in programs[0].strata:
        joined: list[_Unit] = []
        for unit in sorted(_units(narrow, [slot for slot in slots if slot.stratum == stratum]), key=lambda one: len(one.read)):
            asked = replace(unit, read=unit.read & facts.live.keys())
            for place, one in enumerate(joined):
                both = one.join(asked)
                if both.cells(facts, slots) <= small:
                    joined[place] = both
                    break
            else:
                joined.append(asked)
        groups += [_group(narrow, unit, facts, layout) for unit in joined]
    return tuple(group for group in groups if group.fields or group.given)


@dataclass(frozen=True, slots=True)
class _Unit:
    """Conclusions made together, the facts that they read, and the lower slots that they build on."""

    conclusions: frozenset[Conclusion]
    read: frozenset[str]
    given: frozenset[str]

    def join(self, other: _Unit) -> _Unit:
        return _Unit(self.conclusions | other.conclusions, self.read | other.read, self.given | other.given)

    def cells(self, facts: Facts, slots: Sequence[Slot]) -> int:
        lower = [len(slot.codes) + 1 for slot in slots if slot.id in self.given]
        return prod(len(facts.live[name]) for name in self.read) * prod(lower)


def _possible(program: Program, facts: Facts) -> Program:
    rules = tuple(rule for rule in program.rules if not facts.silences(rule))
    return Program(program.vocabulary, program.strata, program.slots, rules)


def _with_lower(programs: Sequence[Program], wanted: set[str]) -> tuple[Slot, ...]:
    """Add to the wanted slots those that their rules build on."""
    while True:
        below = {
            test.field
            for program in programs
            for rule in program.rules
            for test in rule.given
            if any(conclusion.slot in wanted for conclusion in rule.then)
        }
        if below <= wanted:
            break
        wanted |= below
    slots = tuple(slot for slot in programs[0].slots if slot.id in wanted)
    several = [slot.id for slot in slots if slot.id in below and slot.join != "first"]
    if several:
        raise LawError("given-not-one", where=several[0])
    return slots


def _units(programs: Sequence[Program], slots: Sequence[Slot]) -> list[_Unit]:
    """List what must be concluded together: each code of a union by itself, all codes where only the first is kept."""
    concluded = {conclusion for program in programs for rule in program.rules for conclusion in rule.then}
    units: list[_Unit] = []
    for slot in slots:
        found = [one for code in slot.codes if (one := Conclusion(slot.id, code)) in concluded]
        parts = [{one} for one in found] if slot.join == "union" else [set(found)] if found else []
        units += [_unit(programs, frozenset(part)) for part in parts]
    return units


def _unit(programs: Sequence[Program], conclusions: frozenset[Conclusion]) -> _Unit:
    rules = [rule for program in programs for rule in program.rules if conclusions.intersection(rule.then)]
    read = frozenset(name for rule in rules for part in (rule.when, *rule.guards) for name in fields_of(part))
    return _Unit(conclusions, read, frozenset(test.field for rule in rules for test in rule.given))


def _group(programs: Sequence[Program], unit: _Unit, facts: Facts, layout: Layout) -> Group:
    rules = tuple(
        tuple(
            replace(rule, then=tuple(one for one in rule.then if one in unit.conclusions))
            for rule in program.rules
            if unit.conclusions.intersection(rule.then)
        )
        for program in programs
    )
    fields = tuple(sorted(unit.read))
    given = tuple(slot for slot in layout.slots if slot.id in unit.given)
    return Group(fields, tuple(facts.live[name] for name in fields), given, tuple(programs), rules, layout, facts.constant)
