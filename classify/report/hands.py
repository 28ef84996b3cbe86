"""Who has how much in hand: rows by the person and the section that the inventory names (charges.toml)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from classify.batch.answers import ACTIONS
from classify.batch.charges import charge_of
from classify.batch.days import NEVER

__all__ = ["MOST_NAMES", "Hand", "charges", "count_hands"]

MOST_NAMES: Final = 1_000
"""Names that are counted one by one; those that come later are counted together."""


@dataclass(slots=True)
class Hand:
    """What one person or section has to do: rows by action, and the nearest day still to come, `NEVER` for none."""

    actions: Counter[str] = field(default_factory=Counter)
    nearest: int = NEVER


def charges(answer: pa.RecordBatch) -> dict[str, Any]:
    """Find the columns that name section and person, the first of each, as texts; an empty text where nobody is named."""
    found: dict[str, Any] = {}
    for kind in ("section", "person"):
        for field_ in answer.schema:
            if charge_of(field_.name) == kind and _is_text(field_.type):
                column = answer.column(field_.name)
                found[kind] = pc.utf8_trim_whitespace(column.cast(pa.string()).fill_null(""))
                break
    return found


def count_hands(hands: dict[str | None, Hand], names: Any, action: npt.NDArray[Any], due: npt.NDArray[np.int64]) -> None:  # noqa: ANN401 -- an Arrow array
    """Count rows to the name that each has; `due` are days still to come. Names beyond the first go under None."""
    coded = names.dictionary_encode()
    told = coded.dictionary.to_pylist()
    for name in told:
        if name not in hands and len(hands) < MOST_NAMES:
            hands[name] = Hand()
    keys = coded.indices.to_numpy().astype(np.int64) * len(ACTIONS) + action
    pairs, where, times = np.unique(keys, return_inverse=True, return_counts=True)
    nearest = np.full(len(times), NEVER, dtype=np.int64)
    np.minimum.at(nearest, where, due)
    for pair, count, day in zip(pairs.tolist(), times.tolist(), nearest.tolist(), strict=True):
        place, code = divmod(pair, len(ACTIONS))
        hand = hands.setdefault(told[place] if told[place] in hands else None, Hand())
        hand.actions[ACTIONS[code]] += count
        hand.nearest = min(hand.nearest, day)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind)) or (
        pa.types.is_dictionary(kind) and _is_text(kind.value_type)
    )
