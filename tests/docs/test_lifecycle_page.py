"""The pictures of a life are drawn from the transition table, and nothing stands in them that is not in it."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from classify.documents.history import DEEDS
from classify.errors import Language
from classify.lifecycle import TRANSITIONS, State
from classify.lifecycle.table import ENDS, NEARS, arrows
from classify.text.life_picture import CENTRES, FRAMES, ROUTES, TOP, mermaid, svg, table

DOCS = Path(__file__).resolve().parents[2] / "docs"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
script: dict[str, Any] = runpy.run_path(str(DOCS / "draw_lifecycle.py"))


class TestThePictures:
    """One transition table, its picture generated from it."""

    def test_every_drawing_is_current(self) -> None:
        for path, text in script["files"]().items():
            assert path.read_text(encoding="utf-8") == text, f"python docs/draw_lifecycle.py ({path.name})"

    def test_a_changed_page_is_drawn_anew(self) -> None:
        page = "a\n<!-- drawn: table-en -->\nstale\n<!-- /drawn -->\nb\n"
        assert script["drawn"](page) == f"a\n<!-- drawn: table-en -->\n{table('en')}\n<!-- /drawn -->\nb\n"

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_the_diagram_has_the_arrows_of_the_table_and_no_other(self, lang: Language) -> None:
        found = re.findall(r"^    (\w+) --> (\w+): .+$", mermaid(lang), re.MULTILINE)
        assert found == [(source, target) for source, target, _ in arrows()]

    def test_every_leading_row_is_in_the_arrows(self) -> None:
        drawn = {trigger for _, _, triggers in arrows() for trigger in triggers}
        assert drawn == {row.trigger for row in TRANSITIONS if row.to}
        assert drawn <= {*DEEDS, NEARS, ENDS}

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_the_table_has_a_row_for_every_transition(self, lang: Language) -> None:
        assert len(table(lang).splitlines()) == len(TRANSITIONS) + 2

    def test_every_arrow_has_its_route_and_every_route_its_arrow(self) -> None:
        assert set(ROUTES) == {(source, target) for source, target, _ in arrows()}
        assert set(CENTRES) == set(State)

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_the_svg_is_well_formed_and_holds_every_state(self, lang: Language) -> None:
        root = ET.fromstring(svg(lang))  # noqa: S314 -- drawn by ourselves
        words = {"".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")}
        assert {state.value for state in State} <= words
        assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) == len(arrows()) + 1
        assert root.get("viewBox", "").split()[:2] == ["0", str(TOP)]
        assert FRAMES.keys() == {"secret", "open"}
