"""The page of a finding: what it means, what it rests on, what to avoid, what to do; Chinese and English in one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from classify.errors import InputError, Language, nearest, safe_name
from classify.law.rulebook import findings

__all__ = ["finding_advice", "finding_meaning", "finding_page"]

_PACKAGE = Path(__file__).resolve().parent.parent
PLACES = (_PACKAGE / "_findings", _PACKAGE.parent / "docs" / "findings")
"""Where the pages lie: in a wheel, and beside a checkout."""
NOTE: Final = "<!--"
"""What begins so is for the writer of the page."""
MEANING: Final = "\n## 含义 / Meaning\n"
ADVICE: Final = "\n## 怎么办 / What to do\n"
LANGUAGES: Final = ("zh", "en")


def finding_page(finding: str) -> str:
    """Return the page of a finding as Markdown.

    Raises InputError `finding-unknown`, which offers the nearest id, and `pages-missing` where the pages were not
    installed with the package.

    >>> finding_page("mark-star-wrong").splitlines()[0]
    '# `mark-star-wrong`'
    """
    if finding not in findings():
        raise InputError("finding-unknown", name=safe_name(finding.replace("-", "_")), nearest=nearest(finding, findings()))
    for place in PLACES:
        if place.is_dir():
            written = (place / f"{finding}.md").read_text(encoding="utf-8")
            return "".join(line for line in written.splitlines(keepends=True) if not line.startswith(NOTE))
    raise InputError("pages-missing")


def finding_meaning(finding: str, lang: Language) -> str:
    """Return what a finding means in one paragraph: the first of its page in Chinese, the second in English.

    Raises InputError as `finding_page` does.

    >>> finding_meaning("mark-star-wrong", "en").startswith("Another sign")
    True
    """
    return _paragraph(finding, MEANING, lang)


def finding_advice(finding: str, lang: Language) -> str:
    """Return what to do about a finding in one paragraph.

    Raises InputError as `finding_page` does.

    >>> finding_advice("mark-star-wrong", "en").startswith("Replace")
    True
    """
    return _paragraph(finding, ADVICE, lang)


def _paragraph(finding: str, title: str, lang: Language) -> str:
    told = finding_page(finding).partition(title)[2].partition("\n## ")[0]
    paragraphs = [part.strip() for part in told.split("\n\n") if part.strip()]
    return paragraphs[LANGUAGES.index(lang)]
