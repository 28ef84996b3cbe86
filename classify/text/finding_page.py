"""The page of a finding: what it means, what it rests on, what to avoid, what to do; Chinese and English in one."""

from __future__ import annotations

from pathlib import Path

from classify.errors import InputError, nearest, safe_name
from classify.law.rulebook import findings

__all__ = ["finding_page"]

_PACKAGE = Path(__file__).resolve().parent.parent
PLACES = (_PACKAGE / "_findings", _PACKAGE.parent / "docs" / "findings")
"""Where the pages lie: in a wheel, and beside a checkout."""


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
            return (place / f"{finding}.md").read_text(encoding="utf-8")
    raise InputError("pages-missing")
