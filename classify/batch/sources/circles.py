"""Circles: places that draw on one another. Each becomes one place, so that what is left has an order.

Whole waves leave first everything that no circle draws on and everything that draws on no circle; in an inventory little
or nothing remains, and that is searched place by place (Tarjan 1972, without recursion).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from classify.batch.sources.links import Columns, Links, Places, settle

__all__ = ["Circles", "circles_of"]


@dataclass(frozen=True, eq=False)
class Circles:
    """`members` are all places in circles, `heads` for each of them the first place of its circle."""

    members: Places
    heads: Places

    def fold(self, columns: Columns) -> None:
        """Join into the head of each circle what its members hold."""
        columns.join(self.heads, self.members)

    def spread(self, columns: Columns) -> None:
        """Give every member what the head of its circle holds."""
        for column in (*columns.greatest, *columns.masks):
            column[self.members] = column[self.heads]

    def links(self, links: Links) -> Links:
        """Give relations in which the head of a circle stands for it, without those within one."""
        head = np.arange(links.size, dtype=np.int32)
        head[self.members] = self.heads
        sources, users = links.pairs_of(np.arange(links.size, dtype=np.int32))
        sources, users = head[sources], head[users]
        outside = sources != users
        return Links.of(sources[outside], users[outside], links.size)


def circles_of(links: Links) -> Circles:
    """Find all circles, those of one place that draws on itself among them.

    >>> found = circles_of(Links.of(np.array([0, 1, 2, 1], np.int32), np.array([1, 2, 1, 3], np.int32), 4))
    >>> found.members.tolist(), found.heads.tolist()
    ([1, 2], [1, 1])
    """
    core, within = _between(links)
    found = _components(within)
    alone = np.bincount(found, minlength=len(core))[found] == 1
    sources, users = within.pairs_of(np.arange(len(core), dtype=np.int32))
    alone[sources[sources == users]] = False
    first = np.full(len(core), links.size, dtype=np.int32)
    np.minimum.at(first, found, core)
    return Circles(core[~alone], first[found][~alone])


def _between(links: Links) -> tuple[Places, Links]:
    """Give what lies on circles or between them, and the relations there, by the number among these places."""
    above, upward = _within(settle(links), links)
    core, downward = _within(settle(upward), upward)
    return above[core], downward


def _within(places: Places, links: Links) -> tuple[Places, Links]:
    """Give the relations among some places, of which every user of one is one, turned round."""
    number = np.zeros(links.size, dtype=np.int32)
    number[places] = np.arange(len(places), dtype=np.int32)
    sources, users = links.pairs_of(places)
    return places, Links.of(number[users], number[sources], len(places))


def _components(links: Links) -> Places:
    """Give to each place the number of its component, within which every place reaches every other."""
    first, users = links.first.tolist(), links.users.tolist()
    turn, low, found = first[:-1], [0] * links.size, [-1] * links.size
    seen, parts = 0, 0
    gathered: list[int] = []
    for root in range(links.size):
        if low[root]:
            continue
        path, entered = [root], [seen]
        while path:
            place = path[-1]
            if not low[place]:
                seen += 1
                low[place] = entered[-1] = seen
                gathered.append(place)
            if turn[place] < first[place + 1]:
                user = users[turn[place]]
                turn[place] += 1
                if not low[user]:
                    path.append(user)
                    entered.append(seen)
                elif found[user] < 0 and low[user] < low[place]:
                    low[place] = low[user]
                continue
            path.pop()
            if low[place] < entered.pop():
                low[path[-1]] = min(low[path[-1]], low[place])
                continue
            while found[place] < 0:
                found[gathered.pop()] = parts
            parts += 1
    return np.array(found, dtype=np.int32)
