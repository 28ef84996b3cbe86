"""The site of these pages is built without a warning, and nothing in it asks another machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_site_is_whole(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", ROOT / "mkdocs.yml", "-d", tmp_path / "site"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert built.returncode == 0, built.stderr
    pages = sorted((tmp_path / "site").rglob("index.html"))
    assert len(pages) > 60
    fetched = re.compile(
        r"<(?:script|img|iframe)[^>]*\ssrc=\"https?:|<link[^>]*rel=\"(?:stylesheet|preconnect)\"[^>]*href=\"https?:"
    )
    assert [page.name for page in pages if fetched.search(page.read_text(encoding="utf-8"))] == []
    reference = (tmp_path / "site" / "reference" / "index.html").read_text(encoding="utf-8")
    assert "Determine a matter by the catalogs" in reference
