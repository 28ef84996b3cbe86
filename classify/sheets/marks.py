"""The mark of a row: as it stands, or made of the columns 密级 and 保密期限, 解密时间, 解密条件."""

from __future__ import annotations

from typing import NamedTuple

from classify.errors import ClassifyError, InputError
from classify.level import Level
from classify.mark import read, write
from classify.script import clean
from classify.sheets.table import Table, read_column, texts
from classify.sheets.values import term_of
from classify.term import Term

__all__ = ["Marks", "level_of", "read_marks"]

TERMS = ("period", "opening", "condition")
"""The columns that may say the term, the first that is filled in holds."""


class Marks(NamedTuple):
    """To each row the mark as text, or, where only a level stands there, the level as text."""

    marks: list[str | None]
    levels: list[str | None]


def level_of(text: str) -> Level | None:
    """Read a level by itself, in its usual forms; None for every other text.

    >>> level_of("【機密】"), level_of("机密级"), level_of("机密★10年")
    (<Level.CONFIDENTIAL: 'confidential'>, <Level.CONFIDENTIAL: 'confidential'>, None)
    """
    try:
        return Level.parse(text if text.isascii() else clean(text).removesuffix("级"))
    except InputError:
        return None


def read_marks(table: Table, faults: list[ClassifyError]) -> Marks:
    """Read the marks of a list. Two columns that contradict one another are a fault at the second, `sheet-mark-disagrees`.

    A text that cannot be read stays as it is: the evaluation says what is wrong with it.
    """
    written = texts(table, "mark", faults)
    levels = texts(table, "level", faults)
    terms = _terms(table, faults)
    found = Marks([], [])
    for row, (mark, level, term) in enumerate(zip(written, levels, terms, strict=True)):
        try:
            made, bare = _mark(mark, level, term)
        except InputError as fault:
            second = "level" if mark is not None else next(name for name in TERMS if table.column(name)[row] is not None)
            faults.append(InputError(fault.id, where=table.place(second, row)))
            made, bare = None, None
        found.marks.append(made)
        found.levels.append(bare)
    return found


def _terms(table: Table, faults: list[ClassifyError]) -> list[tuple[str, Term | None] | None]:
    read_terms = []
    for name in TERMS:
        if table.has(name):
            unit = table.heading.columns[name].aside
            read_terms.append(read_column(table, name, lambda value, unit=unit: term_of(value, unit), faults))  # type: ignore[misc]
    if not read_terms:
        return [None] * len(table.rows)
    return [next((term for term in told if term is not None), None) for told in zip(*read_terms, strict=True)]


def _mark(mark: str | None, level: str | None, term: tuple[str, Term | None] | None) -> tuple[str | None, str | None]:
    """Give the mark, or else the level, of one row."""
    if mark is None:
        return _composed(level, term)
    stated, read_level = level_of(level or ""), read(mark).level
    if stated is not None and read_level is not None and stated is not read_level:
        raise InputError("sheet-mark-disagrees")
    # 机密 alone in a column of marks, its term in a column of its own
    return _composed(mark, term) if level_of(mark) is not None and term is not None else (mark, None)


def _composed(level: str | None, term: tuple[str, Term | None] | None) -> tuple[str | None, str | None]:
    if level is None:
        return None, None
    stated = level_of(level)
    if stated is None:
        reading = read(level)
        if term is None or reading.level is None:
            return level, None
        if reading.term is not None:
            if term[1] is not None and reading.term != term[1]:
                raise InputError("sheet-mark-disagrees")
            return level, None
        stated = reading.level
    if term is None:
        return None, stated.chinese
    return (f"{stated.chinese}★{term[0]}" if term[1] is None else write(stated, term[1])), None
