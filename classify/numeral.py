"""Numbers as people write them in marks: Chinese numerals, years figure by figure, digits taken for letters.

Bounded on purpose: at most five digits, or a Chinese numeral below ten thousand. What is not surely one
number is None.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["CHINESE", "DIGITS", "LOOKALIKES", "MULTIPLIERS", "amount", "number", "spelled", "year"]

DIGITS: Final = "0123456789"
LOOKALIKES: Final = "OolI|"
"""Characters that a scanner takes for 0 and 1."""
CHINESE: Final = "〇○零一二三四五六七八九十百千两廿卅卌壹贰叁肆伍陆柒捌玖拾佰仟"
"""Every character of a Chinese numeral, in simplified script; ○ stands for 〇 in much of the print."""

MULTIPLIERS: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
"""What figures may be followed by: 2.5万."""

MOST_DIGITS: Final = 5
_YEAR_DIGITS: Final = 4
_AMOUNT: Final = re.compile(r"(?P<figures>(?:[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,9})?)(?P<times>[十百千万亿]?)")
_FROM_LOOKALIKES: Final = str.maketrans("OolI|", "00111")
_TO_PLAIN: Final = str.maketrans("○零两壹贰叁肆伍陆柒捌玖拾佰仟", "〇〇二一二三四五六七八九十百千")
_TENS: Final = {"廿": "二十", "卅": "三十", "卌": "四十"}
_FIGURES: Final = "〇一二三四五六七八九"
_PLACES: Final = ((1000, "千"), (100, "百"), (10, "十"))
_UNITS: Final = {word: unit for unit, word in _PLACES}
_LONGEST: Final = len("九千九百九十九")


def number(text: str) -> int | None:
    """Give the number that the whole text writes, None where it writes none for sure.

    >>> number("10"), number("三十"), number("廿"), number("贰拾"), number("1O"), number("十十")
    (10, 30, 20, 20, 10, None)
    """
    if not text:
        return None
    return _chinese(text) if all(figure in CHINESE for figure in text) else _arabic(text)


def year(text: str) -> int | None:
    """Give a year of four figures, one by one: `2025`, `二〇二五`, `2O25`.

    >>> year("2025"), year("二〇二五"), year("25"), year("两千")
    (2025, 2025, None, None)
    """
    if len(text) != _YEAR_DIGITS:
        return None
    plain = text.translate(_TO_PLAIN)
    return _one_by_one(plain) if all(figure in _FIGURES for figure in plain) else _arabic(text)


def amount(text: str) -> float | None:
    """Give a quantity: figures with a point, with commas, with a multiplier, or a Chinese numeral below a hundred million.

    >>> amount("51.3"), amount("1,200"), amount("2.5万"), amount("一万二千"), amount("二十"), amount("1,20")
    (51.3, 1200, 25000, 12000, 20, None)
    """
    figures = _AMOUNT.fullmatch(text)
    if figures is not None:
        value = float(figures["figures"].replace(",", "")) * MULTIPLIERS.get(figures["times"], 1)
        return int(value) if value.is_integer() else value
    high, times, low = text.rpartition("万")
    units, thousands = number(low or "零"), number(high) if times else 0
    return None if units is None or thousands is None or not text else units + MULTIPLIERS["万"] * thousands


def spelled(value: int) -> str:
    """Spell a whole number below a hundred million, as amount reads it.

    >>> spelled(25_000), spelled(100_000), spelled(1_000_000), spelled(500)
    ('二万五千', '十万', '一百万', '五百')
    """
    high, low = divmod(value, 10_000)
    gap = "〇" if high and 0 < low < 1000 else ""  # noqa: PLR2004 -- a thousand is the place left out
    return (_plain(high) + "万" if high else "") + gap + (_plain(low) if low or not high else "")


def _plain(value: int) -> str:
    words = _spelled(value)
    return words[1:] if words.startswith("一十") else words


def _arabic(text: str) -> int | None:
    digits = text.translate(_FROM_LOOKALIKES)
    # letters alone are no number: a scanner that misreads every digit has read nothing
    some_digit = any(figure in DIGITS for figure in text)
    if len(digits) > MOST_DIGITS or not some_digit or any(figure not in DIGITS for figure in digits):
        return None
    return int(digits)


def _chinese(text: str) -> int | None:
    plain = "".join(_TENS.get(figure, figure) for figure in text.translate(_TO_PLAIN))
    if all(figure in _FIGURES for figure in plain):
        # 三〇 is 30, but 五六 is five or six
        sure = len(plain) == 1 or (len(plain) <= _YEAR_DIGITS and "〇" in plain and "两" not in text)
        return _one_by_one(plain) if sure else None
    if len(plain) > _LONGEST:
        return None
    total, figure_value = 0, 0
    for figure in plain:
        if figure in _FIGURES:
            figure_value = _FIGURES.index(figure)
            total += figure_value
        else:
            total += (figure_value or 1) * _UNITS[figure] - figure_value
            figure_value = 0
    # spelling the sum again refuses every wrong order and doubtful form: 十十, 一百五 (150 or 105), 二十〇
    again = "一" + plain if plain[0] == "十" else plain
    return total if again == _spelled(total) else None


def _one_by_one(plain: str) -> int:
    return int("".join(str(_FIGURES.index(figure)) for figure in plain))


def _spelled(value: int) -> str:
    words, gap = "", False
    for unit, word in (*_PLACES, (1, "")):
        figure, value = divmod(value, unit)
        if figure >= len(_FIGURES):
            return ""
        if figure:
            words += ("〇" if gap and words else "") + _FIGURES[figure] + word
        gap = figure == 0
    return words
