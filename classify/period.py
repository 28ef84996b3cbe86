"""Periods and days in any spelling: 10年, 三十年, 6月, 一年半, 2025-12-31, and archive words around them.

What is read here is sure; whether it is spelled as a mark should be is not asked. A count has at most five
digits, a year has four, and what would be two readings is none: 2025年6月 lacks its day, 1年3天 has no unit.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from classify.numeral import CHINESE, DIGITS, LOOKALIKES, number, year
from classify.term import MONTHS_A_YEAR, Duration, OnDate, Unit

__all__ = ["END", "FOR_EVER", "LONG_TERM", "UNITS", "UNTIL", "Period", "day", "over_a_year", "period", "unkept"]

UNITS: Final[dict[str, Unit]] = {"年": "years", "个月": "months", "月": "months", "天": "days", "日": "days"}
LONG_TERM: Final = "长期"
FOR_EVER: Final = "永久"
"""The archives' word for a file that is kept for good."""

# What archives say of how long a file is kept, which is not how long it is secret.
_KEPT: Final = ("保管期限", "保存期限", "保管期", "保存期", "保管", "保存", "定期")
UNTIL: Final = ("截止到", "截止", "截至", "止于", "至", "到")
END: Final = "止"

_ARABIC: Final = f"[{DIGITS}{LOOKALIKES}]"
_NUMERAL: Final = f"({_ARABIC}{{1,5}}|[{CHINESE}]{{1,9}})"
_DURATION: Final = re.compile(f"{_NUMERAL}(年|个月|月|天|日)")
_AND_A_HALF: Final = re.compile(f"{_NUMERAL}年半")
_YEARS_AND_MONTHS: Final = re.compile(f"{_NUMERAL}年[零又]?{_NUMERAL}个?月")
_DAY_FORMS: Final = (
    re.compile(f"({_ARABIC}{{4}}|[{CHINESE}]{{4}})年{_NUMERAL}月{_NUMERAL}[日号]"),
    *(re.compile(f"({_ARABIC}{{4}})[{mark}]({_ARABIC}{{1,2}})[{mark}]({_ARABIC}{{1,2}})") for mark in "-./"),
    re.compile(f"({_ARABIC}{{4}})({_ARABIC}{{2}})({_ARABIC}{{2}})"),
)
_FIRST_YEAR: Final = 1000
_A_YEAR: Final = {"months": MONTHS_A_YEAR, "days": 365}


class Period(NamedTuple):
    """A duration or a day as read; `mixed` where a duration was put together from years and months."""

    term: Duration | OnDate
    mixed: bool


def period(text: str) -> Period | None:
    """Give the duration or day that the whole text states, None where it states none for sure.

    >>> period("三十年")
    Period(term=Duration(count=30, unit='years'), mixed=False)
    >>> period("一年六个月")
    Period(term=Duration(count=18, unit='months'), mixed=True)
    >>> period("至2025/12/31").term, period("2025年2月30日")
    (OnDate(on=datetime.date(2025, 12, 31)), None)
    """
    if match := _DURATION.fullmatch(text):
        count = number(match[1])
        return Period(Duration(count, UNITS[match[2]]), mixed=False) if count else None
    if months := _months(text):
        return Period(Duration(months, "months"), mixed=True)
    for word in UNTIL:
        if text.startswith(word):
            text = text.removeprefix(word)
            break
    text = text.removesuffix(END)
    for form in _DAY_FORMS:
        if match := form.fullmatch(text):
            on = day(year(match[1]), number(match[2]), number(match[3]))
            return None if on is None else Period(on, mixed=False)
    return None


def day(of_year: int | None, of_month: int | None, of_day: int | None) -> OnDate | None:
    """Give the day of these numbers where it exists, from the year 1000 on.

    >>> day(2025, 12, 31), day(2025, 2, 29)
    (OnDate(on=datetime.date(2025, 12, 31)), None)
    """
    if of_year is None or of_month is None or of_day is None or of_year < _FIRST_YEAR:
        return None
    try:
        return OnDate(date(of_year, of_month, of_day))
    except ValueError:  # no such day
        return None


def over_a_year(term: object) -> bool:
    """Whether it is a duration of a year or more that is not counted in years (QX1990-3).

    >>> over_a_year(Duration(12, "months")), over_a_year(Duration(1, "years"))
    (True, False)
    """
    if not isinstance(term, Duration):
        return False
    return term.unit in _A_YEAR and term.count >= _A_YEAR[term.unit]


def unkept(text: str) -> str | None:
    """Give the period inside words of retention, 永久 by itself; None where there are no such words.

    >>> unkept("保管期限30年"), unkept("永久"), unkept("30年")
    ('30年', '永久', None)
    """
    bare = text
    for word in _KEPT:
        if bare.startswith(word):
            bare = bare.removeprefix(word).removeprefix("为").lstrip(":").removeprefix("定期")
            break
    for word in _KEPT:
        if bare.endswith(word):
            bare = bare.removesuffix(word)
            break
    if bare == text:
        return bare if bare == FOR_EVER else None
    return bare if bare in {FOR_EVER, LONG_TERM} or period(bare) is not None else None


def _months(text: str) -> int | None:
    """Months of what is no single number: half a year, a year and a half, one year and six months."""
    if text == "半年":
        return MONTHS_A_YEAR // 2
    if match := _AND_A_HALF.fullmatch(text):
        years = number(match[1])
        return years * MONTHS_A_YEAR + MONTHS_A_YEAR // 2 if years else None
    if match := _YEARS_AND_MONTHS.fullmatch(text):
        years, months = number(match[1]), number(match[2])
        return years * MONTHS_A_YEAR + months if years and months and years < _FIRST_YEAR else None
    return None
