"""What must be known of the lists that were read: cells that cannot be read, headings nobody knows, rows passed over."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from classify.cli.exchange import shown_places
from classify.errors import MOST_SHOWN, ClassifyError, InputError, Language
from classify.text.sentences import sentence

__all__ = ["notices_of", "notices_told", "print_notices"]


class Found(Protocol):
    """What reading lists has found."""

    @property
    def notices(self) -> Mapping[str, Sequence[str]]:
        """Places by what is to be said of them."""

    @property
    def faults(self) -> Sequence[ClassifyError]:
        """Cells that cannot be read."""

    @property
    def hints(self) -> Sequence[ClassifyError]:
        """Columns without which the answers are other than one expects."""


def print_notices(found: Found, lang: Language) -> None:
    """Print them on standard error."""
    for told in notices_of(found, lang):
        print(told, file=sys.stderr)


def notices_of(found: Found, lang: Language) -> Iterator[str]:
    """Give them a line each, the gravest first."""
    if found.faults:
        yield sentence(lang, "sheet", "faults", {"count": f"{len(found.faults):,}"})
        yield from (fault.sentence(lang) for fault in found.faults[:MOST_SHOWN])
        if len(found.faults) > MOST_SHOWN:
            yield InputError("more-faults", count=len(found.faults) - MOST_SHOWN).sentence(lang)
    yield from (hint.sentence(lang) for hint in found.hints)
    for name, places in found.notices.items():
        if places:
            yield sentence(lang, "sheet", name, {"places": shown_places(places)})


def notices_told(found: Found, lang: Language) -> dict[str, Any]:
    """Give them for `--json`; what there is none of is left out."""
    told = {name: list(places) for name, places in found.notices.items() if places}
    cells = {"faults": found.faults, "hints": found.hints}
    return told | {name: [one.to_dict(lang) for one in some] for name, some in cells.items() if some}
