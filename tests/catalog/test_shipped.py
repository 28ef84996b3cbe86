"""Every shipped catalog: no fault, and its cases hold."""

from datetime import date
from pathlib import Path

import pytest

from classify.catalog.cases import CaseResult, read_cases, run_cases
from classify.catalog.lint import lint
from classify.catalog.model import Catalog
from classify.catalog.read import catalog_folders, load_catalogs, read_catalog
from classify.law.parameters import parameters_on
from classify.level import Level
from classify.term import Duration

folders = catalog_folders()


@pytest.fixture(scope="module")
def among() -> list[Catalog]:
    """Every catalog that can be read."""
    return [catalog for catalog, _ in map(read_catalog, folders.values()) if catalog is not None]


@pytest.fixture(scope="module")
def ceilings() -> dict[Level, Duration]:
    """The longest terms of the law."""
    law = parameters_on(date(2026, 11, 21))
    return {level: ceiling for level in Level if (ceiling := law.ceiling(level)) is not None}


@pytest.mark.parametrize("folder", folders.values(), ids=folders)
class TestShippedCatalogs:
    """Every catalog has cases a lawyer can read, and they run as tests."""

    def test_lint_finds_no_error(self, folder: Path, among: list[Catalog], ceilings: dict[Level, Duration]) -> None:
        faults = [fault for fault in lint(folder, ceilings, among) if fault.severity == "error"]
        assert [(fault.file, fault.path, fault.id, fault.advice("en")) for fault in faults] == []

    def test_its_cases_hold(self, folder: Path) -> None:
        (catalog,) = load_catalogs(folder)
        cases, faults = read_cases(folder)
        assert cases is not None, faults
        failed = [result for result in run_cases(catalog, cases.case) if not result.holds]
        assert [CaseResult.sentence(result) for result in failed] == []

    def test_its_english_text_is_there(self, folder: Path) -> None:
        (catalog,) = load_catalogs(folder)
        assert "title" in catalog.english
        assert catalog.id == folder.name
