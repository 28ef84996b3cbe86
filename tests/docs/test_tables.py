"""Every table of the pages says what the data and the program say, and every link leads somewhere."""

from __future__ import annotations

import re
import runpy
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer

from classify.api import parse_mark
from classify.catalog.model import Catalog
from classify.catalog.read import catalog_folders, load_catalogs
from classify.cli.run import app_for
from classify.errors import Language
from classify.law.rulebook import blocks, findings
from classify.text.sentences import show

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
AS_OF = date(2026, 11, 22)
NOTHING = "—"
FINDING_PAGES = DOCS / "findings"
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *DOCS.rglob("*.md")))
MIXED = {"benchmarks.md", "commands.md", "reference.md", "batch.md", "levels.md", "spark.md"}
"""Pages that put the two languages side by side, paragraph by paragraph."""
PARTED = sorted(path for path in (*DOCS.glob("*.md"), *DOCS.glob("decisions/*.md")) if path.name not in MIXED)
LINK = re.compile(r"\]\(([^)#:]*)(?:#[^)]*)?\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def part(page: str, lang: Language) -> str:
    """Give the Chinese or the English part of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    chinese, _, english = text.partition("\n## English\n")
    return english if lang == "en" else chinese


def rows(text: str, head: str) -> list[list[str]]:
    """Give the cells of all tables whose head begins with this cell."""
    found = []
    for table in re.findall(rf"^\| {re.escape(head)} \|.*\n\|[-|]+\|\n((?:\|.*\n?)+)", text, re.MULTILINE):
        found += [[cell.strip().strip("`") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table.splitlines()]
    return found


def catalogs() -> tuple[Catalog, ...]:
    return load_catalogs(*catalog_folders())


@pytest.mark.parametrize("lang", LANGUAGES)
class TestCatalogTable:
    """The table of the shipped catalogs agrees with the catalogs."""

    def test_every_row_is_what_the_catalog_says(self, lang: Language) -> None:
        unknown = {"zh": "不明", "en": "unknown"}[lang]
        told = rows(part("catalogs.md", lang), {"zh": "目录", "en": "catalog"}[lang])
        expected = [
            [
                one.id,
                one.titled(lang),
                one.standing,
                one.scheme,
                f"{one.span.first or unknown} – {one.span.last or unknown}",
                str(len(one.items)),
            ]
            for one in catalogs()
        ]
        assert [row[:6] for row in told] == expected

    def test_the_source_is_stated(self, lang: Language) -> None:
        told = rows(part("catalogs.md", lang), {"zh": "目录", "en": "catalog"}[lang])
        if lang == "zh":
            assert [row[6] for row in told] == [one.papers.source for one in catalogs()]
        assert all(row[6] for row in told)


@pytest.mark.parametrize("lang", LANGUAGES)
class TestMarkTables:
    """Every row of the tables of marks is what `parse_mark` reads."""

    def test_every_row_is_what_is_read(self, lang: Language) -> None:
        told = rows(part("marks.md", lang), {"zh": "写法", "en": "written"}[lang])
        assert len(told) == 41
        for written, *cells in told:
            read = parse_mark(written, as_of=AS_OF)
            said = [
                show(read.level, lang) if read.level else NOTHING,
                show(read.term, lang) if read.term else NOTHING,
                ", ".join(f"`{fault}`" for fault in read.faults).strip("`") or NOTHING,
                read.normal or NOTHING,
            ]
            assert cells == said, written

    def test_the_lawful_forms_are_lawful_and_no_other(self, lang: Language) -> None:
        for row in rows(part("marks.md", lang), {"zh": "写法", "en": "written"}[lang]):
            assert parse_mark(row[0], as_of=AS_OF).valid == (row[3] == NOTHING), row[0]


class TestGeneratedTables:
    """What docs/generate.py writes is current."""

    def test_no_page_is_stale(self) -> None:
        stale = runpy.run_path(str(DOCS / "generate.py"))["stale"]
        assert stale() == [], "run `python docs/generate.py`"

    def test_every_page_of_a_finding_cites_what_its_rules_cite(self) -> None:
        for name in findings():
            told = (
                (FINDING_PAGES / f"{name}.md").read_text(encoding="utf-8").partition("## 依据 / Basis")[2].partition("\n## ")[0]
            )
            cited = {one for block in blocks() if name in str(block["then"].get("findings")).split() for one in block["basis"]}
            assert {one for one in cited if f"`{one}`（" not in told} == set(), name

    def test_every_line_of_its_own_is_in_both_languages(self) -> None:
        lines = tomllib.loads((DOCS / "tables.toml").read_text(encoding="utf-8"))
        assert set(lines["source"]) == set(catalog_folders())
        assert all(set(told) == set(LANGUAGES) for told in lines["module"].values())


class TestCommandReference:
    """The reference has every command and every option, once, in both languages."""

    def test_every_command_and_option_is_told(self) -> None:
        sections = (DOCS / "commands.md").read_text(encoding="utf-8").split("\n## ")
        told = {section.partition("\n")[0]: section for section in sections}
        common = told["每个命令都有的选项 / What every command takes"]
        for name, options in commands(typer.main.get_command(app_for([])), "classify"):
            for option in options:
                assert (f"| `{option}" in told[f"`{name}`"]) != (f"| `{option}" in common), f"{name} {option}"

    @pytest.mark.parametrize("text", ["截至日", "截至日 / ", "the day of asking"])
    def test_a_help_in_one_language_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="no English"):
            runpy.run_path(str(DOCS / "commands.py"))["told"](text)


def commands(command: Any, name: str) -> Iterator[tuple[str, Sequence[str]]]:
    nested = getattr(command, "commands", None)
    if nested is not None:
        for each, below in nested.items():
            yield from commands(below, f"{name} {each}")
    else:
        yield name, [option for one in command.params for option in one.opts if option.startswith("--")]


def shape(text: str) -> tuple[list[str], list[str]]:
    """Give the kinds of a part's code blocks, and its headings, rows of tables, points and paragraphs, in order."""
    fences = re.findall(r"^```(\w.*)$", text, re.MULTILINE)
    blocks = [line for block in re.split(r"\n\s*\n", FENCE.sub("", text)) for line in kinds(block.strip())]
    return fences, blocks


def kinds(block: str) -> list[str]:
    """Tell what a block is: for a heading its depth, for a table a row each, for a list a point each."""
    return re.findall(r"^(?:#+ |\||- |\d+\. |!\[|<!--)", block, re.MULTILINE) or [word for word in ["paragraph"] if block]


class TestPages:
    """Pages are in two languages, and their links lead somewhere."""

    @pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
    def test_every_link_leads_somewhere(self, page: Path) -> None:
        text = FENCE.sub("", page.read_text(encoding="utf-8"))
        missing = [link for link in LINK.findall(text) if link and not (page.parent / link).exists()]
        assert missing == []

    @pytest.mark.parametrize("page", PARTED, ids=lambda path: path.name)
    def test_both_parts_say_as_much(self, page: Path) -> None:
        chinese, parting, english = page.read_text(encoding="utf-8").partition("\n## English\n")
        assert parting
        assert "\n## 中文\n" in chinese
        assert shape(chinese.partition("\n## 中文\n")[2]) == shape(english)

    @pytest.mark.parametrize("page", sorted(FINDING_PAGES.glob("*-*.md")), ids=lambda path: path.stem)
    def test_every_point_of_a_finding_is_in_both_languages(self, page: Path) -> None:
        text = re.sub("^<!--.*\n", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for section in text.split("\n## ")[1:]:
            told = [block.strip() for block in re.split(r"\n\s*\n", section.partition("\n")[2]) if block.strip()]
            assert len([block for block in told if not block.startswith("- ")]) % 2 == 0, section
            assert len(re.findall("^- ", section, re.MULTILINE)) == len(re.findall(r"^  [(A-Z`]", section, re.MULTILINE)), section

    def test_every_finding_has_its_page_and_every_page_its_finding(self) -> None:
        assert {path.stem for path in FINDING_PAGES.glob("*.md")} - {"index"} == set(findings())

    @pytest.mark.parametrize("number", range(1, 9))
    def test_every_sentence_names_the_tests_that_hold_it(self, number: int) -> None:
        for lang in LANGUAGES:
            assert f"`tests/theorems/test_sentence_{number}.py`" in part("semantics.md", lang)
        assert (ROOT / f"tests/theorems/test_sentence_{number}.py").exists()
