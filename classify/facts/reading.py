"""A matter becomes its facts: what the drafter gave, what the words of the text say, what follows from it.

In this order, and nowhere else (semantics, sentence 2):

1. a value given wins over the words of the text;
2. several words are united; where they contradict one another, the fact is unknown;
3. the stage of the matter is a set of codes with implications; `published` follows from it, and sets it;
4. what silence means, where the vocabulary says so, comes last. Everything else is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from classify.errors import Faults, InputError
from classify.facts.criterion import FactTest, State, Value, holds
from classify.facts.states import StateReading
from classify.facts.vocabulary import STATE, FactKind, Vocabulary
from classify.rules.truth import Truth

__all__ = ["Facts", "Origin", "Said", "read_facts", "settle"]

Origin = Literal["given", "words", "implied", "silence"]

TIER = "tier"

Given = Mapping[str, Value]
Said = Mapping[str, frozenset[Value]]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one matter. What it does not know is unknown, never no.

    Values stay out of the repr: they are the user's.
    """

    vocabulary: Vocabulary = field(repr=False)
    given: Given = field(repr=False)
    """What the drafter gave, checked; the tier among it."""
    said: Said = field(repr=False)
    """What the words of the text state, all values of each fact."""
    values: Mapping[str, Value] = field(repr=False)
    states: StateReading = field(repr=False)
    sources: Mapping[str, Origin]
    """Where each known fact comes from."""
    contradictory: frozenset[str]
    """The facts that are unknown because two statements contradict one another."""
    beside: frozenset[str] = frozenset()
    """Stages that hold beside the one given; only where something is supposed to be learned."""

    @property
    def _given_state(self) -> Value | None:
        return self.given.get(STATE)

    @property
    def known(self) -> frozenset[str]:
        """The names of the facts that are not unknown."""
        return frozenset(self.sources)

    def value(self, name: str) -> Value | None:
        """Give the value, None for unknown; of several stages that hold together, the one that says most.

        Raises InputError `unknown-fact`.
        """
        self.vocabulary.fact(name)
        if name == STATE:
            return (self.vocabulary.states.narrowest(self.states.stated) or self._given_state) if STATE in self.sources else None
        return self.values.get(name)

    def truth(self, name: str, test: FactTest) -> Truth:
        """Say whether the fact passes the test: unknown where the fact is unknown.

        Several numbers in a title are several things (1:5万及1:25万), and it holds if one of them passes.

        Raises InputError `unknown-fact`.
        """
        if isinstance(test, State):
            return self.states.truth(test.codes)
        value = self.values.get(name)
        if value is None and self.vocabulary.fact(name).kind != "number":
            return Truth.UNKNOWN
        values = self.said.get(name, frozenset()) if value is None else {value}
        if not values:
            return Truth.UNKNOWN
        return Truth.YES if any(holds(test, one) for one in values) else Truth.NO

    def with_value(self, name: str, value: Value | None) -> "Facts":
        """Give the facts as they would be had the drafter given this value (None: had he given none).

        Raises InputError as `Vocabulary.check` does.
        """
        given = {known: kept for known, kept in self.given.items() if known != name}
        if value is not None:
            given[name] = self.vocabulary.check(name, value)
        return settle(self.vocabulary, given, self.said)

    def learning(self, name: str, value: Value) -> "Facts":
        """Give the facts as they would be if this were learned and nothing forgotten.

        A stage then stands beside those already stated, where they can hold together. Raises InputError as
        `Vocabulary.check` does.
        """
        beside = self.states.stated if name == STATE else self.beside
        return settle(self.vocabulary, {**self.given, name: self.vocabulary.check(name, value)}, self.said, beside)


def read_facts(vocabulary: Vocabulary, given: Mapping[str, object], tier: str | None, text: str) -> Facts:
    """Read the facts of one matter from what was given and from its normalised text.

    A given None is unknown. Raises InputError, of all faults at once: `unknown-fact`, `fact-is-field`, and as `Vocabulary.check`.

    >>> from classify.facts.vocabulary import standard_vocabulary
    >>> facts = read_facts(standard_vocabulary(), {}, "city", "某某调整方案未公布")
    >>> facts.value("published"), facts.sources["published"], facts.value("tier")
    (False, 'implied', 'city')
    """
    checked: dict[str, Value] = {}
    faults: list[InputError] = []
    for name, value in given.items():
        try:
            if vocabulary.fact(name).is_field:
                raise InputError("fact-is-field", where="facts", name=name)  # noqa: TRY301 -- gathered with the others
            if value is not None:
                checked[name] = vocabulary.check(name, value)
        except InputError as fault:
            faults.append(fault)
    if faults:
        raise faults[0] if len(faults) == 1 else Faults(faults)
    if tier is not None:
        checked[TIER] = vocabulary.check(TIER, tier)
    return settle(vocabulary, checked, vocabulary.said(text))


def settle(vocabulary: Vocabulary, given: Given, said: Said, beside: frozenset[str] = frozenset()) -> Facts:
    """Settle the facts: values given and checked, the tier among them, what the words state, and stages that stand beside."""
    reading, origin = _stage(vocabulary, given, said)
    if beside and not (united := vocabulary.states.read(reading.stated | beside)).contradictory:
        reading = united
    values: dict[str, Value] = {}
    sources: dict[str, Origin] = {STATE: origin} if reading.stated and not reading.contradictory else {}
    contradictory = {STATE} if reading.contradictory else set()
    for kind in vocabulary:
        if kind.kind == "state":
            continue
        stated = _followed(kind, given, reading) if kind.follows else _stated(kind, given, said)
        if stated is not None:
            values[kind.name], sources[kind.name] = stated
        elif reading.contradictory if kind.follows else kind.kind != "number" and len(said.get(kind.name, ())) > 1:
            contradictory.add(kind.name)
    return Facts(
        vocabulary=vocabulary,
        given=MappingProxyType(dict(given)),
        said=MappingProxyType(dict(said)),
        values=MappingProxyType(values),
        states=reading,
        sources=MappingProxyType(sources),
        contradictory=frozenset(contradictory),
        beside=beside,
    )


def _stated(kind: FactKind, given: Given, said: Said) -> tuple[Value, Origin] | None:
    """Give what was given, else the one thing that the words say, else what silence means."""
    spoken = said.get(kind.name, frozenset())
    if kind.name in given:
        return given[kind.name], "given"
    if spoken:
        return (next(iter(spoken)), "words") if len(spoken) == 1 else None
    return None if kind.silence is None else (kind.silence, "silence")


def _followed(kind: FactKind, given: Given, reading: StateReading) -> tuple[Value, Origin] | None:
    """Read a flag off the stage: no also where every stage that would make it yes is excluded."""
    yes, no = kind.follows or (frozenset(), frozenset())
    origin: Origin = "given" if kind.name in given else "implied"
    if reading.truth(yes) is Truth.YES:
        return True, origin
    if reading.truth(no) is Truth.YES or reading.truth(yes) is Truth.NO:
        return False, origin
    return None


def _stage(vocabulary: Vocabulary, given: Given, said: Said) -> tuple[StateReading, Origin]:
    """Read the stage: a given one with what a given `published` sets, and beside it the words that agree; else the words.

    A matter stands at several stages at once (考试结束后未公布): the one given does not deny what the title says of another.
    """
    table = vocabulary.states
    words = frozenset(map(str, said.get(STATE, ())))
    flagged = {
        next(iter(sorted(kind.follows[0 if given[kind.name] else 1])))
        for kind in vocabulary
        if kind.follows is not None and kind.name in given
    }
    if STATE in given:
        told = table.read({str(given[STATE]), *flagged})
        united = table.read(told.stated | words)
        return (told if united.contradictory else united), "given"
    if not flagged:
        return table.read(words), "words"
    united = table.read({*flagged, *words})
    if words and not united.contradictory:
        return united, "words"
    return table.read(flagged), "implied"
