"""The smallest set of facts that decides (semantics, sentence 1): what is unknown becomes a question, not a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, count, product

from classify.determination.case import Case, Found, find
from classify.documents import Choice, Question
from classify.errors import Language
from classify.facts.criterion import Number, State, Value, cut_points

LANGUAGES: tuple[Language, ...] = ("zh", "en")
MOST_TRIALS = 3_000
"""How many supposed answers are tried before all open facts are asked instead of the smallest set."""

TIER = "tier"

Answers = Mapping[str, tuple[Value, ...]]


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
    return tuple(_question(case, found, name) for name in _smallest(case, found))


def _question(case: Case, found: Found, name: str) -> Question:
    """Return a fact as a question in both languages, with the choices that bear on what is asked."""
    fact = case.ground.vocabulary.fact(name)
    names = {lang: dict(fact.choices(lang)) for lang in LANGUAGES}
    values = () if fact.kind == "number" else _answers(case, found, name)
    choices = [Choice(v, {lang: names[lang][v] for lang in LANGUAGES}) for v in values if isinstance(v, str | bool)]
    return Question(fact.name, dict(fact.questions), tuple(choices))


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


def _answers(case: Case, found: Found, name: str) -> tuple[Value, ...]:
    """Return answers of which one stands for every answer: choices, or a number from every part of the line.

    Of the stages only those are offered that an open item names, or that exclude one which it names.
    """
    fact = case.ground.vocabulary.fact(name)
    limbs = [limb for match in found.matches.asked for limb in match.item.limbs]
    tests = [test for limb in limbs for asked, test in limb.facts if asked == name]
    if fact.kind == "number":
        least = [] if fact.above is None else [Number(above=fact.above)]
        points = cut_points([*(test for test in tests if isinstance(test, Number)), *least])
        return tuple(point for point in points if fact.above is None or point > fact.above)
    if fact.kind == "state":
        named = {code for test in tests if isinstance(test, State) for code in test.codes}
        states = case.ground.vocabulary.states
        return tuple(code for code in states.asked if code in named or states.no[code] & named)
    return tuple(value for value, _ in fact.choices("zh"))
