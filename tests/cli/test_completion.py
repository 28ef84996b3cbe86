"""The shell completes commands, their own commands and their options."""

from __future__ import annotations

import subprocess

import pytest

from tests.cli.command_line import COMMAND, environment


@pytest.mark.parametrize(
    ("typed", "place", "offered"),
    [("classify ca", 1, {"catalog"}), ("classify catalog im", 2, {"import", "impact"}), ("classify mark --iss", 2, {"--issued"})],
)
def test_bash_is_offered_what_fits(typed: str, place: int, offered: set[str]) -> None:
    asked = {"COMP_WORDS": typed, "COMP_CWORD": str(place), "_CLASSIFY_COMPLETE": "complete_bash"}
    told = subprocess.run(COMMAND, env=environment(**asked), capture_output=True, text=True, check=False)
    assert offered <= set(told.stdout.split())
