"""`classify batch INVENTORY --out OUT`: the contract of the command, file by file and refusal by refusal."""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest

from classify import evaluate, load_catalogs, whole
from classify.batch import ids, inventory
from classify.cli.progress import Progress
from classify.selftest.inventories import inventory as generated
from classify.text.sentences import labelled, tables
from tests.batch.examples import AS_OF, names_in
from tests.cli.command_line import Ran, environment, file, ran, refused

DAY = AS_OF.isoformat()
CATALOG = ("--catalog", "organization-work")
GOOD = {
    "id": [1, 2, 3],
    "mark": ["秘密★10年", "机密★5年", "秘密★长期"],
    "issued": [date(2014, 3, 9), date(2025, 1, 1), date(2020, 1, 1)],
}


def batch(given: Path | str, out: Path, *more: str | Path) -> Ran:
    return ran("batch", given, "--out", out, "--as-of", DAY, *CATALOG, *more)


def table(rows: int = 300, seed: int = 4) -> pa.Table:
    return generated(rows, seed, load_catalogs("organization-work"))


def expected(given: pa.Table, **more: Any) -> pa.Table:
    return evaluate(given, load_catalogs("organization-work"), as_of=AS_OF, **more)


def written(folder: Path, given: pa.Table | dict[str, list[Any]], name: str = "in.parquet") -> Path:
    given = given if isinstance(given, pa.Table) else pa.table(given)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if path.suffix == ".parquet":
        pq.write_table(given, path)
    else:
        pcsv.write_csv(given, path)
    return path


def lines(path: Path) -> list[dict[str, str]]:
    """Read a CSV as texts."""
    head = path.read_text(encoding="utf-8").split("\n", 1)[0].replace('"', "").split(",")
    types = dict.fromkeys(head, pa.string())
    found: list[dict[str, str]] = pcsv.read_csv(path, convert_options=pcsv.ConvertOptions(column_types=types)).to_pylist()
    return found


class TestTheAnswer:
    """ "The input's order, exactly its rows. The metadata names as_of, versions and digests of catalogs and rules"."""

    def test_is_that_of_the_library(self, tmp_path: Path) -> None:
        given = table()
        assert batch(written(tmp_path, given), tmp_path / "out.parquet").status == 0
        found = pq.read_table(tmp_path / "out.parquet")
        assert found.equals(expected(given))
        assert found.schema.metadata == expected(given).schema.metadata

    def test_metadata_name_what_it_rests_on(self, tmp_path: Path) -> None:
        batch(written(tmp_path, GOOD), tmp_path / "out.parquet", "--expiry-rule", "anniversary")
        told = pq.read_schema(tmp_path / "out.parquet").metadata
        assert told[b"classify.as_of"] == DAY.encode()
        assert told[b"classify.expiry_rule"] == b"anniversary"
        assert re.fullmatch(rb"organization-work \S+ sha256:[0-9a-f]{64} sample", told[b"classify.catalogs"])
        assert re.fullmatch(rb"[0-9a-f]{64}", told[b"classify.rules.sha256"])
        assert told[b"classify.version"]

    def test_other_columns_come_with_keep_only(self, tmp_path: Path) -> None:
        given = pa.table({**GOOD, "箱号": ["甲", None, "丙"], "level": ["机密", None, None]})
        batch(written(tmp_path, given), tmp_path / "plain.parquet")
        batch(tmp_path / "in.parquet", tmp_path / "kept.parquet", "--keep")
        plain, kept = pq.read_table(tmp_path / "plain.parquet"), pq.read_table(tmp_path / "kept.parquet")
        assert "箱号" not in plain.schema.names
        assert kept.schema.names == [*plain.schema.names, "mark", "issued", "箱号"]
        assert kept.column("箱号").to_pylist() == ["甲", None, "丙"]
        assert kept.select(plain.schema.names).to_pylist() == plain.to_pylist(), "the answer's own level, not the register's"

    @pytest.mark.parametrize("threads", ["1", "2", "5"])
    def test_threads_change_no_byte(self, threads: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("classify.batch.files.CHUNK", 40)
        written(tmp_path, table())
        batch(tmp_path / "in.parquet", tmp_path / "one.parquet")
        batch(tmp_path / "in.parquet", tmp_path / "other.parquet", "--threads", threads)
        assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "other.parquet").read_bytes()

    def test_an_earlier_answer_is_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "out.parquet").write_bytes(b"earlier")
        assert batch(written(tmp_path, GOOD), tmp_path / "out.parquet").status == 0
        assert pq.read_table(tmp_path / "out.parquet").num_rows == 3

    def test_a_row_of_nulls_only_is_invalid_and_stops_nothing(self, tmp_path: Path) -> None:
        given = table(5)
        names = given.schema.names
        emptied = pa.table(
            {name: given.column(name) if name == "id" else pa.nulls(5, given.schema.field(name).type) for name in names}
        )
        batch(
            written(tmp_path, pa.concat_tables([given, emptied.set_column(0, "id", pa.array(range(5, 10)))])),
            tmp_path / "out.parquet",
        )
        found = pq.read_table(tmp_path / "out.parquet").to_pylist()
        assert len(found) == 10
        assert {(one["state"], one["action"], one["secret"], one["level"]) for one in found[5:]} == {
            ("invalid", "correct", True, None)
        }


class TestCsv:
    """The same in CSV, both ways; ids stay the texts they are."""

    def test_says_what_parquet_says(self, tmp_path: Path) -> None:
        given = table()
        written(tmp_path, given.set_column(0, "id", given.column("id").cast(pa.string())), "in.csv")
        assert batch(tmp_path / "in.csv", tmp_path / "out.csv").status == 0
        for line, answer in zip(lines(tmp_path / "out.csv"), expected(given).to_pylist(), strict=True):
            told = {name: "" if value is None else value for name, value in answer.items()}
            told |= {"findings": ";".join(answer["findings"]), "secret": str(answer["secret"]).lower()}
            assert line == {name: str(value) for name, value in told.items()}

    @pytest.mark.parametrize("block", [600, 1 << 20])
    def test_lines_in_quotes_and_blocks_change_nothing(self, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inventory, "BLOCK", block)
        monkeypatch.setattr("classify.batch.files.CHUNK", 7)
        text = "".join(f'00{number},"第一行\n""第二行"",有逗号",秘密★10年,2014-03-09\n' for number in range(100, 160))
        file(tmp_path, "in.csv", "\ufeffid,title,mark,issued\n" + text)
        assert batch(tmp_path / "in.csv", tmp_path / "out.parquet", "--keep").status == 0
        found = pq.read_table(tmp_path / "out.parquet").to_pylist()
        assert [one["id"] for one in found] == [f"00{number}" for number in range(100, 160)]
        assert {one["title"] for one in found} == {'第一行\n"第二行",有逗号'}
        assert {one["state"] for one in found} == {"self_declassified"}

    def test_kept_lists_are_parted_by_semicolons(self, tmp_path: Path) -> None:
        batch(written(tmp_path, {**GOOD, "boxes": [[1, 2], [], None]}), tmp_path / "out.csv", "--keep")
        assert [line["boxes"] for line in lines(tmp_path / "out.csv")] == ["1;2", "", ""]


class TestWhichFiles:
    """ "a file, a folder or a glob"; one inventory has one set of columns."""

    def test_a_folder_is_its_files_by_name_whatever_else_lies_there(self, tmp_path: Path) -> None:
        given = table()
        written(tmp_path, given.slice(200), "in/b.parquet")
        written(tmp_path, given.slice(0, 200), "in/a.PARQUET".replace("PARQUET", "parquet"))
        written(tmp_path, {"no": [1]}, "in/.hidden.parquet")
        file(tmp_path, "in/readme.txt", "no inventory")
        assert batch(tmp_path / "in", tmp_path / "out.parquet").status == 0
        assert pq.read_table(tmp_path / "out.parquet").to_pylist() == expected(given).to_pylist()

    def test_a_glob_chooses_among_them(self, tmp_path: Path) -> None:
        given = table()
        for number in range(3):
            written(tmp_path, given.slice(100 * number, 100), f"in/{number}.parquet")
        assert batch(f"{tmp_path}/in/[01].parquet", tmp_path / "out.parquet").status == 0
        assert pq.read_table(tmp_path / "out.parquet").num_rows == 200

    def test_ids_are_unique_over_all_files(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            written(tmp_path, GOOD, f"in/{name}.parquet")
        assert "id" in refused(batch(tmp_path / "in", tmp_path / "out.parquet"))[0]

    def test_files_may_have_other_columns_in_another_order(self, tmp_path: Path) -> None:
        written(tmp_path, {"id": ["1"], "mark": ["秘密★1年"], "issued": [date(2014, 3, 9)]}, "in/a.parquet")
        written(tmp_path, {"x": [1.5], "mark": ["秘密★1年"], "id": ["2"]}, "in/b.parquet")
        file(tmp_path, "in/c.csv", "issued,id,level\n2014-03-09,3,秘密\n")
        file(tmp_path, "in/d.csv", "编号,密级,保密期限,日期\r\n4,秘密,一年,2014.3.9\r\n".encode("gb18030"))
        assert batch(tmp_path / "in", tmp_path / "out.parquet", "--keep").status == 0
        found = pq.read_table(tmp_path / "out.parquet").to_pylist()
        assert [(row["id"], row["state"], row["x"]) for row in found] == [
            ("1", "self_declassified", None),
            ("2", "unknown_start", 1.5),
            ("3", "self_declassified", None),
            ("4", "self_declassified", None),
        ]

    def test_files_with_another_type_are_refused_by_number_and_column(self, tmp_path: Path) -> None:
        written(tmp_path, GOOD, "in/a.parquet")
        written(tmp_path, {"id": ["1"], "mark": ["秘密★1年"]}, "in/b.parquet")
        left = batch(tmp_path / "in", tmp_path / "out.parquet", "--lang", "en", "--json")
        assert "file 2 of 2" in refused(left)[0]
        assert (left.error["id"], left.error["where"]) == ("inventory-schemas", "[2]id")

    def test_an_id_of_two_lists_names_both_cells(self, tmp_path: Path) -> None:
        file(tmp_path, "in/a.csv", "编号,密级\n甲-1,秘密\n甲-2,秘密\n")
        file(tmp_path, "in/b.csv", "编号,密级\n乙-1,秘密\n甲-2,秘密\n")
        left = batch(tmp_path / "in", tmp_path / "out.parquet", "--json")
        assert (left.error["id"], left.error["where"]) == ("sheet-id-twice", "[2]#1!A3")
        assert "[1]#1!A3" in left.err

    @pytest.mark.parametrize("name", ["in.parquet", "in.csv"])
    def test_an_inventory_without_rows_has_an_answer_without_rows(self, name: str, tmp_path: Path) -> None:
        written(tmp_path, pa.table(GOOD).slice(0, 0), name)
        left = batch(tmp_path / name, tmp_path / "out.parquet", "--json", "--check")
        assert left.status == 0
        assert left.answer["rows"] == 0
        assert pq.read_table(tmp_path / "out.parquet").num_rows == 0
        assert pq.read_schema(tmp_path / "out.parquet").names == expected(pa.table(GOOD)).schema.names

    @pytest.mark.parametrize("content", ["id,mark", "id,mark\n", "\ufeffid,mark\r\n"])
    def test_a_header_alone_is_an_inventory_without_rows(self, content: str, tmp_path: Path) -> None:
        file(tmp_path, "in.csv", content.encode())
        assert batch(tmp_path / "in.csv", tmp_path / "out.csv").status == 0
        assert lines(tmp_path / "out.csv") == []


class TestExitStatus:
    """ "Exit status: 0 nothing wrong; 1 at least one finding of severity error (`batch`: only with `--check`)"."""

    WRONG: ClassVar = {"id": [1], "mark": ["秘密★15年"], "issued": [date(2024, 1, 1)]}

    def test_an_error_is_status_1_only_with_check(self, tmp_path: Path) -> None:
        given = written(tmp_path, self.WRONG)
        assert batch(given, tmp_path / "out.parquet").status == 0
        assert batch(given, tmp_path / "out.parquet", "--check").status == 1
        assert (tmp_path / "out.parquet").exists(), "the answer is written all the same"

    def test_what_is_no_error_is_status_0(self, tmp_path: Path) -> None:
        given = written(tmp_path, {"id": [1], "mark": ["秘密★10年"], "issued": [date(2010, 1, 1)]})
        left = batch(given, tmp_path / "out.parquet", "--check", "--json")
        assert left.status == 0
        assert "opened-still-marked" in left.answer["findings"]
        assert left.answer["errors"] == 0

    def test_a_published_copy_that_is_still_marked_is_an_error(self, tmp_path: Path) -> None:
        given = written(
            tmp_path, {"id": [1], "mark": ["秘密★10年"], "issued": [date(2010, 1, 1)], "published_on": [date(2021, 1, 1)]}
        )
        left = batch(given, tmp_path / "out.parquet", "--check", "--json")
        assert left.status == 1
        assert left.answer["errors"] == 1

    def test_a_finding_that_rests_on_a_sample_is_a_notice(self, tmp_path: Path) -> None:
        """ "A finding that rests on a `sample` item is at most a `notice`": item 3 is secret in the sample catalog."""
        rows = {"id": [1], "mark": ["机密★5年"], "issued": [date(2025, 1, 1)], "catalog": ["organization-work"], "item": ["3"]}
        left = batch(written(tmp_path, rows), tmp_path / "out.parquet", "--check", "--json")
        assert left.answer["findings"]["level-above-catalog"] == 1
        assert left.answer["errors"] == 0
        assert left.status == 0

    def test_what_does_not_rest_on_it_stays_an_error(self, tmp_path: Path) -> None:
        rows = {"id": [1], "mark": ["机密☆5年"], "issued": [date(2025, 1, 1)], "catalog": ["organization-work"], "item": ["3"]}
        left = batch(written(tmp_path, rows), tmp_path / "out.parquet", "--check", "--json")
        assert left.answer["errors"] == 1
        assert left.status == 1


class TestSummary:
    """ "A summary at the end (rows by state, level, action, finding; openings by month), also as JSON"."""

    def test_counts_are_those_of_the_answer(self, tmp_path: Path) -> None:
        given = table()
        told = batch(written(tmp_path, given), tmp_path / "out.parquet", "--json").answer
        rows = expected(given).to_pylist()
        assert told["schema"] == "classify/batch/1"
        assert told["as_of"] == DAY
        for part, name in (("states", "state"), ("levels", "level"), ("actions", "action")):
            values = [row[name] for row in rows if row[name] is not None]
            assert told[part] == {value: values.count(value) for value in set(values)}
            assert list(told[part].values()) == sorted(told[part].values(), reverse=True)
        found = [name for row in rows for name in row["findings"]]
        assert told["findings"] == {name: found.count(name) for name in set(found)}
        months = [row["opens_on"].strftime("%Y-%m") for row in rows if row["secret"] and row["opens_on"]]
        assert told["openings"] == {month: months.count(month) for month in sorted(set(months))}

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_people_read_every_count_with_its_meaning(self, lang: Any, tmp_path: Path) -> None:
        written(tmp_path, table())
        told = batch(tmp_path / "in.parquet", tmp_path / "out.parquet", "--json").answer
        left = batch(tmp_path / "in.parquet", tmp_path / "out.parquet", "--lang", lang)
        assert left.status == 0
        assert left.err == ""
        words = tables(lang)
        for part, names in (
            ("states", words["state"]),
            ("actions", words["action"]),
            ("findings", words["batch"]["finding"]),
            ("levels", words["level"]),
        ):
            assert words["batch"][part] in left.out
            for name, times in told[part].items():
                assert re.search(rf"^ +{times:,}  {re.escape(labelled(names[name], name))}$", left.out, re.MULTILINE), name
        shown = re.findall(r"^ +([0-9,]+)  [0-9]{4}-[0-9]{2}$", left.out, re.MULTILINE)
        later = re.findall(rf"^ +([0-9,]+)  {words['batch']['later']}$", left.out, re.MULTILINE)
        assert len(shown) == 24
        assert sum(int(times.replace(",", "")) for times in (*shown, *later)) == sum(told["openings"].values())

    def test_standard_output_is_one_document_with_json(self, tmp_path: Path) -> None:
        left = batch(written(tmp_path, GOOD), tmp_path / "out.parquet", "--json")
        assert json.loads(left.out)["rows"] == 3
        assert left.err == ""

    def test_every_finding_has_a_name_in_both_languages(self) -> None:
        """The words are those of the page of all findings."""
        page = (Path(__file__).parents[2] / "docs/findings/index.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| \[`([a-z-]+)`\]\([^)]*\) \| [^|]* \| ([^|]*) \| ([^|]*) \|$", page, re.MULTILINE)
        assert tables("zh")["batch"]["finding"] == {name: chinese.strip() for name, chinese, _ in rows}
        assert tables("en")["batch"]["finding"] == {name: english.strip() for name, _, english in rows}


class TestProgress:
    """ "messages and progress go to standard error": done, rate and time left."""

    @staticmethod
    def told(capsys: pytest.CaptureFixture[str], lang: Any, rows: int | None, *moments: float) -> str:
        clock = iter([0.0, *moments])
        with Progress(lang, lambda: next(clock)) as progress:
            for number in range(len(moments)):
                progress((number + 1) * 1_000_000, rows)
        said = capsys.readouterr()
        assert said.out == ""
        return said.err

    @pytest.mark.parametrize(
        ("lang", "line"), [("zh", "每秒 100,000 行，约剩 90 秒"), ("en", "100,000 rows a second, about 90 s left")]
    )
    def test_a_terminal_is_told_in_place(
        self, lang: str, line: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        said = self.told(capsys, lang, 10_000_000, 10.0)
        assert said.startswith("\r")
        assert line in said
        assert said.endswith("\n")

    def test_elsewhere_a_short_run_says_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.told(capsys, "en", 10, 1.0, 29.0) == ""

    def test_elsewhere_a_long_run_says_a_line_now_and_then(self, capsys: pytest.CaptureFixture[str]) -> None:
        said = self.told(capsys, "en", 4_000_000, 10.0, 31.0, 40.0, 62.0)
        assert len(said.splitlines()) == 2
        assert "\r" not in said

    def test_where_only_reading_tells_how_many_there_are(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "1,000,000 of ? rows" in self.told(capsys, "en", None, 40.0)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file grow beyond a size: a write then fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    held = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, held)


class TestRefusals:
    """ "refused with exit status 2 before anything is visible. Output appears whole under its name or not at all"."""

    @staticmethod
    def refused(folder: Path, given: str, out: str, error: str, *more: str) -> Ran:
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        left = batch(folder / given, folder / out, "--json", *more)
        refused(left)
        assert left.error["id"] == error
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
        return left

    @pytest.mark.parametrize(
        ("given", "out", "error"),
        [
            ("nothing.parquet", "out.parquet", "inventory-absent"),
            ("*.parquet.gz", "out.parquet", "inventory-not-found"),
            ("empty", "out.parquet", "inventory-not-found"),
            ("in.txt", "out.parquet", "inventory-kind"),
            ("in.parquet", "out.txt", "output-kind"),
            ("in.parquet", "in.parquet", "output-is-input"),
            ("in.parquet", "empty/../in.parquet", "output-is-input"),
            ("in.parquet", "folder.parquet", "output-is-folder"),
            ("in.parquet", "nowhere/out.parquet", "output-not-written"),
        ],
    )
    @pytest.mark.parametrize("more", [(), ("--resume",)])
    def test_of_what_and_where(self, given: str, out: str, error: str, more: tuple[str, ...], tmp_path: Path) -> None:
        written(tmp_path, GOOD)
        file(tmp_path, "in.txt", "id")
        (tmp_path / "empty").mkdir()
        (tmp_path / "folder.parquet").mkdir()
        self.refused(tmp_path, given, out, error, *more)

    @pytest.mark.parametrize(
        ("content", "error", "cell"),
        [
            ("id,mark,issued\n1,秘密★1年,2020-01-01\n2,秘密★1年,某年某月\n", "csv-value", "#1!C3"),
            ("id,mark,own\n1,秘密★1年,也许\n", "csv-value", "#1!C2"),
            ("id,mark\n1,秘密★1年\n2\n", "csv-cells", "#1!B3"),
            ("id,mark\n" + "".join(f"{number},秘密★1年\n" for number in range(100)) + "2,3,4\n", "csv-cells", "#1!C102"),
            ('id,mark\n1,"秘密★1年\n2,机密★1年\n', "not-csv", "#1!A2"),
            (b"id,mark\n1,\xff\xfe\n", "sheet-encoding", ""),
            (b"id,mark\n" + b"1,x\n" * (1 << 18) + b"1,\xff\xfe\n", "not-utf8", "#1!A262146"),
            ("", "sheet-empty", ""),
        ],
    )
    def test_of_a_csv_with_a_cell_that_cannot_be_read(
        self, content: str | bytes, error: str, cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inventory, "BLOCK", 1000)
        file(tmp_path, "in/a.csv", "id,mark\n0,秘密★1年\n")
        file(tmp_path, "in/b.csv", content)
        left = self.refused(tmp_path, "in", "out.parquet", error, "--ids", "trusted", "--lang", "en")
        assert left.error["where"] == f"[2]{cell}"
        assert not re.search("某年|也许|xff|ÃØ", left.err)

    def test_of_outputs_that_could_not_be_written_before_anything_is_evaluated(self, tmp_path: Path) -> None:
        written(tmp_path, GOOD)
        for more, error in (
            (("--report", str(tmp_path / "nowhere/a.html")), "output-not-written"),
            (("--annotate", str(tmp_path / "nowhere/a.xlsx")), "output-not-written"),
            (("--annotate", str(tmp_path / "out.parquet")), "outputs-same"),
        ):
            self.refused(tmp_path, "in.parquet", "out.parquet", error, *more)

    def test_of_an_id_that_repeats_by_its_rows(self, tmp_path: Path) -> None:
        file(tmp_path, "in/a.csv", "id,mark\n5,秘密★1年\n3,秘密★1年\n")
        file(tmp_path, "in/b.csv", "id,mark\n4,秘密★1年\n3,秘密★1年\n3,秘密★1年\n")
        assert self.refused(tmp_path, "in", "out.parquet", "id-twice").error["where"] == "[1]id[2], [2]id[2]"
        assert self.refused(tmp_path, "in/b.csv", "out.parquet", "id-twice").error["where"] == "id[2], id[3]"

    def test_of_a_parquet_damaged_in_the_middle(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("classify.batch.files.CHUNK", 100)
        written(tmp_path, table(4_000).slice(0, 2_000), "in/a.parquet")
        pq.write_table(table(4_000).slice(2_000), tmp_path / "in/b.parquet", row_group_size=500)
        content = bytearray((tmp_path / "in/b.parquet").read_bytes())
        at = pq.read_metadata(tmp_path / "in/b.parquet").row_group(2).column(0).data_page_offset
        content[at : at + 40] = b"\xff" * 40
        (tmp_path / "in/b.parquet").write_bytes(content)
        left = self.refused(tmp_path, "in", "out.parquet", "inventory-not-readable", "--lang", "en")
        assert "file 2 of 2" in left.err

    def test_of_a_parquet_cut_short(self, tmp_path: Path) -> None:
        content = written(tmp_path, table()).read_bytes()
        (tmp_path / "in.parquet").write_bytes(content[: len(content) // 2])
        self.refused(tmp_path, "in.parquet", "out.parquet", "inventory-not-readable")

    @pytest.mark.parametrize("more", [(), ("--resume",)])
    @pytest.mark.parametrize(
        ("rows", "error"),
        [
            ({"id": [1, 2, 1], "mark": ["秘密★1年"] * 3}, "id-twice"),
            ({"id": [1, None], "mark": ["秘密★1年"] * 2}, "id-missing"),
            ({"id": [1.5], "mark": ["秘密★1年"]}, "column-type"),
            ({"id": [1], "mark": ["秘密★1年"], "issued": ["2020-01-01"]}, "column-type"),
            ({"mark": ["秘密★1年"]}, "column-missing"),
            ({"id": [1]}, "column-missing"),
            ({"id": [1], "mark": ["秘密★1年"], "fact.no_such_fact": ["x"]}, "unknown-fact"),
        ],
    )
    def test_of_what_is_no_inventory(self, rows: dict[str, list[Any]], error: str, more: tuple[str, ...], tmp_path: Path) -> None:
        written(tmp_path, rows)
        self.refused(tmp_path, "in.parquet", "out.parquet", error, *more)

    def test_repeated_ids_pass_where_they_are_trusted(self, tmp_path: Path) -> None:
        given = written(tmp_path, {"id": [1, 2, 1], "mark": ["秘密★1年"] * 3})
        assert batch(given, tmp_path / "out.parquet", "--ids", "trusted").status == 0
        assert "--ids" in refused(batch(given, tmp_path / "out.parquet", "--ids", "perhaps"))[0]

    @pytest.mark.parametrize("out", ["out.parquet", "out.csv"])
    def test_of_a_full_disk_in_one_line(self, out: str, tmp_path: Path) -> None:
        written(tmp_path, table(3_000))
        with files_of_at_most(5_000):
            self.refused(tmp_path, "in.parquet", out, "output-not-written")

    def test_of_a_disk_that_is_full_of_ids(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ids, "MOST_IN_MEMORY", 100)
        monkeypatch.setattr(ids, "BUCKETS", 1)
        monkeypatch.setattr(ids, "_FIRST_BITS", 63)
        rows = 3_000
        written(tmp_path, {"id": list(range(rows, 0, -1)), "mark": ["秘密★1年"] * rows})
        with files_of_at_most(15_000):
            assert batch(tmp_path / "in.parquet", tmp_path / "out.parquet", "--ids", "trusted").status == 0
            (tmp_path / "out.parquet").unlink()
            self.refused(tmp_path, "in.parquet", "out.parquet", "output-not-written")

    def test_of_a_full_disk_keeps_the_parts_that_are_whole(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("classify.batch.files.CHUNK", 500)
        monkeypatch.setattr("classify.batch.files.GROUP", 1)
        given = written(tmp_path, table(3_000))
        assert batch(given, tmp_path / "whole.parquet").status == 0
        with files_of_at_most((tmp_path / "whole.parquet").stat().st_size - 100):
            refused(batch(given, tmp_path / "out.parquet", "--resume"))
        assert not (tmp_path / "out.parquet").exists()
        assert names_in(tmp_path) == [".out.parquet.parts", "in.parquet", "whole.parquet"]
        assert batch(given, tmp_path / "out.parquet", "--resume").status == 0
        assert (tmp_path / "out.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()
        assert names_in(tmp_path) == ["in.parquet", "out.parquet", "whole.parquet"]

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; the next test stands in for it there")
    def test_of_a_folder_without_permission(self, tmp_path: Path) -> None:
        written(tmp_path, GOOD)
        (tmp_path / "shut").mkdir(mode=0o500)
        self.refused(tmp_path, "in.parquet", "shut/out.parquet", "output-not-written")

    @pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EDQUOT])
    def test_of_a_folder_that_takes_no_name(self, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        written(tmp_path, GOOD)

        def fail(_path: Path) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(whole, "keep_safe", fail)
        self.refused(tmp_path, "in.parquet", "out.parquet", "output-not-written")


DRIVER = """
import sys
from classify.batch import files
files.GROUP, files.CHUNK = 1, 500
from classify.cli import main
main(sys.argv[1:])
"""


class TestStopped:
    """The command in a process of its own, stopped while it works; parts that appear say how far it is."""

    def start(self, folder: Path) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-c",
            DRIVER,
            "batch",
            "in.parquet",
            "--out",
            "out.parquet",
            "--as-of",
            DAY,
            *CATALOG,
            "--resume",
        ]
        return subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    @staticmethod
    def seen(folder: Path, name: str, child: subprocess.Popen[bytes]) -> bool:
        """Look until a file is there or the child has ended."""
        while child.poll() is None:
            os.sched_yield()
            if (folder / name).exists():
                return True
        return False

    @pytest.mark.parametrize(
        ("number", "status", "part"),
        [(signal.SIGINT, 130, "00000001"), (signal.SIGKILL, -9, "00000000"), (signal.SIGKILL, -9, "00000003")],
    )
    def test_nothing_half_done_is_visible_and_the_next_run_ends_in_the_same_bytes(
        self, number: signal.Signals, status: int, part: str, tmp_path: Path
    ) -> None:
        written(tmp_path, table(8_000))
        with self.start(tmp_path) as child:
            assert self.seen(tmp_path, f".out.parquet.parts/{part}.arrow", child)
            child.send_signal(number)
            out, err = child.communicate(timeout=60)
        assert child.returncode == status, err.decode()[-500:]
        assert out == b""
        assert b"Traceback" not in err
        assert not (tmp_path / "out.parquet").exists()
        with self.start(tmp_path) as child:
            child.communicate(timeout=60)
        assert child.returncode == 0
        assert names_in(tmp_path) == ["in.parquet", "out.parquet"]
        assert pq.read_table(tmp_path / "out.parquet").to_pylist() == expected(table(8_000)).to_pylist()
