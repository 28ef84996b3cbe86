"""The report: what it counts, which rows it lists, and that nothing of the data can act in it."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest

from classify.batch.answers import ACTIONS
from classify.batch.days import NEVER
from classify.batch.run import evaluate
from classify.lifecycle.review import review_due
from classify.report.chart import plan_of
from classify.report.gathering import MOST_ROWS
from classify.report.hands import Hand
from classify.report.page import report_page
from classify.report.schedule import workload
from classify.text.finding_page import finding_remedy
from tests.report.answers import AS_OF, TITLE, basis, gathered, inventory, kernel

ROWS = 3_000


class Tags(HTMLParser):
    """Counts the elements of a page and takes their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Tags()
    reader.feed(page)
    return reader.seen


@pytest.mark.parametrize("chunk", [1, 97, 1_000])
def test_chunks_change_nothing(chunk: int) -> None:
    rows = 150 if chunk == 1 else ROWS
    assert report_page(*gathered(rows, chunk), basis(), "zh") == report_page(*gathered(rows), basis(), "zh")


@pytest.mark.parametrize("without", [("承 办 人",), ("部门",), ("承 办 人", "部门"), ("title",)])
def test_a_register_may_name_the_section_the_person_both_or_none(without: tuple[str, ...]) -> None:
    page = report_page(*gathered(200, without=without), basis(), "zh")
    assert ("按承办人" in page, "按部门" in page) == ("承 办 人" not in without, "部门" not in without)


def test_the_rows_listed_are_the_most_pressing() -> None:
    answers = evaluate(inventory(ROWS), kernel().catalogs, as_of=AS_OF).to_pylist()
    asking = [row for row in answers if row["action"] != "none"]

    def pressing(row: dict[str, Any]) -> tuple[bool, int, int]:
        left = NEVER if row["days_left"] is None else row["days_left"]
        ends = row["state"] == "expiring" or row["action"] in {"decide_before_expiry", "ask_central"}
        ahead = ends and 0 < left < NEVER  # the last secret day is not over
        return (False, left, 0) if ahead else (True, ACTIONS.index(row["action"]), left)

    asking.sort(key=pressing)
    urgent = gathered(ROWS)[0].urgent
    assert urgent.total == len(asking) > MOST_ROWS
    assert [row["id"] for row in urgent.rows] == [row["id"] for row in asking[:MOST_ROWS]]


def test_what_is_near_its_end_is_due_by_its_last_secret_day() -> None:
    answers = evaluate(inventory(ROWS), kernel().catalogs, as_of=AS_OF).to_pylist()
    ends = [row for row in answers if row["state"] == "expiring" and row["action"] != "none"]
    found, _ = gathered(ROWS)
    ahead = {(action, day): times for (action, day), times in found.due.items() if day >= AS_OF}
    assert {(row["action"], row["last_secret_day"]) for row in ends} <= set(ahead)
    assert sum(ahead.values()) >= len(ends) > 0
    listed = [row for row in found.urgent.rows if row["due"] is not None and row["due"] >= AS_OF]
    assert listed == list(found.urgent.rows[: len(listed)])
    assert [row["due"] for row in listed] == sorted(row["due"] for row in listed)


def test_a_review_is_due_when_the_law_says() -> None:
    given = {row["id"]: row for row in inventory(500).to_pylist()}
    reviews = [row for row in gathered(500)[0].urgent.rows if row["action"] == "review"]
    assert reviews
    for row in reviews:
        one = given[row["id"]]
        reviewed = one["reviewed_on"] if one["reviewed_on"] is not None and one["reviewed_on"] <= AS_OF else None
        assert row["due"] == review_due(reviewed, one["issued"], AS_OF)
        assert row["due"] < AS_OF


def test_rows_are_counted_to_the_person_and_the_section_that_have_them() -> None:
    answers = evaluate(inventory(ROWS), kernel().catalogs, as_of=AS_OF).to_pylist()
    given = inventory(ROWS).to_pylist()
    asking = [(row["action"], one["承 办 人"]) for row, one in zip(answers, given, strict=True) if row["action"] != "none"]
    hands = gathered(ROWS)[0].hands
    assert set(hands["section"]) == {"一科", "二科"}
    assert hands["person"]["乙二"].actions == Counter(action for action, name in asking if name == "乙二 ")
    assert hands["person"][""].actions.total() == sum(name is None for _, name in asking)
    many = {str(place): Hand(Counter(review=1)) for place in range(99)} | {None: Hand(Counter(review=5))}
    told = workload(many)
    assert sum(load.count for load in told.shown) + told.others == 104


def test_a_finding_has_its_name_its_weight_and_what_to_do() -> None:
    page = report_page(*gathered(200), basis(), "zh")
    rows = page.partition('id="rows"')[2]
    assert '<span class="error">错误</span> 用别的符号代替了★ <code>mark-star-wrong</code>' in rows
    assert finding_remedy("mark-star-wrong", "zh") in page
    assert "保密法实施条例（2024年）第21条" in page


def test_openings_are_those_of_the_rows_still_secret() -> None:
    answers = evaluate(inventory(ROWS), kernel().catalogs, as_of=AS_OF).to_pylist()
    open_later = [row for row in answers if row["secret"] and row["opens_on"] is not None]
    found, _ = gathered(ROWS)
    assert sum(found.openings.values()) == len(open_later) > 0
    month = f"{open_later[0]['opens_on']:%Y-%m}"
    same = [row for row in open_later if f"{row['opens_on']:%Y-%m}" == month and row["level"] == open_later[0]["level"]]
    assert found.openings[month, open_later[0]["level"]] == len(same)


def test_first_rows_have_their_finding() -> None:
    answers = {row["id"]: row for row in evaluate(inventory(ROWS), kernel().catalogs, as_of=AS_OF).to_pylist()}
    first = gathered(ROWS, 211)[0].first
    assert {"mark-star-wrong", "mark-without-period"} <= set(first)
    for finding, ids in first.items():
        having = [one for one, row in answers.items() if finding in row["findings"]]
        assert ids == having[: len(ids)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_of_the_data_becomes_an_element(lang: str) -> None:
    page = report_page(*gathered(200), basis(), lang)  # type: ignore[arg-type]
    assert TITLE not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page  # shown, not worked out
    scripts = [attributes for tag, attributes in tags(page) if tag == "script"]
    assert scripts == [{}]


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    page = report_page(*gathered(200), basis(), "zh")
    asked = [value for _, attributes in tags(page) for name, value in attributes.items() if name in {"src", "href", "action"}]
    assert asked == []
    assert not re.search(r"https?:|url\(|@import", page)
    policy = next(attributes["content"] for tag, attributes in tags(page) if tag == "meta" and "http-equiv" in attributes)
    assert policy is not None
    assert policy.startswith("default-src 'none';")


def test_a_sample_says_so_and_what_it_rests_on_is_named() -> None:
    page = report_page(*gathered(50), basis(), "en")
    assert "organization-work" in page.partition("<h2>")[0]
    for catalog in kernel().catalogs:
        assert catalog.sha256 in page


def test_no_row_at_all() -> None:
    page = report_page(*gathered(0), basis(), "zh")
    assert "0 件" in page


def test_a_bar_is_as_high_as_its_count() -> None:
    plan = plan_of(["2027", "2028"], ["secret", "top_secret"], {("2027", "secret"): 30, ("2028", "top_secret"): 10})
    tall, low = plan.bars
    assert tall.height == pytest.approx(3 * low.height, rel=0.01)
    assert tall.y + tall.height == pytest.approx(plan.base, abs=0.2)
