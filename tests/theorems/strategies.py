"""Generated programs, records, catalogs and matters. One generator each, drawn by Hypothesis or by a seeded Random.

Programs are compiled as they come; what the compiler rightly refuses (a dead rule, exceptions in conflict) is taken
out and the rest is compiled again, so that every draw gives a Program that is in some way like a law: strata, slots,
conditions three deep, `given` on lower strata, exceptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, product
from random import Random
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

from classify.catalog.model import Catalog, Exclusion, Item, Limb, Papers, TermLimit
from classify.documents import Authorization, Matter, Responsible
from classify.errors import LawError
from classify.facts.criterion import FactTest, Flag, Number, State
from classify.level import Level
from classify.rules.condition import All, Condition, Is, Not
from classify.rules.condition import Any as AnyOf
from classify.rules.field import UNKNOWN, Vocabulary
from classify.rules.program import Program, compile_program
from classify.rules.rule import Conclusion, Rule, Slot
from classify.source import Citation
from classify.term import Duration
from classify.timeline import Span

T = TypeVar("T")

CITED = (Citation("LAW2024-19"),)
AS_OF = date(2026, 11, 21)


class Choice(Protocol):
    """Where a generator takes its decisions from."""

    def below(self, end: int) -> int:
        """Give a number from 0 to `end` - 1."""


@dataclass(frozen=True)
class ByRandom:
    """Decisions of a seeded Random: quick, for thousands of programs."""

    random: Random

    def below(self, end: int) -> int:
        return self.random.randrange(end)


@dataclass(frozen=True)
class ByDraw:
    """Decisions of Hypothesis: they shrink."""

    draw: Callable[[st.SearchStrategy[int]], int]

    def below(self, end: int) -> int:
        return self.draw(st.integers(0, end - 1))


def pick(choice: Choice, among: Sequence[T]) -> T:
    return among[choice.below(len(among))]


def some(choice: Choice, among: Sequence[T], least: int = 0) -> tuple[T, ...]:
    """Choose a part of a sequence, of at least so many."""
    kept = [one for one in among if choice.below(2)]
    left = [one for one in among if one not in kept]
    while len(kept) < least:
        kept.append(left.pop(choice.below(len(left))))
    return tuple(kept)


# ---- programs ----


@dataclass(frozen=True)
class Source:
    """What a Program is compiled from."""

    vocabulary: Vocabulary
    strata: tuple[str, ...]
    slots: tuple[Slot, ...]
    rules: tuple[Rule, ...]

    def compiled(self) -> Program:
        return compile_program(self.vocabulary, self.strata, self.slots, self.rules)


def vocabulary_from(choice: Choice) -> Vocabulary:
    fields = {f"f{number}": tuple("abc"[: 2 + choice.below(2)]) for number in range(2 + choice.below(3))}
    return Vocabulary.of(fields)


def condition_from(choice: Choice, vocabulary: Vocabulary, depth: int = 2) -> Condition:
    kind = choice.below(6) if depth else choice.below(3)
    if kind < 3:
        field = pick(choice, sorted(vocabulary.fields))
        return Is(field, frozenset(some(choice, vocabulary.field(field).codes, least=1)))
    parts = tuple(condition_from(choice, vocabulary, depth - 1) for _ in range(choice.below(3)))
    if kind == 3:
        return All(parts)
    return Not(condition_from(choice, vocabulary, depth - 1)) if kind == 4 else AnyOf(parts)


def source_from(choice: Choice, *, most_rules: int = 4, exceptions: bool = True) -> Source:
    """Make the source of a Program."""
    vocabulary = vocabulary_from(choice)
    strata = tuple(f"s{number}" for number in range(1 + choice.below(3)))
    slots = tuple(
        Slot(f"{stratum}.{number}", pick(choice, ("first", "union")), tuple("xyz"[: 1 + choice.below(3)]), stratum)
        for stratum in strata
        for number in range(1 + choice.below(2))
    )
    rules: list[Rule] = []
    for place, stratum in enumerate(strata):
        own = [slot for slot in slots if slot.stratum == stratum]
        lower = [slot for slot in slots if slot.stratum in strata[:place]]
        for number in range(1 + choice.below(most_rules)):
            earlier = [rule.id for rule in rules if rule.stratum == stratum]
            overrides = some(choice, earlier) if exceptions and choice.below(3) == 0 else ()
            # an exception has no premise that the rule it silences lacks
            tested = some(choice, lower) if not overrides and choice.below(2) else ()
            rules.append(
                Rule(
                    id=f"{stratum}.r{number}",
                    stratum=stratum,
                    when=condition_from(choice, vocabulary),
                    then=tuple(Conclusion(slot.id, code) for slot in own for code in some(choice, slot.codes)),
                    given=tuple(Is(slot.id, frozenset(some(choice, slot.codes, least=1))) for slot in tested),
                    overrides=overrides,
                    cites=CITED,
                )
            )
    return Source(vocabulary, strata, slots, tuple(rules))


def mended(source: Source) -> Source:
    """Take out what the compiler rightly refuses, until it refuses nothing."""
    while True:
        try:
            source.compiled()
        except LawError as error:
            if error.id == "override-conflict":
                rules: Iterable[Rule] = (replace(rule, overrides=()) for rule in source.rules)
            elif error.id == "dead-rule":
                left = [rule for rule in source.rules if rule.id != error.where]
                rules = (replace(rule, overrides=tuple(o for o in rule.overrides if o != error.where)) for rule in left)
            else:
                raise
            source = replace(source, rules=tuple(rules))
        else:
            return source


def record_from(choice: Choice, vocabulary: Vocabulary) -> dict[str, str]:
    """Make a record: some fields known, some written out as unknown, some absent."""
    record: dict[str, str] = {}
    for name in sorted(vocabulary.fields):
        code = pick(choice, (*vocabulary.field(name).codes, UNKNOWN, ""))
        if code:
            record[name] = code
    return record


@st.composite
def sources(draw: Any, *, most_rules: int = 4, exceptions: bool = True) -> Source:
    return mended(source_from(ByDraw(draw), most_rules=most_rules, exceptions=exceptions))


@st.composite
def sources_with_records(draw: Any, *, most_rules: int = 4, exceptions: bool = True) -> tuple[Source, dict[str, str]]:
    choice = ByDraw(draw)
    source = mended(source_from(choice, most_rules=most_rules, exceptions=exceptions))
    return source, record_from(choice, source.vocabulary)


@st.composite
def conditions_with_records(draw: Any) -> tuple[Condition, dict[str, str]]:
    choice = ByDraw(draw)
    vocabulary = vocabulary_from(choice)
    return condition_from(choice, vocabulary, depth=3), record_from(choice, vocabulary)


def less_known(record: Mapping[str, str], name: str) -> dict[str, str]:
    """Make one known fact of a record unknown."""
    return {field: code for field, code in record.items() if field != name}


# ---- catalogs and matters, of invented words ----

WORDS = ("甲", "乙", "丙", "丁")
LEVELS = tuple(Level)
TIERS = ("central", "provincial", "provincial_department", "city", "county", "township", "other")

GROUPS = [*((word,) for word in WORDS), *combinations(WORDS, 2)]


def _combined(parts: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Give every combination of values, None standing for a part that is left out: one draw instead of many."""
    rows = [dict(zip(parts, values, strict=True)) for values in product(*parts.values())]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


_TESTS: dict[str, list[FactTest | None]] = {
    "area_km2": [None, Number(above=5), Number(at_most=5), Number(above=9)],
    "forms_loop": [None, Flag(value=True), Flag(value=False)],
    "state": [None, *(State(frozenset({code})) for code in ("审批中", "启用前", "考试结束后"))],
}
fact_tests: st.SearchStrategy[tuple[tuple[str, FactTest], ...]] = st.sampled_from(
    [tuple((str(name), asked[name]) for name in sorted(asked)) for asked in _combined(_TESTS)]
)
limbs = st.builds(
    lambda group, tests: Limb(1, tuple((word,) for word in group), facts=tests), st.sampled_from(GROUPS), fact_tests
)
terms = st.sampled_from(
    [
        None,
        TermLimit(maximum=Duration(2, "years")),
        TermLimit(maximum=Duration(10, "years")),
        TermLimit(maximum=Duration(20, "years"), minimum=Duration(5, "years")),
        TermLimit(event="启用前"),
        TermLimit(on=date(2027, 1, 1)),
        TermLimit(long_term=True),
    ]
)
tier_lists = st.sampled_from([(), (), ("central", "provincial"), ("central", "provincial", "city"), ("county",)])


def item(number: int, limbs: tuple[Limb, ...], **named: Any) -> Item:
    """Make an item of the state's; whatever its source would state may be given by name."""
    stated: dict[str, Any] = {
        "name": f"第{number}项",
        "level": Level.SECRET,
        "cite": f"第{number}条",
        "scheme": "state",
        "term": None,
        "tiers": (),
        "audience": None,
        "invented": frozenset(),
        "residual": False,
        "note": None,
        "english": {},
    }
    numbered = tuple(replace(limb, number=at) for at, limb in enumerate(limbs, start=1))
    return Item(id=str(number), limbs=numbered, **(stated | named))


def catalog(catalog_id: str, items: Iterable[Item], standing: str = "official", scheme: str = "state", **named: Any) -> Catalog:
    """Make a catalog in memory. Its digest is made of what it says, in the order in which it says it."""
    held = tuple(items)
    stated: dict[str, Any] = {
        "title": "测试目录",
        "number": None,
        "issuer": (),
        "span": Span(),
        "supersedes": (),
        "note": None,
        "papers": Papers("为测试所拟", None, None, None),
        "exclusion": Exclusion(),
        "facts": (),
        "english": {},
    }
    parts = stated | named
    digest = repr((catalog_id, held, standing, scheme, sorted(parts.items(), key=lambda part: part[0])))
    return Catalog(id=catalog_id, items=held, standing=standing, scheme=scheme, sha256=digest, text_sha256="", **parts)  # type: ignore[arg-type]


@st.composite
def catalogs(draw: Any, catalog_id: str = "one", *, unlevelled: bool = True, scheme: str = "state") -> Catalog:
    levels = st.sampled_from([*LEVELS, *LEVELS, *([None] if unlevelled else [])])
    count = draw(st.integers(1, 3))
    items = [
        item(
            number,
            tuple(draw(st.lists(limbs, min_size=1, max_size=2))),
            level=draw(levels),
            term=draw(terms),
            tiers=draw(tier_lists),
            scheme=scheme,
        )
        for number in range(1, count + 1)
    ]
    return catalog(catalog_id, items, standing=draw(st.sampled_from(["official", "sample"])), scheme=scheme)


@st.composite
def choices_of_catalogs(draw: Any, *, unlevelled: bool = True) -> tuple[Catalog, ...]:
    return tuple(
        draw(catalogs(name, unlevelled=unlevelled))
        for name in draw(st.lists(st.sampled_from(["one", "two"]), min_size=1, max_size=2, unique=True))
    )


_FACTS: dict[str, list[Any]] = {
    "state": [None, "审批中", "启用前", "考试结束后", "评卷中"],
    "area_km2": [None, 3, 5, 7, 10],
    "forms_loop": [None, True, False],
}
titles = st.sampled_from(["".join(chosen) for length in (1, 2, 4) for chosen in combinations(WORDS, length)])
given_facts: st.SearchStrategy[dict[str, Any]] = st.sampled_from(_combined(_FACTS))
all_facts: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [facts for facts in _combined(_FACTS) if len(facts) == len(_FACTS)]
)
MARKS = (
    "秘密★1年",
    "秘密★10年",
    "机密★15年",
    "机密★30年",
    "绝密★20年",
    "绝密★长期",
    "机密★启用前",
    "秘密★2027年1月1日",
    "机密★",
    "秘密☆3年",
)
days = st.sampled_from(
    [date(2014, 3, 9), date(2015, 1, 5), date(2024, 2, 29), date(2024, 9, 2), date(2025, 6, 1), date(2026, 11, 1)]
)
grants = st.sampled_from(
    [
        Authorization(level=level, matters=named, until=until)
        for level in Level
        for named in ((), ("one",), ("one#1", "two"))
        for until in (None, date(2020, 1, 1), date(2030, 1, 1))
    ]
)
PEOPLE = _combined(
    {
        "drafter": [None, "张三"],
        "responsible": [None, *(Responsible(name=name, limit=limit) for name in ("张三", "李四") for limit in (None, *Level))],
    }
)


@st.composite
def matters(draw: Any, *, marks: bool = True, known: bool = False) -> Matter:
    """Make a matter. `known`: its title holds every word and it lacks none of the facts that items ask for."""
    return Matter(
        title="".join(WORDS) if known else draw(titles),
        issued=draw(st.none() | days),
        drafted=draw(st.none() | days),
        tier=draw(st.none() | st.sampled_from(TIERS)),
        mark=draw(st.none() | st.sampled_from(MARKS)) if marks else None,
        facts=draw(all_facts if known else given_facts),
        authorization=draw(st.none() | grants),
        **draw(st.sampled_from(PEOPLE)),
    )


def without_fact(matter: Matter, name: str) -> Matter:
    """Make one known fact of a matter unknown."""
    return matter.model_copy(update={"facts": {fact: value for fact, value in matter.facts.items() if fact != name}})
