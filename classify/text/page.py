"""The page that explains one determination: every rule, article and fact used, and why near misses do not apply.

It names ids, codes and the catalogs' own words; no text of the matter is repeated. As Markdown it reads in a terminal,
in a mail and on a page alike; a form takes the same passages.
"""

from __future__ import annotations

from collections.abc import Iterator

from classify.documents import Determination, Duty, FoundItem, NearMiss, Suggestion, TraceStep
from classify.errors import Language
from classify.facts.vocabulary import standard_vocabulary
from classify.law.sources import sources
from classify.source import Citation
from classify.text.answers import asked_in, edition, on_samples, outcome_sentence, protect_told, spelled
from classify.text.passage import Code, Key, Passage, Point, Strong
from classify.text.sentences import aside, finding_told, listed, sentence, show, tables

__all__ = ["duty_told", "explanation", "passages"]


def explanation(answer: Determination, lang: Language) -> str:
    """Write the page as Markdown."""
    conclusion, *others = passages(answer, lang)
    lines = [f"# {_word(lang, 'title')}", "", *(f"**{part}**" for part in conclusion.points[0].said), ""]
    lines += Passage(conclusion.name, conclusion.points[1:]).markdown()
    if on_samples(answer):
        lines += ["", f"**{_word(lang, 'sample_warning')}**"]
    for passage in others:
        if passage.points:
            lines += ["", f"## {passage.heading(lang)}", "", *passage.markdown()]
    return "\n".join([*lines, "", f"*{_word(lang, 'disclaimer')}*", ""])


def passages(answer: Determination, lang: Language) -> tuple[Passage, ...]:
    """Give everything that is to be said, in the order of the page; the conclusion is first, and some may be empty."""
    parts = {
        "conclusion": _conclusion,
        "findings": _findings,
        "missing": _missing,
        "duties": _duties,
        "items": lambda answer, lang: _items(answer.items, lang),
        "asked": lambda answer, lang: _items(answer.asked, lang),
        "not_secret": lambda answer, lang: _items(answer.not_secret, lang),
        "near_misses": _near_misses,
        "suggestions": _suggestions,
        "argument": _argument,
        "facts": _facts,
        "articles": _articles,
        "catalogs": _catalogs,
        "engine": _engine,
    }
    return tuple(Passage(name, tuple(part(answer, lang)), name == "argument") for name, part in parts.items())


def _conclusion(answer: Determination, lang: Language) -> Iterator[Point]:
    yield Point((outcome_sentence(answer, lang, spelled),))
    qualifier = aside(lang, _word(lang, f"term_{answer.term_is}")) if answer.term_is else ""
    rows = {
        "level": answer.level,
        "term": None if answer.term is None else show(answer.term, lang) + qualifier,
        "mark": answer.mark,
        "last_secret_day": answer.last_secret_day,
        "opens_on": answer.opens_on,
        "not_before": answer.not_before,
        "protect": protect_told(answer, lang),
        "proposal": answer.proposal.mark if answer.proposal else None,
        "audience": listed(lang, answer.audience) if answer.audience else None,
        "law_day": answer.law_of,
        "as_of": answer.as_of,
    }
    for name, value in rows.items():
        if value is not None:
            yield Point((_row(lang, _word(lang, name), show(value, lang)),))


def _findings(answer: Determination, lang: Language) -> Iterator[Point]:
    for finding in answer.findings:
        told = finding_told(lang, finding.id, finding.values)
        doubt = "" if finding.verified else aside(lang, _word(lang, "unverified"))
        severity = Strong(sentence(lang, "severity", finding.severity))
        yield Point((severity, " ", Key(finding.id), f" {told}{doubt}"), (_cited(finding.cites, lang),))


def _missing(answer: Determination, lang: Language) -> Iterator[Point]:
    for question in answer.missing:
        choices = " / ".join(choice.names[lang] for choice in question.choices)
        yield Point((Key(question.field), f" {asked_in(question, lang)}{aside(lang, choices) if choices else ''}"))


def _duties(answer: Determination, lang: Language) -> Iterator[Point]:
    for duty in answer.duties:
        yield Point((duty_told(duty, lang),), (_cited(duty.cites, lang),))


def duty_told(duty: Duty, lang: Language) -> str:
    """Say what is to be done, to whom, and by when."""
    whom = f" → {sentence(lang, 'to', duty.to)}" if duty.to else ""
    by = aside(lang, f"{_word(lang, 'by_day')} {duty.by.isoformat()}") if duty.by else ""
    return f"{sentence(lang, 'duty', duty.do)}{whom}{by}"


def _items(items: tuple[FoundItem, ...], lang: Language) -> Iterator[Point]:
    for item in items:
        level = show(item.level, lang) if item.level else sentence(lang, "scheme", item.scheme)
        standing = aside(lang, sentence(lang, "standing", item.standing))
        words = _row(lang, _word(lang, "reason_words"), listed(lang, item.words))
        yield Point((Code(item.id), f" {item.names.get(lang, '')} — {level}{standing}"), (words,))


def _near_misses(answer: Determination, lang: Language) -> Iterator[Point]:
    for miss in answer.near_misses:
        facts = aside(lang, listed(lang, (_named(name, lang) for name in miss.facts))) if miss.facts else ""
        why = f" {miss.names.get(lang, '')} — {sentence(lang, 'reason', miss.reason)}{facts}"
        yield Point((Code(f"{miss.catalog}#{miss.item}"), why))


def _suggestions(answer: Determination, lang: Language) -> Iterator[Point]:
    for one in answer.suggestions:
        standing = aside(lang, sentence(lang, "standing", one.standing))
        alike = aside(lang, f"{one.score:.2f}")
        yield Point((Code(f"{one.catalog}#{one.item}"), f" {one.names.get(lang, '')}{standing}{alike}"))


def _argument(answer: Determination, lang: Language) -> Iterator[Point]:
    for step in answer.trace:
        because = (_row(lang, _word(lang, "because"), _because(step, lang)),) if step.facts or step.given else ()
        rule = (sentence(lang, "rule", step.rule), " ", Key(step.rule))
        yield Point(rule, (*because, _cited(step.cites, lang)))


def _because(step: TraceStep, lang: Language) -> str:
    fields, slots = tables(lang)["field"], tables(lang)
    told = [f"{fields[name]['name']} = {fields[name]['codes'][code]}" for name, code in step.facts]
    told += [f"{slots['slot'][slot]} = {slots['code'].get(slot, {}).get(code, code)}" for slot, code in step.given]
    return listed(lang, told)


def _facts(answer: Determination, lang: Language) -> Iterator[Point]:
    for name, value, origin in answer.facts:
        given = str(value).lower() if isinstance(value, bool) else str(value)  # as it is given with --fact
        told = _row(lang, _named(name, lang), _valued(name, value, lang))
        yield Point((told, aside(lang, sentence(lang, "origin", origin)), " ", Key(f"{name}={given}")))


def _named(fact: str, lang: Language) -> str:
    """Name a fact; one that a catalog adds goes by its id."""
    kind = standard_vocabulary().facts.get(fact)
    return fact if kind is None else kind.named[lang]


def _valued(fact: str, value: object, lang: Language) -> str:
    """Name a value of a fact; a number stands for itself, and so does a stage that nobody would choose."""
    kind = standard_vocabulary().facts.get(fact)
    choices = () if kind is None or kind.kind == "number" else kind.choices(lang)
    return next((name for choice, name in choices if choice == value), str(value))


def _articles(answer: Determination, lang: Language) -> Iterator[Point]:
    cited: dict[str, Citation] = {}
    for cite in (cite for step in answer.trace for cite in step.cites):
        cited.setdefault(cite.provision, cite)
    for name, cite in sorted(cited.items()):
        provision, instrument = sources().provisions[name], sources().instrument_of(name)
        gist, title = (provision.zh, instrument.zh) if lang == "zh" else (provision.en, instrument.en)
        yield Point((Strong(*spelled([cite], lang)), " ", Key(name), f" {_row(lang, title, gist)}"))


def _catalogs(answer: Determination, lang: Language) -> Iterator[Point]:
    """Name the catalogs from which something is told, and of the others how many there are."""
    told: tuple[FoundItem | NearMiss | Suggestion, ...] = (
        *answer.items,
        *answer.asked,
        *answer.not_secret,
        *answer.near_misses,
        *answer.suggestions,
    )
    used = {one.catalog for one in told}
    for use in (one for one in answer.catalogs if one.id in used):
        remarks = [sentence(lang, "standing", use.standing)]
        remarks += [] if use.in_force else [_word(lang, "not_in_force")]
        remarks += [_word(lang, "dates_unknown")] if use.dates == "unknown" else []
        yield Point((Code(use.id), f"{edition(use.id, use.version)}{aside(lang, listed(lang, remarks))}"))
    if others := sum(one.id not in used for one in answer.catalogs):
        yield Point((sentence(lang, "heading", "other_catalogs", {"count": others}),))


def _engine(answer: Determination, lang: Language) -> Iterator[Point]:
    yield Point((sentence(lang, "engine", answer.engine),))


def _row(lang: Language, name: str, value: str) -> str:
    return f"{name}{'：' if lang == 'zh' else ': '}{value}"


def _word(lang: Language, name: str) -> str:
    return sentence(lang, "heading", name)


def _cited(found: tuple[Citation, ...], lang: Language) -> str:
    return _row(lang, _word(lang, "cites"), listed(lang, spelled(found, lang)))
