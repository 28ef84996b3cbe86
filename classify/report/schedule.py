"""What is to be done by when, and who has how much of it in hand: what is nearest comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from classify.batch.answers import ACTIONS
from classify.batch.days import to_date
from classify.report.hands import Hand

__all__ = ["Coming", "Load", "Task", "Workload", "coming", "tasks", "workload"]

MOST_HANDS: Final = 60
"""Persons, and sections, that are listed."""

Due = Mapping[tuple[str, date], int]
"""Rows by action and the day by which it is to be done."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Rows that have a day still to come, and the nearest of these days."""

    count: int
    nearest: date | None


@dataclass(frozen=True, slots=True)
class Task:
    """An action, the rows that ask for it, the nearest day still to come and the earliest that is past, rows by month."""

    action: str
    count: int
    nearest: date | None
    overdue: date | None
    months: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What one person or section has in hand."""

    name: str
    count: int
    nearest: date | None
    actions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Workload:
    """Who has how much in hand, and the rows of all who are not listed."""

    shown: tuple[Load, ...]
    others: int


def coming(due: Due, as_of: date) -> Coming:
    """Count the rows that have a day still to come.

    >>> coming({("review", date(2020, 1, 1)): 7, ("decide_before_expiry", date(2027, 1, 3)): 2}, date(2026, 11, 21))
    Coming(count=2, nearest=datetime.date(2027, 1, 3))
    """
    ahead = {day for _, day in due if day >= as_of}
    return Coming(sum(times for (_, day), times in due.items() if day in ahead), min(ahead, default=None))


def tasks(due: Due, actions: Mapping[str, int], as_of: date) -> list[Task]:
    """List the actions that rows ask for: those with a day still to come first, the nearest first."""
    listed = []
    for action in (name for name in ACTIONS if name in actions and name != "none"):
        days = sorted((day, times) for (name, day), times in due.items() if name == action)
        months = Counter[str]()
        for day, times in days:
            if day >= as_of:
                months[f"{day:%Y-%m}"] += times
        nearest = next((day for day, _ in days if day >= as_of), None)
        overdue = next((day for day, _ in days if day < as_of), None)
        listed.append(Task(action, actions[action], nearest, overdue, tuple(months.items())))
    return sorted(listed, key=lambda task: task.nearest or date.max)


def workload(hands: Mapping[str | None, Hand]) -> Workload:
    """List who has the nearest day first, then who has the most; the others in one number."""
    named = [
        Load(name, hand.actions.total(), to_date(hand.nearest), hand.actions) for name, hand in hands.items() if name is not None
    ]
    named.sort(key=lambda load: (load.nearest or date.max, -load.count, load.name))
    shown = tuple(named[:MOST_HANDS])
    return Workload(shown, sum(hand.actions.total() for hand in hands.values()) - sum(load.count for load in shown))
