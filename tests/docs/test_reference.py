"""The reference of the API has every public name, once, and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_origin

import classify
from classify import batch, documents

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


def defined(module: str) -> Iterator[str]:
    """Give the public functions that a module defines, and the results that they give."""
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    results = [node.name for node in tree.body if isinstance(node, ast.ClassDef) and node.name.endswith("Result")]
    yield from (f"{module}.{name}" for name in (*functions, *results) if not name.startswith("_"))


def public() -> set[str]:
    """Give every public name under the shortest name it can be imported by."""
    front = {f"classify.{name}" for name in classify.__all__ if get_origin(getattr(classify, name)) is None} - {
        "classify.__version__"
    }
    rest = {f"classify.batch.{name}" for name in batch.__all__}
    rest |= {f"classify.documents.{name}" for name in documents.__all__ if get_origin(getattr(documents, name)) is None}
    for module in ("classify.api", "classify.api_compile", "classify.api_status", "classify.batch.spark"):
        rest |= set(defined(module))
    elsewhere = {
        name for name in rest if name.rpartition(".")[2] in classify.__all__ and not name.startswith("classify.batch.spark.")
    }
    return front | rest - elsewhere


def test_the_reference_is_complete() -> None:
    told = re.findall(r"^::: (\S+)$", PAGE, re.MULTILINE)
    assert len(told) == len(set(told))
    assert set(told) == public()
