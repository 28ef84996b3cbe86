"""The law's own Program, for theorems that are stated over it too."""

from collections.abc import Callable
from datetime import date

import pytest

from classify.law import law_on
from classify.rules.program import Program


@pytest.fixture(scope="session")
def law_program() -> Callable[..., Program]:
    """Give the Program of a day, of a day in 2026 where none is named."""

    def of(day: date = date(2026, 11, 1)) -> Program:
        return law_on(day).program

    return of
