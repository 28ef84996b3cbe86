"""An inventory with spreadsheets among its files, or one for its answer: around `batch.files`, which knows none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq

from classify.batch.files import evaluate_files
from classify.batch.inventory import KINDS, find_files, is_parquet
from classify.batch.kernel import Kernel
from classify.batch.summary import Summary
from classify.errors import InputError, Language
from classify.sheets.answers import write_answers
from classify.sheets.book import MOST_ROWS
from classify.sheets.given import SHEET, Given, gather, is_list
from classify.sheets.notes import ANSWERED, Copied, annotate, notes_of_faults, notes_of_findings

__all__ = ["Evaluation", "evaluate_inventory"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an inventory comes to, and what should be known of the lists among its files."""

    summary: Summary
    given: Given = field(default_factory=Given)


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
    _refuse(paths, out, annotated)
    with _room(paths, out) as folder:
        found = gather(paths, folder, kernel.matcher.vocabulary, sheet=sheet, annotated=annotated, lang=lang, tell=tell)
        answer = out if out.suffix.lower() in KINDS else folder / "answer.parquet"
        if answer is not out:
            _refuse_many(found.paths)
        summary = evaluate_files(found.paths, answer, kernel, **options)
        if answer is not out:
            write_answers(answer, out, kernel, summary, lang)
        if annotated is not None and found.last is not None:
            if answer.suffix.lower() != ".parquet":
                answer = folder / "answer.parquet"
                evaluate_files(found.paths, answer, kernel, **options | {"watch": None})
            told = pq.read_table(answer, columns=list(ANSWERED))
            notes = chain(
                notes_of_faults(found.faults, "error", lang),
                notes_of_faults(found.hints, "warning", lang),
                notes_of_findings(found.last.origin, told, kernel, lang),
            )
            tell(annotate(paths[0], annotated, notes))
    return Evaluation(summary, found)


def _refuse(paths: Sequence[Path], out: Path, annotated: Path | None) -> None:
    """Refuse outputs that are of no kind we write, or stand where something is read, before anything is."""
    if annotated is not None:
        if len(paths) != 1 or paths[0].suffix.lower() != SHEET or annotated.suffix.lower() != SHEET:
            raise InputError("sheet-copy-needs-one", where="--annotate")
        if annotated.resolve() == paths[0].resolve():
            raise InputError("output-is-input", where="--annotate")
    if any(path.resolve() == out.resolve() for path in paths):
        raise InputError("output-is-input", where="--out")
    if out.suffix.lower() not in (*KINDS, SHEET):
        raise InputError("output-kind", where="--out")


def _refuse_many(given: Sequence[Path]) -> None:
    """Refuse more rows than a sheet holds, where that can be known without reading them."""
    if all(map(is_parquet, given)) and sum(pq.read_metadata(path).num_rows for path in given) >= MOST_ROWS:
        raise InputError("sheet-too-many-rows", where="--out", most=MOST_ROWS - 1)


@contextmanager
def _room(paths: Sequence[Path], out: Path) -> Iterator[Path]:
    """Give a folder beside the answer, which goes afterwards; where nothing can be written, it is the answer that cannot."""
    try:
        with TemporaryDirectory(dir=out.parent, prefix=".sheets-") as folder:
            yield Path(folder)
    except OSError as error:
        if error.filename is not None and Path(error.filename).resolve() in {path.resolve() for path in paths}:
            raise
        raise InputError("output-not-written", where="--out") from error
