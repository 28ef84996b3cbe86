"""Finding words: one automaton, whole numbers and whole Latin words, the longest of overlapping ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.facts.script import normalise
from classify.facts.words import Hit, WordFinder, longest_only, occurs

anything = settings(database=None, deadline=None)
letters = st.text(alphabet="甲乙丙1.5万a ", max_size=12).map(normalise)


class TestWholeWords:
    """A word does not count inside a longer number or a longer Latin word."""

    @pytest.mark.parametrize(
        ("word", "text", "found"),
        [
            ("1:500", "1:5000地形图", False),
            ("1:5", "1:5万", False),
            ("1:5万", "11:5万", False),
            ("1:5万", "2024 1:5万", True),
            ("25平方千米", "1.25平方千米", False),
            ("20", "20.5米", False),
            ("20", "第20.", True),
            ("dem", "academic", False),
            ("dem", "高精度dem成果", True),
            ("dem", "5dem5", True),
            ("公开", "未公开", True),
            ("公开", "公之开", False),
        ],
    )
    def test_at_the_edges(self, word: str, text: str, *, found: bool) -> None:
        assert occurs(word, text) is found
        assert bool(WordFinder([word]).find(text)) is found

    @anything
    @given(st.lists(letters.filter(bool), unique=True, max_size=6), letters)
    def test_the_automaton_finds_what_occurs(self, words: list[str], text: str) -> None:
        found = {hit.word for hit in WordFinder(words).find(text)}
        assert found == {number for number, word in enumerate(words) if occurs(word, text)}

    @anything
    @given(st.lists(letters.filter(bool), unique=True, max_size=6), letters)
    def test_every_hit_is_where_it_says(self, words: list[str], text: str) -> None:
        assert all(text[hit.start : hit.end] == words[hit.word] for hit in WordFinder(words).find(text))


class TestLongestOnly:
    """A match contained in a longer match does not count."""

    def test_a_word_within_a_longer_one_is_hidden(self) -> None:
        assert longest_only([Hit(0, 1, 3), Hit(1, 0, 3)]) == [Hit(1, 0, 3)]

    def test_overlapping_words_both_stay(self) -> None:
        hits = [Hit(0, 0, 3), Hit(1, 1, 5)]
        assert longest_only(hits) == hits

    @anything
    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 6)), unique=True))
    def test_what_stays_lies_in_no_other_and_what_goes_does(self, spans: list[tuple[int, int]]) -> None:
        hits = [Hit(number, start, start + length) for number, (start, length) in enumerate(spans)]
        kept = longest_only(hits)
        for hit in hits:
            within = any(o != hit and o.start <= hit.start and hit.end <= o.end for o in hits)
            assert (hit in kept) is not within
