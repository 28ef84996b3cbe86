"""Cases as a lawyer reads them, and how one is run."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import classify
from classify.catalog.model import Catalog
from classify.catalog.read import load_catalogs

HERE = Path(__file__).parent
OURS = {folder.name for folder in (HERE / "catalogs").iterdir()}
AS_OF = date(2026, 11, 21)
EXPECTED = {
    "outcome",
    "level",
    "term",
    "term_is",
    "mark",
    "protect",
    "last_secret_day",
    "opens_on",
    "not_before",
    "missing",
    "items",
    "duties",
}
OF_DUTIES = {"duties_to", "report_by", "review_by"}
"""What a case may expect of the answer besides its findings."""

Case = dict[str, Any]


def cases_of(name: str, table: str = "case") -> list[Case]:
    """Read the cases of a file beside this one."""
    read: list[Case] = tomllib.loads((HERE / name).read_text(encoding="utf-8"))[table]
    return read


def numbered(cases: list[Case], key: str) -> list[str]:
    """Name cases for a list of tests: by what they are about, and their number among those (pytest escapes Chinese)."""
    counts: Counter[str] = Counter()
    names: list[str] = []
    for case in cases:
        counts[case[key]] += 1
        names.append(f"{case[key]}-{counts[case[key]]}")
    return names


@cache
def catalogs_of(names: tuple[str, ...]) -> tuple[Catalog, ...]:
    """Load catalogs of ours, and shipped ones."""
    return load_catalogs(*(HERE / "catalogs" / name if name in OURS else name for name in names)) if names else ()


def run(case: Case) -> classify.Result:
    """Determine the matter of a case."""
    matter = classify.Matter.model_validate(case["matter"])
    chosen = catalogs_of(tuple(case.get("catalogs", ["beacon-watch"])))
    return classify.determine(matter, chosen, as_of=case.get("as_of", AS_OF), expiry_rule=case.get("expiry_rule", "civil"))


def plain(value: Any) -> Any:
    """Write days as answers do; an empty text expects nothing, which TOML has no word for."""
    if value == "":
        return None
    return value.isoformat() if isinstance(value, date) else value


def differences(case: Case, result: classify.Result) -> dict[str, tuple[Any, Any]]:
    """Hold an answer against what its case expects: to each difference what was expected and what came."""
    shown = result.to_dict("en")
    ids = [finding["id"] for finding in shown["findings"]]
    found: dict[str, tuple[Any, Any]] = {}
    for name in sorted(EXPECTED & case.keys()):
        came = shown[name]
        if name == "missing":
            came = [question["field"] for question in came]
        elif name == "items":
            came = [f"{one['catalog']}#{one['item']}" for one in came]
        elif name == "duties":
            came = [duty["do"] for duty in came]
        if came != plain(case[name]):
            found[name] = (plain(case[name]), came)
    sent = [duty["to"] for duty in shown["duties"] if duty["to"] is not None]
    if "duties_to" in case and sent != case["duties_to"]:
        found["duties_to"] = (case["duties_to"], sent)
    for name, deed in (("report_by", "report"), ("review_by", "review")):
        due = [duty["by"] for duty in shown["duties"] if duty["do"] == deed]
        if name in case and due != [plain(case[name])]:
            found[name] = (plain(case[name]), due)
    if lacking := set(case.get("has", [])) - set(ids):
        found["has"] = (sorted(lacking), ids)
    if present := set(case.get("lacks", [])) & set(ids):
        found["lacks"] = (sorted(present), ids)
    if "findings" in case and ids != case["findings"]:
        found["findings"] = (case["findings"], ids)
    return found
