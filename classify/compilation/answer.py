"""One matter of a solved graph → its answer: facts, the law's rules, findings, and what set the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from classify.comparison.proposal import mark_facts, read_proposal
from classify.comparison.sources import AGGREGATION
from classify.compilation.bound import Clock, Expected, bound_of, clocks_of, expected, setting_durations
from classify.compilation.members import Audience, audiences, reaching, without_consent
from classify.compilation.proposal import Written, own_day
from classify.compilation.reach import falls_from
from classify.compilation.solve import Solution
from classify.compilation.trouble import Trouble, trouble_of, troubled
from classify.compilation.witness import Found, level_witnesses, term_witnesses
from classify.documents.answer import Finding, Proposal, TraceStep
from classify.documents.compiled import Compiled, Fall, Ids, Witness
from classify.documents.graph import GraphMatter, Policy
from classify.law import LawOfDay, law_on
from classify.law.rulebook import findings
from classify.law.sources import read_table, sources
from classify.level import highest
from classify.reasoning import conclude
from classify.reasoning.engine import Engine
from classify.rules.trace import Argument, Step
from classify.source import Citation
from classify.term import Duration, ExpiryRule, last_secret_day, needs_start, opens_on

START = "start-unknown"
MALFORMED = "mark-malformed"


@dataclass(repr=False)
class Inquiry:
    """A solved graph, asked on one day under one expiry rule and one policy. What many answers share is found once."""

    solution: Solution
    rule: ExpiryRule
    policy: Policy = "opening_day"

    def __post_init__(self) -> None:
        """Keep what was concluded: of many matters few differ in their facts."""
        self._concluded: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[Argument, Engine]] = {}
        self._cited: dict[tuple[str, str, date], tuple[Citation, ...]] = {}

    @property
    def as_of(self) -> date:
        """The day of asking."""
        return self.solution.net.as_of

    @cached_property
    def clocks(self) -> list[Clock]:
        """What the policies other than the usual one ask of every matter."""
        if self.policy == "opening_day":
            return [Clock(None, self.rule)] * len(self.solution.net.matters)
        return clocks_of(self.solution, self.rule)

    @cached_property
    def setting_durations(self) -> list[frozenset[Duration]]:
        """The durations of the sources that set each matter's term."""
        return setting_durations(self.solution)

    @cached_property
    def troubled(self) -> list[bool]:
        """Whether each matter, or anything below it, is in trouble."""
        return troubled(self.solution)

    @cached_property
    def audiences(self) -> list[Audience]:
        """The common audience of each matter's sources."""
        return audiences(self.solution, self.as_of)

    @cached_property
    def numerous(self) -> Mapping[int, int | str]:
        """The compilations whose members reach the set number, with their count."""
        number = law_on(self.as_of).parameters.count(AGGREGATION)
        return {} if number is None else reaching(self.solution, number)

    def argue(self, law: LawOfDay, record: Mapping[str, str]) -> tuple[Argument, Engine]:
        """Argue from a record by the law of a day; equal records are argued once."""
        key = (law.program.digest, tuple(sorted(record.items())))
        if key not in self._concluded:
            self._concluded[key] = conclude(law.program, record)
        return self._concluded[key]

    def cite(self, kind: str, relation: str, day: date) -> tuple[Citation, ...]:
        """Give the articles by which a source counts for a level or a term (drawing.toml)."""
        key = (kind, relation, day)
        if key not in self._cited:
            basis = _drawing()[kind][relation]
            self._cited[key] = tuple(_of_its_territory(cite) for cite in sources().cite(basis, day))
        return self._cited[key]


@dataclass(frozen=True, slots=True, repr=False)
class Argued:
    """What was argued about one matter, and from what."""

    today: Expected
    written: Written
    law: LawOfDay
    trouble: Trouble
    unconsented: tuple[str, ...]
    record: Mapping[str, str]
    argument: Argument
    engine: Engine


def argued(inquiry: Inquiry, place: int) -> Argued:
    """Code a matter and its sources as facts, and argue from them by the law of its day."""
    solution, as_of = inquiry.solution, inquiry.as_of
    net = solution.net
    matter = net.matters[place]
    stake, clock, exact = solution.level_at_stake(place), inquiry.clocks[place], solution.exact[place]
    today = expected(exact, as_of, stake, inquiry.policy, clock)
    written = Written(net.marks[place], today, expected(exact, own_day(matter, as_of), stake, inquiry.policy, clock), as_of)
    law = law_on((None if matter is None else matter.start) or as_of)
    trouble = trouble_of(solution, place, inquiry.troubled)
    consent = without_consent(solution, place, as_of) if _made(inquiry, place) == "compilation" else ((), False)
    record = _record(inquiry, place, written, trouble, consent, law)
    return Argued(today, written, law, trouble, consent[0], record, *inquiry.argue(law, record))


def answer(inquiry: Inquiry, place: int) -> Compiled:
    """Answer for one matter."""
    solution, as_of = inquiry.solution, inquiry.as_of
    matter = solution.net.matters[place]
    stake = solution.level_at_stake(place)
    found = argued(inquiry, place)
    today, written, law = found.today, found.written, found.law
    proposed = highest(level for level in (today.bound.level, written.level if written.secret else None) if level is not None)
    audience = inquiry.audiences[place]
    return Compiled(
        id=None if matter is None else matter.id,
        as_of=as_of,
        law_of=law.day,
        policy=inquiry.policy,
        restarts=today.restarted,
        opens_by_sources=today.by_sources,
        exact=today.bound,
        ceiling=bound_of(solution.ceiling[place], as_of, stake),
        floor=bound_of(solution.floor[place], as_of, stake),
        protect=proposed,
        audience=None if audience is None else tuple(sorted(audience)),
        proposal=_proposal(matter, written, inquiry.rule),
        sets_level=_witnesses(inquiry, place, "level", law.day),
        sets_term=_witnesses(inquiry, place, "term", law.day),
        findings=_findings(inquiry, place, found),
        steps=_steps(inquiry, place, today),
        trace=tuple(_trace(step) for step in found.argument.steps),
        engine=found.engine,
    )


def _made(inquiry: Inquiry, place: int) -> str:
    net = inquiry.solution.net
    matter = net.matters[place]
    if not net.uses[place]:
        return "original"
    return "compilation" if matter is None or matter.compilation else "derived"


def _record(  # noqa: PLR0913, PLR0917 -- the six things that the facts are read from
    inquiry: Inquiry, place: int, written: Written, trouble: Trouble, consent: tuple[tuple[str, ...], bool], law: LawOfDay
) -> dict[str, str]:
    """Code everything that the rules may ask of a matter and its sources; what is unknown is left out."""
    net = inquiry.solution.net
    matter = net.matters[place]
    made = _made(inquiry, place)
    triggered = made != "derived" or any(use.drawn for _, use in net.uses[place])
    compared = made != "original" and triggered
    opening = written.opening_code() if compared else "none"
    record = {
        "law": law.code,
        "made": made,
        "level.vs_sources": written.level_code() if compared else "none",
        "opening.vs_sources": opening,
        "clock": "restarted" if opening == "later" and _copied(inquiry, place, written) else "own",
        "trigger": "named" if triggered else "none",
        "sources.missing": "yes" if trouble.missing else "no",
        "sources.circle": "yes" if trouble.circles else "no",
        "sources.marks": "unread" if trouble.unread else "read",
        "sources.unmarked": "yes" if trouble.unmarked else "no",
        "sources.start": "missing" if trouble.unstarted else "known",
        "members.consent": "lacking" if consent[0] else "given" if consent[1] else "not_needed",
        "members.number": "reached" if place in inquiry.numerous else "below",
    }
    if matter is None or matter.mark is None:
        return record | _start(matter, written)
    reading = read_proposal(matter.mark, law.parameters, matter.start, inquiry.rule)
    return record | mark_facts(reading) | _start(matter, written)


def _start(matter: GraphMatter | None, written: Written) -> dict[str, str]:
    if matter is None or written.atom is None or written.atom.term is None:
        return {}
    return {
        "start": "missing" if matter.start is None else "known",
        "start.needed": "yes" if needs_start(written.atom.term) else "no",
    }


def _copied(inquiry: Inquiry, place: int, written: Written) -> bool:
    """Say whether the mark bears the same duration as a source that sets the term."""
    mine = None if written.atom is None else written.atom.duration
    if mine is None:
        return False
    return any(_same(mine, duration) for duration in inquiry.setting_durations[place])


def _same(one: Duration, other: Duration) -> bool:
    return one == other or (one.months is not None and one.months == other.months)


def _proposal(matter: GraphMatter | None, written: Written, rule: ExpiryRule) -> Proposal | None:
    if matter is None or (matter.mark is None and matter.level is None) or written.atom is None:
        return None
    atom = written.atom
    known = atom.term is not None
    return Proposal(
        mark=matter.mark or "",
        level=atom.level,
        term=None if atom.defaulted else atom.term,
        last_secret_day=last_secret_day(atom.term, matter.start, rule) if known and atom.term is not None else None,
        opens_on=opens_on(atom.term, matter.start, rule) if atom.term is not None else None,
    )


def _steps(inquiry: Inquiry, place: int, today: Expected) -> tuple[Fall, ...]:
    """Give the effective level day by day; a policy that restarts the clock keeps the last level until its own day."""
    solution = inquiry.solution
    steps = falls_from(solution.exact[place], inquiry.as_of, solution.level_at_stake(place))
    falls = tuple(Fall(day, level) for day, level in steps)
    if not today.restarted or falls[-1].level is not None:
        return falls
    again = today.bound.opens_on
    return falls[:-1] if again is None else (*falls[:-1], Fall(again, None))


def _witnesses(inquiry: Inquiry, place: int, kind: str, day: date) -> tuple[Witness, ...]:
    find = level_witnesses if kind == "level" else term_witnesses
    made = _made(inquiry, place)
    return tuple(_witness(inquiry, found, kind, made, day) for found in find(inquiry.solution, place, inquiry.as_of))


def _witness(inquiry: Inquiry, found: Found, kind: str, made: str, day: date) -> Witness:
    relation = "own" if found.use is None else found.use.relation
    cites = inquiry.cite(kind, "compilation" if made == "compilation" else relation, day)
    if found.end.atom is not None and found.end.atom.defaulted:
        cites += inquiry.cite(kind, "default", day)
    return Witness(found.end.name or None, found.end.point, found.path, cites, found.end.missing)


def _findings(inquiry: Inquiry, place: int, about: Argued) -> tuple[Finding, ...]:
    argument, written, trouble, record = about.argument, about.written, about.trouble, about.record
    own = inquiry.solution.net.name(place)
    mine = () if own is None else (own,)
    ids = {
        "source-missing": trouble.missing,
        "facts-missing": trouble.unmarked,
        "consent-missing": about.unconsented,
        MALFORMED: (mine if record.get("mark.form") == "malformed" else ()) + trouble.unread,
        START: (mine if record.get("start") == "missing" and record.get("start.needed") == "yes" else ()) + trouble.unstarted,
    }
    found: list[Finding] = []
    for code in argument.codes("findings"):
        steps = argument.why("findings", code)
        values = {
            "level": written.today.known if code != "derived-level-high" else written.then.known,
            "proposed_level": written.level,
            "day": inquiry.as_of if record["law"] == "in_force" else written.as_of,
            "count": inquiry.numerous.get(place),
            "ids": Ids(dict.fromkeys(ids.get(code, ()))) or None,
        }
        made = Finding(
            id=code,
            severity=findings()[code].severity,  # type: ignore[arg-type]  # the file's words are the severities
            cites=tuple(dict.fromkeys(_of_its_territory(cite) for step in steps for cite in step.cites)),
            verified=any(step.verified for step in steps),
            values={name: value for name, value in values.items() if value is not None},
        )
        if code == "derivation-cycle":
            found += [replace(made, values={**made.values, "ids": Ids(circle)}) for circle in trouble.circles]
        else:
            found.append(made)
    return tuple(found)


@cache
def _drawing() -> Mapping[str, Mapping[str, list[str]]]:
    return read_table("drawing.toml")


def _trace(step: Step) -> TraceStep:
    then = tuple((conclusion.slot, conclusion.code) for conclusion in step.then)
    return TraceStep(step.rule, step.facts, step.given, then, step.cites, step.verified)


def _of_its_territory(cite: Citation) -> Citation:
    """Say beside a local text where it binds."""
    territory = sources().instrument_of(cite.provision).territory
    return cite if territory is None else replace(cite, note=territory)
