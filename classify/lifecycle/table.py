"""The one table of transitions: which state, which trigger, which effect, and where that can lead.

The pictures and the table in docs/lifecycle.md are made from it, and a test holds every step of generated histories to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from classify.documents.history import Deed


class State(StrEnum):
    """Where a matter stands on a day: the first that holds, in this order (docs/command.md)."""

    INVALID = "invalid"
    PUBLISHED = "published"
    DECLASSIFIED = "declassified"
    LONG_TERM = "long_term"
    PENDING_EVENT = "pending_event"
    UNKNOWN_START = "unknown_start"
    SELF_DECLASSIFIED = "self_declassified"
    EXPIRING = "expiring"
    ACTIVE = "active"

    @property
    def secret(self) -> bool:
        """Whether it is to be protected: all but the three open states, the unreadable mark included."""
        return self not in OPEN


class Effect(StrEnum):
    """What a transition does to the course; each is one function in `course`."""

    DETERMINE = "determine"
    CHANGE = "change"
    EXTEND = "extend"
    MEET = "meet"
    LIFT = "lift"
    PUBLISH = "publish"
    SUCCEED = "succeed"
    REVIEW = "review"
    RECORD = "record"
    PASS_OVER = "pass_over"  # noqa: S105 -- an effect, no password
    TOO_LATE = "too_late"


class Remark(StrEnum):
    """Why an event did not count, or what is to be known of one that did."""

    LATER = "later"
    DUPLICATE = "duplicate"
    BEFORE_DETERMINATION = "before_determination"
    REPEATED = "repeated"
    AFTER_OTHERS = "after_others"
    NOT_ENTITLED = "not_entitled"
    AFTER_OPENING = "after_opening"
    LATE = "late"
    UNDATED = "undated"
    NOT_LATER = "not_later"
    UNKNOWN_START = "unknown_start"
    NO_LAST_DAY = "no_last_day"
    NO_CONDITION = "no_condition"
    OTHER_CONDITION = "other_condition"
    UNNAMED_CONDITION = "unnamed_condition"
    CONFLICT = "conflict"
    SAME_DAY = "same_day"
    AT_ONCE = "at_once"
    UNAPPROVED = "unapproved"
    PART = "part"


SECRET = (State.LONG_TERM, State.PENDING_EVENT, State.UNKNOWN_START, State.EXPIRING, State.ACTIVE)
"""States of a matter whose level is read and that is still secret."""
OPEN = (State.PUBLISHED, State.DECLASSIFIED, State.SELF_DECLASSIFIED)
ANY = tuple(State)
UNREAD = (State.INVALID,)
DATED = (State.EXPIRING, State.ACTIVE)
STAYS: tuple[State, ...] = ()
"""The state stays as it is."""

NEARS, ENDS = "nears", "ends"
"""Triggers of the clock: the lead of the reminder is reached; the term is over."""


@dataclass(frozen=True, slots=True)
class Transition:
    """In each state of `of`, `trigger` has `effect` and leads to one of `to`, or leaves the state as it is.

    `remark` is the reason that a passed-over event is given.
    """

    of: tuple[State, ...]
    trigger: str
    effect: Effect | None
    to: tuple[State, ...]
    remark: Remark | None = None


_OPENED = (State.SELF_DECLASSIFIED,)
_MET = (*DATED, State.PENDING_EVENT, State.UNKNOWN_START, *_OPENED)

TRANSITIONS: tuple[Transition, ...] = (
    # the clock; it has no effect of its own, for the state is read off the day
    Transition((State.ACTIVE,), NEARS, None, (State.EXPIRING,)),
    Transition(DATED, ENDS, None, _OPENED),
    # the determination on record completes the mark; a second one changes nothing, nor does one of what is open
    Transition(UNREAD, "determined", Effect.DETERMINE, ANY),
    Transition(SECRET, "determined", Effect.DETERMINE, SECRET + _OPENED),
    Transition(OPEN, "determined", Effect.PASS_OVER, STAYS, Remark.AFTER_OPENING),
    # a successor in function may decide from then on (REG2024-23)
    Transition(ANY, "successor", Effect.SUCCEED, STAYS),
    # level and term (LAW2024-23); an opened matter is not made secret again by a change
    Transition(UNREAD, "level_changed", Effect.CHANGE, ANY),
    Transition(SECRET, "level_changed", Effect.CHANGE, SECRET + _OPENED),
    Transition(OPEN, "level_changed", Effect.PASS_OVER, STAYS, Remark.AFTER_OPENING),
    Transition(UNREAD, "term_changed", Effect.CHANGE, ANY),
    Transition(SECRET, "term_changed", Effect.CHANGE, SECRET + _OPENED),
    Transition(OPEN, "term_changed", Effect.TOO_LATE, STAYS, Remark.AFTER_OPENING),
    # extension (LAW2024-24.2, DM2014-27): only a term with a last day can be extended
    Transition(UNREAD, "extended", Effect.EXTEND, ANY),
    Transition(DATED, "extended", Effect.EXTEND, SECRET),
    Transition((State.PENDING_EVENT,), "extended", Effect.EXTEND, SECRET),
    Transition((State.LONG_TERM,), "extended", Effect.PASS_OVER, STAYS, Remark.NO_LAST_DAY),
    Transition((State.UNKNOWN_START,), "extended", Effect.PASS_OVER, STAYS, Remark.UNKNOWN_START),
    Transition(OPEN, "extended", Effect.TOO_LATE, STAYS, Remark.AFTER_OPENING),
    # a part is lifted (JM2020-13): the rest stands as before
    Transition(UNREAD + SECRET, "partly_declassified", Effect.RECORD, STAYS, Remark.PART),
    Transition(OPEN, "partly_declassified", Effect.PASS_OVER, STAYS, Remark.AFTER_OPENING),
    # a condition is met (DM2014-32); where a date or another condition is to be reached as well, that still holds
    Transition(UNREAD, "event_happened", Effect.MEET, STAYS),
    Transition(
        (State.PENDING_EVENT,), "event_happened", Effect.MEET, (*DATED, State.PENDING_EVENT, State.UNKNOWN_START, *_OPENED)
    ),
    Transition((State.LONG_TERM, State.UNKNOWN_START, *DATED), "event_happened", Effect.PASS_OVER, STAYS, Remark.NO_CONDITION),
    Transition(OPEN, "event_happened", Effect.PASS_OVER, STAYS, Remark.AFTER_OPENING),
    # lifting (LAW2024-24.2); for an open matter it is the mark of it (DM2014-34)
    Transition(UNREAD, "declassified", Effect.LIFT, STAYS),
    Transition((*SECRET, *_OPENED), "declassified", Effect.LIFT, (State.DECLASSIFIED,)),
    Transition((State.DECLASSIFIED, State.PUBLISHED), "declassified", Effect.LIFT, STAYS),
    # publication overrides all (LAW2024-20.4)
    Transition(UNREAD, "published", Effect.PUBLISH, STAYS),
    Transition((*SECRET, *_OPENED, State.DECLASSIFIED), "published", Effect.PUBLISH, (State.PUBLISHED,)),
    Transition((State.PUBLISHED,), "published", Effect.PUBLISH, STAYS),
    # what is recorded and moves nothing: after a transfer the originator still reviews (REG2024-22)
    Transition(ANY, "transferred", Effect.RECORD, STAYS),
    Transition(ANY, "reviewed", Effect.REVIEW, STAYS),
)

_BY_STATE = {(state, row.trigger): row for row in TRANSITIONS for state in row.of}


def transition(state: State, deed: Deed) -> Transition:
    """Give the one row for a state and a kind of event.

    >>> transition(State.ACTIVE, "extended").effect
    <Effect.EXTEND: 'extend'>
    """
    return _BY_STATE[state, deed]


def leads(state: State, trigger: str, to: State) -> bool:
    """Say whether the table lets a trigger lead from a state to another.

    >>> leads(State.LONG_TERM, "event_happened", State.SELF_DECLASSIFIED)
    False
    """
    row = _BY_STATE.get((state, trigger))
    return row is not None and (to is state if not row.to else to in row.to)


def arrows() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Give the arrows of the picture: from, to, and the triggers. `secret` and `open` stand for all states of the kind.

    >>> ("active", "expiring", ("nears",)) in arrows()
    True
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in TRANSITIONS:
        for source in _named(row.of):
            for target in _named(row.to):
                # a change within a group is drawn once, at the group
                begin = target if source in _MEMBERS.get(target, ()) else source
                if begin != target or target in _MEMBERS:
                    found.setdefault((begin, target), {})[row.trigger] = None
    return tuple((source, target, tuple(triggers)) for (source, target), triggers in found.items())


_MEMBERS = {"secret": SECRET, "open": OPEN}


def _named(states: tuple[State, ...]) -> tuple[str, ...]:
    """Name states, whole groups by the group's name."""
    groups = [name for name, members in _MEMBERS.items() if set(members) <= set(states)]
    grouped = {state for name in groups for state in _MEMBERS[name]}
    return (*groups, *(state.value for state in State if state in set(states) - grouped))
