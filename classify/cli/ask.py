"""Asks the drafter for what is missing, one question at a time, and never guesses an answer."""

from __future__ import annotations

from rich.console import Console

from classify.api import Result, determine
from classify.catalog.model import vocabulary_of
from classify.cli.reading import value_of
from classify.cli.settings import Settings
from classify.documents import Matter, Question
from classify.errors import InputError
from classify.facts.criterion import Value
from classify.text.answers import asked_in
from classify.text.sentences import sentence


def until_decided(matter: Matter, result: Result, chosen: Settings) -> Result:
    """Ask the first missing fact, determine again, and go on until nothing is missing or nothing more is known."""
    console = Console(stderr=True, highlight=False, markup=False)
    unknown = {"sources"}
    while open_questions := [question for question in result.missing if question.field not in unknown]:
        field = open_questions[0].field
        try:
            answer = _ask(console, open_questions[0], chosen)
        except EOFError:
            return result
        unknown.add(field)  # asked once: two stages can hold side by side, and neither may settle the other
        if answer is None:
            continue
        change = {"tier": answer} if field == "tier" else {"facts": {**matter.facts, field: answer}}
        matter = matter.model_copy(update=change)
        result = determine(matter, chosen.catalogs, as_of=chosen.as_of, expiry_rule=chosen.expiry_rule)
    return result


def _ask(console: Console, question: Question, chosen: Settings) -> Value | None:
    """Put one question; an empty answer means that it is not known. Raises EOFError at the end of input."""
    console.print(asked_in(question, chosen.lang), style="bold")
    for number, choice in enumerate(question.choices, start=1):
        console.print(f"  {number}. {choice.names[chosen.lang]}")
    while True:
        said = console.input(sentence(chosen.lang, "cli", "ask" if question.choices else "ask_open")).strip()
        if not said:
            return None
        try:
            return _understood(said, question, chosen)
        except InputError as error:
            if question.choices:
                console.print(sentence(chosen.lang, "cli", "ask_again", {"count": len(question.choices)}))
            else:
                error.where = None  # its place in a file is of no help here
                console.print(error.sentence(chosen.lang))


def _understood(said: str, question: Question, chosen: Settings) -> Value:
    if said.isdecimal() and 1 <= int(said) <= len(question.choices):
        return question.choices[int(said) - 1].value
    for choice in question.choices:
        if said in (choice.value, choice.names["zh"], choice.names["en"]):
            return choice.value
    return value_of(vocabulary_of(chosen.catalogs), question.field, said)
