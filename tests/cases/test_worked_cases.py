"""The worked cases and pitfalls of the law that concern single marks and single matters."""

from __future__ import annotations

from typing import Any

import pytest

import classify
from tests.cases.reading import AS_OF, EXPECTED, OF_DUTIES, Case, cases_of, differences, numbered, plain, run

CASES = cases_of("worked.toml")
MARKS = cases_of("worked.toml", "mark")
KEYS = {"ref", "name", "matter", "as_of", "catalogs", "expiry_rule", "has", "lacks", "findings", *EXPECTED, *OF_DUTIES}
MARK_KEYS = {"ref", "name", "text", "issued", "notified", "expiry_rule", "as_of"}
MARK_EXPECTED = {"valid", "level", "faults", "normal", "last_secret_day", "opens_on"}

ELSEWHERE = {
    **dict.fromkeys(
        (9, 11, 14, 15), "where a mark stands, codes of a standard, marks cut off or covered: nothing that is judged"
    ),
    **dict.fromkeys((5, 10, 17, 24, 35, 38), "not among the pitfalls"),
}
"""Of the first 42 pitfalls those that no matter or mark by itself can show."""
SINGLE_WORKED = {"T1", "T2", "T4", "T6", "T11", "T13", "T15"}


def named(case: Case) -> str:
    return f"{case['ref']}: {case['name']}"


def test_every_pitfall_of_a_single_matter_and_every_worked_case_has_its_case() -> None:
    refs = {case["ref"] for case in (*CASES, *MARKS)}
    pitfalls = {int(ref[1:]) for ref in refs if ref.startswith("P")}
    assert pitfalls == set(range(1, 43)) - ELSEWHERE.keys()
    assert {ref for ref in refs if ref.startswith("T")} == SINGLE_WORKED


def test_no_key_stands_in_the_table_that_is_not_read() -> None:
    assert [named(case) for case in CASES if not case.keys() <= KEYS] == []
    assert [named(case) for case in MARKS if not case.keys() <= MARK_KEYS | MARK_EXPECTED | {"term"}] == []


@pytest.mark.parametrize("case", CASES, ids=numbered(CASES, "ref"))
def test_a_worked_matter(case: Case) -> None:
    assert differences(case, run(case)) == {}, case["name"]


@pytest.mark.parametrize("case", MARKS, ids=numbered(MARKS, "ref"))
def test_a_worked_mark(case: Case) -> None:
    known: dict[str, Any] = {name: case[name] for name in ("issued", "notified", "expiry_rule") if name in case}
    shown = classify.parse_mark(case["text"], as_of=case.get("as_of", AS_OF), **known).to_dict()
    expected = {name: plain(case[name]) for name in sorted(MARK_EXPECTED & case.keys())}
    assert {name: shown[name] for name in expected} == expected, case["name"]
    if case.get("term") == "none":
        assert shown["term"] is None
