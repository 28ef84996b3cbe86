from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from classify.batch import document as module
from classify.batch import evaluate
from classify.batch.document import copy_digest, digest_of, kernel_of, read_document, write_document
from classify.batch.norms import norms_of
from classify.batch.spark import Rows
from classify.catalog.read import load_catalogs
from classify.errors import InputError
from classify.selftest.inventories import inventory

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 21)
C_LIBRARIES = ("durable", "durable_rules_engine", "networkx", "ahocorasick_rs", "opencc", "bm25s", "pydantic", "pydantic_core")
ALL_BUT_ARROW = (*C_LIBRARIES, "typer", "rich", "chinese_calendar", "scipy", "pandas", "pyspark")


@cache
def document() -> bytes:
    return write_document(norms_of(load_catalogs(), AS_OF, "civil"))


@cache
def rows() -> pa.Table:
    return inventory(2_000, 4, load_catalogs())


def plain(answer: pa.Table) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = answer.to_pylist()
    return listed


class TestTheDocument:
    """ "Catalogs and law travel to the workers as one compiled, digested document." """

    @pytest.mark.parametrize("rule", ["civil", "anniversary"])
    def test_a_kernel_of_the_document_answers_as_one_of_the_files(self, rule: Any) -> None:
        sent = write_document(norms_of(load_catalogs(), date(2019, 2, 28), rule))
        answers = pa.Table.from_batches([kernel_of(sent)(batch) for batch in rows().to_batches()])
        assert plain(answers) == plain(evaluate(rows(), load_catalogs(), as_of=date(2019, 2, 28), expiry_rule=rule))

    def test_what_is_read_is_what_was_written(self) -> None:
        read = read_document(document())
        written = norms_of(load_catalogs(), AS_OF, "civil")
        assert read.catalogs == written.catalogs
        assert dict(read.vocabulary.facts) == dict(written.vocabulary.facts)
        assert [(law.day, law.program, law.parameters) for law in read.laws.laws] == [
            (law.day, law.program, law.parameters) for law in written.laws.laws
        ]
        assert (read.now, read.today, read.as_of, read.rule) == (written.now, written.today, written.as_of, written.rule)

    def test_the_same_contents_are_the_same_bytes_whatever_the_seed_of_hashes(self) -> None:
        code = (
            "import sys; from datetime import date; from classify.batch.document import write_document;"
            "from classify.batch.norms import norms_of; from classify.catalog.read import load_catalogs;"
            "sys.stdout.buffer.write(write_document(norms_of(load_catalogs(), date(2026, 11, 21), 'civil')))"
        )
        environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
        other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
        assert other.stdout == document()

    def test_another_day_rule_or_catalog_is_another_digest(self) -> None:
        others = [
            norms_of(load_catalogs(), date(2026, 11, 22), "civil"),
            norms_of(load_catalogs(), AS_OF, "anniversary"),
            norms_of(load_catalogs("organization-work"), AS_OF, "civil"),
        ]
        assert len({digest_of(document()), *(digest_of(write_document(norms)) for norms in others)}) == 4

    @pytest.mark.parametrize("place", [0, 90, 200, 5_000, -1])
    def test_a_document_that_was_changed_is_refused(self, place: int) -> None:
        changed = bytearray(document())
        changed[place] ^= 1
        with pytest.raises(InputError) as refused:
            read_document(bytes(changed))
        assert refused.value.id == "document-damaged"

    def test_a_document_of_another_copy_of_classify_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "copy_digest", lambda: "0" * 64)
        with pytest.raises(InputError) as refused:
            read_document(document())
        assert refused.value.id == "document-other-copy"
        assert copy_digest()[:12] in str(refused.value)

    def test_the_kernel_is_built_once_in_a_process(self) -> None:
        assert kernel_of(bytes(bytearray(document()))) is kernel_of(document())


class TestAPoorWorker:
    """ "The workers need no C extension": numpy and pyarrow, which Spark itself needs for Arrow, are all."""

    def answer(self, table: pa.Table, home: Path, missing: Sequence[str], path: Path = ROOT) -> tuple[int, str, Path]:
        (home / "document").write_bytes(document())
        with pa.ipc.new_file(str(home / "rows"), table.schema) as writer:
            writer.write_table(table)
        command = [sys.executable, str(Path(__file__).with_name("worker.py")), "document", "rows", "answer", *missing]
        environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, cwd=home, env=environment, text=True, capture_output=True, check=False)
        return done.returncode, done.stdout + done.stderr, home / "answer"

    def test_rows_with_recorded_items_need_no_library(self, tmp_path: Path) -> None:
        recorded = rows().drop_columns(["title"])
        status, said, answer = self.answer(recorded, tmp_path, ALL_BUT_ARROW)
        assert status == 0, said
        with pa.ipc.open_file(str(answer)) as file:
            assert plain(file.read_all()) == plain(evaluate(recorded, load_catalogs(), as_of=AS_OF))

    def test_titles_need_the_libraries_of_text_alone(self, tmp_path: Path) -> None:
        spared = [name for name in ALL_BUT_ARROW if name not in {"ahocorasick_rs", "opencc"}]
        status, said, answer = self.answer(rows(), tmp_path, spared)
        assert status == 0, said
        with pa.ipc.open_file(str(answer)) as file:
            assert plain(file.read_all()) == plain(evaluate(rows(), load_catalogs(), as_of=AS_OF))

    def test_titles_without_the_libraries_are_refused_by_name(self, tmp_path: Path) -> None:
        status, said, answer = self.answer(rows(), tmp_path, ["opencc"])
        assert (status, answer.exists()) == (1, False)
        assert "the library `opencc`" in said
        assert len(said.splitlines()) == 1

    def test_classify_may_be_sent_as_an_archive(self, tmp_path: Path) -> None:
        archive = packed(tmp_path / "classify.zip")
        status, said, _ = self.answer(rows().drop_columns(["title"]), tmp_path, ALL_BUT_ARROW, archive)
        assert (status, str(archive) in said) == (0, True), said

    def test_another_copy_of_classify_is_refused_in_one_line(self, tmp_path: Path) -> None:
        archive = packed(tmp_path / "classify.zip", changed="classify/term.py")
        status, said, answer = self.answer(rows(), tmp_path, (), archive)
        assert (status, answer.exists(), len(said.splitlines())) == (1, False, 1)
        assert copy_digest()[:12] in said

    def test_an_id_that_is_missing_is_refused_where_ids_were_trusted(self) -> None:
        table = pa.table({"id": pa.array([1, None]), "mark": ["秘密★10年", "机密★20年"]})
        with pytest.raises(InputError) as refused:
            list(Rows(document(), ("id", "mark"), ())(table.to_batches()))
        assert refused.value.id == "id-missing"

    @pytest.mark.parametrize("size", [1, 333, 70_000])
    def test_however_small_the_batches_that_come(self, size: int) -> None:
        work = Rows(document(), tuple(rows().column_names), ("mark",))
        got = pa.Table.from_batches(list(work(rows().to_batches(max_chunksize=size))))
        wanted = evaluate(rows(), load_catalogs(), as_of=AS_OF).append_column("mark", rows().column("mark"))
        assert plain(got) == plain(wanted)


def packed(archive: Path, changed: str | None = None) -> Path:
    """Pack classify as it would be sent, maybe with one module changed."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted((ROOT / "classify").rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix in {".py", ".toml"} or path.name == "py.typed":
                file.writestr(name, path.read_bytes() + (b"# changed\n" if name == changed else b""))
    return archive
