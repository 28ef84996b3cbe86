"""A matter as it is handed in: a title, days, the organ's tier, facts, and the mark proposed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from inspect import signature
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, get_args, get_type_hints

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from classify.documents.faults import faults_of, repeated_keys
from classify.errors import Faults, InputError, safe_name
from classify.level import Level

Tier = Literal["central", "provincial", "provincial_department", "city", "county", "township", "other"]
TIERS: tuple[Tier, ...] = get_args(Tier)
LONGEST_TITLE = 2_000
LONGEST_TEXT = 1_000_000
LONGEST_WORD = 500
LONGEST_LIST = 10_000


def _on_one_line(text: str) -> str:
    """Refuse what breaks a line or hides in it: ids and names stand in tables and logs of others."""
    if not text.isprintable() and any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in text):
        raise PydanticCustomError("control_character", "control character")
    return text


def _not_blank(text: str) -> str:
    """Refuse a title of blanks alone: nothing can be said of it, not even that nothing applies."""
    if not text.strip():
        raise PydanticCustomError("string_too_short", "blank")
    return text


def _without_controls(text: str) -> str:
    """Refuse control characters: they hide what a reader sees and break terminals and tables."""
    if not text.isprintable() and any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\t\n\r" for c in text):
        raise PydanticCustomError("control_character", "control character")
    return text


Title = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_TITLE, strict=True),
    AfterValidator(_without_controls),
    AfterValidator(_not_blank),
]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT, strict=True), AfterValidator(_without_controls)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_WORD, strict=True), AfterValidator(_on_one_line)]
MarkText = Annotated[str, StringConstraints(max_length=LONGEST_WORD, strict=True), AfterValidator(_without_controls)]


@contextmanager
def _in_our_words(model: type[BaseModel]) -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise faults_of(error, model) from None


class Document(BaseModel):
    """Strict, frozen, without unknown keys, and silent about what stands in them, its repr included.

    However it is made, what is wrong raises Faults: pydantic's own error would name unknown keys whole.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, allow_inf_nan=False, populate_by_name=True
    )

    def __init__(self, /, **given: Any) -> None:  # noqa: ANN401 -- each model has its own types; these are pydantic's
        with _in_our_words(type(self)):
            super().__init__(**given)

    # a document within a document is validated with it and not made by a call, so that all faults come at once
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:  # noqa: ANN401 -- handed on as they are
        """Show the types that a reader knows in help: pydantic would show our validators, with their places in memory."""
        super().__pydantic_init_subclass__(**options)
        kinds, shape = get_type_hints(cls), signature(cls)
        keys = [key.replace(annotation=kinds.get(key.name, key.annotation)) for key in shape.parameters.values()]
        cls.__signature__ = shape.replace(parameters=keys)

    @classmethod
    def model_validate(cls, obj: object, **options: Any) -> Self:  # noqa: ANN401 -- handed on as they are
        """Make it from a dictionary; raises Faults."""
        with _in_our_words(cls):
            return super().model_validate(obj, **options)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:  # noqa: ANN401 -- as above
        """Make it from JSON; raises Faults."""
        with _in_our_words(cls):
            return super().model_validate_json(json_data, **options)

    @classmethod
    def model_validate_strings(cls, obj: object, **options: Any) -> Self:  # noqa: ANN401 -- as above
        """Make it from a dictionary of texts; raises Faults."""
        with _in_our_words(cls):
            return super().model_validate_strings(obj, **options)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Make another one that differs in some keys, checked like every other; raises Faults."""
        if not update:
            return super().model_copy(deep=deep)
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        return self.model_validate({**(deepcopy(kept) if deep else kept), **update})

    if not TYPE_CHECKING:  # a type checker knows these from the fields, and better

        @classmethod
        def model_construct(cls, _fields_set: set[str] | None = None, **given: Any) -> Self:  # noqa: ANN401 -- as above
            """Make it as a call does: none is made without being checked. Raises Faults."""
            return cls(**given)

        def copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False, **_: object) -> Self:
            """Do what `model_copy` does, under its old name."""
            return self.model_copy(update=update, deep=deep)

        def __setattr__(self, name: str, value: object) -> None:
            """Refuse; pydantic's own refusal repeats the value."""
            raise InputError("document-fixed", where=f"{type(self).__name__}.{safe_name(name)}")

        def __delattr__(self, name: str) -> None:
            """Refuse."""
            raise InputError("document-fixed", where=f"{type(self).__name__}.{safe_name(name)}")

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        """Say which keys are filled, never with what: a repr ends up in logs and tracebacks."""
        return iter([(name, ...) for name in sorted(self.model_fields_set)])


class Responsible(Document):
    """The person who approves (定密责任人), with the highest level that the organ lets him approve, where it is limited."""

    name: Word
    limit: Level | None = None

    @field_validator("limit", mode="before")
    @classmethod
    def _level(cls, value: object) -> object:
        return parse_level(value)


class Authorization(Document):
    """A written grant (定密授权): up to which level, for which matters, from which day to which (both included).

    `matters` names catalogs (`geology-2008`) or items (`geology-2008#A1`); empty means that it names none and covers all.
    `redelegated` says that the granting organ itself held only a grant: such a grant covers nothing (REG2024-16).
    """

    level: Level
    matters: Annotated[tuple[Word, ...], Field(max_length=LONGEST_LIST, strict=False)] = ()
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    redelegated: bool = False

    @field_validator("level", mode="before")
    @classmethod
    def _level(cls, value: object) -> object:
        return parse_level(value)


class Point(Document):
    """A secret point (密点) of a matter with the mark of its own."""

    id: Word
    mark: MarkText | None = None


class Source(Document):
    """What a matter derives from or contains: its `id`, and how.

    `relation`: the `whole` of it, some of its `points` (named by their ids), a `summary`, or what its originator `required`.
    """

    id: Word
    relation: Literal["whole", "points", "summary", "required"] = "whole"
    points: Annotated[tuple[Word, ...], Field(max_length=LONGEST_LIST, strict=False)] = ()


class Matter(Document):
    """One matter (事项) to be determined or checked.

    Days are calendar days without a time; None, or a key left out, is unknown. Only `title` is needed.

    title          its name, as it stands on the document; words in it state facts
    id             the organ's own number or name for it, given back with the answer
    text           its text, or a summary; words in it state facts too
    number         the number of the document (文号)
    issued         the day marked on the document: a duration runs from it, and its law applies
    notified       the day of written notice, which stands in where there is no day of issue
    drafted        the day on which the level was proposed: the working days for approval run from it
    tier           of the organ that produces it: `central`, `provincial`, `provincial_department`, `city`, `county`,
                   `township`, `other`; it decides about authority, never about what applies
    derived        whether the determination is derived: then its sources decide, and no item is sought
    mark           the mark that is proposed, as `机密★10年`; it is checked
    facts          what is known, by the names of the catalogs' vocabulary (`classify catalog show --facts`)
    audience       who is to know it, persons or organs
    drafter        the person who proposes (承办人)
    responsible    the person who approves (定密责任人): a name, or a name with a limit, `{"name", "limit"}`
    authorization  the written grant that the organ's authority rests on, an `Authorization`
    points         its secret points (密点), `{"id", "mark"}` each
    sources        what it derives from or contains, a `Source` each

    What is wrong raises Faults; a matter does not change, `model_copy(update={…})` makes another one.

    >>> Matter(title="关于办公楼维修的通知", tier="city").derived
    False
    """

    title: Title
    id: Word | None = None
    text: Text | None = None
    number: Word | None = None
    issued: date | None = None
    notified: date | None = None
    drafted: date | None = None
    tier: Tier | None = None
    derived: bool = False
    mark: MarkText | None = None
    facts: Annotated[dict[Word, Any], Field(max_length=LONGEST_WORD)] = Field(default_factory=dict)
    """Values are checked by the catalogs' vocabulary, which knows what each fact may be."""
    audience: Annotated[tuple[Word, ...], Field(max_length=LONGEST_LIST, strict=False)] | None = None
    drafter: Word | None = None
    responsible: Responsible | None = None
    authorization: Authorization | None = None
    points: Annotated[tuple[Point, ...], Field(max_length=LONGEST_LIST, strict=False)] = ()
    sources: Annotated[tuple[Source, ...], Field(max_length=LONGEST_LIST, strict=False)] = ()

    @field_validator("responsible", mode="before")
    @classmethod
    def _person(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value

    @field_validator("derived", "facts", "points", "sources", mode="before")
    @classmethod
    def _left_out(cls, value: object, about: ValidationInfo) -> object:
        """Take null for what is meant when the key is left out."""
        return cls.model_fields[str(about.field_name)].get_default(call_default_factory=True) if value is None else value

    @property
    def start(self) -> date | None:
        """The day from which a duration runs: the day of issue, else of notice (REG2024-19.2), else unknown."""
        return self.issued or self.notified


def read_matter(text: str | bytes) -> Matter:
    """Read one matter from JSON. Raises Faults that name every faulty key and never what stood in it."""
    twice = repeated_keys(text)
    if twice:
        raise Faults(twice)
    return Matter.model_validate_json(text, by_alias=True, by_name=False)


def parse_level(value: object) -> object:
    """Take a level by its id or its Chinese name; anything else is left for the model to refuse."""
    return next((level for level in Level if value in (level.value, level.chinese)), value)
