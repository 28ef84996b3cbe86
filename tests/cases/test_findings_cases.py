"""Every finding of a single matter has a case that gives it and one near by that does not."""

from __future__ import annotations

from typing import Any

import pytest

from classify.law.rulebook import findings
from tests.cases.reading import EXPECTED, OURS, Case, cases_of, differences, numbered, run

CASES = cases_of("findings.toml")
SINGLE = {
    *("mark-malformed", "mark-star-wrong", "mark-without-period"),
    *("period-unit", "period-above-ceiling", "period-above-catalog", "period-below-catalog-minimum"),
    *("condition-vague", "retention-for-secrecy-period", "long-term-not-allowed", "term-kind-differs", "start-unknown"),
    *("level-above-catalog", "level-below-catalog", "items-disagree", "not-in-catalog"),
    *("authority-lacking", "authorization-expired", "authorization-out-of-scope", "same-person", "responsible-limit"),
    *("must-not-classify", "work-secret-marked"),
    *("law-not-in-force", "working-days-unknown", "facts-missing"),
}
"""The findings that one matter by itself can give (contract); the others need a history, sources or an inventory."""
KEYS = {
    "finding",
    "fires",
    "name",
    "matter",
    "as_of",
    "catalogs",
    "expiry_rule",
    "has",
    "lacks",
    "severity",
    "verified",
    "cites",
    *EXPECTED,
}


def named(case: Case) -> str:
    return f"{case['finding']}: {case['name']}"


class TestEveryFindingHasItsCases:
    """At least one case fires a finding, and one close to it does not; the table names every finding of a single matter."""

    @pytest.mark.parametrize("finding", sorted(SINGLE))
    def test_it_has_a_case_either_way(self, finding: str) -> None:
        assert {case["fires"] for case in CASES if case["finding"] == finding} == {True, False}

    def test_no_other_finding_and_no_unknown_key_stands_in_the_table(self) -> None:
        assert {case["finding"] for case in CASES} == SINGLE <= set(findings())
        assert [named(case) for case in CASES if not case.keys() <= KEYS] == []

    def test_every_case_has_its_own_name_in_chinese(self) -> None:
        names = [named(case) for case in CASES]
        assert len(set(names)) == len(names)
        assert all("一" <= case["name"][0] <= "鿿" or case["name"][0].isdigit() for case in CASES)

    def test_every_catalog_of_ours_is_used(self) -> None:
        assert {name for case in CASES for name in case.get("catalogs", ["beacon-watch"])} >= OURS


@pytest.mark.parametrize("case", CASES, ids=numbered(CASES, "finding"))
class TestFindingsCases:
    """Each case, against small catalogs of invented matters: the finding, its grounds, and what else is expected."""

    def test_it_holds(self, case: Case) -> None:
        result = run(case)
        given = {finding.id: finding for finding in result.findings}
        assert (case["finding"] in given) is case["fires"], (case["name"], sorted(given))
        assert differences(case, result) == {}, case["name"]
        if not case["fires"]:
            return
        finding = given[case["finding"]]
        assert finding.severity == case.get("severity", finding.severity), case["name"]
        assert finding.verified is case.get("verified", finding.verified), case["name"]
        assert set(case.get("cites", [])) <= {cite.text("en") for cite in finding.cites}, case["name"]

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_it_can_be_told_in_both_languages(self, case: Case, lang: Any) -> None:
        result = run(case)
        page = result.explain(lang)
        for finding in result.to_dict(lang)["findings"]:
            assert finding["message"] in page
            assert not {"{", "}"} & set(finding["message"])
            assert "None" not in finding["message"]
