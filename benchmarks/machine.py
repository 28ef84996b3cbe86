"""Names the machine and the versions that a figure was measured on, and takes medians."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path


def describe() -> str:
    """Return one line: processor, cores, system, Python and the versions that matter."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        processor = names[0] if names else processor
    packages = ", ".join(f"{name} {version(name)}" for name in ("pydantic", "ahocorasick_rs", "bm25s"))
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {packages}"


def median_ms(act: Callable[[], object], times: int, warm: int = 5) -> float:
    """Return the median time of one call in milliseconds, after some calls that are not counted."""
    for _ in range(warm):
        act()
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken) * 1e3


def process_ms(command: Sequence[str], times: int) -> float:
    """Return the median time of a whole process in milliseconds."""
    return median_ms(lambda: subprocess.run(command, check=False, capture_output=True), times, warm=1)


PYTHON = sys.executable
