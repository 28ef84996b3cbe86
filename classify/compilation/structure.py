"""The shape of the graph, by networkx, which nothing else in the library imports: order, circles, dependants, cuts.

Every algorithm here is iterative, so that a chain of a million matters does not exhaust the stack.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import ClassVar, TypeVar

import networkx as nx
from networkx.algorithms.flow import dinitz

Node = TypeVar("Node", bound=Hashable)


class _Bare(nx.DiGraph):  # type: ignore[misc]  # networkx has no types
    """A graph whose relations carry nothing: they share one empty dictionary instead of having one each."""

    _nothing: ClassVar[dict[str, object]] = {}

    def edge_attr_dict_factory(self) -> dict[str, object]:
        """Give the one dictionary; networkx asks for it at every relation."""
        return self._nothing


def sources_first(size: int, relations: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Group the places 0 to `size` into components, each after all that it draws on.

    `relations` are pairs of a source and of what draws on it. A component of several places, or of one that is its own
    source, is a circle.

    >>> sources_first(3, [(0, 1), (2, 1), (1, 2)])
    [(0,), (1, 2)]
    """
    graph = _Bare()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(relations)
    try:
        return [(place,) for place in nx.topological_sort(graph)]
    except nx.NetworkXUnfeasible:
        condensed = nx.condensation(graph)
        return [tuple(sorted(condensed.nodes[part]["members"])) for part in nx.topological_sort(condensed)]


def smallest_cut_flow(
    edges: Iterable[tuple[Node, Node]], removable: Iterable[Node], begin: Node, end: Node
) -> tuple[int, nx.DiGraph]:
    """Send the most flow from `begin` to `end` through nodes of which each removable one carries one unit.

    Returns its value, the size of a smallest set of removable nodes that parts them, and the residual network, in
    which every node stands twice: `(node, 0)` where it is entered, `(node, 1)` where it is left. A way without any
    removable node makes the value infinite, and networkx raises `NetworkXUnbounded`; callers see to it that there
    is none.
    """
    network = nx.DiGraph()
    network.add_edges_from(((one, 1), (other, 0)) for one, other in edges)
    network.add_edges_from(((node, 0), (node, 1), {"capacity": 1}) for node in removable)
    residual = dinitz(network, (begin, 1), (end, 0))
    return int(residual.graph["flow_value"]), residual


def reached(residual: nx.DiGraph, start: tuple[Node, int]) -> set[tuple[Node, int]]:
    """Give every node to which a residual network can still send something from `start`, itself included."""
    seen = {start}
    waiting = [start]
    while waiting:
        node = waiting.pop()
        for other, edge in residual.adj[node].items():
            if other not in seen and edge["flow"] < edge["capacity"]:
                seen.add(other)
                waiting.append(other)
    return seen
