"""Who may set which level: the matrix, written grants, and those whom the matrix does not bind."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest

from classify.catalog.model import Limb, TermLimit
from classify.determination import determine_matter
from classify.documents import Determination, Matter
from classify.level import Level
from classify.term import Duration
from tests.theorems.strategies import TIERS, catalog, item

AS_OF = date(2026, 11, 21)
ISSUED = date(2026, 1, 5)
SECRET, CONFIDENTIAL, TOP = Level

# Domain 3.5, row by row.
MATRIX: dict[str, set[Level]] = {
    "central": {TOP, CONFIDENTIAL, SECRET},
    "provincial": {TOP, CONFIDENTIAL, SECRET},
    "provincial_department": {CONFIDENTIAL, SECRET},
    "city": {CONFIDENTIAL, SECRET},
    "county": set(),
    "township": set(),
    "other": set(),
}
ITEMS = {
    level: catalog(
        f"level-{level.rank}", [item(1, (Limb(1, (("甲",),)),), level=level, term=TermLimit(maximum=Duration(5, "years")))]
    )
    for level in Level
}


def determined(level: Level, **named: Any) -> Determination:
    """Determine a matter that meets one item of a level."""
    matter = {"title": "甲", "issued": ISSUED, **named}
    return determine_matter(Matter.model_validate(matter), [ITEMS[level]], as_of=AS_OF)


def proposed(level: Level, **named: Any) -> Determination:
    """Check a mark of a level on a matter that meets no item."""
    matter = {"title": "乙", "issued": ISSUED, "mark": f"{level.chinese}★5年", **named}
    return determine_matter(Matter.model_validate(matter), [ITEMS[level]], as_of=AS_OF)


def ids(answer: Determination) -> set[str]:
    return {finding.id for finding in answer.findings}


def grant(level: Level, **named: Any) -> dict[str, Any]:
    return {"level": level.value, **named}


class TestTheMatrix:
    """Central and provincial organs set all three levels, cities two, others none (3.5)."""

    def test_the_table_has_a_row_for_every_tier(self) -> None:
        assert set(MATRIX) == set(TIERS)

    @pytest.mark.parametrize(("tier", "level"), list(product(MATRIX, Level)), ids=lambda value: getattr(value, "value", value))
    def test_an_item_of_a_level(self, tier: str, level: Level) -> None:
        answer = determined(level, tier=tier)
        enough = level in MATRIX[tier]
        assert answer.outcome == ("determined" if enough else "refer_up")
        assert ("authority-lacking" in ids(answer)) is not enough
        assert answer.level is level
        assert any(duty.do == "refer" for duty in answer.duties) is not enough

    @pytest.mark.parametrize(("tier", "level"), list(product(MATRIX, Level)), ids=lambda value: getattr(value, "value", value))
    def test_a_proposed_level(self, tier: str, level: Level) -> None:
        assert ("authority-lacking" in ids(proposed(level, tier=tier))) is (level not in MATRIX[tier])

    @pytest.mark.parametrize("level", Level)
    def test_an_unknown_tier_is_asked_for(self, level: Level) -> None:
        answer = determined(level)
        assert answer.outcome == "undetermined"
        assert [question.field for question in answer.missing] == ["tier"]

    @pytest.mark.parametrize("tier", TIERS)
    def test_it_binds_from_2010_10_01_on_and_not_before(self, tier: str) -> None:
        for day, bound in ((date(2010, 9, 30), False), (date(2010, 10, 1), True)):
            lacking = "authority-lacking" in ids(determined(TOP, tier=tier, issued=day))
            assert lacking is (bound and TOP not in MATRIX[tier])


class TestThoseWhomTheMatrixDoesNotBind:
    """Derivation is not bound by authority (PS2023-5, DM2025-11); public and state security have rules of their own (LAW2024-17.4)."""

    @pytest.mark.parametrize(("tier", "level"), list(product(MATRIX, Level)), ids=lambda value: getattr(value, "value", value))
    def test_a_derived_matter_lacks_no_authority(self, tier: str, level: Level) -> None:
        answer = proposed(level, tier=tier, derived=True)
        assert answer.outcome == "derived"
        assert not ids(answer) & {"authority-lacking", "authorization-expired", "authorization-out-of-scope"}
        assert not any(duty.do == "refer" for duty in answer.duties)

    @pytest.mark.parametrize("tier", [*TIERS, None])
    def test_an_organ_with_rules_of_its_own_is_not_judged(self, tier: str | None) -> None:
        answer = determined(TOP, tier=tier, facts={"own_authority_rules": True})
        assert answer.outcome == "determined"
        assert "authority-lacking" not in ids(answer)


class TestWrittenGrants:
    """A written grant covers its levels, its matters and its days, and is not passed on (REG2024-16, DM2014-7, DM2014-10)."""

    @pytest.mark.parametrize(("granted", "level"), list(product(Level, Level)), ids=lambda value: value.value)
    def test_it_reaches_up_to_its_level(self, granted: Level, level: Level) -> None:
        answer = determined(level, tier="county", authorization=grant(granted))
        assert (answer.outcome == "determined") is (level <= granted)
        assert ("authorization-out-of-scope" in ids(answer)) is (level > granted)
        assert ("authority-lacking" in ids(answer)) is (level > granted)

    @pytest.mark.parametrize(
        ("span", "runs"),
        [
            ({}, True),
            ({"from": ISSUED}, True),
            ({"until": ISSUED}, True),
            ({"from": date(2026, 1, 6)}, False),
            ({"until": date(2026, 1, 4)}, False),
            ({"from": date(2020, 1, 1), "until": date(2025, 12, 31)}, False),
        ],
        ids=str,
    )
    def test_its_first_and_last_days_are_days_of_it(self, span: dict[str, date], runs: bool) -> None:  # noqa: FBT001 -- a column of the table
        answer = determined(SECRET, tier="county", authorization=grant(SECRET, **span))
        assert (answer.outcome == "determined") is runs
        assert ("authorization-expired" in ids(answer)) is not runs

    @pytest.mark.parametrize(
        ("named", "inside"),
        [
            ((), True),
            (("level-0",), True),
            (("level-0#1",), True),
            (("level-0#2",), False),
            (("level-1",), False),
            (("level-1", "level-0"), True),
        ],
        ids=str,
    )
    def test_it_covers_what_it_names(self, named: tuple[str, ...], inside: bool) -> None:  # noqa: FBT001 -- a column of the table
        answer = determined(SECRET, tier="county", authorization=grant(SECRET, matters=list(named)))
        assert (answer.outcome == "determined") is inside
        assert ("authorization-out-of-scope" in ids(answer)) is not inside

    def test_a_grant_that_was_passed_on_covers_nothing(self) -> None:
        answer = determined(SECRET, tier="county", authorization=grant(TOP, redelegated=True))
        assert answer.outcome == "refer_up"
        assert "authorization-out-of-scope" in ids(answer)

    def test_who_has_the_authority_needs_no_grant(self) -> None:
        answer = determined(SECRET, tier="city", authorization=grant(SECRET, until=date(2020, 1, 1)))
        assert answer.outcome == "determined"
        assert not ids(answer) & {"authorization-expired", "authorization-out-of-scope", "authority-lacking"}

    def test_it_lifts_a_proposed_level_too(self) -> None:
        assert "authority-lacking" not in ids(proposed(CONFIDENTIAL, tier="county", authorization=grant(CONFIDENTIAL)))
        assert "authority-lacking" in ids(proposed(TOP, tier="county", authorization=grant(CONFIDENTIAL)))

    def test_with_it_an_unknown_tier_need_not_be_asked_for(self) -> None:
        answer = determined(SECRET, authorization=grant(SECRET))
        assert (answer.outcome, answer.missing) == ("determined", ())


class TestProducingTiers:
    """An item may say who produces it; whoever else holds such a matter refers it (REG2024-12)."""

    @staticmethod
    def _produced_by(tiers: tuple[str, ...], tier: str | None) -> Determination:
        held = catalog("tiers", [item(1, (Limb(1, (("甲",),)),), tiers=tiers)])
        return determine_matter(Matter.model_validate({"title": "甲", "issued": ISSUED, "tier": tier}), [held], as_of=AS_OF)

    @pytest.mark.parametrize(
        ("tiers", "tier", "outcome"),
        [
            (("central",), "central", "determined"),
            (("central",), "provincial", "refer_up"),
            (("central", "city"), "city", "determined"),
            (("provincial",), "provincial_department", "determined"),
            (("city",), "provincial_department", "refer_up"),
            ((), "city", "determined"),
            (("central",), None, "undetermined"),
        ],
    )
    def test_within_and_outside(self, tiers: tuple[str, ...], tier: str | None, outcome: str) -> None:
        assert self._produced_by(tiers, tier).outcome == outcome

    @pytest.mark.parametrize("tier", TIERS)
    def test_it_never_excludes_a_match(self, tier: str) -> None:
        assert [one.id for one in self._produced_by(("central",), tier).items] == ["tiers#1"]
