"""The tables of a catalog become items: words normalised, tests made, terms read; every fault is gathered."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import assert_never

from classify.catalog.fault import Fault
from classify.catalog.model import Catalog, Exclusion, Item, Limb, Near, Papers, TermLimit
from classify.catalog.schema import CatalogFile, ItemTable, LimbTable, NumberTable, TermTable, TextFile
from classify.errors import InputError, nearest, safe_name
from classify.facts.criterion import Codes, FactTest, Flag, Number, State
from classify.facts.script import normalise
from classify.facts.vocabulary import FactKind, Kind, Vocabulary, fact_kind, standard_vocabulary
from classify.level import Level
from classify.mark import read_term
from classify.term import Duration, longer
from classify.timeline import Span

__all__ = ["assemble"]

Asked = bool | float | str | tuple[str, ...] | NumberTable
_UNSUITED: Mapping[Kind, str] = {
    "flag": "catalog-test-not-flag",
    "number": "catalog-test-not-number",
    "code": "catalog-test-not-code",
    "state": "catalog-test-not-state",
}
_SOME_DAY = date(2001, 1, 1)
"""Two durations of one item are compared from a day in January, as good as any."""


def assemble(
    table: CatalogFile,
    text: TextFile | None,
    digests: tuple[str, str],
    shown: str,
) -> tuple[Catalog, list[Fault]]:
    """Make the catalog of a file that has the right shape; what is at fault in it is left out of it."""
    maker = _Maker(shown)
    vocabulary = maker.vocabulary(table)
    items = tuple(maker.item(number, item, table, text, vocabulary) for number, item in enumerate(table.item))
    maker.repeated([item.id for item in table.item])
    exclusion = Exclusion()
    if table.exclude is not None:
        exclusion = Exclusion(
            maker.words(table.exclude.words, "except.words"),
            maker.tests(table.exclude.facts, vocabulary, "except.facts"),
        )
    catalog = Catalog(
        id=table.id,
        title=table.title,
        number=table.number,
        issuer=table.issuer,
        span=maker.span(table.first, table.last, "from"),
        supersedes=table.supersedes,
        standing=table.standing,
        scheme=table.scheme,
        note=table.note,
        papers=Papers(table.papers.source, table.papers.retrieved, table.papers.completeness, table.papers.digest),
        exclusion=exclusion,
        facts=tuple(vocabulary.fact(name) for name in table.fact if name in vocabulary.facts),
        items=items,
        english=_english(text, ("title", "note", "number")),
        sha256=digests[0],
        text_sha256=digests[1],
    )
    return catalog, maker.faults


class _Maker:
    """Makes the parts of one catalog and keeps what is wrong with them."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._item: str | None = None
        self.faults: list[Fault] = []

    def fault(self, path: str, fault_id: str, **fields: str | int) -> None:
        """Note one fault of the item in hand."""
        self.faults.append(Fault(self._shown, path, fault_id, item=self._item, fields=tuple(fields.items())))

    def vocabulary(self, table: CatalogFile) -> Vocabulary:
        """Give the standard vocabulary with the catalog's own facts, which never redefine a standard one."""
        standard = standard_vocabulary()
        added: list[FactKind] = []
        for name, fact in table.fact.items():
            if name in standard.facts:
                self.fault(f"fact.{name}", "fact-defined-twice", name=name)
                continue
            try:
                added.append(fact_kind(name, fact))
            except InputError as wrong:
                self.fault(wrong.where or f"fact.{name}", wrong.id, **wrong.fields)
        return standard.extended(added)

    def repeated(self, ids: Sequence[str]) -> None:
        """Note every item whose id an earlier one has."""
        for number, item_id in enumerate(ids):
            if item_id in ids[:number]:
                self._item = item_id
                self.fault(f"item[{number}].id", "catalog-item-twice")

    def item(
        self,
        number: int,
        table: ItemTable,
        catalog: CatalogFile,
        text: TextFile | None,
        vocabulary: Vocabulary,
    ) -> Item:
        """Make one item."""
        self._item = table.id
        path = f"item[{number}]"
        limbs = tuple(self.limb(at, limb, vocabulary, f"{path}.when[{at}]") for at, limb in enumerate(table.when))
        if table.residual and limbs:
            self.fault(f"{path}.when", "catalog-residual-limbs")
        translated = text.item.get(table.id) if text else None
        item = Item(
            id=table.id,
            name=table.name,
            level=None if table.level is None else Level.parse(table.level),
            cite=table.cite,
            scheme=table.scheme or catalog.scheme,
            term=None if table.term is None else self.term(table.term, f"{path}.term"),
            tiers=table.tiers,
            audience=table.audience,
            invented=frozenset(table.invented),
            residual=table.residual,
            note=table.note,
            limbs=limbs,
            english=_english(translated, ("name", "note", "audience", "event")),
        )
        self._item = None
        return item

    def limb(self, at: int, table: LimbTable, vocabulary: Vocabulary, path: str) -> Limb:
        """Make one limb."""
        near = None
        if table.near is not None:
            near = Near(self.groups(table.near.words, f"{path}.near.words"), table.near.within)
        return Limb(
            number=at + 1,
            words=self.groups(table.words, f"{path}.words"),
            none=self.words(table.none, f"{path}.none"),
            near=near,
            facts=self.tests(table.facts, vocabulary, f"{path}.facts"),
            span=self.span(table.first, table.last, f"{path}.from"),
        )

    def groups(self, groups: Sequence[Sequence[str]], path: str) -> tuple[tuple[str, ...], ...]:
        """Normalise groups of words."""
        return tuple(self.words(group, f"{path}[{number}]") for number, group in enumerate(groups))

    def words(self, words: Sequence[str], path: str) -> tuple[str, ...]:
        """Normalise words as the text of a matter is; one that leaves nothing would be found everywhere."""
        forms = [normalise(word) for word in words]
        for number, form in enumerate(forms):
            if not form:
                self.fault(f"{path}[{number}]", "catalog-word-empty")
        return tuple(dict.fromkeys(filter(None, forms)))

    def span(self, first: date | None, last: date | None, path: str) -> Span:
        """Make a span of days."""
        if first is not None and last is not None and first > last:
            self.fault(path, "catalog-dates-reversed")
            return Span()
        return Span(first, last)

    def term(self, table: TermTable, path: str) -> TermLimit:
        """Read the term of an item."""
        maximum = self.duration(table.maximum, f"{path}.maximum")
        minimum = self.duration(table.minimum, f"{path}.minimum")
        if maximum and minimum and longer(minimum, maximum, _SOME_DAY):
            self.fault(f"{path}.minimum", "catalog-minimum-above-maximum")
        return TermLimit(maximum, minimum, table.event, table.on, long_term=bool(table.long_term))

    def duration(self, text: str | None, path: str) -> Duration | None:
        """Read a duration in the form of a mark."""
        term = None if text is None else read_term(text)
        if isinstance(term, Duration):
            return term
        if text is not None:
            self.fault(path, "catalog-term-unreadable")
        return None

    def tests(
        self,
        asked: Mapping[str, Asked],
        vocabulary: Vocabulary,
        path: str,
    ) -> tuple[tuple[str, FactTest], ...]:
        """Make the tests of facts; a name that is no fact, or a test that does not suit its fact, is a fault."""
        tests: list[tuple[str, FactTest]] = []
        for name, value in asked.items():
            kind = vocabulary.facts.get(name)
            if kind is None:
                offered = nearest(name, vocabulary.facts)
                self.fault(f"{path}.{safe_name(name)}", "unknown-fact", name=safe_name(name), nearest=offered)
                continue
            test = _test(kind, value)
            if test is None:
                self.fault(f"{path}.{name}", _UNSUITED[kind.kind], name=name)
            elif isinstance(test, Codes | State) and (unknown := test.codes - set(kind.codes)):
                offered = nearest(min(unknown), kind.codes)
                self.fault(f"{path}.{name}", "catalog-unknown-code", name=name, nearest=offered)
            else:
                tests.append((name, test))
        return tuple(sorted(tests, key=lambda named: named[0]))


def _test(kind: FactKind, asked: Asked) -> FactTest | None:
    """Make the test that a table asks for, None where it does not suit the fact."""
    match kind.kind:
        case "flag":
            return Flag(asked) if isinstance(asked, bool) else None
        case "number":
            return _number_test(asked)
        case "code":
            codes = _codes(asked)
            return None if codes is None else Codes(codes)
        case "state":
            codes = _codes(asked)
            return None if codes is None else State(codes)
        case _:
            assert_never(kind.kind)


def _number_test(asked: Asked) -> Number | None:
    if isinstance(asked, NumberTable):
        one_of = None if asked.one_of is None else frozenset(asked.one_of)
        return Number(asked.above, asked.below, asked.at_least, asked.at_most, one_of)
    if isinstance(asked, int | float) and not isinstance(asked, bool):
        return Number(one_of=frozenset({asked}))
    return None


def _codes(asked: Asked) -> frozenset[str] | None:
    if isinstance(asked, str):
        return frozenset({asked})
    return frozenset(asked) if isinstance(asked, tuple) else None


def _english(text: object, names: Sequence[str]) -> Mapping[str, str]:
    found = {name: getattr(text, name, None) for name in names}
    return MappingProxyType({name: value for name, value in found.items() if value is not None})
