"""How a text is read: one normal form for the words of the catalogs and for the text of a matter.

NFKC, traditional characters as simplified ones, lower case; brackets, quotation marks, white space and
invisible characters are dropped. One blank stays between two digits or two Latin letters, where it parts
two numbers or two words (`2024 1:5万`). The ratio sign is a colon and every dash a hyphen; other punctuation
stays. The form is for finding words, never
for printing.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import opencc

from classify.errors import InputError

__all__ = ["LONGEST_TEXT", "PART", "PARTED", "normalise", "normalise_parts", "wherever"]

LONGEST_TEXT = 1_000_000
"""The longest text of a matter, in characters."""

PART = "\n"
"""What stands between the parts of a matter (title, text) in the normal form; no word contains it."""

_HAN = range(0x3400, 0xA000)
_VISIBLE_RANGES = (range(0x10000), range(0x1BCA0, 0x1BCB0), range(0x1D173, 0x1D17B), range(0xE0000, 0xE0200))
_PARTING = frozenset({"Zs", "Zl", "Zp", "Ps", "Pe", "Pi", "Pf"})
_INVISIBLE = frozenset({"Cf", "Cc", "Cs"})
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85"
_QUOTES = "\"'`"
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u3164" + "".join(
    map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]),
)
_ALIKE = {"∶": ":", "‐": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-"}
PARTED = ("0123456789", "abcdefghijklmnopqrstuvwxyz")
"""A blank stays between two characters of one of these kinds, and nowhere else."""
_KEPT = "\x00"
_PARTING_BLANK = re.compile("|".join(f"(?<=[{kind}]) +(?=[{kind}])" for kind in PARTED))
_JAMO = (range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xD7B0, 0xD800))
_BASIC = range(0x10000)


def normalise(text: str) -> str:
    """Give the normal form of a text, in which words are found.

    Doing it twice is the same as doing it once. Raises InputError `text-too-long`.

    >>> normalise("關於《１:５万 地形圖》（報批稿）")
    '关于1:5万地形图报批稿'
    """
    if len(text) > LONGEST_TEXT:
        raise InputError("text-too-long", longest=LONGEST_TEXT)
    form = _once(text)
    # A dropped character may have kept a letter and its accent apart: repeat until nothing changes.
    while (again := _once(form)) != form:
        form = again
    return form


def normalise_parts(parts: Iterable[str | None]) -> str:
    r"""Normalise the parts of one matter and join them so that no word is found across a border.

    >>> normalise_parts(["某某方案", None, "未公布"])
    '某某方案\n未公布'
    """
    forms = [normalise(part) for part in parts if part]
    if sum(map(len, forms)) > LONGEST_TEXT:
        raise InputError("text-too-long", longest=LONGEST_TEXT)
    return PART.join(forms)


def wherever(sign: str) -> str | None:
    """Give what a character becomes whatever stands beside it: a character, a blank, or nothing.

    None where its neighbours have a say in it, or where it becomes several. A text without such characters is normalised
    one by one; only of its blanks remains to be said which of them stay (`PARTED`).

    >>> wherever("關"), wherever("《"), wherever("Ｂ"), wherever("\u0301"), wherever("㎡")
    ('关', ' ', 'b', None, None)
    """
    if not _stands_apart(sign):
        return None
    form = _each(unicodedata.normalize("NFKC", sign))
    if form in ("", " "):
        return form
    settled = len(form) == 1 and _stands_apart(form) and _each(unicodedata.normalize("NFKC", form)) == form
    return form if settled else None


def _stands_apart(sign: str) -> bool:
    """Say whether nothing before a character is ever joined to it: it is no mark, no part of a syllable.

    The small sigma that a capital one becomes depends on the word that it stands in.
    """
    first = unicodedata.normalize("NFKD", sign)[0]
    joins = unicodedata.category(first).startswith("M") or any(ord(first) in jamo for jamo in _JAMO)
    return not joins and ord(sign) in _BASIC and "\u03a3" not in unicodedata.normalize("NFKC", sign)


def _each(text: str) -> str:
    """Read every character by itself."""
    return text.translate(_table()).lower()


def _once(text: str) -> str:
    form = _each(unicodedata.normalize("NFKC", text))
    if " " in form:
        form = _PARTING_BLANK.sub(_KEPT, form).replace(" ", "").replace(_KEPT, " ")
    return unicodedata.normalize("NFKC", form)


@cache
def _table() -> dict[int, str | None]:
    """Make the character table: simplified forms from OpenCC, a blank for what parts, nothing for the unseen.

    One character at a time, so that a text keeps its length and its meaning: a phrase table would rewrite it.
    """
    table: dict[int, str | None] = {}
    traditional = [chr(point) for point in _HAN]
    simplified = opencc.OpenCC("t2s").convert("\n".join(traditional)).split("\n")
    table.update((ord(old), new) for old, new in zip(traditional, simplified, strict=True) if old != new)
    for points in _VISIBLE_RANGES:
        for point in points:
            category = unicodedata.category(chr(point))
            if category in _PARTING:
                table[point] = " "
            elif category in _INVISIBLE:
                table[point] = None
    table.update((ord(sign), " ") for sign in _SPACES + _QUOTES)
    table.update((ord(sign), None) for sign in _UNSEEN)
    table.update((ord(sign), other) for sign, other in _ALIKE.items())
    return table
