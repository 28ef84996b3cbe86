"""The vocabulary: what may be asked of a matter, and which words of a text state it."""

import math

import pytest
from pydantic import ValidationError

from classify.errors import InputError
from classify.facts.schema import FactTable
from classify.facts.vocabulary import FactKind, fact_kind, standard_vocabulary
from classify.rules.truth import Truth

vocabulary = standard_vocabulary()


def table(**fields: object) -> FactTable:
    wording = {"name": "名", "question": "问？"}
    return FactTable.model_validate({"zh": wording, "en": wording, **fields})


class TestNames:
    """An unknown name is an error that offers the nearest one."""

    def test_the_nearest_name_is_offered_and_the_input_is_not_echoed(self) -> None:
        with pytest.raises(InputError) as refused:
            vocabulary.fact("stat机密内容")
        assert refused.value.id == "unknown-fact"
        assert refused.value.fields["nearest"] == "state"
        assert "机密内容" not in str(refused.value)

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_every_fact_has_a_question_and_every_choice_a_name(self, lang: str) -> None:
        for kind in vocabulary:
            assert kind.question(lang)  # type: ignore[arg-type]
            assert all(name for _, name in kind.choices(lang))  # type: ignore[arg-type]
            if kind.kind in {"code", "flag"}:
                assert kind.choices(lang)  # type: ignore[arg-type]

    def test_every_code_is_named_in_both_languages(self) -> None:
        for kind in vocabulary:
            if kind.kind == "code":
                assert set(kind.labels["en"]) == set(kind.codes)


class TestValues:
    """A value of the wrong type or an unknown code is refused; numbers are finite and no booleans."""

    @pytest.mark.parametrize(
        ("name", "value", "wrong"),
        [
            ("forms_loop", 1, "fact-not-flag"),
            ("forms_loop", "yes", "fact-not-flag"),
            ("area_km2", True, "fact-not-number"),
            ("area_km2", "25", "fact-not-number"),
            ("area_km2", math.nan, "fact-not-finite"),
            ("area_km2", math.inf, "fact-not-finite"),
            ("area_km2", 10**400, "fact-not-finite"),
            ("coverage", "galactic", "fact-code-unknown"),
            ("coverage", 3, "fact-code-unknown"),
            ("state", ["未公布"], "fact-code-unknown"),
            ("state", None, "fact-code-unknown"),
        ],
    )
    def test_what_is_not_of_its_kind_is_refused(self, name: str, value: object, wrong: str) -> None:
        with pytest.raises(InputError) as refused:
            vocabulary.check(name, value)
        assert refused.value.id == wrong
        assert refused.value.where == f"facts.{name}"
        assert str(refused.value)

    @pytest.mark.parametrize(
        ("name", "value", "meant"),
        [
            ("state", "公布前", "未公布"),
            ("state", "未披露", "未公布"),
            ("state", "启用后", "启用后"),
            ("state", "酝酿中", "酝酿中"),
            ("state", "awaiting approval", "审批中"),
            ("coverage", "全国", "national"),
            ("owner", "央企", "中央企业"),
            ("area_km2", 25, 25),
            ("forms_loop", False, False),
        ],
    )
    def test_a_code_may_be_given_by_its_names_and_words(self, name: str, value: object, meant: object) -> None:
        assert vocabulary.check(name, value) == meant

    @pytest.mark.parametrize(
        ("name", "typed", "meant"),
        [
            ("forms_loop", "是", True),
            ("forms_loop", "No", False),
            ("area_km2", "25.1", 25.1),
            ("scale_denominator", "1:5万", 50000),
            ("scale_denominator", "50000", 50000),
            ("state", "启封前", "启封前"),
        ],
    )
    def test_a_typed_value_is_read(self, name: str, typed: str, meant: object) -> None:
        assert vocabulary.parse(name, typed) == meant

    @pytest.mark.parametrize(("name", "typed"), [("forms_loop", "maybe"), ("area_km2", "wide"), ("area_km2", "nan")])
    def test_a_typed_value_that_says_nothing_is_refused(self, name: str, typed: str) -> None:
        with pytest.raises(InputError):
            vocabulary.parse(name, typed)


class TestStages:
    """`state` is an ordered fact with implications kept as data."""

    @pytest.mark.parametrize(
        ("stated", "yes", "no"),
        [
            ("启封前", ["启用前", "考试结束前", "未公布"], ["启封后", "启用后", "考试结束后", "评卷中", "已公布"]),
            ("酝酿中", ["未公布"], ["审批中", "已公布"]),
            ("审批中", ["未公布"], ["酝酿中", "已公布"]),
            ("评卷中", ["考试结束后", "启用后", "成绩处理完毕前"], ["启用前", "启封前", "考试结束前"]),
            ("已公布", [], ["未公布", "启用前", "酝酿中"]),
        ],
    )
    def test_what_follows(self, stated: str, yes: list[str], no: list[str]) -> None:
        reading = vocabulary.states.read([stated])
        assert {code: reading.truth([code]) for code in yes} == dict.fromkeys(yes, Truth.YES)
        assert {code: reading.truth([code]) for code in no} == dict.fromkeys(no, Truth.NO)

    def test_no_code_excludes_what_it_implies(self) -> None:
        states = vocabulary.states
        assert all(not (states.yes[code] & states.no[code]) for code in states.yes)

    def test_exclusion_is_mutual(self) -> None:
        no = vocabulary.states.no
        assert all(code in no[other] for code in no for other in no[code])

    def test_nothing_stated_is_unknown(self) -> None:
        assert vocabulary.states.read([]).truth(["未公布"]) is Truth.UNKNOWN

    def test_contradiction_is_unknown(self) -> None:
        reading = vocabulary.states.read(["启封前", "评卷中"])
        assert reading.contradictory
        assert {reading.truth([code]) for code in vocabulary.states.yes} == {Truth.UNKNOWN}


class TestWords:
    """State words become facts where the text says them plainly."""

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("某某方案未公开", {"state": {"未公布"}}),
            ("某某方案公开发布", {"state": {"已公布"}}),
            ("某某方案未公开发布", {"state": {"未公布"}}),
            ("某某方案公开发布前", {"state": {"未公布"}}),
            ("不得在网站公开的某某方案", {"state": {"未公布"}}),
            ("试题使用完毕前", {"state": {"使用完毕前"}}),
            ("军事禁区以外某图", {"military_zone": {False}}),
            ("军事禁区某图", {"military_zone": {True}}),
            ("某地1:5万图", {"scale_denominator": {50000}}),
            ("某地1:50万图", {"scale_denominator": {500000}}),
            ("某地1:1万和1:5万图", {"scale_denominator": {10000, 50000}}),
            ("某某方案", {}),
        ],
    )
    def test_what_is_said(self, text: str, said: dict[str, set[object]]) -> None:
        assert vocabulary.said(text) == said


class TestFactsOfCatalogs:
    """Local catalogs may add facts; one name never has two meanings."""

    def test_an_added_fact_is_known_and_its_words_are_read(self) -> None:
        kind = fact_kind("grade", table(kind="code", codes=["a", "b"], words={"a": ["甲等"]}))
        wider = vocabulary.extended([kind, kind])
        assert wider.said("甲等某某") == {"grade": {"a"}}
        assert wider.check("grade", "b") == "b"
        assert "grade" not in vocabulary.facts

    def test_a_second_meaning_is_refused(self) -> None:
        one = fact_kind("grade", table(kind="code", codes=["a"]))
        other = fact_kind("grade", table(kind="flag"))
        with pytest.raises(InputError) as refused:
            vocabulary.extended([one, other])
        assert refused.value.id == "fact-defined-twice"

    def test_a_flag_is_answered_with_yes_and_no(self) -> None:
        kind: FactKind = fact_kind("urgent", table(kind="flag", words={"yes": ["加急"]}))
        assert kind.choices("zh") == ((True, "是"), (False, "否"))

    @pytest.mark.parametrize("words", [{"a": ["甲"], "b": ["甲"]}, {"a": ["（）"]}])
    def test_a_word_states_one_value(self, words: dict[str, list[str]]) -> None:
        with pytest.raises(InputError) as refused:
            fact_kind("grade", table(kind="code", codes=["a", "b"], words=words))
        assert refused.value.id == "fact-word-twice"

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"kind": "code"}, "fact-codes"),
            ({"kind": "flag", "codes": ["a"]}, "fact-codes"),
            ({"kind": "code", "codes": ["a"], "words": {"b": ["乙"]}}, "fact-code-unlisted"),
            ({"kind": "flag", "words": {"maybe": ["乙"]}}, "fact-code-unlisted"),
            ({"kind": "number", "words": {"many": ["乙"]}}, "fact-code-unlisted"),
            ({"kind": "flag", "silence": "no"}, "fact-silence"),
            ({"kind": "number", "follows_state": {"yes": [], "no": []}}, "fact-follows-state"),
        ],
    )
    def test_a_table_that_contradicts_itself_is_refused(self, fields: dict[str, object], wrong: str) -> None:
        with pytest.raises(ValidationError) as refused:
            table(**fields)
        assert refused.value.errors()[0]["type"] == wrong
