"""Answers about graphs as the dictionaries that `classify compile --json` prints."""

from __future__ import annotations

from typing import Any

from classify.documents.answer import Finding, Proposal
from classify.documents.compiled import (
    Bound,
    Changed,
    Comparison,
    Compiled,
    Impact,
    LeftOut,
    Notice,
    PictureWords,
    WhatMustGo,
    Witness,
)
from classify.documents.history import term_object
from classify.errors import Language
from classify.level import Level
from classify.text.answers import cites, day, level_id
from classify.text.sentences import sentence, show, tables

COMPILATION_SCHEMA = "classify/compilation/1"


def compiled_dict(answer: Compiled, lang: Language) -> dict[str, Any]:
    """Write an answer out; the exact result stands at the top, and every key is always there."""
    return {
        "schema": COMPILATION_SCHEMA,
        "id": answer.id,
        "as_of": answer.as_of.isoformat(),
        "law_of": answer.law_of.isoformat(),
        **bound_dict(answer.exact),
        "ceiling": bound_dict(answer.ceiling),
        "floor": bound_dict(answer.floor),
        "protect": level_id(answer.protect),
        "audience": None if answer.audience is None else list(answer.audience),
        "proposal": None if answer.proposal is None else _proposal(answer.proposal),
        "because": {
            "level": [_witness(one, lang) for one in answer.sets_level],
            "term": [_witness(one, lang) for one in answer.sets_term],
        },
        "findings": [compiled_finding_dict(finding, lang) for finding in answer.findings],
        "steps": [{"from": step.from_.isoformat(), "level": level_id(step.level)} for step in answer.steps],
        "policy": {
            "name": answer.policy,
            "opens_by_sources": day(answer.opens_by_sources),
            "warning": policy_warning(answer, lang),
        },
        "trace": [
            {
                "rule": step.rule,
                "facts": dict(step.facts),
                "given": [list(pair) for pair in step.given],
                "then": [list(pair) for pair in step.then],
                "cites": cites(step.cites, lang),
                "verified": step.verified,
            }
            for step in answer.trace
        ],
        "engine": answer.engine,
    }


def bound_dict(bound: Bound) -> dict[str, Any]:
    """Write a level and when it ends."""
    return {
        "level": level_id(bound.level),
        "term": term_object(bound.term),
        "mark": bound.mark,
        "last_secret_day": day(bound.last_secret_day),
        "opens_on": day(bound.opens_on),
        "not_before": day(bound.not_before),
    }


def compiled_finding_dict(finding: Finding, lang: Language) -> dict[str, Any]:
    """Write one finding with its sentence and the ids that it names."""
    return {
        "id": finding.id,
        "severity": finding.severity,
        "message": message_of(finding, lang),
        "cites": cites(finding.cites, lang),
        "verified": finding.verified,
        "standing": finding.standing,
        "item": finding.item,
        "ids": list(named_ids(finding)),
    }


def named_ids(finding: Finding) -> tuple[str, ...]:
    """Return the ids of the matters that a finding is about."""
    ids = finding.values.get("ids", ())
    return tuple(str(name) for name in ids) if isinstance(ids, tuple) else ()


def message_of(finding: Finding, lang: Language) -> str:
    """Return a finding's sentence; where the sources hold no secret at all, one that needs no level."""
    values = {**finding.values, "ids": ("、" if lang == "zh" else ", ").join(named_ids(finding))}
    unlevelled = "level" not in values and finding.id in tables(lang)["compiled_finding"]
    return sentence(lang, "compiled_finding" if unlevelled else "finding", finding.id, values)


def policy_warning(answer: Compiled, lang: Language) -> str | None:
    """Return what a policy that restarts the clock has to say for itself, None for the others."""
    if not answer.restarts:
        return None
    if answer.opens_by_sources is None:
        return sentence(lang, "compiled", "restarted_no_day")
    return sentence(lang, "compiled", "restarted", {"day": answer.opens_by_sources})


def must_go_dict(answer: WhatMustGo, lang: Language) -> dict[str, Any]:  # noqa: ARG001 -- like the others, though nothing is said
    """Write the smallest sets of what to leave out."""
    return {
        "id": answer.id,
        "size": answer.size,
        "sets": [_left_out(one) for one in answer.sets],
        "complete": answer.complete,
    }


def impact_dict(answer: Impact, lang: Language) -> dict[str, Any]:
    """Write what follows from a change."""
    return {
        "id": answer.id,
        "touched": answer.touched,
        "changed": [_changed(one) for one in answer.changed],
        "notices": [_notice(one, lang) for one in answer.notices],
    }


def comparison_dict(answer: Comparison, lang: Language) -> dict[str, Any]:  # noqa: ARG001 -- the same
    """Write what differs between two graphs."""
    return {
        "added": [_changed(one) for one in answer.added],
        "removed": [_changed(one) for one in answer.removed],
        "changed": [_changed(one) for one in answer.changed],
    }


def _witness(one: Witness, lang: Language) -> dict[str, Any]:
    return {
        "id": one.id,
        "point": one.point,
        "path": list(one.path),
        "missing": one.missing,
        "cites": cites(one.cites, lang),
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "mark": proposal.mark,
        "level": level_id(proposal.level),
        "term": term_object(proposal.term),
        "last_secret_day": day(proposal.last_secret_day),
        "opens_on": day(proposal.opens_on),
    }


def _left_out(one: LeftOut) -> dict[str, Any]:
    return {"ids": list(one.ids), "result": bound_dict(one.result)}


def _changed(one: Changed) -> dict[str, Any]:
    return {
        "id": one.id,
        "before": None if one.before is None else bound_dict(one.before),
        "after": None if one.after is None else bound_dict(one.after),
    }


def _notice(one: Notice, lang: Language) -> dict[str, Any]:
    return {
        "id": one.id,
        "do": one.duty.do,
        "to": one.duty.to,
        "organs": list(one.organs),
        "cites": cites(one.duty.cites, lang),
        "label": f"{sentence(lang, 'duty', one.duty.do)} → {sentence(lang, 'to', one.duty.to or 'holders')}",
    }


def picture_words(lang: Language) -> PictureWords:
    """Return what a picture says in a language."""
    return PictureWords(
        title=sentence(lang, "compiled", "picture_title"),
        everything=sentence(lang, "compiled", "everything"),
        absent=sentence(lang, "compiled", "absent"),
        open=sentence(lang, "compiled", "open_from"),
        levels={level: str(tables(lang)["level"][level.value]) for level in Level},
    )


def show_bound(bound: Bound, lang: Language) -> str:
    """Write a bound on one line: the mark, or what stands in its place."""
    if bound.level is None:
        return sentence(lang, "compiled", "open_from")
    if bound.mark is not None:
        return bound.mark
    term = sentence(lang, "compiled", "unknown_term") if bound.term is None else show(bound.term, lang)
    return f"{show(bound.level, lang)}, {term}"
