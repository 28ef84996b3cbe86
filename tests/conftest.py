"""How long properties are tried: `ci` by default, `nightly` with --hypothesis-profile=nightly."""

from hypothesis import HealthCheck, settings

# Nothing here depends on the clock or on chance of the day: what failed once in CI fails again at the next desk.
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=100, database=None)
settings.register_profile(
    "nightly", deadline=None, max_examples=2_000, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci")
