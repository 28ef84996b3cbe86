"""Finished parts of a run, kept beside its output until that is complete.

Each part is sealed with a digest of its content, its number and everything the run rests on. What has another seal, be it
cut short, damaged, foreign, or of a run over another inventory or law, is no part.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyarrow as pa

from classify.whole import keep_safe

__all__ = ["Parts", "digest_of"]

SEAL: Final = sha256().digest_size
"""Bytes of a seal; it stands behind the content."""


def digest_of(paths: Iterable[Path], schema: pa.Schema, *cut: int) -> bytes:
    """Digest everything that an answer rests on: the files by name, size and time, the answer's own schema, and its cut.

    The schema's metadata name the day, the rule, the catalogs and the rules, each with its digest.
    """
    files = [[path.name, path.stat().st_size, path.stat().st_mtime_ns] for path in paths]
    told = {name.decode(): value.decode() for name, value in (schema.metadata or {}).items()}
    return sha256(json.dumps([files, told, str(schema.remove_metadata()), cut], sort_keys=True).encode()).digest()


class Parts:
    """A folder of numbered parts of one run."""

    def __init__(self, folder: Path, rests_on: bytes) -> None:
        """Open the folder. Parts of another run stay until they are written anew, or until the end."""
        self.folder = folder
        self._rests_on = rests_on
        folder.mkdir(exist_ok=True)
        keep_safe(folder.parent)

    def read(self, number: int) -> pa.Table | None:
        """Give a part, or None where it was not finished."""
        try:
            content = self._path(number).read_bytes()
        except OSError:
            return None
        body = memoryview(content)[:-SEAL]
        if content[-SEAL:] != self._seal(number, body):
            return None
        with pa.ipc.open_file(pa.py_buffer(body)) as file:
            return file.read_all()

    def write(self, number: int, table: pa.Table) -> None:
        """Keep a part, whole or not at all."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
            writer.write_table(table)
        body = memoryview(sink.getvalue())
        unfinished = self._path(number).with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            file.write(body)
            file.write(self._seal(number, body))
        keep_safe(unfinished)
        unfinished.replace(self._path(number))
        keep_safe(self.folder)

    def remove(self) -> None:
        """Remove all parts, and the folder unless somebody else has put something into it."""
        for path in self.folder.iterdir():
            if path.stem.isdigit() and path.suffix in {".arrow", ".unfinished"}:
                path.unlink()
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:08d}.arrow"

    def _seal(self, number: int, body: memoryview) -> bytes:
        digest = sha256(self._rests_on)
        digest.update(number.to_bytes(8))
        digest.update(body)
        return digest.digest()
