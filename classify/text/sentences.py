"""The sentences of both languages by table and id, and how values are shown in them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, assert_never

from classify.errors import Language
from classify.level import Level
from classify.mark import write_term
from classify.term import AllOf, Duration, Event, LongTerm, OnDate, Term

FILES = ("{lang}.toml", "argument_{lang}.toml", "changes_{lang}.toml", "command_{lang}.toml", "report_{lang}.toml")


@cache
def tables(lang: Language) -> Mapping[str, Any]:
    """Read all tables of a language, once."""
    merged: dict[str, Any] = {}
    for name in FILES:
        text = files("classify.text").joinpath(name.format(lang=lang)).read_text(encoding="utf-8")
        merged |= tomllib.loads(text)
    for field in merged["field"].values():
        if "of" in field["codes"]:  # the words of another table, written there
            field["codes"] = merged[field["codes"].pop("of")] | field["codes"]
    return merged


def labelled(word: str, code: str) -> str:
    """Give a word with its code beside it; a code that is the word itself is not said twice.

    >>> labelled("秘密", "secret"), labelled("top secret (绝密)", "top_secret")
    ('秘密 (secret)', 'top secret (绝密)')
    """
    return word if word.partition(" (")[0] == code.replace("_", " ") else f"{word} ({code})"


def sentence(lang: Language, table: str, key: str, values: Mapping[str, object] | None = None) -> str:
    """Return one sentence with its placeholders filled. A missing id is a defect and raises KeyError.

    >>> sentence("zh", "level", "secret")
    '秘密'
    """
    return _filled(tables(lang)[table][key], lang, values)


def _filled(text: str, lang: Language, values: Mapping[str, object] | None) -> str:
    return text.format_map({name: show(value, lang, name) for name, value in (values or {}).items()})


def finding_told(lang: Language, finding: str, values: Mapping[str, object] | None = None) -> str:
    """Say a finding, in the words of `finding_with` where one of the values that they are for is known.

    >>> finding_told("zh", "mark-malformed", {"normal": "秘密★5年"})
    '标志的次序或者写法不合规定形式，应写作秘密★5年'
    """
    own = tables(lang)["finding_with"].get(finding, {})
    known = next((name for name in own if name in (values or {})), None)
    return sentence(lang, "finding", finding, values) if known is None else _filled(own[known], lang, values)


def show(value: object, lang: Language, name: str = "") -> str:
    """Write a value of a finding: a level, a term, a tier, a day, a number.

    >>> show(Duration(10, "years"), "en"), show(Duration(10, "years"), "zh")
    ('10 years', '10年')
    """
    match value:
        case Level():
            return str(tables(lang)["level"][value.value])
        case Duration() | OnDate() | Event() | LongTerm() | AllOf():
            return show_term(value, lang)
        case date():
            return value.isoformat()
        case tuple():
            return listed(lang, (show(one, lang) for one in value))
        case str() if name == "tier":
            return str(tables(lang)["tier"][value])
        case _:
            return str(value)


def listed(lang: Language, parts: Iterable[str]) -> str:
    """Put parts side by side.

    >>> listed("en", ["LAW2024-25", "REG2024-25"])
    'LAW2024-25, REG2024-25'
    """
    return ("、" if lang == "zh" else ", ").join(parts)


def parted(lang: Language, parts: Iterable[str]) -> str:
    """Put parts side by side that may have commas of their own.

    >>> parted("en", ["a, b", "c"])
    'a, b; c'
    """
    return ("；" if lang == "zh" else "; ").join(parts)


def aside(lang: Language, text: str) -> str:
    """Put a remark in brackets, to stand after a text.

    >>> aside("zh", "样本"), aside("en", "sample")
    ('（样本）', ' (sample)')
    """
    return f"（{text}）" if lang == "zh" else f" ({text})"


def show_term(term: Term, lang: Language) -> str:
    """Write a term in words: in Chinese as a mark does, in English spelt out."""
    if isinstance(term, AllOf):
        return parted(lang, (show_term(part, lang) for part in term.of))
    if lang == "zh":
        return write_term(term)
    match term:
        case Duration(count, unit):
            return f"{count} {unit if count > 1 else unit.removesuffix('s')}"
        case OnDate(on):
            return f"until {on.isoformat()}"
        case Event(event):
            return f"condition “{event}”"
        case LongTerm():
            return "long-term"
        case _:
            assert_never(term)
