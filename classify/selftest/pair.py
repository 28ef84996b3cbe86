"""What is held against each other: two engines, the cases drawn for them, and what each of the two answers.

A case is a plain document, as a user would write it, so that it can be shown, made smaller, and tried by hand. An answer is
a document too. A case that neither engine can take is no case, and has no answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from classify.catalog.model import Catalog
from classify.term import ExpiryRule

__all__ = ["Answer", "Both", "Case", "Given", "Pair"]

Case = dict[str, Any]
Answer = dict[str, Any]
Both = tuple[Answer, Answer]


@dataclass(frozen=True)
class Pair:
    """Two engines that must agree: `answers` gives what both say of each case, None for what is no case."""

    id: str
    drawn: Callable[[int], list[Case]]
    answers: Callable[[Sequence[Case]], Iterator[Both | None]]
    installed: bool = True


@dataclass(frozen=True)
class Given:
    """What the cases are drawn for."""

    catalogs: tuple[Catalog, ...]
    as_of: date
    rule: ExpiryRule
    seed: int

    def random(self, name: str) -> Random:
        """Give the source of chance of a pair: it does not depend on what others draw."""
        return Random(f"{self.seed} {name}")  # noqa: S311 -- the same cases for the same seed
