"""A graph of matters: what each derives from or contains. It is read from JSON, or from the four columns of a CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, PlainValidator, field_validator

from classify.documents.history import parse_term
from classify.documents.matter import LONGEST_LIST, Document, MarkText, Point, Source, Tier, Word, parse_level
from classify.errors import ClassifyError, Faults, InputError, nearest, safe_name
from classify.level import Level
from classify.mark import read as read_mark
from classify.term import Term

Policy = Literal["opening_day", "longest_duration", "restart"]
"""How the term of a derived matter or a cover is found; docs/compilation.md argues the first."""
POLICIES: tuple[Policy, ...] = get_args(Policy)

COLUMNS = ("id", "mark", "level", "issued", "notified", "sources", "tier", "originator", "compilation", "consent")
"""The columns of a CSV; only `id` has to be there."""
LARGEST_FIELD = 1 << 27
SAID_YES = frozenset({"true", "yes", "1", "是"})
SAID_NO = frozenset({"false", "no", "0", "否"})


class GraphMatter(Document):
    """One matter of a graph: its own mark, or a level with its term, and its sources.

    A matter without sources stands by its own mark. One with sources takes level and term from them; its own mark
    is then a proposal to be checked. `consent` says that the originator, or its superior, agreed to its inclusion.
    """

    id: Word
    mark: MarkText | None = None
    level: Level | None = None
    term: Annotated[Term | None, PlainValidator(parse_term)] = None
    issued: date | None = None
    notified: date | None = None
    tier: Tier | None = None
    compilation: bool = False
    points: Annotated[tuple[Point, ...], Field(max_length=LONGEST_LIST, strict=False)] = ()
    sources: Annotated[tuple[Source, ...], Field(strict=False)] = ()
    audience: Annotated[tuple[Word, ...], Field(max_length=LONGEST_LIST, strict=False)] | None = None
    originator: Word | None = None
    consent: bool | None = None

    @field_validator("level", mode="before")
    @classmethod
    def _level(cls, value: object) -> object:
        return parse_level(value)

    @property
    def start(self) -> date | None:
        """The day from which a duration runs: the day of issue, else of notice (REG2024-19.2), else unknown."""
        return self.issued or self.notified


class Graph(Document):
    """Matters and their sources. Without `target` every matter is a member of one compilation.

    >>> Graph(matters=(GraphMatter(id="a", mark="秘密★5年"),)).target is None
    True
    """

    matters: Annotated[tuple[GraphMatter, ...], Field(strict=False)]
    target: Word | None = None


class Change(Document):
    """What may happen to a matter that has no sources itself.

    `marked` gives it a new mark, from its old day of issue; `extended` a new last secret day, which counts only if
    later; `lifted` and `published` open it.
    """

    id: Word
    do: Literal["marked", "extended", "lifted", "published"]
    mark: MarkText | None = None
    until: date | None = None


def read_graph(text: str | bytes) -> Graph:
    """Read a graph from JSON. Raises Faults that name every faulty key and never what stood in it."""
    graph = Graph.model_validate_json(text)
    require_sound(graph)
    return graph


def read_graph_csv(text: str) -> Graph:
    r"""Read a graph from CSV: columns id, mark, issued, sources (ids parted by `;`), and others of `COLUMNS`.

    Raises InputError (`unknown-key`, `key-missing`, `not-csv`) for the heading, Faults for the rows.

    >>> graph = read_graph_csv("id,mark,issued,sources\na,秘密★5年,2024-01-10,\nb,,2024-03-01,a\n")
    >>> graph.matters[1].sources[0].id
    'a'
    """
    csv.field_size_limit(LARGEST_FIELD)
    faults: list[ClassifyError] = []
    try:
        rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
        _require_columns(rows.fieldnames or ())
        matters = [_row(row, f"matters[{place}]", faults) for place, row in enumerate(rows)]
    except csv.Error:
        raise InputError("not-csv") from None
    if faults:
        raise Faults(faults)
    graph = Graph.model_validate({"matters": matters})
    require_sound(graph)
    return graph


def require_sound(graph: Graph) -> None:
    """Refuse what no reading can mend: no matters, an id twice, a target that is not there, a mark and another level.

    Raises Faults that name the places and nothing of what stands there.
    """
    faults = list(_faults(graph))
    if faults:
        raise Faults(faults)


def _faults(graph: Graph) -> Iterator[InputError]:
    if not graph.matters:
        yield InputError("empty-value", where="matters")
    seen: set[str] = set()
    for place, matter in enumerate(graph.matters):
        where = f"matters[{place}]"
        if matter.id in seen:
            yield InputError("repeated-id", where=f"{where}.id")
        seen.add(matter.id)
        if matter.points:
            yield from _repeated((point.id for point in matter.points), f"{where}.points")
        if matter.mark is not None and (matter.level is not None or matter.term is not None):
            written = read_mark(matter.mark)
            if matter.level not in (None, written.level) or matter.term not in (None, written.term):
                yield InputError("mark-and-level", where=where)
        elif matter.term is not None and matter.level is None:
            yield InputError("key-missing", where=f"{where}.level")
    if graph.target is not None and graph.target not in seen:
        yield InputError("target-unknown", where="target")


def _repeated(ids: Iterable[str], where: str) -> Iterator[InputError]:
    seen: set[str] = set()
    for place, name in enumerate(ids):
        if name in seen:
            yield InputError("repeated-id", where=f"{where}[{place}].id")
        seen.add(name)


def _require_columns(names: Iterable[str]) -> None:
    found = [name.strip() for name in names]
    for name in found:
        if name not in COLUMNS:
            raise InputError(
                "unknown-key", where="heading", name=safe_name(name), nearest=nearest(name, COLUMNS), known=", ".join(COLUMNS)
            )
    if len(set(found)) != len(found):
        raise InputError("repeated-column", where="heading")
    if "id" not in found:
        raise InputError("key-missing", where="heading.id")


def _row(row: dict[str, Any], where: str, faults: list[ClassifyError]) -> dict[str, Any]:
    if None in row or None in row.values():
        faults.append(InputError("csv-cells", where=where))
        return {"id": "?"}
    cells = {name.strip(): cell.strip() for name, cell in row.items() if cell.strip()}
    matter: dict[str, Any] = {"id": "", **cells}
    for name in ("issued", "notified"):
        if name in cells:
            matter[name] = _day(cells[name], f"{where}.{name}", faults)
    for name in ("compilation", "consent"):
        if name in cells:
            matter[name] = _said(cells[name], f"{where}.{name}", faults)
    if "sources" in cells:
        parted = cells["sources"].replace("；", ";").split(";")
        matter["sources"] = [{"id": name.strip()} for name in parted if name.strip()]
    return matter


def _day(text: str, where: str, faults: list[ClassifyError]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(InputError("bad-date", where=where))
        return None


def _said(text: str, where: str, faults: list[ClassifyError]) -> bool | None:
    if text.lower() in SAID_YES | SAID_NO:
        return text.lower() in SAID_YES
    faults.append(InputError("unknown-choice", where=where))
    return None
