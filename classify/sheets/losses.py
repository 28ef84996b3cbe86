"""What of a workbook its annotated copy may lose: openpyxl, which writes the copy, does not read everything."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

from classify.sheets.package import windows

__all__ = ["losses_of"]


def losses_of(path: Path) -> tuple[str, ...]:
    """Name the kinds of things in a workbook that its copy may lose or show otherwise, by their ids in losses.toml."""
    with ZipFile(path) as package:
        return tuple(kind for kind, told in _kinds().items() if any(_holds(package, *one) for one in told.items()))


def _holds(package: ZipFile, part: str, sign: str) -> bool:
    """Say whether a part whose name begins so holds the sign; an empty sign stands in every part."""
    wanted = re.compile(sign.encode())
    for name in package.namelist():
        if name.startswith(part) and not name.endswith("/"):
            with package.open(name) as content:
                if not sign or any(wanted.search(text) for text in windows(content)):
                    return True
    return False


@cache
def _kinds() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("classify.sheets").joinpath("losses.toml").read_text(encoding="utf-8"))
