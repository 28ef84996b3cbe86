"""A matter becomes its facts: given, said, implied, or meant by silence; everything else is unknown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.errors import InputError
from classify.facts.criterion import Codes, Flag, Number, State
from classify.facts.reading import Facts, read_facts
from classify.facts.script import normalise
from classify.facts.vocabulary import standard_vocabulary
from classify.rules.truth import Truth

vocabulary = standard_vocabulary()
codes = st.sampled_from(vocabulary.fact("state").codes)


def facts_of(text: str = "", tier: str | None = None, **given_facts: object) -> Facts:
    return read_facts(vocabulary, given_facts, tier, normalise(text))


class TestOrder:
    """A value given wins over the words; several words are united; contradictory ones make everything unknown."""

    def test_given_wins_over_words(self) -> None:
        facts = facts_of("某某考试考后未公开试题", state="考试结束后")
        assert facts.value("state") == "考试结束后"
        assert facts.sources["state"] == "given"
        assert facts.truth("state", State(frozenset({"启用前"}))) is Truth.NO
        assert facts_of("某某试题启用前", state="考试结束后").truth("state", State(frozenset({"启用前"}))) is Truth.NO

    def test_words_that_agree_with_a_given_stage_stand_beside_it(self) -> None:
        facts = facts_of("某某考试考后未公开试题", state="考试结束后")
        assert facts.truth("state", State(frozenset({"未公布"}))) is Truth.YES
        assert facts.value("published") is False

    def test_several_words_are_united(self) -> None:
        facts = facts_of("某某试题启用前,尚未公布")
        assert facts.truth("state", State(frozenset({"启用前"}))) is Truth.YES
        assert facts.value("state") == "启用前"
        assert facts.sources["state"] == "words"

    def test_contradictory_words_make_it_unknown(self) -> None:
        facts = facts_of("已公布的和未公布的某某名单")
        assert facts.value("state") is None
        assert facts.value("published") is None
        assert facts.contradictory == {"state", "published"}
        assert "state" not in facts.known

    def test_several_numbers_are_several_things(self) -> None:
        facts = facts_of("某地1:1万、1:5万图")
        assert facts.truth("scale_denominator", Number(at_most=10_000)) is Truth.YES
        assert facts.truth("scale_denominator", Number(above=50_000)) is Truth.NO
        assert facts.value("scale_denominator") is None
        assert not facts.contradictory
        assert (
            facts_of("某地1:1万、1:5万图", scale_denominator=50_000).truth("scale_denominator", Number(at_most=10_000))
            is Truth.NO
        )

    def test_silence_comes_last(self) -> None:
        assert facts_of("某某方案").sources["mention_only"] == "silence"
        assert facts_of("某某方案的空白模板").value("mention_only") is True
        assert facts_of("某某方案的空白模板", mention_only=False).value("mention_only") is False

    def test_what_nobody_says_is_unknown(self) -> None:
        facts = facts_of("某某方案")
        assert facts.value("forms_loop") is None
        assert facts.truth("forms_loop", Flag(value=True)) is Truth.UNKNOWN
        assert facts.truth("coverage", Codes(frozenset({"national"}))) is Truth.UNKNOWN

    def test_a_given_null_is_unknown(self) -> None:
        assert facts_of(forms_loop=None).value("forms_loop") is None

    def test_the_tier_is_a_field_that_may_be_asked_for(self) -> None:
        assert facts_of(tier="city").truth("tier", Codes(frozenset({"city", "county"}))) is Truth.YES
        assert facts_of().truth("tier", Codes(frozenset({"city"}))) is Truth.UNKNOWN
        with pytest.raises(InputError) as refused:
            read_facts(vocabulary, {"tier": "city"}, None, "")
        assert refused.value.id == "fact-is-field"


class TestPublished:
    """`published` follows from the stage, and setting `published` sets it."""

    @pytest.mark.parametrize(
        ("state", "published"),
        [("已公布", True), ("未公布", False), ("审批中", False), ("启封前", False), ("考试结束后", None)],
    )
    def test_it_follows(self, state: str, *, published: bool | None) -> None:
        assert facts_of(state=state).value("published") is published

    def test_it_sets_the_stage(self) -> None:
        assert facts_of(published=True).truth("state", State(frozenset({"已公布"}))) is Truth.YES
        assert facts_of(published=False).truth("state", State(frozenset({"未公布"}))) is Truth.YES
        assert facts_of(published=False).sources == {**facts_of().sources, "published": "given", "state": "implied"}

    def test_words_that_agree_with_it_still_count(self) -> None:
        facts = facts_of("某某试题启用前", published=False)
        assert facts.truth("state", State(frozenset({"启用前"}))) is Truth.YES

    def test_it_wins_over_words_that_do_not(self) -> None:
        facts = facts_of("某某试题启用前", published=True)
        assert facts.value("state") == "已公布"
        assert facts.value("published") is True

    def test_given_against_given_is_unknown(self) -> None:
        facts = facts_of(state="启用前", published=True)
        assert facts.contradictory == {"state", "published"}


class TestWhatIf:
    """`with_value` gives the facts as they would be, and leaves the facts as they are."""

    @settings(database=None, deadline=None)
    @given(codes, codes)
    def test_it_reads_as_if_it_had_been_given(self, first: str, second: str) -> None:
        changed = facts_of("某某方案", state=first).with_value("state", second)
        assert changed == facts_of("某某方案", state=second)

    def test_nothing_given_lets_the_words_speak_again(self) -> None:
        facts = facts_of("某某方案未公布", state="考试结束后")
        assert facts.with_value("state", None) == facts_of("某某方案未公布")
        assert facts.value("state") == "考试结束后"

    def test_a_wrong_value_is_refused(self) -> None:
        with pytest.raises(InputError):
            facts_of().with_value("forms_loop", "perhaps")

    def test_what_is_learned_forgets_nothing(self) -> None:
        facts = facts_of("某某方案", state="考试结束后").learning("state", "审批中").learning("tier", "city")
        assert facts.states.truth(["考试结束后"]) is facts.states.truth(["审批中"]) is Truth.YES
        assert facts.value("tier") == "city"

    def test_what_is_learned_against_what_was_given_corrects_it(self) -> None:
        facts = facts_of("某某方案", state="考试结束后").learning("state", "启用前")
        assert (facts.states.truth(["启用前"]), facts.states.truth(["考试结束后"])) == (Truth.YES, Truth.NO)


class TestSilenceAboutTheUser:
    """No value of a matter shows in a repr."""

    def test_repr(self) -> None:
        shown = repr(facts_of("某某1:5万方案", area_km2=987654.25, tier="city"))
        assert "987654" not in shown
        assert "某某" not in shown
        assert "area_km2" in shown

    def test_an_unknown_name_is_an_error_everywhere(self) -> None:
        for ask in (
            lambda: facts_of().value("nope"),
            lambda: facts_of().truth("nope", Flag(value=True)),
            lambda: facts_of(nope=1),
        ):
            with pytest.raises(InputError):
                ask()
