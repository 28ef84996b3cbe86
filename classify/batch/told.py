"""What the first pass over the relations says of a row, as one small number: the facts that the rules of derivation ask for."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from classify.batch.verdicts import Codes
from classify.rules.field import UNKNOWN

__all__ = ["COLUMN", "STANDS", "TROUBLE", "Code", "combinations", "joined", "parted", "size_of"]

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


def size_of(fields: Fields) -> int:
    """Give the number of combinations of the codes of some facts."""
    return prod(len(codes) for codes in fields.values())


def combinations(fields: Fields) -> Codes:
    """Give all combinations of the codes of some facts; the last fact varies fastest."""
    return [dict(zip(fields, one, strict=True)) for one in product(*fields.values())]


def joined(facts: dict[str, Any]) -> Code:
    """Make one code of the places of the codes of all facts of STANDS and TROUBLE."""
    code: Any = np.int16(0)
    for name, codes in (*STANDS.items(), *TROUBLE.items()):
        code = code * np.int16(len(codes)) + facts[name]
    return np.asarray(code, dtype=np.int16)


def parted(codes: Code) -> tuple[Code, Code]:
    """Give the places of a code's facts among the combinations of STANDS and of TROUBLE."""
    stands, trouble = np.divmod(codes, np.int16(size_of(TROUBLE)))
    return stands, trouble
