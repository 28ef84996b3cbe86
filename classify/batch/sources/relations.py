"""The column `sources`: which row names which, by their places in the inventory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.sources.links import Places

__all__ = ["ABSENT", "Named", "Relations"]

ABSENT: Final = -1
"""The place of a source that the inventory does not have."""
PARTED: Final = "[;；]"


@dataclass(frozen=True, eq=False)
class Relations:
    """Every source that a row names, in the order of the rows: the row, the place of the source, and what it is called."""

    users: Places
    sources: Places
    names: Any
    """An Arrow array."""
    rows: int

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """How many sources each row names."""
        return np.bincount(self.users, minlength=self.rows)


@dataclass(eq=False)
class Named:
    """Takes ids and sources chunk by chunk. Ids are compared as numbers where both are, else as texts."""

    _ids: list[Any] = field(default_factory=list)
    _names: list[Any] = field(default_factory=list)
    _users: list[Places] = field(default_factory=list)
    rows: int = 0

    def add(self, ids: Any, sources: Any) -> None:  # noqa: ANN401 -- Arrow arrays
        """Take some more rows; `sources` None: they name none."""
        self._ids.append(_plain(ids))
        if sources is not None:
            users, names = _listed(_plain(sources))
            self._users.append(users + np.int32(self.rows))
            self._names.append(names)
        self.rows += len(ids)

    def relations(self) -> Relations:
        """Find the places of all sources. An id that comes twice stands for its first row; nothing is kept here after."""
        users = np.concatenate(self._users) if self._users else np.zeros(0, dtype=np.int32)
        numbers = all(_is_number(one.type) for one in (*self._ids, *self._names))
        kind = pa.int64() if numbers else pa.large_string()
        names, ids = _together(self._names, kind), _together(self._ids, kind)
        self._ids, self._names, self._users = [], [], []
        found = pc.index_in(names, value_set=ids)
        return Relations(users, pc.fill_null(found, ABSENT).to_numpy(), names, self.rows)


def _listed(sources: Any) -> tuple[Places, Any]:  # noqa: ANN401 -- Arrow arrays
    """Give the row of every source that is named, and its id; what is missing or blank names nothing."""
    if not (pa.types.is_list(sources.type) or pa.types.is_large_list(sources.type)):
        lists = pc.split_pattern_regex(sources, PARTED)
        names = pc.utf8_trim_whitespace(lists.flatten())
    else:
        lists, names = sources, _plain(sources.flatten())
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    users = np.repeat(np.arange(len(sources), dtype=np.int32), lengths)
    said = names.is_valid()
    if not pa.types.is_integer(names.type):
        said = pc.and_(said, pc.not_equal(pc.fill_null(pc.utf8_trim_whitespace(names.cast(pa.large_string())), ""), ""))
    if not pc.all(said).as_py():
        users, names = users[said.to_numpy(zero_copy_only=False)], names.filter(said)
    return users, names


def _together(parts: list[Any], kind: pa.DataType) -> Any:  # noqa: ANN401 -- an Arrow array
    return pa.concat_arrays([pa.array([], kind), *(part.cast(kind) for part in parts)])


def _plain(column: Any) -> Any:  # noqa: ANN401 -- Arrow arrays
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) and not pa.types.is_uint64(kind))
