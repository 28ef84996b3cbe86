"""What changed between an earlier list and the one that the catalogs give now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from classify.roster.earlier import Earlier
from classify.roster.line import TEXTS, Line, OrganList

__all__ = ["Change", "Update", "update_of"]

OWN = ("department", "note")
"""What the organ itself writes into a line; no catalog changes it."""


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


def update_of(earlier: Earlier, now: OrganList) -> Update:
    """Compare two lists, line by line of the same basis; lines that the organ added are neither new nor gone."""
    lines = earlier.lines
    present = {line.basis for line in now.lines}
    changes = [Change(one.basis, _changed(lines[one.basis], one, earlier.says)) for one in now.lines if one.basis in lines]
    return Update(
        added=tuple(one for one in now.lines if one.basis not in lines),
        removed=tuple(one for basis, one in lines.items() if basis not in present),
        changed=tuple(change for change in changes if change.fields),
    )


def _changed(before: Line, after: Line, says: Iterable[str]) -> dict[str, tuple[str, str]]:
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in TEXTS if name in says and name not in OWN}
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new}
