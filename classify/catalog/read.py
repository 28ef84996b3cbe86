"""Catalogs are found by name among the shipped ones, or by path. No registry: a folder is a catalog."""

from collections import Counter
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from classify.call import checked
from classify.catalog.assemble import assemble
from classify.catalog.fault import Fault
from classify.catalog.files import CATALOG, ENGLISH, read_shape
from classify.catalog.model import Catalog
from classify.catalog.schema import CatalogFile, TextFile
from classify.errors import CatalogError, Faults, nearest, safe_name

__all__ = ["catalog_file", "catalog_folders", "load_catalogs", "located", "read_catalog", "shown"]

_NO_TEXT = sha256(b"").hexdigest()


@checked
def load_catalogs(*names_or_paths: str | Path) -> tuple[Catalog, ...]:
    """Read catalogs by id or by path, or, without names, all shipped ones except lists of standing `local`.

    They come in the order of their ids, whatever the order of the call. Raises CatalogError for a catalog that is
    not there and for two different ones of one id, and Faults with everything that is wrong with their files.
    """
    folders = catalog_folders()
    chosen = [located(name, folders) for name in names_or_paths] or list(folders.values())
    found: list[Catalog] = []
    faults: list[Fault] = []
    for place in dict.fromkeys(chosen):
        catalog, wrong = read_catalog(place)
        faults += wrong
        if catalog is not None:
            found.append(catalog)
    if faults:
        raise Faults(fault.error() for fault in faults)
    catalogs = sorted(found, key=lambda catalog: catalog.id)
    repeated = [name for name, times in Counter(catalog.id for catalog in catalogs).items() if times > 1]
    if repeated:
        raise CatalogError("catalog-id-twice", where=safe_name(repeated[0]))
    if names_or_paths:
        return tuple(catalogs)
    return tuple(catalog for catalog in catalogs if catalog.standing != "local")


def read_catalog(place: Path) -> tuple[Catalog | None, list[Fault]]:
    """Read a folder, or one catalog file by itself: the catalog, and every fault of its form and its English text.

    The catalog is None where there is any fault.
    """
    table, parsed, faults = read_shape(catalog_file(place), shown(place, CATALOG), CatalogFile)
    text, text_parsed = None, None
    english = place / ENGLISH
    if english.exists():
        text, text_parsed, wrong = read_shape(english, shown(place, ENGLISH), TextFile)
        faults += wrong
    if table is None or parsed is None:
        return None, faults
    digests = (parsed.sha256, text_parsed.sha256 if text_parsed else _NO_TEXT)
    catalog, wrong = assemble(table, text, digests, shown(place, CATALOG))
    faults += wrong
    return (None if faults else catalog), faults


def catalog_file(place: Path) -> Path:
    """Give the catalog's own file: in its folder, or the file itself."""
    return place if place.is_file() else place / CATALOG


def catalog_folders() -> dict[str, Path]:
    """Give the shipped catalogs' folders by id: those inside the package, else those beside the checkout.

    Raises CatalogError `catalogs-not-found` where there are neither.
    """
    package = Path(__file__).resolve().parent.parent
    for home in (package / "_catalogs", package.parent / "catalogs"):
        if home.is_dir():
            return {entry.name: entry for entry in sorted(home.iterdir()) if (entry / CATALOG).exists()}
    raise CatalogError("catalogs-not-found")


def shown(place: Path, file: str) -> str:
    """Name a file of a catalog as messages do: its folder and its name, without the way there."""
    return place.name if place.is_file() else f"{place.name or '.'}/{file}"


def located(name: str | Path, folders: dict[str, Path]) -> Path:
    """Find what is meant: a shipped id, a folder, or a catalog file."""
    if isinstance(name, str) and name in folders:
        return folders[name]
    path: Path | None = None
    with suppress(OSError, ValueError, RuntimeError):  # not there; a name that no file can have; a circle of links
        path = Path(name).resolve(strict=True) if str(name) else None
    if path is None:
        raise CatalogError("catalog-not-found", nearest=nearest(Path(name).name, folders))
    return path.parent if path.name == CATALOG else path
