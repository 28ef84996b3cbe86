"""Options that commands share, and what every command takes: language, JSON, catalogs, day of asking, rule of the last day."""

from __future__ import annotations

import locale
import os
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, cast, get_args

import typer

from classify.catalog.model import Catalog
from classify.catalog.read import load_catalogs
from classify.documents.matter import TIERS
from classify.errors import InputError, Language
from classify.term import ExpiryRule

DAY_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="zh|en", help="语言，默认随环境，其余为中文 / language, by the environment unless given, else Chinese"
    ),
]
Json = Annotated[
    bool,
    typer.Option(
        "--json", help="标准输出只有 JSON：一个文档，或者每行一个 / only JSON on standard output: one document, or one a line"
    ),
]
Catalogs = Annotated[
    list[str] | None,
    typer.Option(
        "--catalog",
        metavar="ID|PATH",
        help="用哪些目录，可重复，默认随附的除 local 以外的全部 / catalogs, repeatable; all shipped but local unless given",
    ),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="截至日，默认今天 / the day of asking, today unless given")
]
Rule = Annotated[
    str,
    typer.Option(
        "--expiry-rule",
        metavar="civil|anniversary",
        help="期限届满的对应日仍保密，或者已解密 / whether the day that ends a term is still secret, or open",
    ),
]
Issued = Annotated[
    str | None,
    typer.Option("--issued", metavar="YYYY-MM-DD", help="制发日，期限由此起算 / day of issue, from which the term runs"),
]
Notified = Annotated[
    str | None,
    typer.Option(
        "--notified", metavar="YYYY-MM-DD", help="通知之日，没有制发日的由此起算 / day of notice, for want of the day of issue"
    ),
]
SheetName = Annotated[
    str | None,
    typer.Option(
        "--sheet",
        metavar="NAME|NUMBER",
        help="读工作簿的哪一张表，名称或者序号 / which sheet of a workbook is read, by name or number",
    ),
]
Copy = Annotated[
    Path | None,
    typer.Option("--annotate", metavar="COPY.xlsx", help="把问题批注在副本上 / a copy with what is wrong as comments"),
]
Threads = Annotated[int | None, typer.Option("--threads", metavar="NUMBER", min=1, help="线程数 / number of threads")]


@dataclass(frozen=True)
class Settings:
    """The common options, read."""

    lang: Language
    as_json: bool
    as_of: date
    expiry_rule: ExpiryRule
    names: tuple[str, ...] = ()

    @cached_property
    def catalogs(self) -> tuple[Catalog, ...]:
        """The chosen catalogs, or all shipped ones without lists of one organ."""
        return load_catalogs(*self.names)


def settings(lang: str | None, as_json: bool, as_of: str | None, expiry_rule: str, names: list[str] | None = None) -> Settings:
    """Read the common options. Only here is today read, and only where no day was given."""
    if expiry_rule not in get_args(ExpiryRule):
        raise InputError("expiry-rule-unknown", where="--expiry-rule")
    return Settings(
        lang=language(lang),
        as_json=as_json,
        as_of=day(as_of, "--as-of") or date.today(),  # noqa: DTZ011 -- the user's own calendar day
        expiry_rule=cast("ExpiryRule", expiry_rule),
        names=tuple(names or ()),
    )


def language(chosen: str | None) -> Language:
    """Return the language: chosen, else by the locale, else Chinese."""
    if chosen is not None:
        if chosen not in get_args(Literal["zh", "en"]):
            raise InputError("language-unknown", where="--lang")
        return cast("Language", chosen)
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not named:
        named = locale.getlocale()[0] or ""
    return "en" if named.startswith("en") else "zh"


def day(text: str | None, where: str) -> date | None:
    """Read a day given as an option, in any form that a spreadsheet may have (2026年11月1日)."""
    if text is None:
        return None
    from classify.sheets.values import day_of  # noqa: PLC0415 -- what reads a spreadsheet loads only when something is read

    try:
        return date.fromisoformat(text) if DAY_FORM.fullmatch(text) else day_of(text)
    except ValueError:  # ours are such errors too
        raise InputError("bad-date", where=where) from None


def tier(text: str | None, where: str) -> str | None:
    """Read a tier given as an option: its id, or a word that a spreadsheet may use for it (县级)."""
    if text is None or text in TIERS:
        return text
    from classify.sheets.values import word_of, words  # noqa: PLC0415 -- as above

    try:
        return word_of(text, "tier")
    except InputError:
        choices = ", ".join(f"`{name}` {words()['tier'][name][0]}" for name in TIERS)
        raise InputError("unknown-choice", where=where, choices=choices) from None
