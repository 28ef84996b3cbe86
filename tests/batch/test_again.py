from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classify.batch import evaluate, impact, reevaluate
from classify.batch.again import renewal
from classify.batch.again.ahead import Turned, Turns
from classify.batch.again.alignment import align
from classify.batch.again.interval import interval_of
from classify.batch.again.renewal import Renewal
from classify.batch.kernel import Kernel
from classify.batch.run import CHUNK
from classify.catalog.model import Catalog
from classify.catalog.read import load_catalogs
from classify.errors import InputError
from classify.law import law_on
from classify.law.regime import periods
from classify.selftest.inventories import inventory

AS_OF = date(2026, 11, 21)
DAYS = (date(2011, 1, 1), date(2014, 2, 28), date(2014, 3, 1), date(2014, 3, 9), date(2024, 2, 29), date(2024, 5, 1), AS_OF)


@cache
def catalogs() -> tuple[Catalog, ...]:
    return load_catalogs("organization-work", "gaokao-2012", "surveying-2020", "discipline-1995")


def register(rows: int, seed: int) -> pa.Table:
    """Give an inventory whose columns and types are the same whatever is in it."""
    table = inventory(rows, seed, catalogs())
    names = [name for name in table.schema.names if not name.startswith("fact.") or name == "fact.state"]
    texts = {name: pa.string() for name in ("title", "mark", "level", "tier", "catalog", "item", "fact.state")}
    truths = dict.fromkeys(("derived", "own"), pa.bool_())
    kinds = {"id": pa.int64()} | texts | truths
    return table.select(names).cast(pa.schema([pa.field(name, kinds.get(name, pa.date32())) for name in names]))


def other_catalogs(place: int) -> tuple[Catalog, ...]:
    """Change one catalog: without it, without an item, an item of another level, another span."""
    chosen = catalogs()[place % len(catalogs())]
    rest = [one for one in catalogs() if one is not chosen]
    match place % 4:
        case 0:
            return tuple(rest)
        case 1:
            changed = replace(chosen, items=chosen.items[1:], sha256="1" * 64)
        case 2:
            first = next(item for item in chosen.items if item.level is not None)
            items = tuple(replace(item, level=chosen.items[0].level) if item is not first else item for item in chosen.items)
            changed = replace(chosen, items=items[::-1], sha256="2" * 64)
        case _:
            changed = replace(chosen, span=replace(chosen.span, first=date(2013, 5, 5)), sha256="3" * 64)
    return (*rest, changed)


def edited(table: pa.Table, seed: int, share: float) -> pa.Table:
    """Give some rows other values in some columns, row by row and column by column."""
    rng = np.random.default_rng(seed)
    rows = table.num_rows
    other = register(rows, seed + 1)
    for place, name in enumerate(table.schema.names):
        if name != "id" and rng.random() < 0.5:
            index = np.where(rng.random(rows) < share, np.arange(rows) + rows, np.arange(rows))
            both = pa.chunked_array([*table.column(name).chunks, *other.column(name).chunks]).combine_chunks()
            table = table.set_column(place, name, both.take(pa.array(index)))
    return table


def rearranged(table: pa.Table, how: str, seed: int) -> pa.Table:  # noqa: PLR0911 -- one way each
    """Take rows out, put rows in, shuffle them, cut them into chunks."""
    rng = np.random.default_rng(seed)
    rows = table.num_rows
    cut = int(rng.integers(0, rows))
    match how:
        case "taken out":
            return table.filter(pa.array(rng.random(rows) < 0.9))
        case "cut off":
            return table.slice(cut)
        case "put in":
            more = register(20, seed).set_column(0, "id", pa.array(np.arange(20) + rows))
            return pa.concat_tables([table.slice(0, cut), more, table.slice(cut)])
        case "put behind":
            return pa.concat_tables([table, register(20, seed).set_column(0, "id", pa.array(np.arange(20) + rows))])
        case "shuffled":
            return table.take(pa.array(rng.permutation(rows)))
        case "in chunks":
            return pa.Table.from_batches(table.to_batches(max_chunksize=max(1, cut // 3)))
        case _:
            return table


def columns_that_differ(one: pa.Table, other: pa.Table) -> list[str]:
    one.validate(full=True)
    assert one.schema == other.schema
    assert one.schema.metadata == other.schema.metadata
    return [name for name in one.schema.names if not one.column(name).equals(other.column(name))]


days = st.sampled_from(DAYS) | st.dates(date(2009, 1, 1), date(2030, 1, 1))
arrangements = st.sampled_from(["same", "taken out", "cut off", "put in", "put behind", "shuffled", "in chunks"])
quick = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TestSameAsAFullRun:
    """ "The result is identical to a full run": every column of every row, whatever changed."""

    @quick
    @given(
        seed=st.integers(0, 10_000),
        rows=st.integers(1, 500),
        share=st.sampled_from([0.0, 0.01, 0.1, 0.6]),
        how=arrangements,
        then=days,
        later=st.integers(-2, 100) | st.integers(-4000, 4000),
        threads=st.sampled_from([1, 2]),
        part=st.sampled_from([29, 128, CHUNK]),
    )
    def test_any_edit_between_any_two_days(  # noqa: PLR0917 -- what is generated
        self, seed: int, rows: int, share: float, how: str, then: date, later: int, threads: int, part: int
    ) -> None:
        old = register(rows, seed)
        told = evaluate(old, catalogs(), as_of=then)
        new = rearranged(edited(old, seed, share), how, seed)
        as_of = then + timedelta(days=later)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(renewal, "CHUNK", part)  # parts are whole chunks: short ones make many parts of few rows
            again = reevaluate(new, catalogs(), earlier_table=old, earlier_answers=told, as_of=as_of, threads=threads)
        assert columns_that_differ(again.answers, evaluate(new, catalogs(), as_of=as_of)) == []
        assert again.changes.rows == new.num_rows
        assert again.changes.removed == len(set(old.column("id").to_pylist()) - set(new.column("id").to_pylist()))

    @quick
    @given(
        seed=st.integers(0, 10_000),
        then=days,
        steps=st.lists(st.sampled_from([0, 1, 1, 2, 7, 30, 40, -3]), min_size=1, max_size=5),
        how=st.sampled_from(["same", "same", "taken out", "put behind"]),
        part=st.sampled_from([64, CHUNK]),
    )
    def test_day_after_day_with_the_days_ahead_handed_on(
        self, seed: int, then: date, steps: list[int], how: str, part: int
    ) -> None:
        table, as_of, ahead = register(300, seed), then, None
        answers = evaluate(table, catalogs(), as_of=as_of)
        for place, step in enumerate(steps):
            new, as_of = rearranged(edited(table, seed + place, 0.01), how, seed), as_of + timedelta(days=step)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(renewal, "CHUNK", part)
                found = reevaluate(new, catalogs(), earlier_table=table, earlier_answers=answers, as_of=as_of, ahead=ahead)
            assert columns_that_differ(found.answers, evaluate(new, catalogs(), as_of=as_of)) == []
            table, answers, ahead = new, found.answers, found.ahead

    def test_the_days_ahead_spare_the_search(self, monkeypatch: pytest.MonkeyPatch) -> None:
        table = register(400, 3)
        told = evaluate(table, catalogs(), as_of=AS_OF)
        first = reevaluate(table, catalogs(), earlier_table=table, earlier_answers=told, as_of=AS_OF)
        assert first.ahead is not None
        searched: list[int] = []
        search = Turns.search

        def counting(turns: Turns, rows: pa.Table, answers: pa.Table) -> Turned:
            searched.append(rows.num_rows)
            return search(turns, rows, answers)

        monkeypatch.setattr(Turns, "search", counting)
        later = AS_OF + timedelta(days=20)
        again = reevaluate(table, catalogs(), earlier_table=table, earlier_answers=first.answers, as_of=later, ahead=first.ahead)
        assert columns_that_differ(again.answers, evaluate(table, catalogs(), as_of=later)) == []
        # only the rows that turned are looked at, for the days that are still ahead
        assert searched == [again.changes.evaluated["time"]]
        assert 0 < searched[0] < table.num_rows

    def test_days_ahead_of_another_answer_are_refused(self) -> None:
        table = register(50, 3)
        told = evaluate(table, catalogs(), as_of=AS_OF)
        ahead = reevaluate(table, catalogs(), earlier_table=table, earlier_answers=told, as_of=date(2026, 12, 1)).ahead
        with pytest.raises(InputError) as error:
            reevaluate(table, catalogs(), earlier_table=table, earlier_answers=told, as_of=AS_OF, ahead=ahead)
        assert error.value.id == "earlier-ahead"

    @quick
    @given(seed=st.integers(0, 10_000), place=st.integers(0, 15), later=st.sampled_from([0, 1, 400]), known=st.booleans())
    def test_any_change_of_a_catalog(self, seed: int, place: int, later: int, known: bool) -> None:  # noqa: FBT001
        old = register(300, seed)
        before, after = (catalogs(), other_catalogs(place))[:: 1 if seed % 2 else -1]
        told = evaluate(old, before, as_of=AS_OF)
        new, as_of = edited(old, seed, 0.01), AS_OF + timedelta(days=later)
        again = reevaluate(
            new,
            after,
            earlier_table=old,
            earlier_answers=told,
            earlier_catalogs=before if known else None,
            as_of=as_of,
        )
        assert columns_that_differ(again.answers, evaluate(new, after, as_of=as_of)) == []

    @quick
    @given(seed=st.integers(0, 10_000), share=st.sampled_from([0.0, 0.02]), how=arrangements, later=st.sampled_from([0, 1, 900]))
    def test_where_rows_draw_on_others(self, seed: int, share: float, how: str, later: int) -> None:
        old = register(300, seed)
        rng = np.random.default_rng(seed)
        # now and then one that is not there, or itself
        drawn = [[int(one) for one in rng.integers(0, 310, 2)] if rng.random() < 0.2 else None for _ in range(300)]
        old = old.append_column("sources", pa.array(drawn, pa.list_(pa.int64())))
        sources = old.column("sources")
        new = edited(old.drop_columns("sources"), seed, share).append_column("sources", sources)
        if how not in {"put in", "put behind"}:
            new = rearranged(new, how, seed)
        told = evaluate(old, catalogs(), as_of=AS_OF)
        as_of = AS_OF + timedelta(days=later)
        again = reevaluate(new, catalogs(), earlier_table=old, earlier_answers=told, as_of=as_of)
        assert columns_that_differ(again.answers, evaluate(new, catalogs(), as_of=as_of)) == []
        other = other_catalogs(seed)
        differing = [
            one["id"]
            for one, now in zip(*(evaluate(new, chosen, as_of=as_of).to_pylist() for chosen in (catalogs(), other)), strict=True)
            if one != now
        ]
        assert [row["id"] for row in impact(new, catalogs(), other, as_of=as_of).rows()] == differing

    def test_where_it_is_said_which_rows_changed_none_is_compared(self) -> None:
        table = register(600, 12)
        told = evaluate(table, catalogs(), as_of=AS_OF)
        new, as_of = edited(table, 12, 0.02), AS_OF + timedelta(days=1)
        changed = [before != after for before, after in zip(table.to_pylist(), new.to_pylist(), strict=True)]
        again = reevaluate(new, catalogs(), earlier_table=table, earlier_answers=told, as_of=as_of, changed=changed)
        assert columns_that_differ(again.answers, evaluate(new, catalogs(), as_of=as_of)) == []
        assert again.changes.evaluated["row"] == sum(changed)

    def test_day_after_day_from_one_answer_to_the_next(self) -> None:
        table = register(3_000, 1)
        told = evaluate(table, catalogs(), as_of=AS_OF)
        for day in range(1, 6):
            now, as_of = edited(table, day, 0.002), AS_OF + timedelta(days=day * 20)
            told = reevaluate(now, catalogs(), earlier_table=table, earlier_answers=told, as_of=as_of).answers
            assert columns_that_differ(told, evaluate(now, catalogs(), as_of=as_of)) == []
            table = now

    def test_another_rule_of_expiry_changes_every_row_it_changes_in_a_full_run(self) -> None:
        table = register(500, 2)
        told = evaluate(table, catalogs(), as_of=AS_OF)
        again = reevaluate(table, catalogs(), earlier_table=table, earlier_answers=told, as_of=AS_OF, expiry_rule="anniversary")
        assert columns_that_differ(again.answers, evaluate(table, catalogs(), as_of=AS_OF, expiry_rule="anniversary")) == []
        assert again.changes.evaluated["law"] == 500

    def test_what_was_read_from_files_is_as_good_as_what_was_kept(self) -> None:
        table = register(2_000, 3)
        told = through_parquet(evaluate(table, catalogs(), as_of=AS_OF))
        new, as_of = edited(table, 3, 0.01), AS_OF + timedelta(days=3)
        again = reevaluate(new, catalogs(), earlier_table=through_parquet(table), earlier_answers=told, as_of=as_of)
        assert columns_that_differ(again.answers, evaluate(new, catalogs(), as_of=as_of)) == []

    @pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int16(), pa.string())])
    def test_another_layout_of_the_same_texts_changes_no_row(self, kind: pa.DataType) -> None:
        table = register(800, 4)
        other = table.cast(pa.schema([pa.field(one.name, kind) if pa.types.is_string(one.type) else one for one in table.schema]))
        told = evaluate(table, catalogs(), as_of=AS_OF)
        for then, now in ((table, other), (other, table), (other, other)):
            again = reevaluate(now, catalogs(), earlier_table=then, earlier_answers=told, as_of=AS_OF)
            assert again.changes.evaluated.total() == 0
            assert columns_that_differ(again.answers, told) == []

    def test_columns_that_come_and_go_are_changes_of_their_rows(self) -> None:
        table = register(800, 5)
        less = table.drop_columns(["tier", "reviewed_on", "fact.state"])
        for then, now in ((table, less), (less, table)):
            told = evaluate(then, catalogs(), as_of=AS_OF)
            again = reevaluate(now, catalogs(), earlier_table=then, earlier_answers=told, as_of=AS_OF)
            assert columns_that_differ(again.answers, evaluate(now, catalogs(), as_of=AS_OF)) == []

    def test_kept_columns_are_those_of_now(self) -> None:
        table = register(50, 6)
        told = evaluate(table, catalogs(), as_of=AS_OF)
        again = reevaluate(table, catalogs(), earlier_table=table, earlier_answers=told, as_of=AS_OF, keep=True)
        assert columns_that_differ(again.answers, evaluate(table, catalogs(), as_of=AS_OF, keep=True)) == []


def through_parquet(table: pa.Table) -> pa.Table:
    file = io.BytesIO()
    pq.write_table(table, file)
    return pq.read_table(file)


class Counting:
    """A kernel that counts the rows it is given."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel, self.rows = kernel, list[Any]()

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        self.rows += batch.column("id").to_pylist()
        return self.kernel(batch)


def evaluated_again(old: pa.Table, new: pa.Table, as_of: date, then: date = AS_OF) -> list[Any]:
    """Give the ids of the rows that are evaluated again."""
    told = evaluate(old, catalogs(), as_of=then)
    kernel = Kernel(catalogs(), as_of, "civil")
    counting = Counting(kernel)
    held = Renewal(kernel, interval_of(told.schema.metadata, kernel, None), 1)
    held.evaluate = counting
    held(new, old, told, align(old.column("id"), new.column("id")))
    return sorted(counting.rows)


def rows(**columns: list[Any]) -> pa.Table:
    """Give marks of ten years issued in 2020, apart from what is said; filled up, so that a few rows are few."""
    count = len(next(iter(columns.values())))
    given: dict[str, list[Any]] = {"mark": ["秘密★10年"] * count, "issued": [date(2020, 5, 5)] * count, "own": [True] * count}
    given |= {"reviewed_on": [date(2026, 11, 1)] * count} | columns
    quiet = {"mark": "秘密★10年", "issued": date(2020, 5, 5), "own": True, "reviewed_on": date(2026, 11, 1)}
    filled = {name: values + [quiet.get(name)] * 40 for name, values in given.items()}
    return pa.table({"id": list(range(count + 40)), **{name: values_of(name, values) for name, values in filled.items()}})


def values_of(name: str, values: list[Any]) -> Any:
    kind = pa.bool_() if name == "own" else pa.string() if name in {"mark", "catalog", "item", "title"} else pa.date32()
    return pa.array(values, kind)


class TestOnlyWhatMayDiffer:
    """ "Only rows whose input, catalog item, rules or calendar window changed are evaluated again"."""

    def test_nothing_is_evaluated_where_nothing_changed(self) -> None:
        table = register(1_000, 7)
        assert evaluated_again(table, through_parquet(table), AS_OF) == []

    def test_a_row_that_changed_and_no_other(self) -> None:
        old = register(1_000, 8)
        marks = old.column("mark").to_pylist()
        marks[17], marks[990] = "绝密★29年", None if marks[990] else "秘密★1年"
        new = old.set_column(old.schema.get_field_index("mark"), "mark", pa.array(marks))
        assert evaluated_again(old, new, AS_OF) == [17, 990]

    @pytest.mark.parametrize(
        ("columns", "why"),
        [
            ({"issued": [date(2016, 11, 20), date(2016, 11, 21), date(2016, 11, 22)]}, "it opens"),
            ({"issued": [date(2017, 2, 20), date(2017, 2, 21), date(2017, 2, 22)]}, "it opens within three months"),
            ({"published_on": [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23)]}, "it is published"),
            ({"declassified_on": [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23)]}, "it is lifted"),
            ({"reviewed_on": [date(2025, 11, 20), date(2025, 11, 21), date(2025, 11, 22)]}, "its review is due"),
        ],
    )
    def test_a_day_later_the_rows_with_a_day_between_the_two(self, columns: dict[str, list[Any]], why: str) -> None:
        table = rows(**columns)
        found = evaluated_again(table, table, AS_OF + timedelta(days=1))
        assert len(found) == 1, why
        before, after = (evaluate(table, catalogs(), as_of=AS_OF + timedelta(days=later)).to_pylist() for later in (0, 1))
        changed = [
            one["id"] for one, other in zip(before, after, strict=True) if {**one, "days_left": 0} != {**other, "days_left": 0}
        ]
        assert changed == found, why

    def test_the_share_of_a_day_is_small(self) -> None:
        table = register(20_000, 9)
        assert len(evaluated_again(table, table, AS_OF + timedelta(days=1))) < 20_000 * 0.005

    def test_rows_with_sources_wherever_anything_changed(self) -> None:
        sources = pa.array([[1]] + [None] * 41, pa.list_(pa.int64()))
        old, new = rows(own=[True, True]), rows(own=[True, False])
        old, new = old.append_column("sources", sources), new.append_column("sources", sources)
        assert evaluated_again(old, old, AS_OF) == []
        assert evaluated_again(old, new, AS_OF) == [0, 1]
        assert evaluated_again(old, old.slice(0, 20), AS_OF) == [0]

    def test_where_only_an_item_changed_only_rows_that_rest_on_it(self) -> None:
        item = catalogs()[0].items[0]
        other = next(one for one in catalogs()[0].items if one.level not in {None, item.level})
        chosen = replace(
            catalogs()[0],
            items=tuple(replace(one, level=other.level) if one is item else one for one in catalogs()[0].items),
            sha256="5" * 64,
        )
        home = catalogs()[0].id
        table = rows(catalog=[home, home, home, None], item=[item.id, catalogs()[0].items[1].id, None, item.id])
        told = evaluate(table, catalogs(), as_of=AS_OF)
        after = Kernel((chosen, *catalogs()[1:]), AS_OF, "civil")
        counting = Counting(after)
        before = Kernel(catalogs(), AS_OF, "civil")
        held = Renewal(after, interval_of(told.schema.metadata, after, before), 1)
        held.evaluate = counting
        held(table, table, told, align(table.column("id"), table.column("id")))
        assert counting.rows == [0]
        assert held.changes.evaluated["catalog"] == 1


def once(table: pa.Table, new: pa.Table, then: date, as_of: date) -> dict[str, Any]:
    told = evaluate(table, catalogs(), as_of=then)
    return reevaluate(new, catalogs(), earlier_table=table, earlier_answers=told, as_of=as_of).changes.to_dict()


class TestWhatChangedAndWhy:
    """ "A summary says what changed and why, by cause"."""

    def test_time_passed(self) -> None:
        table = rows(issued=[date(2016, 11, 21), date(2017, 2, 21)])
        told = once(table, table, AS_OF, AS_OF + timedelta(days=1))
        assert (told["evaluated"]["time"], told["changed"]["time"]) == (2, 2)
        assert told["states"] == [
            {"from": "expiring", "to": "self_declassified", "cause": "time", "rows": 1},
            {"from": "active", "to": "expiring", "cause": "time", "rows": 1},
        ]
        assert {"id": "expiring-soon", "change": "gained", "cause": "time", "rows": 1} in told["findings"]
        assert {"id": "expiring-soon", "change": "lost", "cause": "time", "rows": 1} in told["findings"]

    def test_a_row_changed(self) -> None:
        table = rows(declassified_on=[None])
        new = rows(declassified_on=[date(2026, 11, 1)])
        told = once(table, new, AS_OF, AS_OF)
        assert (told["evaluated"]["row"], told["changed"]["row"], told["openings"]["row"]) == (1, 1, 1)
        assert told["levels"] == [{"from": "secret", "to": None, "cause": "row", "rows": 1}]
        assert told["actions"][0]["to"] == "mark_declassified"

    def test_a_row_that_changed_without_another_answer_is_evaluated_but_has_not_changed(self) -> None:
        told = once(rows(reviewed_on=[date(2026, 11, 1)]), rows(reviewed_on=[date(2026, 11, 2)]), AS_OF, AS_OF)
        assert (told["evaluated"]["row"], told["changed"]["row"]) == (1, 0)

    def test_the_law_changed(self) -> None:
        turn = next(
            later
            for earlier, later in reversed(list(pairwise(periods().changes())))
            if law_on(earlier).program.digest != law_on(later).program.digest
        )
        table = rows(own=[True])
        told = once(table, table, turn - timedelta(days=1), turn)
        assert told["evaluated"]["law"] == table.num_rows

    def test_rows_came_and_went(self) -> None:
        table = rows(own=[True])
        told = once(table, table.slice(3), AS_OF, AS_OF)
        assert (told["removed"], told["evaluated"]["new"]) == (3, 0)
        told = once(table.slice(3), table, AS_OF, AS_OF)
        assert (told["removed"], told["changed"]["new"]) == (0, 3)
        assert told["states"] == [{"from": None, "to": "active", "cause": "new", "rows": 3}]

    def test_a_catalog_changed(self) -> None:
        table = register(400, 10)
        told = evaluate(table, catalogs(), as_of=AS_OF)
        again = reevaluate(
            table,
            catalogs()[1:],
            earlier_table=table,
            earlier_answers=told,
            earlier_catalogs=catalogs(),
            as_of=AS_OF,
        )
        assert again.changes.changed["catalog"] > 0
        assert again.changes.evaluated.total() == again.changes.evaluated["catalog"] < 400


class TestImpact:
    """ "Says before a catalog is adopted which rows would change"."""

    @quick
    @given(seed=st.integers(0, 10_000), place=st.integers(0, 15))
    def test_it_lists_just_the_rows_whose_answers_differ(self, seed: int, place: int) -> None:
        table = register(200, seed)
        found = impact(table, catalogs(), other_catalogs(place), as_of=AS_OF)
        answers = [evaluate(table, chosen, as_of=AS_OF).to_pylist() for chosen in (catalogs(), other_catalogs(place))]
        differing = [one["id"] for one, other in zip(*answers, strict=True) if one != other]
        assert [row["id"] for row in found.rows()] == differing
        assert found.to_dict()["changed"] == len(differing)

    def test_a_row_is_told_with_what_was_and_what_would_be(self) -> None:
        item = next(one for one in catalogs()[0].items if one.level is not None and one.scheme == "state")
        table = rows(catalog=[catalogs()[0].id], item=[item.id])
        (row,) = impact(table, catalogs(), catalogs()[1:], as_of=AS_OF).rows()
        assert row["id"] == 0
        assert row["after"]["action"] == "investigate"
        assert row["before"].keys() == row["after"].keys()


class TestRefusals:
    """What does not belong together is refused, before anything is evaluated."""

    def told(self, table: pa.Table) -> pa.Table:
        return evaluate(table, catalogs(), as_of=AS_OF)

    def refused(self, earlier: pa.Table, told: pa.Table, **more: Any) -> str:
        with pytest.raises(InputError) as refused:
            reevaluate(earlier, catalogs(), earlier_table=earlier, earlier_answers=told, as_of=AS_OF, **more)
        return refused.value.id

    def test_an_answer_without_metadata(self) -> None:
        table = rows(own=[True])
        assert self.refused(table, self.told(table).replace_schema_metadata(None)) == "earlier-no-answer"

    def test_an_answer_without_its_columns(self) -> None:
        table = rows(own=[True])
        assert self.refused(table, self.told(table).drop_columns(["action"])) == "earlier-no-answer"

    def test_an_answer_of_other_rows(self) -> None:
        table = rows(own=[True])
        assert self.refused(table, self.told(table).slice(1)) == "earlier-other-rows"
        assert self.refused(table.slice(1), self.told(table).slice(0, table.num_rows - 1)) == "earlier-other-rows"

    def test_catalogs_that_are_not_those_of_then(self) -> None:
        table = rows(own=[True])
        assert self.refused(table, self.told(table), earlier_catalogs=catalogs()[1:]) == "earlier-catalogs"

    @pytest.mark.parametrize("changed", [[True], [1] * 41])
    def test_what_does_not_say_of_each_row_whether_it_changed(self, changed: list[Any]) -> None:
        table = rows(own=[True])
        assert self.refused(table, self.told(table), changed=changed) == "changed-not-told"

    def test_ids_that_are_not_unique_any_more(self) -> None:
        table = rows(own=[True])
        twice = pa.concat_tables([table, table.slice(0, 1)])
        with pytest.raises(InputError) as refused:
            reevaluate(twice, catalogs(), earlier_table=table, earlier_answers=self.told(table), as_of=AS_OF)
        assert refused.value.id == "id-twice"
