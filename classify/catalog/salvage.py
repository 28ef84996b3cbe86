"""A file with faults of form is mended for the eye of lint, so that the rest is looked at in the same run."""

from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from classify.catalog.schema import CatalogFile

__all__ = ["LEFT_OUT", "salvaged"]

LEFT_OUT = "left-out-{}"
"""The id of an item that could not be kept; it holds its place, so that the others keep theirs."""

_HEAD: dict[str, Any] = {
    "schema": "classify/catalog/1",
    "id": "left-out",
    "title": "?",
    "standing": "unconfirmed",
    "scheme": "state",
    "papers": {"source": "?"},
}
_ESSENTIAL = frozenset({"id", "name", "when"})


def salvaged(tables: dict[str, Any]) -> CatalogFile | None:
    """Leave out whatever has not the right form and give what remains; None where nothing remains."""
    mended = deepcopy(tables)
    for _ in range(len(mended) + 3):
        try:
            return CatalogFile.model_validate(mended)
        except ValidationError as wrong:
            places = [error["loc"] for error in wrong.errors(include_url=False, include_input=False)]
        for place in places:
            _mend(mended, place)
    return None


def _mend(tables: dict[str, Any], place: tuple[int | str, ...]) -> None:
    items = tables.get("item")
    if place[0] == "item" and len(place) > 1 and isinstance(items, list) and isinstance(place[1], int):
        number = place[1]
        kept = items[number]
        if isinstance(kept, dict) and len(place) > 2 and place[2] not in _ESSENTIAL:  # noqa: PLR2004
            kept.pop(place[2], None)
        else:
            items[number] = {"id": LEFT_OUT.format(number), "name": "?", "residual": True}
    elif place[0] == "papers" and len(place) > 1 and place[1] in tables["papers"]:
        tables["papers"] = {"source": "?", **tables["papers"]}
        tables["papers"].pop(place[1])
    elif place[0] in _HEAD:
        tables[str(place[0])] = _HEAD[str(place[0])]
    else:
        tables.pop(str(place[0]), None)
