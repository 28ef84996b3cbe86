"""The three levels of a state secret, and their order (LAW2024-14: exactly three, by the damage feared).

The order is the Chinese one, 秘密 < 机密 < 绝密, in code `SECRET < CONFIDENTIAL < TOP_SECRET`. Readers used
to the American words, beware: there SECRET stands above CONFIDENTIAL. "Not secret" is no level; it is another
outcome altogether.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from classify.call import checked
from classify.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Level", "highest", "lowest"]


class Level(Enum):
    """A level of secrecy, ordered only among levels: comparing one with anything else is a `TypeError`.

    >>> Level.SECRET < Level.CONFIDENTIAL < Level.TOP_SECRET
    True
    """

    SECRET = "secret"  # noqa: S105 - the word of the law, no password
    CONFIDENTIAL = "confidential"
    TOP_SECRET = "top_secret"  # noqa: S105 - the same

    @property
    def chinese(self) -> str:
        """The word of the law, as it stands in a mark.

        >>> Level.TOP_SECRET.chinese
        '绝密'
        """
        return _CHINESE[self]

    @property
    def rank(self) -> int:
        """0, 1, 2 from the lowest to the highest.

        >>> Level.CONFIDENTIAL.rank
        1
        """
        return _RANK[self]

    @classmethod
    @checked
    def parse(cls, text: str) -> Level:
        """Give the level of an id or of a Chinese word, exactly so written.

        Raises `InputError` (`level-unknown`) for everything else.

        >>> Level.parse("机密"), Level.parse("secret")
        (<Level.CONFIDENTIAL: 'confidential'>, <Level.SECRET: 'secret'>)
        """
        level = _WORDS.get(text)
        if level is None:
            raise InputError("level-unknown")
        return level

    @classmethod
    def _missing_(cls, value: object) -> None:  # noqa: ARG003 -- the value is not repeated
        """Refuse what is no id of a level, in our words: those of `Enum` repeat it."""
        raise InputError("level-unknown")

    def __lt__(self, other: object) -> bool:
        """Lower, by the damage feared."""
        return self.rank < other.rank if isinstance(other, Level) else NotImplemented

    def __le__(self, other: object) -> bool:
        """Lower or the same."""
        return self.rank <= other.rank if isinstance(other, Level) else NotImplemented

    def __gt__(self, other: object) -> bool:
        """Higher, by the damage feared."""
        return self.rank > other.rank if isinstance(other, Level) else NotImplemented

    def __ge__(self, other: object) -> bool:
        """Higher or the same."""
        return self.rank >= other.rank if isinstance(other, Level) else NotImplemented


_CHINESE = {Level.SECRET: "秘密", Level.CONFIDENTIAL: "机密", Level.TOP_SECRET: "绝密"}
_RANK = {level: rank for rank, level in enumerate(Level)}
_WORDS = {word: level for level in Level for word in (level.value, level.chinese)}


def highest(levels: Iterable[Level]) -> Level | None:
    """Give the join of levels: the highest of them, None where there are none (REG2024-26, GWTL2012-32).

    >>> highest([Level.SECRET, Level.CONFIDENTIAL]), highest([])
    (<Level.CONFIDENTIAL: 'confidential'>, None)
    """
    return max(levels, default=None)


def lowest(levels: Iterable[Level]) -> Level | None:
    """Give the meet of levels: the lowest of them, None where there are none.

    >>> lowest([Level.SECRET, Level.CONFIDENTIAL])
    <Level.SECRET: 'secret'>
    """
    return min(levels, default=None)
