from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from classify.batch import evaluate
from classify.batch import spark as batch
from classify.batch.sources.families import gathered
from classify.catalog.model import Catalog
from classify.catalog.read import load_catalogs
from classify.errors import ClassifyError, Faults, InputError
from classify.selftest.inventories import inventory
from tests.agreement.graphs import rows_of, table_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

AS_OF = date(2026, 11, 21)
# PySpark 4 says of pandas 3 that it does not know it; nothing here uses pandas
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")


@cache
def shipped() -> tuple[Catalog, ...]:
    return load_catalogs()


def by_id(answer: Any) -> dict[Any, dict[str, Any]]:
    return {row["id"]: row for row in answer.to_pylist()}


def frame(spark: SparkSession, table: pa.Table) -> DataFrame:
    return spark.createDataFrame(table).repartition(5)


class TestSparkIsLocal:
    """ "Spark runs the same function with `mapInArrow` (tested on a real `local-cluster`, two workers)." """

    def test_every_column_of_every_row_is_that_of_the_local_batch(self, spark: SparkSession) -> None:
        table = inventory(8_000, 31, shipped())
        answer = batch.evaluate(frame(spark, table), shipped(), as_of=AS_OF, keep=True)
        local = evaluate(table, shipped(), as_of=AS_OF, keep=True)
        found = answer.toArrow()
        assert found.num_rows == table.num_rows
        assert by_id(found) == by_id(local)
        assert found.schema.names == local.schema.names

    def test_both_workers_work_and_build_their_kernel_once(self, spark: SparkSession) -> None:
        def kernels(batches: Any) -> Any:
            import os  # noqa: PLC0415 -- on the worker

            from classify.batch.document import kernel_of  # noqa: PLC0415 -- the same

            list(batches)
            kept = kernel_of.cache_info()
            yield pa.record_batch({"machine": [os.getppid()], "built": [kept.misses], "used": [kept.hits]})

        table = inventory(2_000, 33, shipped())
        rounds = []
        for _ in range(2):
            batch.evaluate(frame(spark, table), shipped(), as_of=AS_OF, ids="trusted").count()
            told = spark.range(0, 40, 1, 8).mapInArrow(kernels, "machine long, built long, used long").collect()
            rounds.append({row["machine"]: row for row in told})
        first, second = rounds
        assert len(first) == len(second) == 2
        assert all(second[machine]["built"] == first[machine]["built"] > 0 for machine in second)
        assert all(second[machine]["used"] > first[machine]["used"] for machine in second)


class TestWhatItRestsOn:
    """ "The metadata names `as_of`, versions and digests of catalogs and rules, and the program's version." """

    def test_it_goes_with_the_answer_and_into_parquet(self, spark: SparkSession, tmp_path: Path) -> None:
        table = inventory(50, 34, shipped())
        answer = batch.evaluate(frame(spark, table), shipped(), as_of=AS_OF)
        told = batch.rests_on(answer)
        local = evaluate(table, shipped(), as_of=AS_OF).schema.metadata
        assert {name: told[name] for name in map(bytes.decode, local)} == {
            name.decode(): value.decode() for name, value in local.items()
        }
        answer.write.parquet(str(tmp_path / "answer"))
        assert batch.rests_on(spark.read.parquet(str(tmp_path / "answer"))) == told
        assert batch.rests_on(answer.select("id")) == {}


class TestRefusals:
    """ "A duplicate id or a wrong column type is refused before anything is visible." """

    @pytest.mark.parametrize(
        ("columns", "error"),
        [
            ("id long, issued date", "column-missing"),
            ("ID long, mark string", "column-missing"),
            ("id double, mark string", "column-type"),
            ("id long, mark string, issued timestamp", "column-type"),
            ("id long, mark string, own string", "column-type"),
            ("id long, mark string, sources map<string,string>", "column-type"),
            ("id long, mark string, `fact.nonsense` string", "unknown-fact"),
            ("id long, mark string, `fact.published` string", "column-type"),
            ("id long, mark string, mark string", "column-twice"),
        ],
    )
    def test_what_is_no_inventory_is_refused_as_locally(self, spark: SparkSession, columns: str, error: str) -> None:
        empty = spark.createDataFrame([], columns)
        with pytest.raises(InputError) as refused:
            batch.evaluate(empty, shipped(), as_of=AS_OF, ids="trusted")
        assert refused.value.id == error

    def test_all_that_is_wrong_is_told_at_once(self, spark: SparkSession) -> None:
        with pytest.raises(Faults) as refused:
            batch.evaluate(spark.createDataFrame([], "issued string"), shipped(), as_of=AS_OF)
        assert [fault.id for fault in refused.value.faults] == ["column-missing", "column-missing", "column-type"]

    @pytest.mark.parametrize(
        ("ids", "error"),
        [((1, 2, 2, 3, 3, 3), {"id": "id-twice", "count": 3}), ((1, None, 2, 2), {"id": "id-missing"})],
    )
    def test_ids_are_counted_before_the_job(self, spark: SparkSession, ids: tuple[Any, ...], error: dict[str, Any]) -> None:
        rows = spark.createDataFrame([(one, "秘密★10年") for one in ids], "id long, mark string")
        with pytest.raises(InputError) as refused:
            batch.evaluate(rows, shipped(), as_of=AS_OF)
        assert {"id": refused.value.id, **refused.value.fields} == error

    def test_what_is_no_dataframe_is_refused(self) -> None:
        with pytest.raises(ClassifyError) as refused:
            batch.evaluate(pa.table({"id": [1]}), shipped(), as_of=AS_OF)
        assert refused.value.id == "not-a-dataframe"


class TestColumns:
    """Names that Spark would read otherwise, and columns that are nobody's."""

    def test_points_capitals_and_strange_columns_are_kept(self, spark: SparkSession) -> None:
        rows = spark.createDataFrame(
            [(1, "秘密★10年", "未公布", "x", {"a": 1}, [1.5])],
            "id int, mark string, `fact.state` string, `a.b c` string, `地图` map<string,int>, Mark2 array<double>",
        )
        (row,) = batch.evaluate(rows, shipped(), as_of=AS_OF, keep=True).collect()
        assert row["a.b c"] == "x"
        assert (row["地图"], row["Mark2"], row["id"], row["fact.state"]) == ({"a": 1}, [1.5], 1, "未公布")

    def test_no_rows_are_no_answers(self, spark: SparkSession) -> None:
        empty = spark.createDataFrame([], "id string, mark string")
        assert batch.evaluate(empty, shipped(), as_of=AS_OF).collect() == []


class TestSources:
    """ "On Spark that pass runs as joins": a row is answered with all that it draws on, wherever it lies."""

    def test_graphs_of_every_shape_are_answered_as_locally(self, spark: SparkSession) -> None:
        random = Random(5)
        table = table_of([row for place in range(150) for row in rows_of(random, random.randrange(1, 25), f"m{place}-")])
        options: dict[str, Any] = {"as_of": AS_OF, "expiry_rule": "anniversary"}
        local = evaluate(table, shipped(), **options)
        answer = batch.evaluate(frame(spark, table), shipped(), **options)
        assert by_id(answer.toArrow()) == by_id(local)
        assert batch.rests_on(answer)["classify.as_of"] == "2026-11-21"
        named = {name for row in local.to_pylist() for name in row["findings"]}
        assert {"source-missing", "derivation-cycle", "derived-level-low", "derived-period-short"} <= named

    def test_a_long_chain_of_numbers_named_in_texts(self, spark: SparkSession) -> None:
        size = 70
        table = pa.table(
            {
                "id": list(range(size)),
                "mark": ["绝密★30年", *["机密★20年"] * (size - 1)],
                "issued": [date(2020, 1, 1)] * size,
                "derived": [False, *[True] * (size - 1)],
                "sources": [" ；", *(f"{place};" for place in range(size - 1))],
            }
        )
        answer = batch.evaluate(frame(spark, table), shipped(), as_of=AS_OF, ids="trusted").toArrow()
        assert by_id(answer) == by_id(evaluate(table, shipped(), as_of=AS_OF))
        assert sum("derived-level-low" in row["findings"] for row in answer.to_pylist()) == size - 1

    def test_a_row_without_sources_binds_no_families_together(self, spark: SparkSession) -> None:
        rows = "key long, sources array<long>, mark string, title string"
        drawing = spark.createDataFrame([(place, [1], "秘密★", "x") for place in range(2, 8)] + [(9, [7], "秘密★", "x")], rows)
        others = spark.createDataFrame([(1, None, "绝密★", "x"), (8, None, "绝密★", "x")], rows)
        together = gathered(drawing, others, "key", "sources", ["key", "mark"])
        found = [tuple(row) for row in together.orderBy("key", "member").collect()]
        copy = (False, 1, None, "绝密★", None)
        assert found == [copy] * 6 + [(True, place, [1], "秘密★", "x") for place in range(2, 8)] + [(True, 9, [7], "秘密★", "x")]


class TestThePage:
    """Every example of the pages runs."""

    def test_the_program_of_the_page_runs(
        self, spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        page = (Path(__file__).resolve().parents[2] / "docs" / "spark.md").read_text(encoding="utf-8")
        program = page.partition("<<'END'\n")[2].partition("END\n")[0]
        given, out = str(tmp_path / "given"), str(tmp_path / "out")
        frame(spark, inventory(40, 35, shipped())).write.parquet(given)
        monkeypatch.setattr("sys.argv", ["program", given, out])
        exec(compile(program, "docs/spark.md", "exec"), {})  # noqa: S102 -- what the page shows
        assert spark.read.parquet(out).count() == 40
        assert "unknown_start" in capsys.readouterr().out
