"""A copy of a workbook with what is wrong in it: comments and colours, nothing else of it touched."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from warnings import catch_warnings, simplefilter

import pyarrow as pa

from classify.batch.kernel import Kernel
from classify.batch.summary import severity_of
from classify.cell import read_place
from classify.errors import ClassifyError, Faults, InputError, Language
from classify.law import law_on
from classify.sheets.book import COLOURS
from classify.sheets.libraries import openpyxl
from classify.sheets.losses import losses_of
from classify.sheets.package import At
from classify.sheets.table import Table
from classify.text.finding_page import finding_meaning, finding_remedy
from classify.text.sentences import sentence
from classify.whole import appearing

__all__ = ["ANSWERED", "Copied", "Note", "annotate", "annotated_on_refusal", "notes_of_faults", "notes_of_findings"]

_SEVERITIES: Final = ("error", "warning", "notice")
_LINE: Final = 20
"""Points of height that a line of a comment takes."""
_LETTERS: Final = 24
"""Chinese characters on a line of a comment."""
_WIDTH: Final = 360
ANSWERED: Final = ("findings", "catalog", "state")
"""The columns of the answers by which a finding is told."""
MOST_COMMENTS: Final = 5_000
"""More of them take a spreadsheet program minutes to open."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to be said about one cell."""

    sheet: int
    at: At
    severity: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Copied:
    """What should be known of a copy."""

    uncommented: int
    """Cells that are only coloured, because there are too many to comment on."""
    losses: tuple[str, ...]
    """What of the workbook the copy may have lost."""


def annotate(path: Path, out: Path, notes: Iterable[Note]) -> Copied:
    """Copy a workbook with notes as comments, each cell coloured by the gravest. What stands in the cells is kept.

    A comment that a cell has already stays, above ours. At most `MOST_COMMENTS` cells get one, the gravest first.
    Raises InputError `sheet-copy-needs-one` where the copy would be no other workbook, and `extra-missing`.
    """
    if path.suffix.lower() != ".xlsx" or out.suffix.lower() != ".xlsx" or path.resolve() == out.resolve():
        raise InputError("sheet-copy-needs-one", where="--annotate")
    library = openpyxl()
    with catch_warnings():
        simplefilter("ignore", UserWarning)  # what it drops is told by `losses`, once and in words
        book = library.load_workbook(path, rich_text=True)
    fills = {name: library.styles.PatternFill("solid", fgColor=COLOURS[name].removeprefix("#")) for name in _SEVERITIES}
    cells = _by_cell(notes)
    for place, (number, (row, column)) in enumerate(sorted(cells, key=lambda at: (_gravest(cells[at]), at))):
        told = cells[number, (row, column)]
        cell = _shown(book.worksheets[number - 1], row + 1, column + 1)
        cell.fill = fills[_SEVERITIES[_gravest(told)]]
        if place >= MOST_COMMENTS:
            continue
        texts = list(dict.fromkeys(note.text for note in told))
        if cell.comment is not None:
            texts.insert(0, cell.comment.text)
        comment = library.comments.Comment("\n".join(texts), "classify")
        comment.width, comment.height = _WIDTH, _LINE * sum(1 + len(text) // _LETTERS for text in texts)
        cell.comment = comment
    with appearing(out) as unfinished:
        book.save(unfinished)
    return Copied(max(len(cells) - MOST_COMMENTS, 0), losses_of(path))


def _gravest(notes: Iterable[Note]) -> int:
    return min(_SEVERITIES.index(note.severity) for note in notes)


@contextmanager
def annotated_on_refusal(
    path: Path, out: Path | None, lang: Language, tell: Callable[[Copied], object] = lambda _: None
) -> Iterator[None]:
    """Where a workbook is refused within, write a copy with its faults at their cells first, if one is asked for.

    `tell` is called with what should be known of the copy.
    """
    try:
        yield
    except InputError as error:
        faults = error.faults if isinstance(error, Faults) else (error,)
        notes = list(notes_of_faults(faults, "error", lang)) if out is not None else []
        if out is not None and notes:
            tell(annotate(path, out, notes))
        raise


def notes_of_faults(faults: Iterable[ClassifyError], severity: str, lang: Language) -> Iterator[Note]:
    """Give what was found in reading and names a cell."""
    for fault in faults:
        found = read_place(fault.where or "")
        if found is not None:
            bare = InputError(fault.id, where=None, **fault.fields).sentence(lang)
            text = f"{sentence(lang, 'severity', severity)} {fault.id}\n{bare}"
            yield Note(*found, severity, text)


def notes_of_findings(table: Table, answers: pa.Table, kernel: Kernel, lang: Language) -> Iterator[Note]:
    """Give the findings of a batch, each at the cell that it is about, in the row that it is about."""
    columns = (answers.column(name).to_pylist() for name in ANSWERED)
    for row, (found, catalog, state) in enumerate(zip(*columns, strict=True)):
        for finding in found or ():
            severity = severity_of(finding, state, sampled=catalog in kernel.samples)
            text = _text(finding, severity, kernel.as_of, lang)
            yield Note(table.sheet, table.shown(_column(finding, table), row), severity, text)


@cache
def _text(finding: str, severity: str, as_of: date, lang: Language) -> str:
    """Say what is found, what to do, and what it rests on under the law of the day."""
    cites = ", ".join(cite.text(lang) for cite in law_on(as_of).cites_of_findings.get(finding, ()))
    lines = [
        f"{sentence(lang, 'severity', severity)} {finding}",
        finding_meaning(finding, lang),
        sentence(lang, "sheet", "advice", {"text": finding_remedy(finding, lang)}),
        *([sentence(lang, "sheet", "basis", {"cites": cites})] if cites else []),
    ]
    return "\n".join(lines)


@cache
def _columns() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(files("classify.sheets").joinpath("annotations.toml").read_text(encoding="utf-8"))


def _column(finding: str, table: Table) -> str:
    return next((name for name in _columns().get(finding, ()) if table.has(name)), "id")


def _by_cell(notes: Iterable[Note]) -> dict[tuple[int, At], list[Note]]:
    found: dict[tuple[int, At], list[Note]] = {}
    for note in notes:
        found.setdefault((note.sheet, note.at), []).append(note)
    return found


def _shown(sheet: Any, row: int, column: int) -> Any:  # noqa: ANN401 -- openpyxl's objects
    """Give the cell that shows this place: of merged cells the first."""
    cell = sheet.cell(row, column)
    if type(cell).__name__ == "MergedCell":
        for merged in sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                return sheet.cell(merged.min_row, merged.min_col)
    return cell
