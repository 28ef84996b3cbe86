"""Brings the pages of the project's root into the site, and writes what a site shows in another way than a repository."""  # noqa: INP001 -- a hook of mkdocs, no package

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
BROUGHT = ("CHANGELOG.md", "CONTRIBUTING.md")
CODE = re.compile(r"`[^`\n]*`")
ROW = re.compile(r"^\|.*$", re.MULTILINE)
DIAGRAM = re.compile(r"(\((?P<name>[\w-]+\.svg)\)[^`]*)^```mermaid\n.*?^```$", re.MULTILINE | re.DOTALL)
"""A diagram after a link to the same as a picture: nothing here draws diagrams."""
LINK = re.compile(r"\]\((?P<up>(?:\.\./)+)(?P<name>CHANGELOG\.md|CONTRIBUTING\.md)(?P<rest>#[^)]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the root."""
    for name in BROUGHT:
        files.append(File.generated(config, name, content=(ROOT / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 -- the hook's form
    """Point links at the root's pages, show pictures for diagrams, and leave the pipes in a table's code without escape."""
    markdown = ROW.sub(lambda row: CODE.sub(lambda code: code[0].replace("\\|", "|"), row[0]), markdown)
    markdown = DIAGRAM.sub(r"\g<1>![\g<name>](\g<name>)", markdown)
    if page.file.src_uri in BROUGHT:
        return markdown.replace("](docs/", "](")
    depth = page.file.src_uri.count("/")
    return LINK.sub(lambda found: f"]({'../' * depth}{found['name']}{found['rest'] or ''})", markdown)
