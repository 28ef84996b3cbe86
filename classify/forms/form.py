"""A form as data: its rows with what is filled in, what is ticked, and where somebody signs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from classify.errors import Language

__all__ = ["KINDS", "Form", "FormKind", "Row", "form_of", "words"]

FormKind = Literal["determination", "change", "declassification", "notice"]
KINDS: tuple[FormKind, ...] = get_args(FormKind)

Values = Mapping[str, tuple[str, ...]]
"""What can be filled in, by name: lines of text; nothing where nothing is known."""


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One row: label, lines filled in, boxes to tick, empty lines for writing, and a line for a signature, if any."""

    label: str
    filled: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    lines: int = 0
    signature: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Form:
    """A form in one language; `notes` stand below it."""

    kind: FormKind
    lang: Language
    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def form_of(kind: FormKind, values: Values, notes: tuple[str, ...], lang: Language) -> Form:
    """Fill a form with what is known; what is not known stays empty and can be written by hand.

    >>> form = form_of("notice", {"title": ("某项工作方案",)}, (), "zh")
    >>> form.title, [row.filled for row in form.rows if row.filled]
    ('国家秘密事项通知书', [('某项工作方案',)])
    """
    told = _forms()[kind]
    rows = tuple(_row(row, values, lang) for row in told["row"])
    return Form(kind, lang, told["title"][lang], rows, notes)


def words(name: str, lang: Language) -> str:
    """Return one of the words that all forms share."""
    told = _forms()["words"][name]
    return str(told if isinstance(told, str) else told[lang])


def _row(row: Mapping[str, Any], values: Values, lang: Language) -> Row:
    return Row(
        label=row["label"][lang],
        filled=values.get(row["value"], ()) if "value" in row else (),
        choices=tuple(row["choices"][lang]) if "choices" in row else (),
        lines=row.get("lines", 0),
        signature=words("signature", lang) if row.get("signed") else None,
    )


@cache
def _forms() -> Mapping[str, Any]:
    return tomllib.loads(files("classify.forms").joinpath("forms.toml").read_text(encoding="utf-8"))
