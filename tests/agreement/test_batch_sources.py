from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.api_compile import compile_all
from classify.batch import evaluate
from classify.batch.files import evaluate_files
from classify.batch.kernel import Kernel
from classify.batch.told import COLUMN
from classify.compilation.answer import Inquiry, argued
from classify.compilation.net import net_of
from classify.compilation.solve import solve
from classify.errors import InputError
from classify.law.sources import read_table
from classify.term import ExpiryRule
from tests.agreement.graphs import AS_OF, Row, graph_of, row_of, rows_of, table_of

UNASKED = {"consent-missing", "derived-without-trigger"}
"""No column of an inventory says who consented, or for what a source was used."""
COMPARED = {
    finding
    for rule in read_table("rules/compilation.toml")["rule"]
    if rule["stratum"] == "findings" and (finding := rule["then"]["findings"]) not in UNASKED
}
MADE = {finding for finding in COMPARED if finding.startswith(("derived-", "compilation-", "aggregation-"))}
"""What only a row that says how it was made can bear."""


def inventory(seed: int, size: int) -> list[Row]:
    """Give many small graphs of all shapes as one inventory."""
    random = Random(seed)
    rows: list[Row] = []
    while len(rows) < size:
        rows += rows_of(random, random.choice((1, 2, 3, 4, 6, 9, 14, 60)), f"{len(rows)}.")
    return rows


def told(table: pa.Table, as_of: date = AS_OF, rule: ExpiryRule = "civil", **options: Any) -> list[set[str]]:
    return [set(one) for one in evaluate(table, (), as_of=as_of, expiry_rule=rule, **options).column("findings").to_pylist()]


def compiled(rows: list[Row], as_of: date = AS_OF, rule: ExpiryRule = "civil") -> list[set[str]]:
    """Give what compile finds, without the sentences and witnesses around it."""
    inquiry = Inquiry(solve(net_of(graph_of(rows), as_of, rule)), rule)
    return [set(argued(inquiry, place).argument.codes("findings")) for place in range(len(rows))]


def differences(rows: list[Row], as_of: date = AS_OF, rule: ExpiryRule = "civil") -> list[tuple[Row, set[str], set[str]]]:
    found = []
    for row, ours, theirs in zip(rows, told(table_of(rows), as_of, rule), compiled(rows, as_of, rule), strict=True):
        expected = theirs - UNASKED - (MADE if row["derived"] is None else set())
        if ours & COMPARED != expected & COMPARED or not expected <= ours:
            found.append((row, ours, expected))
    return found


class TestBatchSourcesAreCompiled:
    """ "Ceilings over the whole inventory's derivation graph": what compile finds about every matter, finding by finding."""

    @pytest.mark.parametrize(
        ("size", "as_of", "rule"),
        [
            (30_000, AS_OF, "civil"),
            (30_001, AS_OF, "civil"),
            (20_000, AS_OF, "anniversary"),
            (20_002, date(2024, 2, 29), "civil"),
            (2_000, date(2010, 1, 1), "civil"),
            (500, date(1990, 6, 1), "civil"),
        ],
    )
    def test_every_finding_of_every_row_is_that_of_the_graph(self, size: int, as_of: date, rule: ExpiryRule) -> None:
        assert differences(inventory(size, size), as_of, rule) == []

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(10))
    def test_ten_times_as_many(self, seed: int) -> None:
        assert differences(inventory(seed, 100_000)) == []

    @settings(max_examples=60, deadline=None)
    @given(random=st.randoms(use_true_random=False), size=st.integers(1, 9), rule=st.sampled_from(["civil", "anniversary"]))
    def test_drawn_graphs(self, random: Random, size: int, rule: ExpiryRule) -> None:
        assert differences(rows_of(random, size), AS_OF, rule) == []

    def test_the_findings_are_those_of_compile_all(self) -> None:
        rows = inventory(7, 1_500)
        answers = compile_all(graph_of(rows), as_of=AS_OF)
        assert [{one.id for one in answer.findings} for answer in answers] == compiled(rows)

    def test_every_finding_occurs(self) -> None:
        counted = Counter(finding for one in told(table_of(inventory(1, 30_000))) for finding in one)
        assert {finding for finding in COMPARED if counted[finding] == 0} == set()

    def test_volumes_within_volumes_are_counted(self) -> None:
        random = Random(4)
        rows = [row_of(random, f"m{place}", ("秘密★10年",)) for place in range(90)]
        for place, row in enumerate(rows):
            row["derived"] = False
            row["sources"] = []
            if place < 30:
                row["sources"] = [f"m{random.randrange(90)}" for _ in range(random.choice((1, 4, 9, 30)))]
            if place == 3:
                row["sources"] = [f"gone{number}" for number in range(50)] * 2
        assert differences(rows) == []
        assert 3 < sum("aggregation-review" in one for one in told(table_of(rows))) < 30


class TestARowIsItsOwn:
    """Order, chunks, threads and the type of the ids change no row."""

    rows = inventory(3, 3_000)

    @pytest.mark.parametrize(("chunk", "threads"), [(1_000_000, 1), (7, 2), (500, 3)])
    def test_chunks_and_threads(self, chunk: int, threads: int) -> None:
        assert told(table_of(self.rows), chunk=chunk, threads=threads) == told(table_of(self.rows))

    def test_order(self) -> None:
        table = table_of(self.rows)
        order = np.random.default_rng(8).permutation(table.num_rows)
        plain = told(table)
        assert told(table.take(pa.array(order))) == [plain[place] for place in order]

    def test_other_rows(self) -> None:
        alone = inventory(11, 200)
        others = [
            row | {"id": f"x{row['id']}", "sources": [f"x{name}" for name in row["sources"] or () if name]} for row in self.rows
        ]
        assert told(table_of(others + alone))[len(others) :] == told(table_of(alone))

    @pytest.mark.parametrize("kind", ["number", "texts of numbers", "text", "full-width text", "large", "dictionary"])
    def test_any_layout_of_the_same_relations(self, kind: str) -> None:
        table = table_of(self.rows)
        numbers = {name: number for number, name in enumerate(table.column("id").to_pylist())}
        lists = [[numbers.get(name, 10**6) for name in one or () if name] for one in table.column("sources").to_pylist()]
        texts = [";".join(map(str, one)) or None for one in lists]
        ids: Any = pa.array(range(table.num_rows), pa.int64())
        sources: Any = {
            "number": pa.array(lists, pa.list_(pa.int32())),
            "texts of numbers": pa.array([[str(one) for one in some] for some in lists], pa.list_(pa.large_string())),
            "text": pa.array(texts, pa.string()),
            "full-width text": pa.array([text and text.replace(";", " ；") for text in texts], pa.large_string()),
            "large": pa.array(lists, pa.large_list(pa.int64())),
            "dictionary": pa.array(texts, pa.string()).dictionary_encode(),
        }[kind]
        other = table.set_column(0, "id", ids).set_column(table.schema.get_field_index("sources"), "sources", sources)
        assert told(other) == told(table)

    def test_a_column_without_a_source_changes_nothing(self) -> None:
        table = table_of([row | {"sources": None} for row in self.rows])
        assert told(table) == told(table.drop_columns("sources"))


def row(name: str, mark: str | None, start: str, *sources: str, **days: str) -> Row:
    read = {key: date.fromisoformat(value) for key, value in days.items()}
    return {"id": name, "mark": mark, "issued": date.fromisoformat(start), "sources": list(sources), "derived": True} | read


ACTS = ("extended_to", "extension_decided", "event_on", "published_on", "declassified_on")


def found(*rows: Row) -> dict[str, list[str]]:
    table = pa.Table.from_pylist(list(rows), schema=table_of([]).schema).drop_columns("level")
    for name in ACTS:
        table = table.append_column(name, pa.array([one.get(name) for one in rows], pa.date32()))
    answers = evaluate(table, (), as_of=AS_OF).to_pylist()
    return {one["id"]: [finding for finding in one["findings"] if finding in COMPARED] for one in answers}


class TestWhatASourceHolds:
    """What a row's columns say beyond a graph's: extensions and openings of a source count for what draws on it."""

    def test_an_extension_that_counts_makes_the_old_day_too_early(self) -> None:
        source = row("s", "机密★10年", "2018-04-01")
        extended = source | row("s", "机密★10年", "2018-04-01", extended_to="2035-01-01", extension_decided="2020-01-01")
        late = extended | {"extension_decided": date(2028, 4, 2)}
        derived = row("d", "机密★2028年4月2日", "2019-01-01", "s")
        assert found(source, derived)["d"] == []
        assert found(extended, derived)["d"] == ["derived-period-short"]
        assert found(extended, derived | {"mark": "机密★2035年1月2日"})["d"] == []
        assert found(late, derived)["d"] == []

    def test_a_derived_row_is_extended_with_its_source(self) -> None:
        moved = {"extended_to": "2035-01-01", "extension_decided": "2020-01-01"}
        source = row("s", "机密★10年", "2018-04-01", **moved)
        assert found(source, row("d", "机密★2028年4月2日", "2019-01-01", "s", **moved))["d"] == []

    @pytest.mark.parametrize("act", ["published_on", "declassified_on"])
    def test_a_source_that_was_opened_holds_nothing_back_any_more(self, act: str) -> None:
        source = row("s", "机密★10年", "2020-04-01", **{act: "2025-01-01"})
        before = row("d", "机密★2030年4月2日", "2021-01-01", "s")
        assert found(source, before)["d"] == []
        assert found(source, before | {"mark": "秘密★2026年12月1日"})["d"] == []
        assert found(source, before | {"mark": "绝密★2030年4月2日"})["d"] == ["derived-level-high"]
        assert found(source, row("d", "机密★2030年4月2日", "2025-06-01", "s"))["d"] == ["derived-level-high"]
        assert found(source | {act: AS_OF + timedelta(days=1)}, before | {"mark": "秘密★2026年12月1日"})["d"] == [
            *("derived-level-low", "derived-period-short")
        ]

    def test_an_event_that_happened_opens_and_one_to_come_holds_back(self) -> None:
        source = row("s", "绝密★启用前", "2026-01-01")
        derived = row("d", "绝密★启用前", "2026-02-01", "s")
        assert found(source, derived)["d"] == []
        assert found(source, derived | {"mark": "绝密★2027年1月1日"})["d"] == ["derived-period-short"]
        happened = source | {"event_on": date(2026, 6, 7)}
        assert found(happened, derived)["d"] == []
        assert found(happened, derived | {"mark": "绝密★2027年1月1日"})["d"] == []

    def test_a_row_that_was_published_is_judged_by_its_mark(self) -> None:
        source = row("s", "机密★10年", "2020-04-01")
        derived = row("d", "机密★2030年4月2日", "2021-01-01", "s", published_on="2022-01-01")
        assert found(source, derived)["d"] == []
        assert found(source, derived | {"mark": "机密★2029年4月2日"})["d"] == ["derived-period-short"]

    def test_whether_derived_or_compiled_is_not_guessed(self) -> None:
        source = row("s", "机密★10年", "2020-04-01")
        low = row("d", "秘密★2030年4月2日", "2021-01-01", "s", "gone")
        assert found(source, low)["d"] == ["source-missing", "derived-level-low"]
        assert found(source, low | {"derived": False})["d"] == ["source-missing", "compilation-level-low"]
        assert found(source, low | {"derived": None})["d"] == ["source-missing"]

    def test_a_wrong_mark_is_marked_anew_and_a_missing_source_is_not(self) -> None:
        rows = [row("s", "机密★10年", "2020-04-01"), row("d", "机密★2030年4月2日", "2021-01-01", "s", "gone", "t")]
        rows += [row("e", "秘密★2030年4月2日", "2021-01-01", "s"), row("t", "内部", "2020-01-01")]
        answers = evaluate(table_of([{"level": None} | one for one in rows]), (), as_of=AS_OF).to_pylist()
        assert [one["action"] for one in answers] == ["none", "none", "re_mark", "correct"]
        assert answers[1]["findings"] == ["mark-malformed", "source-missing"]


class TestShapes:
    """A chain of many thousands, one circle of as many, a source of all: each ends, each with what it must have."""

    size = 100_000

    def table(self, sources: list[list[int]]) -> pa.Table:
        marks = pa.array(["机密★2030年1月1日", *(["秘密★2030年1月1日"] * (self.size - 1))])
        return pa.table(
            {
                "id": pa.array(range(self.size)),
                "mark": marks,
                "issued": pa.array([date(2020, 1, 1)] * self.size),
                "derived": pa.array([True] * self.size),
                "sources": pa.array(sources, pa.list_(pa.int64())),
            }
        )

    def test_a_chain_carries_its_first_level_to_the_end(self) -> None:
        answers = told(self.table([[place - 1] if place else [] for place in range(self.size)]))
        assert Counter(map(frozenset, answers)) == {frozenset(): 1, frozenset({"derived-level-low"}): self.size - 1}

    def test_a_circle_is_one(self) -> None:
        answers = told(self.table([[(place + 1) % self.size] for place in range(self.size)]))
        low = frozenset({"derivation-cycle", "derived-level-low"})
        assert Counter(map(frozenset, answers)) == {frozenset({"derivation-cycle"}): 1, low: self.size - 1}

    def test_a_star_is_one_step(self) -> None:
        answers = told(self.table([[0] if place else [] for place in range(self.size)]))
        assert sum("derived-level-low" in one for one in answers) == self.size - 1


class TestFiles:
    """Files say what the table says, `--resume` included; the code of the first pass stays inside."""

    rows = inventory(5, 1_200)

    def test_parquet_and_csv(self, tmp_path: Path) -> None:
        kernel = Kernel((), AS_OF, "civil")
        table = table_of(self.rows)
        home = tmp_path / "in"
        home.mkdir()
        pq.write_table(table.slice(0, 500), home / "a.parquet")
        pq.write_table(table.slice(500), home / "b.parquet")
        evaluate_files(str(home), tmp_path / "out.parquet", kernel, keep=True, resume=True)
        written = pq.read_table(tmp_path / "out.parquet")
        assert written.to_pylist() == evaluate(table, (), as_of=AS_OF, keep=True).to_pylist()
        texts = [None if one is None else ";".join(name or "" for name in one) for one in table.column("sources").to_pylist()]
        flat = table.set_column(table.schema.get_field_index("sources"), "sources", pa.array(texts, pa.string()))
        pcsv.write_csv(flat, tmp_path / "in.csv")
        evaluate_files(str(tmp_path / "in.csv"), tmp_path / "again.parquet", kernel)
        again = pq.read_table(tmp_path / "again.parquet")
        assert again.to_pylist() == written.select(again.schema.names).to_pylist()

    def test_ids_that_repeat_are_refused_as_ever(self) -> None:
        with pytest.raises(InputError) as refused:
            evaluate(table_of([*self.rows, self.rows[0]]), (), as_of=AS_OF)
        assert refused.value.id == "id-twice"

    def test_the_name_of_the_inner_column_is_not_to_be_had(self) -> None:
        table = table_of(self.rows)
        with pytest.raises(InputError) as refused:
            evaluate(table.append_column(COLUMN, pa.array([0] * table.num_rows)), (), as_of=AS_OF)
        assert refused.value.id == "column-twice"
