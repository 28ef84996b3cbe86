"""Finished parts of a run, kept beside its output until that is complete."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

import pyarrow as pa

__all__ = ["Parts", "digest_of"]

RESTS_ON = "rests-on.json"


def digest_of(paths: Iterable[Path], schema: pa.Schema) -> str:
    """Digest everything that an answer rests on: the files by name, size and time, and the answer's own schema.

    The schema's metadata name the day, the rule, the catalogs and the rules, each with its digest.
    """
    files = [[path.name, path.stat().st_size, path.stat().st_mtime_ns] for path in paths]
    told = {name.decode(): value.decode() for name, value in (schema.metadata or {}).items()}
    return sha256(json.dumps([files, told, str(schema.remove_metadata())], sort_keys=True).encode()).hexdigest()


class Parts:
    """A folder of numbered parts. Parts of another run, or of other inputs, are thrown away."""

    def __init__(self, folder: Path, digest: str) -> None:
        """Open the folder; what rests on something else is removed."""
        self.folder = folder
        told = folder / RESTS_ON
        if folder.exists() and not (told.exists() and told.read_text(encoding="utf-8") == digest):
            rmtree(folder)
        folder.mkdir(exist_ok=True)
        _whole(told, digest.encode())

    def read(self, number: int) -> pa.Table | None:
        """Give a part, or None where it was not finished."""
        path = self._path(number)
        if not path.exists():
            return None
        with pa.ipc.open_file(str(path)) as file:
            return file.read_all()

    def write(self, number: int, table: pa.Table) -> None:
        """Keep a part, whole or not at all."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
            writer.write_table(table)
        _whole(self._path(number), sink.getvalue().to_pybytes())

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:08d}.arrow"


def _whole(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
