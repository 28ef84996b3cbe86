"""`classify tour`: the main job on the shipped catalogs, in under a minute."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from typing import Any

from rich.rule import Rule as Line
from rich.text import Text

from classify.api import determine, parse_mark
from classify.api_compile import CeilingResult, compile_ceiling
from classify.api_status import StatusResult, status
from classify.cli import show
from classify.cli.batch import print_summary
from classify.cli.compile import show_ceiling
from classify.cli.settings import AsOf, Catalogs, Json, Lang, Rule, Settings, settings
from classify.cli.status import show_status
from classify.documents.graph import Graph
from classify.documents.history import History
from classify.documents.matter import Matter
from classify.text.sentences import sentence, tables


def tour(
    catalog: Catalogs = None, lang: Lang = None, as_json: Json = False, as_of: AsOf = None, expiry_rule: Rule = "civil"
) -> int:
    """一分钟演示：事项、标志、汇编、经过、台账。/ A minute on invented matters, marks, a compilation, a history, a register."""
    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    catalogs = chosen.catalogs
    script = tomllib.loads(files("classify.cli").joinpath("tour.toml").read_text(encoding="utf-8"))
    if chosen.as_json:
        told: dict[str, Any] = {"matters": _matters(script, chosen), "marks": _marks(script, chosen)}
        told["compilation"] = _compiled(script, chosen).to_dict(chosen.lang)
        told["status"] = _stood(script, chosen).to_dict(chosen.lang)
        told["batch"] = _summed(script, chosen)
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    out = show.console()
    out.print(Text(_say(chosen, "title"), style="bold"))
    for step in script["matter"]:
        out.print(Line(tables(chosen.lang)["tour"]["step"][step["step"]], align="left"))
        out.print(Text(_say(chosen, "matter", title=step["title"]), style="dim"))
        show.result(_determined(step, chosen), chosen.lang)
    out.print(Line(_say(chosen, "marks"), align="left"))
    for step in script["mark"]:
        out.print(Text(step["text"], style="bold"))
        show.mark(parse_mark(step["text"], issued=step.get("issued"), as_of=chosen.as_of), chosen.lang)
    out.print(Line(_say(chosen, "compilation"), align="left"))
    show_ceiling(_compiled(script, chosen), None, chosen.lang)
    out.print(Line(_say(chosen, "history"), align="left"))
    show_status(_stood(script, chosen), chosen.lang)
    out.print(Line(_say(chosen, "register"), align="left"))
    print_summary(_summed(script, chosen), chosen)
    out.print(Line())
    counts = {"matters": len(script["matter"]), "marks": len(script["mark"]), "catalogs": len(catalogs)}
    for key in ("done", "sample", "next"):
        out.print(_say(chosen, key, **counts), markup=False)
    return 0


def _determined(step: dict[str, Any], chosen: Settings) -> Any:  # noqa: ANN401 -- a Result, named by `show`
    matter = Matter.model_validate({name: value for name, value in step.items() if name != "step"})
    return determine(matter, chosen.catalogs, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule)


def _compiled(script: dict[str, Any], chosen: Settings) -> CeilingResult:
    graph = Graph.model_validate(script["graph"])
    return compile_ceiling(graph, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule)


def _stood(script: dict[str, Any], chosen: Settings) -> StatusResult:
    history = History.model_validate(script["history"])
    return status(history, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule)


def _summed(script: dict[str, Any], chosen: Settings) -> dict[str, Any]:
    """Evaluate the rows of a register and sum them up."""
    import pyarrow as pa  # noqa: PLC0415 -- only here, and it takes a while

    from classify.batch import evaluate  # noqa: PLC0415 -- the same
    from classify.batch.summary import Summary  # noqa: PLC0415 -- the same

    answers = evaluate(pa.Table.from_pylist(script["row"]), chosen.catalogs, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule)
    summary = Summary(frozenset(one.id for one in chosen.catalogs if one.standing == "sample"))
    for batch in answers.to_batches():
        summary.add(batch)
    return {**summary.to_dict(), "as_of": chosen.as_of.isoformat()}


def _matters(script: dict[str, Any], chosen: Settings) -> list[dict[str, Any]]:
    return [_determined(step, chosen).to_dict(chosen.lang) for step in script["matter"]]


def _marks(script: dict[str, Any], chosen: Settings) -> list[dict[str, Any]]:
    return [
        parse_mark(step["text"], issued=step.get("issued"), as_of=chosen.as_of).to_dict(chosen.lang) for step in script["mark"]
    ]


def _say(chosen: Settings, key: str, **values: object) -> str:
    return sentence(chosen.lang, "tour", key, values)
