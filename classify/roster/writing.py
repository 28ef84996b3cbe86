"""The list as a file: a workbook or CSV for the office, JSON to make it again from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from classify.errors import InputError, Language
from classify.level import Level
from classify.roster.cells import COLUMNS, PLACE, head_of, shown
from classify.roster.line import OrganList
from classify.script import inert
from classify.sheets.book import Sheet, write_book
from classify.sheets.heading import shown_as
from classify.text.answers import edition
from classify.text.sentences import sentence, tables
from classify.whole import write_whole

__all__ = ["write_list"]


def write_list(made: OrganList, out: Path, lang: Language) -> None:
    """Write the list by the kind of the file; names and levels stand in Chinese, headings in the language.

    Raises InputError `export-kind`, `extra-missing` where XLSX needs the extra `sheets`, `output-not-written`.
    """
    match out.suffix.lower():
        case ".json":
            write_whole(out, json.dumps(made.to_dict(), ensure_ascii=False, indent=2) + "\n", "--out")
        case ".csv":
            text = io.StringIO(newline="")
            writer = csv.writer(text)
            writer.writerow([inert(head) for head in _heads(made, lang)])
            writer.writerows([inert(cell) for cell in row] for row in _rows(made, lang))
            write_whole(out, "\ufeff" + text.getvalue(), "--out")  # without the mark a spreadsheet program misreads Chinese
        case ".xlsx":
            words = tables(lang)["list"]
            colours = {list(COLUMNS).index("level") + 1: {level.chinese: level.value for level in Level}}
            rows = list(_rows(made, lang))
            sheets = [
                Sheet(words["title"], _heads(made, lang), rows, colours, len(rows)),
                Sheet(words["facts"], (words["fact"], words["value"]), list(_facts(made, lang))),
            ]
            write_book(out, sheets)
        case _:
            raise InputError("export-kind", where="--out")


def _heads(made: OrganList, lang: Language) -> list[str]:
    return [shown_as(PLACE, lang), *(head_of(name, lang) for name in COLUMNS), *_more(made)]


def _rows(made: OrganList, lang: Language) -> Iterator[list[str]]:
    more = _more(made)
    for place, line in enumerate((*made.lines, *made.own), start=1):
        cells = (shown(name, getattr(line, name), lang) for name in COLUMNS)
        yield [str(place), *cells, *(line.more.get(name, "") for name in more)]


def _more(made: OrganList) -> list[str]:
    """Give the headings of the columns that the organ added, in their order."""
    return list(dict.fromkeys(name for line in (*made.lines, *made.own) for name in line.more))


def _facts(made: OrganList, lang: Language) -> Iterator[tuple[str, str]]:
    words = tables(lang)["list"]
    yield words["as_of"], made.as_of.isoformat()
    yield words["tier"], sentence(lang, "tier", made.tier)
    if made.duties:
        yield words["duties"], "、".join(made.duties)
    for one in made.catalogs:
        yield (
            words["catalog"],
            f"{one.id}{edition(one.id, one.version)} [{sentence(lang, 'standing', one.standing)}] sha256:{one.sha256}",
        )
    if any(one.standing == "sample" for one in made.catalogs):
        yield words["sample"], sentence(lang, "heading", "sample_warning")
    yield words["note_head"], words["approval"]
