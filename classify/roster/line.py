"""A list and its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Final

__all__ = ["SCHEMA", "TEXTS", "Line", "OrganList", "Provenance"]

SCHEMA: Final = "classify/list/1"


@dataclass(frozen=True, slots=True)
class Line:
    """One matter of the list. Texts are the catalog's; empty is what it does not state.

    `authority` says whether an organ of the tier may set the level by itself: enough, lacking, none (no level stated),
    unjudged, or unknown. `department`, `note` and `more` are the organ's own, and stay when the list is made again.
    """

    basis: str
    """`catalog#item`; what else stands there, or nothing, in a line that the organ added."""
    name: str
    level: str
    term: str
    audience: str
    number: str
    """The document number of the catalog, else its title."""
    authority: str
    standing: str
    department: str = ""
    note: str = ""
    more: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What stands in columns that the organ added, by their headings."""


TEXTS: Final = tuple(one.name for one in fields(Line) if one.name != "more")
"""The fields of a line that every list has."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """A catalog that the list was made from, as it was then."""

    id: str
    version: str
    sha256: str
    standing: str


@dataclass(frozen=True, slots=True)
class OrganList:
    """The list of an organ of a tier on a day, in the order of catalogs and items."""

    as_of: date
    tier: str
    duties: tuple[str, ...]
    lines: tuple[Line, ...] = field(repr=False)
    catalogs: tuple[Provenance, ...] = ()
    own: tuple[Line, ...] = field(default=(), repr=False)
    """Lines that the organ added, below the others; no catalog stands behind them."""

    def to_dict(self) -> dict[str, Any]:
        """Give what `classify list` writes as JSON, and reads again."""
        told = asdict(self)
        return {"schema": SCHEMA, **told, "as_of": self.as_of.isoformat()}
