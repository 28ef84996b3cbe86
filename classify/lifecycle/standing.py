"""Where a matter stands on a day, and what each event did: the fold over the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from classify.documents.history import DEEDS, History, LifeEvent, term_object
from classify.documents.matter import Matter
from classify.law import law_on
from classify.level import Level
from classify.lifecycle.course import EFFECTS, Course, Facts, Step, entitled, hold_of, state_of
from classify.lifecycle.review import expiring_until
from classify.lifecycle.table import OPEN, Remark, State, transition
from classify.mark import read as read_mark
from classify.rules import fixpoint
from classify.term import Duration, ExpiryRule, Opening, Term

ONE_DAY = timedelta(days=1)
WITHOUT_PERIOD = "mark-without-period"
GUARDED = frozenset({"level_changed", "term_changed", "extended", "partly_declassified", "declassified", "published"})
"""What only the originator, its superior or its successor may decide (LAW2024-23, LAW2024-24.2, REG2024-22)."""
FIRST = frozenset({"determined", "published"})
"""What can happen to a matter that bears no mark and was never determined."""
_PLACE = {deed: place for place, deed in enumerate(DEEDS)}
_RANKS = {None: -1} | {level: level.rank for level in Level}


@dataclass(frozen=True, slots=True)
class Act:
    """What became of one event: whether it counted and why not, and the state after it, on its day.

    `facts` are what the rules of the law of `day` may ask of it.
    """

    event: int
    """Its place in the list as handed in."""
    day: date
    do: str
    counts: bool
    remark: Remark | None
    state: State | None
    """None for an event that was not taken into the fold."""
    level: Level | None
    opens_on: date | None
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a matter stands on a day. It has no truth value: ask for `state`.

    `level` is the effective level, None once open and where no level can be read; `marked` is the one that stands on the
    document. `last_secret_day` is the last day on which it is secret, `opens_on` the first on which it is not, as far as they
    can be named. `opening` says what still holds it back; None where the day cannot be counted.
    """

    as_of: date
    state: State
    level: Level | None
    marked: Level | None
    term: Term | None
    start: date | None
    last_secret_day: date | None
    opens_on: date | None
    opening: Opening | None
    because: tuple[int, ...]
    """Places of the events that decide state, level and term."""
    by_mark: bool
    """Whether the mark itself still decides level or term."""
    acts: tuple[Act, ...]
    """What became of each event, in the order of time."""
    declassified_on: date | None
    reviewed_on: date | None
    determined_on: date | None

    @property
    def faults(self) -> tuple[tuple[str, int], ...]:
        """The findings of single events, each with the place of its event: by the rules of the law of the event's day."""
        found: dict[tuple[str, Facts], tuple[str, ...]] = {}
        faults: list[tuple[str, int]] = []
        for act in self.acts:
            if not act.facts:
                continue
            program = law_on(act.day).program
            key = (program.digest, act.facts)
            if key not in found:
                found[key] = fixpoint.conclude(program, dict(act.facts)).codes("findings")
            faults += [(finding, act.event) for finding in found[key]]
        return tuple(sorted(faults, key=lambda fault: fault[1]))

    def __bool__(self) -> bool:
        """Refuse a truth value: `if standing:` must never come to mean "open"."""
        raise TypeError("a Standing has no truth value: ask for its `state`")


def state_on(history: History, as_of: date, expiry_rule: ExpiryRule = "civil", maximum: Duration | None = None) -> Standing:
    """Say where a matter stands on `as_of`. Total: whatever the history says, there is one answer.

    The law of its own day reads the mark and each event; the law of `as_of` says what is near. `maximum` is the longest term
    that the matter's catalog item allows, against which extensions are measured. Raises InputError only for an unknown
    expiry rule.

    >>> from classify.documents.matter import Matter
    >>> history = History(matter=Matter(title="某方案", mark="秘密★10年", issued=date(2014, 3, 9)))
    >>> state_on(history, date(2024, 3, 9)).state.value, state_on(history, date(2024, 3, 10)).state.value
    ('expiring', 'self_declassified')
    """
    course = _marked(history.matter, as_of, expiry_rule, maximum)
    acts: list[Act] = []
    for act, after in _fold(course, history.events, as_of):
        acts.append(act)
        course = after
    state = state_of(course, as_of, expiring_until(as_of))
    opens = None if state is State.INVALID else course.opens_on
    deciding = _deciding(course, state)
    return Standing(
        as_of=as_of,
        state=state,
        level=course.level if state.secret else None,
        marked=course.level,
        term=course.term,
        start=course.start,
        last_secret_day=None if opens is None or opens == date.min else opens - ONE_DAY,
        opens_on=opens,
        opening=Opening(on=opens) if state in OPEN else course.hold.opening(),
        because=tuple(sorted({index for index in deciding if index is not None})),
        by_mark=None in deciding and not course.unmarked,
        acts=tuple(acts),
        declassified_on=course.declassified_on,
        reviewed_on=course.reviewed_on,
        determined_on=course.determined_on,
    )


def _marked(matter: Matter, as_of: date, rule: ExpiryRule, maximum: Duration | None) -> Course:
    """Read the mark: one without a term runs by the statutory default of its own day (DM2014-24.4)."""
    start = matter.start
    if matter.mark is None:
        return Course(start, rule, maximum, unmarked=True)
    reading = read_mark(matter.mark)
    term = reading.term
    if reading.level is not None and WITHOUT_PERIOD in reading.faults:
        term = law_on(start or as_of).parameters.default_term(reading.level)
    if reading.level is None:
        return Course(start, rule, maximum)
    return Course(
        start, rule, maximum, level=reading.level, term=term, stated=reading.term is not None, hold=hold_of(term, start, rule)
    )


def _fold(course: Course, events: tuple[LifeEvent, ...], as_of: date) -> Iterator[tuple[Act, Course]]:
    """Take the events in the order of time; of one day, in the order of `DEEDS`, the more protective last."""
    previous: LifeEvent | None = None
    for index in sorted(range(len(events)), key=lambda place: _key(events[place], course)):
        event = events[index]
        passed = _not_taken(course, event, previous, as_of)
        previous = event
        if passed is not None:
            yield Act(index, event.day, event.do, counts=False, remark=passed, state=None, level=None, opens_on=None), course
            continue
        step = _step(course, event, index)
        course = step.course
        state = state_of(course, event.day, expiring_until(event.day))
        level = course.level if state.secret else None
        yield Act(index, event.day, event.do, step.counts, step.remark, state, level, course.opens_on, step.facts), course


def _not_taken(course: Course, event: LifeEvent, previous: LifeEvent | None, as_of: date) -> Remark | None:
    if event == previous:
        return Remark.DUPLICATE
    if event.day > as_of:
        return Remark.LATER
    # before there was a secret nothing could be done to it; but what was published then was public
    nothing = course.unmarked and course.determined_on is None
    return Remark.BEFORE_DETERMINATION if nothing and event.do not in FIRST else None


def _step(course: Course, event: LifeEvent, index: int) -> Step:
    """Let the table choose the effect. Who may not decide moves nothing that is still secret (REG2024-22)."""
    state = state_of(course, event.day, None)
    if event.do in GUARDED and state not in OPEN and not entitled(course, event):
        who = "co_signer" if event.by == "co_signer" else "other"
        return Step(course, counts=False, remark=Remark.NOT_ENTITLED, facts=(("changed.by", who),))
    row = transition(state, event.do)
    if row.effect is None:
        return Step(course, counts=False, remark=row.remark)
    step = EFFECTS[row.effect](course, event, index)
    return step if step.remark is not None or row.remark is None else replace(step, remark=row.remark)


def _key(event: LifeEvent, course: Course) -> tuple[object, ...]:
    """Order two events so that neither the list nor chance decides; of like deeds on one day the more protective is last."""
    hold = hold_of(event.term, course.start, course.rule)
    return (
        event.day,
        _PLACE[event.do],
        _RANKS[event.level],
        event.term is not None,
        hold.endless,
        hold.uncounted or hold.beyond,
        len(hold.events),
        hold.on or date.min,
        event.until or date.min,
        # what is left only has to be the same whatever the order of the list
        (event.on, event.decided or date.min, event.delivered or date.min),
        (str(event.by), str(event.approval), str(event.event), repr(term_object(event.term))),
    )


def _deciding(course: Course, state: State) -> tuple[int | None, ...]:
    """Give the events that decide; None stands for the mark."""
    met = () if course.met_by is None else (course.met_by,)
    match state:
        case State.PUBLISHED:
            return (course.published_by,)
        case State.DECLASSIFIED:
            return (course.declassified_by,)
        case State.SELF_DECLASSIFIED:
            return (course.term_by, *met)
        case _:
            return (course.level_by, course.term_by, *met)
