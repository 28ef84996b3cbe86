"""What `check` is handed: a file of one matter, a file of many, or options."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from classify.catalog.model import Catalog, vocabulary_of
from classify.documents.matter import Matter, read_matter
from classify.errors import ClassifyError, InputError, safe_name

MEGABYTE = 1 << 20
LARGEST = 8
"""Megabytes of one matter; a title and a text of the longest kind are well below."""
YES = frozenset({"true", "yes", "y", "1", "是", "有"})
NO = frozenset({"false", "no", "n", "0", "否", "无"})


def is_many(path: str) -> bool:
    """Say whether a file holds one matter a line."""
    return path.endswith(".jsonl")


def read_one(path: str) -> Matter:
    """Read the one matter of a `.json` file."""
    with _opened(path) as stream:
        return parse(_limited(stream.read(LARGEST * MEGABYTE + 1)))


def read_standard_input() -> Matter | list[Matter | ClassifyError]:
    """Read standard input: one matter, or one a line."""
    data = sys.stdin.buffer.read()
    lines = [line for line in data.splitlines() if line.strip()]
    if len(lines) > 1 and _is_object(lines[0]):
        return [matter for _, matter in _each(lines)]
    return parse(_limited(data))


def read_many(path: str) -> Iterator[tuple[str | None, Matter | ClassifyError]]:
    """Read a `.jsonl` file line by line: each matter, or what is wrong with its line, with its id where one can be read."""
    with _opened(path) as stream:
        yield from _each(iter(lambda: stream.readline(LARGEST * MEGABYTE + 1), b""))


def parse(data: bytes) -> Matter:
    """Read one matter from bytes; a byte-order mark is passed over."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("not-utf8") from None
    return read_matter(text)


def fact_of(text: str, catalogs: Iterable[Catalog]) -> tuple[str, str | bool | float]:
    """Read NAME=VALUE as the catalogs' vocabulary knows the fact."""
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError("fact-form", where="--fact")
    kind = vocabulary_of(catalogs).fact(name.strip()).kind
    return name.strip(), typed(value.strip(), kind, name.strip())


def typed(value: str, kind: str, name: str) -> str | bool | float:
    """Turn what a person wrote into a value of the fact's kind. Raises InputError where it is none."""
    if kind == "flag":
        if value.lower() not in YES | NO:
            raise InputError("fact-not-flag", where="--fact", name=name)
        return value.lower() in YES
    if kind == "number":
        try:
            return float(value)
        except ValueError:
            raise InputError("fact-not-number", where="--fact", name=name) from None
    return value


def _each(lines: Iterable[bytes]) -> Iterator[tuple[str | None, Matter | ClassifyError]]:
    oversize = False
    for line in lines:
        whole = line.endswith(b"\n") or len(line) <= LARGEST * MEGABYTE
        if oversize:
            oversize = not whole
            continue
        if not line.strip():
            continue
        try:
            yield None, parse(_limited(line))
        except ClassifyError as error:
            yield _id_of(line), error
        oversize = not whole


def _id_of(line: bytes) -> str | None:
    """Return the id of a line that could not be read as a matter, where it can be read at all."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    name = found.get("id") if isinstance(found, dict) else None
    return name if isinstance(name, str) else None


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _limited(data: bytes) -> bytes:
    if len(data) > LARGEST * MEGABYTE:
        raise InputError("file-too-large", megabytes=LARGEST)
    return data


def _opened(path: str) -> BinaryIO:
    file = Path(path)
    if file.is_dir():
        raise InputError("file-is-folder", where=safe_name(file.name))
    return file.open("rb")
