"""The command `classify`: parses, calls the front door, prints. No rule and no legal value lives here."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit status: 0 nothing wrong, 1 an error finding, 2 a wrong call or input."""
    from classify.cli.run import run  # noqa: PLC0415 -- the terminal libraries load only when the command runs

    sys.exit(run(sys.argv[1:] if arguments is None else arguments))
