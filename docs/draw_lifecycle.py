"""Draws docs/lifecycle.md from the transition table: two pictures, two tables, two SVG files.

    python docs/draw_lifecycle.py            rewrites what stands between the markers, and the SVG files
    python docs/draw_lifecycle.py --check    names what is not current, status 1

A drawing stands between `<!-- drawn: NAME -->` and `<!-- /drawn -->`. Nothing else of the page is touched.
"""  # noqa: INP001 -- a script of the pages, no package

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from classify.errors import Language
from classify.text.life_picture import mermaid, svg, table

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "lifecycle.md"
BLOCK = re.compile(r"(<!-- drawn: (picture|table)-(zh|en) -->\n).*?(<!-- /drawn -->)", re.DOTALL)
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def drawn(page: str) -> str:
    """Give the page with every drawing made anew."""
    return BLOCK.sub(lambda found: f"{found[1]}{_drawing(found[2], found[3])}\n{found[4]}", page)  # type: ignore[arg-type]


def files() -> Mapping[Path, str]:
    """Give every file that is drawn, with what belongs in it."""
    pictures = {DOCS / f"lifecycle-{lang}.svg": svg(lang) for lang in LANGUAGES}
    return {PAGE: drawn(PAGE.read_text(encoding="utf-8")), **pictures}


def main(arguments: list[str]) -> int:
    """Write what is not current, or name it."""
    stale = [path for path, text in files().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" not in arguments:
            path.write_text(files()[path], encoding="utf-8")
        print(path.name)  # noqa: T201 -- a script says what it did
    return int(bool(stale) and "--check" in arguments)


def _drawing(kind: str, lang: Language) -> str:
    return f"```mermaid\n{mermaid(lang)}\n```" if kind == "picture" else table(lang)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
