"""The front desk for graphs: ceilings of derived matters and compilations, what must go, what a change does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from classify.call import checked
from classify.compilation.answer import Inquiry, answer
from classify.compilation.change import compared, impact_of
from classify.compilation.goal import Goal, must_go
from classify.compilation.net import net_of
from classify.compilation.picture import mermaid, svg
from classify.compilation.solve import Solution, solve
from classify.documents.answer import Finding
from classify.documents.compiled import Bound, Changed, Comparison, Compiled, Fall, Impact, LeftOut, Notice, WhatMustGo
from classify.documents.graph import POLICIES, Change, Graph, Policy, require_sound
from classify.errors import InputError, Language
from classify.level import Level
from classify.term import ExpiryRule, Term
from classify.text.compile import comparison_dict, compiled_dict, impact_dict, must_go_dict, picture_words

PictureKind = Literal["svg", "mermaid"]


@dataclass(frozen=True, slots=True)
class CeilingResult:
    """The answer about one matter of a graph. It has no truth value, so that `if result:` can never mean "public"."""

    compiled: Compiled

    @property
    def id(self) -> str | None:
        """The matter asked about; None: all matters as one compilation."""
        return self.compiled.id

    @property
    def level(self) -> Level | None:
        """The level by the points really used; None where nothing that is used is a state secret any more."""
        return self.compiled.exact.level

    @property
    def term(self) -> Term | None:
        """A date, unless long-term or conditions; None also where the day cannot be known and it stays protected."""
        return self.compiled.exact.term

    @property
    def mark(self) -> str | None:
        """The proper mark, where one mark can say it."""
        return self.compiled.exact.mark

    @property
    def last_secret_day(self) -> date | None:
        """The last day still secret; None where no day can be named."""
        return self.compiled.exact.last_secret_day

    @property
    def opens_on(self) -> date | None:
        """The first day no longer secret; None where no day can be named."""
        return self.compiled.exact.opens_on

    @property
    def ceiling(self) -> Bound:
        """Level and term with every source taken whole."""
        return self.compiled.ceiling

    @property
    def floor(self) -> Bound:
        """Level and term below which nobody may go."""
        return self.compiled.floor

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong or to be known, with its citations."""
        return self.compiled.findings

    @property
    def steps(self) -> tuple[Fall, ...]:
        """The effective level from the day of asking on, as members open."""
        return self.compiled.steps

    @checked
    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """Return what `classify compile --json` prints."""
        return compiled_dict(self.compiled, lang)

    def __bool__(self) -> bool:
        """Refuse a truth value."""
        raise TypeError("a CeilingResult has no truth value: ask for its `level`")


@checked
def compile_ceiling(
    graph: Graph, *, as_of: date, expiry_rule: ExpiryRule = "civil", policy: Policy = "opening_day"
) -> CeilingResult:
    """Find level and term of the graph's target, or of all its matters as one compilation.

    The latest opening counts, never a duration run anew (REG2024-18, BJ2021-14.2); level and term are independent
    maxima over what is still secret on `as_of`. Raises Faults for ids that repeat or a target that is not there,
    InputError for an unknown policy or expiry rule; what the law finds wrong is a finding.

    >>> from datetime import date
    >>> from classify.documents.graph import GraphMatter
    >>> one = GraphMatter(id="a", mark="机密★5年", issued=date(2022, 1, 10))
    >>> other = GraphMatter(id="b", mark="秘密★10年", issued=date(2020, 6, 1))
    >>> compile_ceiling(Graph(matters=(one, other)), as_of=date(2025, 1, 1)).mark
    '机密★2030年6月2日'
    """
    inquiry = _inquiry(graph, as_of, expiry_rule, policy, whole=graph.target is None)
    net = inquiry.solution.net
    place = net.root if graph.target is None else net.index[graph.target]
    return CeilingResult(answer(inquiry, place))


@checked
def compile_all(
    graph: Graph, *, as_of: date, expiry_rule: ExpiryRule = "civil", policy: Policy = "opening_day"
) -> Iterator[CeilingResult]:
    """Answer for every matter of a graph, in its order, from one computation; raises as `compile_ceiling` does."""
    inquiry = _inquiry(graph, as_of, expiry_rule, policy, whole=False)
    return (CeilingResult(answer(inquiry, place)) for place in range(len(graph.matters)))


@dataclass(frozen=True, slots=True)
class MustGoResult:
    """What to leave out to reach a goal; see `what_must_go`. It has no truth value: ask for its `sets`."""

    found: WhatMustGo

    @property
    def sets(self) -> tuple[LeftOut, ...]:
        """All smallest sets, each with what remains; none: the goal cannot be reached; an empty set: it is reached."""
        return self.found.sets

    @checked
    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """Return it as plain data."""
        return must_go_dict(self.found, lang)

    def __bool__(self) -> bool:
        """Refuse a truth value."""
        raise TypeError("a MustGoResult has no truth value: ask for its `sets`")


@dataclass(frozen=True, slots=True)
class ImpactResult:
    """What follows from a change; see `impact`. It has no truth value: ask for what `changed`."""

    found: Impact

    @property
    def changed(self) -> tuple[Changed, ...]:
        """The matters whose exact result is another one, the changed source itself included."""
        return self.found.changed

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Who is to be told of which matter."""
        return self.found.notices

    @property
    def touched(self) -> int:
        """How many matters were computed again."""
        return self.found.touched

    @checked
    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """Return it as plain data."""
        return impact_dict(self.found, lang)

    def __bool__(self) -> bool:
        """Refuse a truth value."""
        raise TypeError("an ImpactResult has no truth value: ask for what `changed`")


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """What differs between two graphs; see `compare`. It has no truth value: ask for what was `changed`."""

    found: Comparison

    @checked
    def to_dict(self, lang: Language = "zh") -> dict[str, Any]:
        """Return it as plain data."""
        return comparison_dict(self.found, lang)

    def __bool__(self) -> bool:
        """Refuse a truth value."""
        raise TypeError("a ComparisonResult has no truth value: ask for what was `changed`")


@checked
def what_must_go(  # noqa: PLR0913 -- three goals, of which one is given
    graph: Graph,
    target: str | None = None,
    *,
    as_of: date,
    level: Level | None = None,
    none: bool = False,
    opens_by: date | None = None,
    expiry_rule: ExpiryRule = "civil",
    most: int = 1_000,
) -> MustGoResult:
    """Find all smallest sets of sources and points to leave out so that a matter's exact result reaches a goal.

    One goal: to be at `level` or below on `as_of`, no secret at all (`none`), or open on `opens_by` at the latest. A
    source is left out where it is drawn on whole, a point (`source#point`) where points are. Without `target` the
    graph's own is meant, else all matters as one compilation. Raises InputError for no goal or several, an unknown
    target, and sources that run in a circle; at most `most` sets are given.

    >>> from datetime import date
    >>> from classify.documents.graph import GraphMatter
    >>> one = GraphMatter(id="a", mark="机密★5年", issued=date(2022, 1, 10))
    >>> other = GraphMatter(id="b", mark="秘密★10年", issued=date(2020, 6, 1))
    >>> graph = Graph(matters=(one, other))
    >>> [left.ids for left in what_must_go(graph, as_of=date(2025, 1, 1), level=Level.SECRET).sets]
    [('a',)]
    """
    named = graph.target if target is None else target
    solution = _solved(graph, as_of, expiry_rule, whole=named is None)
    if named is not None and named not in solution.net.index:
        raise InputError("target-unknown", where="target")
    place = solution.net.root if named is None else solution.net.index[named]
    return MustGoResult(must_go(solution, place, Goal(level, none, opens_by), most))


@checked
def impact(
    graph: Graph | Solution, change: Change, *, as_of: date | None = None, expiry_rule: ExpiryRule = "civil"
) -> ImpactResult:
    """Say which matters change when a source does, and who is to be told; only what depends on it is computed again.

    Give a graph with `as_of`, or what `solved` made of one, to ask about many changes. Raises InputError for a matter
    that is not there or has sources itself, and for a change that does not say to what.

    >>> from datetime import date
    >>> from classify.documents.graph import GraphMatter
    >>> from classify.documents.matter import Source
    >>> source = GraphMatter(id="s", mark="机密★10年", issued=date(2018, 4, 1))
    >>> graph = Graph(matters=(source, GraphMatter(id="d", sources=(Source(id="s"),))))
    >>> found = impact(graph, Change(id="s", do="published"), as_of=date(2025, 1, 1))
    >>> [(one.id, one.after.level) for one in found.changed]
    [('s', None), ('d', None)]
    """
    if isinstance(graph, Solution):
        return ImpactResult(impact_of(graph, change, expiry_rule))
    if as_of is None:
        raise InputError("date-expected", where="as_of")
    return ImpactResult(impact_of(_solved(graph, as_of, expiry_rule, whole=False), change, expiry_rule))


@checked
def solved(graph: Graph, *, as_of: date, expiry_rule: ExpiryRule = "civil") -> Solution:
    """Join a graph once, for many questions of `impact`. Raises Faults as `compile_ceiling` does."""
    return _solved(graph, as_of, expiry_rule, whole=False)


@checked
def compare(old: Graph, new: Graph, *, as_of: date, expiry_rule: ExpiryRule = "civil") -> ComparisonResult:
    """Say what differs between two graphs on a day: matters added, removed, and with another exact result."""
    return ComparisonResult(compared(old, new, as_of, expiry_rule))


@checked
def picture(
    graph: Graph, *, as_of: date, kind: PictureKind = "svg", lang: Language = "zh", expiry_rule: ExpiryRule = "civil"
) -> str:
    """Draw the graph, or what its target draws on, coloured by level, as `svg` or `mermaid`.

    Raises InputError (`picture-too-large`) for more matters than can be read.
    """
    solution = _solved(graph, as_of, expiry_rule, whole=False)
    place = None if graph.target is None else solution.net.index[graph.target]
    draw = svg if kind == "svg" else mermaid
    return draw(solution, place, picture_words(lang))


def _solved(graph: Graph, as_of: date, rule: ExpiryRule, *, whole: bool) -> Solution:
    require_sound(graph)
    return solve(net_of(graph, as_of, rule, whole=whole))


def _inquiry(graph: Graph, as_of: date, rule: ExpiryRule, policy: Policy, *, whole: bool) -> Inquiry:
    if policy not in POLICIES:
        raise InputError("policy-unknown")
    return Inquiry(_solved(graph, as_of, rule, whole=whole), rule, policy)
