"""The shape of a catalog's three files: catalog.toml, cases.toml and text/en.toml."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Strict, Tag, model_validator
from pydantic_core import PydanticCustomError

from classify.facts.schema import FactName, FactTable, Model, Strings

__all__ = [
    "CaseTable",
    "CasesFile",
    "CatalogFile",
    "ExceptTable",
    "ItemTable",
    "ItemText",
    "LimbTable",
    "NearTable",
    "NumberTable",
    "PapersTable",
    "Scheme",
    "Standing",
    "TermTable",
    "TextFile",
    "Tier",
    "json_schema",
]

Standing = Literal["official", "partial", "unconfirmed", "local", "sample"]
Scheme = Literal["state", "commercial", "work", "local"]
Tier = Literal["central", "provincial", "provincial_department", "city", "county", "township", "other"]

CatalogId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,59}$")]
ItemId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.()_-]{0,19}$")]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Bound = Annotated[float, Field(allow_inf_nan=False)]
Bounds = Annotated[tuple[Bound, ...], Strict(strict=False), Field(min_length=1)]
WordGroup = Annotated[Strings, Field(min_length=1)]
WordGroups = Annotated[tuple[WordGroup, ...], Strict(strict=False), Field(min_length=1)]


class NumberTable(Model):
    """What a limb asks of a number: `above` and `below` are strict, `in` lists single numbers."""

    above: Bound | None = None
    below: Bound | None = None
    at_least: Bound | None = None
    at_most: Bound | None = None
    one_of: Bounds | None = Field(default=None, alias="in")

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("catalog-empty-test", "a test of a number that asks nothing")
        return self


def _shape(value: Any) -> str:  # noqa: ANN401 - whatever stands in the file
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list | tuple):
        return "list"
    return "code" if isinstance(value, str) else "test"


FactAsked = Annotated[
    Annotated[bool, Tag("flag")]
    | Annotated[Bound, Tag("number")]
    | Annotated[WordGroup, Tag("list")]
    | Annotated[str, Field(min_length=1), Tag("code")]
    | Annotated[NumberTable, Tag("test")],
    Discriminator(_shape),
]
FactsAsked = dict[FactName, FactAsked]


class NearTable(Model):
    """Some word of each group within so many characters of one another."""

    words: Annotated[tuple[WordGroup, ...], Strict(strict=False), Field(min_length=2)]
    within: Annotated[int, Field(ge=0, le=1000)]


class LimbTable(Model):
    """One way of meeting an item. All its parts must hold; the limbs of an item are alternatives."""

    words: WordGroups
    none: Strings = ()
    near: NearTable | None = None
    facts: FactsAsked = Field(default_factory=dict)
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")


class TermTable(Model):
    """The term that an item states: a maximum (and an old item's minimum), a date, an event, or long-term."""

    maximum: Text | None = None
    minimum: Text | None = None
    event: Text | None = None
    on: date | None = Field(default=None, alias="date")
    long_term: Literal[True] | None = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        kinds = (self.maximum or self.minimum, self.event, self.on, self.long_term)
        if sum(kind is not None for kind in kinds) != 1:
            raise PydanticCustomError("catalog-term-kinds", "a term is of exactly one kind")
        return self


class ItemTable(Model):
    """One line of the list, as its source states it; what the source does not state is left out."""

    id: ItemId
    name: Text
    level: Literal["secret", "confidential", "top_secret"] | None = None
    cite: Text | None = None
    scheme: Scheme | None = None
    term: TermTable | None = None
    tiers: Annotated[tuple[Tier, ...], Strict(strict=False)] = ()
    audience: Text | None = None
    invented: Annotated[tuple[Literal["level", "term", "tiers", "audience"], ...], Strict(strict=False)] = ()
    residual: bool = False
    note: Text | None = None
    when: Annotated[tuple[LimbTable, ...], Strict(strict=False)] = ()


class PapersTable(Model):
    """Where the copy came from, when it was read, how complete it is, and the digest of the item table."""

    source: Text
    retrieved: date | None = None
    completeness: Text | None = None
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")] | None = None


class ExceptTable(Model):
    """What keeps the whole catalog from matching: any of these words, any of these facts."""

    words: Strings = ()
    facts: FactsAsked = Field(default_factory=dict)


class CatalogFile(Model):
    """A catalog."""

    schema_id: Literal["classify/catalog/1"] = Field(alias="schema")
    id: CatalogId
    title: Text
    number: Text | None = None
    issuer: Strings = ()
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")
    supersedes: Strings = ()
    standing: Standing
    scheme: Scheme
    note: Text | None = None
    papers: PapersTable
    exclude: ExceptTable | None = Field(default=None, alias="except")
    fact: dict[FactName, FactTable] = Field(default_factory=dict)
    item: Annotated[tuple[ItemTable, ...], Strict(strict=False), Field(min_length=1)]


class CaseTable(Model):
    """A matter made up by us, and what the catalog says of it."""

    name: Text
    title: Text
    text: Text | None = None
    tier: Tier | None = None
    facts: dict[str, bool | int | float | str] = Field(default_factory=dict)
    day: date
    met: Strings
    asked: Strings | None = None
    why: Text


class CasesFile(Model):
    """The cases of a catalog."""

    case: Annotated[tuple[CaseTable, ...], Strict(strict=False), Field(min_length=1)]


class ItemText(Model):
    """One item in another language."""

    name: Text
    note: Text | None = None
    audience: Text | None = None
    event: Text | None = None


class TextFile(Model):
    """A catalog in another language."""

    title: Text
    note: Text | None = None
    number: Text | None = None
    issuer: Strings = ()
    item: dict[str, ItemText] = Field(default_factory=dict)


def json_schema(file: Literal["catalog", "cases", "text"] = "catalog") -> dict[str, Any]:
    """Give the JSON Schema of one of the files, for editors.

    >>> json_schema()["required"]
    ['schema', 'id', 'title', 'standing', 'scheme', 'papers', 'item']
    """
    shapes: dict[str, type[Model]] = {"catalog": CatalogFile, "cases": CasesFile, "text": TextFile}
    shape = shapes[file]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **shape.model_json_schema(by_alias=True),
    }
