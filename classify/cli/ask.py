"""Asks the drafter for what is missing, one question at a time, and never guesses an answer."""

from __future__ import annotations

from rich.console import Console

from classify.api import Result, determine
from classify.catalog.model import vocabulary_of
from classify.cli.reading import typed
from classify.cli.settings import Settings
from classify.documents import Matter, Question
from classify.errors import InputError
from classify.text.sentences import sentence


def until_decided(matter: Matter, result: Result, chosen: Settings) -> Result:
    """Ask the first missing fact, determine again, and go on until nothing is missing or no answer is given."""
    console = Console(stderr=True, highlight=False)
    while result.missing and result.missing[0].field != "sources":
        answer = _ask(console, result.missing[0], chosen)
        if answer is None:
            return result
        field = result.missing[0].field
        change = {"tier": answer} if field == "tier" else {"facts": {**matter.facts, field: answer}}
        matter = matter.model_copy(update=change)
        result = determine(matter, chosen.catalogs, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule)
    return result


def _ask(console: Console, question: Question, chosen: Settings) -> str | bool | float | None:
    """Put one question; an empty answer, or the end of input, means that it is not known."""
    console.print(f"[bold]{question.asked.get(chosen.lang) or sentence(chosen.lang, 'question', question.field)}[/bold]")
    for number, choice in enumerate(question.choices, start=1):
        console.print(f"  {number}. {choice.names[chosen.lang]}", markup=False)
    while True:
        try:
            said = console.input(sentence(chosen.lang, "cli", "ask")).strip()
        except EOFError:
            return None
        if not said:
            return None
        try:
            return _understood(said, question, chosen)
        except InputError as error:
            console.print(error.sentence(chosen.lang), markup=False)


def _understood(said: str, question: Question, chosen: Settings) -> str | bool | float:
    if said.isdecimal() and 1 <= int(said) <= len(question.choices):
        return question.choices[int(said) - 1].value
    for choice in question.choices:
        if said in (choice.value, choice.names["zh"], choice.names["en"]):
            return choice.value
    vocabulary = vocabulary_of(chosen.catalogs)
    value = vocabulary.check(question.field, typed(said, vocabulary.fact(question.field).kind, question.field))
    return value if isinstance(value, str | bool) else float(value)
