"""The long soak runs in a child on the other core while the other tests run; it is asked for last."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.agreement.children import started

LAST = "soaked"
"""The fixture whose test is moved to the end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move what waits for the soak behind everything else."""
    items.sort(key=lambda item: LAST in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def soaking() -> Iterator[subprocess.Popen[str]]:
    """Start twenty thousand determinations from four threads."""
    child = started("soak", 20_000, 4)
    yield child
    child.kill()
    child.communicate()


@pytest.fixture
def soaked(soaking: subprocess.Popen[str]) -> subprocess.Popen[str]:
    """Give the soak to the test that waits for it."""
    return soaking
