"""The page in a real browser: it is searched and sorted, and nothing of the data runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from classify.report.page import report_page
from tests.report.answers import basis, gathered

BROWSER = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- heavy, and of no use without a browser

    place: Path = tmp_path_factory.mktemp("report") / "report.html"
    place.write_text(report_page(*gathered(1_000), basis(), "zh"), encoding="utf-8")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        opened = browser.new_page()
        opened.add_init_script("addEventListener('securitypolicyviolation', () => { document.title = 'refused' })")
        opened.goto(place.as_uri())
        yield opened
        browser.close()


def listed(page: Any, column: int) -> list[str]:
    found: list[str] = page.locator(f"#rows tbody tr:visible td:nth-child({column})").all_inner_texts()
    return found


def test_nothing_of_the_data_runs_and_nothing_is_fetched(page: Any) -> None:
    assert page.title() == "国家秘密事项台账评估报告"
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0


def test_searching_leaves_the_rows_that_have_the_word(page: Any) -> None:
    first = gathered(1_000)[0].urgent.rows[0]["id"]
    page.fill("#search", first.upper())
    assert listed(page, 1) == [first]
    page.fill("#search", "mark-star-wrong")
    assert all("用别的符号代替了★ mark-star-wrong" in text for text in listed(page, 9))
    assert len(listed(page, 1)) == int(page.inner_text("#shown").replace(",", "")) > 0
    page.fill("#search", "")


def test_days_sort_both_ways_and_rows_without_one_come_last(page: Any) -> None:
    head = page.locator("#rows th:nth-child(7) [role=button]")
    for down in (False, True):
        head.focus()
        page.keyboard.press("Enter")
        told = listed(page, 7)
        days = [text for text in told if text[:1].isdigit()]
        assert told[: len(days)] == sorted(days, reverse=down)
        assert len(set(days)) > 10


@pytest.mark.parametrize("width", [400, 1300])
def test_it_fits_the_screen(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_charts_are_drawn_to_the_width(page: Any) -> None:
    assert page.locator("svg rect").count() > 5
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
