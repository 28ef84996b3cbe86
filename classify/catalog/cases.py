"""The cases of a catalog are run: what each expects, and what the criteria say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from classify.catalog.fault import Fault
from classify.catalog.files import CASES, read_shape
from classify.catalog.index import build_index, scan
from classify.catalog.match import Match, judge
from classify.catalog.model import Catalog, vocabulary_of
from classify.catalog.read import shown
from classify.catalog.schema import CasesFile, CaseTable
from classify.facts.reading import read_facts
from classify.facts.script import normalise_parts

__all__ = ["CaseResult", "read_cases", "run_case", "run_cases"]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: the items that it expects to be met and asked about, and those that are."""

    number: int
    """Its place in the file, from 0."""
    case: CaseTable
    met: frozenset[str]
    asked: frozenset[str]
    near_misses: frozenset[str]
    words: frozenset[str]
    """The catalog's words that its text holds."""

    @property
    def holds(self) -> bool:
        """Say whether exactly the expected items are met, and, where the case says so, asked about."""
        return self.met == set(self.case.met) and (self.case.asked is None or self.asked == set(self.case.asked))

    def sentence(self) -> str:
        """Say in one line what was expected and what came; the case is ours, so it may be quoted."""
        expected, got = (
            (sorted(self.case.met), sorted(self.case.asked or ())),
            (sorted(self.met), sorted(self.asked)),
        )
        return f"{self.case.name} [{self.case.title}]: expected {expected}, got {got}"


def read_cases(place: Path) -> tuple[CasesFile | None, list[Fault]]:
    """Read the cases of a folder."""
    cases, _, faults = read_shape(place / CASES, shown(place, CASES), CasesFile)
    return cases, faults


def run_cases(catalog: Catalog, cases: Sequence[CaseTable]) -> list[CaseResult]:
    """Run cases against one catalog, each on its own day.

    Raises InputError where a case names a fact or a value that the vocabulary does not know.
    """
    return [run_case(catalog, number, case) for number, case in enumerate(cases)]


def run_case(catalog: Catalog, number: int, case: CaseTable) -> CaseResult:
    """Run one case."""
    text = normalise_parts([case.title, case.text])
    facts = read_facts(vocabulary_of([catalog]), case.facts, case.tier, text)
    scanned = scan(build_index([catalog]), text)
    matches = judge(scanned, facts, case.day)
    words = frozenset(scanned.index.finder.words[word] for word in scanned.found)
    return CaseResult(number, case, _ids(matches.met), _ids(matches.asked), _ids(matches.near_misses), words)


def _ids(matches: Iterable[Match]) -> frozenset[str]:
    return frozenset(match.item.id for match in matches)
