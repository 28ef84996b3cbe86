"""A kernel is let go of when nobody holds it: its tables are large, and a server makes one a day and a choice of catalogs."""

from __future__ import annotations

import gc
import weakref
from datetime import date

import pyarrow as pa

import classify
from classify.batch.kernel import Kernel


def test_a_kernel_leaves_memory_without_the_collector() -> None:
    kernel = Kernel(classify.load_catalogs("organization-work"), date(2026, 11, 21), "civil")
    kernel(
        pa.record_batch(
            {"id": [1, 2], "mark": ["秘密★10年", "机密☆5年"], "title": ["某县班子调整方案", None], "tier": ["city", None]}
        )
    )
    there = weakref.ref(kernel)
    gc.disable()
    try:
        del kernel
        assert there() is None
    finally:
        gc.enable()
