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
from classify.documents.compiled import (
    Bound,
    Changed,
    Comparison,
    Compiled,
    Fall,
    Impact,
    LeftOut,
    Notice,
    WhatMustGo,
    Witness,
)
from classify.documents.graph import Change, Graph, GraphMatter, Policy, read_graph, read_graph_csv
from classify.documents.history import History, LifeEvent, history_of, read_history
from classify.documents.matter import Authorization, Matter, Responsible, Tier, read_matter

__all__ = [
    "Authorization",
    "Bound",
    "CatalogUse",
    "Change",
    "Changed",
    "Choice",
    "Comparison",
    "Compiled",
    "Determination",
    "Duty",
    "Fall",
    "Finding",
    "FoundItem",
    "Graph",
    "GraphMatter",
    "History",
    "Impact",
    "LeftOut",
    "LifeEvent",
    "MarkAnswer",
    "Matter",
    "NearMiss",
    "Notice",
    "Policy",
    "Proposal",
    "Question",
    "Responsible",
    "Suggestion",
    "Tier",
    "TraceStep",
    "WhatMustGo",
    "Witness",
    "history_of",
    "read_graph",
    "read_graph_csv",
    "read_history",
    "read_matter",
]
