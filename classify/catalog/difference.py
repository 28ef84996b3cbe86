"""What changed between two catalogs: items added, removed, renumbered and changed, and what changed in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classify.catalog.files import CATALOG, read_shape
from classify.catalog.model import item_order
from classify.catalog.read import catalog_file, shown
from classify.catalog.schema import CatalogFile
from classify.errors import Faults
from classify.facts.script import normalise

__all__ = ["Change", "Difference", "catalog_tables", "difference"]

Tables = Mapping[str, Any]
HEAD = ("id", "title", "number", "issuer", "from", "to", "supersedes", "standing", "scheme", "note", "except")


@dataclass(frozen=True, slots=True)
class Change:
    """One item that is in both: to each field that changed what it was and what it is, None where there was nothing."""

    item: str
    """Its id in the new catalog."""
    fields: dict[str, tuple[Any, Any]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """What lies between two catalogs."""

    head: dict[str, tuple[Any, Any]] = field(repr=False)
    """Fields of the catalog itself."""
    added: tuple[Tables, ...] = field(repr=False)
    removed: tuple[Tables, ...] = field(repr=False)
    changed: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether both say the same."""
        return not (self.head or self.added or self.removed or self.changed)

    def to_dict(self) -> dict[str, Any]:
        """Give what `classify catalog diff --json` prints."""
        return {
            "head": {name: {"old": old, "new": new} for name, (old, new) in self.head.items()},
            "added": list(self.added),
            "removed": list(self.removed),
            "changed": [
                {"item": one.item, "fields": {name: {"old": old, "new": new} for name, (old, new) in one.fields.items()}}
                for one in self.changed
            ],
        }


def catalog_tables(place: Path) -> Tables:
    """Give a catalog as its file says it, days as texts, what it does not say left out. Raises Faults."""
    table, _, faults = read_shape(catalog_file(place), shown(place, CATALOG), CatalogFile)
    if table is None:
        raise Faults(fault.error() for fault in faults)
    told: Tables = table.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return told


def difference(old: Tables, new: Tables) -> Difference:
    """Compare two catalogs, items by their ids; one left over on either side is the same where its name is.

    >>> old = {"item": [{"id": "1", "name": "甲", "level": "secret"}, {"id": "2", "name": "乙"}]}
    >>> new = {"item": [{"id": "1", "name": "甲", "level": "confidential"}, {"id": "3", "name": "乙"}, {"id": "4", "name": "丙"}]}
    >>> found = difference(old, new)
    >>> found.changed[0].fields, found.changed[1].fields, [item["id"] for item in found.added]
    ({'level': ('secret', 'confidential')}, {'id': ('2', '3')}, ['4'])
    """
    before = {item["id"]: item for item in old.get("item", ())}
    after = {item["id"]: item for item in new.get("item", ())}
    same = {item_id: item_id for item_id in after if item_id in before}
    lost = _by_name([item for item_id, item in before.items() if item_id not in after])
    came = _by_name([item for item_id, item in after.items() if item_id not in before])
    same |= {came[name]: lost[name] for name in came if name in lost}
    kept = set(same.values())
    changes = [Change(item_id, _fields(before[same[item_id]], after[item_id])) for item_id in sorted(same, key=item_order)]
    return Difference(
        {name: told for name, told in _fields(old, new).items() if name in HEAD},
        tuple(after[item_id] for item_id in sorted(after, key=item_order) if item_id not in same),
        tuple(before[item_id] for item_id in sorted(before, key=item_order) if item_id not in kept),
        tuple(change for change in changes if change.fields),
    )


def _fields(old: Tables, new: Tables) -> dict[str, tuple[Any, Any]]:
    names = dict.fromkeys([*old, *new])
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def _by_name(items: Sequence[Tables]) -> dict[str, str]:
    """To each name that only one of these items has, its id."""
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(normalise(item["name"]), []).append(item["id"])
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}
