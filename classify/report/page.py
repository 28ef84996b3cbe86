"""The report of a batch as one HTML page: no network, everything escaped, nothing run but its own script."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from classify.batch.answers import LEVELS, OPEN, STATES
from classify.batch.summary import Summary, severity_of
from classify.catalog.model import Catalog
from classify.errors import InputError, Language
from classify.law import law_on
from classify.law.rulebook import findings
from classify.law.sources import sources
from classify.report.chart import Plan, plan_of
from classify.report.gathering import Gathering
from classify.report.schedule import coming, tasks, workload
from classify.source import Citation
from classify.term import MONTHS_A_YEAR, ExpiryRule
from classify.text.finding_page import finding_meaning, finding_remedy
from classify.text.sentences import sentence, tables

__all__ = ["Basis", "report_page", "require_template"]

MONTHS_SHOWN: Final = 24
MOST_YEARS: Final = 40
MOST_LETTERS: Final = 120
"""Letters that are shown of what the inventory says."""
SEVERITIES: Final = ("error", "warning", "notice")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a run rested on: the day of asking, the rule of the last day, the catalogs, and the digest of the rules."""

    as_of: date
    expiry_rule: ExpiryRule
    catalogs: tuple[Catalog, ...]
    rules: str


def report_page(gathering: Gathering, told: Summary, basis: Basis, lang: Language, notices: Sequence[str] = ()) -> str:
    """Return the page in one language, with notices at its head. The same answers give the same bytes.

    It lists at most `MOST_ROWS` rows, the most pressing, and says how many there are. Raises InputError
    `extra-missing` where Jinja, which the extra `report` brings, is not installed.
    """
    template = _template()
    script, style = _asset("report.js"), _asset("report.css")
    levels = [name for name in reversed(LEVELS) if any(level == name for _, level in gathering.openings)]
    months = _months(basis.as_of)
    return str(
        template.render(
            lang={"zh": "zh-Hans", "en": "en"}[lang],
            language=lang,
            words=tables(lang)["report"],
            say=lambda key, **values: sentence(lang, "report", key, values),
            names=_Names(lang),
            style=style,
            script=script,
            policy=_policy(style, script),
            basis=basis,
            rows=told.rows,
            notices=notices,
            errors=told.errors,
            samples=[one for one in basis.catalogs if one.standing == "sample"],
            open=sum(told.states.get(name, 0) for name in OPEN),
            coming=coming(gathering.due, basis.as_of),
            overdue=told.findings.get("review-overdue", 0),
            states=[(name, told.states[name]) for name in STATES if name in told.states],
            total_of=told.states,
            levels=levels,
            by_month=plan_of(months, levels, gathering.openings),
            by_year=_by_year(gathering.openings, levels),
            later=_later(gathering.openings, months),
            actions=tasks(gathering.due, told.actions, basis.as_of),
            hands=[(kind, workload(hands)) for kind, hands in gathering.hands.items() if set(hands) - {""}],
            found=_found(gathering, told, basis, lang),
            urgent=gathering.urgent,
            weighed=lambda row: _weighed(row, told.samples),
            most_letters=MOST_LETTERS,
            titled=any("title" in row for row in gathering.urgent.rows),
        )
    )


class _Names:
    """Words for ids in the language of the page."""

    def __init__(self, lang: Language) -> None:
        self._tables = tables(lang)

    def state(self, name: str | None) -> str:
        return self._of("state", name)

    def level(self, name: str | None) -> str:
        return self._of("level", name)

    def action(self, name: str | None) -> str:
        return self._of("action", name)

    def when(self, name: str) -> str:
        return str(self._tables["report"]["when"][name])

    def finding(self, name: str) -> str:
        return str(self._tables["batch"]["finding"][name])

    def severity(self, name: str) -> str:
        return self._of("severity", name)

    def standing(self, name: str) -> str:
        return self._of("standing", name)

    def _of(self, table: str, name: str | None) -> str:
        return "" if name is None else str(self._tables[table].get(name, name))


def _weighed(row: Mapping[str, Any], samples: frozenset[str]) -> list[tuple[str, str]]:
    """Give the findings of a row with what they weigh in it, the gravest first."""
    found = [(one, severity_of(one, row["state"], sampled=row["catalog"] in samples)) for one in row["findings"] or ()]
    return sorted(found, key=lambda one: SEVERITIES.index(one[1]))


def _found(gathering: Gathering, told: Summary, basis: Basis, lang: Language) -> list[dict[str, Any]]:
    """List the kinds of findings, the gravest and most frequent first, with what they rest on on the day of asking."""

    def named(cite: Citation) -> tuple[str, str]:
        return sources().titled(cite.provision, lang), cite.text(lang)

    cites = law_on(basis.as_of).cites_of_findings
    kinds = [
        {
            "id": name,
            "severity": findings()[name].severity,
            "count": times,
            "meaning": finding_meaning(name, lang),
            "remedy": finding_remedy(name, lang),
            "cites": list(dict.fromkeys(map(named, cites.get(name, ())))),
            "first": gathering.first.get(name, []),
        }
        for name, times in told.findings.items()
    ]
    return sorted(kinds, key=lambda one: (SEVERITIES.index(str(one["severity"])), -int(str(one["count"])), str(one["id"])))


def _months(as_of: date) -> list[str]:
    first = as_of.year * MONTHS_A_YEAR + as_of.month - 1
    return [f"{place // MONTHS_A_YEAR:04d}-{place % MONTHS_A_YEAR + 1:02d}" for place in range(first, first + MONTHS_SHOWN)]


def _by_year(openings: Mapping[tuple[str, str], int], levels: Sequence[str]) -> Plan:
    years = Counter[tuple[str, str]]()
    for (month, level), times in openings.items():
        years[month[:4], level] += times
    shown = sorted({year for year, _ in years})
    if shown:
        last = min(int(shown[-1]), int(shown[0]) + MOST_YEARS - 1)
        shown = [f"{year:04d}" for year in range(int(shown[0]), last + 1)]
    return plan_of(shown, levels, years)


def _later(openings: Mapping[tuple[str, str], int], months: Sequence[str]) -> int:
    return sum(times for (month, _), times in openings.items() if month > months[-1])


def _policy(style: str, script: str) -> str:
    """Forbid the page everything but its own style and script."""
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in (style, script)]
    return f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'"


def _asset(name: str) -> str:
    return files("classify.report").joinpath(name).read_text(encoding="utf-8")


def require_template() -> None:
    """Raise InputError `extra-missing` where a page could not be made."""
    _template()


def _template() -> Any:  # noqa: ANN401 -- a Jinja template; the library is an extra
    try:
        from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 -- the extra `report`
    except ImportError as error:
        raise InputError("extra-missing", name="report") from error
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_asset("report.html"))
