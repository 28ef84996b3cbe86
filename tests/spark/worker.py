"""A worker as poor as one may be: nothing to import but numpy, pyarrow and the standard library beside classify.

    python worker.py DOCUMENT ROWS ANSWER [LIBRARY …]

Reads the document and rows (Arrow), writes the answer (Arrow). Every library named is not there. Prints where classify is.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType


class Missing:
    """Answers for libraries that are not installed."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)

    def find_spec(self, name: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        del path, target
        if name.partition(".")[0] in self._names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def main(document: str, rows: str, answer: str, *missing: str) -> None:
    sys.meta_path.insert(0, Missing(missing))
    import pyarrow as pa  # noqa: PLC0415 -- what is missing must be missing before

    import classify  # noqa: PLC0415 -- the same
    from classify.batch.spark import Rows  # noqa: PLC0415 -- the same
    from classify.errors import ClassifyError  # noqa: PLC0415 -- the same

    with pa.ipc.open_file(rows) as file:
        table = file.read_all()
    work = Rows(Path(document).read_bytes(), tuple(table.column_names), ())
    try:
        answers = pa.Table.from_batches(list(work(table.to_batches(max_chunksize=500))))
    except ClassifyError as error:
        sys.exit(error.sentence("en"))
    with pa.ipc.new_file(answer, answers.schema) as writer:
        writer.write_table(answers)
    sys.stdout.write(str(classify.__file__))


if __name__ == "__main__":
    main(*sys.argv[1:])
