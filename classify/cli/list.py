"""`classify list`: the list of an organ's secrets, made and kept up to date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from classify.cli.notices import print_places
from classify.cli.settings import AsOf, Catalogs, Json, Lang, Rule, SheetName, settings
from classify.cli.settings import tier as read_tier
from classify.errors import Language
from classify.roster.cells import head_of, shown
from classify.roster.earlier import read_earlier
from classify.roster.line import OrganList
from classify.roster.listing import listed
from classify.roster.update import Update, update_of
from classify.roster.writing import write_list
from classify.text.sentences import aside, parted, sentence
from classify.text.sentences import listed as listed_words


def organ_list(
    tier: Annotated[
        str,
        typer.Option(
            "--tier", metavar="TIER", help="本机关、本单位的层级，同 check 的 --tier / the organ's tier, as for check --tier"
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="输出文件，.xlsx、.csv 或者 .json / the output, .xlsx, .csv or .json")
    ],
    duty: Annotated[
        list[str] | None,
        typer.Option(
            "--duty",
            metavar="WORD",
            help="职责用词，可重复；不写为全部 / a word of the organ's duties, repeatable; all items unless given",
        ),
    ] = None,
    earlier: Annotated[
        Path | None,
        typer.Option(
            "--earlier",
            metavar="FILE",
            help="原来的一览表（.xlsx、.csv、.json），比较并保留所填 / the list until now, compared; what was filled in is kept",
        ),
    ] = None,
    sheet: SheetName = None,
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """国家秘密事项一览表：依目录、层级和职责编制，目录变动后更新。/ The list of an organ's secrets, from catalogs."""
    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    before = None if earlier is None else read_earlier(earlier, chosen.catalogs, sheet=sheet)
    made = listed(chosen.catalogs, read_tier(tier, "--tier") or tier, duty or (), as_of=chosen.as_of, earlier=before)
    update = None if before is None else update_of(before, made)
    write_list(made, out, chosen.lang)
    if before is not None:
        print_places({"passed": before.passed, "unread": before.unread}, chosen.lang)
    if chosen.as_json:
        print(json.dumps({**made.to_dict(), "update": None if update is None else _told(update)}, ensure_ascii=False, indent=2))
    else:
        _print(made, update, chosen.lang)
    return 0


def _told(update: Update) -> dict[str, object]:
    return {
        "added": [line.basis for line in update.added],
        "removed": [line.basis for line in update.removed],
        "changed": [
            {"basis": one.basis, "fields": {name: list(both) for name, both in one.fields.items()}} for one in update.changed
        ],
    }


def _print(made: OrganList, update: Update | None, lang: Language) -> None:
    count = len(made.lines) + len(made.own)
    print(sentence(lang, "list", "made" if count else "none", {"count": count, "catalogs": len(made.catalogs)}))
    if any(one.standing == "sample" for one in made.catalogs):
        print(sentence(lang, "heading", "sample_warning"))
    if made.own:
        print(sentence(lang, "list", "kept", {"count": len(made.own)}), *(f"= {one.name}" for one in made.own), sep="\n")
    if update is None:
        return
    for sign, lines in (("+", update.added), ("-", update.removed)):
        for line in lines:
            words = [one for one in (line.department, line.note, *line.more.values()) if one]
            print(f"{sign} {line.basis}  {line.name}{aside(lang, listed_words(lang, words)) if words else ''}")
    for one in update.changed:
        told = (
            f"{head_of(name, lang)} {shown(name, old, lang) or '—'} → {shown(name, new, lang) or '—'}"
            for name, (old, new) in one.fields.items()
        )
        print(f"~ {one.basis}  {parted(lang, told)}")
    if not (update.added or update.removed or update.changed):
        print(sentence(lang, "list", "same"))
