"""The argument as data: ids and codes only, so that prose is made at the edge and nothing can leak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from classify.rules.reading import Used
from classify.rules.rule import Conclusion
from classify.source import Citation


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that fired: the facts and earlier conclusions that it used, and what it concluded."""

    rule: str
    stratum: str
    facts: Used
    given: Used
    then: tuple[Conclusion, ...]
    cites: tuple[Citation, ...]

    @property
    def verified(self) -> bool:
        """Whether something that the step rests on was read in its own text: memory alone does not do."""
        return any(cite.verified for cite in self.cites)


@dataclass(frozen=True, slots=True)
class Argument:
    """What was concluded (slot id to codes, in the slot's own order) and the steps that led there."""

    conclusions: Mapping[str, tuple[str, ...]]
    steps: tuple[Step, ...]

    def codes(self, slot: str) -> tuple[str, ...]:
        """Return the codes of a slot; none were concluded: an empty tuple."""
        return self.conclusions.get(slot, ())

    @property
    def decisive(self) -> tuple[Step, ...]:
        """The steps whose conclusions stand: of a slot that keeps the first, the others decided nothing (sentence 7)."""
        return tuple(step for step in self.steps if any(one.code in self.codes(one.slot) for one in step.then))

    def one(self, slot: str) -> str | None:
        """Return the code of a slot that keeps the first, or None."""
        codes = self.codes(slot)
        return codes[0] if codes else None

    def why(self, slot: str, code: str) -> tuple[Step, ...]:
        """Return the steps that concluded a code, by rule id."""
        wanted = Conclusion(slot, code)
        return tuple(step for step in self.steps if wanted in step.then)
