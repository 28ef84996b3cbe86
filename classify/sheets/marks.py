"""The mark of a row: as it stands, or made of the columns 密级 and 保密期限, 解密时间, 解密条件."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from classify.errors import InputError
from classify.level import Level
from classify.mark import read, write
from classify.script import clean, plain
from classify.sheets.table import Table, read_column, texts
from classify.sheets.values import term_of, words
from classify.term import OnDate, Term, opens_on

__all__ = ["Marks", "compare_openings", "level_of", "read_marks"]

TERMS = ("period", "opening", "condition")
"""The columns that may say the term, the first that is filled in holds."""
_NO_LEVEL: Final = "sheet-not-secret"
_CLOSE: Final = 1
"""Days between two ways of naming one end: the last secret day, and the day of opening."""


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


def read_marks(table: Table, faults: list[InputError]) -> Marks:
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
            second = "level" if mark is not None or fault.id == _NO_LEVEL else _filled(table, row)
            faults.append(table.spoil(second if table.has(second) else "mark", row, fault))
            made, bare = None, None
        found.marks.append(made)
        found.levels.append(bare)
    return found


def compare_openings(table: Table, starts: Sequence[date | None], extended: Sequence[Any], faults: list[InputError]) -> None:
    """Hold the days under 解密时间 against the terms beside them: of two ends nobody can tell which counts.

    A row whose term was extended ends later than its mark says, and one without a start has but the one end.
    Appends `sheet-opening-disagrees`.
    """
    for row, (period, opening) in enumerate(zip(table.column("period"), table.column("opening"), strict=True)):
        if period is None or opening is None or extended[row] is not None or row in table.spoilt:
            continue
        term = term_of(period, table.heading.columns["period"].aside)[1]
        other = term_of(opening, table.heading.columns["opening"].aside)[1]
        ends = None if term is None else opens_on(term, starts[row])
        if ends is None or not isinstance(other, OnDate) or abs((ends - other.on).days) <= _CLOSE:
            continue
        faults.append(table.spoil("opening", row, InputError("sheet-opening-disagrees", other=table.place("period", row))))


def _terms(table: Table, faults: list[InputError]) -> list[tuple[str, Term | None] | None]:
    read_terms = []
    for name in TERMS:
        if table.has(name):
            unit = table.heading.columns[name].aside
            read_terms.append(read_column(table, name, lambda value, unit=unit: term_of(value, unit), faults))  # type: ignore[misc]
    if not read_terms:
        return [None] * len(table.rows)
    return [next((term for term in told if term is not None), None) for told in zip(*read_terms, strict=True)]


def _filled(table: Table, row: int) -> str:
    return next(name for name in TERMS if table.column(name)[row] is not None)


def _mark(mark: str | None, level: str | None, term: tuple[str, Term | None] | None) -> tuple[str | None, str | None]:
    """Give the mark, or else the level, of one row."""
    if mark is None or plain(mark) in words()["not_secret"]:
        return _composed(mark or level, term)
    stated, read_level = level_of(level or ""), read(mark).level
    if stated is not None and read_level is not None and stated is not read_level:
        raise InputError("sheet-mark-disagrees")
    # 机密 alone in a column of marks, its term in a column of its own
    return _composed(mark, term) if level_of(mark) is not None and term is not None else (mark, None)


def _composed(level: str | None, term: tuple[str, Term | None] | None) -> tuple[str | None, str | None]:
    if level is None:
        return None, None
    if plain(level) in words()["not_secret"]:
        raise InputError(_NO_LEVEL)
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
    if term[1] is None and (whole := read(term[0])).level is not None:
        # 机密★10年 in the column of terms
        if whole.level is not stated:
            raise InputError("sheet-mark-disagrees")
        return term[0], None
    return (f"{stated.chinese}★{term[0]}" if term[1] is None else write(stated, term[1])), None
