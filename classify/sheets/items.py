"""An office's list of secret matters becomes a catalog's folder, marked for review; and a catalog becomes such a list."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from classify.catalog.drafting import draft
from classify.catalog.files import CASES, CATALOG
from classify.catalog.lint import item_digest
from classify.catalog.writing import toml_text
from classify.errors import Faults, InputError
from classify.mark import read
from classify.numeral import number
from classify.script import clean, plain
from classify.sheets.heading import Purpose
from classify.sheets.limit import limit_of
from classify.sheets.marks import level_of
from classify.sheets.table import Table, read_column, read_table, texts
from classify.sheets.values import flag_of, text_of, tiers_of, word_of, words

__all__ = ["PURPOSE", "Imported", "import_catalog", "read_items"]

PURPOSE: Final = Purpose(
    frozenset(
        {
            *("id", "title", "mark", "level", "period", "opening", "condition", "tier", "audience", "basis", "scheme"),
            *("invented", "residual", "note"),
        }
    ),
    ("title",),
    ("level", "mark", "period", "id"),
)
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.()_-]{0,19}")
_CATALOG_ID: Final = re.compile(r"[a-z][a-z0-9-]{1,59}")
_LONGEST: Final = 4000
_SOME_DAY: Final = date(2001, 1, 1)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a sheet: the catalog's items, those whose criteria were drafted, and those that have none."""

    id: str
    items: int
    drafted: tuple[str, ...]
    without: tuple[str, ...]
    residual: tuple[str, ...]
    passed: tuple[str, ...]
    unread: tuple[str, ...]


def import_catalog(  # noqa: PLR0913 -- the papers of a catalog
    path: Path,
    out: Path,
    *,
    catalog_id: str | None = None,
    title: str | None = None,
    source: str | None = None,
    retrieved: date | None = None,
    sheet: str | None = None,
) -> Imported:
    """Write the folder of a catalog of standing `local` from a sheet of items.

    Criteria are drafted by the rule of `catalog.drafting` and marked for review; nothing that the sheet does not say
    is put in. Raises InputError `catalog-exists`, `catalog-id-form`, and Faults that name every cell at fault.
    """
    name = out.name if catalog_id is None else catalog_id
    if _CATALOG_ID.fullmatch(name) is None:
        raise InputError("catalog-id-form", where="--out" if catalog_id is None else "--id")
    if out.exists():
        raise InputError("catalog-exists", where="--out")
    table = read_table(path, PURPOSE, sheet=sheet)
    items = read_items(table)
    invented = any("invented" in item for item in items)
    tables: dict[str, Any] = {
        "schema": "classify/catalog/1",
        "id": name,
        "title": title or table.title or table.name,
        "standing": "sample" if invented else "local",
        "scheme": "state" if any(table.has(one) for one in ("level", "mark")) else "local",
        "note": NOTE,
        "papers": {
            "source": source or path.name,
            **({} if retrieved is None else {"retrieved": retrieved}),
            "completeness": f"表中{len(items)}项全部录入",
            "digest": "",
        },
        "item": items,
    }
    tables["papers"]["digest"] = item_digest(tomllib.loads(toml_text(tables)))
    drafts = [item for item in items if "when" in item]
    remarks = {item["id"]: REVIEW if "when" in item else NO_CRITERIA for item in items if not item.get("residual")}
    out.mkdir(parents=True)
    (out / CATALOG).write_text(toml_text(tables, remarks), encoding="utf-8")
    if drafts:
        cases = {"case": [_case(item, retrieved) for item in drafts]}
        (out / CASES).write_text(toml_text(cases, {one["name"]: REVIEW for one in cases["case"]}), encoding="utf-8")
    return Imported(
        name,
        len(items),
        tuple(item["id"] for item in drafts),
        tuple(item["id"] for item in items if "when" not in item and not item.get("residual")),
        tuple(item["id"] for item in items if item.get("residual")),
        table.passed,
        table.unread,
    )


NOTE: Final = "由表格录入，未经审核：匹配条件是程序按名称起草的，须逐项审核。"
REVIEW: Final = "待审核 / review: 匹配条件由名称起草 / criteria drafted from the name"
NO_CRITERIA: Final = "待补 / to be written: 名称中起草不出匹配条件，请写 when / the name gives no criteria"


def read_items(table: Table) -> list[dict[str, Any]]:
    """Read every row as an item of catalog.toml; raises Faults with all cells at fault."""
    faults = table.faults
    ids = _ids(table, faults)
    names = texts(table, "title", faults)
    levels = read_column(table, "mark" if table.has("mark") and not table.has("level") else "level", _level, faults)
    unit = table.heading.columns["period"].aside if table.has("period") else None
    terms = [read_column(table, name, lambda value: limit_of(value, unit), faults) for name in ("period", "opening", "condition")]
    told = {name: texts(table, name, faults) for name in ("audience", "basis", "note")}
    tiers = read_column(table, "tier", tiers_of, faults)
    schemes = read_column(table, "scheme", lambda value: word_of(value, "scheme"), faults)
    invented = read_column(table, "invented", _invented, faults)
    residual = read_column(table, "residual", flag_of, faults)
    items: list[dict[str, Any]] = []
    for row, name in enumerate(names):
        if name is None:
            faults.append(InputError("empty-value", where=table.place("title", row)))
            continue
        stated = levels[row] or {}
        term = next((one[row] for one in terms if one[row] is not None), None) or stated.get("term")
        drafted = draft(name)
        is_residual = drafted.residual if residual[row] is None else bool(residual[row])
        note = told["note"][row]
        scheme = schemes[row] or stated.get("scheme")
        if stated.get("level") is None and scheme in (None, "state") and table.has("level"):
            note = f"{note.rstrip('。')}；{NO_LEVEL}" if note and NO_LEVEL not in note else note or NO_LEVEL
        item: dict[str, Any] = {
            "id": ids[row],
            "name": name,
            "level": stated.get("level"),
            "cite": told["basis"][row] or f"表中编号{ids[row]}",
            "scheme": scheme,
            "term": term,
            "tiers": tiers[row],
            "audience": told["audience"][row],
            "invented": invented[row],
            "residual": is_residual or None,
            "note": note,
            "when": None if is_residual or drafted.limb is None else [drafted.limb],
        }
        faults += [
            InputError("too-long", where=table.place(column, row))
            for column, value in (("title", name), ("audience", item["audience"]), ("note", note))
            if value is not None and len(value) > _LONGEST
        ]
        items.append({key: value for key, value in item.items() if value is not None})
    if faults:
        raise Faults(faults)
    if not items:
        raise InputError("empty-value", where=f"#{table.sheet}")
    return items


NO_LEVEL: Final = "来源表中没有写密级"


def _ids(table: Table, faults: list[InputError]) -> list[str]:
    """Give the numbers of the list, Chinese ones as figures, or running ones where it has none."""
    if not table.has("id"):
        return [str(row + 1) for row in range(len(table.rows))]
    found: list[str] = []
    seen: dict[str, int] = {}
    for row, text in enumerate(texts(table, "id", faults)):
        bare = clean(text or "").rstrip(".、")
        told = str(counted) if (counted := number(bare)) is not None else bare
        if _ID.fullmatch(told) is None:
            faults.append(InputError("sheet-item-id", where=table.place("id", row)))
        elif told in seen:
            faults.append(InputError("sheet-id-twice", where=table.place("id", row), other=table.place("id", seen[told])))
        seen.setdefault(told, row)
        found.append(told)
    return found


def _level(value: Any) -> dict[str, Any]:  # noqa: ANN401 -- a cell
    """Read a level, a whole mark, or the word of another kind of secret."""
    text = text_of(value)
    level = level_of(text)
    if level is not None:
        return {"level": level.value}
    for code, known in words()["scheme"].items():
        if plain(text) in known and code != "state":
            return {"scheme": code}
    reading = read(text)
    if reading.level is None:
        raise InputError("level-unknown")
    return {"level": reading.level.value} | ({} if reading.term is None else {"term": limit_of(text.partition("★")[2])})


def _invented(value: Any) -> list[str]:  # noqa: ANN401 -- a cell
    return [word_of(part, "invented") for part in re.split("[;；、，,]", text_of(value)) if part.strip()]


def _case(item: dict[str, Any], retrieved: date | None) -> dict[str, Any]:
    """Draft the case that an item is met by a title that is its phrase; that no other item is met, is to be looked at."""
    limb = item["when"][0]
    return {
        "name": f"事项{item['id']}的名称",
        "title": limb["words"][0][0],
        **({"facts": limb["facts"]} if "facts" in limb else {}),
        "day": retrieved or _SOME_DAY,
        "met": [item["id"]],
        "why": "名称就是事项的名称；由程序起草，待审核",
    }
