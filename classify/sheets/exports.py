"""A catalog as an office's list: XLSX or CSV that `catalog import` reads again, or JSON with everything that it says."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from classify.catalog.difference import catalog_tables
from classify.errors import InputError, Language
from classify.level import Level
from classify.period import LONG_TERM
from classify.script import inert
from classify.sheets.book import Sheet, write_book
from classify.sheets.heading import shown_as
from classify.sheets.limit import bounded
from classify.sheets.values import words
from classify.text.sentences import sentence, tables
from classify.whole import write_whole

__all__ = ["export_catalog"]

COLUMNS: Final = ("id", "title", "level", "period", "tier", "audience", "basis", "scheme", "invented", "residual", "note")
_LEVEL: Final = COLUMNS.index("level")


def export_catalog(place: Path, out: Path, lang: Language) -> int:
    """Write the items of a catalog's folder into a file by its kind, and give their number.

    Names and levels stand in Chinese, as the catalog has them; `lang` is that of the headings. The list does not hold
    the criteria, the JSON does. Raises InputError `export-kind`, `output-not-written`, Faults for a catalog that cannot be read.
    """
    told = catalog_tables(place)
    items = told["item"]
    match out.suffix.lower():
        case ".json":
            write_whole(out, json.dumps(told, ensure_ascii=False, indent=2) + "\n", "--out")
        case ".csv":
            text = io.StringIO(newline="")
            writer = csv.writer(text)
            writer.writerow([shown_as(name, lang) for name in COLUMNS])
            writer.writerows([inert(str(cell)) for cell in row] for row in map(_row, items))
            write_whole(out, "\ufeff" + text.getvalue(), "--out")  # without the mark a spreadsheet program misreads Chinese
        case ".xlsx":
            colours = {_LEVEL: {level.chinese: level.value for level in Level}}
            heads = [shown_as(name, lang) for name in COLUMNS]
            facts = tables(lang)["sheet"]
            write_book(
                out,
                [
                    Sheet(facts["items"], heads, [_row(item) for item in items], colours, len(items)),
                    Sheet(facts["facts"], (facts["fact"], facts["value"]), list(_facts(told, lang))),
                ],
            )
        case _:
            raise InputError("export-kind", where="--out")
    return len(items)


def _row(item: dict[str, Any]) -> list[str]:
    level = item.get("level")
    known = words()
    cells = {
        "id": item["id"],
        "title": item["name"],
        "level": Level.parse(level).chinese if level else "",
        "period": _term(item.get("term") or {}),
        "tier": "、".join(known["tier"][tier][0] for tier in item.get("tiers", ())),
        "audience": item.get("audience") or "",
        "basis": item.get("cite") or "",
        "scheme": known["scheme"][item["scheme"]][0] if item.get("scheme") else "",
        "invented": "、".join(known["invented"][one][0] for one in item.get("invented", ())),
        "residual": "是" if item.get("residual") else "",
        "note": item.get("note") or "",
    }
    return [cells[name] for name in COLUMNS]


def _term(term: dict[str, Any]) -> str:
    if term.get("long_term"):
        return LONG_TERM
    if "minimum" in term:
        return bounded(term)
    return str(term.get("maximum") or term.get("event") or term.get("date") or "")


def _facts(told: Any, lang: Language) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- the tables of a catalog
    """Say which catalog this is and what it is worth."""
    words_of = tables(lang)["sheet"]
    yield words_of["catalog"], f"{told['id']} {told['title']}"
    yield words_of["standing"], f"{told['standing']} {sentence(lang, 'standing', told['standing'])}"
    if told["standing"] == "sample":
        yield words_of["sample"], sentence(lang, "heading", "sample_warning")
    for name in ("number", "from", "to", "note"):
        if name in told:
            yield name, str(told[name])
    for name, value in told["papers"].items():
        yield name, str(value)
