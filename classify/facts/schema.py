"""The shape of a table of facts in TOML: the standard vocabulary, and the facts that a catalog adds."""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

__all__ = ["FactTable", "Model", "StateFact", "Strings", "VocabularyFile", "Wording", "WordingTable"]

Strings = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Strict(strict=False)]
"""A list of texts: TOML has lists, and frozen models keep tuples."""

Code = Annotated[str, Field(min_length=1, max_length=40)]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Model(BaseModel):
    """The house's model: frozen, strict, closed, and silent about what it was given."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        hide_input_in_errors=True,
    )


class Wording(Model):
    """A fact in one language: its name, the question a drafter is asked, and the names of its codes."""

    name: str
    question: str
    codes: dict[Code, str] = Field(default_factory=dict)


class FollowsState(Model):
    """A flag that the stage of the matter answers: these stages mean yes, these no."""

    yes: Strings
    no: Strings


class MeasureTable(Model):
    """How a number with a unit states a fact: what it means is said in `classify.facts.quantities`."""

    units: dict[str, float]
    signs: Strings = ()
    """The units themselves, where nothing is said."""
    before: Strings = ()
    behind: Strings = ()
    fillers: Strings = ()


class FactTable(Model):
    """One fact that may be asked of a matter."""

    kind: Literal["code", "flag", "number"]
    codes: Strings = ()
    unit: str | None = None
    unit_words: Strings = ()
    """What people write for the unit."""
    above: float | int | None = None
    """A number is greater than this."""
    zh: Wording
    en: Wording
    words: dict[str, Strings] = Field(default_factory=dict)
    ratio: bool = False
    """Its numbers are scales, and every spelling of one states it."""
    measure: MeasureTable | None = None
    silence: Literal["yes", "no"] | None = None
    silence_why: str | None = None
    follows_state: FollowsState | None = None
    field: bool = False
    title_only: bool = False
    """Its words count in the title alone: a long text may hold them in passing."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.kind == "code") != bool(self.codes):
            raise PydanticCustomError("fact-codes", "codes belong to a fact of kind code, and to no other")
        if self.kind == "code" and not {*self.words, *self.zh.codes, *self.en.codes} <= set(self.codes):
            raise PydanticCustomError("fact-code-unlisted", "a code that the fact does not list")
        if self.kind == "flag" and not set(self.words) <= {"yes", "no"}:
            raise PydanticCustomError("fact-code-unlisted", "a code that the fact does not list")
        if self.kind == "number" and not all(map(_is_number, self.words)):
            raise PydanticCustomError("fact-code-unlisted", "a code that the fact does not list")
        if self.kind != "number" and (self.unit_words or self.above is not None):
            raise PydanticCustomError("fact-number", "units and bounds belong to a fact of kind number, and to no other")
        if self.silence and (self.kind != "flag" or not self.silence_why):
            raise PydanticCustomError("fact-silence", "silence needs a flag and a reason")
        if self.follows_state and (self.kind != "flag" or self.words):
            raise PydanticCustomError("fact-follows-state", "only a flag without words follows the state")
        return self


class UnlessTable(Model):
    """Words that state a stage, unless they are turned round by what stands right before or behind them."""

    words: Strings
    before: Strings
    after: Strings
    otherwise: Code = Field(alias="else")


class VerbTable(Model):
    """Verbs that state a stage by what stands before or behind them."""

    words: Strings
    before: Strings
    """Right before the verb."""
    after: Strings = ()
    """Right behind it."""
    opening: Strings = ()
    """Some characters before it, with a day or a place between: 拟于下月公布."""
    within: int = Field(default=0, ge=0)
    """At most so many."""
    idle: Strings = ()
    """Right behind the verb these make another verb of it, which states nothing: 公开选拔."""


class StateCode(Model):
    """One stage: what follows from it, what it excludes, the words that state it."""

    implies: Strings
    excludes: Strings
    words: Strings
    unless: UnlessTable | None = None
    verbs: VerbTable | None = None
    en: str


class DerivedCodes(Model):
    """Stages that follow from others or are stated by their own words, and that nobody is asked for."""

    codes: Strings
    words: dict[Code, Strings] = Field(default_factory=dict)


class StateFact(Model):
    """The stage of a matter, an ordered fact with implications kept as data."""

    kind: Literal["state"]
    zh: Wording
    en: Wording
    code: dict[Code, StateCode]
    derived: DerivedCodes

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        known = {*self.code, *self.derived.codes}
        named = {name for code in self.code.values() for name in (*code.implies, *code.excludes)}
        named |= {code.unless.otherwise for code in self.code.values() if code.unless}
        if not named <= known or not set(self.derived.words) <= set(self.derived.codes):
            raise PydanticCustomError("fact-code-unlisted", "a code that the fact does not list")
        return self


class Answer(Model):
    """Yes or no in the languages of the questions."""

    zh: str
    en: str


class WordingTable(Model):
    """Words that hold for every catalog: what they do is said in `classify.facts.wording`."""

    about: Strings
    joining: Strings
    """Conjunctions: right behind a thing and before one of `about`, they leave the thing in the paper."""
    attaching: Strings
    """Before one of `about`, these leave it a mere enclosure."""
    mentioning: Strings
    longer: Strings
    without: Strings
    refused: Strings


class VocabularyFile(Model):
    """The standard vocabulary."""

    answer: dict[Literal["yes", "no"], Answer]
    wording: WordingTable
    fact: dict[FactName, Annotated[FactTable | StateFact, Field(discriminator="kind")]]


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text))
