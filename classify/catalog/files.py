"""The files of a catalog's folder, read within limits: what is wrong is a fault, never a surprise."""

import re
import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from classify.catalog.fault import Fault, shape_faults
from classify.facts.schema import Model

__all__ = ["CASES", "CATALOG", "ENGLISH", "LARGEST_FILE", "Parsed", "parse", "read_shape"]

LARGEST_FILE = 5_000_000
"""The largest file that is read at all, in bytes."""

CATALOG = "catalog.toml"
CASES = "cases.toml"
ENGLISH = "text/en.toml"

M = TypeVar("M", bound=Model)
_PLACE = re.compile(r"at line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A TOML file: its tables and the digest of its bytes."""

    tables: dict[str, Any]
    sha256: str


def parse(path: Path, shown: str) -> Parsed | Fault:
    """Read one TOML file; what keeps it from being read is the fault that comes back instead."""
    content = _content(path, shown)
    if isinstance(content, Fault):
        return content
    try:
        tables = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Fault(shown, "", "catalog-not-utf8")
    except (ValueError, RecursionError) as wrong:  # not TOML; a number or a nesting beyond what is read
        at = _PLACE.search(str(wrong))
        if at is None:
            return Fault(shown, "", "catalog-not-toml-at-all")
        return Fault(shown, "", "catalog-not-toml", fields=(("line", int(at[1])), ("column", int(at[2]))))
    return Parsed(tables, sha256(content).hexdigest())


def _content(path: Path, shown: str) -> bytes | Fault:
    try:
        if path.is_dir():
            return Fault(shown, "", "catalog-is-directory")
        if not path.is_file():
            return Fault(shown, "", "catalog-file-missing")
        if path.stat().st_size > LARGEST_FILE:
            return Fault(shown, "", "catalog-too-large", fields=(("largest", LARGEST_FILE // 1_000_000),))
        return path.read_bytes()
    except (OSError, ValueError):  # no permission; a name that no file can have
        return Fault(shown, "", "catalog-unreadable")


def read_shape(path: Path, shown: str, shape: type[M]) -> tuple[M | None, Parsed | None, list[Fault]]:
    """Read one file and hold it against its shape: the model, the raw tables, and every fault of form."""
    parsed = parse(path, shown)
    if isinstance(parsed, Fault):
        return None, None, [parsed]
    try:
        return shape.model_validate(parsed.tables), parsed, []
    except ValidationError as wrong:
        faults = shape_faults(shown, shape, wrong)
    return None, parsed, faults
