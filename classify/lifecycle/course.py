"""What stands between two events, and what each effect of the table makes of it. Values in, values out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from classify.documents.history import LifeEvent
from classify.law import law_on
from classify.level import Level, highest
from classify.lifecycle.table import Effect, Remark, State
from classify.term import AllOf, Duration, Event, ExpiryRule, LongTerm, OnDate, Opening, Term, opens_on

ONE_DAY = timedelta(days=1)
ENTITLED = frozenset({None, "originator", "superior", "central_organ"})
"""Who may change or lift a matter: the originator or a superior (LAW2024-23); None is the originator's own register."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What holds a matter back: a day, conditions not yet met, or for ever.

    `uncounted`: a day that cannot be counted, for want of a start or of a term. `beyond`: a day beyond the calendar.
    """

    on: date | None = None
    events: frozenset[str] = frozenset()
    endless: bool = False
    uncounted: bool = False
    beyond: bool = False

    def opening(self) -> Opening | None:
        """Give it as an opening; None where the day cannot be counted or lies beyond the calendar."""
        if self.endless:
            return Opening(long_term=True)
        return None if self.uncounted or self.beyond else Opening(self.on, self.events)

    @property
    def opens_on(self) -> date | None:
        """The first day on which nothing holds it back, where that day can be named."""
        return None if self.endless or self.events or self.uncounted or self.beyond else self.on


def hold_of(term: Term | None, start: date | None, rule: ExpiryRule) -> Hold:
    """Say what a term run from a start holds back; no term, or a duration without a start, cannot be counted."""
    if term is None:
        return Hold(uncounted=True)
    members = term.of if isinstance(term, AllOf) else (term,)
    if any(isinstance(member, LongTerm) for member in members):
        return Hold(endless=True)
    dated = [member for member in members if isinstance(member, Duration | OnDate)]
    days = [day for member in dated if (day := opens_on(member, start, rule)) is not None]
    uncounted = start is None and any(isinstance(member, Duration) for member in members)
    return Hold(
        on=max(days, default=None),
        events=frozenset(member.event for member in members if isinstance(member, Event)),
        uncounted=uncounted,
        beyond=len(days) < len(dated) and not uncounted,
    )


def outlasts(one: Hold, other: Hold) -> bool:
    """Say whether the first holds something back that the second does not; what cannot be counted outlasts a day.

    >>> outlasts(Hold(on=date(2030, 1, 1)), Hold(on=date(2029, 1, 1))), outlasts(Hold(on=date(2030, 1, 1)), Hold(endless=True))
    (True, False)
    """
    if other.endless or other.uncounted:
        return False
    if one.endless or one.uncounted or one.events - other.events:
        return True
    if one.beyond or other.beyond:
        return one.beyond and not other.beyond
    return one.on is not None and (other.on is None or one.on > other.on)


@dataclass(frozen=True, slots=True)
class Course:
    """Where the fold stands: what was settled, and by which event (None: by the mark)."""

    start: date | None
    rule: ExpiryRule
    maximum: Duration | None
    level: Level | None = None
    term: Term | None = None
    stated: bool = False
    """Whether the mark itself states the term."""
    unmarked: bool = False
    """Whether there is no mark at all: then the statutory default may run from a determination on record."""
    hold: Hold = Hold(uncounted=True)
    level_by: int | None = None
    term_by: int | None = None
    met_by: int | None = None
    changed_on: date | None = None
    determined_on: date | None = None
    reviewed_on: date | None = None
    succeeded: bool = False
    published_on: date | None = None
    published_by: int | None = None
    declassified_on: date | None = None
    declassified_by: int | None = None

    @property
    def opens_on(self) -> date | None:
        """The first day on which it is not secret, by what is known so far."""
        days = (self.hold.opens_on, self.published_on, self.declassified_on)
        return min((day for day in days if day is not None), default=None)


Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What an event made: the next course, whether it counted, the remark, and the facts that the rules may ask for."""

    course: Course
    counts: bool = True
    remark: Remark | None = None
    facts: Facts = ()


Reading = Callable[[Course, date, date | None], bool]

READINGS: tuple[tuple[State, Reading], ...] = (
    (State.INVALID, lambda course, _day, _near: course.level is None),
    (State.PUBLISHED, lambda course, _day, _near: course.published_on is not None),
    (State.DECLASSIFIED, lambda course, _day, _near: course.declassified_on is not None),
    (State.LONG_TERM, lambda course, _day, _near: course.hold.endless),
    (State.PENDING_EVENT, lambda course, _day, _near: bool(course.hold.events)),
    (State.UNKNOWN_START, lambda course, _day, _near: course.hold.uncounted),
    (State.SELF_DECLASSIFIED, lambda course, day, _near: _reached(course, day)),
    (State.EXPIRING, lambda course, _day, near: near is not None and _reached(course, near)),
    (State.ACTIVE, lambda _course, _day, _near: True),
)
"""How each state is read off, in the order of docs/batch.md."""


def state_of(course: Course, day: date, near: date | None) -> State:
    """Read the state off a course and a day: the first that holds. `near` is the last day of opening that is near."""
    return next(state for state, holds in READINGS if holds(course, day, near))


def _reached(course: Course, day: date) -> bool:
    opens = course.hold.opens_on
    return opens is not None and opens <= day


def entitled(course: Course, event: LifeEvent) -> bool:
    """Say whether it was for this decider to decide: a successor once the succession is on record (REG2024-23)."""
    return event.by in ENTITLED or (event.by == "successor" and course.succeeded)


def _determine(course: Course, event: LifeEvent, index: int) -> Step:
    """Complete the mark. Where both speak and differ, the higher level and the later opening protect (sentence 8)."""
    if course.determined_on is not None:
        return Step(course, counts=False, remark=Remark.REPEATED)
    level = highest(level for level in (course.level, event.level) if level is not None)
    differs = None not in (course.level, event.level) and course.level is not event.level
    term, hold, term_by = course.term, course.hold, course.term_by
    if event.term is not None and event.term != course.term:
        said = hold_of(event.term, course.start, course.rule)
        if course.stated and course.term is not None:
            differs = differs or said != hold
            if outlasts(said, hold):
                term, hold, term_by = _together(hold, said, event.term), _joined(hold, said), index
        else:
            term, hold, term_by = event.term, said, index
    if course.unmarked and term is None and level is not None:
        term = law_on(course.start or event.day).parameters.default_term(level)
        hold, term_by = hold_of(term, course.start, course.rule), index
    changed = replace(
        course,
        level=level,
        level_by=course.level_by if level is course.level else index,
        term=term,
        hold=hold,
        term_by=term_by,
        determined_on=event.day,
    )
    others = {course.level_by, course.term_by, course.met_by} != {None}
    return Step(changed, remark=Remark.CONFLICT if differs else Remark.AFTER_OTHERS if others else None)


def _change(course: Course, event: LifeEvent, index: int) -> Step:
    """Set another level, another term. The clock does not restart; no day of opening lies before the decision."""
    changed = course if event.level is None else replace(course, level=event.level, level_by=index)
    if event.term is None:
        return Step(changed)
    hold = hold_of(event.term, course.start, course.rule)
    lengthened = course.level is not None and outlasts(hold, course.hold)
    facts = _length_facts(course, event, hold) if lengthened else ()
    at_once = hold.opens_on is not None and hold.opens_on < event.day
    if at_once:
        hold = replace(hold, on=event.day)
    again = Remark.SAME_DAY if course.changed_on == event.day else None
    changed = replace(changed, term=event.term, hold=hold, term_by=index, changed_on=event.day, met_by=None)
    return Step(changed, remark=Remark.AT_ONCE if at_once else again, facts=facts)


def _extend(course: Course, event: LifeEvent, index: int) -> Step:
    """Extend a term that has a last secret day, by a decision of a known day not later than that day."""
    hold = course.hold
    if hold.on is None or hold.uncounted or hold.beyond:
        return Step(course, counts=False, remark=Remark.NO_LAST_DAY)
    if hold.opens_on is not None and hold.opens_on <= event.day:
        return _too_late(course, event, index)
    term, longer = _extended(course, event)
    if longer.uncounted or not outlasts(longer, hold):
        return Step(course, counts=False, remark=Remark.NOT_LATER)
    if event.decided is None:
        return Step(course, counts=False, remark=Remark.UNDATED, facts=(("extension.decided", "undated"),))
    facts = (
        ("extension.decided", "in_time"),
        ("extension.delivered", _delivery(event, hold.on)),
        *_length_facts(course, event, longer),
    )
    changed = replace(course, term=term, hold=longer, term_by=index)
    if event.level is not None:
        changed = replace(changed, level=event.level, level_by=index)
    return Step(changed, facts=facts)


def _too_late(course: Course, event: LifeEvent, _: int) -> Step:
    """Say of a change after the opening whether it was a longer term decided after the last secret day of the term."""
    opened = course.hold.opens_on
    _term, longer = _extended(course, event)
    decided = event.decided if event.do == "extended" else event.day
    if opened is None or not outlasts(longer, course.hold):
        return Step(course, counts=False, remark=Remark.AFTER_OPENING)
    if decided is None:
        return Step(course, counts=False, remark=Remark.UNDATED, facts=(("extension.decided", "undated"),))
    if decided < opened:
        return Step(course, counts=False, remark=Remark.AFTER_OPENING)
    return Step(course, counts=False, remark=Remark.LATE, facts=(("extension.decided", "late"),))


def _extended(course: Course, event: LifeEvent) -> tuple[Term | None, Hold]:
    """Give the longer term that an event asks for, and what it holds back: conditions that are met stay met."""
    if event.until is None:
        return event.term, hold_of(event.term, course.start, course.rule)
    term = _until(course.term, event.until + ONE_DAY)
    hold = hold_of(term, course.start, course.rule)
    return term, replace(hold, events=hold.events & course.hold.events)


def _meet(course: Course, event: LifeEvent, index: int) -> Step:
    """Meet a condition. One without a name means all that stood before this day: a stage replaced that day is over."""
    hold = course.hold
    if not hold.events:
        return Step(course, counts=False, remark=Remark.NO_CONDITION)
    if event.event is None and course.changed_on == event.day:
        return Step(course, counts=False, remark=Remark.UNNAMED_CONDITION)
    met = hold.events if event.event is None else {one for one in hold.events if _plain(one) == _plain(event.event)}
    if not met:
        return Step(course, counts=False, remark=Remark.OTHER_CONDITION)
    on = event.day if hold.on is None else max(hold.on, event.day)
    return Step(replace(course, hold=replace(hold, on=on, events=hold.events - met), met_by=index))


def _lift(course: Course, event: LifeEvent, index: int) -> Step:
    if course.declassified_on is not None:
        return Step(course, counts=False, remark=Remark.REPEATED)
    # DM2014-33: for long-term the central organ is asked; the state follows the record, and the lack is said
    unasked = course.hold.endless and course.published_on is None and not event.approval and event.by != "central_organ"
    lifted = replace(course, declassified_on=event.day, declassified_by=index)
    return Step(lifted, remark=Remark.UNAPPROVED if unasked else None)


def _publish(course: Course, event: LifeEvent, index: int) -> Step:
    if course.published_on is not None:
        return Step(course, counts=False, remark=Remark.REPEATED)
    return Step(replace(course, published_on=event.day, published_by=index))


def _succeed(course: Course, event: LifeEvent, index: int) -> Step:  # noqa: ARG001 -- one shape for all effects
    return Step(replace(course, succeeded=True))


def _review(course: Course, event: LifeEvent, index: int) -> Step:  # noqa: ARG001 -- one shape for all effects
    """Take note of a review by who is to review: the originator, also of what lies in an archive (REG2024-22)."""
    if not entitled(course, event):
        return Step(course, counts=False, remark=Remark.NOT_ENTITLED)
    return Step(replace(course, reviewed_on=event.day))


def _record(course: Course, event: LifeEvent, index: int) -> Step:  # noqa: ARG001 -- one shape for all effects
    return Step(course)


def _pass_over(course: Course, event: LifeEvent, index: int) -> Step:  # noqa: ARG001 -- one shape for all effects
    return Step(course, counts=False)


EFFECTS: dict[Effect, Callable[[Course, LifeEvent, int], Step]] = {
    Effect.DETERMINE: _determine,
    Effect.CHANGE: _change,
    Effect.EXTEND: _extend,
    Effect.MEET: _meet,
    Effect.LIFT: _lift,
    Effect.PUBLISH: _publish,
    Effect.SUCCEED: _succeed,
    Effect.REVIEW: _review,
    Effect.RECORD: _record,
    Effect.PASS_OVER: _pass_over,
    Effect.TOO_LATE: _too_late,
}


def _length_facts(course: Course, event: LifeEvent, hold: Hold) -> Facts:
    """Compare the whole term, from its one start, with the catalog's maximum (DM2014-27); unknown where it has no start."""
    approval = ("extension.approval", "yes" if event.approval else "no")
    if course.maximum is None:
        return ("extension.vs_catalog", "none"), approval
    if course.start is None:
        return (approval,)
    above = outlasts(replace(hold, events=frozenset()), hold_of(course.maximum, course.start, course.rule))
    return ("extension.vs_catalog", "above" if above else "within"), approval


def _delivery(event: LifeEvent, opens: date) -> str:
    if event.delivered is None:
        return "never"
    return "in_time" if event.delivered < opens else "late"


def _until(term: Term | None, opens: date) -> Term:
    """Give an extended term: its last secret day is written as the day on which it opens; its conditions stay."""
    conditions = tuple(member for member in term.of if isinstance(member, Event)) if isinstance(term, AllOf) else ()
    return AllOf((OnDate(opens), *conditions)) if conditions else OnDate(opens)


def _joined(one: Hold, other: Hold) -> Hold:
    return Hold(
        max((day for day in (one.on, other.on) if day is not None), default=None),
        one.events | other.events,
        one.endless or other.endless,
        one.uncounted or other.uncounted,
        one.beyond or other.beyond,
    )


def _together(one: Hold, other: Hold, said: Term) -> Term:
    """Give two terms that are both to be reached as one; where no day can be counted, the one on record stands for both."""
    both = _joined(one, other).opening()
    term = None if both is None else both.term()
    return said if term is None else term


def _plain(event: str) -> str:
    """Compare conditions by their event: 启用之前, 启用前 and 启用 name the same one."""
    bare = event.strip().replace("之", "")
    return bare.removesuffix(bare[-1]) if bare[-1:] in {"前", "后", "时"} else bare
