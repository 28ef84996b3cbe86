"""`classify mark`: reads one mark."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from classify.api import parse_mark
from classify.cli import show
from classify.cli.settings import AsOf, Catalogs, Issued, Json, Lang, Notified, Rule, day, settings


def mark(
    text: Annotated[
        str, typer.Argument(metavar="MARK", help="标志，照写，如 机密☆十年 / the mark as it is written, like 机密☆十年")
    ],
    issued: Issued = None,
    notified: Notified = None,
    catalog: Catalogs = None,  # noqa: ARG001 -- every command takes it; a mark by itself asks no catalog
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """读一个国家秘密标志：密级、期限、写法、解密日。/ Read one mark: level, term, form, days."""
    chosen = settings(lang, as_json, as_of, expiry_rule)
    read = parse_mark(
        text,
        issued=day(issued, "--issued"),
        notified=day(notified, "--notified"),
        as_of=chosen.as_of,
        expiry_rule=chosen.expiry_rule,
    )
    if chosen.as_json:
        print(json.dumps(read.to_dict(chosen.lang), ensure_ascii=False, indent=2))
    else:
        show.mark(read, chosen.lang)
    return 0 if read.valid else 1
