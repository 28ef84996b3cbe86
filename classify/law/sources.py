"""Instruments and provisions, and what may be cited on a day (semantics, sentence 6)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from classify.errors import Language, LawError, nearest
from classify.source import Citation, Instrument, Provision
from classify.timeline import Span

Table = Mapping[str, Any]


def read_table(name: str) -> Table:
    """Read one TOML file of the law by its path below this package."""
    resource = files("classify.law")
    for part in name.split("/"):
        resource = resource.joinpath(part)
    return tomllib.loads(resource.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Sources:
    """All instruments and provisions."""

    instruments: Mapping[str, Instrument]
    provisions: Mapping[str, Provision]
    replaced: frozenset[str]
    """Provisions whose successor was read, so that they are never carried past their own days."""

    def instrument_of(self, provision: str) -> Instrument:
        """Return the instrument that a provision stands in; raise LawError for an unknown provision."""
        try:
            return self.instruments[self.provisions[provision].instrument]
        except KeyError:
            raise LawError("unknown-provision", where=provision, nearest=nearest(provision, self.provisions)) from None

    def titled(self, provision: str, lang: Language) -> str:
        """Name a provision in words, by the short title of its instrument; raise LawError for an unknown one.

        >>> sources().titled("LAW2024-20.2", "zh"), sources().titled("PRACTICE-reminder", "en")
        ('保密法（2024年）第20条第2款', 'settled practice')
        """
        instrument = self.instrument_of(provision)
        short = instrument.short_zh if lang == "zh" else instrument.short_en
        return f"{short}{self.provisions[provision].place(lang)}"

    def cite(self, basis: Iterable[str], day: date, *, verified: bool = True) -> tuple[Citation, ...]:
        """Return what of a basis may be cited on a day; nothing: the basis gives no rule that day.

        Texts in force come first. Only where there is none does the latest carried text run on, unverified.
        """
        named = [(provision, self.instrument_of(provision)) for provision in basis]
        in_force = [provision for provision, instrument in named if instrument.span.covers(day)]
        if in_force:
            return tuple(self._citation(provision, verified=verified) for provision in in_force)
        carried = [
            (instrument.span.last or date.max, provision)
            for provision, instrument in named
            if instrument.standing(day) == "carried" and provision not in self.replaced
        ]
        latest = max((last for last, _ in carried), default=None)
        return tuple(self._citation(name, verified=False, carried=True) for last, name in carried if last == latest)

    def _citation(self, provision: str, *, verified: bool, carried: bool = False) -> Citation:
        return Citation(provision, verified=verified and self.provisions[provision].verified, carried=carried)


@cache
def sources() -> Sources:
    """Read instruments.toml and provisions.toml, once."""
    instruments = {key: _instrument(key, table) for key, table in read_table("instruments.toml").items()}
    tables = read_table("provisions.toml")
    provisions = {key: _provision(key, table, instruments) for key, table in tables.items()}
    replaced = frozenset(key for key, table in tables.items() if table.get("replaced"))
    return Sources(MappingProxyType(instruments), MappingProxyType(provisions), replaced)


def _instrument(key: str, table: Table) -> Instrument:
    return Instrument(
        key=key,
        zh=table["zh"],
        en=table["en"],
        short_zh=table["short_zh"],
        short_en=table["short_en"],
        span=Span(table.get("from"), table.get("to")),
        confidence=table["confidence"],
        territory=table.get("territory"),
        successor=table.get("successor"),
        successor_read=table.get("successor_read", False),
    )


def _provision(key: str, table: Table, instruments: Mapping[str, Instrument]) -> Provision:
    instrument, _, article = key.partition("-")
    if instrument not in instruments:
        raise LawError("unknown-instrument", where=key, nearest=nearest(instrument, instruments))
    confidence = table.get("confidence", instruments[instrument].confidence)
    return Provision(key, instrument, article, confidence, table["zh"], table["en"])
