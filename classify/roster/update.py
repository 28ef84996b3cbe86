"""What changed between an earlier list and the one that the catalogs give now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from classify.errors import InputError
from classify.roster.listing import SCHEMA, Line, OrganList

__all__ = ["Change", "Update", "earlier_lines", "update_of"]

OWN = ("department", "note")
"""What the organ itself writes into a line; no catalog changes it."""
LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Change:
    """A line that both lists have: to each field that changed what it was and what it is."""

    basis: str
    fields: Mapping[str, tuple[str, str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Update:
    """Lines that came, lines that went with the organ's own words in them, and lines that changed."""

    added: tuple[Line, ...]
    removed: tuple[Line, ...]
    changed: tuple[Change, ...]


def update_of(earlier: Mapping[str, Line], now: OrganList) -> Update:
    """Compare two lists, line by line of the same basis."""
    present = {line.basis for line in now.lines}
    changes = [Change(line.basis, _changed(earlier[line.basis], line)) for line in now.lines if line.basis in earlier]
    return Update(
        added=tuple(line for line in now.lines if line.basis not in earlier),
        removed=tuple(line for basis, line in earlier.items() if basis not in present),
        changed=tuple(change for change in changes if change.fields),
    )


def earlier_lines(path: Path) -> dict[str, Line]:
    """Read the lines of a list that `classify list` wrote as JSON, by basis. Raises InputError `list-not-readable`."""
    if path.stat().st_size > LARGEST:
        raise InputError("list-not-readable", where="--earlier")
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["schema"] != SCHEMA:
            raise InputError("list-not-readable", where="--earlier")
        return {line["basis"]: Line(**{one.name: _text(line[one.name]) for one in fields(Line)}) for line in told["lines"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError("list-not-readable", where="--earlier") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _changed(before: Line, after: Line) -> dict[str, tuple[str, str]]:
    pairs = {one.name: (getattr(before, one.name), getattr(after, one.name)) for one in fields(Line) if one.name not in OWN}
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new}
