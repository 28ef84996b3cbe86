"""What a form is filled with: from the check of a matter, or from where it stands after its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from classify.api import Result
from classify.api_status import StatusResult
from classify.catalog.model import Catalog
from classify.documents import Determination, Finding, History, LifeEvent, Matter
from classify.errors import Language
from classify.forms.form import Form, FormKind, form_of, words
from classify.source import Citation
from classify.text.answers import asked_in, on_samples, outcome_sentence, protect_told, spelled
from classify.text.page import duty_told, passages
from classify.text.sentences import aside, listed, sentence, show, tables

__all__ = ["explained", "filled_by_check", "filled_by_status"]


def filled_by_check(matter: Matter, result: Result, catalogs: Iterable[Catalog], lang: Language) -> Form:
    """Fill the record of a determination from the check of a matter: basis, level, period, findings, what is missing."""
    answer = result.determination
    values = _of_matter(matter, lang) | {
        "outcome": (outcome_sentence(answer, lang, spelled),),
        "protect": _shown(protect_told(answer, lang), lang),
        "level": _shown(answer.level, lang),
        "term": _shown(answer.term, lang),
        "mark": _shown(answer.mark, lang),
        "last_secret_day": _shown(answer.last_secret_day, lang),
        "opens_on": _shown(answer.opens_on, lang),
        "audience": answer.audience or (),
        "basis": (*_basis(answer, {one.id: one.titled(lang) for one in catalogs}, lang), *(one.id for one in matter.sources)),
        "findings": _findings(answer.findings, lang),
        "missing": tuple(asked_in(question, lang) for question in answer.missing),
        "duties": tuple(duty_told(duty, lang) + _cited(duty.cites, lang) for duty in answer.duties),
    }
    return form_of("determination", values, lang, as_of=answer.as_of, sample=on_samples(answer), case=answer.outcome)


def explained(matter: Matter, result: Result, lang: Language) -> Form:
    """Put the page that explains a determination into a form, to be signed: the same passages in the same words."""
    answer = result.determination
    values = _of_matter(matter, lang) | {one.name: one.plain() for one in passages(answer, lang)}
    return form_of("explanation", values, lang, as_of=answer.as_of, sample=on_samples(answer), case=answer.outcome)


def filled_by_status(kind: FormKind, history: History, result: StatusResult, as_of: date, lang: Language) -> Form:
    """Fill the record of a change, of a declassification, or a notice, from where a matter stands on `as_of`."""
    values = _of_matter(history.matter, lang) | {
        "state": (sentence(lang, "state", result.state.value),),
        "level": _shown(result.level, lang),
        "term": _shown(result.term, lang),
        "last_secret_day": _shown(result.last_secret_day, lang),
        "opens_on": _shown(result.opens_on, lang),
        "history": tuple(_event(event, lang) for event in sorted(history.events, key=lambda one: one.on)),
        "findings": _findings(result.findings, lang),
    }
    sample = any(one.standing == "sample" for one in result.findings)
    return form_of(kind, values, lang, as_of=as_of, sample=sample)


def _of_matter(matter: Matter, lang: Language) -> dict[str, tuple[str, ...]]:
    return {
        "title": (matter.title,),
        "id": _shown(matter.id, lang),
        "number": _shown(matter.number, lang),
        "tier": () if matter.tier is None else (sentence(lang, "tier", matter.tier),),
        "kind": (words("derived" if matter.derived else "original", lang),),
        "proposal": _shown(matter.mark, lang),
        "start": _shown(matter.start, lang),
        "audience": matter.audience or (),
        "drafter": _person(matter.drafter, lang),
        "responsible": _person(None if matter.responsible is None else matter.responsible.name, lang),
    }


def _person(name: str | None, lang: Language) -> tuple[str, ...]:
    return () if name is None else (words("person", lang).format(name=name),)


def _basis(answer: Determination, titles: dict[str, str], lang: Language) -> Iterator[str]:
    """Name each item as an office cites it: the catalog, the place in it, and what it says."""
    for item in (*answer.items, *answer.not_secret):
        title = titles[item.catalog]
        named = f"《{title}》" if lang == "zh" else f"{title}, "
        told = listed(lang, (item.id, sentence(lang, "standing", item.standing)))
        yield f"{named}{item.cite or item.item}{aside(lang, told)}"
        yield item.names.get(lang, "")


def _event(event: LifeEvent, lang: Language) -> str:
    to = [show(one, lang) for one in (event.level, event.term, event.until) if one is not None]
    days = {"decided": None if event.decided == event.on else event.decided, "delivered": event.delivered}
    to += [words(name, lang).format(day=day.isoformat()) for name, day in days.items() if day is not None]
    return f"{event.on.isoformat()} {tables(lang)['deed'][event.do]}{aside(lang, listed(lang, to)) if to else ''}"


def _findings(found: Iterable[Finding], lang: Language) -> tuple[str, ...]:
    return tuple(
        f"{sentence(lang, 'severity', one.severity)} {sentence(lang, 'finding', one.id, one.values)}{_cited(one.cites, lang)}"
        for one in found
    )


def _cited(found: Iterable[Citation], lang: Language) -> str:
    return aside(lang, listed(lang, spelled(found, lang)))


def _shown(value: object, lang: Language) -> tuple[str, ...]:
    return () if value is None else (show(value, lang),)
