"""An inventory with spreadsheets among its files, or one for its answer: around `batch.files`, which knows none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow.parquet as pq

from classify.batch.files import evaluate_files
from classify.batch.inventory import KINDS, find_files
from classify.batch.kernel import Kernel
from classify.batch.summary import Summary
from classify.errors import InputError, Language
from classify.sheets.answers import write_answers
from classify.sheets.book import MOST_ROWS
from classify.sheets.inventory import SheetInventory, read_inventory
from classify.sheets.notes import Copied, annotate, annotated_on_refusal, notes_of_findings

__all__ = ["Evaluation", "evaluate_inventory"]

SHEET: Final = ".xlsx"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an inventory comes to, and what should be known of its sheets."""

    summary: Summary
    passed: tuple[str, ...] = ()
    """Rows that were not taken for matters."""
    unread: tuple[str, ...] = ()
    """Sheets with a fitting heading that were not read."""


def evaluate_inventory(  # noqa: PLR0913 -- the options of the command
    place: str,
    out: Path,
    kernel: Kernel,
    *,
    lang: Language,
    sheet: str | None = None,
    annotated: Path | None = None,
    tell: Callable[[Copied], object] = lambda _: None,
    **options: Any,  # noqa: ANN401 -- those of evaluate_files
) -> Evaluation:
    """Evaluate as `evaluate_files` does, where files of the inventory, or the answer, may be XLSX.

    `sheet` names the sheet that is read. `annotated` is the copy of the one workbook with faults or findings as
    comments; it is written too where cells are at fault and the inventory is refused. `tell` is called with what should
    be known of it. Raises InputError and Faults.
    """
    paths = find_files(place, (*KINDS, SHEET))
    sheets = [path for path in paths if path.suffix.lower() == SHEET]
    if not sheets and out.suffix.lower() != SHEET and annotated is None and sheet is None:
        return Evaluation(evaluate_files(place, out, kernel, **options))
    if annotated is not None and (len(paths) != 1 or not sheets or annotated.resolve() == out.resolve()):
        raise InputError("sheet-copy-needs-one", where="--annotate")
    if any(path.resolve() == out.resolve() for path in paths):
        raise InputError("output-is-input", where="--out")
    if out.suffix.lower() not in (*KINDS, SHEET):
        raise InputError("output-kind", where="--out")
    try:
        with TemporaryDirectory(dir=out.parent, prefix=".sheets-") as folder:
            return _evaluated(paths, out, kernel, Path(folder), lang, sheet, annotated, tell, options)
    except OSError as error:
        if error.filename is not None and Path(error.filename).resolve() in {path.resolve() for path in paths}:
            raise
        raise InputError("output-not-written", where="--out") from error


def _evaluated(  # noqa: PLR0913, PLR0917 -- what a run is made of
    paths: tuple[Path, ...],
    out: Path,
    kernel: Kernel,
    folder: Path,
    lang: Language,
    sheet: str | None,
    annotated: Path | None,
    tell: Callable[[Copied], object],
    options: dict[str, Any],
) -> Evaluation:
    given: list[Path] = []
    read: SheetInventory | None = None
    passed: list[str] = []
    unread: list[str] = []
    for number, path in enumerate(paths):
        if path.suffix.lower() != SHEET:
            given.append(path)
            continue
        with annotated_on_refusal(path, annotated, lang, tell):
            read = read_inventory(path, kernel.matcher.vocabulary, sheet=sheet)
        given.append(folder / f"{number}.parquet")
        pq.write_table(read.table, given[-1])
        passed += read.origin.passed
        unread += read.origin.unread
    if out.suffix.lower() == SHEET and all(path.suffix.lower() == ".parquet" for path in given):
        count = sum(pq.read_metadata(path).num_rows for path in given)
        if count >= MOST_ROWS:
            raise InputError("sheet-too-many-rows", where="--out", most=MOST_ROWS - 1)
    answer = out if out.suffix.lower() in KINDS else folder / "answer.parquet"
    summary = evaluate_files(given, answer, kernel, **options)
    if out.suffix.lower() == SHEET:
        write_answers(answer, out, kernel, summary, lang)
    if annotated is not None and read is not None:
        if answer.suffix.lower() != ".parquet":
            answer = folder / "answer.parquet"
            evaluate_files(given, answer, kernel, **options | {"watch": None})
        samples = {one.id for one in kernel.catalogs if one.standing == "sample"}
        notes = notes_of_findings(read.origin, pq.read_table(answer, columns=["findings", "catalog"]), samples, lang)
        tell(annotate(paths[0], annotated, notes))
    return Evaluation(summary, tuple(passed), tuple(unread))
