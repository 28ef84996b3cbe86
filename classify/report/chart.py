"""Bar charts as SVG that stands in the page itself: no script, no font, no network; readable without colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Bar", "Mark", "Plan", "plan_of"]

WIDTH: Final = 960
HEIGHT: Final = 240
LEFT: Final = 64
BOTTOM: Final = 36
TOP: Final = 20
GAP: Final = 0.25
MOST_LABELS: Final = 18
MOST_NUMBERS: Final = 24
STEPS: Final = (1, 2, 2.5, 5, 10)
LINES: Final = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a bar: place and size in the units of the drawing, the class that colours it, what it says."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or number beside the bars."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a drawing shows; the page writes it as SVG."""

    bars: tuple[Bar, ...]
    below: tuple[Mark, ...]
    beside: tuple[Mark, ...]
    above: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


def plan_of(labels: Sequence[str], kinds: Sequence[str], counts: Mapping[tuple[str, str], int]) -> Plan:
    """Lay out stacked bars: one for each label, piled up in the order of the kinds.

    >>> plan = plan_of(["2027"], ["secret", "top_secret"], {("2027", "secret"): 3, ("2027", "top_secret"): 1})
    >>> [(bar.kind, bar.count) for bar in plan.bars], plan.above[0].text
    ([('secret', 3), ('top_secret', 1)], '4')
    """
    totals = [sum(counts.get((label, kind), 0) for kind in kinds) for label in labels]
    step = _step(max(totals, default=0))
    lines = max(-(-max(totals, default=0) // step), 1)
    top = step * lines
    base = HEIGHT - BOTTOM
    scale = (base - TOP) / top
    slot = (WIDTH - LEFT) / max(len(labels), 1)
    every = -(-len(labels) // MOST_LABELS)
    bars: list[Bar] = []
    below: list[Mark] = []
    above: list[Mark] = []
    for place, (label, total) in enumerate(zip(labels, totals, strict=True)):
        x = LEFT + slot * (place + GAP / 2)
        y = float(base)
        for kind in kinds:
            count = counts.get((label, kind), 0)
            if count:
                height = count * scale
                y -= height
                bars.append(Bar(round(x, 1), round(y, 1), round(slot * (1 - GAP), 1), round(height, 1), kind, label, count))
        middle = round(x + slot * (1 - GAP) / 2, 1)
        if total:
            above.append(Mark(middle, round(y - 4, 1), f"{total:,}"))
        if place % every == 0:
            below.append(Mark(middle, base + 16, label))
    beside = tuple(Mark(LEFT - 6, round(base - step * line * scale, 1), f"{step * line:,}") for line in range(lines + 1))
    return Plan(tuple(bars), tuple(below), beside, tuple(above) if len(labels) <= MOST_NUMBERS else ())


def _step(highest: int) -> int:
    """Give a round number of which a few reach the highest bar."""
    least = max(-(-highest // LINES), 1)
    power = 1
    while power * 10 < least:
        power *= 10
    return next(int(one * power) for one in STEPS if one * power >= least and one * power == int(one * power))
