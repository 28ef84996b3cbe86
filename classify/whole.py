"""Files that appear whole or not at all, also after a kill, a full disk or a loss of power."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from classify.errors import InputError

if sys.platform != "win32":
    import fcntl

__all__ = ["appearing", "keep_safe", "write_whole"]


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Give a hidden name beside `path` to write under; it becomes `path` when the block ends well, and else is removed.

    One run at a time: raises InputError `output-busy` where another one is writing the same output.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with appearing(Path(folder) / "out.csv") as unfinished:
    ...         _ = unfinished.write_text("id")
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['out.csv']
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("ab") as held:
        _hold(held.fileno(), unfinished)
        try:
            yield unfinished
            keep_safe(unfinished)
            unfinished.replace(path)
        except BaseException:  # of any kind, a stop by the user too: what is not whole goes
            unfinished.unlink(missing_ok=True)
            raise
    keep_safe(path.parent)


def write_whole(path: Path, content: str | bytes, where: str) -> None:
    """Write a file, texts in UTF-8, whole or not at all. Raises InputError `output-not-written` at `where`, the option."""
    try:
        with appearing(path) as unfinished:
            unfinished.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError:
        raise InputError("output-not-written", where=where) from None


def keep_safe(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    folder = path.is_dir()
    # not every file system can do this for a folder, and none loses a name that it has shown without a loss of power
    with suppress(OSError) if folder else nullcontext():
        descriptor = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _hold(descriptor: int, path: Path) -> None:
    """Hold the name against other runs. The system lets go of it however this one ends, so that nothing must be cleared."""
    if sys.platform == "win32":
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InputError("output-busy", where="--out") from None
    # the run that held the name before may just have ended, and its file have become its output
    if not path.exists() or os.fstat(descriptor).st_ino != path.stat().st_ino:
        raise InputError("output-busy", where="--out")
