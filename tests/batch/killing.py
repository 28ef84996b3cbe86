"""Runs a batch in children of its own and kills each at another of its steps; prints what came of it, a line a step.

    python -m tests.batch.killing FOLDER OUT STEP...

A step is one time that the run opens, renames or removes anything under the output's name. The parent starts no thread,
so that it may fork; a child that was killed is followed by one that resumes.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from classify.batch import files
from classify.batch.files import evaluate_files
from classify.batch.kernel import Kernel
from classify.catalog.read import load_catalogs
from tests.batch.examples import AS_OF


def killed_at(step: int, name: str) -> None:
    """Kill this process when it takes a step for the so-manieth time."""
    left = step

    def count(_event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if any(isinstance(one, str | os.PathLike) and name in os.fspath(one) for one in arguments):
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

    sys.addaudithook(count)


def child(kernel: Kernel, folder: Path, out: Path, step: int | None) -> bool:
    """Run it in a child; says whether that lived to the end."""
    number = os.fork()
    if number == 0:
        if step is not None:
            killed_at(step, out.name)
        evaluate_files(str(folder / "in.parquet"), out, kernel, resume=True, threads=1)
        os._exit(0)
    return os.waitpid(number, 0)[1] == 0


def main() -> None:
    """Kill at each of the steps, resume, and tell."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[1], sys.argv[2])
    vars(files).update(GROUP=1, CHUNK=500)  # small parts, so that there are several
    kernel = Kernel(load_catalogs("organization-work"), AS_OF, "civil")
    with pq.ParquetFile(folder / "in.parquet") as file:
        kernel(next(file.iter_batches(use_threads=False)))  # what is made once is made before the children are
    for step in map(int, sys.argv[3:]):
        lived = child(kernel, folder, out, step)
        visible = out.exists()
        content = out.read_bytes() if visible else b""
        resumed = child(kernel, folder, out, None)
        left = sorted(path.name for path in folder.iterdir() if path.name.startswith("."))
        whole = out.read_bytes()
        sys.stdout.write(
            json.dumps({"step": step, "lived": lived, "early": visible and content != whole, "resumed": resumed, "left": left})
            + "\n"
        )
        (folder / f"{step}{out.suffix}").write_bytes(whole)
        out.unlink()


if __name__ == "__main__":
    main()
