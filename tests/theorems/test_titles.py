"""Theorems of titles in the batch: many at once are as each by itself."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from math import isfinite
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.batch import evaluate
from classify.batch.titles import reading
from classify.batch.titles.given import Givens
from classify.batch.titles.reading import TitleFinder
from classify.catalog.model import Catalog, TermLimit
from classify.catalog.schema import Standing
from classify.facts.criterion import Number, holds
from classify.facts.script import LONGEST_TEXT, PARTED, normalise, wherever
from classify.facts.vocabulary import standard_vocabulary
from classify.facts.words import WordFinder
from classify.level import Level
from classify.selftest.row import Oracle
from classify.term import Duration
from tests.theorems.test_matching import choices

theorem = settings(database=None, deadline=None, max_examples=60)

AS_OF = date(2026, 11, 21)
# what words are made of, in the forms in which a title may have it, and what changes with its neighbours
PIECES = (
    *(
        "甲",
        "乙",
        "丙",
        "丁",
        "a",
        "B",
        "1",
        "2",
        ".",
        ",",
        "万",
        "５",
        "Ａ",
        "關",
        "关",
        "圖",
        "图",
        "未公布",
        "已公布",
        "样表",
        "某某",
    ),
    *(" ", "　", "\n", "《", "》", "（", "）", "\t", "\u200b", "\u00ad", "\x00", "e\u0301", "\u0301", "é", "㎡", "Σ", "Ⅲ", "…"),
    *("𠮷", "\U000e0101", "한", "\u1112\u1161", "—", "①"),
)
titles = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
finder_words = st.lists(
    st.lists(
        st.sampled_from(("甲", "乙", "丙", "1", "2", "a", "b", "关", "图", "é", "𠮷", " ", "万", "m2")), min_size=1, max_size=4
    )
    .map("".join)
    .map(normalise)
    .filter(bool),
    min_size=1,
    max_size=8,
    unique=True,
)


class TestWhatACharacterBecomes:
    """ "What a character becomes whatever stands beside it": a text of such characters is normalised one by one."""

    @theorem
    @given(st.text(max_size=30) | titles)
    def test_a_text_of_such_characters_is_normalised_one_by_one(self, text: str) -> None:
        forms = [wherever(sign) for sign in text]
        known = [form for form in forms if form]
        if None in forms:
            return
        assert normalise(text) == _without_blanks("".join(known))

    def test_whatever_can_be_joined_to_what_stands_before_it_is_none_of_them(self) -> None:
        seconds = {pair[1] for sign in range(0x10FFFF) if len(pair := unicodedata.normalize("NFD", chr(sign))) == 2}
        seconds |= {chr(jamo) for jamo in range(0x1161, 0x1200)}
        assert [sign for sign in seconds if ord(sign) < 0x10000 and wherever(sign) is not None] == []
        assert wherever("\u0301") is wherever("Σ") is wherever("㎡") is None

    def test_nearly_every_character_of_a_title_is_one_of_them(self) -> None:
        han = [sign for sign in map(chr, range(0x4E00, 0x9FA6)) if sign.encode("gb2312", "ignore")]
        assert len(han) == 6763
        assert all(map(wherever, han))


def _without_blanks(text: str) -> str:
    """Leave a blank only between two characters of one kind, character by character."""
    found = ""
    for at, sign in enumerate(text):
        if sign != " ":
            found += sign
            continue
        after = text[at:].lstrip(" ")[:1]
        if any(found[-1:] in kind and after in kind for kind in PARTED if found and after):
            found += " "
    return found


class TestManyTitlesAreReadAsEachByItself:
    """ "It must give exactly what normalising each alone gives", and no word reaches from one title into the next."""

    @theorem
    @given(finder_words, st.lists(titles, max_size=8), st.sampled_from([pa.string(), pa.large_string()]))
    def test_places_are_those_of_each_title(self, words: list[str], drawn: list[str], kind: pa.DataType) -> None:
        assert _found(words, drawn, kind) == _expected(words, drawn)

    @theorem
    @given(finder_words, st.lists(titles, max_size=8), st.integers(1, 4))
    def test_neither_pieces_nor_what_counts_as_long_change_them(self, words: list[str], drawn: list[str], piece: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reading, "PIECE", piece)
            patch.setattr(reading, "LONG", 10)
            assert _found(words, drawn, pa.string()) == _expected(words, drawn)

    @theorem
    @given(st.lists(titles | st.sampled_from(["", " ", "\u3000\n", "《》"]), max_size=8))
    def test_what_says_nothing_is_blank(self, drawn: list[str]) -> None:
        assert TitleFinder(["甲"]).find(pa.array(drawn, pa.string())).blank.tolist() == [not one.strip() for one in drawn]

    def test_what_is_too_long_is_not_read(self) -> None:
        drawn = ["甲" * LONGEST_TEXT, "甲" * (LONGEST_TEXT + 1), "\ufdfa" * (LONGEST_TEXT // 2), "甲"]
        places = TitleFinder(["甲乙"]).find(pa.array(drawn))
        assert places.unreadable.tolist() == [False, True, True, False]


def _found(words: list[str], drawn: list[str], kind: pa.DataType) -> list[tuple[int, ...]]:
    places = TitleFinder(words).find(pa.array(drawn, kind))
    columns = (places.title, places.word, places.start, places.end)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


def _expected(words: list[str], drawn: list[str]) -> list[tuple[int, ...]]:
    finder = WordFinder(words)
    return sorted((number, *hit) for number, text in enumerate(drawn) for hit in finder.find(normalise(text)))


levels = st.sampled_from([*Level, None])
terms = st.sampled_from([None, TermLimit(maximum=Duration(5, "years")), TermLimit(event="启用前"), TermLimit(long_term=True)])


@st.composite
def varied(draw: st.DrawFn) -> tuple[Catalog, ...]:
    """Draw catalogs whose items differ in all that folding reads."""
    found = []
    for one in draw(choices):
        items = tuple(
            replace(
                item,
                level=draw(levels),
                term=draw(terms),
                tiers=draw(st.sampled_from([(), ("city",), ("central", "city")])),
                scheme=draw(st.sampled_from(["state", "state", "work"])),
            )
            for item in one.items
        )
        standing: Standing = draw(st.sampled_from(["sample", "official"]))
        found.append(replace(one, items=items, standing=standing, sha256=repr((one.sha256, items, standing))))
    return tuple(found)


rows = st.fixed_dictionaries(
    {
        "title": titles | st.none(),
        "mark": st.sampled_from(["秘密★3年", "机密★20年", "绝密★启用前", "乱", None]),
        "issued": st.sampled_from(
            [date(2018, 5, 1), date(2019, 12, 31), date(2020, 1, 1), date(2025, 1, 1), date(1980, 1, 1), None]
        ),
        "tier": st.sampled_from(["central", "city", "某级", None]),
        "derived": st.sampled_from([True, False, None]),
        "fact.state": st.sampled_from(["未公布", "公布前", "已公布", "启用前", "某某", None]),
        "fact.area_km2": st.sampled_from([4.0, 5.0, 5.5, 6.0, 1e300, float("nan"), float("inf"), None]),
        "fact.forms_loop": st.sampled_from([True, False, None]),
    }
)
TYPES = {"issued": pa.date32(), "derived": pa.bool_(), "fact.area_km2": pa.float64(), "fact.forms_loop": pa.bool_()}


class TestABatchOfTitlesIsOneByOne:
    """ "Batch = single": a row's answer is that of the scalar pieces, whatever rows stand beside it."""

    @settings(theorem, max_examples=80)
    @given(varied(), st.lists(rows, min_size=1, max_size=12), st.integers(1, 5), st.randoms(use_true_random=False))
    def test_every_row_is_answered_as_by_itself(
        self, catalogs: tuple[Catalog, ...], drawn: list[dict[str, Any]], chunk: int, random: Any
    ) -> None:
        # once more in another order, so that titles and their facts repeat
        drawn = [*drawn, *random.sample(drawn, len(drawn))]
        table = _table(drawn)
        oracle = Oracle(catalogs, AS_OF)
        expected = [oracle.answer({**row, "id": number}) for number, row in enumerate(_read(table))]
        assert evaluate(table, catalogs, as_of=AS_OF).to_pylist() == expected
        assert evaluate(table, catalogs, as_of=AS_OF, chunk=chunk).to_pylist() == expected


def _table(drawn: list[dict[str, Any]]) -> pa.Table:
    columns = {name: pa.array([row[name] for row in drawn], TYPES.get(name, pa.string()), from_pandas=False) for name in drawn[0]}
    return pa.table({"id": pa.array(range(len(drawn))), **columns})


def _read(table: pa.Table) -> list[dict[str, Any]]:
    """Give the rows; a value that a fact cannot have is unknown."""
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        if row["fact.state"] == "某某":
            row["fact.state"] = None
        if row["fact.area_km2"] is not None and not isfinite(row["fact.area_km2"]):
            row["fact.area_km2"] = None
    return rows


bounds = st.integers(-3, 3).map(float) | st.sampled_from([1e17, 1e-300])
numbers = st.builds(
    Number,
    above=st.none() | bounds,
    below=st.none() | bounds,
    at_least=st.none() | bounds,
    at_most=st.none() | bounds,
    one_of=st.none() | st.frozensets(bounds, max_size=3),
)
whole = st.lists(st.integers(-4, 4) | st.sampled_from([2**53 + 1, 10**17, 10**17 + 1, None]), min_size=1)
broken = st.lists(st.floats(-4, 4) | bounds | st.none(), min_size=1)


class TestNumbersThatNoTestTellsApart:
    """A value of a fact may stand for another one that passes the same tests, and for no other."""

    @theorem
    @given(st.lists(numbers, max_size=3), whole | broken)
    def test_what_stands_for_a_number_passes_the_same_tests(self, tests: list[Number], values: list[Any]) -> None:
        kind = pa.int64() if all(isinstance(value, int | None) for value in values) else pa.float64()
        column = pa.array(values, kind)
        (read,) = Givens(standard_vocabulary(), [("area_km2", test) for test in tests]).read({"area_km2": column})
        for value, code in zip(column.to_pylist(), read.codes.tolist(), strict=True):
            other = read.values[code]
            unknown = value is None or value <= 0  # an area is greater than nothing
            assert (other is None) == unknown
            assert unknown or [holds(test, other) for test in tests] == [holds(test, value) for test in tests]
