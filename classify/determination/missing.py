"""The smallest set of facts that decides (semantics, sentence 1): what is unknown becomes a question, not a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, count, product

from classify.determination.case import Case, Found, find
from classify.documents import Choice, Question
from classify.errors import Language
from classify.facts.criterion import Number, cut_points
from classify.facts.vocabulary import FactKind

LANGUAGES: tuple[Language, ...] = ("zh", "en")
MOST_TRIALS = 3_000
"""How many supposed answers are tried before all open facts are asked instead of the smallest set."""

TIER = "tier"

Answers = Mapping[str, tuple[object, ...]]


class _TooManyTrials(Exception):  # noqa: N818 -- a signal within this module, never seen outside
    """The search for the smallest set has tried enough."""


def questions(case: Case, found: Found) -> tuple[Question, ...]:
    """Return what to ask: of all sets of open facts whose every answer settles level and outcome, the smallest.

    A derived matter that names no source is asked for its sources and nothing else. Where no state item is met,
    open items of other schemes (a company's, one organ's own) are asked about too; they never move the outcome.
    """
    if case.matter.derived:
        return () if case.matter.sources else (Question("sources"),)
    if not _open(found):
        return ()
    return tuple(question_of(case.ground.vocabulary.fact(name)) for name in _smallest(case, found))


def question_of(fact: FactKind) -> Question:
    """Return a fact as a question, in both languages."""
    names = {lang: dict(fact.choices(lang)) for lang in LANGUAGES}
    choices = tuple(
        Choice(value, {lang: labels[value] for lang, labels in names.items()})
        for value in names["zh"]
        if isinstance(value, str | bool)
    )
    return Question(fact.name, dict(fact.questions), choices)


def _open(found: Found) -> bool:
    return found.pending or bool(not found.met and found.matches.asked)


def _smallest(case: Case, found: Found) -> tuple[str, ...]:
    wanted = {name for match in found.matches.asked for name in match.wanted}
    names = tuple(sorted(wanted | ({TIER} if case.matter.tier is None else set())))
    answers = {name: _answers(case, found, name) for name in names}
    trials = count(1)
    for size in range(1, len(names)):
        for chosen in combinations(names, size):
            try:
                if _decides(case, chosen, answers, trials):
                    return chosen
            except _TooManyTrials:
                return names
    return names


def _decides(case: Case, chosen: tuple[str, ...], answers: Answers, trials: Iterator[int]) -> bool:
    """Say whether every answer to the chosen facts leaves nothing open that the other facts could still settle."""
    rest = tuple(name for name in answers if name not in chosen)
    return not any(
        _still_open(supposed, trials) and any(not _still_open(more, trials) for more in _supposed(supposed, rest, answers))
        for supposed in _supposed(case, chosen, answers)
    )


def _supposed(case: Case, names: tuple[str, ...], answers: Answers) -> Iterator[Case]:
    """Go through the case as it would be with every combination of answers to these facts."""
    for combination in product(*(answers[name] for name in names)):
        supposed = case
        for name, answer in zip(names, combination, strict=True):
            supposed = supposed.supposing(name, answer)
        yield supposed


def _still_open(case: Case, trials: Iterator[int]) -> bool:
    if next(trials) > MOST_TRIALS:
        raise _TooManyTrials
    return _open(find(case))


def _answers(case: Case, found: Found, name: str) -> tuple[object, ...]:
    """Return answers of which one stands for every answer: all choices, or a number from every part of the line."""
    fact = case.ground.vocabulary.fact(name)
    if fact.kind != "number":
        return tuple(value for value, _ in fact.choices("zh"))
    tests = [
        test
        for match in found.matches.asked
        for limb in match.item.limbs
        for asked, test in limb.facts
        if asked == name and isinstance(test, Number)
    ]
    return cut_points(tests)
