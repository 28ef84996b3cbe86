"""`classify batch --report` writes a page beside the answers, or says beforehand why it cannot."""

from __future__ import annotations

from pathlib import Path

import pyarrow.csv as pcsv
import pytest

from tests.cli.command_line import ran
from tests.report.answers import inventory

REGISTER = Path(__file__).resolve().parents[2] / "docs" / "examples" / "register.csv"


@pytest.mark.parametrize(
    ("lang", "title"), [("zh", "国家秘密事项台账评估报告"), ("en", "Report on an inventory of state secrets")]
)
def test_a_page_in_each_language(lang: str, title: str, tmp_path: Path) -> None:
    left = ran(
        *("batch", REGISTER, "--out", tmp_path / "out.csv", "--report", tmp_path / "page.html"),
        *("--keep", "--as-of", "2026-11-21", "--lang", lang),
    )
    assert left.status == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert f"<h1>{title}</h1>" in page
    assert "某县班子调整方案" in page  # --keep keeps the titles, for the report too
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out.csv", "page.html"]


def test_titles_stand_in_it_only_where_they_are_kept(tmp_path: Path) -> None:
    ran("batch", REGISTER, "--out", tmp_path / "out.csv", "--report", tmp_path / "page.html", "--as-of", "2026-11-21")
    assert "某县班子调整方案" not in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_large_inventory_has_a_small_page(tmp_path: Path) -> None:
    pcsv.write_csv(inventory(50_000), tmp_path / "in.csv")
    ran(
        "batch",
        tmp_path / "in.csv",
        "--out",
        tmp_path / "out.parquet",
        "--report",
        tmp_path / "page.html",
        "--as-of",
        "2026-11-21",
    )
    assert 100_000 < (tmp_path / "page.html").stat().st_size < 1_000_000


@pytest.mark.parametrize("name", ["page.pdf", "page"])
def test_another_kind_is_refused_before_anything_is_done(name: str, tmp_path: Path) -> None:
    left = ran("batch", REGISTER, "--out", tmp_path / "out.csv", "--report", tmp_path / name)
    assert left.status == 2
    assert list(tmp_path.iterdir()) == []


def test_the_page_says_which_cells_cannot_be_read_and_which_columns_nobody_knows(tmp_path: Path) -> None:
    (tmp_path / "台账.csv").write_text(
        "编号,密级,保密期限,日期,天气\n1,机密,10年,2024/3/1,晴\n2,机密,10年,2024/3,雨\n", encoding="utf-8"
    )
    page = tmp_path / "page.html"
    left = ran("batch", tmp_path / "台账.csv", "--out", tmp_path / "out.csv", "--report", page, "--lang", "zh")
    assert left.status == 0
    for told in ("#1!D3: ", "没有认出的栏（没有用；加 --keep 保留在结果里）：#1!E1"):
        assert told in left.err
        assert told in page.read_text(encoding="utf-8")
