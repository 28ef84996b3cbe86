"""`classify form`: a form to be signed, filled from a matter or its history."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from classify.api import determine
from classify.api_status import status
from classify.cli.reading import LARGEST, read_whole
from classify.cli.settings import AsOf, Catalogs, Json, Lang, Rule, Settings, settings
from classify.documents import History, read_history, read_matter
from classify.errors import InputError
from classify.forms.docx import docx_of
from classify.forms.filling import explained, filled_by_check, filled_by_status
from classify.forms.form import KINDS, Form, FormKind
from classify.forms.html import html_of
from classify.text.sentences import sentence
from classify.whole import write_whole

SUFFIXES = (".docx", ".html")


def form(
    kind: Annotated[str, typer.Argument(metavar="|".join(KINDS), help="审批表的种类 / which form")],
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="事项的 .json，或者事项及其经过 / a matter, or its history")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="输出文件，.docx 或者 .html / the output, .docx or .html")],
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """填好一张审批表、通知书或者定密说明，供签名。/ A form to be signed, filled from a matter."""
    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    if kind not in KINDS:
        raise InputError("form-kind", where="form", known=", ".join(KINDS))
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError("form-output", where="--out")
    data = read_whole(file, LARGEST, "file-too-large")
    made = _filled(kind, _history(data), chosen)
    write_whole(out, docx_of(made) if suffix == ".docx" else html_of(made), "--out")
    if chosen.as_json:
        print(json.dumps({"schema": "classify/form/1", "kind": kind, "as_of": chosen.as_of.isoformat()}))
    else:
        print(sentence(chosen.lang, "cli", "form_made"))
    return 0


def _filled(kind: FormKind, history: History, chosen: Settings) -> Form:
    if kind not in {"determination", "explanation"}:
        stands = status(history, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule, catalogs=chosen.catalogs)
        return filled_by_status(kind, history, stands, chosen.as_of, chosen.lang)
    matter = history.matter
    result = determine(matter, chosen.catalogs, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule)
    if kind == "explanation":
        return explained(matter, result, chosen.lang)
    return filled_by_check(matter, result, chosen.catalogs, chosen.lang)


def _history(data: str) -> History:
    """Read a matter with its events, or a matter by itself."""
    try:
        top = json.loads(data)
    except (ValueError, RecursionError):
        top = None
    if isinstance(top, dict) and "matter" in top:
        return read_history(data)
    return History(matter=read_matter(data))
