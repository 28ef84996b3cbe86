"""A summary counts as errors just the findings that weigh as much in their rows, which is told one by one elsewhere."""

from __future__ import annotations

from datetime import date
from random import Random

import pyarrow as pa

import classify
from classify.batch.kernel import Kernel
from classify.batch.run import chunks_of, evaluated
from classify.batch.summary import Summary, severity_of


def test_errors_are_the_findings_of_severity_error_row_by_row() -> None:
    random, rows = Random(7), 600
    table = pa.table(
        {
            "id": [f"r{place:04d}" for place in range(rows)],
            "mark": [random.choice(("秘密★10年", "绝密★40年", "机密☆5年", "秘密★", "看不清")) for _ in range(rows)],
            "issued": [date(random.randrange(2005, 2026), 3, 1) for _ in range(rows)],
            "published_on": [random.choice((date(2025, 3, 1), None)) for _ in range(rows)],
            "own": [True] * rows,
            "catalog": [random.choice(("organization-work", None)) for _ in range(rows)],
            "item": ["3"] * rows,
        }
    )
    kernel = Kernel(classify.load_catalogs("organization-work"), date(2026, 11, 21), "civil")
    summary = Summary(kernel.samples)
    told = []
    for answer in evaluated(kernel, chunks_of(table), 1):
        summary.add(answer)
        for row in answer.to_pylist():
            sampled = row["catalog"] in kernel.samples
            told += [(one, severity_of(one, row["state"], sampled=sampled)) for one in row["findings"]]
    assert {("opened-still-marked", "error"), ("level-above-catalog", "notice"), ("period-above-ceiling", "error")} <= set(told)
    assert summary.errors == [severity for _, severity in told].count("error")
