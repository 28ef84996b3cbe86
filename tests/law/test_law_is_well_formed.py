"""The law is data: every citation resolves, every id has its sentences and its page, no value is written in Python."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from classify.errors import Language
from classify.law import law_on
from classify.law.regime import periods
from classify.law.rulebook import blocks, duties, findings
from classify.law.sources import read_table, sources
from classify.text.sentences import tables

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "classify"
DAYS = [entry.value for entry in periods().entries]
KEY = re.compile(r"\b(?:" + "|".join(sources().instruments) + r")\b", re.ASCII)


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def flat(table: dict[str, Any], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for key, value in table.items():
        found |= (
            flat(value, (*path, key))
            if isinstance(value, dict)
            else {(*path, key): value if isinstance(value, str) else " ".join(value)}
        )
    return found


class TestCitations:
    """Every rule and every value rests on provisions that are there, each with a gist in both languages."""

    def test_every_basis_resolves(self) -> None:
        named = {name for block in blocks() for name in block["basis"]}
        named |= {name for block in read_table("parameters.toml")["value"] for name in (*block["basis"], *block.get("with", ()))}
        assert named <= set(sources().provisions)

    def test_every_provision_says_its_gist_in_both_languages(self) -> None:
        assert all(provision.zh and provision.en for provision in sources().provisions.values())

    @pytest.mark.parametrize("day", DAYS)
    def test_every_rule_of_a_day_cites_what_was_in_force_or_says_that_it_is_carried(self, day: date) -> None:
        for rule in law_on(day).program.rules:
            for cite in rule.cites:
                span = sources().instrument_of(cite.provision).span
                always = next(block for block in blocks() if block["id"] == rule.id).get("always", False)
                assert span.covers(day) or cite.carried or always, rule.id
                assert not (cite.carried and cite.verified), rule.id


class TestNoLawInPython:
    """No date of a law, no ceiling, no article number in Python: they stand in TOML, once."""

    @pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
    def test_no_string_names_an_instrument_and_none_is_a_day(self, path: Path) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
        }
        docstrings |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                assert not re.search(r"\b(19|20)\d\d-\d\d-\d\d\b", node.value), node.lineno
                assert node.value == "LAW1988" or not KEY.search(node.value), node.lineno


class TestSentences:
    """Every id has its sentence in both languages, with the same placeholders; nothing stands there that has no id."""

    def test_both_languages_hold_the_same_ids_and_placeholders(self) -> None:
        zh, en = flat(dict(tables("zh"))), flat(dict(tables("en")))
        assert zh.keys() == en.keys()
        differing = [key for key in zh if isinstance(zh[key], str) and names_in(zh[key]) != names_in(en[key])]
        assert differing == []

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_no_sentence_names_an_article_or_a_day_of_the_law(self, lang: Language) -> None:
        """Those are data and change from day to day: a sentence takes them from there, or does without."""
        days = [f"{day.year}年{day.month}月{day.day}日" for day in DAYS] + [day.isoformat() for day in DAYS]
        told = flat(dict(tables(lang))).values()
        assert [said for said in told if KEY.search(said) or any(day in said for day in days)] == []

    def test_every_error_says_the_same_in_both_languages(self) -> None:
        errors = tomllib.loads((PACKAGE / "errors.toml").read_text(encoding="utf-8"))
        assert [name for name, said in errors.items() if names_in(said["zh"]) != names_in(said["en"])] == []

    def test_every_finding_has_a_sentence_and_a_page(self) -> None:
        assert set(findings()) == set(tables("zh")["finding"])
        pages = {page.stem for page in (ROOT / "docs" / "findings").glob("*.md")} - {"index"}
        assert pages == set(findings())

    def test_every_page_of_a_finding_is_complete(self) -> None:
        for name in findings():
            text = (ROOT / "docs" / "findings" / f"{name}.md").read_text(encoding="utf-8")
            assert text.startswith(f"# `{name}`"), name
            for heading in ("含义 / Meaning", "依据 / Basis", "怎么办 / What to do"):
                assert heading in text, (name, heading)

    def test_every_rule_field_slot_and_duty_has_its_words(self) -> None:
        table = tables("zh")
        assert set(table["rule"]) == {str(block["id"]) for block in blocks()}
        fields = read_table("fields.toml")
        assert set(table["field"]) == set(fields)
        for name, codes in fields.items():
            assert set(table["field"][name]["codes"]) == {*codes, "unknown"}, name
        assert set(table["slot"]) == set(read_table("slots.toml")["slot"])
        for duty in duties().values():
            assert duty["do"] in table["duty"]
            assert duty.get("to") is None or duty["to"] in table["to"]

    def test_every_finding_that_a_rule_concludes_is_listed(self) -> None:
        concluded: set[str] = set()
        for block in blocks():
            found = block["then"].get("findings", [])
            concluded |= {found} if isinstance(found, str) else set(found)
        assert concluded <= set(findings())
