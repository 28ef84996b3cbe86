"""Columns of texts as numbers: what a text means is asked once, and the texts met so far are looked up by Arrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.columns import bits, plain_values

__all__ = ["Texts"]

Numbers = npt.NDArray[np.int32]
MOST_KNOWN: Final = 4_096
"""Only so many texts are kept: the rest of a column is encoded by itself."""


class Texts:
    """The texts of one column met so far. Safe to use from threads."""

    def __init__(self, number: Callable[[Sequence[str | None]], Numbers]) -> None:
        """Take what gives each text its number, None among them; it gives a text the same number whenever it is asked."""
        self._number = number
        self._known: tuple[Any, Numbers] = (pa.array([None], pa.string()), number([None]))
        self._dictionary: tuple[Any, Numbers] = self._known

    def numbers(self, column: Any) -> Numbers:  # noqa: ANN401 -- an Arrow array
        """Give the number of each row's text."""
        if pa.types.is_dictionary(column.type):
            return self._of_dictionary(column)
        texts, numbers = self._known
        places = pc.index_in(column, value_set=texts)
        found = np.take(numbers, plain_values(places, np.int32), mode="clip")
        if places.null_count:
            new = np.flatnonzero(~bits(places.buffers()[0], places.offset, len(places)))
            rest = column.take(pa.array(new)).dictionary_encode()
            given = self._number(rest.dictionary.to_pylist())
            found[new] = np.take(given, plain_values(rest.indices, np.int32), mode="clip")
            if len(texts) + len(given) <= MOST_KNOWN:
                self._known = pa.concat_arrays([texts, rest.dictionary]), np.concatenate([numbers, given])
        return found

    def _of_dictionary(self, column: Any) -> Numbers:  # noqa: ANN401 -- the same
        texts, numbers = self._dictionary
        if not column.dictionary.equals(texts):
            texts = column.dictionary
            numbers = self._number([*texts.to_pylist(), None])
            self._dictionary = texts, numbers
        indices = column.indices.cast(pa.int32())
        if indices.null_count:
            indices = pc.fill_null(indices, len(texts))
        return np.take(numbers, plain_values(indices, np.int32), mode="clip")
