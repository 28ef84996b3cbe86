from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import classify
from classify.batch.columns import DATES
from classify.errors import InputError
from classify.selftest.inventories import inventory
from tests.batch.examples import AS_OF

CATALOGS = classify.load_catalogs("organization-work")
TEXTS = ("title", "mark", "level", "tier", "catalog", "item")


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return inventory(400, 4, CATALOGS)


@pytest.fixture(scope="module")
def expected(table: pa.Table) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = classify.evaluate(table, CATALOGS, as_of=AS_OF).to_pylist()
    return answers


def recast(table: pa.Table, names: tuple[str, ...], change: Callable[[Any], Any]) -> pa.Table:
    """Change some columns of a table."""
    return pa.table({name: change(table.column(name)) if name in names else table.column(name) for name in table.schema.names})


def viewed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give a dictionary of string views, as Polars does."""
    chunks = column.dictionary_encode().chunks
    return pa.chunked_array(
        [pa.DictionaryArray.from_arrays(one.indices, one.dictionary.cast(pa.string_view())) for one in chunks]
    )


def objects(table: pa.Table) -> pd.DataFrame:
    """Give a frame of Python objects in which what is missing is a NaN, as one finds them."""
    frame = table.to_pandas()
    frame = frame.astype(dict.fromkeys(frame.columns.drop("id"), object))
    return frame.where(frame.notna(), np.nan)


def in_duckdb(table: pa.Table, query: str) -> Any:
    data = duckdb.connect()
    data.register("given", table)
    return data.sql(query)


FROM: dict[str, Callable[[pa.Table], object]] = {
    "polars": pl.from_arrow,
    "polars categories": lambda table: pl.DataFrame(table).with_columns(pl.col(TEXTS).cast(pl.Categorical)),
    "polars moments": lambda table: pl.DataFrame(table).with_columns(pl.col(DATES).cast(pl.Datetime("us"))),
    "pandas": lambda table: table.to_pandas(),
    "pandas moments": lambda table: table.to_pandas(date_as_object=False),
    "pandas categories": lambda table: table.to_pandas().astype(dict.fromkeys(TEXTS, "category")),
    "pandas with arrow inside": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "pandas objects and NaN": objects,
    "duckdb": lambda table: in_duckdb(table, "SELECT * FROM given"),
    "duckdb moments": lambda table: in_duckdb(table, "SELECT * REPLACE (issued::TIMESTAMP AS issued) FROM given"),
    "arrow reader": lambda table: table.to_reader(50),
    "large texts": lambda table: recast(table, TEXTS, lambda column: column.cast(pa.large_string())),
    "views of texts": lambda table: recast(table, TEXTS, lambda column: column.cast(pa.string_view())),
    "dictionaries of views": lambda table: recast(table, TEXTS, viewed),
    "dictionaries of days": lambda table: recast(table, DATES, lambda column: column.dictionary_encode()),
    "days in milliseconds": lambda table: recast(table, DATES, lambda column: column.cast(pa.date64())),
    "moments in nanoseconds": lambda table: recast(table, DATES, lambda column: column.cast(pa.timestamp("ns"))),
}


class TestIn:
    """ "any object with the Arrow PyCapsule interface (Polars, pandas, DuckDB) in and out": the same rows, the same answers."""

    @pytest.mark.parametrize("kind", FROM)
    def test_a_table_of_any_make_is_answered_as_arrow_is(
        self, kind: str, table: pa.Table, expected: list[dict[str, Any]]
    ) -> None:
        assert classify.evaluate(FROM[kind](table), CATALOGS, as_of=AS_OF).to_pylist() == expected

    @pytest.mark.parametrize(
        "kind", [pa.int16(), pa.int32(), pa.uint64(), pa.string(), pa.large_string(), pa.string_view()], ids=str
    )
    def test_an_id_comes_back_as_it_came(self, kind: pa.DataType, table: pa.Table, expected: list[dict[str, Any]]) -> None:
        given = recast(table, ("id",), lambda column: column.cast(pa.string()).cast(kind))
        answers = classify.evaluate(given, CATALOGS, as_of=AS_OF)
        assert answers.schema.field("id").type == kind
        assert answers.column("id").to_pylist() == given.column("id").to_pylist()
        assert answers.drop_columns(["id"]).to_pylist() == [{name: row[name] for name in row if name != "id"} for row in expected]

    def test_a_moment_counts_by_its_day(self) -> None:
        rows = {"id": [1, 2, 3], "mark": ["秘密★1年"] * 3}
        moments = [datetime(2014, 3, 9, 23, 59), datetime(1965, 3, 9, 0, 1), datetime(2014, 3, 9)]  # noqa: DTZ001 -- without a zone is the point
        days = [date(2014, 3, 9), date(1965, 3, 9), date(2014, 3, 9)]
        by_moment = classify.evaluate(pl.DataFrame({**rows, "issued": moments}), CATALOGS, as_of=AS_OF)
        by_day = classify.evaluate(pl.DataFrame({**rows, "issued": days}), CATALOGS, as_of=AS_OF)
        assert by_moment.to_pylist() == by_day.to_pylist()

    def test_a_moment_with_a_time_zone_is_no_day(self) -> None:
        given = pa.table({"id": [1], "mark": ["秘密★1年"], "issued": pa.array([0], pa.timestamp("s", "Asia/Shanghai"))})
        with pytest.raises(InputError) as refused:
            classify.evaluate(given, CATALOGS, as_of=AS_OF)
        assert refused.value.id == "column-type"

    @pytest.mark.parametrize(
        "wrong",
        [
            pd.DataFrame({"id": [1.0, None], "mark": ["秘密★1年"] * 2}),
            pl.DataFrame({"id": [1], "mark": ["秘密★1年"], "issued": ["2014-03-09"]}),
            pl.DataFrame({"id": [1], "mark": [True]}),
        ],
        ids=["ids with NaN", "days as texts", "marks as truths"],
    )
    def test_a_wrong_type_is_refused_from_any_make(self, wrong: object) -> None:
        with pytest.raises(InputError) as refused:
            classify.evaluate(wrong, CATALOGS, as_of=AS_OF)
        assert refused.value.id == "column-type"


class TestOut:
    """The answer is an Arrow table, which the others take as it is."""

    def test_polars(self, table: pa.Table, expected: list[dict[str, Any]]) -> None:
        frame = pl.DataFrame(classify.evaluate(table, CATALOGS, as_of=AS_OF))
        assert frame.to_dicts() == expected

    def test_pandas(self, table: pa.Table, expected: list[dict[str, Any]]) -> None:
        frame = classify.evaluate(table, CATALOGS, as_of=AS_OF).to_pandas()
        assert frame["state"].tolist() == [row["state"] for row in expected]
        assert [list(found) for found in frame["findings"]] == [row["findings"] for row in expected]

    def test_duckdb(self, table: pa.Table, expected: list[dict[str, Any]]) -> None:
        told = in_duckdb(
            classify.evaluate(table, CATALOGS, as_of=AS_OF), "SELECT id, state, opens_on, findings FROM given ORDER BY id"
        )
        assert told.fetchall() == [(row["id"], row["state"], row["opens_on"], row["findings"]) for row in expected]
