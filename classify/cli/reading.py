"""What `check` is handed: a file of one matter, a file of many, or options."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from classify.catalog.model import Catalog, vocabulary_of
from classify.documents.matter import Matter, read_matter
from classify.errors import ClassifyError, InputError, safe_name
from classify.facts.criterion import Value
from classify.facts.vocabulary import Vocabulary

MEGABYTE = 1 << 20
LARGEST = 8
"""Megabytes of one matter; a title and a text of the longest kind are well below."""

Lines = Iterator[tuple[int, str | None, Matter | ClassifyError]]
"""The number of each line from 1, with its matter, or what is wrong with it and the id that could be read of it."""


def is_many(path: str) -> bool:
    """Say whether a file holds one matter a line."""
    return path.endswith(".jsonl")


def read_one(path: str) -> Matter:
    """Read the one matter of a `.json` file."""
    with _opened(path) as stream:
        return parse(_limited(stream.read(LARGEST * MEGABYTE + 1)))


def read_standard_input() -> Matter | Lines:
    """Read standard input: one matter, or one a line."""
    if sys.stdin is None:
        raise InputError("standard-input-closed")
    stream = sys.stdin.buffer
    head = stream.read(LARGEST * MEGABYTE + 1)
    lines = [line for line in head.split(b"\n") if line.strip()]
    if len(head) <= LARGEST * MEGABYTE and (_is_object(head) or not any(map(_is_object, lines))):
        return parse(head)
    if b"\n" not in head:
        return parse(_limited(head))
    return _each(_from(head, stream))


def read_many(path: str) -> Lines:
    """Read a `.jsonl` file line by line: each matter, or what is wrong with its line, with its id where one can be read."""
    with _opened(path) as stream:
        yield from _each(_from(b"", stream))


def parse(data: bytes) -> Matter:
    """Read one matter from bytes; a byte-order mark is passed over."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("not-utf8") from None
    return read_matter(text)


def fact_of(text: str, catalogs: Iterable[Catalog]) -> tuple[str, Value]:
    """Read NAME=VALUE as the catalogs' vocabulary knows the fact."""
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError("fact-form", where="--fact")
    return name.strip(), value_of(vocabulary_of(catalogs), name.strip(), value.strip())


def value_of(vocabulary: Vocabulary, name: str, text: str) -> Value:
    """Read the value of a fact that was typed: as the vocabulary knows it, else as a cell of a spreadsheet says it (√, 5米).

    Raises InputError as `Vocabulary.parse` does.
    """
    try:
        return vocabulary.parse(name, text)
    except InputError as error:
        refused = error
    from classify.sheets.values import flag_of, number_of, word_of  # noqa: PLC0415 -- few values are written as cells are

    kind = vocabulary.fact(name)
    cell: dict[str, Callable[[str], Value]] = {
        "flag": flag_of,
        "number": partial(number_of, units=kind.units),
        "tier": partial(word_of, table="tier"),
    }
    read = cell.get(name, cell.get(kind.kind))
    if read is None:
        raise refused
    try:
        said = read(text)
    except InputError:
        raise refused from None
    return vocabulary.check(name, said)


def facts_of(texts: Iterable[str], catalogs: Iterable[Catalog]) -> dict[str, Value]:
    """Read several NAME=VALUE. Raises InputError for a name given twice: of two values neither is the one that was meant."""
    known = tuple(catalogs)
    facts: dict[str, Value] = {}
    for name, value in (fact_of(text, known) for text in texts):
        if name in facts:
            raise InputError("key-twice", where="--fact", name=safe_name(name))
        facts[name] = value
    return facts


def read_text(path: str) -> str:
    """Read a file of text. Raises InputError where it is too large or not UTF-8."""
    with _opened(path) as stream:
        data = _limited(stream.read(LARGEST * MEGABYTE + 1), "--text-file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("not-utf8", where="--text-file") from None


def read_whole(path: str, megabytes: int, too_large: str) -> str:
    """Read a file, or standard input for `-`, as one text. Raises InputError, `too_large` by the id that is given."""
    if path == "-":
        if sys.stdin is None:
            raise InputError("standard-input-closed")
        data = sys.stdin.buffer.read(megabytes * MEGABYTE + 1)
    else:
        with _opened(path) as stream:
            data = stream.read(megabytes * MEGABYTE + 1)
    if len(data) > megabytes * MEGABYTE:
        raise InputError(too_large, megabytes=megabytes)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("not-utf8") from None


def _each(lines: Iterable[bytes]) -> Lines:
    oversize = False
    number = 0
    for line in lines:
        number += not oversize
        whole = line.endswith(b"\n") or len(line) <= LARGEST * MEGABYTE
        if oversize:
            oversize = not whole
            continue
        if not line.strip():
            continue
        try:
            yield number, None, parse(_limited(line))
        except ClassifyError as error:
            yield number, _id_of(line), error
        oversize = not whole


def _from(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """Go through lines, first those already read; a line beyond all measure comes in pieces."""
    begun = [line + b"\n" for line in head.split(b"\n")]
    begun[-1] = begun[-1][:-1]
    last = begun.pop()
    yield from begun
    if last:
        yield last + stream.readline(LARGEST * MEGABYTE + 1 - min(len(last), LARGEST * MEGABYTE))
    yield from iter(lambda: stream.readline(LARGEST * MEGABYTE + 1), b"")


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


def _limited(data: bytes, where: str | None = None) -> bytes:
    if len(data) > LARGEST * MEGABYTE:
        raise InputError("file-too-large", where=where, megabytes=LARGEST)
    return data


def _opened(path: str) -> BinaryIO:
    file = Path(path)
    if file.is_dir():
        raise InputError("file-is-folder", where=safe_name(file.name))
    return file.open("rb")
