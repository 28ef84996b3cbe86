"""What the cells of a list say: the same words are written into a file and read out of it, in either language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, get_args

from classify.errors import InputError, Language
from classify.level import Level
from classify.script import plain
from classify.sheets.grid import Value
from classify.sheets.heading import shown_as
from classify.sheets.marks import level_of
from classify.sheets.values import text_of
from classify.text.sentences import sentence, tables

__all__ = ["COLUMNS", "PLACE", "READERS", "head_of", "shown"]

COLUMNS: Final[Mapping[str, str]] = {
    "name": "title",
    "level": "level",
    "term": "period",
    "audience": "audience",
    "department": "department",
    "basis": "basis",
    "number": "number",
    "authority": "authority",
    "standing": "standing",
    "note": "note",
}
"""To each field of a line the column that holds it, in the order in which they stand (classify/sheets/headings.toml)."""
PLACE: Final = "place"
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def head_of(name: str, lang: Language) -> str:
    """Give the heading over a field of a line.

    >>> head_of("department", "zh"), head_of("term", "zh")
    ('产生部门、岗位', '保密期限')
    """
    return shown_as(COLUMNS[name], lang)


def shown(name: str, value: str, lang: Language) -> str:
    """Write a field into a cell.

    >>> shown("level", "secret", "zh"), shown("level", "", "zh"), shown("authority", "lacking", "en")
    ('秘密', '来源未载明', 'no authority: refer it')
    """
    if name == "level" and value:
        return Level(value).chinese
    return _words(name, lang).get(value, value)


def _level(cell: Value) -> str:
    text = text_of(cell)
    found = level_of(text)
    if found is not None:
        return found.value
    if plain(text) not in _codes("level"):
        raise InputError("level-unknown")
    return ""


def _authority(cell: Value) -> str:
    return _code("authority", cell)


def _standing(cell: Value) -> str:
    return _code("standing", cell)


READERS: Final[Mapping[str, Callable[[Value], str]]] = {"level": _level, "authority": _authority, "standing": _standing}
"""How a field is read back out of a cell; every other is a text. Each raises InputError for what it does not know."""


def _code(name: str, cell: Value) -> str:
    known = _codes(name)
    text = plain(text_of(cell))
    if text not in known:
        raise InputError("sheet-word", choices="、".join(_words(name, "zh").values()))
    return known[text]


@cache
def _codes(name: str) -> Mapping[str, str]:
    """To each word of either language, the code that it stands for."""
    return {plain(word): code for lang in LANGUAGES for code, word in _words(name, lang).items()}


def _words(name: str, lang: Language) -> Mapping[str, str]:
    """Give the words for the codes of a field; a line of the organ's own has no catalog, and says so."""
    match name:
        case "level":
            return {"": sentence(lang, "list", "no_level")}
        case "authority":
            return dict(tables(lang)["list"]["authority"])
        case "standing":
            return {"": sentence(lang, "list", "own"), **tables(lang)["standing"]}
        case _:
            return {}
