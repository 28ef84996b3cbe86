"""Facts of many rows against the tables: each fact has a source, a small index into codes; keys are sums of look-ups.

Sources with few values are joined into one index, so that a key costs few look-ups whatever the number of facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from classify.batch.tables import Group, Masks
from classify.rules.field import UNKNOWN

__all__ = ["Codes", "Judge", "Kind", "Source"]

Codes = Sequence[Mapping[str, str]]
Packed = npt.NDArray[np.int32]
MOST_JOINED: Final = 30_000
"""A joined index has at most so many values, so that what they add to a key stays close at hand."""


@dataclass(eq=False)
class Kind:
    """What the values of an index stand for. Values are only ever added; what they add to a group's key is kept."""

    codes: Codes
    fields: frozenset[str] = field(init=False)
    packed: dict[int, Packed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Name the facts that it decides."""
        self.fields = frozenset(name for one in self.codes for name in one)

    def of(self, group: Group) -> Packed:
        """Give what each value adds to the key of a group."""
        known = self.packed.get(id(group))
        if known is None:
            asked = self.fields.intersection(group.fields)
            known = np.array([_place(codes, asked, group) for codes in self.codes], dtype=np.int32)
            self.packed[id(group)] = known
        return known


@dataclass(frozen=True)
class Source:
    """One index of the rows, and what its values stand for."""

    index: npt.NDArray[Any]
    kind: Kind


def _place(codes: Mapping[str, str], asked: frozenset[str], group: Group) -> int:
    return sum(group.codes[group.fields.index(name)].index(codes.get(name, UNKNOWN)) * group.strides[name] for name in asked)


class Judge:
    """Groups of rules, and how the sources of their facts are joined; made once, used for every chunk."""

    def __init__(self, groups: Sequence[Group]) -> None:
        """Take the groups of one compilation, lower strata first."""
        self.groups = groups
        self.layout = groups[0].layout
        self._kept: dict[tuple[int, ...], Packed] = {}

    def __call__(self, sources: Sequence[Source], rows: int, law: npt.NDArray[Any] | None = None) -> Masks:
        """Give the conclusions of every row: for each group a key, a look-up, and an OR. `law` None: there is one law."""
        asked = frozenset(name for group in self.groups for name in group.fields)
        bundles = [_Bundle(part) for part in _joined([one for one in sources if one.kind.fields & asked])]
        masks = np.zeros(rows, dtype=np.uint64)
        for group in self.groups:
            keys = np.zeros(rows, dtype=np.int32) if law is None else np.multiply(law, group.size, dtype=np.int32)
            for bundle in bundles:
                if bundle.fields.intersection(group.fields):
                    keys += np.take(self._packed(bundle, group), bundle.index, mode="clip")
            for slot in group.given:
                part = group.layout.part(slot.id, masks).astype(np.int32)
                part *= np.int32(group.stride_of(slot))
                keys += part
            masks |= group.look_up(keys)
        return masks

    def _packed(self, bundle: _Bundle, group: Group) -> Packed:
        name = (id(group), *(id(source.kind) for source in bundle.sources))
        known = self._kept.get(name)
        if known is None:
            known = np.zeros(1, dtype=np.int32)
            for source in bundle.sources:
                known = (known[:, None] + source.kind.of(group)[None, :]).reshape(-1)
            self._kept[name] = known
        return known


class _Bundle:
    """Some sources under one index; the last one varies fastest."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.fields = frozenset().union(*(source.kind.fields for source in sources))

    @property
    def index(self) -> npt.NDArray[Any]:
        """The joined index, made once."""
        if not hasattr(self, "_index"):
            index = self.sources[0].index
            if len(self.sources) > 1:
                index = index.astype(np.int16 if self.size <= MOST_JOINED else np.int32)
                for source in self.sources[1:]:
                    index *= index.dtype.type(len(source.kind.codes))
                    index += source.index.astype(index.dtype, copy=False)
            self._index = index
        return self._index

    @property
    def size(self) -> int:
        return prod(len(source.kind.codes) for source in self.sources)


def _joined(sources: Sequence[Source]) -> list[list[Source]]:
    """Join the small sources, the smallest first, as long as the index stays small."""
    bundles: list[list[Source]] = []
    size = MOST_JOINED + 1
    for source in sorted(sources, key=lambda one: len(one.kind.codes)):
        if size * len(source.kind.codes) <= MOST_JOINED:
            bundles[-1].append(source)
            size *= len(source.kind.codes)
        else:
            bundles.append([source])
            size = len(source.kind.codes)
    return bundles
