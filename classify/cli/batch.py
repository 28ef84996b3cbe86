"""`classify batch`: re-evaluates an inventory and sums it up."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from classify.catalog.read import load_catalogs
from classify.cli.changes import print_changes
from classify.cli.notices import notices_of, notices_told, print_copied, print_notices
from classify.cli.progress import Progress
from classify.cli.settings import AsOf, Catalogs, Copy, Json, Lang, Rule, Settings, SheetName, Threads, settings
from classify.errors import InputError
from classify.text.sentences import labelled, sentence, tables


def batch(
    inventory: Annotated[
        str,
        typer.Argument(
            metavar="INVENTORY",
            help="台账：.parquet、.csv、.xlsx，文件夹或者通配符 / the inventory: .parquet, .csv, .xlsx, a folder or a glob",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="输出文件，.parquet、.csv 或者 .xlsx / the output, .parquet, .csv or .xlsx"),
    ],
    resume: Annotated[
        bool,
        typer.Option("--resume", help="保留已完成的部分，中断后接着做 / keep finished parts, and go on after an interruption"),
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE.html", help="另写一页报告，供看和打印 / also a report, a page to read and print"),
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="保留台账的其他栏目 / keep the other columns of the inventory")] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="有错误级问题的，退出状态为 1 / exit status 1 where there is a finding of severity error"),
    ] = False,
    ids: Annotated[
        str, typer.Option("--ids", metavar="checked|trusted", help="是否检查 id 唯一 / whether ids are tested to be unique")
    ] = "checked",
    sheet: SheetName = None,
    annotate: Copy = None,
    earlier: Annotated[
        Path | None,
        typer.Option(
            "--earlier",
            metavar="FILE.parquet",
            help="先前的结果：只重新评估可能不同的行 / an earlier answer: only what may differ is evaluated again",
        ),
    ] = None,
    earlier_inventory: Annotated[
        str | None, typer.Option("--earlier-inventory", metavar="INVENTORY", help="先前的台账 / the inventory of that answer")
    ] = None,
    earlier_catalog: Annotated[
        list[str] | None,
        typer.Option("--earlier-catalog", metavar="ID|PATH", help="先前的目录，可重复 / the catalogs of that answer, repeatable"),
    ] = None,
    threads: Threads = None,
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """重新评估一份台账：每行的状态、解密日、问题和应办事项。/ Re-evaluate an inventory: states, days, findings, what to do."""
    # numpy and pyarrow load only when an inventory is evaluated
    from classify.batch.again.earlier import Earlier  # noqa: PLC0415
    from classify.batch.kernel import Kernel  # noqa: PLC0415
    from classify.cli.page import Page  # noqa: PLC0415
    from classify.sheets.evaluation import evaluate_inventory  # noqa: PLC0415
    from classify.sheets.given import gathered  # noqa: PLC0415

    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    if ids not in {"checked", "trusted"}:
        raise InputError("usage-value", where="--ids")
    if (earlier is None) != (earlier_inventory is None) or (earlier_catalog and earlier is None):
        raise InputError("earlier-alone", where="--earlier")
    for where, given in (("--resume", resume), ("--annotate", annotate)):
        if given and earlier is not None:
            raise InputError("usage-value", where=where)
    kernel = Kernel(chosen.catalogs, chosen.as_of, chosen.expiry_rule)
    page = None if report is None else Page(report, kernel, chosen.lang)
    _check_outputs({"--out": out, "--report": report, "--annotate": annotate})
    before = None
    with ExitStack() as stack:
        if earlier is not None and earlier_inventory is not None:
            catalogs = load_catalogs(*earlier_catalog) if earlier_catalog else None
            old = stack.enter_context(gathered(earlier_inventory, kernel.matcher.vocabulary)).paths
            before = Earlier(old, earlier, kernel, catalogs=catalogs, threads=threads)
        found = evaluate_inventory(
            inventory,
            out,
            kernel,
            lang=chosen.lang,
            sheet=sheet,
            annotated=annotate,
            tell=partial(print_copied, chosen.lang),
            keep=keep,
            resume=resume,
            trusted=ids == "trusted",
            threads=threads,
            progress=stack.enter_context(Progress(chosen.lang)),
            watch=None if page is None else page.add,
            earlier=before,
        )
    summary = found.summary
    if page is not None:
        page.write(summary, tuple(notices_of(found.given, chosen.lang, kept=keep)))
    print_notices(found.given, chosen.lang, kept=keep)
    told = {**summary.to_dict(), "as_of": chosen.as_of.isoformat()}
    if lists := notices_told(found.given, chosen.lang):
        told["lists"] = lists
    if before is not None:
        told["changes"] = before.changes.to_dict()
    if chosen.as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print_summary(told, chosen)
        if before is not None:
            print_changes(told["changes"], chosen.lang)
    return int(check and (summary.errors > 0 or bool(found.given.faults)))


def _check_outputs(places: Mapping[str, Path | None]) -> None:
    """Refuse what could not be written, before anything is evaluated.

    Raises InputError `output-is-folder`, `output-not-written`, `outputs-same`.
    """
    seen: set[Path] = set()
    for where, path in places.items():
        if path is None:
            continue
        if path.is_dir():
            raise InputError("output-is-folder", where=where)
        if not os.access(path.absolute().parent, os.W_OK | os.X_OK):
            raise InputError("output-not-written", where=where)
        if path.resolve() in seen:
            raise InputError("outputs-same", where=where)
        seen.add(path.resolve())


def print_summary(told: dict[str, Any], chosen: Settings) -> None:
    """Print the summary: what is meant in the chosen language, the ids beside it."""
    words = tables(chosen.lang)
    heads = words["batch"]
    print(sentence(chosen.lang, "batch", "done", {"rows": f"{told['rows']:,}", "as_of": told["as_of"]}))
    for part, names in (("states", "state"), ("levels", "level"), ("actions", "action"), ("findings", "finding")):
        known: dict[str, str] = heads.get(names) or words[names]
        _print_counts(heads[part], ((labelled(known[name], name), times) for name, times in told[part].items()))
    months = list(told["openings"].items())
    later = sum(times for _, times in months[_MONTHS:])
    _print_counts(heads["openings"], months[:_MONTHS] + ([(heads["later"], later)] if later else []))


def _print_counts(head: str, counts: Iterable[tuple[str, int]]) -> None:
    lines = [f"  {times:>12,}  {label}" for label, times in counts]
    if lines:
        print(head, *lines, sep="\n")


_MONTHS = 24
"""Months that are shown one by one; `--json` has all of them."""
