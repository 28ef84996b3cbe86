"""What a compilation needs besides level and term: consent to its members, a look at their number, a common audience."""

from __future__ import annotations

from datetime import date

from classify.compilation.net import ABSENT, Net
from classify.compilation.reach import known_level_on, level_on
from classify.compilation.solve import Solution
from classify.compilation.structure import sources_first
from classify.level import Level

Audience = frozenset[str] | None
"""Who may know; None: nothing is stated."""


def without_consent(solution: Solution, place: int, day: date) -> tuple[tuple[str, ...], bool]:
    """Give the members still secret that lack a consent they need, and whether any member needs one.

    A top secret member needs it (REG2024-29.4), and so does another organ's (HESHAN-2). Where the compiling organ is
    not known, members of one organ may all be its own; members of two cannot.
    """
    net = solution.net
    compiling = net.matters[place]
    lacking: list[str] = []
    strangers: dict[str, list[str]] = {}
    needed = False
    for source, use in net.uses[place]:
        if source == ABSENT or not use.drawn:
            continue
        member = net.matters[source]
        if member is None or level_on(solution.ceiling[source], day) is None:
            continue
        consent = member.consent if member.consent is not None else compiling is not None and bool(compiling.consent)
        foreign = compiling is not None and None not in (compiling.originator, member.originator)
        foreign = foreign and compiling is not None and compiling.originator != member.originator
        # what cannot be read is not known to be top secret: it has findings of its own
        top = known_level_on(solution.ceiling[source], day) is Level.TOP_SECRET
        needed = needed or top or foreign
        if consent:
            continue
        if top or foreign:
            lacking.append(member.id)
        elif member.originator is not None and (compiling is None or compiling.originator is None):
            strangers.setdefault(member.originator, []).append(member.id)
    if len(strangers) > 1:
        lacking += [name for names in strangers.values() for name in names]
    return tuple(sorted(set(lacking))), needed or bool(lacking)


def reaching(solution: Solution, number: int) -> dict[int, int | str]:
    """Give the compilations whose members reach a number, with their count; `50+` where volumes within hold them."""
    net = solution.net
    within: dict[int, frozenset[int]] = {}
    found: dict[int, int | str] = {}
    if net.matters[-1] is not None and not any(matter is not None and matter.compilation for matter in net.matters):
        return found
    volumes = [place for place in range(len(net.matters)) if _compiles(net, place)]
    inside = {place: turn for turn, place in enumerate(volumes)}
    nested = ((inside[source], inside[place]) for place in volumes for source, _ in net.uses[place] if source in inside)
    for part in sources_first(len(volumes), nested):
        # volumes in a circle hold the same
        members = frozenset[int]().union(*(_gathered(net, volumes[at], within, number) for at in part))
        for place in (volumes[at] for at in part):
            within[place] = members
            direct = len({net.source_name(place, turn) for turn in range(len(net.uses[place]))})
            if direct >= number:
                found[place] = direct
            elif len(members) >= number:
                found[place] = f"{number}+"
    return found


def _compiles(net: Net, place: int) -> bool:
    matter = net.matters[place]
    return bool(net.uses[place]) and (matter is None or matter.compilation)


def _gathered(net: Net, place: int, within: dict[int, frozenset[int]], number: int) -> frozenset[int]:
    """Gather distinct members, those of volumes within included, no more than are asked for."""
    members: set[int] = set()
    for source, _ in net.uses[place]:
        if source == ABSENT:
            continue
        members |= within.get(source, frozenset()) if _compiles(net, source) else {source}
        if len(members) >= number:
            break
    return frozenset(members)


def audiences(solution: Solution, day: date) -> list[Audience]:
    """Find who is within the audience of everything that a matter draws on and that is still secret (LAW2024-21).

    A derived matter's own audience binds who draws on it, and is not counted for itself.
    """
    net = solution.net
    size = len(net.matters)
    if all(matter is None or matter.audience is None for matter in net.matters):
        return [None] * size
    drawn: list[Audience] = [None] * size
    handed: list[Audience] = [None] * size
    for part in solution.parts:
        common: Audience = None
        for place in part:
            for source, use in net.uses[place]:
                if source != ABSENT and use.drawn and level_on(solution.exact[source], day) is not None:
                    common = _both(common, handed[source])
        stated: Audience = None
        for place in part:
            matter = net.matters[place]
            own = None if matter is None or matter.audience is None else frozenset(matter.audience)
            drawn[place] = common if net.uses[place] else own
            stated = _both(stated, own)
        for place in part:
            handed[place] = _both(common, stated)
    return drawn


def _both(one: Audience, other: Audience) -> Audience:
    if one is None or other is None:
        return other if one is None else one
    return one & other
