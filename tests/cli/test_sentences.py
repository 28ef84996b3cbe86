"""What people read is finished: no sentence comes out with its placeholders, in either language."""

from __future__ import annotations

import re
from datetime import date

import pytest

from classify.api import parse_mark
from classify.cli import show
from classify.errors import Language
from tests.cli.command_line import DAY

FAULTS = {
    "mark-malformed": "5年★秘密",
    "mark-star-wrong": "机密☆5年",
    "mark-without-period": "机密★",
    "period-unit": "秘密★18个月",
    "period-above-ceiling": "秘密★11年",
    "condition-vague": "机密★适当时候",
    "retention-for-secrecy-period": "机密★永久",
    "law-not-in-force": "机密★10年",
}
"""What may be wrong with a mark by itself, each with a mark that has it."""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("fault", FAULTS)
def test_the_faults_of_a_mark_are_whole_sentences(fault: str, lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    issued = date(1950, 1, 1) if fault == "law-not-in-force" else date(2026, 1, 5)
    read = parse_mark(FAULTS[fault], issued=issued, as_of=date.fromisoformat(DAY))
    assert fault in read.faults
    show.mark(read, lang)
    assert not re.search(r"\{[a-z_]+\}", capsys.readouterr().out)
