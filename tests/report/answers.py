"""Answers of an invented inventory, as reports read them."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random

import pyarrow as pa

import classify
from classify.batch.kernel import Kernel
from classify.batch.run import chunks_of, evaluated
from classify.batch.summary import Summary
from classify.report.gathering import Gathering
from classify.report.page import Basis

AS_OF = date(2026, 11, 21)
MARKS = ("秘密★10年", "机密★20年", "绝密★30年", "机密★长期", "秘密★", "机密☆5年", "看不清", "秘密★启用前", "秘密★6个月")
TITLE = "某灯塔<script>document.title='run'</script>&\"'{{ 7*7 }}"


@cache
def kernel() -> Kernel:
    return Kernel(classify.load_catalogs(), AS_OF, "civil")


def inventory(rows: int, seed: int = 1) -> pa.Table:
    random = Random(seed)

    def day() -> date | None:
        return date(random.randrange(2000, 2027), random.randrange(1, 12), random.randrange(1, 29))

    return pa.table(
        {
            "id": [f"r{place:07d}" for place in range(rows)],
            "mark": [random.choice(MARKS) for _ in range(rows)],
            "issued": [day() for _ in range(rows)],
            "own": [random.choice((True, False, None)) for _ in range(rows)],
            "reviewed_on": [day() for _ in range(rows)],
            "title": [TITLE] * rows,
            "承 办 人": [random.choice(("甲一", "乙二 ", TITLE, None)) for _ in range(rows)],
            "部门": pa.array([random.choice(("一科", "二科")) for _ in range(rows)]).dictionary_encode(),
        }
    )


def gathered(rows: int, chunk: int = 65_536, without: tuple[str, ...] = ()) -> tuple[Gathering, Summary]:
    table = inventory(rows).drop_columns(list(without))
    found, summary = Gathering(AS_OF), Summary(kernel().samples)
    for batch, answer in zip(chunks_of(table, chunk), evaluated(kernel(), chunks_of(table, chunk), 1), strict=True):
        others = [name for name in batch.schema.names if name not in answer.schema.names]
        columns = [*answer.columns, *map(batch.column, others)]
        kept = pa.RecordBatch.from_arrays(columns, names=[*answer.schema.names, *others])
        found.add(kept)
        summary.add(kept)
    return found, summary


def basis() -> Basis:
    return Basis(AS_OF, "civil", kernel().catalogs, kernel().digest)
