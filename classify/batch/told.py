"""What the first pass over the relations says of a row, as one small number: the facts that the rules of derivation ask for."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from classify.batch.law import Laws
from classify.batch.lookup import Lookup, Numbers
from classify.batch.rows import Rows
from classify.batch.sets import FindingSets
from classify.batch.verdicts import Judge, Source
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


class Found(NamedTuple):
    """Sets of findings of some rows: about their marks against their sources, and about what is wrong with the sources."""

    against: Numbers
    troubles: Numbers


class Told:
    """Judges rows by their codes. Safe to use from threads."""

    def __init__(self, laws: Laws, sets: FindingSets) -> None:
        """Compile the rules of every day that a row can have."""
        self._laws = laws
        self._against = _Asked(laws, sets, STANDS, {"trigger": "named"})
        self._troubles = _Asked(laws, sets, TROUBLE, {})

    def __call__(self, rows: Rows) -> Found | None:
        """Give what is found of some rows by the law of each; None where the first pass was not made."""
        told = rows.chunk.column(COLUMN)
        if told is None:
            return None
        stands, trouble = np.divmod(told.to_numpy(), np.int16(len(self._troubles.combinations)))
        return Found(self._against(stands, rows.law), self._troubles(trouble, rows.law))


class _Asked:
    """The rules about some facts, asked once for each combination and law."""

    def __init__(self, laws: Laws, sets: FindingSets, fields: Fields, constant: Mapping[str, str]) -> None:
        self.combinations = [dict(zip(fields, one, strict=True)) for one in product(*fields.values())]
        self._fields, self._sets, self._laws = frozenset(fields), sets, laws.laws
        self._judge = Judge([law.program for law in laws.laws], ("findings",), tuple(fields), constant)
        self._table = Lookup()

    def __call__(self, codes: Code, law: Numbers) -> Numbers:
        return self._table(self._found, (law, len(self._laws)), (codes, len(self.combinations)))

    def _found(self, law: Numbers, codes: Numbers) -> Numbers:
        sources = [Source(self._fields, codes, self.combinations.__getitem__)]
        return self._sets.numbers_of(self._judge.layout.part("findings", self._judge(sources, len(codes), law)))
