"""Whether ids are there and unique, over any number of rows: ascending ones in passing, others by hash buckets on disk.

Of ids that do not ascend 64 bits each are kept, in buckets by their first bits where they are many. Only what came twice
there is looked at itself, by a second reading, so that the answer is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from shutil import rmtree
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from classify.errors import InputError

__all__ = ["Ascending", "IdTest", "hashes"]

BUCKETS: Final = 64
MOST_IN_MEMORY: Final = 16_000_000
MOST_COUNTED: Final = 100_000
"""Ids that came twice are counted up to about so many."""

Hashes = npt.NDArray[np.uint64]
WORD: Final = 8
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(29)
_FIRST_BITS: Final = np.uint64(64 - (BUCKETS - 1).bit_length())


class Ascending:
    """Sees in passing that ids are there and ascend, which is all there is to test where they do."""

    def __init__(self) -> None:
        """Begin before the first."""
        self._last: Any = None
        self.holds = True
        self.rows = 0
        """Rows that came while it held."""

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
        self.rows += len(ids) if self.holds else 0


class IdTest:
    """Takes ids in any order, one column after the other; `finish` raises InputError where one came twice."""

    def __init__(self, folder: Path, *, trusted: bool = False) -> None:
        """Begin; buckets are written into `folder` where there are too many to hold. What stands there is removed."""
        self._folder = folder
        self._trusted = trusted
        self._ascending = Ascending()
        self._seen: list[Hashes] = []
        self._held = 0
        self._spilled = False

    def __enter__(self) -> Self:
        """Begin."""
        rmtree(self._folder, ignore_errors=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Remove the buckets."""
        rmtree(self._folder, ignore_errors=True)

    def add(self, ids: Any) -> None:  # noqa: ANN401 -- an Arrow array
        """Take some more; raises InputError `id-missing`."""
        self._ascending.add(ids)
        if not (self._trusted or self._ascending.holds):
            self._keep(hashes(ids))

    def finish(self, again: Callable[[], Iterable[Any]], place: Callable[[int], str] = lambda row: f"id[{row + 1}]") -> None:
        """Say whether all were different; `again` gives the ids a second time, where they must be looked at themselves.

        Raises InputError `id-twice` at the first row that repeats one and the row with it, as `place` names a row from 0.
        """
        if self._trusted or self._ascending.holds:
            return
        before = self._ascending.rows
        for ids in again() if before else ():  # those that ascended were not kept
            self._keep(hashes(ids.slice(0, before)))
            before -= min(before, len(ids))
            if not before:
                break
        twice = self._twice()
        repeated, rows = _repeated(again(), twice) if len(twice) else (0, ())
        if repeated:
            raise InputError("id-twice", where=", ".join(map(place, rows)), count=repeated)

    def _keep(self, some: Hashes) -> None:
        self._seen.append(some)
        self._held += len(some)
        if self._held > MOST_IN_MEMORY:
            self._spill()

    def _spill(self) -> None:
        """Append what is held to the buckets, equal ones to the same."""
        self._folder.mkdir(exist_ok=True)
        held = np.sort(np.concatenate([*self._seen, np.empty(0, dtype=np.uint64)]))
        ends = np.searchsorted(held >> _FIRST_BITS, np.arange(1, BUCKETS, dtype=np.uint64))
        for place, some in enumerate(np.split(held, ends)):
            with self._bucket(place).open("ab") as file:
                file.write(some.data)
        self._seen, self._held, self._spilled = [], 0, True

    def _twice(self) -> Hashes:
        if not self._spilled:
            return _doubles(np.concatenate(self._seen))
        self._spill()
        return np.concatenate([_doubles(np.fromfile(self._bucket(place), np.uint64)) for place in range(BUCKETS)])

    def _bucket(self, place: int) -> Path:
        return self._folder / f"{place:03d}"


def hashes(ids: Any) -> Hashes:  # noqa: ANN401 -- an Arrow array
    """Give 64 bits for each id: a whole number is itself, a text is mixed from its bytes, eight at a time.

    >>> bool(hashes(pa.array(["某甲", "乙"]))[0] == hashes(pa.array(["某甲"]))[0])
    True
    """
    if pa.types.is_dictionary(ids.type):
        return np.asarray(hashes(ids.dictionary)[ids.indices.to_numpy(zero_copy_only=False)])
    if pa.types.is_integer(ids.type):
        return _mixed(ids.to_numpy(zero_copy_only=False).astype(np.uint64))
    ids = ids.cast(pa.large_string())
    _, ends, content = ids.buffers()
    offsets = np.frombuffer(ends, np.int64)[ids.offset : ids.offset + len(ids) + 1]
    starts, lengths = offsets[:-1] - offsets[0], np.diff(offsets)
    content = b"" if content is None else content[offsets[0] : offsets[-1]]
    padded = np.frombuffer(b"".join((content, bytes(WORD))), np.uint8)
    words = np.ndarray((len(padded) - WORD + 1,), "<u8", padded, strides=(1,))
    result = _mixed(lengths.astype(np.uint64))
    at = np.flatnonzero(lengths > 0)
    done = 0
    while len(at):
        left = lengths[at] - done
        kept = ~np.uint64(0) >> (np.uint64(WORD) * (WORD - np.minimum(left, WORD)).astype(np.uint64))
        result[at] = _mixed(result[at] ^ (words[starts[at] + done] & kept))
        done += WORD
        at = at[left > WORD]
    return result


def _mixed(numbers: Hashes) -> Hashes:
    mixed = numbers * _ODD
    return mixed ^ (mixed >> _SHIFT)


def _plain(ids: Any) -> Any:  # noqa: ANN401 -- Arrow arrays
    ids = ids.dictionary_decode() if pa.types.is_dictionary(ids.type) else ids
    return ids.cast(pa.large_string()) if pa.types.is_string_view(ids.type) else ids


def _doubles(some: Hashes) -> Hashes:
    some = np.sort(some)
    return np.unique(some[1:][some[1:] == some[:-1]])


def _repeated(batches: Iterable[Any], twice: Hashes) -> tuple[int, tuple[int, ...]]:
    """Count the ids that came before, among those whose hash came twice, and give the first two rows with the same one."""
    twice = np.sort(twice[:MOST_COUNTED])
    rows, distinct, done = 0, None, 0
    first: dict[Any, int] = {}
    same: tuple[int, ...] = ()
    for ids in batches:
        some = hashes(ids)
        place = np.minimum(np.searchsorted(twice, some), len(twice) - 1)
        meets = twice[place] == some
        chosen = _plain(ids).filter(pa.array(meets))
        if not same:
            named = zip((np.flatnonzero(meets) + done).tolist(), chosen.to_pylist(), strict=True)
            same = next(((first[one], row) for row, one in named if first.setdefault(one, row) != row), ())
        done += len(ids)
        rows += len(chosen)
        distinct = pc.unique(chosen if distinct is None else pa.concat_arrays([distinct, chosen]))
    return rows - (0 if distinct is None else len(distinct)), same
