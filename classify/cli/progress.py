"""Rows done, rate and time left on standard error: in place on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from classify.errors import Language
from classify.text.sentences import sentence

ON_TERMINAL = 0.5
"""Seconds between two showings where somebody watches."""
ELSEWHERE = 30.0
"""Seconds between two lines where standard error is kept, so that a short run says nothing."""


class Progress:
    """Is told the rows done and the rows there are; says how far the work is. It never names what it works on."""

    def __init__(self, lang: Language, now: Callable[[], float] = time.monotonic) -> None:
        """Begin at this moment."""
        self._lang = lang
        self._now = now
        self._begun = self._told = now()
        self._in_place = sys.stderr is not None and sys.stderr.isatty()
        self._shown = False

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave the line, so that what comes next has one of its own."""
        if self._shown and self._in_place:
            print(file=sys.stderr)

    def __call__(self, done: int, rows: int | None) -> None:
        """Say how far it is, unless that was said a moment ago."""
        now = self._now()
        if now - self._told < (ON_TERMINAL if self._in_place else ELSEWHERE):
            return
        self._told, self._shown = now, True
        rate = done / max(now - self._begun, 1e-6)
        left = "?" if rows is None or not done else f"{(rows - done) / rate:,.0f}"
        values = {"done": f"{done:,}", "rows": "?" if rows is None else f"{rows:,}", "rate": f"{rate:,.0f}", "left": left}
        text = sentence(self._lang, "batch", "progress", values)
        print(f"\r{text}  " if self._in_place else text, end="" if self._in_place else "\n", file=sys.stderr, flush=True)
