"""How one word looks in different hands: full width, traditional script, spaces, brackets, zero width.

Only the words of the grammar of marks are turned into simplified script; a text is never guessed at.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["FORMULA", "clean", "fold", "ideographs_only", "inert", "plain"]

# The grammar's own words in traditional script and in older forms, each beside its simplified form.
_TRADITIONAL: Final = "絕絶機祕級個箇長啟啓開後時畢結滿屆為爲會議試題標發佈關閉簽訂評審選舉訪談訊書實驗終過條號貳參叄陸兩間點報執"
_SIMPLIFIED: Final = "绝绝机秘级个个长启启开后时毕结满届为为会议试题标发布关闭签订评审选举访谈讯书实验终过条号贰叁叁陆两间点报执"
_DASHES: Final = "‐‑‒–—―−－"
_TO_SIMPLIFIED: Final = {
    **dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True)),
    **dict.fromkeys(map(ord, _DASHES), "-"),
}
_BRACKETS: Final = frozenset("()[]{}<>【】〔〕〖〗「」『』〈〉“”‘’\"'")
_IDEOGRAPHS: Final = (("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\U00020000", "\U0003ffff"))


FORMULA: Final = r"([=+\-@\t\r\n＝＋－＠])"
"""With what a text begins that a spreadsheet program takes for a formula when it opens a CSV."""


def inert(text: str) -> str:
    """Give a text as it may stand in a CSV: one that would become a formula has `'` before it.

    >>> inert("=1+1"), inert("秘密★10年")
    ("'=1+1", '秘密★10年')
    """
    return re.sub(f"^{FORMULA}", r"'\1", text)


def fold(text: str) -> str:
    """Give the text in half-width forms and the grammar's simplified script, character by character.

    A character that stands for several, or a raised or circled figure, stays as it is: 5² is not 52.

    >>> fold("機密★１０年"), fold("5²")
    ('机密★10年', '5²')
    """
    if text.isascii():
        return text
    return "".join(map(_folded, text)).translate(_TO_SIMPLIFIED)


def clean(text: str) -> str:
    """Give the folded text without spaces, invisible characters and brackets.

    A bracket between two figures stays, for without it they would run together into another number.

    >>> clean("【絕密】★ (30年)"), clean("1(2年")
    ('绝密★30年', '1(2年')
    """
    visible = [character for character in fold(text) if not _invisible(character)]
    kept = []
    for place, character in enumerate(visible):
        beside = "".join(visible[max(place - 1, 0) : place] + visible[place + 1 : place + 2])
        if character not in _BRACKETS or (len(beside) == 2 and beside.isdecimal()):  # noqa: PLR2004 - one on each side
            kept.append(character)
    return "".join(kept)


def plain(text: str) -> str:
    """Give a text as words are compared: half width, without blanks, small letters.

    >>> plain("保密　期限（年）")
    '保密期限(年)'
    """
    return re.sub(r"\s+", "", fold(text)).lower()


def ideographs_only(text: str) -> bool:
    """Whether every character is a Chinese one.

    >>> ideographs_only("会议开始前"), ideographs_only("A会议")
    (True, False)
    """
    return all(any(first <= character <= last for first, last in _IDEOGRAPHS) for character in text)


def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and unicodedata.category(character) != "No" else character


def _invisible(character: str) -> bool:
    # spaces, formats and controls, and the selectors that ask for another picture of the sign before them
    selector = "\ufe00" <= character <= "\ufe0f"
    return character.isspace() or selector or unicodedata.category(character) in {"Cf", "Cc"}
