"""The cells of a sheet by name, `#1!B17`: the sheet by its number, for its own name may tell of what is secret."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["cell_place", "column_number", "read_place"]

_LETTERS: Final = 26
_PLACE: Final = re.compile(r"#([0-9]+)!([A-Z]+)([0-9]+)")


def cell_place(sheet: int, row: int, column: int) -> str:
    """Name a cell, the sheet counted from 1, row and column from 0.

    >>> cell_place(1, 16, 1), cell_place(2, 0, 27)
    ('#1!B17', '#2!AB1')
    """
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"#{sheet}!{letters}{row + 1}"


def read_place(place: str) -> tuple[int, tuple[int, int]] | None:
    """Give the sheet, and row and column, of a cell that was named; None for every other place.

    >>> read_place("#2!AB1"), read_place("issued")
    ((2, (0, 27)), None)
    """
    found = _PLACE.fullmatch(place)
    return None if found is None else (int(found[1]), (int(found[3]) - 1, column_number(found[2])))


def column_number(letters: str) -> int:
    """Give the number of a column from 0.

    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1
