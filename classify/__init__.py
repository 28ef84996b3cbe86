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
    from classify.api_compile import CeilingResult, compile_ceiling
    from classify.api_status import StatusResult, status
    from classify.batch import Renewed, evaluate, reevaluate
    from classify.catalog.model import Catalog
    from classify.catalog.read import load_catalogs
    from classify.documents.answer import Duty, Finding, FoundItem, Question
    from classify.documents.graph import Graph, GraphMatter
    from classify.documents.history import History, LifeEvent
    from classify.documents.matter import Authorization, Matter, Source
    from classify.errors import ClassifyError, Faults, InputError, NotInForce
    from classify.level import Level
    from classify.term import AllOf, Duration, Event, LongTerm, OnDate, Term
    from classify.version import __version__

__all__ = [
    "AllOf",
    "Authorization",
    "Catalog",
    "CeilingResult",
    "ClassifyError",
    "Duration",
    "Duty",
    "Event",
    "Faults",
    "Finding",
    "FoundItem",
    "Graph",
    "GraphMatter",
    "History",
    "InputError",
    "Level",
    "LifeEvent",
    "LongTerm",
    "MarkResult",
    "Matter",
    "NotInForce",
    "OnDate",
    "Question",
    "Renewed",
    "Result",
    "Source",
    "StatusResult",
    "Term",
    "__version__",
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
    "classify.api_compile": ("CeilingResult", "compile_ceiling"),
    "classify.api_status": ("StatusResult", "status"),
    "classify.batch": ("Renewed", "evaluate", "reevaluate"),
    "classify.catalog.model": ("Catalog",),
    "classify.catalog.read": ("load_catalogs",),
    "classify.documents.answer": ("Duty", "Finding", "FoundItem", "Question"),
    "classify.documents.graph": ("Graph", "GraphMatter"),
    "classify.documents.history": ("History", "LifeEvent"),
    "classify.documents.matter": ("Authorization", "Matter", "Source"),
    "classify.errors": ("ClassifyError", "Faults", "InputError", "NotInForce"),
    "classify.level": ("Level",),
    "classify.term": ("AllOf", "Duration", "Event", "LongTerm", "OnDate", "Term"),
    "classify.version": ("__version__",),
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
