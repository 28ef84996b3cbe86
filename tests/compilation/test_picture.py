"""The graph as a picture: coloured by level, every text escaped, nothing run and nothing fetched."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from classify.api_compile import compare, picture
from classify.documents.graph import Graph, GraphMatter
from classify.documents.matter import Point, Source
from classify.errors import InputError

DAY = date(2026, 11, 21)
NASTY = '"]<script>alert(1)</script>&end click x "javascript:1"'


def drawn(name: str) -> Graph:
    point = Point(id="p", mark="秘密★20年")
    source = GraphMatter(id=name, mark="绝密★20年", issued=date(2020, 4, 1), points=(point,))
    open_one = GraphMatter(id="open", mark="秘密★1年", issued=date(2020, 4, 1))
    uses = (Source(id=name, relation="points", points=("p",)), Source(id="open"), Source(id="gone<"))
    return Graph(matters=(source, open_one, GraphMatter(id="d", sources=uses)), target="d")


class TestSvg:
    """An SVG without script or outside reference, readable without colours."""

    def test_it_is_well_formed_and_says_level_and_day(self) -> None:
        root = ET.fromstring(picture(drawn("甲"), as_of=DAY))  # noqa: S314 -- our own output
        texts = [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text")]
        assert {"甲", "open", "d", "绝密★2040年4月2日", "不再是国家秘密", "不在资料中", "p"} <= set(texts)
        fills = {node.get("fill") for node in root.iter("{http://www.w3.org/2000/svg}rect")}
        assert len(fills) >= 4

    def test_names_cannot_leave_their_text(self) -> None:
        text = picture(drawn(NASTY), as_of=DAY, lang="en")
        root = ET.fromstring(text)  # noqa: S314 -- our own output
        assert "<script" not in text
        assert not [node for node in root.iter() if node.tag.endswith(("script", "a", "image", "use"))]

    def test_a_circle_and_a_whole_graph_can_be_drawn(self) -> None:
        matters = tuple(GraphMatter(id=a, mark="秘密★5年", sources=(Source(id=b),)) for a, b in ("ab", "ba", "cc"))
        ET.fromstring(picture(Graph(matters=matters), as_of=DAY))  # noqa: S314 -- our own output

    def test_more_than_can_be_read_is_refused(self) -> None:
        matters = tuple(GraphMatter(id=f"m{place}", mark="秘密★5年") for place in range(500))
        with pytest.raises(InputError, match="no readable picture"):
            picture(Graph(matters=matters), as_of=DAY)
        picture(Graph(matters=matters, target="m7"), as_of=DAY, kind="mermaid")


class TestMermaid:
    """Mermaid text in which no name can begin a command."""

    def test_boxes_styles_and_arrows(self) -> None:
        lines = picture(drawn("甲"), as_of=DAY, kind="mermaid").splitlines()
        assert lines[0] == "flowchart TB"
        assert '  n0["甲<br/>绝密★2040年4月2日"]' in lines
        assert '  n0 -->|"p"| n2' in lines

    def test_names_are_codes_where_they_are_no_letters(self) -> None:
        text = picture(drawn(NASTY), as_of=DAY, kind="mermaid")
        assert not any(line.strip().startswith("click") for line in text.splitlines())
        assert '"javascript' not in text


class TestComparing:
    """Two versions of a graph can be compared."""

    def test_added_removed_and_changed(self) -> None:
        source = GraphMatter(id="s", mark="机密★10年", issued=date(2024, 1, 1))
        derived = GraphMatter(id="d", sources=(Source(id="s"),))
        gone = GraphMatter(id="g", mark="秘密★5年", issued=date(2024, 1, 1))
        new = GraphMatter(id="n", mark="秘密★5年", issued=date(2024, 1, 1))
        lower = source.model_copy(update={"mark": "秘密★10年"})
        found = compare(Graph(matters=(source, derived, gone)), Graph(matters=(lower, derived, new)), as_of=DAY).to_dict("zh")
        assert [one["id"] for one in found["added"]] == ["n"]
        assert [one["id"] for one in found["removed"]] == ["g"]
        assert [(one["id"], one["before"]["level"], one["after"]["level"]) for one in found["changed"]] == [
            ("s", "confidential", "secret"),
            ("d", "confidential", "secret"),
        ]
