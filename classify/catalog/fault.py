"""A fault of a catalog's files: which file, where in it, what is wrong and what to do; never a value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from classify.catalog.schema import (
    CaseTable,
    ExceptTable,
    ItemTable,
    ItemText,
    LimbTable,
    NearTable,
    NumberTable,
    PapersTable,
    TermTable,
    TextFile,
)
from classify.errors import CatalogError, nearest, safe_name
from classify.facts.schema import FactTable, Model, Wording
from classify.facts.vocabulary import standard_vocabulary

__all__ = ["Fault", "Severity", "place", "shape_faults"]

Severity = Literal["error", "warning", "notice"]
Where = Sequence[int | str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. The place is a path such as `item[3].level`, counted from 0; empty for the whole file.

    `file` names the folder whole: `catalog lint` tells it to the catalog's author.
    """

    file: str
    path: str
    id: str
    severity: Severity = "error"
    item: str | None = None
    """The id of the item, where it has one."""
    fields: tuple[tuple[str, str | int], ...] = ()

    def advice(self, lang: Literal["zh", "en"] = "zh") -> str:
        """Give the sentence: the cause and the way out."""
        return CatalogError(self.id, where=None, **dict(self.fields)).sentence(lang)

    def error(self) -> CatalogError:
        """Give the fault as an error that can be raised: errors end in logs, so of the folder's name only an echo is left.

        >>> Fault("our-catalog-of-2024/catalog.toml", "item[3].level", "catalog-not-text").error().where
        'our/catalog.toml: item[3].level'
        """
        file = "/".join(map(safe_name, self.file.split("/")))
        at = ": ".join(filter(None, (file, self.path)))
        return CatalogError(self.id, where=at, **dict(self.fields))

    def to_dict(self, lang: Literal["zh", "en"] = "zh") -> dict[str, Any]:
        """Give the fault as `catalog lint --json` prints it."""
        return {
            "file": self.file,
            "path": self.path,
            "item": self.item,
            "id": self.id,
            "severity": self.severity,
            "advice": self.advice(lang),
        }


_FACT_TAGS = frozenset({"flag", "number", "list", "code", "test"})
_LEVELS: dict[tuple[str, ...], type[Model]] = {
    ("item",): ItemTable,
    ("item", "term"): TermTable,
    ("item", "when"): LimbTable,
    ("item", "when", "near"): NearTable,
    ("item", "when", "facts", "*"): NumberTable,
    ("except",): ExceptTable,
    ("papers",): PapersTable,
    ("fact", "*"): FactTable,
    ("fact", "*", "zh"): Wording,
    ("fact", "*", "en"): Wording,
    ("case",): CaseTable,
    ("item", "*"): ItemText,
}
_IDS = {
    "missing": "catalog-field-missing",
    "string_type": "catalog-not-text",
    "date_type": "catalog-not-date",
    "bool_type": "catalog-not-flag",
    "float_type": "catalog-not-number",
    "int_type": "catalog-not-number",
    "finite_number": "catalog-not-number",
    "tuple_type": "catalog-not-list",
    "model_type": "catalog-not-table",
    "dict_type": "catalog-not-table",
    "too_short": "catalog-field-empty",
    "string_too_short": "catalog-field-empty",
    "string_too_long": "catalog-field-long",
    "string_pattern_mismatch": "catalog-field-form",
}


def place(where: Where, known: Iterable[str] = ()) -> str:
    """Write a place as a path, echoing of unknown names only what may be echoed.

    >>> place(("item", 3, "level"), ["item", "level"])
    'item[3].level'
    """
    names = set(known)
    path = ""
    for part in where:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += ("." if path else "") + (part if part in names else safe_name(part))
    return path


def shape_faults(file: str, shape: type[Model], wrong: ValidationError) -> list[Fault]:
    """Turn what pydantic found into faults with an id, a place and advice; the values stay unsaid."""
    faults = []
    errors = wrong.errors(include_url=False, include_input=False)
    for error in errors:
        if error["type"] == "too_short" and any(_lies_within(other["loc"], error["loc"]) for other in errors):
            continue  # the members that are at fault themselves were not counted
        where = _without_tags(error["loc"])
        model = _model_at(shape, where[:-1])
        names = _field_names(model)
        known = {*_field_names(shape), *_all_field_names(), *standard_vocabulary().facts}
        kind = error["type"]
        fault_id = kind if "-" in kind else _IDS.get(kind, "catalog-field-wrong")
        fields: tuple[tuple[str, str | int], ...] = ()
        last = str(where[-1]) if where else "?"
        if kind == "extra_forbidden":
            fault_id = "catalog-unknown-field"
            fields = (("name", safe_name(last)), ("nearest", nearest(last, names)))
        elif kind == "missing":
            fields = (("name", last),)
        elif kind == "literal_error":
            fault_id = "catalog-not-choice"
            fields = (("choices", error["ctx"]["expected"].replace("'", "")),)
        faults.append(Fault(file, place(where, known), fault_id, fields=fields))
    return faults


def _lies_within(inner: Where, outer: Where) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _without_tags(where: Where) -> tuple[int | str, ...]:
    """Drop the tag that the union of tests puts after the name of a fact, and the mark of a key."""
    kept: list[int | str] = []
    for number, part in enumerate(where):
        is_tag = part in _FACT_TAGS and number >= 2 and where[number - 2] == "facts"  # noqa: PLR2004
        if not is_tag and part != "[key]":
            kept.append(part)
    return tuple(kept)


def _model_at(shape: type[Model], where: Where) -> type[Model]:
    names = tuple(part for part in where if isinstance(part, str))
    if shape is TextFile:
        return ItemText if names[:1] == ("item",) and len(names) > 1 else TextFile
    if names[:1] == ("fact",):
        names = ("fact", "*", *names[2:])[: len(names)]
    if "facts" in names:
        names = (*names[: names.index("facts") + 1], "*")
    return _LEVELS.get(names, shape)


def _all_field_names() -> set[str]:
    return {name for model in _LEVELS.values() for name in _field_names(model)}


def _field_names(model: type[Model]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
