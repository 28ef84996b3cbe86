"""classify: the rules engine of 定密, the determination of Chinese state secrets.

Importing this package defines names and does nothing else; each part loads when it is first used.

>>> import classify
>>> classify.Level.parse("机密") < classify.Level.TOP_SECRET
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classify.api import MarkResult, Result, check, determine, parse_mark
    from classify.api_compile import compile_ceiling
    from classify.api_status import status
    from classify.batch import evaluate, reevaluate
    from classify.catalog.model import Catalog
    from classify.catalog.read import load_catalogs
    from classify.documents.graph import Graph
    from classify.documents.history import History
    from classify.documents.matter import Authorization, Matter
    from classify.errors import ClassifyError, Faults, InputError, NotInForce
    from classify.level import Level
    from classify.term import AllOf, Duration, Event, LongTerm, OnDate

__all__ = [
    "AllOf",
    "Authorization",
    "Catalog",
    "ClassifyError",
    "Duration",
    "Event",
    "Faults",
    "Graph",
    "History",
    "InputError",
    "Level",
    "LongTerm",
    "MarkResult",
    "Matter",
    "NotInForce",
    "OnDate",
    "Result",
    "check",
    "compile_ceiling",
    "determine",
    "evaluate",
    "load_catalogs",
    "parse_mark",
    "reevaluate",
    "status",
]

_HOMES = {
    "classify.api": ("MarkResult", "Result", "check", "determine", "parse_mark"),
    "classify.api_compile": ("compile_ceiling",),
    "classify.api_status": ("status",),
    "classify.batch": ("evaluate", "reevaluate"),
    "classify.catalog.model": ("Catalog",),
    "classify.catalog.read": ("load_catalogs",),
    "classify.documents.graph": ("Graph",),
    "classify.documents.history": ("History",),
    "classify.documents.matter": ("Authorization", "Matter"),
    "classify.errors": ("ClassifyError", "Faults", "InputError", "NotInForce"),
    "classify.level": ("Level",),
    "classify.term": ("AllOf", "Duration", "Event", "LongTerm", "OnDate"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a name's home when it is first used (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'classify' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Offer the public names only."""
    return __all__
