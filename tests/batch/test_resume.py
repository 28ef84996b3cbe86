from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classify import whole
from classify.batch import files, parts
from classify.batch.files import evaluate_files
from classify.batch.kernel import Kernel
from classify.catalog.read import load_catalogs
from classify.errors import InputError
from classify.selftest.inventories import inventory
from tests.agreement.children import ENVIRONMENT, ROOT
from tests.batch.examples import AS_OF, names_in

ROWS, CHUNK = 2_000, 500
PARTS = ".out.parquet.parts"


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel(load_catalogs("organization-work"), AS_OF, "civil")


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return inventory(ROWS, 21, load_catalogs("organization-work"))


@pytest.fixture
def home(table: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with an inventory that makes four parts."""
    monkeypatch.setattr(files, "GROUP", 1)
    monkeypatch.setattr(files, "CHUNK", CHUNK)
    pq.write_table(table, tmp_path / "in.parquet")
    return tmp_path


class Runs:
    """Runs over one inventory: whole ones, ones that are stopped, ones that resume."""

    def __init__(self, home: Path, kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.kernel, self.monkeypatch = home, kernel, monkeypatch
        self.evaluated = 0
        self.stop_after: int | None = None
        monkeypatch.setattr(files, "evaluated", self._evaluated)

    def _evaluated(
        self, work: Callable[[pa.RecordBatch], pa.RecordBatch], batches: list[pa.RecordBatch], _: object
    ) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if self.evaluated == self.stop_after:
                raise KeyboardInterrupt
            self.evaluated += 1
            yield work(batch)

    def whole(self, name: str = "whole.parquet") -> bytes:
        evaluate_files(str(self.home / "in.parquet"), self.home / name, self.kernel)
        return (self.home / name).read_bytes()

    def stopped(self, after: int) -> None:
        self.evaluated, self.stop_after = 0, after
        with pytest.raises(KeyboardInterrupt):
            evaluate_files(str(self.home / "in.parquet"), self.home / "out.parquet", self.kernel, resume=True)
        self.stop_after = None

    def resumed(self, *, keep: bool = False) -> bytes:
        self.evaluated = 0
        evaluate_files(str(self.home / "in.parquet"), self.home / "out.parquet", self.kernel, resume=True, keep=keep)
        return (self.home / "out.parquet").read_bytes()

    def part(self, number: int) -> Path:
        return self.home / PARTS / f"{number:08d}.arrow"


@pytest.fixture
def runs(home: Path, kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(home, kernel, monkeypatch)


class TestResume:
    """ "`--resume` after a kill at any moment ends in the same bytes as an uninterrupted run"."""

    @pytest.mark.parametrize("after", [0, 1, 3])
    def test_a_run_that_was_stopped_does_only_what_is_left(self, runs: Runs, after: int) -> None:
        expected = runs.whole()
        runs.stopped(after)
        assert not (runs.home / "out.parquet").exists()
        assert runs.resumed() == expected
        assert runs.evaluated == ROWS // CHUNK - after
        assert names_in(runs.home) == ["in.parquet", "out.parquet", "whole.parquet"]

    def test_a_run_that_was_stopped_twice(self, runs: Runs) -> None:
        expected = runs.whole()
        runs.stopped(1)
        runs.stopped(2)
        assert runs.resumed() == expected
        assert runs.evaluated == 1

    @pytest.mark.parametrize(
        "damage",
        [
            pytest.param(lambda content: content[: len(content) // 2], id="cut short"),
            pytest.param(lambda content: content[:-1], id="cut by one byte"),
            pytest.param(lambda _: b"", id="empty"),
            pytest.param(lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:], id="one bit"),
            pytest.param(lambda _: b"ARROW1 something else", id="foreign"),
        ],
    )
    def test_a_part_that_is_damaged_is_made_again(self, runs: Runs, damage: Callable[[bytes], bytes]) -> None:
        expected = runs.whole()
        runs.stopped(3)
        runs.part(1).write_bytes(damage(runs.part(1).read_bytes()))
        assert runs.resumed() == expected
        assert runs.evaluated == 2

    def test_a_part_in_the_place_of_another_is_made_again(self, runs: Runs) -> None:
        expected = runs.whole()
        runs.stopped(3)
        runs.part(1).write_bytes(runs.part(0).read_bytes())
        assert runs.resumed() == expected

    def test_what_somebody_else_put_there_stays(self, runs: Runs) -> None:
        expected = runs.whole()
        runs.stopped(2)
        (runs.home / PARTS / "notes.txt").write_text("mine")
        assert runs.resumed() == expected
        assert names_in(runs.home / PARTS) == ["notes.txt"]

    def test_parts_of_another_inventory_do_not_count(self, runs: Runs, table: pa.Table) -> None:
        runs.stopped(3)
        pq.write_table(table.slice(CHUNK), runs.home / "in.parquet")
        expected = runs.whole()
        assert runs.resumed() == expected
        assert runs.evaluated == ROWS // CHUNK - 1
        assert names_in(runs.home) == ["in.parquet", "out.parquet", "whole.parquet"]

    def test_an_inventory_written_again_at_the_same_size_does_not_count(self, runs: Runs, table: pa.Table) -> None:
        runs.stopped(3)
        given = runs.home / "in.parquet"
        size, told = given.stat().st_size, given.stat().st_mtime_ns
        pq.write_table(table, given)
        os.utime(given, ns=(told + 1, told + 1))
        assert given.stat().st_size == size
        runs.resumed()
        assert runs.evaluated == ROWS // CHUNK

    def test_parts_with_other_columns_do_not_count(self, runs: Runs) -> None:
        runs.stopped(3)
        runs.resumed(keep=True)
        assert runs.evaluated == ROWS // CHUNK

    def test_parts_of_another_day_do_not_count(self, runs: Runs) -> None:
        runs.stopped(3)
        runs.kernel = Kernel(runs.kernel.catalogs, AS_OF.replace(year=2027), "civil")
        expected = runs.whole()
        assert runs.resumed() == expected

    def test_a_run_that_is_refused_leaves_no_parts(self, runs: Runs, table: pa.Table) -> None:
        pq.write_table(pa.concat_tables([table, table.slice(0, 1)]), runs.home / "in.parquet")
        with pytest.raises(InputError) as refused:
            runs.resumed()
        assert refused.value.id == "id-twice"
        assert names_in(runs.home) == ["in.parquet"]


class TestKilled:
    """A kill at every step that a run takes on the disk: what is visible is whole, and the next run ends in the same bytes."""

    @pytest.mark.parametrize(("out", "steps"), [("out.parquet", range(42)), ("out.csv", range(0, 40, 5))])
    def test_at_every_step(self, runs: Runs, out: str, steps: range) -> None:
        expected = runs.whole(f"whole{Path(out).suffix}")
        command = [sys.executable, "-m", "tests.batch.killing", str(runs.home), out, *map(str, steps)]
        done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr[-2000:]
        told = [json.loads(line) for line in done.stdout.splitlines()]
        assert [one["step"] for one in told] == list(steps)
        assert all(one["resumed"] and not one["early"] and not one["left"] for one in told), told
        assert {(runs.home / f"{step}{Path(out).suffix}").read_bytes() for step in steps} == {expected}
        killed = [one["step"] for one in told if not one["lived"]]
        assert 0 in killed
        assert told[-1]["lived"], "the steps do not reach the end of a run"


class TestPower:
    """A loss of power takes what was not synced: content is on the disk before its name is, and the name before the end."""

    @pytest.fixture
    def told(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        told: list[str] = []
        replace = Path.replace

        def synced(path: Path) -> None:
            told.append(f"sync {path.name}")

        def replaced(path: Path, target: Path) -> Path:
            told.append(f"name {target.name}")
            return replace(path, target)

        monkeypatch.setattr(whole, "keep_safe", synced)
        monkeypatch.setattr(parts, "keep_safe", synced)
        monkeypatch.setattr(Path, "replace", replaced)
        return told

    def test_of_the_output(self, runs: Runs, told: list[str]) -> None:
        runs.whole("out.parquet")
        assert told == ["sync .out.parquet.unfinished", "name out.parquet", f"sync {runs.home.name}"]

    def test_of_the_parts(self, runs: Runs, told: list[str]) -> None:
        runs.resumed()
        for number in range(ROWS // CHUNK):
            at = told.index(f"name {number:08d}.arrow")
            assert told[at - 1] == f"sync {number:08d}.unfinished"
            assert told[at + 1] == f"sync {PARTS}"

    def test_a_file_and_a_folder_can_be_synced(self, tmp_path: Path) -> None:
        (tmp_path / "one").write_text("1")
        whole.keep_safe(tmp_path / "one")
        whole.keep_safe(tmp_path)


class TestTwoRuns:
    """Two runs never write into one file."""

    def test_the_second_is_refused_and_harms_nothing(self, runs: Runs) -> None:
        out = runs.home / "out.parquet"
        with whole.appearing(out) as unfinished:
            unfinished.write_bytes(b"the first")
            with pytest.raises(InputError) as refused:
                runs.whole("out.parquet")
            assert refused.value.id == "output-busy"
        assert out.read_bytes() == b"the first"
        runs.whole("out.parquet")
        assert names_in(runs.home) == ["in.parquet", "out.parquet"]

    def test_what_a_killed_run_left_stops_nobody(self, runs: Runs) -> None:
        (runs.home / ".out.parquet.unfinished").write_bytes(b"half" * 100_000)
        assert runs.whole("out.parquet") == runs.whole()
        assert names_in(runs.home) == ["in.parquet", "out.parquet", "whole.parquet"]
