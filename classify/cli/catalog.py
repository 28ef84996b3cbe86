"""`classify catalog …`: lists, shows, searches and checks catalogs."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

import typer
from rich.text import Text

from classify.catalog.fault import Fault
from classify.catalog.lint import lint as lint_catalog
from classify.catalog.model import Catalog, Item, vocabulary_of
from classify.catalog.read import catalog_folders, load_catalogs, located, read_catalog
from classify.catalog.schema import json_schema
from classify.catalog.suggest import suggest
from classify.cli import exchange
from classify.cli import show as shown
from classify.cli.impact import impact
from classify.cli.settings import AsOf, Catalogs, Json, Lang, Rule, Settings, settings
from classify.errors import Language
from classify.facts.script import normalise
from classify.law import law_on
from classify.level import Level
from classify.mark import write_term
from classify.term import Duration, Event, LongTerm, OnDate
from classify.text.sentences import sentence
from classify.text.sentences import show as worded

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="目录：列出、查看、检索、检查、录入、写出、比较、影响 / list, show, search, check, import, export, compare, impact",
)

app.command("import")(exchange.import_sheet)
app.command("export")(exchange.export)
app.command("diff")(exchange.diff)

Folders = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ID|PATH",
        help="目录的编号或者路径，可以几个，默认随附的全部 / ids or paths of catalogs, several; all shipped ones unless given",
    ),
]


@app.command("list")
def list_catalogs(
    catalog: Catalogs = None, lang: Lang = None, as_json: Json = False, as_of: AsOf = None, expiry_rule: Rule = "civil"
) -> int:
    """列出目录及其效力。/ List catalogs with what they are worth."""
    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    catalogs = chosen.catalogs if chosen.names else load_catalogs(*catalog_folders())
    rows = [_catalog_row(one, chosen) for one in catalogs]
    if chosen.as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    rows_shown = shown.grid()
    for one, row in zip(catalogs, rows, strict=True):
        count = sentence(chosen.lang, "cli", "items", {"count": len(one.items)})
        standing = Text(sentence(chosen.lang, "standing", one.standing), style="yellow" if one.standing == "sample" else "")
        rows_shown.add_row(
            Text(one.id, style="bold"),
            Text.assemble(row["title"], "\n", (f"{count}  ", "dim"), standing, (f"  {_span(one, chosen.lang)}", "dim")),
        )
    shown.console().print(rows_shown)
    return 0


@app.command("show")
def show_catalog(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="ID|PATH",
            help="目录的编号或者路径，默认同 --catalog / id or path of a catalog, as for --catalog unless given",
        ),
    ] = None,
    item: Annotated[str | None, typer.Argument(metavar="ITEM", help="只看一项 / one item only")] = None,
    facts: Annotated[
        bool, typer.Option("--facts", help="看可以给的事实及其取值 / show the facts that may be given, with their values")
    ] = False,
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """查看一个目录的事项，或者可用的事实。/ Show a catalog's items, or the facts that may be given."""
    chosen = settings(lang, as_json, as_of, expiry_rule, [name, *(catalog or ())] if name else catalog)
    if facts:
        return _facts(chosen)
    shown_catalogs = chosen.catalogs if chosen.names else load_catalogs()
    found = [(one, one.item(item) if item else None) for one in shown_catalogs]
    if chosen.as_json:
        rows = [
            _catalog_row(one, chosen) | {"items": [_item_row(i, chosen.lang) for i in ([only] if only else one.items)]}
            for one, only in found
        ]
        print(json.dumps(rows[0] if name else rows, ensure_ascii=False, indent=2))
        return 0
    out = shown.console()
    for one, only in found:
        out.print(Text(f"{one.id}  {one.titled(chosen.lang)}", style="bold"))
        out.print(Text(f"{sentence(chosen.lang, 'standing', one.standing)}  {_span(one, chosen.lang)}", style="dim"))
        if one.noted(chosen.lang):
            out.print(Text(one.noted(chosen.lang) or "", style="italic"))
        rows_shown = shown.grid()
        for line in [only] if only else one.items:
            rows_shown.add_row(Text(line.id, style="bold"), _item_line(line, chosen.lang))
        out.print(rows_shown)
    return 0


@app.command("search")
def search(
    words: Annotated[
        str, typer.Argument(metavar="WORDS", help="要找的词，几个词的都要有 / words to look for; of several all must be there")
    ],
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """在事项名称里找词；没有的，列出相似的，不得类推。/ Find words in the names of items; else similar names, no analogy."""
    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    catalogs = chosen.catalogs if chosen.names else load_catalogs(*catalog_folders())
    wanted = [normalise(word) for word in words.split()]
    found = [(c, i) for c in catalogs for i in c.items if all(w in normalise(i.name) + i.named("en").lower() for w in wanted)]
    alike = [] if found else [(one.catalog, one.item) for one in suggest(catalogs, words, floor=0)]
    if chosen.as_json:
        rows = [{"catalog": c.id, "similar": not found} | _item_row(i, chosen.lang) for c, i in found or alike]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    out = shown.console()
    if not found:
        out.print(Text(sentence(chosen.lang, "cli", "nothing_found" if alike else "nothing_alike"), style="yellow"))
    rows_shown = shown.grid()
    for one, line in found or alike:
        rows_shown.add_row(Text(f"{one.id}#{line.id}", style="bold"), _item_line(line, chosen.lang))
    out.print(rows_shown)
    return 0


@app.command("lint")
def lint(
    places: Folders = None,
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """检查目录，一次报出全部问题。/ Check catalogs; all faults at once."""
    chosen = settings(lang, as_json, as_of, expiry_rule)
    folders = catalog_folders()
    named = [*(places or ()), *(catalog or ())]
    chosen_places = [located(name, folders) for name in named] or list(folders.values())
    parameters = law_on(chosen.as_of).parameters
    ceilings = {level: ceiling for level in Level if (ceiling := parameters.ceiling(level)) is not None}
    among = [one for place in chosen_places if (one := read_catalog(place)[0]) is not None]
    faults = [fault for place in chosen_places for fault in lint_catalog(place, ceilings, among)]
    if chosen.as_json:
        print(json.dumps([fault.to_dict(chosen.lang) for fault in faults], ensure_ascii=False, indent=2))
    else:
        _print_faults(faults, chosen.lang)
    return int(any(fault.severity == "error" for fault in faults))


@app.command("schema")
def schema(
    catalog: Catalogs = None, lang: Lang = None, as_json: Json = False, as_of: AsOf = None, expiry_rule: Rule = "civil"
) -> int:
    """打印目录文件的 JSON Schema。/ Print the JSON Schema of a catalog file."""
    settings(lang, as_json, as_of, expiry_rule, catalog)
    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    return 0


app.command("impact")(impact)


def _print_faults(faults: list[Fault], lang: Language) -> None:
    out = shown.console()
    for fault in faults:
        where = ": ".join(part for part in (fault.file, fault.path) if part)
        label = sentence(lang, "severity", fault.severity)
        out.print(
            Text.assemble(
                (f"{label} ", shown.STYLES[fault.severity]), (f"{where} ", "bold"), fault.advice(lang), (f" [{fault.id}]", "dim")
            )
        )
    counts = {f"{kind}s": sum(fault.severity == kind for fault in faults) for kind in ("error", "warning", "notice")}
    out.print(sentence(lang, "cli", "lint_count", counts) if faults else sentence(lang, "cli", "lint_clean"), markup=False)


def _facts(chosen: Settings) -> int:
    kinds = list(vocabulary_of(chosen.catalogs))
    if chosen.as_json:
        rows = [
            {
                "name": kind.name,
                "kind": kind.kind,
                "unit": kind.unit,
                "question": kind.question(chosen.lang),
                "choices": [value for value, _ in kind.choices(chosen.lang)],
            }
            for kind in kinds
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    out = shown.console()
    for kind in kinds:
        choices = " / ".join(label for _, label in kind.choices(chosen.lang)) or (kind.unit or "")
        out.print(Text.assemble((f"{kind.name}  ", "bold"), kind.question(chosen.lang), (f"  {choices}", "dim")))
    return 0


def _catalog_row(one: Catalog, chosen: Settings) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.titled(chosen.lang),
        "number": one.number,
        "issuer": list(one.issuer),
        "standing": one.standing,
        "scheme": one.scheme,
        "from": _iso(one.span.first),
        "to": _iso(one.span.last),
        "dates": "known" if one.dates_known else "unknown",
        "in_force": one.in_force(chosen.as_of),
        "supersedes": list(one.supersedes),
        "note": one.noted(chosen.lang),
        "version": one.version,
        "sha256": one.sha256,
        "count": len(one.items),
    }


def _item_row(item: Item, lang: Language) -> dict[str, Any]:
    return {
        "item": item.id,
        "name": item.named(lang),
        "level": item.level.value if item.level else None,
        "scheme": item.scheme,
        "term": _term(item, lang),
        "tiers": list(item.tiers),
        "audience": item.audience,
        "residual": item.residual,
        "invented": sorted(item.invented),
        "cite": item.cite,
        "note": item.noted(lang),
    }


def _item_line(item: Item, lang: Language) -> Text:
    level = worded(item.level, lang) if item.level else sentence(lang, "cli", "no_level")
    if item.scheme != "state":
        level = sentence(lang, "scheme", item.scheme)
    term = _term(item, lang)
    return Text.assemble(item.named(lang), (f"  {level}" + (f"★{term}" if term else ""), "green"))


def _term(item: Item, lang: Language) -> str | None:
    limit = item.term
    if limit is None:
        return None
    if limit.long_term:
        return worded(LongTerm(), lang)
    if limit.event is not None:
        return worded(Event(limit.event), lang)
    if limit.on is not None:
        return worded(OnDate(limit.on), lang)
    bounds = [_duration(limit.minimum, lang), _duration(limit.maximum, lang)]
    return "–".join(bound for bound in bounds if bound)


def _duration(duration: Duration | None, lang: Language) -> str | None:
    if duration is None:
        return None
    return write_term(duration) if lang == "zh" else worded(duration, lang)


def _span(one: Catalog, lang: Language) -> str:
    unknown = sentence(lang, "cli", "open_end")
    return f"{_iso(one.span.first) or unknown} – {_iso(one.span.last) or unknown}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
