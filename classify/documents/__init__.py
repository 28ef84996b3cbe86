"""What crosses the border. Input is validated by pydantic, strictly; answers are frozen data.

Nothing here repeats a value of the input in an error: faults name the key, the cause and the way out.
"""

from classify.documents.answer import (
    CatalogUse,
    Choice,
    Determination,
    Duty,
    Finding,
    FoundItem,
    MarkAnswer,
    NearMiss,
    Proposal,
    Question,
    Suggestion,
    TraceStep,
)
from classify.documents.history import History, LifeEvent, history_of, read_history
from classify.documents.matter import Authorization, Matter, Responsible, Tier, read_matter

__all__ = [
    "Authorization",
    "CatalogUse",
    "Choice",
    "Determination",
    "Duty",
    "Finding",
    "FoundItem",
    "History",
    "LifeEvent",
    "MarkAnswer",
    "Matter",
    "NearMiss",
    "Proposal",
    "Question",
    "Responsible",
    "Suggestion",
    "Tier",
    "TraceStep",
    "history_of",
    "read_history",
    "read_matter",
]
