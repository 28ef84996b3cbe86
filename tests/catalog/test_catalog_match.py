"""Which items a matter meets: words decide yes or no, facts may leave it open, no analogy."""

from datetime import date
from typing import Any

import pytest

from classify.catalog.index import build_index
from classify.catalog.match import Matches, Reason, match
from classify.catalog.model import vocabulary_of
from classify.catalog.read import load_catalogs
from classify.facts.reading import read_facts
from classify.facts.script import normalise_parts
from classify.rules.truth import Truth

Write = Any
DAY = date(2020, 1, 1)


def matched(folder: Any, title: str, text: str | None = None, day: date = DAY, tier: str | None = None, **facts: Any) -> Matches:
    catalogs = load_catalogs(folder)
    form = normalise_parts([title, text])
    return match(build_index(catalogs), form, read_facts(vocabulary_of(catalogs), facts, tier, form), day)


def ids(matches: Matches) -> tuple[list[str], list[str], list[str]]:
    return tuple([one.item.id for one in group] for group in (matches.met, matches.asked, matches.near_misses))  # type: ignore[return-value]


def one(words: list[list[str]], **limb: Any) -> list[dict[str, Any]]:
    return [{"id": "1", "name": "某", "level": "secret", "when": [{"words": words, **limb}]}]


class TestThreeValues:
    """A fact that is not known is unknown, and the item is then asked about, not matched."""

    def test_met(self, write: Write) -> None:
        (found,) = matched(write(), "灯塔光度方案", state="酝酿中").met
        assert (found.item.id, found.truth, found.limb.number) == ("1", Truth.YES, 1)
        assert found.words == ("灯塔", "光度", "方案")

    def test_asked(self, write: Write) -> None:
        (found,) = matched(write(), "灯塔光度方案").asked
        assert (found.item.id, found.wanted) == ("1", ("state",))

    def test_near_miss_by_a_fact(self, write: Write) -> None:
        (found,) = matched(write(), "灯塔光度方案", state="已公布").near_misses
        assert Reason("fact", ("state",)) in found.reasons
        assert Reason("published", ("published",)) in found.reasons

    def test_near_miss_by_a_word(self, write: Write) -> None:
        (found,) = matched(write(), "灯塔光度油漆方案", state="未公布").near_misses
        assert found.reasons == (Reason("none", ("油漆",)),)

    def test_a_missing_group_is_no_candidate(self, write: Write) -> None:
        assert ids(matched(write(), "灯塔方案", state="未公布")) == ([], [], [])

    def test_a_residual_item_never_matches(self, write: Write) -> None:
        assert ids(matched(write(), "其它保密事项")) == ([], [], [])

    def test_a_limb_that_is_met_outweighs_one_that_is_open_and_one_that_is_not(self, write: Write) -> None:
        limbs = [
            {"words": [["灯"]], "facts": {"forms_loop": True}},
            {"words": [["灯"]], "facts": {"area_km2": {"above": 5}}},
            {"words": [["塔"]]},
        ]
        folder = write(items=[{"id": "1", "name": "某", "when": limbs}])
        assert matched(folder, "灯塔").met[0].limb.number == 3
        open_one = matched(folder, "灯光", forms_loop=None)
        assert open_one.asked[0].wanted == ("area_km2", "forms_loop")
        assert matched(folder, "灯光", forms_loop=False).asked[0].wanted == ("area_km2",)
        assert ids(matched(folder, "灯光", forms_loop=False, area_km2=5)) == ([], [], ["1"])


class TestPublication:
    """What is published meets nothing (LAW2024-20.4); whoever sets the parameter otherwise may see what it would meet."""

    def test_published_meets_nothing(self, write: Write) -> None:
        assert ids(matched(write(), "航标密码表", published=True)) == ([], [], ["2"])

    def test_unknown_publication_is_not_asked_about(self, write: Write) -> None:
        assert ids(matched(write(), "航标密码表")) == (["2"], [], [])

    def test_unless_the_caller_says_so(self, write: Write) -> None:
        catalogs = load_catalogs(write())
        facts = read_facts(vocabulary_of(catalogs), {"published": True}, None, "")
        found = match(build_index(catalogs), "航标密码表", facts, DAY, published_is_open=False)
        assert ids(found) == (["2"], [], [])


class TestDays:
    """A catalog that is not in force on the day is skipped; a limb may have days of its own."""

    @pytest.mark.parametrize("day", [date(2009, 12, 31), date(2031, 1, 1)])
    def test_outside_the_catalogs_days_nothing_is_said(self, write: Write, day: date) -> None:
        assert ids(matched(write(), "航标密码表", day=day)) == ([], [], [])

    @pytest.mark.parametrize(("day", "met"), [(date(2014, 12, 31), True), (date(2015, 1, 1), False)])
    def test_a_limb_ends(self, write: Write, day: date, *, met: bool) -> None:
        found = matched(write(items=one([["灯"]], to=date(2014, 12, 31))), "灯", day=day)
        assert bool(found.met) is met
        assert met or found.near_misses[0].reasons == (Reason("date"),)


class TestNear:
    """Near: some word of each group within n characters of one another."""

    @pytest.mark.parametrize(
        ("title", "text", "met"),
        [
            ("干部的任免", None, True),
            ("任免干部", None, True),
            ("干部甲乙丙任免", None, True),
            ("干部甲乙丙丁任免", None, False),
            ("干部甲乙丙丁任免干部", None, True),
            ("干部", "任免", False),
            ("某干部", "干部任免", True),
        ],
    )
    def test_distance(self, write: Write, title: str, text: str | None, *, met: bool) -> None:
        items = one([["干部"], ["任免"]], near={"words": [["干部"], ["任免"]], "within": 3})
        found = matched(write(items=items), title, text)
        assert bool(found.met) is met
        assert met or found.near_misses[0].reasons == (Reason("near"),)

    def test_no_two_of_three_may_be_farther_apart(self, write: Write) -> None:
        items = one([["甲"]], near={"words": [["甲"], ["乙"], ["丙"]], "within": 2})
        assert ids(matched(write(items=items), "甲某乙丙"))[0] == ["1"]
        assert ids(matched(write(items=items), "甲某乙某丙"))[2] == ["1"]

    def test_a_near_group_is_a_group(self, write: Write) -> None:
        items = one([["甲"]], near={"words": [["甲"], ["乙"]], "within": 2})
        assert ids(matched(write(items=items), "甲")) == ([], [], [])


class TestExcept:
    """[except]: never match when any of these words is there or any of these facts holds."""

    def test_by_a_word(self, write: Write) -> None:
        folder = write(except_={"words": ["模型"]})
        assert matched(folder, "航标密码表模型").near_misses[0].reasons == (Reason("except-words", ("模型",)),)

    def test_by_a_fact(self, write: Write) -> None:
        folder = write(except_={"facts": {"mention_only": True}})
        assert matched(folder, "航标密码表样表").near_misses[0].reasons == (Reason("except-fact", ("mention_only",)),)
        assert ids(matched(folder, "航标密码表")) == (["2"], [], [])

    def test_by_a_fact_that_is_unknown(self, write: Write) -> None:
        folder = write(except_={"facts": {"national_series": True}})
        assert matched(folder, "航标密码表").asked[0].wanted == ("national_series",)


class TestText:
    """Text is normalised once; parts of a matter do not run into one another."""

    def test_script_width_and_blanks_do_not_matter(self, write: Write) -> None:
        assert ids(matched(write(), "《燈塔 光度》調整方案（未公佈）"))[0] == ["1"]

    def test_no_word_is_found_across_title_and_text(self, write: Write) -> None:
        assert ids(matched(write(), "航标密", "码表")) == ([], [], [])

    def test_words_may_come_from_both(self, write: Write) -> None:
        assert ids(matched(write(), "航标表", "其中密码若干"))[0] == ["2"]

    def test_the_tier_is_a_criterion_only_where_the_item_asks_for_it(self, write: Write) -> None:
        folder = write(items=one([["灯"]], facts={"tier": ["central"]}))
        assert ids(matched(folder, "灯", tier="central"))[0] == ["1"]
        assert ids(matched(folder, "灯", tier="county"))[2] == ["1"]
        assert matched(folder, "灯").asked[0].wanted == ("tier",)


class TestFactsOfItsOwn:
    """A catalog may bring facts of its own."""

    def test_they_are_asked_and_read(self, write: Write) -> None:
        wording = {"name": "灯级", "question": "几级灯？"}
        fact = {"kind": "code", "codes": ["one", "two"], "words": {"one": ["一级灯"]}, "zh": wording, "en": wording}
        folder = write(fact={"lamp_grade": fact}, items=one([["灯"]], facts={"lamp_grade": "one"}))
        assert ids(matched(folder, "一级灯"))[0] == ["1"]
        assert matched(folder, "灯").asked[0].wanted == ("lamp_grade",)
        assert ids(matched(folder, "灯", lamp_grade="two"))[2] == ["1"]


class TestIndex:
    """The index is built once for each choice of contents."""

    def test_the_same_contents_share_one(self, write: Write) -> None:
        one_folder, other = write("lamp-a"), write("lamp-b")
        assert build_index(load_catalogs(one_folder, other)) is build_index(load_catalogs(other, one_folder))
        assert build_index(load_catalogs(one_folder)) is not build_index(load_catalogs(other))

    def test_only_the_last_few_are_kept(self, write: Write) -> None:
        first = build_index(load_catalogs(write("lamp-a")))
        for number in range(10):
            build_index(load_catalogs(write(f"lamp-b{number}")))
        assert build_index(load_catalogs(write("lamp-a"))) is not first

    def test_no_catalog_matches_nothing(self) -> None:
        assert ids(match(build_index([]), "灯塔", read_facts(vocabulary_of([]), {}, None, "灯塔"), DAY)) == ([], [], [])
