"""`classify batch`: re-evaluates an inventory and sums it up."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from classify.cli.exchange import Copy, SheetName, shown_places
from classify.cli.settings import AsOf, Catalogs, Json, Lang, Rule, Settings, settings
from classify.errors import InputError
from classify.text.sentences import sentence, tables

_EVERY = 0.5
"""Seconds between two lines of progress."""


def batch(
    inventory: Annotated[
        str, typer.Argument(help="台账：.parquet、.csv、.xlsx，文件夹或者通配符 / inventory: file, folder or glob")
    ],
    out: Annotated[Path, typer.Option("--out", help="输出文件，.parquet、.csv 或者 .xlsx / output file")],
    resume: Annotated[
        bool, typer.Option("--resume", help="保留已完成的部分，中断后接着做 / keep finished parts and go on")
    ] = False,
    keep: Annotated[bool, typer.Option("--keep", help="保留台账的其他栏目 / keep the other columns")] = False,
    check: Annotated[bool, typer.Option("--check", help="有错误级问题时退出码为 1 / exit status 1 on errors")] = False,
    ids: Annotated[
        str, typer.Option("--ids", metavar="checked|trusted", help="是否检查 id 唯一 / whether ids are tested")
    ] = "checked",
    sheet: SheetName = None,
    annotate: Copy = None,
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="线程数 / threads")] = None,
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """重新评估一份台账：每行的状态、解密日、问题和应办事项。/ Re-evaluate an inventory: states, days, findings, what to do."""
    # numpy and pyarrow load only when an inventory is evaluated
    from classify.batch.kernel import Kernel  # noqa: PLC0415
    from classify.sheets.evaluation import evaluate_inventory  # noqa: PLC0415

    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    if ids not in {"checked", "trusted"}:
        raise InputError("usage-value", where="--ids")
    kernel = Kernel(chosen.catalogs, chosen.as_of, chosen.expiry_rule)
    progress = _Progress(chosen)
    found = evaluate_inventory(
        inventory,
        out,
        kernel,
        lang=chosen.lang,
        sheet=sheet,
        annotated=annotate,
        keep=keep,
        resume=resume,
        trusted=ids == "trusted",
        threads=threads,
        progress=progress.show,
    )
    progress.end()
    summary = found.summary
    for name, places in (("passed", found.passed), ("unread", found.unread)):
        if places:
            print(sentence(chosen.lang, "sheet", name, {"places": shown_places(places)}), file=sys.stderr)
    if found.uncommented:
        print(sentence(chosen.lang, "sheet", "uncommented", {"count": f"{found.uncommented:,}"}), file=sys.stderr)
    told = {**summary.to_dict(), "as_of": chosen.as_of.isoformat()}
    if chosen.as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print(told, chosen)
    return int(check and summary.errors > 0)


class _Progress:
    """Rows done, rate and time left on standard error; only where somebody watches."""

    def __init__(self, chosen: Settings) -> None:
        self._lang = chosen.lang
        self._begun = self._told = time.monotonic()
        self._shown = False

    def show(self, done: int, rows: int | None) -> None:
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self._told < _EVERY:
            return
        self._told, self._shown = now, True
        rate = done / max(now - self._begun, 1e-6)
        left = "?" if rows is None else f"{(rows - done) / rate:.0f}"
        values = {"done": f"{done:,}", "rows": "?" if rows is None else f"{rows:,}", "rate": f"{rate:,.0f}", "left": left}
        print("\r" + sentence(self._lang, "batch", "progress", values) + "  ", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._shown:
            print(file=sys.stderr)


def _print(told: dict[str, Any], chosen: Settings) -> None:
    """Print the summary, names in the chosen language with the ids beside them."""
    words = tables(chosen.lang)["batch"]
    print(sentence(chosen.lang, "batch", "done", {"rows": f"{told['rows']:,}", "as_of": told["as_of"]}))
    for part, names in (("states", "state"), ("levels", "level"), ("actions", "action"), ("findings", None), ("openings", None)):
        if not told[part]:
            continue
        print(words[part])
        known: dict[str, str] = {} if names is None else words.get(names) or tables(chosen.lang)[names]
        for name, times in list(told[part].items())[:_MOST]:
            label = f"{name} {known[name]}" if name in known else name
            print(f"  {times:>12,}  {label}")


_MOST = 24
