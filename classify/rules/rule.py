"""Rules and the slots that their conclusions go into (semantics, sentences 3 to 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from classify.rules.condition import Condition, Is
from classify.source import Citation

Join = Literal["first", "union"]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where conclusions meet.

    `first` keeps, of all concluded codes, the one that stands earliest in `codes`; `union` keeps all.
    Both joins are commutative, associative and idempotent, so the order of rules never matters.
    """

    id: str
    join: Join
    codes: tuple[str, ...]
    stratum: str

    def fold(self, concluded: Iterable[str]) -> tuple[str, ...]:
        """Join what was concluded, in the order of the slot's codes.

        >>> Slot("outcome", "first", ("refer_up", "determined"), "outcome").fold(["determined", "refer_up"])
        ('refer_up',)
        """
        found = set(concluded)
        ordered = tuple(code for code in self.codes if code in found)
        return ordered[:1] if self.join == "first" else ordered


@dataclass(frozen=True, slots=True, order=True)
class Conclusion:
    """One code for one slot."""

    slot: str
    code: str


@dataclass(frozen=True, slots=True)
class Rule:
    """When the facts say `when` (and lower strata concluded `given`), conclude `then`.

    `given` tests slots of lower strata only: all of them must hold. `overrides` names the rules that
    this one, as an exception, silences. `cites` is the law of the day that the rule rests on.
    """

    id: str
    stratum: str
    when: Condition
    then: tuple[Conclusion, ...]
    given: tuple[Is, ...] = ()
    overrides: tuple[str, ...] = ()
    cites: tuple[Citation, ...] = ()
    guards: tuple[Condition, ...] = ()
    """Conditions of the rules that override this one, put in when a Program is compiled."""

    @property
    def verified(self) -> bool:
        """Whether something that the rule rests on was read in its own text: memory alone does not do."""
        return any(cite.verified for cite in self.cites)
