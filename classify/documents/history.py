"""The history of one matter: the matter as it was marked, and what happened to it, in any order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, assert_never, get_args

from pydantic import Field, PlainSerializer, PlainValidator, field_validator, model_validator
from pydantic_core import PydanticCustomError

from classify.documents.faults import repeated_keys
from classify.documents.matter import Document, Matter, Title, Word, parse_level
from classify.errors import Faults, InputError
from classify.level import Level
from classify.mark import read_term
from classify.term import AllOf, Duration, Event, LongTerm, OnDate, Term

Deed = Literal[
    "determined",
    "successor",
    "level_changed",
    "term_changed",
    "extended",
    "partly_declassified",
    "event_happened",
    "declassified",
    "published",
    "transferred",
    "reviewed",
]
"""What can happen to a matter. Of one day, deeds are taken in this order."""
DEEDS: tuple[Deed, ...] = get_args(Deed)

Decider = Literal["originator", "superior", "successor", "central_organ", "co_signer", "holder", "archive", "other"]
"""Who decided: `originator` is the organ that determined the matter (of a joint one, the leading organ)."""

MOST_EVENTS = 1_000_000
MOST_MEMBERS = 1_000
_UNITS = frozenset({"years", "months", "days"})


def parse_term(value: object) -> object:
    """Take a term as the object of docs/command.md or as it stands in a mark; anything else is refused without being repeated.

    >>> parse_term("10年"), parse_term({"kind": "duration", "years": 10}) == parse_term("10年")
    (Duration(count=10, unit='years'), True)
    """
    if value is None or isinstance(value, Duration | OnDate | Event | LongTerm | AllOf):
        return value
    try:
        term = read_term(value) if isinstance(value, str) else _term(value)
    except (InputError, ValueError):  # a count of nothing, a day that does not exist
        term = None
    if term is None:
        raise PydanticCustomError("term_unreadable", "term unreadable")
    return term


def _term(value: object) -> Term | None:
    term: Term | None = None
    match value:
        case {"kind": "duration", **rest} if len(rest) == 1 and rest.keys() <= _UNITS:
            ((unit, count),) = rest.items()
            term = Duration(count, unit)  # type: ignore[arg-type]  # its own check refuses what is no count
        case {"kind": "date", "on": date() | str() as on, **rest} if not rest:
            term = OnDate(date.fromisoformat(on) if isinstance(on, str) else on)
        case {"kind": "event", "event": str() as event, **rest} if not rest:
            term = Event(event)
        case {"kind": "long_term", **rest} if not rest:
            term = LongTerm()
        case {"kind": "all_of", "of": list() as of, **rest} if not rest and len(of) <= MOST_MEMBERS:
            members = tuple(_term(member) if isinstance(member, Mapping) else None for member in of)
            # AllOf refuses members of its own kind
            term = None if None in members else AllOf(members)  # type: ignore[arg-type]
    return term


def term_object(term: Term | None) -> dict[str, object] | None:
    """Write a term as the object of docs/command.md, as `parse_term` takes it.

    >>> term_object(Duration(10, "years"))
    {'kind': 'duration', 'years': 10}
    """
    match term:
        case None:
            return None
        case Duration(count, unit):
            return {"kind": "duration", unit: count}
        case OnDate(on):
            return {"kind": "date", "on": on.isoformat()}
        case Event(event):
            return {"kind": "event", "event": event}
        case LongTerm():
            return {"kind": "long_term"}
        case AllOf(of):
            return {"kind": "all_of", "of": [term_object(member) for member in of]}
        case _:
            assert_never(term)


class LifeEvent(Document):
    """One thing that happened. `on` is its day.

    `decided` is the day on which a change was decided, where that is another day, and must be given for an extension: one
    decided on no known day is void. `delivered` is the day on which the notice reached the last holder. `until` is the new
    last secret day, `event` names the condition that was met, where the term has several.
    """

    on: date
    do: Deed
    decided: date | None = None
    delivered: date | None = None
    by: Decider | None = None
    """None: by the originator, whose register this is."""
    level: Level | None = None
    term: Annotated[Term | None, PlainValidator(parse_term), PlainSerializer(term_object)] = None
    until: Annotated[date, Field(lt=date.max)] | None = None
    approval: Word | bool | None = None
    """The number of the central organ's approval, or simply that there is one."""
    event: Word | None = None

    @field_validator("level", mode="before")
    @classmethod
    def _level(cls, value: object) -> object:
        return parse_level(value)

    @model_validator(mode="after")
    def _says_what(self) -> LifeEvent:
        """Refuse a change that does not say to what."""
        said: dict[str, tuple[object, ...]] = {
            "level_changed": (self.level,),
            "term_changed": (self.term,),
            "extended": (self.until, self.term),
        }
        if all(value is None for value in said.get(self.do, (True,))):
            raise PydanticCustomError("event_incomplete", "event incomplete")
        return self

    @property
    def day(self) -> date:
        """The day on which it took effect: a change on the day of its decision, everything else on its own day."""
        changes = self.do in {"level_changed", "term_changed", "extended"}
        return self.decided if changes and self.decided is not None else self.on


class History(Document):
    """A matter and what happened to it. The order of the events does not matter.

    `own` says whether the organ that asks determined the matter itself, as it does where nobody says otherwise; None is
    unknown. About another organ's matter one may only suggest.

    >>> History(matter=Matter(title="某方案", mark="秘密★10年", issued=date(2014, 3, 9))).events
    ()
    """

    matter: Matter
    events: Annotated[tuple[LifeEvent, ...], Field(max_length=MOST_EVENTS, strict=False)] = ()
    own: bool | None = True


class _Untitled(Matter):
    title: Title = "—"


class _OnFile(History):
    """A history on file need not name its matter."""

    matter: _Untitled


def read_history(text: str | bytes) -> History:
    """Read one history from JSON. Raises Faults that name every faulty key and never what stood in it."""
    twice = repeated_keys(text)
    if twice:
        raise Faults(twice)
    return _OnFile.model_validate_json(text)


def history_of(value: Mapping[str, Any]) -> History:
    """Make a history from a dictionary with days as `date`; raises as `read_history` does."""
    return _OnFile.model_validate(value)
