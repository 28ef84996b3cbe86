"""Rules against distinct combinations of facts: each fact has a source, an index into codes; keys are sums over sources.

Rows never come here: what reaches the rules are the combinations that `lookup` has not met before, a few at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from classify.batch.tables import Facts, Group, Masks, compile_groups
from classify.rules.field import UNKNOWN
from classify.rules.program import Program

__all__ = ["Judge", "Source"]

NEVER_UNKNOWN: Final = frozenset(
    {"law", "start", "start.law", "start.needed", "proposal", "term.kind", "items.pending", "state", "lifting"}
    | {"row.level", "row.published", "row.declassified", "row.term", "row.opens", "row.own", "row.fault", "row.match"}
    | {"extension.decided", "extension.delivered"}
)
"""Facts that every row states."""


@dataclass(frozen=True)
class Source:
    """One index, and the facts that its values state; of `fields` what a value does not state is unknown."""

    fields: frozenset[str]
    index: npt.NDArray[Any]
    codes: Callable[[int], Mapping[str, str]]

    @classmethod
    def of(cls, name: str, index: npt.NDArray[Any], codes: Sequence[str]) -> Source:
        """Give the source of one fact whose codes are listed."""
        return cls(frozenset({name}), index, lambda place: {name: codes[place]})

    @cached_property
    def distinct(self) -> tuple[list[Mapping[str, str]], npt.NDArray[np.intp]]:
        """What the values state, each once, and for each combination the place of its own."""
        once, back = np.unique(self.index, return_inverse=True)
        return [self.codes(value) for value in once.tolist()], back

    def steps(self, group: Group) -> npt.NDArray[np.int32]:
        """Give what each combination adds to the key of a group."""
        stated, back = self.distinct
        asked = [(name, steps) for name, steps in group.steps.items() if name in self.fields]
        added = [sum(steps[one.get(name, UNKNOWN)] for name, steps in asked) for one in stated]
        return np.array(added, dtype=np.int32)[back]


class Judge:
    """The rules of some laws for some slots, grouped; made once, asked from threads."""

    def __init__(
        self, programs: Sequence[Program], wanted: tuple[str, ...], fields: tuple[str, ...], constant: Mapping[str, str]
    ) -> None:
        """Compile the rules that conclude wanted slots; combinations state `fields`, and `constant` holds for all."""
        known = programs[0].vocabulary.fields
        live = {name: known[name].codes if name in NEVER_UNKNOWN else (*known[name].codes, UNKNOWN) for name in fields}
        self._fields = frozenset(fields)
        self._groups = compile_groups(programs, wanted, Facts(live, constant))
        self.layout = self._groups[0].layout

    def __call__(self, sources: Sequence[Source], count: int, law: npt.NDArray[Any] | None = None) -> Masks:
        """Give the conclusions of each combination: for each group a key, a look-up, and an OR. `law` None: there is one."""
        silent = self._fields.difference(*(source.fields for source in sources))
        sources = [*sources, Source(silent, np.zeros(count, dtype=np.int32), lambda _: {})]
        masks = np.zeros(count, dtype=np.uint64)
        for group in self._groups:
            keys = np.zeros(count, dtype=np.int32) if law is None else np.multiply(law, group.size, dtype=np.int32)
            for source in sources:
                if source.fields.intersection(group.fields):
                    keys += source.steps(group)
            for slot in group.given:
                keys += group.layout.part(slot.id, masks).astype(np.int32) * np.int32(group.stride_of(slot))
            masks |= group.look_up(keys)
        return masks
