"""`classify batch --earlier` and `classify catalog impact`: what the commands take, print and refuse."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest

from classify import evaluate, load_catalogs
from classify.selftest.inventories import inventory
from tests.cli.command_line import Ran, ran, refused

THEN = date(2026, 11, 21)
NOW = THEN + timedelta(days=1)
CATALOG = ("--catalog", "organization-work")
HOME = Path(__file__).resolve().parents[2] / "catalogs" / "organization-work"


def register(rows: int = 400, seed: int = 4) -> pa.Table:
    """Give an inventory without columns that hold nothing, as files have types, and without facts."""
    table = inventory(rows, seed, load_catalogs("organization-work"))
    return table.select(
        [field.name for field in table.schema if not field.name.startswith("fact.") and not pa.types.is_null(field.type)]
    )


def written(path: Path, table: pa.Table) -> Path:
    path.parent.mkdir(exist_ok=True)
    pq.write_table(table, path) if path.suffix == ".parquet" else pcsv.write_csv(table, path)
    return path


def batch(given: Path, out: Path, as_of: date, *more: str | Path) -> Ran:
    return ran("batch", given, "--out", out, "--as-of", as_of.isoformat(), *CATALOG, *more)


def again(folder: Path, old: pa.Table, new: pa.Table, *more: str, kind: str = ".parquet") -> dict[str, Any]:
    """Run a day, and the next one from it; give what was printed."""
    then, now = written(folder / f"old{kind}", old), written(folder / f"new{kind}", new)
    assert batch(then, folder / "then.parquet", THEN).status == 0
    earlier = ("--earlier", folder / "then.parquet", "--earlier-inventory", then)
    done = batch(now, folder / "again.parquet", NOW, *earlier, *more, "--json")
    assert done.status == 0, done.err
    assert batch(now, folder / "full.parquet", NOW, *more).status == 0
    found, full = pq.read_table(folder / "again.parquet"), pq.read_table(folder / "full.parquet")
    assert found.schema.metadata == full.schema.metadata
    assert found.to_pylist() == full.to_pylist()
    return dict(json.loads(done.out)["changes"])


class TestAnEarlierAnswer:
    """ "Given an earlier result … the result is identical to a full run"."""

    @pytest.mark.parametrize("kind", [".parquet", ".csv"])
    def test_of_the_same_inventory(self, kind: str, tmp_path: Path) -> None:
        told = again(tmp_path, register(), register(), kind=kind)
        assert (told["rows"], told["removed"], told["evaluated"]["row"]) == (400, 0, 0)
        assert told["evaluated"]["time"] < 40

    def test_of_an_inventory_that_was_added_to_and_taken_from(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        # groups of a few rows each, so that what was taken out is longer than one of them
        monkeypatch.setattr("classify.batch.files.GROUP", 1)
        for module in ("files", "again.earlier"):
            monkeypatch.setattr(f"classify.batch.{module}.CHUNK", 30)
        monkeypatch.setattr("classify.batch.again.earlier.AHEAD", 10)
        old = register()
        more = register(70, 5).set_column(0, "id", pa.array(np.arange(70) + 1_000)).select(old.schema.names)
        new = pa.concat_tables([old.slice(3, 97), old.slice(300), more])
        told = again(tmp_path, old, new)
        assert (told["removed"], told["evaluated"]["new"]) == (203, 70)

    def test_of_an_inventory_in_another_order_still_gives_the_answers_of_a_full_run(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("classify.batch.files.GROUP", 1)
        for module in ("files", "again.earlier"):
            monkeypatch.setattr(f"classify.batch.{module}.CHUNK", 50)
        monkeypatch.setattr("classify.batch.again.earlier.AHEAD", 20)
        old = register()
        again(tmp_path, old, old.take(pa.array(np.random.default_rng(1).permutation(400))))

    def test_with_the_other_columns_kept(self, tmp_path: Path) -> None:
        old = register().append_column("箱号", pa.array([str(row) for row in range(400)]))
        again(tmp_path, old, old, "--keep")

    def test_of_rows_that_draw_on_others(self, tmp_path: Path) -> None:
        drawn = pa.array([[row - 1, row + 1] if row % 7 == 3 else None for row in range(400)], pa.list_(pa.int64()))
        old = register().append_column("sources", drawn)
        marks = old.column("mark").to_pylist()
        marks[4] = "绝密★30年"
        new = old.set_column(old.schema.get_field_index("mark"), "mark", pa.array(marks))
        told = again(tmp_path, old, new, "--keep")
        assert told["evaluated"]["sources"] > 40

    def test_files_that_are_what_they_were_are_not_compared(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        old, new = tmp_path / "old", tmp_path / "new"
        for folder, mark in ((old, "秘密★3年"), (new, "秘密★4年")):
            written(folder / "1.parquet", register(100))
            last = register(100, 6).set_column(0, "id", pa.array(np.arange(100) + 100)).select(register(100).schema.names)
            place = last.schema.get_field_index("mark")
            written(folder / "2.parquet", last.set_column(place, "mark", pa.array([mark] * 100)))
        assert batch(old, tmp_path / "then.parquet", THEN).status == 0
        read: list[Path] = []
        original = pq.ParquetFile

        def opened(path: Path, *more: Any, **named: Any) -> pq.ParquetFile:
            read.append(path)
            return original(path, *more, **named)

        monkeypatch.setattr(pq, "ParquetFile", opened)
        earlier = ("--earlier", tmp_path / "then.parquet", "--earlier-inventory", old, "--json")
        done = batch(new, tmp_path / "again.parquet", NOW, *earlier)
        assert json.loads(done.out)["changes"]["evaluated"]["row"] == 100
        assert [path for path in read if path == old / "1.parquet"] == []

    def test_the_catalogs_of_then_tell_which_rows_rest_on_what_changed(self, tmp_path: Path) -> None:
        given = written(tmp_path / "in.parquet", register())
        assert batch(given, tmp_path / "then.parquet", THEN).status == 0
        earlier = ("--earlier", tmp_path / "then.parquet", "--earlier-inventory", given, "--json", "--as-of", THEN.isoformat())
        other = ran(
            "batch", given, "--out", tmp_path / "b.parquet", *earlier, "--catalog", "gaokao-2012", "--earlier-catalog", HOME
        )
        told = json.loads(other.out)["changes"]
        assert 0 < told["evaluated"]["catalog"] < 400
        unknown = ran("batch", given, "--out", tmp_path / "c.parquet", *earlier, "--catalog", "gaokao-2012")
        assert json.loads(unknown.out)["changes"]["evaluated"]["catalog"] == 400
        assert pq.read_table(tmp_path / "b.parquet").equals(pq.read_table(tmp_path / "c.parquet"))

    def test_people_are_told_what_changed_and_why(self, tmp_path: Path) -> None:
        given = written(tmp_path / "in.parquet", register())
        batch(given, tmp_path / "then.parquet", THEN)
        earlier = ("--earlier", tmp_path / "then.parquet", "--earlier-inventory", given)
        english = batch(given, tmp_path / "a.parquet", NOW + timedelta(days=300), *earlier, "--lang", "en")
        assert "its day came" in english.out
        chinese = batch(given, tmp_path / "a.parquet", NOW + timedelta(days=300), *earlier, "--lang", "zh")
        assert "日子到了" in chinese.out

    def test_what_does_not_belong_together_is_refused(self, tmp_path: Path) -> None:
        given, less = written(tmp_path / "in.parquet", register()), written(tmp_path / "less.parquet", register().slice(1))
        batch(given, tmp_path / "then.parquet", THEN)
        out, then = tmp_path / "out.parquet", tmp_path / "then.parquet"
        for options, where in (
            (("--earlier", then), "earlier-alone"),
            (("--earlier-inventory", given), "earlier-alone"),
            (("--earlier", given, "--earlier-inventory", given), "earlier-no-answer"),
            (("--earlier", tmp_path / "none.parquet", "--earlier-inventory", given), "earlier-no-answer"),
            (("--earlier", then, "--earlier-inventory", less), "earlier-other-rows"),
            (("--earlier", then, "--earlier-inventory", given, "--earlier-catalog", "gaokao-2012"), "earlier-catalogs"),
            (("--earlier", then, "--earlier-inventory", given, "--annotate", tmp_path / "copy.xlsx"), "usage-value"),
            (("--earlier", then, "--earlier-inventory", given, "--resume"), "usage-value"),
        ):
            done = batch(given, out, NOW, *options, "--json")
            assert done.status == 2, options
            assert json.loads(done.err.splitlines()[-1])["error"]["id"] == where
            assert not out.exists()


class TestCatalogImpact:
    """ "`classify catalog impact OLD NEW INVENTORY` says before a catalog is adopted which rows would change"."""

    def changed(self, folder: Path) -> Path:
        """Write the catalog with another level for its first item."""
        there = folder / "organization-work"
        there.mkdir()
        text = (HOME / "catalog.toml").read_text(encoding="utf-8")
        (there / "catalog.toml").write_text(text.replace('level = "confidential"', 'level = "top_secret"', 1), encoding="utf-8")
        return there

    def test_it_lists_the_rows_whose_answers_differ(self, tmp_path: Path) -> None:
        given, new = written(tmp_path / "in.parquet", register()), self.changed(tmp_path)
        done = ran("catalog", "impact", HOME, new, given, *CATALOG, "--as-of", THEN.isoformat(), "--json")
        assert done.status == 0, done.err
        told = json.loads(done.out)
        one, other = (evaluate(register(), load_catalogs(place), as_of=THEN).to_pylist() for place in (HOME, new))
        differing = [row["id"] for row, now in zip(one, other, strict=True) if row != now]
        assert [row["id"] for row in told["changes"]] == differing
        assert told["changed"] == len(differing) > 0
        assert told["old"]["sha256"] != told["new"]["sha256"]

    def test_people_see_counts_and_the_first_rows(self, tmp_path: Path) -> None:
        given, new = written(tmp_path / "in.csv", register()), self.changed(tmp_path)
        done = ran("catalog", "impact", HOME, new, given, *CATALOG, "--as-of", THEN.isoformat(), "--lang", "en")
        assert done.status == 0
        assert "rows that would change" in done.out

    def test_a_catalog_that_is_only_added_or_only_taken_away(self, tmp_path: Path) -> None:
        given = written(tmp_path / "in.parquet", register())
        shared = (given, *CATALOG, "--as-of", THEN.isoformat(), "--json")
        added, gone = (json.loads(ran("catalog", "impact", *pair, *shared).out) for pair in (("-", HOME), (HOME, "-")))
        assert added["changed"] == gone["changed"] > 0
        assert [row["before"] for row in added["changes"]] == [row["after"] for row in gone["changes"]]
        assert added["old"] is None

    def test_what_is_no_catalog_or_no_inventory_is_refused(self, tmp_path: Path) -> None:
        given = written(tmp_path / "in.parquet", register(5))
        refused(ran("catalog", "impact", "no-such", HOME, given))
        refused(ran("catalog", "impact", "-", "-", given))
        refused(ran("catalog", "impact", HOME, HOME, tmp_path / "none.parquet"))
