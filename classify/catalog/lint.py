"""All faults of a catalog at once: of form, of sense, of its cases and of its English text."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from classify.catalog.assemble import assemble
from classify.catalog.cases import CaseResult, read_cases, run_case
from classify.catalog.fault import Fault, Severity
from classify.catalog.files import CASES, CATALOG, ENGLISH, Parsed, read_shape
from classify.catalog.index import build_index, scan
from classify.catalog.model import Catalog, Item, vocabulary_of
from classify.catalog.read import catalog_file, shown
from classify.catalog.salvage import LEFT_OUT, salvaged
from classify.catalog.schema import CaseTable, CatalogFile, TextFile
from classify.catalog.sense import DeadReason, limb_implies, why_dead
from classify.errors import InputError, nearest, safe_name
from classify.level import Level
from classify.term import Duration, longer

__all__ = ["item_digest", "lint"]

_SOME_DAY = date(2001, 1, 1)
_DEAD: Mapping[DeadReason, str] = {
    "words": "catalog-limb-dead-words",
    "test": "catalog-limb-dead-test",
    "except": "catalog-limb-dead-except",
    "state": "catalog-limb-dead-state",
    "published": "catalog-limb-dead-published",
    "dates": "catalog-limb-dead-dates",
}


def lint(
    place: str | Path,
    ceilings: Mapping[Level, Duration] | None = None,
    among: Sequence[Catalog] = (),
) -> list[Fault]:
    """Look at a catalog's folder, or at one catalog file, and give everything that is wrong with it.

    `ceilings` are the longest terms of the law, `among` the catalogs that it will stand beside.
    """
    folder = Path(place)
    table, parsed, faults = read_shape(catalog_file(folder), shown(folder, CATALOG), CatalogFile)
    text, text_faults = _english(folder)
    cases, case_faults = ([], []) if folder.is_file() else _cases(folder)
    faults += text_faults + case_faults
    if table is None and parsed is not None:
        table = salvaged(parsed.tables)
    if table is None or parsed is None:
        return faults
    catalog, wrong = assemble(table, text, (parsed.sha256, ""), shown(folder, CATALOG))
    faults += wrong
    linter = _Linter(folder, catalog, ceilings or {}, among)
    later = chain(
        linter.heading(parsed),
        chain.from_iterable(linter.item(number, item) for number, item in enumerate(catalog.items)),
        linter.pairs(),
        linter.translation(text) if text or not text_faults else (),
        linter.cases(cases) if not case_faults else (),
    )
    return faults + [fault for fault in later if not _already(fault, faults)]


def item_digest(tables: Mapping[str, Any]) -> str:
    """Give the digest of the item table of a parsed catalog.toml: of what it says, not of how it is laid out.

    >>> item_digest({"item": []})[:14]
    'sha256:4f53cda'
    """
    table = json.dumps(
        tables.get("item", []),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=date.isoformat,
    )
    return "sha256:" + sha256(table.encode()).hexdigest()


class _Linter:
    """Looks at one assembled catalog."""

    def __init__(
        self,
        folder: Path,
        catalog: Catalog,
        ceilings: Mapping[Level, Duration],
        among: Sequence[Catalog],
    ) -> None:
        self._folder = folder
        self._catalog = catalog
        self._ceilings = ceilings
        self._among = among
        self._vocabulary = vocabulary_of([catalog])

    def _fault(
        self,
        path: str,
        fault_id: str,
        severity: Severity = "error",
        item: str | None = None,
        file: str = CATALOG,
        **fields: str | int,
    ) -> Fault:
        return Fault(shown(self._folder, file), path, fault_id, severity, item, tuple(fields.items()))

    def heading(self, parsed: Parsed) -> Iterator[Fault]:
        """Look at what stands above the items."""
        catalog = self._catalog
        right = item_digest(parsed.tables)
        if catalog.papers.digest is None:
            yield self._fault("papers.digest", "catalog-digest-missing", "notice", digest=right)
        elif catalog.papers.digest != right:
            yield self._fault("papers.digest", "catalog-digest-wrong", digest=right)
        for other in self._among:
            if other.id == catalog.id:
                continue
            replaces = other.id in catalog.supersedes or catalog.id in other.supersedes
            if replaces and other.span.overlaps(catalog.span):
                yield self._fault("supersedes", "catalog-overlaps-predecessor", other=other.id)

    def item(self, number: int, item: Item) -> Iterator[Fault]:
        """Look at one item by itself."""
        if item.id == LEFT_OUT.format(number):
            return
        path = f"item[{number}]"
        if item.cite is None:
            yield self._fault(f"{path}.cite", "catalog-cite-missing", item=item.id)
        if item.scheme != "state" and item.level is not None:
            yield self._fault(f"{path}.level", "catalog-level-of-no-state-secret", item=item.id)
        if item.scheme == "state" and item.level is None:
            if item.note is None:
                yield self._fault(f"{path}.level", "catalog-level-missing", item=item.id)
            else:
                yield self._fault(f"{path}.level", "catalog-level-unstated", "notice", item=item.id)
        yield from self._term(path, item)
        if not item.residual and not item.limbs:
            yield self._fault(f"{path}.when", "catalog-item-without-limbs", item=item.id)
        for at, limb in enumerate(item.limbs):
            reason = why_dead(limb, self._catalog, self._vocabulary)
            if reason is not None:
                yield self._fault(f"{path}.when[{at}]", _DEAD[reason], item=item.id)

    def _term(self, path: str, item: Item) -> Iterator[Fault]:
        ceiling = None if item.level is None or item.scheme != "state" else self._ceilings.get(item.level)
        if item.term is None or ceiling is None:
            return
        for name, duration in (("maximum", item.term.maximum), ("minimum", item.term.minimum)):
            if duration is not None and longer(duration, ceiling, _SOME_DAY):
                yield self._fault(f"{path}.term.{name}", "catalog-term-above-ceiling", item=item.id)

    def pairs(self) -> Iterator[Fault]:
        """Look for two items that match together and yet have different levels."""
        met_with = self._met_with()
        numbers = {item.id: number for number, item in enumerate(self._catalog.items)}
        for item_id, others in met_with.items():
            for other in sorted(others, key=numbers.__getitem__):
                path = f"item[{numbers[item_id]}].when"
                if item_id not in met_with.get(other, ()):
                    yield self._fault(path, "catalog-item-always-with", "warning", item=item_id, other=other)
                elif numbers[other] > numbers[item_id]:
                    yield self._fault(path, "catalog-items-always-together", item=item_id, other=other)

    def _met_with(self) -> dict[str, set[str]]:
        """To each item, the items of another level that are met whenever it is."""
        index = build_index([self._catalog])
        barred = self._catalog.exclusion.words
        together: dict[str, set[str]] = {}
        for item in self._catalog.items:
            if item.level is None or not item.limbs:
                continue
            met: set[str] | None = None
            for limb in item.limbs:
                candidates = scan(index, "\n".join(word for group in limb.groups for word in group)).candidates
                implied = {
                    entry.item.id
                    for entry in candidates
                    if entry.item.level not in (None, item.level) and limb_implies(limb, entry.limb, barred, barred)
                }
                met = implied if met is None else met & implied
                if not met:
                    break
            if met:
                together[item.id] = met
        return together

    def translation(self, text: TextFile | None) -> Iterator[Fault]:
        """Hold the English text against the Chinese."""
        if text is None:
            yield self._fault("", "catalog-english-missing", "warning", file=ENGLISH)
            return
        if (text.note is None) != (self._catalog.note is None):
            missing = text.note is None
            yield self._fault("note", "catalog-english-lacks" if missing else "catalog-english-superfluous", file=ENGLISH)
        known = {item.id for item in self._catalog.items}
        for item_id in text.item:
            if item_id not in known:
                yield self._fault(f"item.{safe_name(item_id)}", "catalog-english-superfluous", file=ENGLISH)
        for number, item in enumerate(self._catalog.items):
            if item.id == LEFT_OUT.format(number):
                continue
            translated = text.item.get(item.id)
            if translated is None:
                yield self._fault("item", "catalog-english-lacks", item=item.id, file=ENGLISH)
            elif (translated.note is None) != (item.note is None):
                missing = translated.note is None
                fault_id = "catalog-english-lacks" if missing else "catalog-english-superfluous"
                yield self._fault("item.note", fault_id, item=item.id, file=ENGLISH)

    def cases(self, cases: Sequence[CaseTable]) -> Iterator[Fault]:
        """Run the cases, and look for items that none of them meets or comes close to."""
        results: list[CaseResult] = []
        known = [item.id for item in self._catalog.items]
        for number, case in enumerate(cases):
            for name, item_id in [("met", i) for i in case.met] + [("asked", i) for i in case.asked or ()]:
                if item_id not in known:
                    offered = nearest(item_id, known)
                    yield self._fault(f"case[{number}].{name}", "catalog-case-dead", file=CASES, nearest=offered)
            try:
                result = run_case(self._catalog, number, case)
            except InputError as wrong:
                yield Fault(
                    shown(self._folder, CASES),
                    f"case[{number}].facts",
                    wrong.id,
                    fields=tuple(wrong.fields.items()),
                )
                continue
            results.append(result)
            if not result.holds:
                met, asked = (", ".join(sorted(ids)) or "-" for ids in (result.met, result.asked))
                yield self._fault(f"case[{number}]", "catalog-case-fails", file=CASES, met=met, asked=asked)
        for number, item in enumerate(self._catalog.items):
            if item.residual or not item.limbs:
                continue
            path = f"item[{number}]"
            if not any(item.id in result.met for result in results):
                yield self._fault(path, "catalog-case-missing", item=item.id)
            words = {word for limb in item.limbs for group in limb.groups for word in group}
            if not any(item.id not in result.met and words & result.words for result in results):
                yield self._fault(path, "catalog-case-close-missing", "warning", item=item.id)


def _english(folder: Path) -> tuple[TextFile | None, list[Fault]]:
    path = folder / ENGLISH
    if folder.is_file() or not path.exists():
        return None, []
    text, _, faults = read_shape(path, shown(folder, ENGLISH), TextFile)
    return text, faults


def _cases(folder: Path) -> tuple[list[CaseTable], list[Fault]]:
    file, faults = read_cases(folder)
    return (list(file.case) if file else []), faults


def _already(fault: Fault, earlier: Sequence[Fault]) -> bool:
    """Say whether something within the same place is at fault already, which this one may only follow from."""
    return any(other.file == fault.file and other.path.startswith(fault.path) and fault.path for other in earlier)
