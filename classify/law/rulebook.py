"""The rules of a day: TOML blocks become rules, resolved by what their basis may cite that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from classify.errors import LawError
from classify.law.sources import read_table, sources
from classify.rules.condition import All, Condition, Is, Not
from classify.rules.condition import Any as AnyOf
from classify.rules.field import Vocabulary
from classify.rules.program import Program, compile_program
from classify.rules.rule import Conclusion, Rule, Slot

KEYS = frozenset({"id", "stratum", "when", "given", "then", "overrides", "basis", "always", "verified", "rests_on_items"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What the law's data say of a finding: its place in the order, and its severity."""

    id: str
    severity: str


@cache
def blocks() -> tuple[Mapping[str, Any], ...]:
    """Read every block of rules/*.toml, sorted by id; files are discovered, not listed."""
    folder = files("classify.law").joinpath("rules")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    found = [block for name in names for block in read_table(f"rules/{name}")["rule"]]
    for block in found:
        if not set(block) <= KEYS:
            raise LawError("unknown-rule-key", where=block.get("id", "?"))
    return tuple(sorted(found, key=lambda block: str(block["id"])))


@cache
def findings() -> Mapping[str, Finding]:
    """Return every finding in the order in which findings are shown."""
    return {name: Finding(name, severity) for name, severity in read_table("findings.toml").items()}


@cache
def duties() -> Mapping[str, Mapping[str, str]]:
    """Return every duty: what is done, to whom, and the parameter of its deadline."""
    return dict(read_table("duties.toml"))


@cache
def resting_on_items() -> frozenset[str]:
    """Return the ids of the rules whose conclusions rest on what a matched item says."""
    return frozenset(block["id"] for block in blocks() if block.get("rests_on_items"))


@cache
def findings_on_items() -> frozenset[str]:
    """Return the findings that rest on what a matched item says, by whatever rule."""
    then = [block["then"].get("findings", ()) for block in blocks() if block.get("rests_on_items")]
    return frozenset(name for told in then for name in ((told,) if isinstance(told, str) else told))


def program_on(day: date, *, in_force: bool) -> Program:
    """Compile the rules of a day. Before the Law (`in_force` false) only rules that stand always are there."""
    rules = [rule for block in blocks() if (rule := _rule(block, day, in_force=in_force)) is not None]
    kept = {rule.id for rule in rules}
    silent = [rule for rule in rules if not set(rule.overrides) <= kept]
    return compile_program(_vocabulary(), *_slots(), [rule for rule in rules if rule not in silent])


def _rule(block: Mapping[str, Any], day: date, *, in_force: bool) -> Rule | None:
    always = block.get("always", False)
    if not (in_force or always):
        return None
    of_day = (sources().instrument_of(block["basis"][0]).span.first or day) if always else day
    cites = sources().cite(block["basis"], of_day, verified=block.get("verified", True))
    if not cites:
        return None
    return Rule(
        id=block["id"],
        stratum=block["stratum"],
        when=condition(block["when"]),
        then=tuple(Conclusion(slot, code) for slot, codes in block["then"].items() for code in _listed(codes)),
        given=tuple(Is(slot, frozenset(_listed(codes))) for slot, codes in block.get("given", {}).items()),
        overrides=tuple(block.get("overrides", ())),
        cites=cites,
    )


def condition(table: Mapping[str, Any]) -> Condition:
    """Read a condition: fields and codes that all hold; `any` is a list of tables, `not` one table.

    >>> condition({"tier": ["city"], "not": {"derived": "yes"}}).parts[0]
    Is(field='tier', codes=frozenset({'city'}))
    """
    parts = tuple(_parts(table))
    return parts[0] if len(parts) == 1 else All(parts)


def _parts(table: Mapping[str, Any]) -> Iterator[Condition]:
    for key, value in table.items():
        if key == "any":
            yield AnyOf(tuple(condition(part) for part in value))
        elif key == "not":
            yield Not(condition(value))
        else:
            yield Is(key, frozenset(_listed(value)))


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@cache
def _vocabulary() -> Vocabulary:
    codes = {name: tuple(values) for name, values in read_table("fields.toml").items()}
    return Vocabulary.of(codes)


@cache
def _slots() -> tuple[tuple[str, ...], tuple[Slot, ...]]:
    table = read_table("slots.toml")
    listed = {"findings": tuple(findings()), "duties": tuple(duties())}
    slots = tuple(
        Slot(
            name, slot["join"], listed[slot["codes"]] if isinstance(slot["codes"], str) else tuple(slot["codes"]), slot["stratum"]
        )
        for name, slot in table["slot"].items()
    )
    return tuple(table["strata"]), slots
