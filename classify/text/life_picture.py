"""The picture of a life: Mermaid, SVG and a table, all drawn from the transition table.

Which arrows there are and what stands on them comes from `lifecycle.table.arrows`; only where they run on the page is
said here, and an arrow without a route is refused.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from classify.errors import Language
from classify.lifecycle import OPEN, SECRET, TRANSITIONS, State, Transition
from classify.lifecycle.table import arrows
from classify.text.sentences import sentence

TOP, WIDTH, HEIGHT = -30, 1310, 730
BOX_WIDTH, BOX_HEIGHT = 170, 44
LINE = 16
GROUPS = {"secret": SECRET, "open": OPEN}
FILLS = {"secret": "#fdecea", "open": "#e8f4ea", "invalid": "#fff6d6"}

CENTRES = {
    State.INVALID: (100, 320),
    State.ACTIVE: (350, 110),
    State.EXPIRING: (600, 110),
    State.PENDING_EVENT: (475, 280),
    State.UNKNOWN_START: (350, 450),
    State.LONG_TERM: (600, 450),
    State.SELF_DECLASSIFIED: (1040, 110),
    State.DECLASSIFIED: (1040, 330),
    State.PUBLISHED: (1040, 540),
}
FRAMES = {"secret": (240, 50, 470, 510), "open": (930, 50, 220, 540)}


class Route(NamedTuple):
    """How an arrow runs, and where the middle of its words stands."""

    path: str
    at: tuple[int, int]


ROUTES = {
    ("active", "expiring"): Route("M435 110 L512 110", (475, 80)),
    ("expiring", "self_declassified"): Route("M685 100 L952 100", (815, 92)),
    ("active", "self_declassified"): Route("M350 88 C350 0 1040 0 1040 86", (815, 16)),
    ("invalid", "secret"): Route("M185 320 L238 320", (100, 270)),
    ("invalid", "open"): Route("M100 342 L100 650 L1040 650 L1040 593", (815, 672)),
    ("secret", "secret"): Route("M400 560 C400 625 540 625 540 563", (475, 626)),
    ("secret", "self_declassified"): Route("M710 265 L952 130", (850, 240)),
    ("pending_event", "unknown_start"): Route("M430 302 L380 426", (405, 370)),
    ("pending_event", "self_declassified"): Route("M560 270 C690 250 760 140 952 114", (640, 256)),
    ("pending_event", "expiring"): Route("M520 258 L580 134", (550, 190)),
    ("pending_event", "active"): Route("M430 258 L370 134", (400, 190)),
    ("secret", "declassified"): Route("M710 330 L952 330", (815, 322)),
    ("self_declassified", "declassified"): Route("M1040 132 L1040 306", (1040, 225)),
    ("secret", "published"): Route("M710 540 L952 540", (815, 532)),
    ("declassified", "published"): Route("M1040 352 L1040 516", (1040, 440)),
    ("self_declassified", "published"): Route("M1125 110 C1240 200 1240 450 1128 540", (1225, 330)),
}


def mermaid(lang: Language) -> str:
    """Draw the life as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{_state(state, lang)}" as {state.value}' for state in State]
    for name, members in GROUPS.items():
        lines += [
            f'    state "{sentence(lang, "state_group", name)}" as {name} {{',
            *(f"        {one.value}" for one in members),
            "    }",
        ]
    lines += [f"    {source} --> {target}: {_words(triggers, lang)}" for source, target, triggers in arrows()]
    return "\n".join(lines)


def svg(lang: Language) -> str:
    """Draw the life as an SVG. Raises KeyError for an arrow of the table that has no route."""
    view = f'viewBox="0 {TOP} {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13"'
    tip = 'id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {view}>',
        f'<defs><marker {tip}><path d="M0 0 L10 5 L0 10 z" fill="#444"/></marker></defs>',
        f'<rect x="0" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for name, (left, top, width, height) in FRAMES.items():
        parts.append(
            f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="12" fill="{FILLS[name]}" stroke="#bbb"/>'
            f'<text x="{left + 12}" y="{top + 22}" font-weight="bold">{escape(sentence(lang, "state_group", name))}</text>'
        )
    drawn = [_arrow(source, target, triggers, lang) for source, target, triggers in arrows()]
    # words over all lines, with a white edge that keeps them readable
    parts += [line for line, _ in drawn] + [words for _, words in drawn]
    parts += [_box(state, lang) for state in State]
    return "\n".join([*parts, "</svg>", ""])


def table(lang: Language) -> str:
    """Write the whole table in Markdown: in which states, on which event, what it leads to, and why not."""
    head = [sentence(lang, "life", name) for name in ("table_from", "table_trigger", "table_to")]
    rows = [[_states(row.of, lang), sentence(lang, "deed", row.trigger), _outcome(row, lang)] for row in TRANSITIONS]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


def _outcome(row: Transition, lang: Language) -> str:
    leads = _states(row.to, lang) if row.to else sentence(lang, "life", "stays")
    return leads if row.remark is None else f"{leads} ({sentence(lang, 'remark', row.remark.value)})"


def _states(states: tuple[State, ...], lang: Language) -> str:
    left = list(dict.fromkeys(states))
    names = []
    for name, members in {"any": tuple(State), **GROUPS}.items():
        if set(members) <= set(left):
            names.append(sentence(lang, "state_group", name))
            left = [state for state in left if state not in members]
    return ("、" if lang == "zh" else ", ").join([*names, *(_state(state, lang) for state in left)])


def _arrow(source: str, target: str, triggers: tuple[str, ...], lang: Language) -> tuple[str, str]:
    route = ROUTES[source, target]
    x, y = route.at
    lines = _short([sentence(lang, "deed", trigger) for trigger in triggers], lang)
    told = "".join(f'<tspan x="{x}" dy="{LINE if place else 0}">{escape(line)}</tspan>' for place, line in enumerate(lines))
    words = f'<text x="{x}" y="{y}" text-anchor="middle"'
    edge = f'{words} fill="#ffffff" stroke="#ffffff" stroke-width="4" aria-hidden="true">{told}</text>'
    return (
        f'<path d="{route.path}" fill="none" stroke="#444" marker-end="url(#tip)"/>',
        f'{edge}{words} fill="#1a4f8b">{told}</text>',
    )


def _box(state: State, lang: Language) -> str:
    x, y = CENTRES[state]
    fill = FILLS["invalid"] if state is State.INVALID else "#ffffff"
    return (
        f'<rect x="{x - BOX_WIDTH // 2}" y="{y - BOX_HEIGHT // 2}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="8" '
        f'fill="{fill}" stroke="#444"/>'
        f'<text x="{x}" y="{y - 2}" text-anchor="middle">{escape(_state(state, lang))}</text>'
        f'<text x="{x}" y="{y + 14}" text-anchor="middle" font-size="11" fill="#777">{state.value}</text>'
    )


def _short(lines: list[str], lang: Language) -> list[str]:
    """Keep at most two words on a line."""
    colon = "、" if lang == "zh" else ", "
    return [colon.join(lines[place : place + 2]) for place in range(0, len(lines), 2)]


def _words(triggers: tuple[str, ...], lang: Language) -> str:
    return ("、" if lang == "zh" else ", ").join(sentence(lang, "deed", trigger) for trigger in triggers)


def _state(state: State, lang: Language) -> str:
    return sentence(lang, "state", state.value)
