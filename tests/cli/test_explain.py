"""`classify explain FINDING` prints the page of a finding."""

from __future__ import annotations

import json

import pytest

from classify.law.rulebook import findings
from tests.cli.command_line import ran


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_prints_the_page(lang: str) -> None:
    left = ran("explain", "mark-star-wrong", "--lang", lang)
    assert left.status == 0
    assert left.out.startswith("# `mark-star-wrong`")
    assert "## " in left.out


@pytest.mark.parametrize("finding", findings())
def test_no_page_shows_the_notes_of_its_writer(finding: str) -> None:
    assert "<!--" not in ran("explain", finding).out


def test_as_json_it_is_one_document() -> None:
    left = ran("explain", "level-above-catalog", "--json")
    told = json.loads(left.out)
    assert (told["id"], told["severity"]) == ("level-above-catalog", findings()["level-above-catalog"].severity)


def test_an_unknown_one_offers_the_nearest() -> None:
    left = ran("explain", "mark-star-wrng", "--lang", "en")
    assert left.status == 2
    assert "mark-star-wrong" in left.err
    assert left.out == ""


@pytest.mark.parametrize(("lang", "name"), [("zh", "用别的符号代替了★"), ("en", "another sign stands where ★ belongs")])
def test_without_an_id_it_lists_all_with_their_names(lang: str, name: str) -> None:
    lines = ran("explain", "--lang", lang).out.splitlines()
    assert any(line.split() == ["mark-star-wrong", *name.split()] for line in lines)
    assert [line.split()[0] for line in lines] == sorted(findings())
    assert all(line.split(maxsplit=1)[1] for line in lines)
    told = json.loads(ran("explain", "--lang", lang, "--json").out)
    assert [set(one) for one in told] == [{"id", "severity", "name"}] * len(findings())
    assert [f"{one['id']} {one['name']}" for one in told] == [" ".join(line.split(maxsplit=1)) for line in lines]
