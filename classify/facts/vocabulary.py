"""What may be asked of a matter: each fact's kind, its codes, its question, and the words that state it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from classify.errors import InputError, nearest, safe_name
from classify.facts.criterion import Value
from classify.facts.quantities import Measure, measured, ratios
from classify.facts.script import PART, normalise
from classify.facts.spans import Spanning, spans
from classify.facts.states import StateTable, closed
from classify.facts.wording import Wording
from classify.facts.words import Hit, WordFinder, longest_only

if TYPE_CHECKING:
    from classify.facts.schema import FactTable, MeasureTable, StateFact, UnlessTable, VerbTable, WordingTable

__all__ = ["STATE", "FactKind", "Kind", "Vocabulary", "fact_kind", "standard_vocabulary", "vocabulary_text"]

Lang = Literal["zh", "en"]
Kind = Literal["code", "flag", "number", "state"]

LONGEST_CODE = 100
"""No code, name or word of a fact is longer."""

STATE = "state"
"""The fact whose codes imply one another."""


@dataclass(frozen=True, slots=True)
class FactKind:
    """One fact that may be asked of a matter."""

    name: str
    kind: Kind
    codes: tuple[str, ...]
    """What it can be, in order; empty for flags and numbers."""
    unit: str | None
    named: Mapping[str, str]
    questions: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    """Language to code to the name of the code; of a state, only the codes that somebody may choose."""
    words: tuple[tuple[str, Value | None], ...]
    """Normalised words of a text, each with the value that it states; with None it only hides the words in it."""
    silence: bool | None = None
    """What is meant when nobody says anything; None: then it is unknown."""
    follows: tuple[frozenset[str], frozenset[str]] | None = None
    """The states that make this flag yes, and those that make it no."""
    is_field: bool = False
    """It is a field of the matter itself and never stands among its facts."""
    title_only: bool = False
    """Its words count in the title alone."""
    spanning: tuple[Spanning, ...] = ()
    """Pairs of words that state a value together, with something between."""
    measure: Measure | None = None
    """How a number with a unit states it."""
    units: tuple[str, ...] = ()
    """What may stand behind a number: its unit, and what people write for it."""
    above: float | None = None
    """A number is greater than this; None: any number may be."""

    def question(self, lang: Lang) -> str:
        """Give the question that a drafter is asked."""
        return self.questions[lang]

    def choices(self, lang: Lang) -> tuple[tuple[Value, str], ...]:
        """Give the possible answers, each value with its name; none for a number.

        >>> standard_vocabulary().fact("forms_loop").choices("en")
        ((True, 'yes'), (False, 'no'))
        """
        labels = self.labels[lang]
        if self.kind == "flag":
            return ((True, labels["yes"]), (False, labels["no"]))
        if self.kind == "state":
            return tuple(labels.items())
        return tuple((code, labels.get(code, code)) for code in self.codes)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """All facts by name, the table of states, and the automaton over their words."""

    facts: Mapping[str, FactKind]
    states: StateTable
    wording: Wording = field(default_factory=Wording)
    """What words do for every catalog, apart from facts."""
    _finder: WordFinder = field(init=False, repr=False)
    _meanings: tuple[tuple[tuple[str, Value | None], ...], ...] = field(init=False, repr=False)
    _spanning: tuple[FactKind, ...] = field(init=False, repr=False)
    _signs: frozenset[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Build the automaton once: a vocabulary is read many times."""
        meanings: dict[str, list[tuple[str, Value | None]]] = {}
        for kind in self.facts.values():
            for word, value in kind.words:
                meanings.setdefault(word, []).append((kind.name, value))
            for span in kind.spanning:
                for word in (*span.opening, *span.closing):
                    meanings.setdefault(word, [])
            for word in kind.measure.signs if kind.measure else ():
                meanings.setdefault(word, [])
        object.__setattr__(self, "_finder", WordFinder(list(meanings)))
        object.__setattr__(self, "_meanings", tuple(map(tuple, meanings.values())))
        signs = {word for kind in self.facts.values() if kind.measure for word in kind.measure.signs}
        object.__setattr__(self, "_signs", frozenset(number for number, word in enumerate(meanings) if word in signs))
        object.__setattr__(self, "_spanning", tuple(kind for kind in self.facts.values() if kind.spanning))

    def __iter__(self) -> Iterator[FactKind]:
        """Go through the facts in the order of the file."""
        return iter(self.facts.values())

    def fact(self, name: str) -> FactKind:
        """Give a fact by its name; raises InputError `unknown-fact` with the nearest name."""
        try:
            return self.facts[name]
        except KeyError:
            offered = nearest(name, self.facts)
            raise InputError("unknown-fact", where="facts", name=safe_name(name), nearest=offered) from None

    def check(self, name: str, value: object) -> Value:
        """Give the value as the fact knows it, or raise InputError: what is not of its kind is refused.

        A code may be given by its name in either language or by a word that states it (公布前 for 未公布).

        >>> standard_vocabulary().check("state", "公布前")
        '未公布'
        """
        kind = self.fact(name)
        where = f"facts.{name}"
        match kind.kind, value:
            case "flag", bool():
                return value
            case "flag", _:
                raise InputError("fact-not-flag", where=where, name=name)
            case "number", bool():
                raise InputError("fact-not-number", where=where, name=name)
            case "number", int() | float():
                if not _is_finite(value):
                    raise InputError("fact-not-finite", where=where, name=name)
                if kind.above is not None and value <= kind.above:
                    raise InputError("fact-too-small", where=where, name=name, above=f"{kind.above:g}")
                return value
            case "number", _:
                raise InputError("fact-not-number", where=where, name=name)
            case _, str() if (code := _code(kind, value)) is not None:
                return code
            case _ if name in standard_vocabulary().facts:
                raise InputError("fact-code-unknown", where=where, name=name, codes="、".join(kind.codes))
            case _:  # a catalog's own words, and the catalog may be secret itself
                raise InputError("fact-code-of-catalog", where=where, name=name)

    def parse(self, name: str, text: str) -> Value:
        """Read a value that was typed: 是, yes, 25.1, 1:5万, 未公布; raises InputError as check does.

        >>> standard_vocabulary().parse("scale_denominator", "1:5万")
        50000
        """
        kind = self.fact(name)
        if kind.kind == "flag":
            return self.check(name, _FLAGS.get(normalise(text), text))
        if kind.kind == "number":
            numeric = _is_numeric(text)
            return self.check(name, _number(text) if numeric else dict(kind.words).get(normalise(text[:LONGEST_CODE])))
        return self.check(name, text)

    def said(self, text: str) -> dict[str, frozenset[Value]]:
        """Give what the words of a normalised text state: to each fact all the values found.

        A word within a longer word of the same fact does not count.

        >>> standard_vocabulary().said("某某方案尚未公布")
        {'state': frozenset({'未公布'})}
        """
        hits = self._finder.find(text)
        said = self.stated(hits, text.find(PART) if PART in text else len(text))
        for kind in self.facts.values() if self.measures(hit.word for hit in hits) else ():
            values = frozenset(measured(kind.measure, text)) if kind.measure else frozenset()
            if values:
                said[kind.name] = said.get(kind.name, frozenset()) | values
        return said

    def measures(self, words: Iterable[int]) -> bool:
        """Say whether a text that holds these of `words` may state a quantity: then only the text itself says all."""
        return not self._signs.isdisjoint(words)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that state something, normalised."""
        return self._finder.words

    def stated(self, hits: Sequence[Hit], title_ends: int) -> dict[str, frozenset[Value]]:
        """Give what these places of `words` state, as `said` does; the title ends at this position.

        Nothing of a place counts but how it lies to the others and to the end of the title.
        """
        found: dict[str, dict[Hit, Value | None]] = {}
        for hit in hits:
            for name, value in self._meanings[hit.word]:
                if hit.end <= title_ends or not self.facts[name].title_only:
                    found.setdefault(name, {})[hit] = value
        for kind in self._spanning:
            stating = found.get(kind.name, {})
            if placed := dict(spans(kind.spanning, self.words, hits, stating)):
                found[kind.name] = {**stating, **placed}
        said = {
            name: frozenset(value for hit in longest_only(stating) if (value := stating[hit]) is not None)
            for name, stating in found.items()
        }
        return {name: values for name, values in said.items() if values}

    def extended(self, added: Iterable[FactKind]) -> Vocabulary:
        """Add the facts of catalogs; the same fact twice is one, two meanings of one name are refused.

        Raises InputError `fact-defined-twice`.
        """
        facts = dict(self.facts)
        for kind in added:
            if facts.setdefault(kind.name, kind) != kind:
                raise InputError("fact-defined-twice", where=f"fact.{kind.name}", name=kind.name)
        return self if len(facts) == len(self.facts) else Vocabulary(MappingProxyType(facts), self.states, self.wording)


def vocabulary_text() -> str:
    """Give the file of the vocabulary as it stands."""
    return files("classify.facts").joinpath("vocabulary.toml").read_text(encoding="utf-8")


@cache
def standard_vocabulary() -> Vocabulary:
    """Read the vocabulary that ships with the library; later calls give the same one."""
    # only here: a worker of the batch is given a vocabulary that was read, and may have no pydantic
    from classify.facts.schema import StateFact, VocabularyFile  # noqa: PLC0415 -- see above

    shape = VocabularyFile.model_validate(tomllib.loads(vocabulary_text()))
    answers: dict[str, dict[str, str]] = {
        lang: {str(key): getattr(answer, lang) for key, answer in shape.answer.items()} for lang in ("zh", "en")
    }
    facts: dict[str, FactKind] = {}
    states = closed((), (), {}, {})
    for name, table in shape.fact.items():
        if isinstance(table, StateFact):
            facts[name] = _state_kind(name, table)
            states = closed(
                table.code,
                table.derived.codes,
                {code: shape.implies for code, shape in table.code.items()},
                {code: shape.excludes for code, shape in table.code.items()},
            )
        else:
            facts[name] = fact_kind(name, table, answers)
    return Vocabulary(MappingProxyType(facts), states, _wording(shape.wording))


def fact_kind(name: str, table: FactTable, answers: Mapping[str, Mapping[str, str]] | None = None) -> FactKind:
    """Make a fact from its table; a catalog's own flags are answered with the standard yes and no.

    Raises InputError `fact-word-twice` where one word states two values.
    """
    labels = (answers or standard_vocabulary().fact("published").labels) if table.kind == "flag" else None
    words: dict[str, Value] = {}
    for written, forms in table.words.items():
        value = _stated(table.kind, written)
        for form in map(normalise, (*forms, *(ratios(int(value)) if table.ratio else ()))):
            if not form or words.setdefault(form, value) != value:
                raise InputError("fact-word-twice", where=f"fact.{name}.words", name=name)
    return FactKind(
        name=name,
        kind=table.kind,
        codes=table.codes,
        unit=table.unit,
        named={"zh": table.zh.name, "en": table.en.name},
        questions={"zh": table.zh.question, "en": table.en.question},
        labels=labels or {"zh": table.zh.codes, "en": table.en.codes},
        words=tuple(words.items()),
        silence=None if table.silence is None else table.silence == "yes",
        follows=(frozenset(table.follows_state.yes), frozenset(table.follows_state.no)) if table.follows_state else None,
        is_field=table.field,
        title_only=table.title_only,
        measure=_measure(table.measure) if table.measure else None,
        units=(*(() if table.unit is None else (table.unit,)), *table.unit_words),
        above=table.above,
    )


def _wording(table: WordingTable) -> Wording:
    """Spell out the words that are joined to others, so that a place says all."""
    about = tuple(map(normalise, table.about))
    return Wording(
        about=about,
        joined=tuple(normalise(before) + word for before in table.joining for word in about),
        mentioning=tuple(map(normalise, table.mentioning)),
        longer=(*map(normalise, table.longer), *(normalise(before) + word for before in table.attaching for word in about)),
        without=tuple(map(normalise, table.without)),
        refused=tuple(map(normalise, table.refused)),
    )


def _measure(table: MeasureTable) -> Measure:
    lists = (table.signs or table.units, table.before, table.behind, table.fillers)
    signs, before, behind, fillers = (tuple(map(normalise, words)) for words in lists)
    return Measure(tuple((normalise(unit), size) for unit, size in table.units.items()), signs, before, behind, fillers)


def _state_kind(name: str, table: StateFact) -> FactKind:
    words: dict[str, Value | None] = {}
    for code, forms in [
        *((code, shape.words) for code, shape in table.code.items()),
        *table.derived.words.items(),
    ]:
        words.update((normalise(form), code) for form in forms)
    for code, shape in table.code.items():
        words.update(_unless(code, shape.unless) if shape.unless else ())
        words.update(_verbs(code, shape.verbs) if shape.verbs else ())
    asked = tuple(table.code)
    return FactKind(
        name=name,
        kind="state",
        codes=(*asked, *table.derived.codes),
        unit=None,
        named={"zh": table.zh.name, "en": table.en.name},
        questions={"zh": table.zh.question, "en": table.en.question},
        labels={
            "zh": dict(zip(asked, asked, strict=True)),
            "en": {code: table.code[code].en for code in asked},
        },
        words=tuple(words.items()),
        spanning=tuple(
            Spanning(tuple(map(normalise, verbs.opening)), tuple(map(normalise, verbs.words)), verbs.within, code)
            for code, shape in table.code.items()
            if (verbs := shape.verbs) and verbs.opening
        ),
    )


def _verbs(code: str, table: VerbTable) -> Iterator[tuple[str, Value | None]]:
    """Spell out the verbs with what makes them state the stage, and with what makes them state nothing."""
    for word in map(normalise, table.words):
        for before in ("", *map(normalise, table.before)):
            yield from ((before + word + normalise(idle), None) for idle in table.idle)
            if before:
                yield before + word, code
        yield from ((word + normalise(after), code) for after in table.after)


def _unless(code: str, table: UnlessTable) -> Iterator[tuple[str, Value]]:
    """Spell out the words with what turns them round, so that the longer word hides the shorter one."""
    for word in map(normalise, table.words):
        yield word, code
        yield from ((normalise(before) + word, table.otherwise) for before in table.before)
        yield from ((word + normalise(after), table.otherwise) for after in table.after)


def _stated(kind: Kind, written: str) -> Value:
    if kind == "flag":
        return written == "yes"
    return _number(written) if kind == "number" else written


def _code(kind: FactKind, given: str) -> str | None:
    """Find the code that is meant: itself, its name in a language, or a word that states it."""
    if len(given) > LONGEST_CODE:
        return None
    if given in kind.codes:
        return given
    names = {label: code for labels in kind.labels.values() for code, label in labels.items()}
    if given in names:
        return names[given]
    meant = dict(kind.words).get(normalise(given))
    return meant if isinstance(meant, str) else None


def _is_finite(value: float) -> bool:
    try:
        return isfinite(value)
    except OverflowError:  # an integer beyond every float
        return False


def _is_numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _number(text: str) -> int | float:
    number = float(text)
    if not isfinite(number):
        return number
    return int(number) if number.is_integer() else number


_FLAGS: Mapping[str, bool] = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
