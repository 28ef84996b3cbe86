"""What must be known of lists that were read, cells, headings and rows that are not, and of the copy made of one."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from classify.errors import Language, first_told
from classify.text.sentences import listed, sentence, tables

if TYPE_CHECKING:
    from classify.sheets.given import Given
    from classify.sheets.notes import Copied

__all__ = ["notices_of", "notices_told", "print_copied", "print_notices", "print_places", "shown_places"]

_MOST: Final = 20
"""Places that are named of one kind."""


def print_notices(given: Given, lang: Language, *, kept: bool = False) -> None:
    """Print them on standard error."""
    for told in notices_of(given, lang, kept=kept):
        print(told, file=sys.stderr)


def notices_of(given: Given, lang: Language, *, kept: bool = False) -> Iterator[str]:
    """Give them a line each, the gravest first; `kept`: columns that nobody knows are kept in the answer."""
    if given.faults:
        yield sentence(lang, "sheet", "faults", {"count": f"{len(given.faults):,}"})
        yield from first_told(given.faults, lang)
    yield from (hint.sentence(lang) for hint in given.hints)
    yield from _of_places(
        {"unknown_kept" if kept and name == "unknown" else name: at for name, at in given.notices.items()}, lang
    )


def print_places(notices: Mapping[str, Sequence[str]], lang: Language) -> None:
    """Print on standard error what is to be said of some places."""
    for told in _of_places(notices, lang):
        print(told, file=sys.stderr)


def _of_places(notices: Mapping[str, Sequence[str]], lang: Language) -> Iterator[str]:
    return (sentence(lang, "sheet", name, {"places": shown_places(places)}) for name, places in notices.items() if places)


def shown_places(places: Sequence[str]) -> str:
    """Write some places, of many only the first and their number."""
    told = ", ".join(places[:_MOST])
    return told if len(places) <= _MOST else f"{told} … ({len(places):,})"


def print_copied(lang: Language, copied: Copied) -> None:
    """Say on standard error what an annotated copy does not hold."""
    if copied.losses:
        kinds = tables(lang)["sheet"]["loss"]
        print(sentence(lang, "sheet", "lost", {"kinds": listed(lang, (kinds[one] for one in copied.losses))}), file=sys.stderr)
    if copied.uncommented:
        print(sentence(lang, "sheet", "uncommented", {"count": f"{copied.uncommented:,}"}), file=sys.stderr)


def notices_told(given: Given, lang: Language) -> dict[str, Any]:
    """Give them for `--json`; what there is none of is left out."""
    told = {name: list(places) for name, places in given.notices.items() if places}
    cells = {"faults": given.faults, "hints": given.hints}
    return told | {name: [one.to_dict(lang) for one in some] for name, some in cells.items() if some}
