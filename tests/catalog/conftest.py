"""Small catalogs of invented words, written where a test can spoil them."""

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

HEAD: dict[str, Any] = {
    "schema": "classify/catalog/1",
    "id": "lamp-works",
    "title": "灯塔工作目录",
    "from": date(2010, 1, 1),
    "to": date(2030, 12, 31),
    "standing": "sample",
    "scheme": "state",
    "papers": {"source": "为测试所拟"},
}
ITEMS: list[dict[str, Any]] = [
    {
        "id": "1",
        "name": "灯塔亮度调整方案",
        "level": "secret",
        "cite": "一",
        "term": {"maximum": "10年"},
        "when": [{"words": [["灯塔"], ["亮度", "光度"], ["方案"]], "none": ["油漆"], "facts": {"state": "未公布"}}],
    },
    {
        "id": "2",
        "name": "航标密码表",
        "level": "confidential",
        "cite": "二",
        "term": {"event": "启用前"},
        "when": [{"words": [["航标"], ["密码"]]}],
    },
    {"id": "3", "name": "其它保密事项", "level": "secret", "cite": "三", "residual": True},
]
CASES: list[dict[str, Any]] = [
    {"name": "灯塔亮度", "title": "灯塔亮度方案（未公布）", "day": date(2020, 1, 1), "met": ["1"], "why": "词语俱全"},
    {"name": "灯塔油漆", "title": "灯塔亮度油漆方案（未公布）", "day": date(2020, 1, 1), "met": [], "why": "油漆除外"},
    {"name": "航标密码", "title": "航标密码表", "day": date(2020, 1, 1), "met": ["2"], "asked": [], "why": "词语俱全"},
    {"name": "航标漆色", "title": "航标漆色表", "day": date(2020, 1, 1), "met": [], "why": "没有密码"},
]
ENGLISH: dict[str, Any] = {
    "title": "Lighthouse works",
    "item": {
        "1": {"name": "Plans to change the brightness of a lighthouse"},
        "2": {"name": "Code tables of buoys"},
        "3": {"name": "Other matters"},
    },
}

Write = Callable[..., Path]


def toml(value: Any) -> str:
    """Write a value as inline TOML: enough for tests."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case int() | float() | date():
            return str(value)
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {toml(each)}" for key, each in value.items()) + "}"
        case _:
            raise TypeError(value)


def document(tables: dict[str, Any]) -> str:
    """Write a whole TOML file, one key a line."""
    return "\n".join(f"{json.dumps(key, ensure_ascii=False)} = {toml(value)}" for key, value in tables.items()) + "\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a writer of catalog folders: change heads and items, then write and get the folder."""

    def written(
        name: str = "lamp-works",
        *,
        items: list[dict[str, Any]] | None = None,
        cases: list[dict[str, Any]] | None = None,
        english: dict[str, Any] | None = None,
        **head: Any,
    ) -> Path:
        folder = tmp_path / name
        (folder / "text").mkdir(parents=True, exist_ok=True)
        tables = {**copy.deepcopy(HEAD), "id": name, **head}
        tables = {key.rstrip("_"): value for key, value in tables.items() if value is not None}
        tables["item"] = copy.deepcopy(ITEMS) if items is None else items
        (folder / "catalog.toml").write_text(document(tables), encoding="utf-8")
        (folder / "cases.toml").write_text(document({"case": CASES if cases is None else cases}), encoding="utf-8")
        (folder / "text" / "en.toml").write_text(document(ENGLISH if english is None else english), encoding="utf-8")
        return folder

    return written
