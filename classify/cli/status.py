"""`classify status`: one matter's history, where it stands, why, and what comes next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from classify.api_status import StatusResult
from classify.api_status import status as stand
from classify.chronicle import NextStep, Passage
from classify.cli import show
from classify.cli.reading import read_whole
from classify.cli.settings import AsOf, Catalogs, Json, Lang, Rule, settings
from classify.documents import History, read_history
from classify.errors import Language
from classify.lifecycle import Remark, State
from classify.source import Citation
from classify.text.answers import cites
from classify.text.sentences import finding_told, sentence
from classify.text.sentences import show as worded
from classify.text.status import state_says, told

MEGABYTES = 256
"""The largest history read; a hundred thousand events take about ten."""
MOST_SHOWN = 40
"""Events of the timeline; all of them are in the JSON."""
NO_DAY = " " * 10

STYLES = {
    State.INVALID: "bold red",
    State.UNKNOWN_START: "bold yellow",
    State.EXPIRING: "bold yellow",
    State.PUBLISHED: "bold cyan",
    State.DECLASSIFIED: "bold cyan",
    State.SELF_DECLASSIFIED: "bold cyan",
}


def status(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-", help="一件事项及其经过的 .json，- 为标准输入 / a matter and its events, .json, - for standard input"
        ),
    ],
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """一件国家秘密现在处于什么状态，为什么，接下来做什么。/ Where one matter stands, why, and what comes next."""
    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    history = _read(file)
    # only an extension or a change of the term is measured against an item
    catalogs = chosen.catalogs if any(event.until or event.term for event in history.events) else ()
    found = stand(history, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule, catalogs=catalogs)
    if chosen.as_json:
        print(json.dumps(found.to_dict(chosen.lang), ensure_ascii=False, indent=2))
    else:
        show_status(found, chosen.lang)
    return int(any(finding.severity == "error" for finding in found.findings))


def _read(file: str) -> History:
    text = read_whole(file, MEGABYTES, "history-too-large")
    return read_history(text)


def show_status(found: StatusResult, lang: Language) -> None:
    """Print the state, its days, then the timeline: what happened, the day of asking, what comes next, what is wrong."""
    out, standing = show.console(), found.answer.standing
    out.print(Text(state_says(found.answer, lang), style=_style(found)))
    rows = Table.grid(padding=(0, 2))
    for name, value in (
        ("level", standing.level),
        ("term", standing.term),
        ("last_secret_day", standing.last_secret_day),
        ("opens_on", standing.opens_on),
        ("protect", found.protect if found.state is State.INVALID or found.answer.without_law else None),
    ):
        if value is not None:
            rows.add_row(Text(sentence(lang, "heading", name), style="dim"), Text(worded(value, lang)))
    out.print(rows)
    line = Table.grid(padding=(0, 1))
    line.add_column(no_wrap=True)
    line.add_column(no_wrap=True)
    line.add_column(overflow="fold")
    past, later = _past(found, lang)
    for row in (*past, _today(found, lang), *later, *_next(found, lang), *_wrong(found, lang)):
        line.add_row(*row)
    out.print(line)


Row = tuple[Text, Text, Text]


def _style(found: StatusResult) -> str:
    return STYLES[State.UNKNOWN_START] if found.answer.without_law else STYLES.get(found.state, "bold green")


def _past(found: StatusResult, lang: Language) -> tuple[list[Row], list[Row]]:
    """Lay out what happened up to the day of asking, and what is entered for later days."""
    answer, past = found.answer, list[Row]()
    if answer.mark is not None:
        start = answer.standing.start
        told_of = Text.assemble(sentence(lang, "deed", "marked"), " ", (answer.mark, "bold"))
        past.append((Text(NO_DAY if start is None else start.isoformat()), Text("●", style="green"), told_of))
    shown = [passage for passage in answer.history if passage.act.remark is not Remark.LATER]
    later = [passage for passage in answer.history if passage.act.remark is Remark.LATER]
    hidden = max(0, len(shown) - MOST_SHOWN)
    if hidden:
        told_more = Text(sentence(lang, "life", "more", {"count": hidden}), style="dim")
        past.append((Text(NO_DAY), Text("⋮", style="dim"), told_more))
    past += [_passage(passage, lang) for passage in shown[hidden:]]
    return past, [_passage(passage, lang) for passage in later[:MOST_SHOWN]]


def _passage(passage: Passage, lang: Language) -> Row:
    act = passage.act
    sign = Text("●", style="green") if act.counts else Text("○", style="red" if passage.findings else "dim")
    text = Text(sentence(lang, "deed", act.do), style="" if act.counts else "dim")
    if act.counts and act.state is not None:
        opens = "" if act.opens_on is None else f", {sentence(lang, 'life', 'opens', {'day': act.opens_on})}"
        level = "" if act.level is None else f"{worded(act.level, lang)}, "
        text.append(f"  {level}{sentence(lang, 'state', act.state.value)}{opens}", style="dim")
    if act.remark is not None:
        text.append(f"\n{sentence(lang, 'remark', act.remark.value)}", style="yellow" if passage.findings else "dim")
        text.append(_basis(passage.cites, lang), style="dim")
    return Text(act.day.isoformat()), sign, text


def _today(found: StatusResult, lang: Language) -> Row:
    where = ("life", "without_law") if found.answer.without_law else ("state", found.state.value)
    said = f"{sentence(lang, 'life', 'today')}: {sentence(lang, *where)}"
    day = found.answer.standing.as_of.isoformat()
    return Text(day, style="bold"), Text("◆", style="bold"), Text(said, style=_style(found))


def _next(found: StatusResult, lang: Language) -> Iterator[Row]:
    for step in found.next:
        text = Text(told(step, lang))
        text.append(_asides(step, lang), style="yellow")
        text.append(_basis(step.cites, lang), style="dim")
        yield Text(NO_DAY if step.by is None else step.by.isoformat()), Text("▸"), text


def _asides(step: NextStep, lang: Language) -> str:
    overdue = [sentence(lang, "next", "overdue")] if step.overdue else []
    since = [] if step.since is None else [sentence(lang, "next", "since", {"day": step.since})]
    return "".join(f" ({aside})" for aside in (*overdue, *since))


def _wrong(found: StatusResult, lang: Language) -> Iterator[Row]:
    for finding in found.findings:
        text = Text.assemble((finding.id, "bold"), (_basis(finding.cites, lang), "dim"), "\n")
        text.append(finding_told(lang, finding.id, finding.values))
        yield Text(sentence(lang, "severity", finding.severity), style=show.STYLES[finding.severity]), Text("✗"), text


def _basis(citations: Iterable[Citation], lang: Language) -> str:
    found = cites(citations, lang)
    return f"  [{', '.join(found)}]" if found else ""
