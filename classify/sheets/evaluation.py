"""An inventory with spreadsheets among its files, or one for its answer: around `batch.files`, which knows none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq

from classify.batch.files import evaluate_files
from classify.batch.inventory import KINDS, find_files
from classify.batch.kernel import Kernel
from classify.batch.summary import Summary
from classify.errors import ClassifyError, InputError, Language
from classify.sheets.answers import write_answers
from classify.sheets.book import MOST_ROWS
from classify.sheets.given import SHEET, gather, is_list
from classify.sheets.notes import ANSWERED, Copied, annotate, notes_of_faults, notes_of_findings

__all__ = ["Evaluation", "evaluate_inventory"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an inventory comes to, and what should be known of its sheets."""

    summary: Summary
    notices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Places in the lists by what is to be said of them."""
    faults: Sequence[ClassifyError] = ()
    """Cells that cannot be read; their rows are evaluated without mark and level."""
    hints: Sequence[ClassifyError] = ()
    """Columns without which the answers are other than one expects."""


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
    """Evaluate as `evaluate_files` does, where files of the inventory may be lists of offices, and the answer XLSX.

    `sheet` names the sheet that is read. `annotated` is the copy of the one workbook with faults or findings as
    comments; it is written too where cells are at fault and the inventory is refused. `tell` is called with what should
    be known of it. Raises InputError and Faults.
    """
    paths = find_files(place, (*KINDS, SHEET))
    lists = any(map(is_list, paths))
    if not lists and out.suffix.lower() != SHEET and annotated is None and sheet is None:
        return Evaluation(evaluate_files(paths, out, kernel, **options))
    if annotated is not None:
        if len(paths) != 1 or paths[0].suffix.lower() != SHEET or annotated.suffix.lower() != SHEET:
            raise InputError("sheet-copy-needs-one", where="--annotate")
        if annotated.resolve() == paths[0].resolve():
            raise InputError("output-is-input", where="--annotate")
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
    found = gather(paths, folder, kernel.matcher.vocabulary, sheet=sheet, annotated=annotated, lang=lang, tell=tell)
    given = found.paths
    if out.suffix.lower() == SHEET and all(path.suffix.lower() == ".parquet" for path in given):
        count = sum(pq.read_metadata(path).num_rows for path in given)
        if count >= MOST_ROWS:
            raise InputError("sheet-too-many-rows", where="--out", most=MOST_ROWS - 1)
    answer = out if out.suffix.lower() in KINDS else folder / "answer.parquet"
    summary = evaluate_files(given, answer, kernel, **options)
    if out.suffix.lower() == SHEET:
        write_answers(answer, out, kernel, summary, lang)
    if annotated is not None and found.last is not None:
        if answer.suffix.lower() != ".parquet":
            answer = folder / "answer.parquet"
            evaluate_files(given, answer, kernel, **options | {"watch": None})
        told = pq.read_table(answer, columns=list(ANSWERED))
        notes = chain(
            notes_of_faults(found.faults, "error", lang),
            notes_of_faults(found.hints, "warning", lang),
            notes_of_findings(found.last.origin, told, kernel, lang),
        )
        tell(annotate(paths[0], annotated, notes))
    return Evaluation(summary, found.notices, found.faults, found.hints)
