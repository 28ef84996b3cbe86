"""`classify catalog import|export|diff`: catalogs from and into sheets, and what changed between two."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from classify.catalog.difference import Difference, catalog_tables, difference
from classify.catalog.read import catalog_folders, located
from classify.cli import show as shown
from classify.cli.notices import print_copied, shown_places
from classify.cli.settings import AsOf, Catalogs, Copy, Json, Lang, Rule, SheetName, day, settings
from classify.errors import Language
from classify.text.sentences import sentence, tables

Id = Annotated[
    str | None,
    typer.Option("--id", metavar="ID", help="目录编号，默认取文件夹名 / the catalog's id, the name of the folder unless given"),
]
_LONGEST = 40


def import_sheet(
    file: Annotated[Path, typer.Argument(metavar="SHEET", help="事项表，.xlsx 或者 .csv / the list of items, .xlsx or .csv")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="新目录的文件夹 / the folder of the new catalog")],
    id: Id = None,  # noqa: A002 -- the option's name
    title: Annotated[
        str | None,
        typer.Option(
            "--title", metavar="TITLE", help="目录名称，默认取表的标题 / the catalog's title, that of the sheet unless given"
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="TEXT",
            help="表的来历，默认取文件名 / where the list comes from, the name of the file unless given",
        ),
    ] = None,
    retrieved: Annotated[
        str | None,
        typer.Option(
            "--retrieved",
            metavar="YYYY-MM-DD",
            help="取得的日期，默认截至日 / when it was obtained, the day of asking unless given",
        ),
    ] = None,
    sheet: SheetName = None,
    annotate: Copy = None,
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """把机关、单位的事项表做成目录文件夹，供审核。/ Make an office's list of items a catalog folder, for review."""
    from classify.sheets.items import import_catalog  # noqa: PLC0415 -- the extra loads when it is used
    from classify.sheets.notes import annotated_on_refusal  # noqa: PLC0415 -- the same

    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    with annotated_on_refusal(file, annotate, chosen.lang, partial(print_copied, chosen.lang)):
        made = import_catalog(
            file,
            out,
            catalog_id=id,
            title=title,
            source=source,
            retrieved=day(retrieved, "--retrieved") or chosen.as_of,
            sheet=sheet,
        )
    told: dict[str, Any] = {
        "id": made.id,
        "items": made.items,
        "drafted": list(made.drafted),
        "without_criteria": list(made.without),
        "residual": list(made.residual),
        "passed_over": list(made.passed),
        "unread_sheets": list(made.unread),
    }
    if chosen.as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    words = tables(chosen.lang)["exchange"]
    print(words["imported"].format(id=made.id, items=made.items))
    for name in ("drafted", "without_criteria", "residual", "passed_over", "unread_sheets"):
        if told[name]:
            print(f"{words[name]}{shown_places(told[name])}")
    print(words["next"])
    return 0


def export(
    name: Annotated[str, typer.Argument(metavar="ID|PATH", help="目录的编号或者路径 / id or path of a catalog")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="输出文件，.xlsx、.csv 或者 .json / the output, .xlsx, .csv or .json")
    ],
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """把目录写成事项表。/ Write a catalog as a list of items."""
    from classify.sheets.exports import export_catalog  # noqa: PLC0415 -- the extra loads when it is used

    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    count = export_catalog(located(name, catalog_folders()), out, chosen.lang)
    if chosen.as_json:
        print(json.dumps({"items": count}))
    else:
        print(sentence(chosen.lang, "exchange", "exported", {"items": count}))
    return 0


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="先前的目录，编号或者路径 / the earlier catalog, by id or path")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="后来的目录，编号或者路径 / the later catalog, by id or path")],
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """两个目录有什么不同：增加、减少、改动的事项。/ What changed between two catalogs."""
    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    folders = catalog_folders()
    found = difference(catalog_tables(located(old, folders)), catalog_tables(located(new, folders)))
    if chosen.as_json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print_difference(found, chosen.lang)
    return 0


def _print_difference(found: Difference, lang: Language) -> None:
    words = tables(lang)["exchange"]
    out = shown.console()
    rows = shown.grid()
    for name, (before, after) in found.head.items():
        rows.add_row(Text("~"), Text.assemble((f"{name}  ", "bold"), f"{_told(before, words)} → {_told(after, words)}"))
    for sign, style, items in (("+", "green", found.added), ("-", "red", found.removed)):
        for item in items:
            rows.add_row(Text(sign, style=style), Text.assemble((f"{item['id']}  ", "bold"), item["name"]))
    for change in found.changed:
        lines = [f"{name}: {_told(before, words)} → {_told(after, words)}" for name, (before, after) in change.fields.items()]
        rows.add_row(Text("~", style="yellow"), Text.assemble((f"{change.item}  ", "bold"), "\n".join(lines)))
    out.print(words["same"] if found.is_empty else rows)


def _told(value: Any, words: dict[str, str]) -> str:  # noqa: ANN401 -- a value of a catalog
    if value is None:
        return words["nothing"]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
