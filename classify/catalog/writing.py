"""A catalog's files written as TOML, with remarks where somebody has to look."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

__all__ = ["toml_text"]


def toml_text(tables: Mapping[str, Any], remarks: Mapping[str, str] | None = None) -> str:
    """Write values, then tables, then lists of tables, each list with its own sublists.

    `remarks` gives a comment to the members of lists of tables, by their `id` or `name`.

    >>> print(toml_text({"id": "a", "item": [{"id": "1", "when": [{"words": [["甲"]]}]}]}, {"1": "look"}))
    id = "a"
    <BLANKLINE>
    # look
    [[item]]
    id = "1"
    <BLANKLINE>
    [[item.when]]
    words = [["甲"]]
    <BLANKLINE>
    """
    return "\n".join(_lines(tables, (), remarks or {})) + "\n"


def _lines(tables: Mapping[str, Any], path: tuple[str, ...], remarks: Mapping[str, str]) -> Iterator[str]:
    inner = [name for name, value in tables.items() if _is_tables(value) or (isinstance(value, Mapping) and not path)]
    for name, value in tables.items():
        if name not in inner and value is not None:
            yield f"{_key(name)} = {_value(value)}"
    for name in inner:
        at = (*path, name)
        for member in [tables[name]] if isinstance(tables[name], Mapping) else tables[name]:
            yield ""
            remark = remarks.get(str(member.get("id", member.get("name"))))
            if remark is not None and _is_tables(tables[name]):
                yield f"# {remark}"
            head = ".".join(map(_key, at))
            yield f"[{head}]" if isinstance(tables[name], Mapping) else f"[[{head}]]"
            yield from _lines(member, at, remarks)


def _is_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else _value(name)


def _value(value: Any) -> str:  # noqa: ANN401 -- whatever a catalog holds
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case int() | float():
            return repr(value)
        case str():
            # what JSON escapes TOML escapes alike, but for one character
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Mapping():
            return "{ " + ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items()) + " }"
        case Iterable():
            return "[" + ", ".join(map(_value, value)) + "]"
        case _:
            raise TypeError(type(value).__name__)
