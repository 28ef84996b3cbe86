"""Rows of inventories: the batch, and the pieces that answer single matters, the life of a matter, and SQL for the days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import pyarrow as pa

from classify.batch import evaluate
from classify.batch.columns import FACT
from classify.catalog.model import Catalog, vocabulary_of
from classify.documents import Matter
from classify.documents.history import History, LifeEvent
from classify.lifecycle import state_on
from classify.selftest import sql
from classify.selftest.inventories import inventory
from classify.selftest.pair import Answer, Both, Case, Given
from classify.selftest.row import Oracle

__all__ = ["by_life", "by_row", "by_sql", "durations", "evaluated", "lives", "rows", "said"]


def rows(given: Given, count: int) -> list[Case]:
    """Draw the rows of an inventory."""
    return [said(row) for row in inventory(count, given.seed, given.catalogs).to_pylist()]


def said(row: Case) -> Case:
    """Leave out what is not said."""
    return {name: value for name, value in row.items() if value is not None}


def by_row(given: Given, cases: Sequence[Case]) -> Iterator[Both | None]:
    """Give every output column of each row, by the batch and by the pieces that answer single matters."""
    oracle = Oracle(given.catalogs, given.as_of, given.rule)
    for row, answer in evaluated(given, cases):
        yield None if answer is None else (answer, oracle.answer(row))


def evaluated(given: Given, cases: Sequence[Case]) -> Iterator[tuple[Case, Answer | None]]:
    """Evaluate rows in one table; what is no row of an inventory has no answer."""
    columns = _columns(given.catalogs, {name for case in cases for name in case} | {"id", "mark"})
    good = [place for place, case in enumerate(cases) if "id" in case]
    table = pa.Table.from_pylist([{**cases[place], "id": number} for number, place in enumerate(good)], schema=columns)
    answers = evaluate(table, given.catalogs, as_of=given.as_of, expiry_rule=given.rule).to_pylist()
    known = {place: {**answer, "id": cases[place]["id"]} for place, answer in zip(good, answers, strict=True)}
    return ((case, known.get(place)) for place, case in enumerate(cases))


def _columns(catalogs: tuple[Catalog, ...], names: set[str]) -> pa.Schema:
    """Give the types of columns by their names; a column of a fact has that of its kind."""
    known = dict(zip((schema := inventory(0, 0, ()).schema).names, schema.types, strict=True))
    kinds = {
        f"{FACT}{kind.name}": {"flag": pa.bool_(), "number": pa.float64()}.get(kind.kind, pa.string())
        for kind in vocabulary_of(catalogs)
    }
    return pa.schema([(name, {**kinds, **known}[name]) for name in sorted(names) if name in known or name in kinds])


EVENTS: Final = (("event_on", "event_happened"), ("published_on", "published"), ("declassified_on", "declassified"))
LIFE: Final = ("id", "mark", "issued", "notified", "extended_to", "extension_decided", "extension_delivered", *dict(EVENTS))


def lives(given: Given, count: int) -> list[Case]:
    """Draw rows with the columns that make a life."""
    return [{name: row[name] for name in LIFE if name in row} for row in rows(given, count)]


def by_life(given: Given, cases: Sequence[Case]) -> Iterator[Both | None]:
    """Give state, level and days of each row, by the batch and by the life of the matter."""
    for row, answer in evaluated(given, cases):
        if answer is None or not str(row.get("mark", "")).strip():
            yield None
            continue
        standing = state_on(_history(row), given.as_of, given.rule)
        level = None if standing.level is None else standing.level.value
        days = {"last_secret_day": standing.last_secret_day, "opens_on": standing.opens_on}
        yield {name: answer[name] for name in ("state", "level", *days)}, {"state": standing.state.value, "level": level, **days}


def _history(row: Case) -> History:
    events = [LifeEvent.model_validate({"on": row[name], "do": deed}) for name, deed in EVENTS if name in row]
    if "extended_to" in row and "extension_decided" in row:
        decided, delivered = row["extension_decided"], row.get("extension_delivered")
        events.append(LifeEvent(on=decided, do="extended", decided=decided, delivered=delivered, until=row["extended_to"]))
    matter = Matter(title="某事项", mark=row["mark"], issued=row.get("issued"), notified=row.get("notified"))
    return History(matter=matter, events=tuple(events))


UNITS: Final = {"years": "年", "months": "个月", "days": "天"}


def durations(given: Given, count: int) -> list[Case]:
    """Draw durations with their days of issue; ends of months more often than others."""
    random = given.random("durations")
    first = date(1949, 10, 1)
    found = []
    for _ in range(count):
        issued = first + timedelta(days=random.randrange(200 * 365))
        if not random.randrange(4):  # ends of months, where calendars differ
            issued = issued.replace(day=1) - timedelta(days=1)
        unit = random.choice(list(UNITS))
        found.append({"issued": issued, "count": random.randrange(1, 100), "unit": unit})
    return found


def by_sql(given: Given, cases: Sequence[Case]) -> Iterator[Both | None]:
    """Give the day of opening of each duration, by the batch and by DuckDB."""
    whole = [place for place, case in enumerate(cases) if set(case) == {"issued", "count", "unit"} and case["unit"] in UNITS]
    held = [(cases[place]["issued"], cases[place]["count"], cases[place]["unit"]) for place in whole]
    rows = [{"id": n, "issued": day, "mark": f"秘密★{count}{UNITS[unit]}"} for n, (day, count, unit) in enumerate(held)]
    ours = [answer["opens_on"] for _, answer in evaluated(given, rows) if answer is not None]
    theirs = sql.opens_on(held, given.rule) if held else []
    known = dict(zip(whole, zip(ours, theirs, strict=True), strict=True))
    for place in range(len(cases)):
        both = known.get(place)
        yield None if both is None else ({"opens_on": both[0]}, {"opens_on": both[1]})
