from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from classify.batch import evaluate
from classify.catalog.model import Catalog
from classify.catalog.read import load_catalogs
from classify.documents.history import History, LifeEvent
from classify.documents.matter import Matter
from classify.errors import InputError
from classify.lifecycle import state_on
from classify.selftest.inventories import inventory
from classify.selftest.row import Oracle
from classify.term import ExpiryRule

AS_OF = date(2026, 11, 21)


@cache
def shipped() -> tuple[Catalog, ...]:
    return load_catalogs()


@cache
def oracle_of(as_of: date, rule: ExpiryRule) -> Oracle:
    return Oracle(shipped(), as_of, rule)


def differences(table: pa.Table, as_of: date, rule: ExpiryRule) -> list[tuple[dict[str, object], dict[str, object]]]:
    """Give the rows on which table and row disagree: what the batch says, what the oracle says."""
    oracle = oracle_of(as_of, rule)
    answers = evaluate(table, shipped(), as_of=as_of, expiry_rule=rule)
    found = []
    for row, answer in zip(table.to_pylist(), answers.to_pylist(), strict=True):
        expected = oracle.answer(row)
        if expected != answer:
            found.append((answer, expected))
    return found


class TestBatchIsSingle:
    """ "Two paths read it … Tests prove that they agree": every output column of every row."""

    @pytest.mark.parametrize(
        ("rows", "as_of", "rule"),
        [
            (40_000, AS_OF, "civil"),
            (40_001, AS_OF, "civil"),
            (20_000, AS_OF, "anniversary"),
            (4_000, date(2024, 2, 29), "civil"),
            (2_000, date(2014, 6, 1), "civil"),
            (2_000, date(2005, 1, 31), "civil"),
            (500, date(1985, 1, 1), "civil"),
        ],
    )
    def test_every_column_of_every_row_is_that_of_the_scalar_pieces(self, rows: int, as_of: date, rule: ExpiryRule) -> None:
        assert differences(inventory(rows, rows, shipped()), as_of, rule) == []

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(10))
    def test_ten_times_as_many(self, seed: int) -> None:
        assert differences(inventory(100_000, seed, shipped()), AS_OF, "civil") == []


class TestARowIsItsOwn:
    """ "Chunk size, row order and thread count never change a row's result"; totals reconcile."""

    @pytest.mark.parametrize("chunk", [1, 7, 1_000, 1_000_000])
    def test_chunk_size_changes_no_row(self, chunk: int) -> None:
        table = inventory(1_500, 5, shipped())
        whole = evaluate(table, shipped(), as_of=AS_OF)
        assert evaluate(table, shipped(), as_of=AS_OF, chunk=chunk).to_pylist() == whole.to_pylist()

    @pytest.mark.parametrize("threads", [1, 2, 5])
    def test_threads_change_no_row(self, threads: int) -> None:
        table = inventory(20_000, 6, shipped())
        one = evaluate(table, shipped(), as_of=AS_OF, threads=1, chunk=20_000)
        assert evaluate(table, shipped(), as_of=AS_OF, threads=threads, chunk=500).to_pylist() == one.to_pylist()

    def test_order_changes_no_row(self) -> None:
        table = inventory(5_000, 8, shipped())
        order = np.random.default_rng(8).permutation(table.num_rows)
        moved = evaluate(table.take(pa.array(order)), shipped(), as_of=AS_OF)
        assert moved.to_pylist() == evaluate(table, shipped(), as_of=AS_OF).take(pa.array(order)).to_pylist()

    def test_every_row_has_one_state_and_one_action(self) -> None:
        answers = evaluate(inventory(5_000, 9, shipped()), shipped(), as_of=AS_OF)
        assert answers.num_rows == 5_000
        assert (
            answers.column("state").null_count == answers.column("action").null_count == answers.column("secret").null_count == 0
        )
        states = Counter(answers.column("state").to_pylist())
        opened = states["published"] + states["declassified"] + states["self_declassified"]
        assert answers.column("secret").to_pylist().count(False) == opened
        assert opened + states["invalid"] == answers.column("level").null_count


class TestStatesAreThoseOfTheHistory:
    """A row's columns as events: the life of one matter gives the same state, level and days."""

    def test_state_level_and_days_are_those_of_state_on(self) -> None:
        table = inventory(4_000, 11, shipped()).select(
            [
                *("id", "mark", "issued", "notified", "extended_to", "extension_decided", "extension_delivered"),
                *("event_on", "published_on", "declassified_on"),
            ]
        )
        answers = evaluate(table, (), as_of=AS_OF).to_pylist()
        for row, answer in zip(table.to_pylist(), answers, strict=True):
            if row["mark"] is None or not row["mark"].strip():
                continue
            standing = state_on(_history(row), AS_OF)
            assert answer["state"] == standing.state.value, row
            assert answer["level"] == (None if standing.level is None else standing.level.value), row
            assert (answer["opens_on"], answer["last_secret_day"]) == (standing.opens_on, standing.last_secret_day), row


def _history(row: dict[str, Any]) -> History:
    events = []
    if row["extended_to"] is not None and row["extension_decided"] is not None:
        day = row["extension_decided"]
        events.append(
            LifeEvent(on=day, do="extended", decided=day, delivered=row["extension_delivered"], until=row["extended_to"])
        )
    for name, deed in (("event_on", "event_happened"), ("published_on", "published"), ("declassified_on", "declassified")):
        if row[name] is not None:
            events.append(LifeEvent.model_validate({"on": row[name], "do": deed}))
    return History(
        matter=Matter(title="某事项", mark=row["mark"], issued=row["issued"], notified=row["notified"]), events=tuple(events)
    )


def _table(**columns: Any) -> pa.Table:
    return pa.table(columns)


class TestRefusals:
    """ "A file that cannot be read at all, a duplicate id, or a wrong column type is refused … before anything is visible"."""

    @pytest.mark.parametrize(
        ("table", "error"),
        [
            (_table(mark=["秘密★1年"]), "column-missing"),
            (_table(id=[1]), "column-missing"),
            (_table(id=[1.5], mark=["秘密★1年"]), "column-type"),
            (_table(id=[1], mark=[3]), "column-type"),
            (_table(id=[1], mark=["秘密★1年"], issued=["2020-01-01"]), "column-type"),
            (_table(id=[1], mark=["秘密★1年"], own=["yes"]), "column-type"),
            (_table(id=[1, 1], mark=["秘密★1年"] * 2), "id-twice"),
            (_table(id=["b", "a", "b"], mark=["秘密★1年"] * 3), "id-twice"),
            (_table(id=pa.array([1, None]), mark=["秘密★1年"] * 2), "id-missing"),
            (pa.table({"id": [1], "mark": ["秘密★1年"], "fact.stat": ["x"]}), "unknown-fact"),
        ],
    )
    def test_what_is_no_inventory_is_refused(self, table: pa.Table, error: str) -> None:
        with pytest.raises(InputError) as refused:
            evaluate(table, (), as_of=AS_OF)
        assert refused.value.id == error

    def test_trusted_ids_are_not_tested(self) -> None:
        assert evaluate(_table(id=[1, 1], mark=["秘密★1年"] * 2), (), as_of=AS_OF, ids="trusted").num_rows == 2

    def test_no_table_is_refused(self) -> None:
        with pytest.raises(InputError):
            evaluate([1, 2], (), as_of=AS_OF)

    def test_a_row_that_cannot_be_read_stops_nothing(self) -> None:
        answers = evaluate(_table(id=[1, 2], mark=["不成标志", "秘密★1年"]), (), as_of=AS_OF).to_pylist()
        assert [one["state"] for one in answers] == ["invalid", "unknown_start"]
        assert answers[0]["secret"] is True
        assert answers[0]["level"] is None
        assert answers[0]["action"] == "correct"

    def test_an_empty_inventory_has_an_empty_answer(self) -> None:
        answers = evaluate(pa.table({"id": pa.array([], pa.int64()), "mark": pa.array([], pa.string())}), (), as_of=AS_OF)
        assert answers.num_rows == 0
        assert answers.schema.names[:3] == ["id", "state", "level"]

    def test_anything_with_the_capsule_interface_is_read(self) -> None:
        table = _table(id=[1], mark=["秘密★1年"])
        assert evaluate(Capsule(table), (), as_of=AS_OF).to_pylist() == evaluate(table, (), as_of=AS_OF).to_pylist()

    def test_any_layout_of_the_same_texts_gives_the_same_answers(self) -> None:
        plain = inventory(800, 13, shipped())
        for kind in (pa.large_string(), pa.string_view(), pa.dictionary(pa.int16(), pa.string())):
            fields = [pa.field(one.name, kind) if pa.types.is_string(one.type) else one for one in plain.schema]
            other = plain.cast(pa.schema(fields))
            assert evaluate(other, shipped(), as_of=AS_OF).to_pylist() == evaluate(plain, shipped(), as_of=AS_OF).to_pylist()

    def test_the_metadata_say_what_the_answer_rests_on(self) -> None:
        metadata = evaluate(_table(id=[1], mark=["秘密★1年"]), shipped(), as_of=AS_OF).schema.metadata
        assert metadata[b"classify.as_of"] == b"2026-11-21"
        assert b"sha256:" in metadata[b"classify.catalogs"]


class Capsule:
    """Has the interface and nothing else."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)
