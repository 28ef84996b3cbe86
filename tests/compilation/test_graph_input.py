"""What may be handed in as a graph: the contract's JSON, and a CSV of id, mark, issued, sources."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from classify.api_compile import compare, compile_ceiling, impact, solved, what_must_go
from classify.documents.graph import Change, Graph, GraphMatter, read_graph, read_graph_csv
from classify.errors import Faults, InputError
from classify.term import Duration, OnDate


def refused(given: object) -> list[tuple[str, str | None]]:
    with pytest.raises(Faults) as caught:
        read_graph(given if isinstance(given, str) else json.dumps(given))
    return [(fault.id, fault.where) for fault in caught.value.faults]


def csv_refused(text: str) -> list[tuple[str, str | None]]:
    with pytest.raises(InputError) as caught:
        read_graph_csv(text)
    error = caught.value
    return [(fault.id, fault.where) for fault in (error.faults if isinstance(error, Faults) else (error,))]


class TestJson:
    """JSON in: matters with id, mark or level and term, issued, points, sources, consent; a target, or none."""

    def test_a_term_is_read_as_object_and_as_in_a_mark(self) -> None:
        graph = read_graph(
            json.dumps(
                {
                    "matters": [
                        {"id": "a", "level": "机密", "term": {"kind": "duration", "years": 10}, "issued": "2020-01-02"},
                        {"id": "b", "level": "secret", "term": "2030年1月1日"},
                    ]
                }
            )
        )
        assert [matter.term for matter in graph.matters] == [Duration(10, "years"), OnDate(date(2030, 1, 1))]

    def test_repeated_ids_name_nothing_but_the_place(self) -> None:
        given = {"matters": [{"id": "某件"}, {"id": "b", "points": [{"id": "某点"}, {"id": "某点"}]}, {"id": "某件"}]}
        assert refused(given) == [("repeated-id", "matters[1].points[1].id"), ("repeated-id", "matters[2].id")]
        with pytest.raises(Faults) as caught:
            read_graph(json.dumps(given))
        assert "某" not in str(caught.value)
        assert "某" not in repr(caught.value.to_dict("zh"))

    @pytest.mark.parametrize(
        ("given", "faults"),
        [
            ({"matters": []}, [("empty-value", "matters")]),
            ({}, [("key-missing", "matters")]),
            ({"matters": [{"id": "a"}], "target": "b"}, [("target-unknown", "target")]),
            ({"matters": [{"id": "a", "term": "10年"}]}, [("key-missing", "matters[0].level")]),
            ({"matters": [{"id": "a", "mark": "机密★5年", "level": "秘密"}]}, [("mark-and-level", "matters[0]")]),
            ({"matters": [{"id": "a", "mark": "机密★5年", "term": "6年"}]}, [("mark-and-level", "matters[0]")]),
            ({"matters": [{"id": "a", "sources": [{"id": "b", "relation": "all"}]}]}, [("unknown-choice", "matters[0].sources[0].relation")]),
            ({"matters": [{"id": "a", "issued": "2020-02-30"}]}, [("bad-date", "matters[0].issued")]),
            ({"matters": [{"id": ""}]}, [("empty-value", "matters[0].id")]),
            ({"matters": [{"id": 7}]}, [("wrong-type", "matters[0].id")]),
            ({"matters": [{"id": "a", "markk": "x"}]}, [("unknown-key", "matters[0].markk")]),
            ("[", [("not-json", "$")]),
        ],
    )  # fmt: skip
    def test_faults_name_the_place(self, given: object, faults: list[tuple[str, str]]) -> None:
        assert refused(given) == faults

    def test_an_unknown_key_is_offered_the_nearest_of_its_depth(self) -> None:
        with pytest.raises(Faults, match="nearest is `relation`"):
            read_graph('{"matters": [{"id": "a", "sources": [{"id": "b", "relatoin": "whole"}]}]}')
        with pytest.raises(Faults, match="nearest is `target`"):
            read_graph('{"matters": [{"id": "a"}], "tarjet": "a"}')

    def test_a_mark_and_the_same_level_beside_it_are_no_contradiction(self) -> None:
        graph = read_graph('{"matters": [{"id": "a", "mark": "机密★5年", "level": "机密", "issued": "2024-01-02"}]}')
        assert compile_ceiling(graph, as_of=date(2025, 1, 1)).opens_on == date(2029, 1, 3)

    def test_a_graph_made_in_python_is_held_to_the_same(self) -> None:
        with pytest.raises(Faults, match="second time"):
            compile_ceiling(Graph(matters=(GraphMatter(id="a"), GraphMatter(id="a"))), as_of=date(2025, 1, 1))
        with pytest.raises(InputError, match="policy"):
            compile_ceiling(
                Graph(matters=(GraphMatter(id="a"),)),
                as_of=date(2025, 1, 1),
                policy="longest",  # type: ignore[arg-type]
            )


class TestCsv:
    """CSV: columns id, mark, issued, sources (ids parted by `;`)."""

    def test_the_four_columns(self) -> None:
        text = "id,mark,issued,sources\r\na,机密★5年,2022-01-10,\r\nb,秘密★10年,2020-06-01,\r\nc,机密★10年,2024-01-01,a; b\r\n"
        graph = read_graph_csv("\ufeff" + text)
        found = compile_ceiling(graph.model_copy(update={"target": "c"}), as_of=date(2025, 1, 1))
        assert found.opens_on == date(2030, 6, 2)
        assert [finding.id for finding in found.findings] == ["derived-clock-restarted"]

    def test_other_columns_of_a_matter_and_wide_semicolons(self) -> None:
        text = "id,level,notified,compilation,consent,originator,sources\na,绝密,2022-01-10,,是,甲局,\nc,,,yes,,乙局,a；b\n"
        one, two = read_graph_csv(text).matters
        assert (one.notified, one.consent, one.originator) == (date(2022, 1, 10), True, "甲局")
        assert (two.compilation, [source.id for source in two.sources]) == (True, ["a", "b"])

    @pytest.mark.parametrize(
        ("text", "faults"),
        [
            ("", [("key-missing", "heading.id")]),
            ("mark\n", [("key-missing", "heading.id")]),
            ("id,id\na,b\n", [("repeated-column", "heading")]),
            ("id,makr\na,b\n", [("unknown-key", "heading")]),
            ("id,mark\na,机密★5年,x\n", [("csv-cells", "matters[0]")]),
            ("id,mark\na\n", [("csv-cells", "matters[0]")]),
            ("id,issued\na,2022/1/1\nb,x\n", [("bad-date", "matters[0].issued"), ("bad-date", "matters[1].issued")]),
            ("id,consent\na,maybe\n", [("unknown-choice", "matters[0].consent")]),
            ("id,mark\n,机密★5年\n", [("empty-value", "matters[0].id")]),
            ("id\na\na\n", [("repeated-id", "matters[1].id")]),
            ("id\n", [("empty-value", "matters")]),
            ('id\n"a\n', [("not-csv", None)]),
        ],
    )
    def test_faults_name_the_place(self, text: str, faults: list[tuple[str, str | None]]) -> None:
        assert csv_refused(text) == faults


class TestAnswers:
    """JSON out: the exact result, ceiling and floor, because, findings, steps."""

    def test_the_keys_of_the_contract_are_always_there(self) -> None:
        graph = read_graph('{"matters": [{"id": "a", "mark": "机密★5年"}]}')
        answer: dict[str, Any] = compile_ceiling(graph, as_of=date(2025, 1, 1)).to_dict("zh")
        keys = {"id", "level", "term", "mark", "last_secret_day", "opens_on", "ceiling", "floor", "because", "findings", "steps"}
        assert keys <= answer.keys()
        assert (
            keys - {"id", "ceiling", "floor", "because", "findings", "steps"}
            <= answer["ceiling"].keys()
            == answer["floor"].keys()
        )
        assert answer["because"].keys() == {"level", "term"}
        assert json.loads(json.dumps(answer)) == answer


class TestNothingIsEchoed:
    """No id, mark or organ of the input shows in a repr, which ends in logs."""

    def test_reprs_are_silent(self) -> None:
        given = {
            "target": "某件",
            "matters": [
                {"id": "某源", "mark": "绝密★某会召开前", "audience": ["某处"], "originator": "某局"},
                {"id": "某件", "compilation": True, "sources": [{"id": "某源"}, {"id": "某无"}]},
            ],
        }
        graph = read_graph(json.dumps(given))
        day = date(2025, 1, 1)
        shown = repr(graph) + repr(compile_ceiling(graph, as_of=day)) + repr(solved(graph, as_of=day))
        shown += repr(what_must_go(graph, as_of=day, none=True)) + repr(compare(graph, graph, as_of=day))
        shown += repr(impact(graph, Change(id="某源", do="lifted"), as_of=day))
        assert "某" not in shown
        assert "召开" not in shown
