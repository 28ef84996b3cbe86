"""What a page says, before it is a page: passages of points, which become Markdown, or plain lines in a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from classify.errors import Language
from classify.text.sentences import sentence

__all__ = ["Code", "Key", "Passage", "Point", "Strong"]


class Code(str):
    """An id or a code within a text."""

    __slots__ = ()


class Key(Code):
    """An id that only programs need; the paper goes without it."""

    __slots__ = ()


class Strong(str):
    """What stands out within a text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is said: its parts in a row, and lines below that belong to it."""

    said: tuple[str, ...]
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Points under one heading, which has its words under `[heading]`."""

    name: str
    points: tuple[Point, ...]
    numbered: bool = False

    def heading(self, lang: Language) -> str:
        """Give the words of the heading."""
        return sentence(lang, "heading", self.name)

    def markdown(self) -> list[str]:
        """Write the points as a list of Markdown.

        >>> Passage("facts", (Point((Code("state"), " = 未公布"), ("依据",)),)).markdown()
        ['- `state` = 未公布', '  依据']
        """
        lines: list[str] = []
        for sign, point in self._signs("- "):
            lines.append(sign + "".join(map(_marked, point.said)))
            lines += [f"{' ' * len(sign)}{line}" for line in point.under]
        return lines

    def plain(self) -> tuple[str, ...]:
        """Write the points as lines of text.

        >>> Passage("facts", (Point(("未公布", " ", Key("state=未公布")), ("依据",)),)).plain()
        ('未公布', '　　依据')
        """
        lines: list[str] = []
        for sign, point in self._signs(""):
            said = "".join(part for part in point.said if not isinstance(part, Key))
            lines.append(sign + re.sub(" +", " ", said).strip())
            lines += [f"　　{line}" for line in point.under]
        return tuple(lines)

    def _signs(self, bullet: str) -> Iterator[tuple[str, Point]]:
        for number, point in enumerate(self.points, start=1):
            yield f"{number}. " if self.numbered else bullet, point


def _marked(part: str) -> str:
    match part:
        case Code():
            return f"`{part}`"
        case Strong():
            return f"**{part}**"
        case _:
            return part
