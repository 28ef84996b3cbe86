"""Matters: the chain and the fixpoint on their records; their determination and the batch on their rows."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from random import Random
from typing import Any, Final

from classify.catalog.model import vocabulary_of
from classify.determination import determine_matter
from classify.determination.case import Ground, find, ground_of, read_case
from classify.determination.record import record_of, report_deadline
from classify.determination.settling import settle
from classify.documents import Matter
from classify.errors import EngineError, InputError
from classify.law.sources import read_table
from classify.level import Level
from classify.rules import fixpoint
from classify.rules.trace import Argument
from classify.selftest.pair import Answer, Both, Case, Given
from classify.selftest.rows import evaluated, said
from classify.selftest.titles import Subjects

__all__ = ["by_chain", "by_matter", "matters"]


def matters(given: Given, count: int) -> list[Case]:
    """Draw matters as `classify check` reads them, with titles and facts of the catalogs."""
    random = given.random("matters")
    subjects = Subjects(given.catalogs, random)
    tiers = vocabulary_of(given.catalogs).fact("tier").codes
    found = []
    for _ in range(count):
        subject = subjects.draw()
        matter: Case = {"title": subject.title, "facts": subject.facts}
        if random.randrange(4):
            matter["mark"] = random.choice(list(Level)).chinese + random.choice(MARKS)
        for name in ("issued", "notified", "drafted"):
            if random.randrange(2):
                matter[name] = _some_day(random, given.as_of)
        if random.randrange(3):
            matter["tier"] = random.choice(tiers)
        found.append(matter if random.randrange(6) else {**matter, "derived": True})
    return found


MARKS: Final = ("★5年", "★10年", "★15年", "★30年", "★6个月", "★长期", "★启用前", "★", "☆5年", "10年", "★适当时候")


def _some_day(random: Random, as_of: date) -> str:
    first = date(1985, 1, 1).toordinal()
    return date.fromordinal(random.randrange(first, as_of.toordinal() + 1)).isoformat()


def by_chain(given: Given, cases: Sequence[Case]) -> Iterator[Both | None]:
    """Argue from the record of each matter by durable-rules and by the fixpoint."""
    from classify.reasoning import chain  # noqa: PLC0415 -- a C extension that not every Python can load

    ground = ground_of(given.catalogs)
    for case in cases:
        program, record = _record(given, ground, case) or (None, {})
        if program is None or not chain.fits(program):
            yield None
            continue
        try:
            argued = _argument(chain.conclude(program, record))
        except EngineError as error:
            argued = {"error": error.id}
        yield argued, _argument(fixpoint.conclude(program, record))


def _record(given: Given, ground: Ground, document: Case) -> Any:  # noqa: ANN401 -- a Program and a record, or None
    try:
        matter = _read(document)
        case = None if matter is None else read_case(matter, ground, given.as_of, given.rule)
    except InputError:
        return None
    if case is None:
        return None
    found = find(case)
    record = record_of(case, found, report_deadline(case))
    return case.law.program, {**record, "opened": "yes" if settle(case, found, record).opened else "no"}


def _argument(argument: Argument) -> Answer:
    return {
        **{slot: list(codes) for slot, codes in argument.conclusions.items()},
        "steps": [asdict(one) for one in argument.steps],
    }


def by_matter(given: Given, cases: Sequence[Case]) -> Iterator[Both | None]:
    """Say what is wrong with mark, level and term of each matter, by the batch and by its determination."""
    matters = [_read(case) for case in cases]
    rows = [{} if matter is None else _row_of(matter, place) for place, matter in enumerate(matters)]
    faults = read_table("rules/inventory.toml")["fault"]["findings"]
    for matter, (_, answer) in zip(matters, evaluated(given, rows), strict=True):
        if matter is None or answer is None or not matter.title.strip() or not (matter.mark or "").strip():
            yield None
            continue
        try:
            determined = determine_matter(matter, given.catalogs, as_of=given.as_of, expiry_rule=given.rule)
        except InputError:
            yield None
            continue
        found = {one.id for one in determined.findings}
        yield _among(faults, answer["findings"]), _among(faults, found)


def _among(faults: Iterable[str], found: Container[str]) -> Answer:
    return {"findings": [name for name in faults if name in found]}


def _read(case: Case) -> Matter | None:
    try:
        return Matter.model_validate(case, strict=False)
    except InputError:
        return None


def _row_of(matter: Matter, number: int) -> Case:
    plain = {name: getattr(matter, name) for name in ("title", "mark", "issued", "notified", "tier", "derived")}
    return {"id": number, **said(plain), **{f"fact.{name}": value for name, value in matter.facts.items()}}
