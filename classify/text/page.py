"""The page that explains one determination: every rule, article and fact used, and why near misses do not apply.

Markdown, so that it reads in a terminal, in a mail and on a page alike. It names ids, codes and the catalogs' own
words; no text of the matter is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator

from classify.documents import Determination, TraceStep
from classify.errors import Language
from classify.law.sources import sources
from classify.source import Citation
from classify.text.answers import cites, on_samples, outcome_sentence, protect_told
from classify.text.sentences import listed, sentence, show, tables


def explanation(answer: Determination, lang: Language) -> str:
    """Write the page."""
    parts = (_head, _findings, _missing, _duties, _items, _near_misses, _suggestions, _argument, _facts, _articles, _catalogs)
    lines = [line for part in parts for line in part(answer, lang)]
    return "\n".join([*lines, "", f"*{_word(lang, 'disclaimer')}*", ""])


def _head(answer: Determination, lang: Language) -> Iterator[str]:
    yield f"# {_word(lang, 'title')}"
    yield ""
    yield f"**{outcome_sentence(answer, lang)}**"
    yield ""
    qualifier = f" ({_word(lang, f'term_{answer.term_is}')})" if answer.term_is else ""
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
            yield _row(lang, _word(lang, name), show(value, lang))
    if on_samples(answer):
        yield ""
        yield f"**{_word(lang, 'sample_warning')}**"


def _findings(answer: Determination, lang: Language) -> Iterator[str]:
    if answer.findings:
        yield from _heading(lang, "findings")
    for finding in answer.findings:
        severity = sentence(lang, "severity", finding.severity)
        doubt = "" if finding.verified else f" [{_word(lang, 'unverified')}]"
        yield f"- **{severity}** `{finding.id}` {sentence(lang, 'finding', finding.id, finding.values)}{doubt}"
        yield f"  {_row(lang, _word(lang, 'cites'), _citations(finding.cites, lang), bullet=False)}"


def _missing(answer: Determination, lang: Language) -> Iterator[str]:
    if answer.missing:
        yield from _heading(lang, "missing")
    for question in answer.missing:
        asked = question.asked.get(lang) or sentence(lang, "question", question.field)
        choices = " / ".join(choice.names[lang] for choice in question.choices)
        yield f"- `{question.field}` {asked}" + (f" ({choices})" if choices else "")


def _duties(answer: Determination, lang: Language) -> Iterator[str]:
    if answer.duties:
        yield from _heading(lang, "duties")
    for duty in answer.duties:
        whom = f" → {sentence(lang, 'to', duty.to)}" if duty.to else ""
        by = f", {_word(lang, 'by_day')} {duty.by.isoformat()}" if duty.by else ""
        yield f"- {sentence(lang, 'duty', duty.do)}{whom}{by} ({_citations(duty.cites, lang)})"


def _items(answer: Determination, lang: Language) -> Iterator[str]:
    for name, items in (("items", answer.items), ("asked", answer.asked), ("not_secret", answer.not_secret)):
        if items:
            yield from _heading(lang, name)
        for item in items:
            level = show(item.level, lang) if item.level else sentence(lang, "scheme", item.scheme)
            standing = sentence(lang, "standing", item.standing)
            yield f"- `{item.id}` {item.names.get(lang, '')} — {level} [{standing}]"
            yield f"  {_row(lang, _word(lang, 'reason_words'), listed(lang, item.words), bullet=False)}"


def _near_misses(answer: Determination, lang: Language) -> Iterator[str]:
    if answer.near_misses:
        yield from _heading(lang, "near_misses")
    for miss in answer.near_misses:
        facts = f": {listed(lang, miss.facts)}" if miss.facts else ""
        yield f"- `{miss.catalog}#{miss.item}` {miss.names.get(lang, '')} — {sentence(lang, 'reason', miss.reason)}{facts}"


def _suggestions(answer: Determination, lang: Language) -> Iterator[str]:
    if answer.suggestions:
        yield from _heading(lang, "suggestions")
    for one in answer.suggestions:
        standing = sentence(lang, "standing", one.standing)
        yield f"- `{one.catalog}#{one.item}` {one.names.get(lang, '')} [{standing}] ({one.score:.2f})"


def _argument(answer: Determination, lang: Language) -> Iterator[str]:
    yield from _heading(lang, "argument")
    for number, step in enumerate(answer.trace, start=1):
        yield f"{number}. {sentence(lang, 'rule', step.rule)} (`{step.rule}`)"
        if step.facts or step.given:
            yield f"   {_row(lang, _word(lang, 'because'), _because(step, lang), bullet=False)}"
        yield f"   {_row(lang, _word(lang, 'cites'), _citations(step.cites, lang), bullet=False)}"


def _because(step: TraceStep, lang: Language) -> str:
    fields, slots = tables(lang)["field"], tables(lang)
    told = [f"{fields[name]['name']} = {fields[name]['codes'][code]}" for name, code in step.facts]
    told += [f"{slots['slot'][slot]} = {slots['code'].get(slot, {}).get(code, code)}" for slot, code in step.given]
    return listed(lang, told)


def _facts(answer: Determination, lang: Language) -> Iterator[str]:
    if answer.facts:
        yield from _heading(lang, "facts")
    for name, value, origin in answer.facts:
        shown = str(value).lower() if isinstance(value, bool) else value  # as it is given with --fact
        yield f"- `{name}` = {shown} ({sentence(lang, 'origin', origin)})"


def _articles(answer: Determination, lang: Language) -> Iterator[str]:
    yield from _heading(lang, "articles")
    cited: dict[str, Citation] = {}
    for cite in (cite for step in answer.trace for cite in step.cites):
        cited.setdefault(cite.provision, cite)
    for name, cite in sorted(cited.items()):
        provision, instrument = sources().provisions[name], sources().instrument_of(name)
        gist, title = (provision.zh, instrument.zh) if lang == "zh" else (provision.en, instrument.en)
        yield f"- **{cite.text(lang)}** {title}: {gist}"


def _catalogs(answer: Determination, lang: Language) -> Iterator[str]:
    yield from _heading(lang, "catalogs")
    for use in answer.catalogs:
        remarks = [sentence(lang, "standing", use.standing)]
        remarks += [] if use.in_force else [_word(lang, "not_in_force")]
        remarks += [_word(lang, "dates_unknown")] if use.dates == "unknown" else []
        yield f"- `{use.id}` {use.version} [{listed(lang, remarks)}]"
    yield _row(lang, _word(lang, "engine"), sentence(lang, "engine", answer.engine))


def _heading(lang: Language, name: str) -> tuple[str, str, str]:
    return "", f"## {_word(lang, name)}", ""


def _row(lang: Language, name: str, value: str, *, bullet: bool = True) -> str:
    colon = "：" if lang == "zh" else ": "
    return f"{'- ' if bullet else ''}{name}{colon}{value}"


def _word(lang: Language, name: str) -> str:
    return sentence(lang, "heading", name)


def _citations(found: tuple[Citation, ...], lang: Language) -> str:
    return listed(lang, cites(found, lang))
