"""The organ against a level: what its tier may set by itself, and what a written grant adds (LAW2024-17.2, REG2024-16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from classify.law.parameters import Parameters
from classify.level import Level

if TYPE_CHECKING:  # a worker of the batch, which has no grants, may have no pydantic
    from classify.documents.matter import Authorization


def authority_code(level: Level | None, tier: str | None, law: Parameters, *, own_rules: bool) -> str | None:
    """Say whether an organ of a tier may set a level by itself; None is unknown.

    `unjudged`: the matrix of the day was not read, or the organ has rules of its own (LAW2024-17.4).
    """
    if level is None:
        return "none"
    if own_rules or law.authority("central") is None:
        return "unjudged"
    if tier is None:
        return None
    return "enough" if level in (law.authority(tier) or frozenset()) else "lacking"


def grant_code(grant: Authorization | None, level: Level | None, day: date, items: Iterable[str]) -> str:
    """Say whether a written grant covers a level, a day, and the items (`catalog#item`) that apply."""
    if grant is None or level is None:
        return "none"
    if (grant.from_ and day < grant.from_) or (grant.until and day > grant.until):
        return "expired"
    named, applying = set(grant.matters), tuple(items)
    inside = not named or (bool(applying) and all(it in named or it.partition("#")[0] in named for it in applying))
    return "covers" if level <= grant.level and inside and not grant.redelegated else "out_of_scope"
