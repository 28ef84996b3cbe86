"""What an annotated copy cannot keep is told in one line; a plain workbook has nothing to tell."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from classify.errors import Language
from classify.sheets.libraries import xlsxwriter
from classify.sheets.losses import losses_of
from classify.text.sentences import tables
from tests.cli.command_line import ran

DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LOSSES = ("chart", "picture", "shape", "control", "extension")


def workbook(folder: Path, *kinds: str, period: str | int = "50年") -> Path:
    picture = folder / "dot.png"
    picture.write_bytes(DOT)
    path = folder / "register.xlsx"
    with xlsxwriter().Workbook(path) as book:
        sheet: Any = book.add_worksheet("台账")
        for number, row in enumerate((("序号", "密级", "保密期限"), (1, "机密", period))):
            sheet.write_row(number, 0, row)
        sheet.write_comment("A2", "原来的批注")
        if "chart" in kinds:
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": "=台账!$A$2:$A$2"})
            sheet.insert_chart("E2", chart)
        if "picture" in kinds:
            sheet.insert_image("E20", picture)
        if "shape" in kinds:
            sheet.insert_textbox("E30", "甲")
        if "control" in kinds:
            sheet.insert_button("E40", {"caption": "乙"})
        if "extension" in kinds:
            sheet.add_sparkline("F2", {"range": "台账!A2:A2"})
    return path


@pytest.mark.parametrize("kinds", [(), *((one,) for one in LOSSES), LOSSES], ids=str)
def test_every_kind_is_seen(kinds: tuple[str, ...], tmp_path: Path) -> None:
    assert losses_of(workbook(tmp_path, *kinds)) == kinds


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_has_a_name(lang: Language) -> None:
    assert set(tables(lang)["sheet"]["loss"]) == set(LOSSES)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("period", "faulty"), [("50年", False), (11, True)])  # a bare number names no unit
def test_a_copy_says_in_one_line_what_it_does_not_keep(period: str | int, faulty: object, lang: Language, tmp_path: Path) -> None:
    path = workbook(tmp_path, "chart", "picture", "extension", period=period)
    left = ran("batch", path, "--out", tmp_path / "o.csv", "--annotate", tmp_path / "copy.xlsx", "--lang", lang)
    assert left.status == 0
    assert (tmp_path / "copy.xlsx").exists()
    named = tables(lang)["sheet"]["loss"]
    told, *others = left.err.splitlines()
    assert all(named[kind] in told for kind in ("chart", "picture", "extension"))
    assert bool(others) is faulty


def test_a_plain_workbook_has_nothing_to_tell(tmp_path: Path) -> None:
    left = ran("batch", workbook(tmp_path), "--out", tmp_path / "o.csv", "--annotate", tmp_path / "copy.xlsx")
    assert (left.status, left.err) == (0, "")
