"""A form as data: its rows with what is filled in, what is ticked, and where somebody signs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import Any, Literal, get_args

from classify.errors import Language
from classify.text.sentences import sentence

__all__ = ["KINDS", "Form", "FormKind", "Row", "form_of", "words"]

FormKind = Literal["determination", "change", "declassification", "notice", "explanation"]
KINDS: tuple[FormKind, ...] = get_args(FormKind)

LONG, WIDTH = 16, 40
"""A row of more lines than this, of about so many characters, may go over the end of a page."""

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
    repeated: bool = False
    """Whether it names what is signed, and stands on top of every sheet where the form goes over the first."""

    @property
    def whole(self) -> bool:
        """Whether the row stays on one sheet of paper: who signs sees what he signs; only long ones are broken."""
        return sum(1 + len(line) // WIDTH for line in self.filled) <= LONG

    @property
    def boxes(self) -> str:
        """The choices, each with a box before it."""
        return "　".join(f"□{choice}" for choice in self.choices)


@dataclass(frozen=True, slots=True, repr=False)
class Form:
    """A form in one language: a line above it, a warning that nobody overlooks, the rows, and notes below."""

    kind: FormKind
    lang: Language
    title: str
    head: str | None
    warning: str | None
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    @property
    def top(self) -> int:
        """How many rows stand on top of every sheet: the first ones, as long as they are short enough to be repeated."""
        return sum(1 for _ in takewhile(lambda row: row.repeated and row.whole, self.rows))


def form_of(  # noqa: PLR0913 -- what stands in a form, and what stands over it
    kind: FormKind, values: Values, lang: Language, *, as_of: date, sample: bool = False, case: str | None = None
) -> Form:
    """Fill a form with what is known; what is not known stays empty and can be written by hand.

    `case` is the outcome of a check; some have a form, or rows, of their own.

    >>> form = form_of("notice", {"title": ("某项工作方案",)}, "zh", as_of=date(2026, 11, 21))
    >>> form.title, form.rows[1].label, form.rows[1].filled
    ('国家秘密事项通知书', '事项名称', ('某项工作方案',))
    """
    plain = _forms()["form"][kind]
    told = plain | plain.get("case", {}).get(case, {})
    own = _forms()["case"].get(case, {})
    made = ((name, _forms()["row"][name] | own.get(name, {})) for name in told["rows"])
    rows = tuple(_row(name, row, values, lang) for name, row in made if values.get(name) or not row.get("optional"))
    warning = sentence(lang, "heading", "sample_warning") if sample else None
    notes = tuple(words(name, lang).format(day=as_of.isoformat()) for name in told["notes"])
    title = told["title"][lang] if "title" in told else sentence(lang, "heading", "title")
    head = words(told["head"], lang) if "head" in told else None
    return Form(kind, lang, title, head, warning, rows, notes)


def words(name: str, lang: Language) -> str:
    """Return one of the words that all forms share, or what a page says under the same name."""
    known = _forms()["words"]
    return str(known[name][lang]) if name in known else sentence(lang, "heading", name)


def _row(name: str, row: Mapping[str, Any], values: Values, lang: Language) -> Row:
    filled = values.get(row.get("value", name), ())
    if "text" in row:
        filled = (row["text"][lang],)
    elif not filled and row.get("none"):
        filled = (sentence(lang, "heading", "none"),)
    return Row(
        label=row["label"][lang] if "label" in row else sentence(lang, "heading", name),
        filled=filled,
        choices=tuple(row["choices"][lang]) if "choices" in row else (),
        lines=row.get("lines", 0),
        signature=words(row["signed"], lang) if "signed" in row else None,
        repeated=row.get("repeated", False),
    )


@cache
def _forms() -> Mapping[str, Any]:
    return tomllib.loads(files("classify.forms").joinpath("forms.toml").read_text(encoding="utf-8"))
