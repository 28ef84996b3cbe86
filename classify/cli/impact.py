"""`classify catalog impact`: which rows of an inventory another catalog would change."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from classify.catalog.model import Catalog
from classify.catalog.read import load_catalogs
from classify.cli.changes import print_moves
from classify.cli.notices import print_notices
from classify.cli.settings import AsOf, Catalogs, Json, Lang, Rule, Settings, Threads, settings
from classify.errors import InputError
from classify.text.sentences import sentence, tables

NONE = "-"
_MOST = 20


def impact(
    old: Annotated[str, typer.Argument(metavar="OLD", help="现用的目录，- 为没有 / the catalog in use, - for none")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="拟采用的目录，- 为没有 / the catalog to adopt, - for none")],
    inventory: Annotated[
        str, typer.Argument(metavar="INVENTORY", help="台账：文件、文件夹或者通配符 / inventory: file, folder or glob")
    ],
    threads: Threads = None,
    catalog: Catalogs = None,
    lang: Lang = None,
    as_json: Json = False,
    as_of: AsOf = None,
    expiry_rule: Rule = "civil",
) -> int:
    """采用一个目录以前，看台账的哪些行会变。/ Before a catalog is adopted: which rows of an inventory would change."""
    # numpy and pyarrow load only when an inventory is evaluated
    from classify.batch.again.impact import impact_on  # noqa: PLC0415
    from classify.batch.files import coded_batches  # noqa: PLC0415
    from classify.batch.inventory import open_inventory  # noqa: PLC0415
    from classify.batch.kernel import Kernel  # noqa: PLC0415
    from classify.sheets.given import gathered  # noqa: PLC0415

    chosen = settings(lang, as_json, as_of, expiry_rule, catalog)
    one, other = _named(old), _named(new)
    if not one and not other:
        raise InputError("usage-value", where="new")
    replaced = {found.id for found in (*one, *other)}
    rest = [found for found in chosen.catalogs if found.id not in replaced]
    before, after = (Kernel([*rest, *catalogs], chosen.as_of, chosen.expiry_rule) for catalogs in (one, other))
    vocabulary = after.matcher.vocabulary
    with gathered(inventory, vocabulary) as given:
        found = impact_on(coded_batches(open_inventory(given.paths, vocabulary), after), before, after, threads).to_dict()
    print_notices(given, chosen.lang)
    told = {"as_of": chosen.as_of.isoformat(), "old": _told(one), "new": _told(other), **found}
    if chosen.as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print(told, chosen)
    return 0


def _named(name: str) -> tuple[Catalog, ...]:
    return () if name == NONE else load_catalogs(name)


def _told(catalogs: tuple[Catalog, ...]) -> dict[str, Any] | None:
    if not catalogs:
        return None
    (catalog,) = catalogs
    return {"id": catalog.id, "version": catalog.version, "sha256": catalog.sha256, "standing": catalog.standing}


def _print(told: dict[str, Any], chosen: Settings) -> None:
    lang = chosen.lang
    none = tables(lang)["impact"]["none"]
    names = {name: none if told[name] is None else told[name]["version"] for name in ("old", "new")}
    counts = {name: f"{told[name]:,}" for name in ("rows", "changed", "evaluated")}
    print(sentence(lang, "impact", "done", {"as_of": told["as_of"]} | names | counts))
    print_moves(told, lang)
    shown = told["changes"][:_MOST]
    if shown:
        print(sentence(lang, "impact", "rows", {"shown": len(shown), "changed": counts["changed"]}))
    for row in shown:
        print("  " + sentence(lang, "impact", "row", {"id": row["id"], "changes": _changes(row)}))


def _changes(row: dict[str, Any]) -> str:
    return ", ".join(f"{name} {_value(row['before'][name])} → {_value(row['after'][name])}" for name in row["after"])


def _value(value: object) -> str:
    match value:
        case None | []:
            return "–"
        case list():
            return "+".join(map(str, value))
        case _:
            return str(value).lower() if isinstance(value, bool) else str(value)
