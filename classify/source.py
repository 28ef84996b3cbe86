"""Where a rule comes from: instruments, their provisions, and citations of them.

Cited are the instrument and the article, never a page on the web. What rests on memory alone says that it is
unverified, and what runs on because nobody has read its successor says that it is carried.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from classify.errors import Language
    from classify.span import Span

__all__ = ["Citation", "Confidence", "Instrument", "Provision"]

Confidence = Literal["found", "found-2nd", "memory"]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A text of the law: its names, its days in force, how surely we know it, and what came after it.

    `territory` is None for the whole country. `successor_read`: whether the text of the successor was read.
    """

    key: str
    zh: str
    en: str
    span: Span
    confidence: Confidence
    territory: str | None = None
    successor: str | None = None
    successor_read: bool = False
    short_zh: str = ""
    short_en: str = ""

    def standing(self, day: date) -> Literal["in_force", "carried", "none"]:
        """Whether it applies on the day: by itself, as carried beyond its end, or not at all.

        >>> from datetime import date
        >>> from classify.span import Span
        >>> span = Span(None, date(2025, 4, 30))
        >>> old = Instrument("OLD", "旧规定", "old rules", span, "found", successor="NEW")
        >>> old.standing(date(2025, 4, 30)), old.standing(date(2025, 5, 1))
        ('in_force', 'carried')
        """
        if self.span.covers(day):
            return "in_force"
        ended = self.span.last is not None and day > self.span.last
        return "carried" if ended and self.successor is not None and not self.successor_read else "none"


@dataclass(frozen=True, slots=True)
class Provision:
    """One article or paragraph of an instrument, its gist in our own words."""

    id: str
    instrument: str
    article: str
    confidence: Confidence
    zh: str
    en: str

    @property
    def verified(self) -> bool:
        """Whether a text that states it was read, the provision itself or an official comment on it.

        >>> Provision("X-1", "X", "1", "memory", "要旨", "gist").verified
        False
        """
        return self.confidence != "memory"

    def place(self, lang: Language) -> str:
        """Name the article and the paragraph in words; empty where the instrument has no numbered articles.

        >>> Provision("X-20.2", "X", "20.2", "found", "要旨", "gist").place("zh")
        '第20条第2款'
        """
        article, _, paragraph = self.article.partition(".")
        if not article.isdecimal():
            return ""
        kind = "paragraph" if paragraph else "article"
        return _words()[kind][lang].format(article=article, paragraph=paragraph)


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision as cited: whether it is verified, whether it is carried, and a note of its own."""

    provision: str
    verified: bool = True
    carried: bool = False
    note: str | None = None

    def text(self, lang: Language = "zh") -> str:
        """Give the id of the provision and, in brackets, what the reader must know of its standing.

        >>> Citation("DM2014-24.4", verified=False, carried=True).text("en")
        'DM2014-24.4 (carried; the 2025 rules were not read)'
        """
        words = _words()
        remarks = []
        if self.carried:
            remarks.append(words["carried"][lang])
        elif not self.verified:
            remarks.append(words["unverified"][lang])
        if self.note is not None:
            remarks.append(self.note)
        if not remarks:
            return self.provision
        if lang == "zh":
            return f"{self.provision}（{'；'.join(remarks)}）"
        return f"{self.provision} ({'; '.join(remarks)})"


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("classify").joinpath("source.toml").read_text(encoding="utf-8"))
