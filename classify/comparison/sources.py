"""What was written on a derived matter or on a cover, held against its sources: what the comparison comes to, as codes.

A mark is right or wrong by the sources as they were on its own day: where one of them has opened since, the written
level stands until somebody decides (domain 3.3), and is not called too high. Too low it is by what is still secret.
"""

from __future__ import annotations

from typing import Final

from classify.level import Level

__all__ = ["AGGREGATION", "level_code", "opening_code"]

AGGREGATION: Final = "aggregation_number"
"""The value of the law from which many members of a compilation are looked at together."""


def level_code(written: Level | None, now: Level | None, then: Level | None, protected: Level | None, *, secret: bool) -> str:
    """Compare a written level with the sources: with what can be read in them `now`, and on the matter's own day, `then`.

    `protected` is the level of that day with what cannot be read; where it is another one nothing is too high. `secret`:
    the matter is still secret by its own mark.

    >>> level_code(Level.SECRET, Level.CONFIDENTIAL, Level.CONFIDENTIAL, Level.CONFIDENTIAL, secret=True)
    'below'
    >>> level_code(Level.CONFIDENTIAL, None, Level.CONFIDENTIAL, Level.CONFIDENTIAL, secret=True)
    'equal'
    """
    if written is None:
        return "none"
    if now is not None and written < now:
        return "below"
    higher = [level for level in (now, then) if level is not None]
    return "above" if secret and then is protected and all(written > level for level in higher) else "equal"


def opening_code(*, known: bool, secret: bool, short: bool, settled: bool, beyond: bool) -> str:
    """Compare the day on which a mark opens with the sources.

    `known`: the mark opens on a day, an event, or never. `short`: the sources still hold back something that it does not.
    `settled`: what the sources held back on the matter's own day is known; `beyond`: the mark holds back more than that.

    >>> opening_code(known=True, secret=True, short=False, settled=True, beyond=True)
    'later'
    """
    if not known:
        return "none"
    if short:
        return "earlier"
    return "later" if settled and secret and beyond else "same"
