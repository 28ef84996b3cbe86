"""The lives of life.toml: name, history, day, expected, citation."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from classify.api_status import StatusResult
from classify.chronicle.answer import status_from
from classify.chronicle.limit import Limit
from classify.chronicle.record import arguments_of
from classify.documents import history_of
from classify.lifecycle import state_on
from classify.mark import read_term
from classify.term import Duration
from classify.text.answers import cites

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("life.toml").read_text(encoding="utf-8"))["case"]


def answered(case: dict[str, Any]) -> StatusResult:
    """Ask as the front door does, with the maximum that the case names for its item."""
    history = history_of({"matter": case["matter"], "events": case.get("events", []), "own": case.get("own", True)})
    term = read_term(case["maximum"]) if "maximum" in case else None
    maximum = term if isinstance(term, Duration) else None
    standing = state_on(history, case["day"], case.get("rule", "civil"), maximum)
    return StatusResult(status_from(history, standing, Limit(maximum), arguments_of(history, standing)))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
class TestLives:
    """The state on any day, the level in effect, the days, what decided, what was done wrong, what comes next."""

    def test_is_as_the_case_says(self, case: dict[str, Any]) -> None:
        found, expected = answered(case), case["expect"]
        told: dict[str, Any] = {
            "state": found.state.value,
            "level": found.level.value if found.level else "",
            "protect": found.protect.value if found.protect else "",
            "last_secret_day": found.last_secret_day or "",
            "opens_on": found.opens_on or "",
            "because": list(found.answer.standing.because),
            "findings": sorted(finding.id for finding in found.findings),
            "faults": [finding for finding, _ in found.answer.standing.faults],
            "next": [step.do for step in found.next],
            "remarks": [passage.act.remark.value for passage in found.history if passage.act.remark],
            "severity": {finding.id: finding.severity for finding in found.findings},
        }
        for key, value in expected.items():
            match key:
                case "has":
                    assert set(value) <= set(told["findings"])
                case "cites":
                    for finding in found.findings:
                        assert value.get(finding.id, "") in " ".join(cites(finding.cites, "en"))
                case "severity":
                    assert value.items() <= told["severity"].items()
                case "findings":
                    assert told["findings"] == sorted(value)
                case "remarks":
                    assert set(value) <= set(told["remarks"])
                    assert bool(value) == bool(told["remarks"])
                case _:
                    assert told[key] == value, key

    def test_names_its_ground(self, case: dict[str, Any]) -> None:
        assert case["cite"]
        assert case["name"]


class TestTheFile:
    """Every state is met in the cases, and no two cases share a name."""

    def test_every_state_has_a_case(self) -> None:
        assert {case["expect"]["state"] for case in CASES} == {
            "invalid", "published", "declassified", "long_term", "pending_event", "unknown_start", "self_declassified", "expiring", "active",
        }  # fmt: skip

    def test_names_are_unique(self) -> None:
        names = [case["name"] for case in CASES]
        assert len(set(names)) == len(names)
