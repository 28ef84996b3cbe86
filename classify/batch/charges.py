"""Columns of a register that name who has a matter in hand: they change no answer, and the report counts by them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from classify.script import plain

__all__ = ["charge_of"]


def charge_of(heading: str) -> str | None:
    """Say whether a column names the `person` or the `section` that has a matter in hand (charges.toml).

    >>> charge_of("承办人（签名）"), charge_of("天气")
    ('person', None)
    """
    return _charges().get(_compared(heading))


@cache
def _charges() -> Mapping[str, str]:
    table = tomllib.loads(files("classify.batch").joinpath("charges.toml").read_text(encoding="utf-8"))
    return {_compared(word): kind for kind, words in table.items() for word in words}


def _compared(heading: str) -> str:
    """Write a heading as headings are compared: 承办人（签名） is 承办人."""
    return plain(heading).partition("(")[0]
