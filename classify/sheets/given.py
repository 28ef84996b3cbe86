"""The files of an inventory, the lists of offices among them made Parquet: XLSX, and CSV as a spreadsheet program saves it."""

from __future__ import annotations

import csv
from codecs import getincrementaldecoder
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow.parquet as pq

from classify.batch.inventory import KINDS, find_files, placed
from classify.errors import Faults, InputError, Language
from classify.facts.vocabulary import Vocabulary
from classify.sheets.inventory import SheetInventory, read_inventory
from classify.sheets.notes import Copied, annotated_on_refusal

__all__ = ["SHEET", "Given", "gather", "gathered", "is_list"]

SHEET: Final = ".xlsx"
_LOOKED_AT: Final = 1 << 20
"""Bytes by which one judges how a CSV is encoded."""


@dataclass(slots=True)
class Given:
    """The files as they are evaluated, and what should be known of the lists among them, each place with its file."""

    paths: list[Path] = field(default_factory=list)
    last: SheetInventory | None = None
    """The last list that was read, which is the only one where there is but one file."""
    notices: dict[str, list[str]] = field(default_factory=dict)
    """Places by what is to be said of them: rows passed over, sheets not read, headings that nobody knows."""
    faults: list[InputError] = field(default_factory=list)
    """Cells that cannot be read; their rows are evaluated without mark and level."""
    hints: list[InputError] = field(default_factory=list)
    """Columns without which the answers are other than one expects."""


def is_list(path: Path, one_of: Collection[str] = ("mark", "level")) -> bool:
    """Say whether a file is a list of an office: every XLSX, and a CSV without our own names of columns or not in UTF-8."""
    if path.suffix.lower() != ".csv":
        return path.suffix.lower() == SHEET
    with path.open("rb") as file:
        begin = file.read(_LOOKED_AT)
    try:
        text = getincrementaldecoder("utf-8-sig")().decode(begin)
    except UnicodeDecodeError:
        return True
    names = next(csv.reader(text.splitlines()[:1]), [])
    return "id" not in names or not set(one_of) & set(names)


@contextmanager
def gathered(place: str, vocabulary: Vocabulary) -> Iterator[Given]:
    """Give the files of an inventory that is only read, lists among them in a folder that goes afterwards."""
    paths = find_files(place, (*KINDS, SHEET))
    with TemporaryDirectory(prefix="classify-") if any(map(is_list, paths)) else nullcontext("") as folder:
        yield gather(paths, Path(folder), vocabulary)


def gather(  # noqa: PLR0913 -- the options of the command
    paths: Sequence[Path],
    folder: Path,
    vocabulary: Vocabulary,
    *,
    sheet: str | None = None,
    annotated: Path | None = None,
    lang: Language = "zh",
    tell: Callable[[Copied], object] = lambda _: None,
) -> Given:
    """Make Parquet of every list, in the order of the files.

    Of several files each place begins with the number of its file: `[2]#1!B17`. Raises InputError as `read_inventory`
    does, Faults where several files are at fault, and `sheet-id-twice` for an id that stands in two lists.
    """
    given, faults, seen = Given(), list[InputError](), dict[str, str]()
    for number, path in enumerate(paths, 1):
        if not is_list(path):
            given.paths.append(path)
            continue
        mark = f"[{number}]" if len(paths) > 1 else ""
        try:
            with annotated_on_refusal(path, annotated, lang, tell):
                read = read_inventory(path, vocabulary, sheet=sheet)
        except InputError as error:
            faults.append(placed(error, mark))
            continue
        given.paths.append(folder / f"{number}.parquet")
        pq.write_table(read.table, given.paths[-1])
        given.last = read
        given.faults += (placed(fault, mark) for fault in read.faults)
        given.hints += (placed(hint, mark) for hint in read.hints)
        for name, places in (("passed", read.origin.passed), ("unread", read.origin.unread), ("unknown", read.unknown)):
            given.notices.setdefault(name, []).extend(mark + one for one in places)
        if mark:
            faults += _repeated(read, mark, seen)
    if faults:
        raise Faults(faults)
    return given


def _repeated(read: SheetInventory, mark: str, seen: dict[str, str]) -> Iterator[InputError]:
    for row, name in enumerate(read.table.column("id").to_pylist()):
        place = mark + read.origin.place("id", row)
        if seen.setdefault(name, place) != place:
            yield InputError("sheet-id-twice", where=place, other=seen[name])
