"""Sentence 8 as theorems: what cannot be read, is not known or is in conflict is protected and reported."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

import classify
from classify.catalog.model import Catalog, Exclusion, Limb, TermLimit
from classify.determination import determine_matter
from classify.documents import Determination, Matter
from classify.documents.answer import Outcome
from classify.errors import EngineError, InputError
from classify.facts.criterion import State
from classify.level import Level
from classify.rules.trace import Argument
from classify.term import Duration
from tests.theorems.strategies import AS_OF, MARKS, TIERS, catalog, choices_of_catalogs, item, matters

PROTECTION = (None, *Level)
UNREADABLE = ("★", "密★10年", "绝秘★10年", "机秘★10年", "秘密/机密★10年", "秘密（机密）★10年", "#@!")
"""What stands where a mark should and gives no level, or two."""

unreadable = st.sampled_from(UNREADABLE)


def protection(answer: Determination) -> int:
    return PROTECTION.index(answer.protect)


def marked(matter: Matter, mark: str | None) -> Matter:
    return matter.model_copy(update={"mark": mark})


def determined(matter: Matter, *chosen: Catalog) -> Determination:
    return determine_matter(matter, chosen, as_of=AS_OF)


class TestUnreadableMarks:
    """A mark that cannot be read may be the highest: it is protected so until it is read, and reported."""

    @pytest.mark.parametrize("mark", UNREADABLE)
    def test_it_is_reported(self, mark: str) -> None:
        answer = determined(Matter(title="甲", mark=mark, issued=date(2026, 1, 5), tier="city"))
        assert "mark-malformed" in {finding.id for finding in answer.findings}
        assert answer.proposal is not None
        assert (answer.proposal.level, answer.proposal.term) == (None, None)

    @given(choices_of_catalogs(), matters(), unreadable, st.sampled_from(MARKS))
    def test_it_is_protected_no_lower_than_any_mark_that_could_have_been_meant(
        self, chosen: tuple[Catalog, ...], matter: Matter, blurred: str, meant: str
    ) -> None:
        """Opened matters apart: there the items' own term decides, and a mark could only have shortened it."""
        read = determined(marked(matter, meant), *chosen)
        unread = determined(marked(matter, blurred), *chosen)
        if unread.outcome == "determined" and unread.protect is None:
            assert read.level is not None
            return
        assert protection(unread) >= protection(read)

    def test_outside_the_catalogs_it_is_protected_as_the_highest(self) -> None:
        answers = [determined(Matter(title="甲", mark=mark, issued=date(2026, 1, 5), tier="city")) for mark in UNREADABLE]
        assert {(answer.outcome, answer.protect) for answer in answers} == {("no_match", Level.TOP_SECRET)}

    @given(choices_of_catalogs(), matters(), unreadable)
    def test_it_changes_no_level_and_no_term(self, chosen: tuple[Catalog, ...], matter: Matter, blurred: str) -> None:
        one, other = determined(marked(matter, None), *chosen), determined(marked(matter, blurred), *chosen)
        assert (one.outcome, one.level, one.term, one.mark) == (other.outcome, other.level, other.term, other.mark)


class TestUnknownTiers:
    """Not to know who produced a matter never opens it and never settles who may decide."""

    @given(choices_of_catalogs(), matters(), st.sampled_from(TIERS))
    def test_an_unknown_tier_is_protected_no_lower_than_any_known_one(
        self, chosen: tuple[Catalog, ...], matter: Matter, tier: str
    ) -> None:
        known, unknown = (determined(matter.model_copy(update={"tier": value}), *chosen) for value in (tier, None))
        assert protection(unknown) >= protection(known)

    @given(choices_of_catalogs(), matters(), st.sampled_from(TIERS))
    def test_an_unknown_tier_is_determined_only_as_every_known_one_would_be(
        self, chosen: tuple[Catalog, ...], matter: Matter, tier: str
    ) -> None:
        known, unknown = (determined(matter.model_copy(update={"tier": value}), *chosen) for value in (tier, None))
        assert unknown.outcome == "undetermined" or (unknown.outcome, unknown.level) == (known.outcome, known.level)


class TestContradictoryFacts:
    """Two statements that exclude one another make a fact unknown; neither is picked."""

    BEFORE = item(1, (Limb(1, (("甲",),), facts=(("state", State(frozenset({"启用前"}))),)),), level=Level.TOP_SECRET)

    @given(choices_of_catalogs(), matters(), st.sampled_from(["启封前", "启用前", "评卷中", "审批中"]))
    def test_a_contradiction_is_protected_no_lower_than_either_side(
        self, chosen: tuple[Catalog, ...], matter: Matter, state: str
    ) -> None:
        facts = {name: value for name, value in matter.facts.items() if name != "state"}

        def saying(**more: Any) -> Determination:
            return determined(matter.model_copy(update={"facts": {**facts, **more}}), *chosen)

        contradictory = saying(state="已公布", published=False)
        assert protection(contradictory) >= protection(saying(state="已公布"))
        assert protection(contradictory) >= protection(saying(published=False))
        assert protection(contradictory) >= protection(saying(state=state))

    def test_words_that_contradict_one_another_leave_the_item_open(self) -> None:
        answer = determined(Matter(title="甲启用前考试结束后", tier="central"), catalog("one", [self.BEFORE]))
        assert answer.outcome == "undetermined"
        assert answer.protect is Level.TOP_SECRET
        assert [question.field for question in answer.missing] == ["state"]

    def test_given_statements_that_contradict_one_another_are_not_published(self) -> None:
        matter = Matter(title="甲", tier="central", facts={"state": "启用前", "published": True})
        answer = determined(matter, catalog("one", [self.BEFORE]))
        assert answer.outcome == "undetermined"
        assert answer.protect is Level.TOP_SECRET


class TestNothingIsOpenByDefault:
    """Nothing becomes "not secret" for want of knowledge, and nothing that has opened is called public."""

    @given(choices_of_catalogs(), matters())
    def test_only_what_must_not_be_classified_or_has_opened_needs_no_protection(
        self, chosen: tuple[Catalog, ...], matter: Matter
    ) -> None:
        answer = determined(matter, *chosen)
        opened = answer.outcome == "determined" and answer.opens_on is not None and answer.opens_on <= AS_OF
        assert (answer.protect is None) is (answer.outcome == "must_not_classify" or opened)

    @given(choices_of_catalogs(), matters())
    def test_the_highest_level_in_play_is_protected(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        answer = determined(matter, *chosen)
        if answer.protect is not None:
            in_play = [answer.level, *(one.level for one in answer.items if one.scheme == "state")]
            in_play.append(answer.proposal.level if answer.proposal else None)
            assert all(level is None or answer.protect >= level for level in in_play)

    def test_no_outcome_says_that_a_matter_is_no_secret_or_public(self) -> None:
        assert set(get_args(Outcome)) == {
            "derived",
            "must_not_classify",
            "undetermined",
            "disputed",
            "refer_up",
            "determined",
            "no_match",
        }

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_no_match_says_that_it_does_not_mean_not_secret(self, lang: Any) -> None:
        page = classify.determine(Matter(title="甲"), [], as_of=AS_OF).explain(lang)
        assert ("不等于" if lang == "zh" else "not “not a state secret”") in page

    def test_what_no_term_is_known_of_has_no_day_on_which_it_opens(self) -> None:
        """A duration without a start never begins to run today."""
        held = catalog("one", [item(1, (Limb(1, (("甲",),)),), term=TermLimit(maximum=Duration(1, "months")))])
        answer = determined(Matter(title="甲", tier="central"), held)
        assert (answer.outcome, answer.opens_on, answer.last_secret_day, answer.protect) == (
            "determined",
            None,
            None,
            Level.SECRET,
        )
        assert "start-unknown" in {finding.id for finding in answer.findings}

    def test_an_item_without_a_level_is_protected_as_the_highest(self) -> None:
        answer = determined(Matter(title="甲", tier="central"), catalog("one", [item(1, (Limb(1, (("甲",),)),), level=None)]))
        assert (answer.outcome, answer.level, answer.protect) == ("undetermined", None, Level.TOP_SECRET)

    def test_a_derived_matter_without_its_sources_is_protected_as_the_highest(self) -> None:
        answer = determined(Matter(title="甲", derived=True), catalog("one", [item(1, (Limb(1, (("甲",),)),))]))
        assert (answer.outcome, answer.items, answer.protect) == ("derived", (), Level.TOP_SECRET)
        assert [question.field for question in answer.missing] == ["sources"]


class TestATermThatCannotBeMeant:
    """A term that no law could mean opens nothing: the longest that the items allow stands in its place."""

    HELD = catalog("one", [item(1, (Limb(1, (("甲",),)),), term=TermLimit(maximum=Duration(20, "years")))])

    @given(st.dates(date(2015, 1, 1), date(2026, 1, 1)), st.integers(0, 3000))
    def test_a_day_of_opening_that_is_not_after_the_day_of_issue(self, issued: date, before: int) -> None:
        """Domain 3.1: more than nothing, up to the item's maximum."""
        on = issued - before * (date(2000, 1, 2) - date(2000, 1, 1))
        mark = f"秘密★{on.year}年{on.month}月{on.day}日"
        answer = determined(Matter(title="甲", mark=mark, issued=issued, tier="city"), self.HELD)
        assert (answer.term_is, answer.protect) == ("maximum", Level.SECRET)

    @pytest.mark.parametrize("mark", ["秘密★保管期限5年", "秘密★定期5年保管"])
    def test_words_of_retention_are_no_term_of_secrecy(self, mark: str) -> None:
        """How long an archive keeps a file says nothing of how long it is secret."""
        answer = determined(Matter(title="甲", mark=mark, issued=date(2015, 1, 5), tier="city"), self.HELD)
        assert "retention-for-secrecy-period" in {finding.id for finding in answer.findings}
        assert (answer.term_is, answer.protect) == ("maximum", Level.SECRET)


class TestCatalogsThatCannotBeToldApart:
    """Two catalogs of one id are refused or kept apart; what the one excludes is never taken from the other."""

    def test_an_exclusion_stays_with_its_own_catalog(self) -> None:
        plain = catalog("one", [item(1, (Limb(1, (("甲",),)),))])
        excluding = catalog("one", [item(2, (Limb(1, (("丙",),)),))], exclusion=Exclusion(words=("甲",)))
        matter = Matter(title="甲", tier="city", issued=date(2026, 1, 5))
        for order in ((plain, excluding), (excluding, plain)):
            try:
                answer = determined(matter, *order)
            except InputError:
                continue
            assert (answer.outcome, answer.level) == ("determined", Level.SECRET)


class TestAFailureIsNoAnswer:
    """Where the engine fails or concludes no outcome there is an error, and never "no rule fired"."""

    @pytest.mark.parametrize("failure", [EngineError("engine-unhandled", where="durable"), MemoryError(), KeyError("r1")])
    def test_what_the_engine_raises_comes_out(self, failure: Exception) -> None:
        with patch("classify.determination.conclude", side_effect=failure), pytest.raises(type(failure)):
            determined(Matter(title="甲"))

    def test_an_argument_without_an_outcome_is_an_error(self) -> None:
        with patch("classify.determination.conclude", return_value=(Argument({}, ()), "durable")), pytest.raises(EngineError):
            determined(Matter(title="甲"))


class TestNoTruthValue:
    """An answer asked by `if` raises, so that `if result:` can never come to mean "public"."""

    def test_of_a_result(self) -> None:
        result = classify.determine(Matter(title="甲"), [], as_of=AS_OF)
        for value in (result, result.determination):
            with pytest.raises(TypeError):
                bool(value)

    def test_of_a_mark(self) -> None:
        result = classify.parse_mark("秘密★10年", as_of=AS_OF)
        for value in (result, result.answer):
            with pytest.raises(TypeError):
                bool(value)
