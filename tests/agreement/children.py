"""Children of the agreement tests: started with the modules that this process has, and read when they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]), "PYTHONHASHSEED": "0"}


def started(*arguments: object) -> subprocess.Popen[str]:
    """Start a child that runs the agreement."""
    command = [sys.executable, "-m", "tests.agreement.agreeing", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ended(child: subprocess.Popen[str], within: float = 300) -> dict[str, Any]:
    """Wait for a child and give what it said."""
    out, err = child.communicate(timeout=within)
    assert child.returncode == 0, f"the child ended with {child.returncode}: {err[-2000:]}"
    said: dict[str, Any] = json.loads(out)
    return said
