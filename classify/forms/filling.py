"""What a form is filled with: from the check of a matter, or from where it stands after its history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from classify.api import Result
from classify.api_status import StatusResult
from classify.documents import Finding, History, Matter
from classify.errors import Language
from classify.forms.form import Form, FormKind, form_of, words
from classify.text.answers import cites
from classify.text.sentences import sentence, show, tables

__all__ = ["filled_by_check", "filled_by_status"]


def filled_by_check(matter: Matter, result: Result, lang: Language) -> Form:
    """Fill the record of a determination from the check of a matter: basis, level, period, findings, what is missing."""
    answer = result.determination
    items = (*answer.items, *answer.not_secret)
    sample = any(item.standing == "sample" for item in items)
    values = _of_matter(matter, lang) | {
        "outcome": (sentence(lang, "outcome", answer.outcome),),
        "level": _shown(answer.level, lang),
        "term": _shown(answer.term, lang),
        "mark": _shown(answer.mark, lang),
        "last_secret_day": _shown(answer.last_secret_day, lang),
        "opens_on": _shown(answer.opens_on, lang),
        "basis": tuple(f"{item.id} {item.names.get(lang, '')} [{sentence(lang, 'standing', item.standing)}]" for item in items)
        + tuple(source.id for source in matter.sources),
        "findings": _findings(answer.findings, lang),
        "missing": tuple(question.asked.get(lang) or sentence(lang, "question", question.field) for question in answer.missing),
    }
    return form_of("determination", values, _notes(answer.as_of, lang, sample=sample), lang)


def filled_by_status(kind: FormKind, history: History, result: StatusResult, as_of: date, lang: Language) -> Form:
    """Fill the record of a change, of a declassification, or a notice, from where a matter stands on `as_of`."""
    deeds = tables(lang)["deed"]
    values = _of_matter(history.matter, lang) | {
        "state": (sentence(lang, "state", result.state.value),),
        "level": _shown(result.level, lang),
        "term": _shown(result.term, lang),
        "last_secret_day": _shown(result.last_secret_day, lang),
        "opens_on": _shown(result.opens_on, lang),
        "history": tuple(f"{event.on.isoformat()} {deeds[event.do]}" for event in history.events),
        "findings": _findings(result.findings, lang),
    }
    return form_of(kind, values, _notes(as_of, lang, sample=any(one.standing == "sample" for one in result.findings)), lang)


def _of_matter(matter: Matter, lang: Language) -> dict[str, tuple[str, ...]]:
    return {
        "title": (matter.title,),
        "number": _shown(matter.number, lang),
        "tier": () if matter.tier is None else (sentence(lang, "tier", matter.tier),),
        "kind": (words("derived" if matter.derived else "original", lang),),
        "proposed": _shown(matter.mark, lang),
        "start": _shown(matter.start, lang),
        "audience": matter.audience or (),
        "drafter": _shown(matter.drafter, lang),
        "responsible": () if matter.responsible is None else (matter.responsible.name,),
    }


def _findings(found: Iterable[Finding], lang: Language) -> tuple[str, ...]:
    return tuple(
        f"{sentence(lang, 'severity', one.severity)} {sentence(lang, 'finding', one.id, one.values)} "
        f"({', '.join(cites(one.cites, lang))})"
        for one in found
    )


def _notes(as_of: date, lang: Language, *, sample: bool) -> tuple[str, ...]:
    told = (words("as_of", lang).format(day=as_of.isoformat()), words("note", lang))
    return (*told, words("sample", lang)) if sample else told


def _shown(value: object, lang: Language) -> tuple[str, ...]:
    return () if value is None else (show(value, lang),)
