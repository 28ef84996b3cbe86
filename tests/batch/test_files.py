from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest

from classify.batch import evaluate
from classify.batch.files import evaluate_files
from classify.batch.kernel import Kernel
from classify.catalog.read import load_catalogs
from classify.errors import InputError
from classify.selftest.inventories import inventory
from tests.batch.examples import AS_OF, names_in


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel(load_catalogs("organization-work"), AS_OF, "civil")


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return inventory(3_000, 21, load_catalogs("organization-work"))


class TestFiles:
    """ "Output appears whole under its name or not at all"; streaming changes no row."""

    def test_a_file_is_answered_as_its_table(self, kernel: Kernel, table: pa.Table, tmp_path: Path) -> None:
        pq.write_table(table, tmp_path / "in.parquet")
        summary = evaluate_files(str(tmp_path / "in.parquet"), tmp_path / "out.parquet", kernel)
        answers = evaluate(table, kernel.catalogs, as_of=AS_OF)
        written = pq.read_table(tmp_path / "out.parquet")
        assert written.to_pylist() == answers.to_pylist()
        assert written.schema.metadata[b"classify.as_of"] == b"2026-11-21"
        assert sum(summary.states.values()) == sum(summary.actions.values()) == summary.rows == table.num_rows
        assert names_in(tmp_path) == ["in.parquet", "out.parquet"]

    def test_a_folder_is_its_files_in_order(self, kernel: Kernel, table: pa.Table, tmp_path: Path) -> None:
        home = tmp_path / "in"
        home.mkdir()
        pq.write_table(table.slice(0, 1_000), home / "a.parquet")
        pq.write_table(table.slice(1_000), home / "b.parquet")
        evaluate_files(str(home), tmp_path / "out.parquet", kernel, keep=True)
        written = pq.read_table(tmp_path / "out.parquet")
        assert written.to_pylist() == evaluate(table, kernel.catalogs, as_of=AS_OF, keep=True).to_pylist()
        evaluate_files(str(home / "*.parquet"), tmp_path / "again.parquet", kernel, keep=True)
        assert (tmp_path / "again.parquet").read_bytes() == (tmp_path / "out.parquet").read_bytes()

    def test_csv_says_the_same_as_parquet(self, kernel: Kernel, table: pa.Table, tmp_path: Path) -> None:
        texts = table.set_column(0, "id", table.column("id").cast(pa.string()))
        pcsv.write_csv(texts, tmp_path / "in.csv")
        evaluate_files(str(tmp_path / "in.csv"), tmp_path / "out.csv", kernel)
        lines = pcsv.read_csv(tmp_path / "out.csv", convert_options=pcsv.ConvertOptions(strings_can_be_null=True)).to_pylist()
        for line, answer in zip(lines, evaluate(table, kernel.catalogs, as_of=AS_OF).to_pylist(), strict=True):
            assert (line["state"], line["action"], line["opens_on"]) == (answer["state"], answer["action"], answer["opens_on"])
            assert (line["findings"] or "") == ";".join(answer["findings"])

    def test_what_is_refused_leaves_an_earlier_answer_as_it_was(self, kernel: Kernel, table: pa.Table, tmp_path: Path) -> None:
        (tmp_path / "out.parquet").write_bytes(b"earlier")
        pq.write_table(pa.concat_tables([table, table.slice(0, 1)]), tmp_path / "in.parquet")
        with pytest.raises(InputError) as refused:
            evaluate_files(str(tmp_path / "in.parquet"), tmp_path / "out.parquet", kernel)
        assert refused.value.id == "id-twice"
        assert (tmp_path / "out.parquet").read_bytes() == b"earlier"
        assert names_in(tmp_path) == ["in.parquet", "out.parquet"]

    @pytest.mark.parametrize(
        ("given", "out", "error"),
        [
            ("nothing.parquet", "out.parquet", "inventory-absent"),
            ("in.txt", "out.parquet", "inventory-kind"),
            ("broken.parquet", "out.parquet", "inventory-not-readable"),
            ("broken.csv", "out.parquet", "csv-value"),
            ("good.parquet", "out.txt", "output-kind"),
            ("good.parquet", "good.parquet", "output-is-input"),
            ("good.parquet", "nowhere/out.parquet", "output-not-written"),
        ],
    )
    def test_what_cannot_be_done_is_one_clear_error(
        self, kernel: Kernel, tmp_path: Path, given: str, out: str, error: str
    ) -> None:
        (tmp_path / "in.txt").write_text("id")
        (tmp_path / "broken.parquet").write_bytes(b"PAR1 no")
        (tmp_path / "broken.csv").write_text("id,mark,issued\n1,秘密★1年,soon\n", encoding="utf-8")
        pq.write_table(pa.table({"id": [1], "mark": ["秘密★1年"]}), tmp_path / "good.parquet")
        with pytest.raises(InputError) as refused:
            evaluate_files(str(tmp_path / given), tmp_path / out, kernel)
        assert refused.value.id == error
        assert not (tmp_path / "out.parquet").exists()
