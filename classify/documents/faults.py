"""pydantic's faults become ours: a path, a cause, a way out, and nothing of the input."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from classify.errors import Faults, InputError, nearest, safe_name

CAUSES = {
    "missing": "key-missing",
    "extra_forbidden": "unknown-key",
    "json_invalid": "not-json",
    "json_type": "not-json",
    "string_too_long": "too-long",
    "too_long": "too-long",
    "string_too_short": "empty-value",
    "control_character": "control-character",
    "date_from_datetime_parsing": "bad-date",
    "date_parsing": "bad-date",
    "date_type": "bad-date",
    "date_from_datetime_inexact": "bad-date",
    "literal_error": "unknown-choice",
    "enum": "unknown-choice",
    "term_unreadable": "term-unreadable",
    "event_incomplete": "event-incomplete",
}
"""pydantic's kind of fault to the id of our sentence; what is not listed is a value of the wrong type."""

WRITTEN = {
    "string_type": '`"…"`',
    "bool_type": "`true`, `false`",
    "int_type": "`1`",
    "float_type": "`1`",
    "dict_type": "`{…}`",
    "list_type": "`[…]`",
    "tuple_type": "`[…]`",
}
"""How JSON writes the type that pydantic wanted; of an object the keys are named."""


def faults_of(error: ValidationError, model: type[BaseModel]) -> Faults:
    """Turn a ValidationError of a model into Faults; the nearest to an unknown key is one of the same part of the model."""
    found: dict[tuple[str, str], InputError] = {}
    for fault in error.errors(include_input=False, include_url=False):
        cause = CAUSES.get(fault["type"], "wrong-type")
        place = path_of(fault["loc"])
        if cause == "unknown-key":
            name = str(fault["loc"][-1])
            known = _keys_at(model, fault["loc"][:-1])
            made = InputError(cause, where=place, name=safe_name(name), nearest=nearest(name, known), known=", ".join(known))
        elif cause == "unknown-choice":
            # pydantic lists our own choices here, never what was given
            made = InputError(
                cause, where=place, choices=str(fault.get("ctx", {}).get("expected", "?")).replace("'", "`").replace(" or ", ", ")
            )
        elif cause == "wrong-type":
            made = InputError(cause, where=place, wanted=_written(fault["type"], _keys_at(model, fault["loc"])))
        else:
            made = InputError(cause, where=place)
        found.setdefault((cause, place), made)
    return Faults(found.values())


def _written(kind: str, keys: Iterable[str]) -> str:
    return f"`{{{', '.join(keys)}}}`" if kind in {"model_type", "model_attributes_type"} else WRITTEN.get(kind, "")


def repeated_keys(text: str | bytes) -> list[InputError]:
    """Find keys that stand twice in one object of a JSON text: of two values neither is the one that was meant.

    A text that is no JSON has none; the model says what is wrong with it.
    """
    found: list[InputError] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        times = Counter(name for name, _ in pairs)
        found.extend(InputError("key-twice", name=safe_name(name)) for name, count in times.items() if count > 1)

    try:
        json.loads(text, object_pairs_hook=look, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return []
    return found


def _keys_at(model: type[BaseModel], location: Sequence[str | int]) -> list[str]:
    """Return the keys of the part of a model that a path leads to."""
    for part in location:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        inner = None if field is None else _model_in(field.annotation)
        model = inner or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def path_of(location: Iterable[str | int]) -> str:
    """Write a path as `sources[2].id`; names from the input only as far as they may be echoed.

    >>> path_of(("sources", 2, "id"))
    'sources[2].id'
    """
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part in {"str", "bool", "int", "float"} and path:
            continue  # a member of a union, not a place
        else:
            path += f".{safe_name(part)}" if path else safe_name(part)
    return path or "$"
