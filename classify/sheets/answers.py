"""The answers of a batch as a workbook: one sheet with the answers, one with what they rest on and come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from classify.batch.answers import LEVELS, OPEN
from classify.batch.kernel import Kernel
from classify.batch.summary import Summary
from classify.errors import Language
from classify.facts.vocabulary import standard_vocabulary
from classify.sheets.book import Sheet, write_book
from classify.sheets.heading import shown_as
from classify.sheets.inventory import PURPOSE
from classify.text.sentences import labelled, sentence, tables

__all__ = ["write_answers"]

_NAMED = ("state", "level", "action", "tier")
"""Columns of codes that are shown with their names."""


def write_answers(answers: Path, out: Path, kernel: Kernel, summary: Summary, lang: Language) -> None:
    """Write the answers of a Parquet file as a workbook.

    Columns and codes carry their names beside their ids. Raises InputError `sheet-too-many-rows`, `extra-missing`.
    """
    with pq.ParquetFile(answers) as file:
        names = file.schema_arrow.names
        heads = [_head(name, lang) for name in names]
        level = names.index("level")
        colours = {
            level: {sentence(lang, "level", one): one for one in LEVELS},
            names.index("state"): {_named("state", one, lang): "open" for one in OPEN},
        }
        rows = _rows(file, names, lang)
        told = tables(lang)["sheet"]
        write_book(
            out,
            [
                Sheet(told["answers"], heads, rows, colours, file.metadata.num_rows),
                Sheet(told["facts"], (told["fact"], told["value"]), list(_facts(kernel, summary, lang))),
            ],
        )


def _head(name: str, lang: Language) -> str:
    """Name a column in the language, its id beside; columns that the inventory brought along keep their own heading."""
    known = tables(lang)["sheet"]["column"]
    if name in known:
        return labelled(known[name], name)
    return labelled(shown_as(name, lang), name) if name in PURPOSE.uses else name


def _rows(file: Any, names: Sequence[str], lang: Language) -> Iterator[list[object]]:  # noqa: ANN401 -- a Parquet file
    for batch in file.iter_batches():
        columns = [[_shown(name, value, lang) for value in batch.column(at).to_pylist()] for at, name in enumerate(names)]
        yield from map(list, zip(*columns, strict=True))


def _shown(name: str, value: Any, lang: Language) -> object:  # noqa: ANN401 -- a cell
    if value is None:
        return None
    if isinstance(value, bool):
        return _answered("published", value, lang)
    if name in _NAMED:
        return _named(name, value, lang)
    if name == "findings":
        return "; ".join(_named("finding", one, lang) for one in value)
    if isinstance(value, list):
        return ";".join(map(str, value))
    return value


def _answered(fact: str, value: Any, lang: Language) -> str:  # noqa: ANN401 -- a code, or yes and no
    """Write the answer that a fact gives in words; what it does not know stands as it is."""
    return dict(standard_vocabulary().fact(fact).choices(lang)).get(value, str(value))


@cache
def _named(table: str, code: str, lang: Language) -> str:
    if table == "level":
        return sentence(lang, "level", code)
    if table == "tier":
        return labelled(_answered(table, code, lang), code)
    words = tables(lang)["batch" if table == "finding" else table]
    return labelled(words["finding"].get(code, "") if table == "finding" else words[code], code)


def _facts(kernel: Kernel, summary: Summary, lang: Language) -> Iterable[tuple[object, object]]:
    """Say what the answers rest on, then what they come to."""
    told = tables(lang)["sheet"]
    yield told["as_of"], kernel.as_of
    yield told["expiry_rule"], labelled(tables(lang)["report"]["rule"][kernel.rule], kernel.rule)
    yield told["rules"], kernel.digest
    samples = [one.id for one in kernel.catalogs if one.standing == "sample"]
    if samples:
        yield told["sample"], f"{', '.join(samples)}: {sentence(lang, 'heading', 'sample_warning')}"
    for one in kernel.catalogs:
        standing = labelled(sentence(lang, "standing", one.standing), one.standing)
        yield f"{told['catalog']} {one.id}", f"{one.titled(lang)}; {one.version}; {standing}; sha256:{one.sha256}"
    yield told["rows"], summary.rows
    for part, table in (("states", "state"), ("levels", "level"), ("actions", "action"), ("findings", "finding")):
        for code, times in summary.to_dict()[part].items():
            yield f"{tables(lang)['batch'][part]}: {_named(table, code, lang)}", times
