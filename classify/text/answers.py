"""Answers as the dictionaries that commands print with `--json` (docs/command.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from classify.documents import Determination, Duty, Finding, FoundItem, MarkAnswer, NearMiss, Proposal, Question
from classify.documents.history import term_object
from classify.errors import Language
from classify.law.sources import sources
from classify.level import Level
from classify.source import Citation
from classify.text.sentences import finding_told, listed, sentence, show, tables

DETERMINATION_SCHEMA = "classify/determination/1"


def determination_dict(answer: Determination, lang: Language) -> dict[str, Any]:
    """Write a determination out; every key is always there."""
    return {
        "schema": DETERMINATION_SCHEMA,
        "id": answer.id,
        "as_of": answer.as_of.isoformat(),
        "law_of": answer.law_of.isoformat(),
        "outcome": answer.outcome,
        "level": level_id(answer.level),
        "protect": level_id(answer.protect),
        "term": term_object(answer.term),
        "term_is": answer.term_is,
        "mark": answer.mark,
        "last_secret_day": day(answer.last_secret_day),
        "opens_on": day(answer.opens_on),
        "not_before": day(answer.not_before),
        "audience": None if answer.audience is None else list(answer.audience),
        "proposal": _proposal(answer.proposal),
        "items": [_item(item, lang) for item in answer.items],
        "asked": [_item(item, lang) for item in answer.asked],
        "not_secret": [_item(item, lang) for item in answer.not_secret],
        "near_misses": [_near_miss(miss, lang) for miss in answer.near_misses],
        "suggestions": [
            {
                "catalog": s.catalog,
                "item": s.item,
                "name": s.names.get(lang),
                "score": round(s.score, 4),
                "standing": s.standing,
            }
            for s in answer.suggestions
        ],
        "missing": [_question(question, lang) for question in answer.missing],
        "duties": [_duty(duty, lang) for duty in answer.duties],
        "findings": [finding_dict(finding, lang) for finding in answer.findings],
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
        "facts": [{"name": name, "value": value, "origin": origin} for name, value, origin in answer.facts],
        "engine": answer.engine,
        "catalogs": [
            {
                "id": use.id,
                "version": use.version,
                "sha256": use.sha256,
                "standing": use.standing,
                "in_force": use.in_force,
                "dates": use.dates,
            }
            for use in answer.catalogs
        ],
    }


def outcome_sentence(answer: Determination, lang: Language, named: Callable[..., list[str]] | None = None) -> str:
    """Say the outcome in words, with what the rules that gave it may cite on the day of the matter.

    A rule may have words of its own (`outcome_by_rule`), which hold where every rule that gave the outcome has them.
    `named` writes the citations: `cites`, unless it is `spelled`.
    """
    steps = [step for step in answer.trace if ("outcome", answer.outcome) in step.then]
    found = dict.fromkeys(cite for step in steps for cite in step.cites)
    own = tables(lang)["outcome_by_rule"]
    by_rule = bool(steps) and all(step.rule in own for step in steps)
    table, key = ("outcome_by_rule", steps[0].rule) if by_rule else ("outcome", answer.outcome)
    return sentence(lang, table, key, {"cites": listed(lang, (named or cites)(found, lang))})


def protect_told(answer: Determination, lang: Language) -> str | None:
    """Say at what to protect; where no level is in play, that this is for what is thought to be a secret, and marks nothing."""
    if answer.protect is None:
        return None
    told = show(answer.protect, lang)
    if answer.outcome != "no_match" or answer.proposal is not None:
        return told
    return f"{told} ({sentence(lang, 'heading', 'protect_no_match')})"


def on_samples(answer: Determination) -> bool:
    """Say whether anything that is shown comes from a sample catalog: items met, asked about, or merely alike."""
    items = (*answer.items, *answer.not_secret, *answer.asked)
    return "sample" in {*(one.standing for one in items), *(one.standing for one in answer.suggestions)}


def finding_dict(finding: Finding, lang: Language) -> dict[str, Any]:
    """Write one finding with its sentence."""
    return {
        "id": finding.id,
        "severity": finding.severity,
        "message": finding_told(lang, finding.id, finding.values),
        "cites": cites(finding.cites, lang),
        "verified": finding.verified,
        "standing": finding.standing,
        "item": finding.item,
    }


def asked_in(question: Question, lang: Language) -> str:
    """Ask for what is missing: as the vocabulary does, else in our own words."""
    return question.asked.get(lang) or sentence(lang, "question", question.field)


def level_id(level: Level | None) -> str | None:
    """Write a level as its id."""
    return None if level is None else level.value


def day(value: date | None) -> str | None:
    """Write a day in ISO form."""
    return None if value is None else value.isoformat()


def cites(citations: Iterable[Citation], lang: Language) -> list[str]:
    """Write citations as text."""
    return [citation.text(lang) for citation in citations]


def spelled(citations: Iterable[Citation], lang: Language) -> list[str]:
    """Write citations as an office does, by title and article, with the same remarks as `cites`.

    >>> spelled([Citation("LAW2024-20.2"), Citation("DM2014-24.4", verified=False, carried=True)], "zh")
    ['保密法（2024年）第20条第2款', '定密管理暂行规定（2014年）第24条第4款（沿用；2025年的规定未读到）']
    """
    named = ((one, sources().titled(one.provision, lang)) for one in citations)
    return [name + one.text(lang).removeprefix(one.provision) for one, name in named]


def edition(catalog: str, version: str) -> str:
    """Give what the version of a catalog says beside its id, to be written after it; the id stands in for a number.

    >>> edition("a-1", "某发〔1990〕1号 (1990-01-01)"), edition("a-1", "a-1 (1990-01-01)"), edition("a-1", "a-1")
    (' 某发〔1990〕1号 (1990-01-01)', ' (1990-01-01)', '')
    """
    name, _, day = version.partition(" ")
    return f" {day}".rstrip() if name == catalog else f" {version}"


def _proposal(proposal: Proposal | None) -> dict[str, Any] | None:
    if proposal is None:
        return None
    return {
        "mark": proposal.mark,
        "level": level_id(proposal.level),
        "term": term_object(proposal.term),
        "last_secret_day": day(proposal.last_secret_day),
        "opens_on": day(proposal.opens_on),
    }


def _item(item: FoundItem, lang: Language) -> dict[str, Any]:
    return {
        "catalog": item.catalog,
        "item": item.item,
        "level": level_id(item.level),
        "scheme": item.scheme,
        "standing": item.standing,
        "name": item.names.get(lang),
        "cite": item.cite,
        "words": list(item.words),
    }


def _near_miss(miss: NearMiss, lang: Language) -> dict[str, Any]:
    return {
        "catalog": miss.catalog,
        "item": miss.item,
        "name": miss.names.get(lang),
        "reason": miss.reason,
        "facts": list(miss.facts),
    }


def _question(question: Question, lang: Language) -> dict[str, Any]:
    return {
        "field": question.field,
        "question": asked_in(question, lang),
        "choices": [choice.value for choice in question.choices],
        "labels": [choice.names[lang] for choice in question.choices],
    }


def _duty(duty: Duty, lang: Language) -> dict[str, Any]:
    return {"do": duty.do, "to": duty.to, "by": day(duty.by), "cites": cites(duty.cites, lang)}


def mark_dict(answer: MarkAnswer) -> dict[str, Any]:
    """Write one mark out as `classify mark --json` prints it."""
    return {
        "text": answer.text,
        "valid": answer.valid,
        "level": level_id(answer.level),
        "term": term_object(answer.term),
        "faults": list(answer.faults),
        "normal": answer.normal,
        "last_secret_day": day(answer.last_secret_day),
        "opens_on": day(answer.opens_on),
    }
