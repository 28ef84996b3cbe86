"""What an item says of the term, in a cell: 10年, 不超过10年, 不少于5年，不超过10年, a day, an event, 长期."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from classify.errors import InputError
from classify.script import clean
from classify.sheets.grid import Value
from classify.sheets.values import term_of, text_of, words
from classify.term import Duration, Event, LongTerm, OnDate

__all__ = ["bounded", "limit_of"]


def bounded(bounds: Mapping[str, str]) -> str:
    """Write the bounds of a term, `minimum` and `maximum`, each already written by itself, as far as they are stated.

    >>> bounded({"minimum": "5年", "maximum": "10年"}), bounded({"maximum": "10年"})
    ('不少于5年，不超过10年', '不超过10年')
    """
    return "，".join(f"{known[0]}{bounds[name]}" for name, known in words()["bound"].items() if name in bounds)


def limit_of(value: Value, unit: str | None = None) -> dict[str, Any]:
    """Read the term of an item as catalog.toml writes it. Raises InputError `sheet-term`, `sheet-period-unit`.

    >>> limit_of("最长十年"), limit_of(5.0, "年"), limit_of("长期")
    ({'maximum': '10年'}, {'maximum': '5年'}, {'long_term': True})
    """
    found = _bounds().fullmatch(clean(text_of(value)))
    told = {} if found is None else {name: text for name, text in found.groupdict().items() if text}
    if told:
        return {name: _duration(text, unit) for name, text in told.items()}
    text, term = term_of(value, unit)
    match term:
        case Duration():
            return {"maximum": text}
        case OnDate():
            return {"date": term.on}
        case LongTerm():
            return {"long_term": True}
        case Event():
            return {"event": term.event}
        case _:
            raise InputError("sheet-term")


@cache
def _bounds() -> re.Pattern[str]:
    least, most = ("|".join(words()["bound"][name]) for name in ("minimum", "maximum"))
    return re.compile(f"(?:(?:{least})(?P<minimum>[^,，]+?)[,，]?)?(?:(?:{most})(?P<maximum>.+))?")


def _duration(text: str, unit: str | None) -> str:
    written, term = term_of(text, unit)
    if not isinstance(term, Duration):
        raise InputError("sheet-term")
    return written
