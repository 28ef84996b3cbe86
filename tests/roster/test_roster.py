"""The list of an organ's secrets: what is on it, what changed, and what the organ wrote stays."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import classify
from classify.catalog.read import catalog_folders
from classify.documents.matter import TIERS
from classify.errors import InputError
from classify.roster.earlier import Earlier
from classify.roster.line import Line
from classify.roster.listing import listed
from classify.roster.update import update_of
from classify.span import Span
from tests.cli.command_line import ran

AS_OF = date(2026, 11, 21)
CATALOGS = classify.load_catalogs()


@pytest.mark.parametrize("tier", TIERS)
def test_every_state_item_in_force_is_listed_once(tier: str) -> None:
    made = listed(CATALOGS, tier, as_of=AS_OF)
    wanted = {f"{one.id}#{item.id}" for one in CATALOGS if one.in_force(AS_OF) for item in one.items if item.scheme == "state"}
    assert {line.basis for line in made.lines} == wanted
    assert len(made.lines) == len(wanted)


def test_what_is_no_longer_in_force_is_not_listed() -> None:
    made = listed(CATALOGS, "city", as_of=AS_OF)
    assert not any(line.basis.startswith("surveying-2003") for line in made.lines)
    assert any(line.basis.startswith("surveying-2020") for line in made.lines)


def test_an_item_whose_limbs_have_all_ended_is_not_listed() -> None:
    (catalog,) = classify.load_catalogs("organization-work")
    item = next(one for one in catalog.items if one.id == "3")
    ended = replace(item, limbs=tuple(replace(limb, span=Span(last=date(2020, 1, 1))) for limb in item.limbs))
    assert item.limbs
    changed = replace(catalog, items=(ended, *(one for one in catalog.items if one.id != "3")))
    bases = {line.basis for line in listed([changed], "city", as_of=AS_OF).lines}
    assert "organization-work#3" not in bases
    assert "organization-work#3" in {line.basis for line in listed([catalog], "city", as_of=AS_OF).lines}


def test_commercial_and_work_secrets_are_never_listed() -> None:
    shipped = classify.load_catalogs(*catalog_folders())
    made = listed(shipped, "central", as_of=AS_OF)
    schemes = {f"{one.id}#{item.id}": item.scheme for one in shipped for item in one.items}
    assert {schemes[line.basis] for line in made.lines} == {"state"}


def test_a_tier_that_may_not_determine_sees_the_item_and_that_it_refers_it() -> None:
    city, county = (listed(CATALOGS, tier, ["领导班子"], as_of=AS_OF).lines for tier in ("city", "county"))
    assert [line.basis for line in city] == [line.basis for line in county]
    assert {line.authority for line in county} == {"lacking"}
    assert "enough" in {line.authority for line in city}


def test_a_duty_narrows_and_several_duties_are_taken_together() -> None:
    exams, boards = (listed(CATALOGS, "city", [word], as_of=AS_OF).lines for word in ("考试", "领导班子"))
    both = listed(CATALOGS, "city", ["考试", "领导班子"], as_of=AS_OF).lines
    assert {line.basis for line in both} == {line.basis for line in (*exams, *boards)}
    assert 0 < len(exams) < len(listed(CATALOGS, "city", as_of=AS_OF).lines)


def test_an_unknown_tier_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        listed(CATALOGS, "village", as_of=AS_OF)
    assert refused.value.id == "unknown-choice"


def test_what_the_organ_wrote_stays_and_what_the_catalog_changed_is_told() -> None:
    now = listed(CATALOGS, "city", ["领导班子"], as_of=AS_OF)
    first, *others = now.lines
    earlier = {line.basis: line for line in others} | {first.basis: replace(first, term="不超过5年", department="组织科")}
    gone = Line("old#1", "某事项", "secret", "", "", "", "enough", "official", "办公室")
    earlier["old#1"] = gone
    again = listed(CATALOGS, "city", ["领导班子"], as_of=AS_OF, earlier=Earlier(earlier))
    assert again.lines[0].department == "组织科"
    update = update_of(Earlier(earlier), again)
    assert update.removed == (gone,)
    assert [(one.basis, dict(one.fields)) for one in update.changed] == [(first.basis, {"term": ("不超过5年", first.term)})]
    assert update.added == ()


def test_the_same_list_has_no_changes() -> None:
    made = listed(CATALOGS, "city", as_of=AS_OF)
    update = update_of(Earlier({line.basis: line for line in made.lines}), made)
    assert (update.added, update.removed, update.changed) == ((), (), ())


class TestTheCommand:
    """What is written can be read by an office, and by the command itself."""

    def test_a_workbook_holds_every_line_and_no_formula(self, tmp_path: Path) -> None:
        out = tmp_path / "list.xlsx"
        assert ran("list", "--tier", "city", "--out", out, "--as-of", "2026-11-21").status == 0
        book = openpyxl.load_workbook(out)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        assert len(rows) == 1 + len(listed(CATALOGS, "city", as_of=AS_OF).lines)
        assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)

    def test_csv_and_json_say_the_same(self, tmp_path: Path) -> None:
        for name in ("list.csv", "list.json"):
            assert ran("list", "--tier", "county", "--out", tmp_path / name, "--as-of", "2026-11-21").status == 0
        with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
            _, *rows = csv.reader(file)
        lines = json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))["lines"]
        assert [row[6] for row in rows] == [line["basis"] for line in lines]

    def test_made_again_it_tells_what_changed(self, tmp_path: Path) -> None:
        first = ("list", "--tier", "city", "--duty", "领导班子", "--as-of", "2026-11-21")
        ran(*first, "--out", tmp_path / "old.json")
        left = ran(*first, "--duty", "考试", "--out", tmp_path / "new.json", "--earlier", tmp_path / "old.json", "--json")
        update = json.loads(left.out)["update"]
        assert update["added"]
        assert update["removed"] == update["changed"] == []

    @pytest.mark.parametrize(
        "content", ["", "[]", "{", '{"schema": "classify/list/1", "lines": [{"basis": 1}]}', '{"schema": "x"}']
    )
    def test_another_file_is_no_earlier_list(self, content: str, tmp_path: Path) -> None:
        (tmp_path / "old.json").write_text(content, encoding="utf-8")
        left = ran("list", "--tier", "city", "--out", tmp_path / "new.csv", "--earlier", tmp_path / "old.json")
        assert left.status == 2
        assert len(left.err.splitlines()) == 1
        assert not (tmp_path / "new.csv").exists()
