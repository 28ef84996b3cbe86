"""Instruments, provisions and citations."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from classify.source import Citation, Instrument, Provision
from classify.timeline import Span


def instrument(**changes: Any) -> Instrument:
    known: dict[str, Any] = {
        "key": "OLD2001",
        "zh": "某暂行规定",
        "en": "some interim rules",
        "span": Span(date(2001, 5, 1), date(2010, 9, 30)),
        "confidence": "found",
        "successor": "NEW2010",
    }
    return Instrument(**(known | changes))


class TestTheStandingOfAnInstrument:
    """Where a successor text has not been read, the old rule runs on as *carried*."""

    @pytest.mark.parametrize(
        ("changes", "day", "standing"),
        [
            ({}, date(2005, 1, 1), "in_force"),
            ({}, date(2010, 9, 30), "in_force"),
            ({}, date(2010, 10, 1), "carried"),
            ({"successor_read": True}, date(2010, 10, 1), "none"),
            ({"successor": None}, date(2010, 10, 1), "none"),
            ({}, date(2001, 4, 30), "none"),
            ({"span": Span(date(2001, 5, 1), None)}, date(2030, 1, 1), "in_force"),
        ],
    )
    def test_on_a_day(self, changes: dict[str, Any], day: date, standing: str) -> None:
        assert instrument(**changes).standing(day) == standing


class TestAProvision:
    """A rule that rests on `memory` alone is unverified."""

    @pytest.mark.parametrize(("confidence", "verified"), [("found", True), ("found-2nd", True), ("memory", False)])
    def test_is_verified_where_a_text_was_read(self, confidence: Any, *, verified: bool) -> None:
        assert Provision("OLD2001-3", "OLD2001", "3", confidence, "要旨", "the gist").verified is verified


class TestTheTextOfACitation:
    """Cited as "DM2014-24.4 (carried; the 2025 rules were not read)": it applies, and its findings say so."""

    @pytest.mark.parametrize(
        ("citation", "en", "zh"),
        [
            (Citation("LAW2024-20.2"), "LAW2024-20.2", "LAW2024-20.2"),
            (
                Citation("DM2014-24.4", verified=False, carried=True),
                "DM2014-24.4 (carried; the 2025 rules were not read)",
                "DM2014-24.4（沿用；2025年的规定未读到）",
            ),
            (Citation("PER-1", verified=False), "PER-1 (unverified)", "PER-1（未核实）"),
            (Citation("CIV-202", note="by analogy"), "CIV-202 (by analogy)", "CIV-202（by analogy）"),
        ],
    )
    def test_in_both_languages(self, citation: Citation, en: str, zh: str) -> None:
        assert citation.text("en") == en
        assert citation.text("zh") == zh
