"""networkx has one importer, and importing the library does not load it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import classify

ROOT = Path(str(classify.__file__)).parent


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


class TestOneImporter:
    """The compilation's structure is the only importer of networkx, loaded lazily from the front door."""

    def test_only_the_structure_imports_networkx(self) -> None:
        importers = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if "networkx" in imports(path)}
        assert importers == {"compilation/structure.py"}

    def test_the_front_door_does_not_load_it(self) -> None:
        code = "import classify, sys; print('networkx' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
        assert done.stdout.strip() == "False"
