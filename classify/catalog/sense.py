"""What limbs mean without any text: which can never be met, and which are met whenever another one is."""

from collections.abc import Iterable, Sequence
from typing import Literal

from classify.catalog.model import Catalog, Limb
from classify.facts.criterion import FactTest, Flag, State, implies, is_satisfiable
from classify.facts.states import StateTable
from classify.facts.vocabulary import STATE, Vocabulary
from classify.facts.words import occurs

__all__ = ["DeadReason", "limb_implies", "why_dead"]

DeadReason = Literal["words", "test", "except", "state", "published", "dates"]


def why_dead(limb: Limb, catalog: Catalog, vocabulary: Vocabulary) -> DeadReason | None:
    """Say why a limb can never be met, None where it can be."""
    tests = dict(limb.facts)
    barred = (*limb.none, *catalog.exclusion.words)
    if any(all(_holds_one(word, barred) for word in group) for group in limb.groups):
        return "words"
    if not all(map(is_satisfiable, tests.values())):
        return "test"
    if any(name in tests and implies(tests[name], test) for name, test in catalog.exclusion.facts):
        return "except"
    if not _stage_possible(tests, vocabulary):
        return "state"
    if _needs_publication(tests, vocabulary):
        return "published"
    return None if limb.span.overlaps(catalog.span) else "dates"


def limb_implies(
    narrow: Limb,
    wide: Limb,
    narrow_exclusion: Sequence[str] = (),
    wide_exclusion: Sequence[str] = (),
) -> bool:
    """Say whether whatever meets the first limb meets the second one too; never wrongly yes.

    The exclusions are the words that keep the limbs' catalogs from matching.
    """
    tests = dict(narrow.facts)
    barred = (*narrow.none, *narrow_exclusion)
    return (
        all(any(_covers(group, wanted) for group in narrow.groups) for wanted in wide.words)
        and all(_holds_one(word, barred) for word in (*wide.none, *wide_exclusion))
        and _near_implies(narrow, wide)
        and all(name in tests and implies(tests[name], test) for name, test in wide.facts)
        and (wide.span.first is None or (narrow.span.first is not None and narrow.span.first >= wide.span.first))
        and (wide.span.last is None or (narrow.span.last is not None and narrow.span.last <= wide.span.last))
    )


def _holds_one(word: str, others: Iterable[str]) -> bool:
    """Say whether finding the word means finding one of the others."""
    return any(occurs(other, word) for other in others)


def _covers(group: Iterable[str], wanted: Iterable[str]) -> bool:
    """Say whether finding any word of the group means finding a wanted one."""
    words = tuple(wanted)
    return all(_holds_one(word, words) for word in group)


def _near_implies(narrow: Limb, wide: Limb) -> bool:
    if wide.near is None:
        return True
    if narrow.near is None or narrow.near.within > wide.near.within:
        return False
    mine = {frozenset(group) for group in narrow.near.words}
    return all(any(group <= frozenset(wanted) for group in mine) for wanted in wide.near.words)


def _stage_possible(tests: dict[str, FactTest], vocabulary: Vocabulary) -> bool:
    """Say whether some stage lets every test of the stage, and of what follows from it, hold together."""
    table = vocabulary.states
    stage = tests.get(STATE)
    follows = [
        (kind.follows[0 if test.value else 1], kind.follows[1 if test.value else 0])
        for name, test in tests.items()
        if isinstance(test, Flag) and (kind := vocabulary.fact(name)).follows is not None
    ]
    if not isinstance(stage, State):
        return True
    return any(
        _compatible(table, code, wanted, unwanted)
        for code in stage.codes
        for wanted, unwanted in follows or [(frozenset(), frozenset())]
    )


def _compatible(table: StateTable, code: str, wanted: frozenset[str], unwanted: frozenset[str]) -> bool:
    return not (table.yes[code] & unwanted) and not (wanted and wanted <= table.no[code])


def _needs_publication(tests: dict[str, FactTest], vocabulary: Vocabulary) -> bool:
    """Say whether a limb asks for what is published: that is open and meets nothing (LAW2024-20.4)."""
    kind = vocabulary.fact("published")
    if tests.get(kind.name) == Flag(value=True):
        return True
    stage = tests.get(STATE)
    if not isinstance(stage, State) or kind.follows is None:
        return False
    return all(vocabulary.states.yes[code] & kind.follows[0] for code in stage.codes)
