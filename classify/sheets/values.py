"""What single cells say: texts, days, yes and no, words of a table, terms. What is not sure is a fault, never a guess."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from classify.errors import InputError
from classify.mark import read_term, write_term
from classify.numeral import CHINESE, number, year
from classify.period import END, FOR_EVER, LONG_TERM, UNTIL, day, period
from classify.script import clean, fold, plain
from classify.sheets.grid import Value
from classify.term import LongTerm, OnDate, Term

__all__ = ["basis_of", "day_of", "flag_of", "ids_of", "number_of", "term_of", "text_of", "tiers_of", "word_of", "words"]

LARGEST_EXACT: Final = 10**15
"""Numbers from here on have lost their last figures when the sheet was saved."""
_BASIS: Final = re.compile(r"([a-z][a-z0-9-]{1,59})#(\S{1,20})")
_PARTS: Final = re.compile(r"[;；、\n]")
_DAYS: Final = (
    re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})[日号]?"),
    *(re.compile(f"([0-9]{{4}})[{sign}]([0-9]{{1,2}})[{sign}]([0-9]{{1,2}})") for sign in "-./"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
    re.compile(f"([{CHINESE}O0]{{4}})年([{CHINESE}]{{1,3}})月([{CHINESE}]{{1,3}})[日号]?"),
)
_CLOCK: Final = re.compile(r"[T ]?[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.0+)?)?$")
_DAY_FIGURES: Final = 8
_STAR: Final = "★"
_YEAR: Final = re.compile("[0-9]{4}")
_UNITS: Final = {"年": "年", "月": "个月", "个月": "个月", "天": "天", "日": "天"}


@cache
def words() -> Mapping[str, Any]:
    """Read the words that cells of a list may say, each as `plain` gives it."""
    read = tomllib.loads(files("classify.sheets").joinpath("words.toml").read_text(encoding="utf-8"))
    return {name: _plainly(told) for name, told in read.items()}


def _plainly(told: Any) -> Any:  # noqa: ANN401 -- a list of words, or a table of such
    return list(map(plain, told)) if isinstance(told, list) else {code: _plainly(known) for code, known in told.items()}


def text_of(value: Value) -> str:
    """Give a cell as text; a whole number without decimals. Raises InputError `sheet-number-long`, `sheet-not-text`.

    >>> text_of(20261121.0), text_of(" 机密 ")
    ('20261121', '机密')
    """
    match value:
        case bool():
            return "是" if value else "否"
        case int() | float():
            if abs(value) >= LARGEST_EXACT:
                raise InputError("sheet-number-long")
            return str(int(value)) if float(value).is_integer() else repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date():
            return value.isoformat()
        case str():
            return value.strip()
        case _:
            raise InputError("sheet-not-text")


def day_of(value: Value) -> date:
    """Read a day in its usual forms, the year first. Raises InputError `sheet-date` for what is not surely a day.

    >>> day_of("二〇二六年十一月二十一日"), day_of("２０２６．１１．２１"), day_of(20261121.0)
    (datetime.date(2026, 11, 21), datetime.date(2026, 11, 21), datetime.date(2026, 11, 21))
    """
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case bool() | time() | timedelta():
            raise InputError("sheet-date")
        case int() | float():
            # any other number may be the serial number of a day whose form was lost, or something else
            text = str(int(value)) if float(value).is_integer() else ""
            value = text if len(text) == _DAY_FIGURES else ""
        case str():
            pass
    text = _CLOCK.sub("", fold(value).strip())
    text = re.sub(r"\s+", "", text)
    for form in _DAYS:
        if found := form.fullmatch(text):
            named = found[1].translate({ord("O"): "〇", ord("0"): "〇"}) if found[1][0] in CHINESE else found[1]
            read = day(year(named), number(found[2]), number(found[3]))
            if read is not None:
                return read.on
    raise InputError("sheet-date")


def flag_of(value: Value, *, derived: bool = False) -> bool:
    """Read yes or no; for the column of derivation also 派生 and 原始. Raises InputError `sheet-flag`.

    >>> flag_of("√"), flag_of("否"), flag_of("派生定密", derived=True)
    (True, False, True)
    """
    text = plain(text_of(value))
    if text in words()["yes"] or (derived and text in words()["derived"]):
        return True
    if text in words()["no"] or (derived and text in words()["original"]):
        return False
    raise InputError("sheet-flag")


def number_of(value: Value, units: Iterable[str] = ()) -> float:
    """Read a number, one of its units behind it or none. Raises InputError `sheet-number`.

    >>> number_of("1,000"), number_of("5 米", ("m", "米"))
    (1000.0, 5.0)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        text = plain(text_of(value))
        unit = max((one for one in map(plain, units) if text.endswith(one)), key=len, default="")
        found = float(text.removesuffix(unit).replace(",", ""))
    except ValueError:
        raise InputError("sheet-number") from None
    if found != found or abs(found) == float("inf"):  # noqa: PLR0124 -- nan is not itself
        raise InputError("sheet-number")
    return found


def ids_of(value: Value) -> list[str]:
    """Read ids parted by `;`, 、 or line breaks.

    >>> ids_of("甲-1；甲-2")
    ['甲-1', '甲-2']
    """
    return [part.strip() for part in _PARTS.split(text_of(value)) if part.strip()]


def basis_of(text: str) -> tuple[str, str] | None:
    """Read a basis that names a catalog and its item; None for every other text, which names nothing for sure.

    >>> basis_of("education#T1"), basis_of("保密法第十三条")
    (('education', 'T1'), None)
    """
    found = _BASIS.fullmatch(text)
    return None if found is None else (found[1], found[2])


def word_of(value: Value, table: str) -> str:
    """Give the code of one word of a table, also as answers show it: 县级 (county).

    Raises InputError `sheet-word` with the choices.
    """
    text = plain(text_of(value))
    for code, known in words()[table].items():
        if text in known or text.endswith(f"({code})"):
            return str(code)
    raise InputError("sheet-word", choices="、".join(known[0] for known in words()[table].values()))


def tiers_of(value: Value) -> list[str]:
    """Read one or several producing tiers, also 省级以上 and 县级以上. Raises InputError `sheet-word`.

    >>> tiers_of("中央、省级"), tiers_of("省级以上")
    (['central', 'provincial'], ['central', 'provincial'])
    """
    text = plain(text_of(value))
    if text.endswith("以上"):
        ladder = ["central", "provincial", "city", "county", "township"]
        lowest = word_of(text.removesuffix("以上"), "tier")
        if lowest not in ladder:
            raise InputError("sheet-word", choices="、".join(known[0] for known in words()["tier"].values()))
        return ladder[: ladder.index(lowest) + 1]
    try:
        return [word_of(text, "tier")]
    except InputError:
        found = [word_of(part, "tier") for part in re.split(r"[;；、,，/和及与]", text) if part]
        if not found:
            raise
        return list(dict.fromkeys(found))


def term_of(value: Value, unit: str | None = None) -> tuple[str, Term | None]:
    """Read a term: as a mark writes it, and what it is, None where it cannot be read; then the text stays as it is.

    `unit` is the one that the heading names. A star before the term is that of the mark. Raises InputError
    `sheet-period-unit` for a bare number without one, `sheet-period-span` for 2020.1.1—2026.12.31.

    >>> term_of("三十年"), term_of(10.0, "年")
    (('30年', Duration(count=30, unit='years')), ('10年', Duration(count=10, unit='years')))
    """
    text = text_of(value)
    bare = clean(text).removeprefix(_STAR)
    if bare.isdecimal() and bare.isascii() and len(bare) != _DAY_FIGURES:
        if unit is None or unit not in _UNITS:
            raise InputError("sheet-period-unit")
        bare = f"{int(bare)}{_UNITS[unit]}"
    found = period(bare)
    if found is not None:
        # 至2027年1月1日 leaves open whether that day is still secret: it is no mark as it stands, which the evaluation says
        until = isinstance(found.term, OnDate) and (bare.startswith(UNTIL) or bare.endswith(END))
        return (text, None) if until else (write_term(found.term), found.term)
    if len(_YEAR.findall(bare)) > 1:  # from a year to a year
        raise InputError("sheet-period-span")
    if bare == LONG_TERM or bare in words()["long_term"]:
        return LONG_TERM, LongTerm()
    if bare == FOR_EVER:
        return bare, None
    term = read_term(bare)
    return (text, None) if term is None else (write_term(term), term)
