"""What the tests of whole files share: the day of asking, and an inventory written once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

AS_OF = date(2026, 11, 21)


def names_in(folder: Path) -> list[str]:
    """Give what stands in a folder, hidden or not."""
    return sorted(path.name for path in folder.iterdir())
