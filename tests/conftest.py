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
    "test_names_of_catalogs_that_cannot_be_read": "a catalog's folder is named whole, so that its author finds it",
    "test_the_codes_and_facts_of_a_catalog": "the choices of a catalog's own fact are offered",
    "test_of_an_unknown_key_in_python": "the constructor raises pydantic's own error, which names keys",
    "test_they_hear_logs_warnings_and_contexts": "our errors keep no context any more, which is what it listens for",
    "test_what_an_object_shows_of_itself_is_none_of_the_matter": "an answer shows the words of the catalogs that were found",
    "test_what_is_asked_is_what_could_settle_the_matter": "a stage already given is asked again where a finer one could matter",
}
"""Defects that are known and open; a test that begins to pass is told, and leaves this list."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is known to fail."""
    for item in items:
        reason = KNOWN.get(item.name.partition("[")[0])
        if reason is not None:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=False))
