"""The smallest set of facts that decides (semantics, sentence 1): what is unknown becomes a question, not a guess."""

from __future__ import annotations

from itertools import combinations, product

from classify.determination.case import Case, Found, find
from classify.documents import Choice, Question
from classify.errors import Language
from classify.facts.criterion import Number, cut_points
from classify.facts.vocabulary import FactKind

LANGUAGES: tuple[Language, ...] = ("zh", "en")
MOST_TRIALS = 3_000
"""How many supposed answers are tried before all open facts are asked instead of the smallest set."""

TIER = "tier"


def questions(case: Case, found: Found) -> tuple[Question, ...]:
    """Return what to ask: of all sets of open facts whose every answer settles level and outcome, the smallest.

    A derived matter that names no source is asked for its sources and nothing else.
    """
    if case.matter.derived:
        return () if case.matter.sources else (Question("sources"),)
    if not found.pending:
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


def _smallest(case: Case, found: Found) -> tuple[str, ...]:
    wanted = {name for match in found.asked for name in match.wanted}
    names = sorted(wanted | ({TIER} if case.matter.tier is None else set()))
    budget = [MOST_TRIALS]
    for size in range(1, len(names)):
        for chosen in combinations(names, size):
            if _decides(case, found, chosen, budget):
                return chosen
            if budget[0] <= 0:
                return tuple(names)
    return tuple(names)


def _decides(case: Case, found: Found, chosen: tuple[str, ...], budget: list[int]) -> bool:
    """Say whether every answer to the chosen facts leaves nothing open."""
    for answers in product(*(_answers(case, found, name) for name in chosen)):
        budget[0] -= 1
        if budget[0] <= 0:
            return False
        supposed = case
        for name, answer in zip(chosen, answers, strict=True):
            supposed = supposed.supposing(name, answer)
        if find(supposed).pending:
            return False
    return True


def _answers(case: Case, found: Found, name: str) -> tuple[object, ...]:
    """Return answers of which one stands for every answer: all choices, or a number from every part of the line."""
    fact = case.ground.vocabulary.fact(name)
    if fact.kind != "number":
        return tuple(value for value, _ in fact.choices("zh"))
    tests = [
        test
        for match in found.asked
        for limb in match.item.limbs
        for asked, test in limb.facts
        if asked == name and isinstance(test, Number)
    ]
    return cut_points(tests)
