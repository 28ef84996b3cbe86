"""The cases of compilation.toml: name, papers, day, expected, citation."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from classify.api_compile import CeilingResult, compile_all, compile_ceiling
from classify.documents.compiled import Bound
from classify.documents.graph import Graph

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("compilation.toml").read_text(encoding="utf-8"))["case"]


def graph_of(case: dict[str, Any]) -> Graph:
    added = [{"id": f"n{turn}", "mark": "秘密★5年", "issued": date(2024, 1, 10)} for turn in range(case.get("members", 0))]
    given = {"matters": [*case["matters"], *added]}
    return Graph.model_validate(given | ({"target": case["target"]} if "target" in case else {}))


def answered(case: dict[str, Any]) -> CeilingResult:
    return compile_ceiling(
        graph_of(case),
        as_of=case["day"],
        expiry_rule=case.get("rule", "civil"),
        policy=case.get("policy", "opening_day"),
    )


def told(found: CeilingResult) -> dict[str, Any]:
    """Lay an answer out as the cases write it; nothing is the empty text."""
    answer = found.to_dict("zh")

    def path(one: dict[str, Any]) -> str:
        first, *rest = one["path"]
        return " ".join([f"{first}#{one['point']}" if one["point"] else first, *rest])

    def line(bound: Bound) -> str:
        return bound.mark or ("" if bound.level is None else bound.level.value)

    return {
        "level": answer["level"] or "",
        "protect": answer["protect"] or "",
        "term": answer["term"]["kind"] if answer["term"] else "",
        "mark": answer["mark"] or "",
        "last_secret_day": found.last_secret_day,
        "opens_on": found.opens_on,
        "not_before": found.compiled.exact.not_before,
        "opens_by_sources": found.compiled.opens_by_sources,
        "ceiling": line(found.ceiling),
        "floor": line(found.compiled.floor),
        "audience": answer["audience"],
        "because_level": [path(one) for one in answer["because"]["level"]],
        "because_term": [path(one) for one in answer["because"]["term"]],
        "steps": [f"{step['from']} {step['level'] or '-'}" for step in answer["steps"]],
        "findings": [finding["id"] for finding in answer["findings"]],
        "unverified": [finding["id"] for finding in answer["findings"] if not finding["verified"]],
        "warning": answer["policy"]["warning"] is not None,
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
class TestCompilations:
    """Level and term by the sources, what set them, how they fall, and what was written wrongly."""

    def test_is_as_the_case_says(self, case: dict[str, Any]) -> None:
        found, expected = answered(case), case["expect"]
        shown = told(found)
        findings = {finding["id"]: finding for finding in found.to_dict("en")["findings"]}
        chinese = {finding["id"]: finding for finding in found.to_dict("zh")["findings"]}
        for key, value in expected.items():
            match key:
                case "findings":
                    assert sorted(shown["findings"]) == sorted(value)
                case "cites":
                    for name, cite in value.items():
                        assert cite in " ".join(findings[name]["cites"])
                case "ids":
                    for name, ids in value.items():
                        assert findings[name]["ids"] == ids
                case "message":
                    for name, words in value.items():
                        assert words in chinese[name]["message"]
                case "because_cites":
                    because = found.to_dict("en")["because"]
                    for name, cite in value.items():
                        assert any(
                            cite in " ".join(one["cites"]) for one in [*because["level"], *because["term"]] if one["id"] == name
                        )
                case "because_level" | "because_term" if all(" " not in path for path in value):
                    assert [path.split(" ")[0] for path in shown[key]] == value
                case _:
                    assert shown[key] == value, key

    def test_every_answer_can_be_written_in_both_languages(self, case: dict[str, Any]) -> None:
        graph = graph_of(case)
        for found in [answered(case), *compile_all(graph, as_of=case["day"])]:
            chinese, english = found.to_dict("zh"), found.to_dict("en")
            assert chinese.keys() == english.keys()
            for one, other in zip(chinese["findings"], english["findings"], strict=True):
                assert one["id"] == other["id"]
                assert "{" not in one["message"] + other["message"]

    def test_the_case_has_a_ground(self, case: dict[str, Any]) -> None:
        assert case["cite"].strip()
        assert case["expect"]
