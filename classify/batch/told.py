"""What the first pass over the relations says of a row, as one small number: the facts that the rules of derivation ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from classify.batch.columns import Chunk
from classify.batch.tables import Masks
from classify.batch.verdicts import Codes, Judge, Kind, Source
from classify.rules.field import UNKNOWN

__all__ = ["COLUMN", "STANDS", "TROUBLE", "Code", "Told", "joined"]

Code = npt.NDArray[np.int16]
Fields = Mapping[str, tuple[str, ...]]
COLUMN: Final = "classify:sources"
"""The column in which it reaches the kernel; no inventory has one of this name."""
STANDS: Final[Fields] = {
    "made": ("original", "derived", "compilation", UNKNOWN),
    "level.vs_sources": ("none", "below", "equal", "above"),
    "opening.vs_sources": ("none", "earlier", "same", "later"),
    "clock": ("own", "restarted"),
    "members.number": ("below", "reached"),
}
"""The mark against the sources; of a row that does not say whether it is derived or compiled, nobody knows."""
TROUBLE: Final[Fields] = {
    "sources.missing": ("no", "yes"),
    "sources.circle": ("no", "yes"),
    "sources.marks": ("read", "unread"),
    "sources.unmarked": ("no", "yes"),
    "sources.start": ("known", "missing"),
}
"""What is wrong with the sources, or with theirs."""


def joined(facts: dict[str, Any]) -> Code:
    """Make one code of the places of the codes of all facts of STANDS and TROUBLE."""
    code: Any = np.int16(0)
    for name, codes in (*STANDS.items(), *TROUBLE.items()):
        code = code * np.int16(len(codes)) + facts[name]
    return np.asarray(code, dtype=np.int16)


class Told:
    """Judges rows by their codes. Safe to use from threads."""

    def __init__(self, judge: Callable[[tuple[str, ...], Mapping[str, str]], Judge]) -> None:
        """Take what makes a judge of the facts that rows can say, and of those that are the same for all."""
        self._against, self._stands = judge(tuple(STANDS), {"trigger": "named"}), Kind(_combinations(STANDS))
        self._troubled, self._trouble = judge(tuple(TROUBLE), {}), Kind(_combinations(TROUBLE))

    def findings(self, chunk: Chunk, law: npt.NDArray[Any]) -> tuple[Masks, Masks]:
        """Give the findings about the marks of some rows, and those about their sources, by the law of each row."""
        told = chunk.column(COLUMN)
        if told is None:
            nothing = np.zeros(chunk.rows, dtype=np.uint64)
            return nothing, nothing
        stands, trouble = np.divmod(told.to_numpy(), np.int16(len(self._trouble.codes)))
        against = self._against([Source(stands, self._stands)], chunk.rows, law)
        troubled = self._troubled([Source(trouble, self._trouble)], chunk.rows, law)
        return self._against.layout.part("findings", against), self._troubled.layout.part("findings", troubled)


def _combinations(fields: Fields) -> Codes:
    """Give all combinations of the codes of some facts; the last fact varies fastest."""
    return [dict(zip(fields, one, strict=True)) for one in product(*fields.values())]
