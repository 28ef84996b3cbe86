"""Brings the pages of the project's root into the site, and points links at them."""  # noqa: INP001 -- a hook of mkdocs, no package

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
BROUGHT = ("CHANGELOG.md", "CONTRIBUTING.md")
LINK = re.compile(r"\]\((?P<up>(?:\.\./)+)(?P<name>CHANGELOG\.md|CONTRIBUTING\.md)(?P<rest>#[^)]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the root."""
    for name in BROUGHT:
        files.append(File.generated(config, name, content=(ROOT / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 -- the hook's form
    """Let links to the root's pages go to where they lie in the site."""
    if page.file.src_uri in BROUGHT:
        return markdown.replace("](docs/", "](")
    depth = page.file.src_uri.count("/")
    return LINK.sub(lambda found: f"]({'../' * depth}{found['name']}{found['rest'] or ''})", markdown)
