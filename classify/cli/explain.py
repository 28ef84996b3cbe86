"""`classify explain`: the page of a finding."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from classify.cli.settings import AsOf, Catalogs, Json, Lang, Rule, Settings, settings
from classify.law.rulebook import findings
from classify.text.finding_page import finding_page
from classify.text.sentences import tables


def explain(
    finding: Annotated[
        str | None,
        typer.Argument(metavar="FINDING", help="问题的编号，如 mark-star-wrong；不写则列出全部 / its id; lists all without"),
    ] = None,
    catalog: Catalogs = None,  # noqa: ARG001 -- every command takes it; a page is of the law, not of a catalog
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """一个问题的说明页：含义、依据、怎么办，中英对照。/ The page of a finding, in Chinese and English."""
    chosen = settings(lang, as_json, as_of, expiry_rule)
    if finding is None:
        return _list(chosen)
    page = finding_page(finding)
    if chosen.as_json:
        told = {"schema": "classify/finding/1", "id": finding, "severity": findings()[finding].severity, "page": page}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        console = Console(highlight=False)
        if console.is_terminal:
            console.print(Markdown(page))
        else:
            print(page, end="")
    return 0


def _list(chosen: Settings) -> int:
    """List every finding with its name."""
    names = tables(chosen.lang)["batch"]["finding"]
    if chosen.as_json:
        told = [{"id": one, "severity": findings()[one].severity, "name": names[one]} for one in sorted(findings())]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        width = max(map(len, findings()))
        print("\n".join(f"{one:<{width}}  {names[one]}" for one in sorted(findings())))
    return 0
