"""`classify selftest`: the engines held against each other on generated cases, in the user's own hands."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from classify.cli.settings import AsOf, Catalogs, Json, Lang, Rule, Settings, settings
from classify.selftest.comparing import Compared, compare
from classify.selftest.pairs import pairs
from classify.text.sentences import sentence, tables


def selftest(
    cases: Annotated[int, typer.Option("--cases", metavar="NUMBER", min=1, help="每一对比较多少例 / cases for each pair")] = 1000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="NUMBER", help="种子，相同的种子生成相同的例 / the same seed gives the same cases")
    ] = 1,
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """用生成的事项、台账和图比较各个引擎。/ Compare the engines on generated matters, inventories and graphs."""
    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    names = [one.id for one in chosen.catalogs]
    head = {"catalogs": names, "seed": seed, "as_of": chosen.as_of.isoformat()}
    if not as_json:
        shown = {**head, "catalogs": ("、" if chosen.lang == "zh" else ", ").join(names)}
        print(sentence(chosen.lang, "selftest", "head", shown))
    compared = []
    for pair in pairs(chosen.catalogs, chosen.as_of, chosen.expiry_rule, seed):
        compared.append(compare(pair, cases))
        if not as_json:
            _print(compared[-1], chosen)
    differ = any(one.differ for one in compared)
    if as_json:
        told = {"schema": "classify/selftest/1", **head, "agreed": not differ, "pairs": [_told(one) for one in compared]}
        print(_json(told))
    else:
        print(sentence(chosen.lang, "selftest", "some" if differ else "all"))
    return int(differ)


def _print(one: Compared, chosen: Settings) -> None:
    """Print a line for a pair, and its counter-example: it is generated, so it may be shown whole."""
    lang = chosen.lang
    left, right, about = tables(lang)["selftest"]["pair"][one.id]
    key = "absent" if not one.installed else "differ" if one.differ else "agreed"
    counts = {"cases": f"{one.cases:,}", "wrong": f"{one.cases - one.agreed:,}"}
    print(f"{left} = {right} ({about}): {sentence(lang, 'selftest', key, counts)}", flush=True)
    if one.example is not None:
        print(sentence(lang, "selftest", "example"), _json(one.example.case), sep="\n")
        for engine, answer in ((left, one.example.one), (right, one.example.other)):
            print(sentence(lang, "selftest", "says", {"engine": engine}), _json(answer), sep="\n")


def _told(one: Compared) -> dict[str, Any]:
    example = one.example
    shown = None if example is None else {"case": example.case, "answers": [example.one, example.other]}
    return {"id": one.id, "installed": one.installed, "cases": one.cases, "agreed": one.agreed, "example": shown}


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, default=str)
