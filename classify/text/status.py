"""A status as the dictionary that `classify status --json` prints (docs/command.md)."""

from __future__ import annotations

from typing import Any

from classify.chronicle import NextStep, Passage, Status
from classify.documents.history import term_object
from classify.errors import Language
from classify.lifecycle import Act
from classify.text.answers import cites, day, finding_dict, level_id
from classify.text.sentences import sentence

STATUS_SCHEMA = "classify/status/1"


def status_dict(status: Status, lang: Language) -> dict[str, Any]:
    """Write a status out; every key is always there."""
    standing = status.standing
    return {
        "schema": STATUS_SCHEMA,
        "id": status.id,
        "as_of": standing.as_of.isoformat(),
        "state": standing.state.value,
        "message": state_says(status, lang),
        "level": level_id(standing.level),
        "marked": level_id(standing.marked),
        "protect": level_id(status.protect),
        "term": term_object(standing.term),
        "last_secret_day": day(standing.last_secret_day),
        "opens_on": day(standing.opens_on),
        "because": because(status, lang),
        "next": [_step(step, lang) for step in status.next],
        "findings": [
            finding_dict(finding, lang) | {"events": list(status.events_of.get(finding.id, ()))} for finding in status.findings
        ],
        "history": [_passage(passage, lang) for passage in status.history],
        "engine": status.engine,
    }


def state_says(status: Status, lang: Language) -> str:
    """Say where the matter stands in a sentence, and not that it has opened where no law says so."""
    return sentence(lang, "state_says", status.standing.state.value + ("_without_law" if status.without_law else ""))


def because(status: Status, lang: Language) -> list[dict[str, Any]]:
    """Name what decides: the mark, and the events by their place in the list as handed in."""
    standing = status.standing
    acts = {passage.act.event: passage.act for passage in status.history}
    mark = {"event": None, "on": day(standing.start), "do": "marked", "message": sentence(lang, "deed", "marked")}
    return ([mark] if standing.by_mark else []) + [_decided(acts[event], lang) for event in standing.because]


def told(step: NextStep, lang: Language) -> str:
    """Say what comes next in a sentence, without its day."""
    key = "opens_on_event" if step.do == "opens" and step.by is None else step.code
    return sentence(lang, "next", key)


def _decided(act: Act, lang: Language) -> dict[str, Any]:
    return {"event": act.event, "on": act.day.isoformat(), "do": act.do, "message": sentence(lang, "deed", act.do)}


def _step(step: NextStep, lang: Language) -> dict[str, Any]:
    return {
        "do": step.do,
        "to": step.to,
        "by": day(step.by),
        "since": day(step.since),
        "overdue": step.overdue,
        "message": told(step, lang),
        "cites": cites(step.cites, lang),
    }


def _passage(passage: Passage, lang: Language) -> dict[str, Any]:
    act = passage.act
    return {
        "event": act.event,
        "on": act.day.isoformat(),
        "do": act.do,
        "counts": act.counts,
        "remark": None if act.remark is None else act.remark.value,
        "message": None if act.remark is None else sentence(lang, "remark", act.remark.value),
        "state": None if act.state is None else act.state.value,
        "level": level_id(act.level),
        "opens_on": day(act.opens_on),
        "findings": list(passage.findings),
        "cites": cites(passage.cites, lang),
    }
