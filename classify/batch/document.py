"""What a worker needs, as one document of bytes with a digest: catalogs, vocabulary and law, read and checked beforehand.

A worker builds its kernel from the document alone, once in each process. Words are in their normal form already, rules are
resolved for their days, so that it needs neither pydantic nor the libraries for text; only rows that are matched by title
need those. The document holds plain data, never code, and is the same bytes for the same contents.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, lru_cache
from hashlib import sha256
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from classify.batch.kernel import Kernel
from classify.batch.norms import Norms
from classify.errors import InputError

__all__ = ["copy_digest", "digest_of", "kernel_of", "read_document", "write_document"]

FORMAT: Final = b"classify/batch/1"


def write_document(norms: Norms) -> bytes:
    """Write catalogs, vocabulary, law, day of asking and rule of expiry, with a digest and the copy of classify they suit.

    >>> from classify.batch.norms import norms_of
    >>> from classify.catalog.read import load_catalogs
    >>> document = write_document(norms_of(load_catalogs("organization-work"), date(2026, 11, 21), "civil"))
    >>> read_document(document).catalogs == load_catalogs("organization-work")
    True
    """
    writer = _Writer()
    root = writer.plain(norms)
    text = json.dumps({"objects": [json.loads(one) for one in writer.objects], "root": root}, ensure_ascii=False)
    body = zlib.compress(text.encode(), 6)
    return b"\n".join([FORMAT, copy_digest().encode(), sha256(body).hexdigest().encode(), body])


def read_document(document: bytes) -> Norms:
    """Read a document. Raises InputError `document-damaged`, and `document-other-copy` where another classify wrote it."""
    form, _, rest = document.partition(b"\n")
    copy, _, rest = rest.partition(b"\n")
    digest, _, body = rest.partition(b"\n")
    if form != FORMAT or sha256(body).hexdigest().encode() != digest:
        raise InputError("document-damaged")
    if copy != copy_digest().encode():
        raise InputError("document-other-copy", written=copy.decode()[:12], here=copy_digest()[:12])
    told = json.loads(zlib.decompress(body))
    objects: list[Any] = []
    for name, values in told["objects"]:
        objects.append(_made(name, [_value(one, objects) for one in values]))
    norms = _value(told["root"], objects)
    if not isinstance(norms, Norms):
        raise InputError("document-damaged")
    return norms


def digest_of(document: bytes) -> str:
    """Give the digest that the document carries: SHA-256 over its contents, in hexadecimal digits."""
    return document.split(b"\n", 3)[2].decode()


@lru_cache(maxsize=4)
def kernel_of(document: bytes) -> Kernel:
    """Build the kernel, once in a process for each document; raises as `read_document`."""
    norms = read_document(document)
    return Kernel(norms.catalogs, norms.as_of, norms.rule, norms)


@cache
def copy_digest() -> str:
    """Give SHA-256 over the modules and the data of this copy of classify.

    A version's number would not do: a copy that is run from a checkout or from an archive on the path has none.
    """
    digest = sha256()
    for name, file in sorted(_files(files("classify"), "")):
        digest.update(f"{name}\n".encode())
        # a checkout on another system may end its lines otherwise
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _files(folder: Traversable, way: str) -> Iterator[tuple[str, Traversable]]:
    """Go through modules and data; folders that begin with `_` hold catalogs and pages, which travel or do not matter."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.name.startswith("_"):
            yield from _files(entry, f"{way}{entry.name}/")
        elif entry.name.endswith((".py", ".toml")):
            yield f"{way}{entry.name}", entry


class _Writer:
    """Writes frozen data as JSON. Every object stands once, behind what it is made of, and is named by its place."""

    def __init__(self) -> None:
        self.objects: dict[str, int] = {}

    def plain(self, value: object) -> object:  # noqa: PLR0911 -- one line a type
        """Give a value as JSON; a list is a tuple, and everything else that JSON does not know is an object of one key."""
        match value:
            case Enum():
                return self._object(value, [value.value])
            case None | bool() | int() | float() | str():
                return value
            case date():
                return {"date": value.isoformat()}
            case tuple():
                return [self.plain(one) for one in value]
            case frozenset():
                return {"set": sorted((self.plain(one) for one in value), key=json.dumps)}
            case Mapping():
                return {"map": [[self.plain(key), self.plain(one)] for key, one in value.items()]}
            case np.ndarray():
                return {"array": [value.dtype.str, value.tolist()]}
            case _ if is_dataclass(value):
                return self._object(value, [self.plain(getattr(value, one.name)) for one in fields(value) if one.init])
            case _:
                raise TypeError(type(value).__name__)

    def _object(self, value: object, parts: list[object]) -> object:
        kind = type(value)
        text = json.dumps([f"{kind.__module__}:{kind.__qualname__}", parts], ensure_ascii=False)
        return {"object": self.objects.setdefault(text, len(self.objects))}


def _value(plain: Any, objects: list[Any]) -> Any:  # noqa: ANN401, PLR0911 -- whatever was written, one line a kind
    if isinstance(plain, list):
        return tuple(_value(one, objects) for one in plain)
    if not isinstance(plain, dict):
        return plain
    ((kind, told),) = plain.items()
    match kind:
        case "object":
            return objects[told]
        case "date":
            return date.fromisoformat(told)
        case "set":
            return frozenset(_value(one, objects) for one in told)
        case "map":
            return MappingProxyType({_value(key, objects): _value(one, objects) for key, one in told})
        case "array":
            return np.array(told[1], dtype=told[0])
        case _:
            raise InputError("document-damaged")


def _made(name: str, values: list[Any]) -> object:
    """Make an object of one of our own kinds of data, and of no other."""
    module, _, kind = name.partition(":")
    found = getattr(import_module(module), kind, None) if module.startswith("classify.") else None
    if isinstance(found, type) and issubclass(found, Enum):
        return found(*values)
    if isinstance(found, type) and is_dataclass(found):
        return found(**dict(zip((one.name for one in fields(found) if one.init), values, strict=True)))
    raise InputError("document-damaged")
