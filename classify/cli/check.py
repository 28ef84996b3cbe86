"""`classify check`: one matter from options or a file, or a file of many."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from classify.api import Result, determine
from classify.cli import ask, show
from classify.cli.reading import Lines, facts_of, is_many, read_many, read_one, read_standard_input, read_text
from classify.cli.settings import AsOf, Catalogs, Issued, Json, Lang, Notified, Rule, Settings, day, settings
from classify.cli.settings import tier as read_tier
from classify.documents.matter import Matter
from classify.errors import ClassifyError, InputError, safe_name

TIER = (
    "产生层级：中央、省级、省直机关、市级、县级、乡级、其他 / producing tier: "
    "central, provincial, provincial_department, city, county, township, other"
)


def check(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE|-",
            help="一件事项的 .json，每行一件的 .jsonl，- 为标准输入 / a matter, or one a line; - for standard input",
        ),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TITLE", help="事项名称 / title of the matter")] = None,
    text_file: Annotated[
        str | None, typer.Option("--text-file", metavar="FILE", help="正文，UTF-8 文件 / the text, a UTF-8 file")
    ] = None,
    mark: Annotated[
        str | None, typer.Option("--mark", metavar="MARK", help="拟作的标志，如 机密★10年 / the proposed mark, like 机密★10年")
    ] = None,
    issued: Issued = None,
    notified: Notified = None,
    drafted: Annotated[
        str | None,
        typer.Option(
            "--drafted", metavar="YYYY-MM-DD", help="拟定之日，应办的期限由此起算 / day of drafting, from which deadlines run"
        ),
    ] = None,
    tier: Annotated[str | None, typer.Option("--tier", metavar="TIER", help=TIER)] = None,
    derived: Annotated[bool, typer.Option("--derived", help="派生定密 / derived determination")] = False,
    fact: Annotated[
        list[str] | None,
        typer.Option(
            "--fact",
            metavar="NAME=VALUE",
            help="事实，可重复，名称见 classify catalog show --facts / a fact, repeatable; names: classify catalog show --facts",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="逐条说明规则、条文和事实 / tell every rule, provision and fact")
    ] = False,
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """判断一件事项，并检查拟作的标志。/ Determine a matter and check the proposed mark."""
    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    described = (title, text_file, mark, issued, notified, drafted, tier, fact)
    if file is not None and (any(value is not None for value in described) or derived):
        raise InputError("file-and-options")
    if file is not None and file != "-" and not file.endswith((".json", ".jsonl")):
        raise InputError("file-is-folder" if Path(file).is_dir() else "file-kind", where=safe_name(Path(file).name))
    if file is not None and is_many(file):
        return _lines(read_many(file), chosen)
    if file == "-":
        given = read_standard_input()
        return _answer(given, chosen, explain=explain) if isinstance(given, Matter) else _lines(given, chosen)
    if file is not None:
        return _answer(read_one(file), chosen, explain=explain)
    if title is None:
        raise InputError("nothing-to-check")
    facts = facts_of(fact or (), chosen.catalogs)
    fields = {
        "title": title,
        "text": None if text_file is None else read_text(text_file),
        "mark": mark,
        "issued": day(issued, "--issued"),
        "notified": day(notified, "--notified"),
        "drafted": day(drafted, "--drafted"),
        "tier": read_tier(tier, "--tier"),
        "derived": derived,
        "facts": facts,
    }
    matter = Matter.model_validate({name: value for name, value in fields.items() if value is not None})
    return _answer(matter, chosen, explain=explain)


def _answer(matter: Matter, chosen: Settings, *, explain: bool) -> int:
    result = determine(matter, chosen.catalogs, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule)
    if chosen.as_json:
        print(json.dumps(result.to_dict(chosen.lang), ensure_ascii=False, indent=2))
        return status_of(result)
    if sys.stdin is not None and sys.stdin.isatty():
        result = ask.until_decided(matter, result, chosen)
    if explain:
        show.page(result.explain(chosen.lang))
    else:
        show.result(result, chosen.lang)
    return status_of(result)


def _lines(matters: Lines, chosen: Settings) -> int:
    """Answer one line for each line, in order; a line that cannot be read is answered by its error."""
    worst = 0
    for number, name, matter in matters:
        try:
            if isinstance(matter, ClassifyError):
                raise matter
            result = determine(matter, chosen.catalogs, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule)
        except InputError as error:
            found = name if isinstance(matter, ClassifyError) else matter.id
            told = error.to_dict(chosen.lang)
            told["where"] = f"[{number}]" if error.where is None else f"[{number}].{error.where}"
            if chosen.as_json:
                print(json.dumps({"id": found, "error": told}, ensure_ascii=False))
            else:
                shown = found if found and found.isprintable() else "-"
                print("\t".join((shown, f"[{number}]", told["message"])))
            worst = 2
            continue
        if chosen.as_json:
            print(json.dumps(result.to_dict(chosen.lang), ensure_ascii=False))
        else:
            show.line(result, chosen.lang)
        worst = max(worst, status_of(result))
    return worst


def status_of(result: Result) -> int:
    """Return 1 where something is wrong by the law, else 0."""
    return int(any(finding.severity == "error" for finding in result.findings))
