"""The page that `classify batch --report` writes beside the answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from classify.batch.kernel import Kernel
from classify.batch.summary import Summary
from classify.errors import InputError, Language
from classify.report.gathering import Gathering
from classify.report.page import Basis, report_page, require_template
from classify.whole import write_whole


class Page:
    """A report in the making. What would hinder writing it is told before the inventory is evaluated."""

    def __init__(self, path: Path, kernel: Kernel, lang: Language) -> None:
        """Begin. Raises InputError `report-kind`, `extra-missing`."""
        if path.suffix.lower() not in {".html", ".htm"} or path.is_dir():
            raise InputError("report-kind", where="--report")
        require_template()
        self._path, self._lang = path, lang
        self._basis = Basis(kernel.as_of, kernel.rule, kernel.catalogs, kernel.digest)
        self._gathering = Gathering(kernel.as_of)

    def add(self, answer: pa.RecordBatch) -> None:
        """Take the answers of a batch."""
        self._gathering.add(answer)

    def write(self, summary: Summary, notices: Sequence[str] = ()) -> None:
        """Write the page whole or not at all, with notices at its head. Raises InputError `output-not-written`."""
        write_whole(self._path, report_page(self._gathering, summary, self._basis, self._lang, notices), "--report")
