"""Which of the two engines answers: the chain where it can run, else the fixpoint, its oracle."""

from __future__ import annotations

from functools import cache
from typing import Literal

from classify.rules import fixpoint
from classify.rules.field import Record
from classify.rules.program import Program
from classify.rules.trace import Argument

Engine = Literal["durable", "fixpoint"]


def conclude(program: Program, record: Record) -> tuple[Argument, Engine]:
    """Argue from a record. The chain answers unless it is not installed or the Program is too large for it.

    Raises EngineError where the chain fails in its work: a failure is never "no rule fired".
    """
    if not chain_available():
        return fixpoint.conclude(program, record), "fixpoint"
    from classify.reasoning import chain  # noqa: PLC0415 -- a C extension that not every Python can load

    if not chain.fits(program):
        return fixpoint.conclude(program, record), "fixpoint"
    return chain.conclude(program, record), "durable"


@cache
def chain_available() -> bool:
    """Say whether durable-rules can be imported: not on Python 3.13 and later, nor where no compiler was."""
    try:
        import durable.engine  # noqa: F401, PLC0415 -- probing is the point
    except ImportError:
        return False
    return True
