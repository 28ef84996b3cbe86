"""Answers for people, on one screen, by a terminal library that counts Chinese characters as two columns wide."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from classify.api import MarkResult, Result
from classify.documents import Determination, FoundItem, Suggestion
from classify.errors import Language
from classify.source import Citation
from classify.text.answers import asked_in, cites, on_samples, outcome_sentence, protect_told
from classify.text.sentences import finding_told, sentence, show, tables

STYLES = {"error": "bold red", "warning": "yellow", "notice": "cyan"}
MOST_SUGGESTIONS = 3
OUTCOMES = {"determined": "bold green", "must_not_classify": "bold red", "refer_up": "bold yellow", "disputed": "bold yellow"}


def console() -> Console:
    """Return a console on standard output; colours only on a terminal, and never against NO_COLOR."""
    return _Console(highlight=False, soft_wrap=False)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Let the command end quietly where its reader has gone."""
        raise BrokenPipeError


def result(found: Result, lang: Language) -> None:
    """Print a determination: conclusion, level and term, findings with their articles, what to do, what is missing."""
    answer, out = found.determination, console()
    out.print(Text(outcome_sentence(answer, lang), style=OUTCOMES.get(answer.outcome, "bold")))
    rows = Table.grid(padding=(0, 2))
    for name, value in (
        ("mark", answer.mark),
        ("level", answer.level),
        ("term", answer.term),
        ("last_secret_day", answer.last_secret_day),
        ("opens_on", answer.opens_on),
        ("not_before", answer.not_before),
        ("protect", protect_told(answer, lang)),
        ("proposal", answer.proposal.mark if answer.proposal else None),
    ):
        if value is not None:
            told = show(value, lang)
            if name == "term" and answer.term_is:
                told += f" ({_heading(lang, 'term_' + answer.term_is)})"
            rows.add_row(Text(_heading(lang, name), style="dim"), Text(told))
    out.print(rows)
    out.print(_items(answer, lang))
    if on_samples(answer):
        out.print(Text(_heading(lang, "sample_warning"), style="italic yellow"))
    out.print(_lines(answer, lang))


def _items(answer: Determination, lang: Language) -> Table:
    """Lay out the items that are met, then those asked about."""
    rows = grid()
    met, asked = ("✓", "green"), ("?", "bold magenta")
    for sign, item in (*((met, one) for one in (*answer.items, *answer.not_secret)), *((asked, one) for one in answer.asked)):
        level = show(item.level, lang) if item.level else sentence(lang, "scheme", item.scheme)
        told = Text.assemble((item.id, "bold"), "\n", item.names.get(lang, ""), f" — {level}", _standing(item, lang))
        rows.add_row(Text(*sign), told)
    return rows


def _standing(one: FoundItem | Suggestion, lang: Language) -> tuple[str, str]:
    return f" [{sentence(lang, 'standing', one.standing)}]", "dim"


def _lines(answer: Determination, lang: Language) -> Table:
    """Lay out findings, duties, questions and suggestions: a sign, then what there is to say."""
    rows = grid()
    for finding in answer.findings:
        severity = Text(sentence(lang, "severity", finding.severity), style=STYLES[finding.severity])
        told = finding_told(lang, finding.id, finding.values)
        rows.add_row(severity, Text.assemble((finding.id, "bold"), _basis(finding.cites, lang), "\n", told))
    for duty in answer.duties:
        whom = f" → {sentence(lang, 'to', duty.to)}" if duty.to else ""
        by = f" ({_heading(lang, 'by_day')} {duty.by.isoformat()})" if duty.by else ""
        rows.add_row("▸", Text.assemble(f"{sentence(lang, 'duty', duty.do)}{whom}{by}", _basis(duty.cites, lang)))
    for question in answer.missing:
        choices = " / ".join(choice.names[lang] for choice in question.choices)
        rows.add_row(
            Text("?", style="bold magenta"),
            Text.assemble((question.field, "bold"), f" {asked_in(question, lang)}", (f"\n{choices}" if choices else "", "dim")),
        )
    if answer.suggestions:
        rows.add_row(Text("~", style="dim"), Text(_heading(lang, "suggestions"), style="dim"))
    for one in answer.suggestions[:MOST_SUGGESTIONS]:
        told = f"{one.catalog}#{one.item} {one.names.get(lang, '')}"
        rows.add_row("", Text.assemble((told, "dim"), _standing(one, lang)))
    return rows


def grid() -> Table:
    """Return rows of a sign and what there is to say, which is folded, never cut."""
    rows = Table.grid(padding=(0, 1))
    rows.add_column(no_wrap=True)
    rows.add_column(overflow="fold")
    return rows


def _basis(citations: Iterable[Citation], lang: Language) -> tuple[str, str]:
    return f"  [{', '.join(cites(citations, lang))}]", "dim"


def line(found: Result, lang: Language) -> None:
    """Print one determination on one line."""
    answer = found.determination
    ids = ",".join(item.id for item in answer.items) or "-"
    findings = ",".join(finding.id for finding in answer.findings) or "-"
    label = tables(lang)["code"]["outcome"][answer.outcome]
    rests = any(item.standing == "sample" for item in (*answer.items, *answer.not_secret, *answer.asked))
    sample = (sentence(lang, "standing", "sample"),) if rests else ()
    print("\t".join((answer.id or "-", label, answer.mark or "-", ids, findings, *sample)), file=console().file)


def mark(read: MarkResult, lang: Language) -> None:
    """Print one mark: what it says, and what is wrong with it."""
    out = console()
    verdict = sentence(lang, "cli", "valid" if read.valid else "not_valid")
    out.print(Text(verdict, style="bold green" if read.valid else "bold red"))
    rows = Table.grid(padding=(0, 2))
    for name, value in (
        ("level", read.level),
        ("term", read.term),
        ("last_secret_day", read.last_secret_day),
        ("opens_on", read.opens_on),
        ("mark", read.normal if read.normal != read.answer.text else None),
    ):
        if value is not None:
            rows.add_row(Text(_heading(lang, name), style="dim"), Text(show(value, lang)))
    out.print(rows)
    faults = grid()
    for fault in read.faults:
        # a mark by itself is held against no item
        known = {**read.answer.values, **({} if read.normal is None else {"normal": read.normal})}
        alone = fault in tables(lang)["mark_fault"]
        told = sentence(lang, "mark_fault", fault, known) if alone else finding_told(lang, fault, known)
        faults.add_row(Text("✗", style="red"), Text.assemble((fault, "bold"), "\n", told))
    out.print(faults)


def page(markdown: str) -> None:
    """Print a page; on a terminal its headings and emphasis are rendered."""
    out = console()
    if out.is_terminal:
        out.print(Markdown(markdown))
    else:
        print(markdown)


def _heading(lang: Language, name: str) -> str:
    return sentence(lang, "heading", name)
