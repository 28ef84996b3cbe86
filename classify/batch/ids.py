"""Whether ids are there and unique, over any number of rows: ascending ones in passing, others by buckets on disk."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.compute as pc

from classify.errors import InputError

__all__ = ["Ascending", "IdTest"]

BUCKETS: Final = 64
MOST_IN_MEMORY: Final = 4_000_000


class Ascending:
    """Sees in passing that ids are there and ascend, which is all there is to test where they do."""

    def __init__(self) -> None:
        """Begin before the first."""
        self._last: Any = None
        self.holds = True

    def add(self, ids: Any) -> None:  # noqa: ANN401 -- an Arrow array
        """Take some more; raises InputError `id-missing`."""
        if ids.null_count:
            raise InputError("id-missing", where="id")
        if not self.holds or not len(ids):
            return
        ids = _plain(ids)
        after = self._last is None or pc.less(self._last, ids[0]).as_py()
        within = len(ids) == 1 or pc.all(pc.less(ids.slice(0, len(ids) - 1), ids.slice(1))).as_py()
        self.holds = bool(after and within)
        self._last = ids[-1]


class IdTest:
    """Takes ids in any order, one column after the other; `finish` raises InputError where one came twice."""

    def __init__(self, beside: Path | None = None) -> None:
        """Begin; buckets are written beside the output where there are too many to hold."""
        self._beside = beside
        self._seen: list[Any] = []
        self._held = 0
        self._folder: TemporaryDirectory[str] | None = None
        self._writers: list[Any] = []

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Remove the buckets."""
        for writer in self._writers:
            writer.close()
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, ids: Any) -> None:  # noqa: ANN401 -- an Arrow array
        """Take some more."""
        self._seen.append(_plain(ids))
        self._held += len(ids)
        if self._held > MOST_IN_MEMORY:
            self._spill()

    def finish(self) -> None:
        """Say whether all were different; raises InputError `id-twice`."""
        if self._folder is None:
            repeated = _repeated(self._seen) if self._seen else 0
        else:
            self._spill()
            for writer in self._writers:
                writer.close()
            self._writers = []
            repeated = sum(_repeated_in(path) for path in sorted(Path(self._folder.name).iterdir()))
        if repeated:
            raise InputError("id-twice", where="id", count=repeated)

    def _spill(self) -> None:
        """Write what is held into buckets, equal ids into the same one."""
        if not self._writers:
            self._folder = TemporaryDirectory(dir=self._beside, prefix=".ids-")
            schema = pa.schema([("id", self._seen[0].type)])
            self._writers = [pa.ipc.new_file(str(Path(self._folder.name) / f"{place:03d}"), schema) for place in range(BUCKETS)]
        for ids in self._seen:
            places = _places(ids)
            for place in pc.unique(places).to_pylist():
                chosen = ids.filter(pc.equal(places, place))
                self._writers[place].write_batch(pa.record_batch([chosen], names=["id"]))
        self._seen, self._held = [], 0


def _plain(ids: Any) -> Any:  # noqa: ANN401 -- Arrow arrays
    return ids.dictionary_decode() if pa.types.is_dictionary(ids.type) else ids


def _places(ids: Any) -> Any:  # noqa: ANN401 -- Arrow arrays
    """Give the bucket of each id: by its rest for numbers, by its length and last characters for texts."""
    if pa.types.is_integer(ids.type):
        return pc.cast(pc.bit_wise_and(pc.cast(ids, pa.int64(), safe=False), BUCKETS - 1), pa.int32())
    ids = ids.cast(pa.large_string())
    ends = [pc.dictionary_encode(pc.utf8_slice_codeunits(ids, start, start + 1 or None)) for start in (-1, -2)]
    total = pc.cast(pc.binary_length(ids), pa.int32())
    for end in ends:
        codes = pa.array([sum(text.encode()) for text in end.dictionary.to_pylist()], pa.int32())
        total = pc.add(pc.multiply(total, 7), codes.take(end.indices))
    return pc.bit_wise_and(total, BUCKETS - 1)


def _repeated(ids: list[Any]) -> int:
    whole = pa.chunked_array(ids)
    return len(whole) - int(pc.count_distinct(whole).as_py())


def _repeated_in(path: Path) -> int:
    with pa.ipc.open_file(str(path)) as file:
        column = file.read_all().column("id")
    return len(column) - int(pc.count_distinct(column).as_py())
