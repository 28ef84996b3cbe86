"""`classify compile`: ceilings of derived matters and compilations, what set them, and what is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, cast, get_args

import typer
from rich.table import Table
from rich.text import Text

from classify.api_compile import (
    CeilingResult,
    MustGoResult,
    PictureKind,
    compile_all,
    compile_ceiling,
    picture,
    what_must_go,
)
from classify.cli import show
from classify.cli.reading import read_whole
from classify.cli.settings import AsOf, Catalogs, Json, Lang, Rule, Settings, settings
from classify.cli.settings import day as read_day
from classify.documents.compiled import Bound, Witness
from classify.documents.graph import Graph, Policy, read_graph, read_graph_csv
from classify.errors import InputError, Language
from classify.level import Level
from classify.text.answers import cites
from classify.text.compile import message_of, named_ids, policy_warning, show_bound
from classify.text.sentences import sentence
from classify.text.sentences import show as worded
from classify.whole import write_whole

MEGABYTES = 1024
"""The largest graph read; a million matters with one source each take about eighty."""
MOST_SETS = 100
MOST_HOPS = 12
"""Matters of a path that are shown; the JSON has all of them."""
PICTURES: dict[str, PictureKind] = {".svg": "svg", ".mmd": "mermaid"}
NONE = frozenset({"none", "非密"})


def compile_file(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-",
            help="来源关系，.json、.csv、.xlsx，- 为标准输入 / the sources, .json, .csv, .xlsx, - for standard input",
        ),
    ],
    all: Annotated[bool, typer.Option("--all", help="逐件回答，每行一件 / answer for every matter, one a line")] = False,  # noqa: A002 -- the option's name
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="LEVEL|none|YYYY-MM-DD",
            help="去掉哪些来源可以降到此密级、非密或者于此日解密 / what to leave out to come down to it, or to open then",
        ),
    ] = None,
    policy: Annotated[
        str, typer.Option("--policy", metavar="|".join(get_args(Policy)), help="期限的算法 / how the term is found")
    ] = "opening_day",
    image: Annotated[
        str | None, typer.Option("--picture", metavar="FILE.svg|.mmd", help="把图画成文件 / draw the graph into a file")
    ] = None,
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """派生、汇编按来源应为何密级、何时解密。/ Level and term of derived matters and compilations by their sources."""
    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    if all and to is not None:
        raise InputError("usage-option", name="to")
    graph = _read(file)
    if image is not None:
        _draw(graph, image, chosen)
    ruled = cast("Policy", policy)
    if all:
        return _lines(compile_all(graph, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule, policy=ruled), chosen)
    found = compile_ceiling(graph, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule, policy=ruled)
    left = None if to is None else _leave_out(graph, to, chosen)
    if chosen.as_json:
        told = found.to_dict(chosen.lang) | ({} if left is None else {"must_go": left.to_dict(chosen.lang)})
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        show_ceiling(found, left, chosen.lang)
        if graph.target is None and any(matter.sources for matter in graph.matters):
            show.console().print(Text(_word(chosen.lang, "each_by_all"), style="dim"))
    return _status(found)


def _read(file: str) -> Graph:
    kind = "-" if file == "-" else Path(file).suffix.lower()
    if kind not in {"-", ".json", ".csv", ".xlsx"}:
        raise InputError("graph-file-kind")
    if kind in {".csv", ".xlsx"}:
        from classify.sheets.given import is_list  # noqa: PLC0415 -- the extra loads when it is used
        from classify.sheets.sources import read_graph_sheet  # noqa: PLC0415 -- the same

        if is_list(Path(file), one_of=("mark", "level", "sources")):
            return read_graph_sheet(Path(file))
    text = read_whole(file, MEGABYTES, "graph-too-large")
    return read_graph_csv(text) if kind == ".csv" else read_graph(text)


def _draw(graph: Graph, path: str, chosen: Settings) -> None:
    kind = PICTURES.get(Path(path).suffix)
    if kind is None:
        raise InputError("picture-kind", where="--picture")
    drawn = picture(graph, as_of=chosen.as_of, kind=kind, lang=chosen.lang, expiry_rule=chosen.expiry_rule)
    write_whole(Path(path), drawn, "--picture")
    print(sentence(chosen.lang, "compiled", "picture_done"), file=sys.stderr)


def _leave_out(graph: Graph, goal: str, chosen: Settings) -> MustGoResult:
    none = goal in NONE
    level = next((level for level in Level if goal in {level.value, level.chinese}), None)
    return what_must_go(
        graph,
        as_of=chosen.as_of,
        level=level,
        none=none,
        opens_by=None if none or level else _day(goal),
        expiry_rule=chosen.expiry_rule,
        most=MOST_SETS,
    )


def _day(goal: str) -> date | None:
    try:
        return read_day(goal, "--to")
    except InputError:
        raise InputError("goal-form", where="--to") from None


def _lines(answers: Iterable[CeilingResult], chosen: Settings) -> int:
    worst = 0
    for found in answers:
        if chosen.as_json:
            print(json.dumps(found.to_dict(chosen.lang), ensure_ascii=False))
        else:
            ids = ",".join(finding.id for finding in found.findings) or "-"
            print("\t".join((found.id or "-", show_bound(found.compiled.exact, chosen.lang), ids)))
        worst = max(worst, _status(found))
    return worst


def _status(found: CeilingResult) -> int:
    return int(any(finding.severity == "error" for finding in found.findings))


def show_ceiling(found: CeilingResult, left: MustGoResult | None, lang: Language) -> None:
    """Print the result, ceiling and floor, what set them, how it falls, and what is wrong."""
    answer, out = found.compiled, show.console()
    name = answer.id or _word(lang, "everything")
    verdict = _word(lang, "no_secret") if found.level is None else _word(lang, "secret", level=found.level)
    out.print(Text.assemble((name, "bold"), "  ", (verdict, "bold green" if found.level is None else "bold")))
    rows = Table.grid(padding=(0, 2))
    rows.add_column(no_wrap=True)
    rows.add_column(overflow="fold")
    for label, told in _facts(found, lang):
        rows.add_row(Text(label, style="dim"), Text(told))
    out.print(rows)
    signs = show.grid()
    for key, witnesses in (("because_level", answer.sets_level), ("because_term", answer.sets_term)):
        for one in witnesses:
            basis = (f"  [{', '.join(cites(one.cites, lang))}]", "dim")
            signs.add_row("▸", Text.assemble(f"{_word(lang, key)} ", (_path(one, lang), "bold"), basis))
    for finding in answer.findings:
        severity = Text(sentence(lang, "severity", finding.severity), style=show.STYLES[finding.severity])
        basis = (f"  [{', '.join(cites(finding.cites, lang))}]", "dim")
        told = message_of(finding, lang)
        unnamed = [name for name in named_ids(finding) if name not in told]
        whom = f" {', '.join(unnamed)}" if unnamed else ""
        signs.add_row(severity, Text.assemble((finding.id, "bold"), whom, basis, "\n", told))
    warning = policy_warning(answer, lang)
    if warning is not None:
        signs.add_row(Text("!", style="yellow"), Text(warning))
    for told in _left_out(left, lang):
        signs.add_row(Text("−", style="magenta"), Text(told))
    out.print(signs)


def _facts(found: CeilingResult, lang: Language) -> Iterator[tuple[str, str]]:
    answer = found.compiled
    bound: Bound = answer.exact
    yield _word(lang, "exact"), show_bound(bound, lang)
    for key, day in (("last_secret_day", bound.last_secret_day), ("opens_on", bound.opens_on), ("not_before", bound.not_before)):
        if day is not None:
            yield _word(lang, key), worded(day, lang)
    yield _word(lang, "ceiling"), show_bound(answer.ceiling, lang)
    yield _word(lang, "floor"), show_bound(answer.floor, lang)
    if answer.proposal is not None:
        yield _word(lang, "proposal"), answer.proposal.mark or worded(answer.proposal.level, lang)
    if answer.protect is not None and answer.protect is not bound.level:
        yield _word(lang, "protect"), worded(answer.protect, lang)
    if answer.audience is not None:
        yield _word(lang, "audience"), ("、" if lang == "zh" else ", ").join(answer.audience) or _word(lang, "nobody")
    falls = [
        f"{step.from_.isoformat()} {_word(lang, 'open_from') if step.level is None else worded(step.level, lang)}"
        for step in answer.steps
    ]
    if len(falls) > 1:
        yield _word(lang, "steps"), " → ".join(falls)


def _path(one: Witness, lang: Language) -> str:
    """Write the way from a witness; of a long one its ends."""
    point = f"#{one.point}" if one.point else ""
    absent = f" ({_word(lang, 'absent')})" if one.missing else ""
    names = [f"{one.path[0]}{point}{absent}", *one.path[1:]] if one.path else [one.id or ""]
    if len(names) > MOST_HOPS:
        names = [*names[: MOST_HOPS // 2], "…", *names[-MOST_HOPS // 2 :]]
    return " → ".join(names)


def _left_out(left: MustGoResult | None, lang: Language) -> Iterator[str]:
    if left is None:
        return
    if not left.sets:
        yield _word(lang, "must_go_never")
    elif left.found.size == 0:
        yield _word(lang, "must_go_none")
    else:
        yield _word(lang, "must_go")
        for one in left.sets:
            yield f"{', '.join(one.ids)} → {show_bound(one.result, lang)}"
        if not left.found.complete:
            yield _word(lang, "must_go_more")


def _word(lang: Language, key: str, **values: object) -> str:
    return sentence(lang, "compiled", key, values)
