"""How long properties are tried: `ci` by default, `nightly` with --hypothesis-profile=nightly."""

import pytest
from hypothesis import HealthCheck, settings

# Nothing here depends on the clock or on chance of the day: what failed once in CI fails again at the next desk.
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=100, database=None)
settings.register_profile(
    "nightly", deadline=None, max_examples=2_000, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci")


KNOWN = {
    "test_what_is_asked_is_what_could_settle_the_matter": "a stage already given is asked again where a finer one could matter",
}
"""Defects that are known and open; a test that begins to pass is told, and leaves this list."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is known to fail."""
    for item in items:
        reason = KNOWN.get(item.name.partition("[")[0])
        if reason is not None:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=False))
