"""The graph as a picture, coloured by level: Mermaid for pages, SVG for everything else.

Sources stand at the top and arrows lead to what draws on them. Colour never speaks alone: every box bears its level
and the day on which it opens. All text of the input is escaped, and cut to what a box holds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from classify.compilation.bound import bound_of
from classify.compilation.net import ABSENT
from classify.compilation.solve import Solution
from classify.documents.compiled import Bound, PictureWords
from classify.errors import InputError
from classify.level import Level

MOST_BOXES: Final = 400
COLOURS: Final = {
    Level.TOP_SECRET: ("#f8d0cf", "#a3201d"),
    Level.CONFIDENTIAL: ("#fbe3c0", "#8a5300"),
    Level.SECRET: ("#fdf6c4", "#6b6000"),
    None: ("#e3f1e3", "#2d6a2f"),
}
"""Fill and line by level; None: no state secret any more."""
UNKNOWN_COLOUR: Final = ("#eeeeee", "#555555")

WIDTH, HEIGHT, GAP, STEP, MARGIN, ASIDE = 190, 58, 26, 108, 48, 40
FONT: Final = "font-family=\"'Noto Sans CJK SC','Microsoft YaHei',sans-serif\""
HEAD: Final = (
    '<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0,0 L8,4 L0,8 z" fill="#555555"/></marker>'
)
LONGEST_NAME: Final = 22
"""Columns of a name, a Chinese character taking two."""


@dataclass(frozen=True, slots=True, repr=False)
class Box:
    """One matter, or a source that is not there."""

    key: int
    name: str
    caption: str
    fill: str
    line: str
    layer: int


Arrow = tuple[int, int, str]
"""From a source's box to the box of what draws on it, with the points named."""


def mermaid(solution: Solution, place: int | None, words: PictureWords) -> str:
    """Draw in Mermaid. `place`: only what this matter draws on. Raises InputError for more boxes than can be read.

    Names are written as Mermaid's character codes, so that none can end its label or begin a command.
    """
    boxes, arrows = _drawing(solution, place, words)
    lines = ["flowchart TB", f"  accTitle: {words.title}"]
    for box in boxes:
        lines.append(f'  n{box.key}["{_coded(box.name)}<br/>{_coded(box.caption)}"]')
        lines.append(f"  style n{box.key} fill:{box.fill},stroke:{box.line},color:#111111")
    for source, user, label in arrows:
        named = f'|"{_coded(label)}"|' if label else ""
        lines.append(f"  n{source} -->{named} n{user}")
    return "\n".join(lines) + "\n"


def svg(solution: Solution, place: int | None, words: PictureWords) -> str:
    """Draw as SVG: no script, no outside reference, a title for who cannot see it. Raises InputError as `mermaid` does."""
    boxes, arrows = _drawing(solution, place, words)
    at = _placed(boxes)
    width = max(x for x, _ in at.values()) + WIDTH + MARGIN
    height = max(y for _, y in at.values()) + HEIGHT + MARGIN
    size = f'width="{width}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}" role="img" {FONT}>',
        f"<title>{escape(words.title)}</title>",
        f"<defs>{HEAD}</defs>",
        f'<rect {size} fill="#ffffff"/>',
    ]
    lines += [line for arrow in arrows for line in _arrow_lines(at, arrow)]
    lines += [line for box in boxes for line in _box_lines(at[box.key], box)]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _drawing(solution: Solution, place: int | None, words: PictureWords) -> tuple[list[Box], list[Arrow]]:
    net = solution.net
    shown = list(range(len(net.matters))) if place is None else _below(solution, place)
    if len(shown) > MOST_BOXES:
        raise InputError("picture-too-large", most=MOST_BOXES)
    boxes = [_box(solution, at, words) for at in shown]
    arrows: list[Arrow] = []
    absent: dict[str, int] = {}
    for at in shown:
        for turn, (source, use) in enumerate(net.uses[at]):
            key = source
            if source == ABSENT:
                name = net.source_name(at, turn)
                key = absent.setdefault(name, len(net.matters) + len(absent))
            arrows.append((key, at, ", ".join(use.points)))
    boxes += [Box(key, _cut(name), words.absent, *UNKNOWN_COLOUR, layer=0) for name, key in absent.items()]
    if len(boxes) > MOST_BOXES:
        raise InputError("picture-too-large", most=MOST_BOXES)
    return boxes, arrows


def _below(solution: Solution, place: int) -> list[int]:
    seen = {place}
    waiting = [place]
    for here in waiting:
        if len(waiting) > MOST_BOXES:
            break
        for source, _ in solution.net.uses[here]:
            if source != ABSENT and source not in seen:
                seen.add(source)
                waiting.append(source)
    return sorted(waiting)


def _box(solution: Solution, place: int, words: PictureWords) -> Box:
    net = solution.net
    bound = bound_of(solution.exact[place], net.as_of, solution.level_at_stake(place))
    fill, line = COLOURS[bound.level]
    return Box(place, _cut(net.name(place) or words.everything), _caption(bound, words), fill, line, solution.layer[place])


def _caption(bound: Bound, words: PictureWords) -> str:
    if bound.level is None:
        return words.open
    return _cut(bound.mark or words.levels[bound.level])


def _placed(boxes: list[Box]) -> dict[int, tuple[int, int]]:
    """Lay the boxes out in rows, the lowest layer on top, each row in the middle."""
    rows: dict[int, list[int]] = {}
    for box in boxes:
        rows.setdefault(box.layer, []).append(box.key)
    widest = max(len(row) for row in rows.values())
    at: dict[int, tuple[int, int]] = {}
    for turn, layer in enumerate(sorted(rows)):
        row = rows[layer]
        left = MARGIN + (widest - len(row)) * (WIDTH + GAP) // 2
        at |= {key: (left + place * (WIDTH + GAP), MARGIN + turn * STEP) for place, key in enumerate(row)}
    return at


def _arrow_lines(at: dict[int, tuple[int, int]], arrow: Arrow) -> Iterator[str]:
    """Draw downwards from box to box; within a row, as in a circle, by the side."""
    source, user, label = arrow
    (x, y), (u, v) = at[source], at[user]
    down = v > y
    begin = (x + WIDTH // 2, y + HEIGHT) if down else (x + WIDTH, y + HEIGHT // 2)
    end = (u + WIDTH // 2, v) if down else (u + WIDTH, v + HEIGHT // 2 + 6)
    bend = (begin[1] + end[1]) // 2 if down else begin[1]
    aside = 0 if down else ASIDE
    curve = f"M{begin[0]},{begin[1]} C{begin[0] + aside},{bend} {end[0] + aside},{bend} {end[0]},{end[1]}"
    yield f'<path d="{curve}" fill="none" stroke="#555555" marker-end="url(#head)"/>'
    if label:
        middle = (begin[0] + end[0]) // 2
        yield f'<text x="{middle}" y="{bend}" font-size="11" fill="#333333" text-anchor="middle">{escape(_cut(label))}</text>'


def _box_lines(at: tuple[int, int], box: Box) -> Iterator[str]:
    x, y = at
    middle = x + WIDTH // 2
    yield f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{box.fill}" stroke="{box.line}"/>'
    for text, down, size in ((box.name, 24, 13), (box.caption, 44, 12)):
        yield f'<text x="{middle}" y="{y + down}" font-size="{size}" fill="#111111" text-anchor="middle">{escape(text)}</text>'


def _cut(text: str) -> str:
    """Cut a text to what a box holds, without control characters."""
    plain = "".join(character if character.isprintable() else "·" for character in text)
    columns = 0
    for place, character in enumerate(plain):
        columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if columns > LONGEST_NAME:
            return plain[:place] + "…"
    return plain


def _coded(text: str) -> str:
    """Write everything but letters, digits and Chinese as Mermaid's character codes."""
    return "".join(character if character.isalnum() or character in " ★_-" else f"#{ord(character)};" for character in text)
