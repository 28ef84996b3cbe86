"""R19: an answer depends on the matter, the catalogs, the law and `as_of`, and on nothing of the machine."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.agreement.children import ENVIRONMENT, ROOT

ASK = """
import json, sys
from classify.catalog.read import load_catalogs
from classify.determination import determine_matter
from classify.text.answers import determination_dict
from tests.agreement.agreeing import AS_OF, matters
catalogs = load_catalogs()
answers = [determination_dict(determine_matter(matter, catalogs, as_of=AS_OF), lang) for matter in matters() for lang in ("zh", "en")]
sys.stdout.buffer.write(json.dumps(answers, ensure_ascii=False).encode())
"""


def said(**environment: str) -> bytes:
    """Ask a process of its own, with this environment."""
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env={**ENVIRONMENT, **environment}, capture_output=True, check=True, timeout=120
    )
    return done.stdout


@pytest.fixture(scope="module")
def here() -> bytes:
    return said(PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C")


class TestEverywhereTheSame:
    """Neither the seed of hashes nor the time zone nor the locale changes a byte of an answer."""

    @pytest.mark.parametrize(
        "environment",
        [{"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "4242", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}],
        ids=["hashes", "zone and locale"],
    )
    def test_the_same_bytes(self, here: bytes, environment: dict[str, str]) -> None:
        assert said(**environment) == here
        assert here.count(b'"schema"') == 14
