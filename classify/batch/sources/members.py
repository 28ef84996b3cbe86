"""How many members a compilation has, those of volumes within it included, as far as a set number."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from classify.batch.sources.circles import circles_of
from classify.batch.sources.links import Links, Places
from classify.batch.sources.relations import ABSENT, Relations

__all__ = ["numerous"]

Truths = npt.NDArray[np.bool_]


def numerous(relations: Relations, compiles: Truths, number: int) -> Truths:
    """Say which compilations name so many different sources, or hold so many members with those of volumes within."""
    reached = compiles & _names_many(relations, number)
    users, sources = relations.users, relations.sources
    within = compiles[users] & (sources != ABSENT)
    within[within] = compiles[sources[within]]
    nested = np.zeros(relations.rows, dtype=np.bool_)
    nested[users[within]] = True
    if nested.any():
        held = _gathered(relations, within, number)
        many = [place for place, members in held.items() if len(members) >= number]
        reached[many] = True
    return reached & compiles


def _names_many(relations: Relations, number: int) -> Truths:
    """Count the different names of those rows that have enough of them."""
    found = relations.counts >= number
    if found.any():
        at = np.flatnonzero(found[relations.users])
        names = relations.names.take(at).dictionary_encode().indices.to_numpy()
        pairs = np.unique(relations.users[at].astype(np.int64) << 32 | names)
        found &= np.bincount(pairs >> 32, minlength=relations.rows) >= number
    return found


def _gathered(relations: Relations, within: Truths, number: int) -> dict[int, set[int]]:
    """Gather the different members of volumes that hold volumes, no more than are asked for; a circle of them holds the same."""
    users, sources = relations.users[within], relations.sources[within]
    volumes, both = np.unique(np.concatenate([users, sources]), return_inverse=True)
    links = Links.of(both[len(users) :].astype(np.int32), both[: len(users)].astype(np.int32), len(volumes))
    circles = circles_of(links)
    links = circles.links(links)
    head = np.arange(len(volumes))
    head[circles.members] = circles.heads
    held: list[set[int]] = [set() for _ in volumes]
    for user, source in zip(*_plain_members(relations, volumes, within), strict=True):
        members = held[head[user]]
        if len(members) < number:
            members.add(source)
    first, followers, waiting = links.first.tolist(), links.users.tolist(), links.drawn.tolist()
    ready = [place for place, left in enumerate(waiting) if not left]
    while ready:
        place = ready.pop()
        for user in followers[first[place] : first[place + 1]]:
            if len(held[user]) < number:
                held[user] |= held[place]
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)
    return {volume: held[head[place]] for place, volume in enumerate(volumes.tolist())}


def _plain_members(relations: Relations, volumes: Places, within: Truths) -> tuple[list[int], list[int]]:
    """Give the volumes and their members that are no volumes themselves, the volumes by their number."""
    ours = np.zeros(relations.rows, dtype=np.bool_)
    ours[volumes] = True
    plain = ours[relations.users] & ~within & (relations.sources != ABSENT)
    return np.searchsorted(volumes, relations.users[plain]).tolist(), relations.sources[plain].tolist()
