"""The regime as data: instruments, provisions, values and rules fit together; Python holds none of their values."""

from __future__ import annotations

import ast
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from classify.law import law_on
from classify.law.parameters import Deadline
from classify.law.regime import periods
from classify.law.rulebook import KEYS, blocks, duties, findings
from classify.law.sources import read_table, sources
from classify.level import Level
from classify.rules.condition import fields_of
from classify.source import Citation
from classify.term import Duration

PACKAGE = Path(__file__).parents[2] / "classify"
PERIODS = [entry.value for entry in periods().entries]
VALUES: list[dict[str, Any]] = read_table("parameters.toml")["value"]
SEVERITIES = {"error", "warning", "notice"}

# Domain, section 1: the texts and their days.
INSTRUMENTS = {
    "LAW1988": ("1989-05-01", "2010-09-30"),
    "LAW2010": ("2010-10-01", "2024-04-30"),
    "LAW2024": ("2024-05-01", None),
    "REG1990": ("1990-05-25", "2014-02-28"),
    "REG2014": ("2014-03-01", "2024-08-31"),
    "REG2024": ("2024-09-01", None),
    "QX1990": ("1991-01-01", "2014-03-08"),
    "DM2014": ("2014-03-09", "2025-04-30"),
    "FW2017": ("2017-04-01", None),
    "JM2020": ("2020-06-28", None),
    "PS2023": ("2023-04-01", None),
    "DM2025": ("2025-05-01", None),
    "BJ2021": ("2021-10-01", None),
}


def concluded(slot: str) -> set[str]:
    """Give all that any rule of any day may conclude into a slot."""
    found: set[str] = set()
    for block in blocks():
        codes = block["then"].get(slot, [])
        found |= {codes} if isinstance(codes, str) else set(codes)
    return found


class TestInstruments:
    """Each text has its names, its days and a confidence; what came after it is said where it was not read."""

    @pytest.mark.parametrize("key", INSTRUMENTS)
    def test_its_days_are_those_of_the_table(self, key: str) -> None:
        span = sources().instruments[key].span
        days = tuple(None if day is None else day.isoformat() for day in (span.first, span.last))
        assert days == INSTRUMENTS[key]

    @pytest.mark.parametrize("key", sorted(sources().instruments))
    def test_it_is_well_formed(self, key: str) -> None:
        one = sources().instruments[key]
        assert one.zh != one.en
        assert one.short_zh
        assert one.short_en
        assert one.confidence in {"found", "found-2nd", "memory"}
        assert one.successor is None or one.successor in sources().instruments
        assert one.successor is None or one.span.last is not None
        assert set(read_table("instruments.toml")[key]) <= {
            *("zh", "en", "short_zh", "short_en", "from", "to", "confidence"),
            *("territory", "successor", "successor_read", "note_zh", "note_en"),
        }

    def test_only_what_nobody_read_the_successor_of_is_carried(self) -> None:
        today = date(2026, 11, 21)
        carried = {key for key, one in sources().instruments.items() if one.standing(today) == "carried"}
        assert {"DM2014", "QX1990"} <= carried
        assert not carried & {"LAW1988", "LAW2010", "REG2014"}

    def test_the_law_of_one_place_is_marked_with_its_territory(self) -> None:
        assert sources().instruments["BJ2021"].territory is not None
        assert [key for key, one in sources().instruments.items() if one.territory] == ["BJ2021"]


class TestProvisions:
    """Each article stands in an instrument, says its gist, and is cited by something."""

    @pytest.mark.parametrize("key", sorted(sources().provisions))
    def test_it_is_well_formed(self, key: str) -> None:
        one = sources().provisions[key]
        assert sources().instrument_of(key).key == one.instrument == key.partition("-")[0]
        assert one.confidence in {"found", "found-2nd", "memory"}
        assert one.zh.strip() == one.zh
        assert re.search(r"[一-鿿]", one.zh)
        assert not one.en.endswith(".")

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_what_is_carried_or_unverified_says_so_in_its_text(self, lang: Any) -> None:
        plain, unverified, carried = (
            Citation("DM2014-24.4"),
            Citation("DM2014-24.4", verified=False),
            Citation("DM2014-24.4", verified=False, carried=True),
        )
        texts = [cite.text(lang) for cite in (plain, unverified, carried)]
        assert texts[0] == "DM2014-24.4"
        assert len(set(texts)) == 3
        assert all(text.startswith("DM2014-24.4") for text in texts)
        assert (
            Citation("DM2014-24.4", verified=False, carried=True).text("en")
            == "DM2014-24.4 (carried; the 2025 rules were not read)"
        )


class TestValues:
    """Each legal value holds on the days of what it rests on, and two never claim one day."""

    @pytest.mark.parametrize("value", VALUES, ids=lambda value: value["parameter"])
    def test_it_is_of_one_kind_and_rests_on_something(self, value: dict[str, Any]) -> None:
        kinds = [kind for kind in ("term", "levels", "days", "months", "count") if kind in value]
        assert len(kinds) == 1
        assert value["basis"]
        assert set(value) <= {"parameter", "basis", "with", "kind", "rolls", *kinds}

    @pytest.mark.parametrize("day", PERIODS, ids=str)
    def test_every_period_resolves(self, day: date) -> None:
        law = law_on(day).parameters
        kinds = {type(value.value) for value in law.values.values()}
        assert kinds <= {Duration, frozenset, Deadline, int}
        ceilings = [law.ceiling(level) for level in Level]
        assert ceilings in ([None] * 3, [Duration(years, "years") for years in (10, 20, 30)])

    def test_a_default_never_passes_the_ceiling(self) -> None:
        for day in PERIODS:
            law = law_on(day).parameters
            for level in Level:
                assert law.default_term(level) in {None, law.ceiling(level)}

    def test_yearly_review_began_with_the_rules_of_2014(self) -> None:
        """Domain 3.4: yearly from 2014-03-09; before that from time to time."""
        begin = date(2014, 3, 9)
        assert [law_on(day).parameters.months("review_rhythm") for day in (begin - timedelta(days=1), begin)] == [None, 12]


class TestRules:
    """Each rule is a block of known keys with a basis; all of them compile for every period."""

    @pytest.mark.parametrize("block", blocks(), ids=lambda block: str(block["id"]))
    def test_it_is_well_formed(self, block: dict[str, Any]) -> None:
        assert set(block) <= KEYS
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", block["id"])
        assert block["basis"]
        assert block["then"] or block.get("overrides")

    @pytest.mark.parametrize("day", PERIODS, ids=str)
    def test_they_compile_for_every_period(self, day: date) -> None:
        program = law_on(day).program
        assert program.rules
        assert all(rule.cites for rule in program.rules)
        assert all(fields_of(rule.when) <= set(program.vocabulary.fields) for rule in program.rules)

    def test_each_applies_on_some_day(self) -> None:
        standing = {rule.id for day in PERIODS for rule in law_on(day).program.rules}
        assert standing == {block["id"] for block in blocks()}

    def test_every_field_is_asked_by_some_rule(self) -> None:
        asked = {name for day in PERIODS for rule in law_on(day).program.rules for name in fields_of(rule.when)}
        assert asked == set(read_table("fields.toml"))

    def test_every_outcome_of_the_contract_can_be_concluded(self) -> None:
        outcomes = read_table("slots.toml")["slot"]["outcome"]["codes"]
        assert outcomes == ["derived", "must_not_classify", "undetermined", "disputed", "refer_up", "determined", "no_match"]
        assert concluded("outcome") == set(outcomes)

    def test_every_duty_can_be_concluded_and_its_deadline_is_a_value(self) -> None:
        assert concluded("duties") <= set(duties())
        parameters = {value["parameter"] for value in VALUES}
        assert {duty["deadline"] for duty in duties().values() if "deadline" in duty} <= parameters

    def test_every_finding_has_a_severity_of_the_contract(self) -> None:
        assert {finding.severity for finding in findings().values()} == SEVERITIES


def _docstrings(tree: ast.Module) -> set[int]:
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}


def _assigned(tree: ast.Module) -> dict[int, str]:
    """To each node the name of the module's constant that it stands in."""
    found: dict[int, str] = {}
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        found |= {id(node): names[0] for node in ast.walk(statement) if names}
    return found


SOME_DAY = {"ANY_START", "SOME_DAY", "STARTS", "EPOCH"}
"""Constants that hold a day of no law: some day from which two durations are compared, the first day of a calendar."""


RULING = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name != "selftest")
"""The self-test invents marks and days; nothing of it is a rule."""


@pytest.mark.parametrize("path", RULING, ids=lambda path: str(path.relative_to(PACKAGE)))
class TestNoValueInPython:
    """No day of the law, no ceiling and no article stands in Python, in whatever guise."""

    def test_no_day_is_written_but_days_of_no_law(self, path: Path) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = _assigned(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in {"date", "datetime"}:
                written = all(isinstance(part, ast.Constant) for part in node.args) and bool(node.args)
                of_no_law = constants.get(id(node), "").lstrip("_") in SOME_DAY or ast.unparse(node) == "date(1970, 1, 1)"
                assert not written or of_no_law, ast.unparse(node)

    def test_nobody_asks_what_day_it_is_but_the_command(self, path: Path) -> None:
        """`as_of` is handed in; today is never read inside the library."""
        tree = ast.parse(path.read_text(encoding="utf-8"))
        clocks = re.compile(r"(^|\.)(date|datetime)\.(today|now|utcnow)$|^time\.(time|localtime|gmtime)$")
        asked = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and clocks.search(ast.unparse(node))]
        assert not asked or "cli" in path.parts

    def test_no_term_is_written(self, path: Path) -> None:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Duration":
                assert not (node.args and isinstance(node.args[0], ast.Constant)), ast.unparse(node)
            if isinstance(node, ast.Dict):
                levels = [key for key in node.keys if key is not None and ast.unparse(key).startswith("Level.")]
                numbers = [part.value for part in node.values if isinstance(part, ast.Constant) and isinstance(part.value, int)]
                assert not levels or not [number for number in numbers if number > len(Level)], ast.unparse(node)

    def test_no_text_names_an_article_or_a_count_of_years(self, path: Path) -> None:
        """The command's help may show a mark for an example."""
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = _docstrings(tree)
        texts = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        ]
        for text in texts:
            assert not re.search(r"第[0-9一二三四五六七八九十百]+条|\bPRACTICE-|[0-9]{4}年", text), text
            if path.parent.name != "cli":
                assert not re.search(r"[0-9一二三四五六七八九十]+年", text), text


def test_the_periods_of_the_law_are_in_order() -> None:
    assert all(earlier < later for earlier, later in pairwise(PERIODS))
