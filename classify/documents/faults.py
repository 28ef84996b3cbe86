"""pydantic's faults become ours: a path, a cause, a way out, and nothing of the input."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

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


def faults_of(error: ValidationError, known: Iterable[str] = (), *, where: str | None = None) -> Faults:
    """Turn a ValidationError into Faults; `known` are the keys from which the nearest to an unknown one is offered."""
    names = tuple(known)
    found: dict[tuple[str, str], InputError] = {}
    for fault in error.errors(include_input=False, include_url=False):
        cause = CAUSES.get(fault["type"], "wrong-type")
        place = path_of(fault["loc"])
        if cause == "unknown-key":
            name = str(fault["loc"][-1])
            made = InputError(cause, where=place, name=safe_name(name), nearest=nearest(name, names) if names else "?")
        elif cause == "unknown-choice":
            # pydantic lists our own choices here, never what was given
            made = InputError(
                cause, where=place, choices=str(fault.get("ctx", {}).get("expected", "?")).replace("'", "`").replace(" or ", ", ")
            )
        else:
            made = InputError(cause, where=place)
        found.setdefault((cause, place), made)
    return Faults(found.values(), where=where)


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
