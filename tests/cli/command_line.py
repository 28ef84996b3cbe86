"""Runs the command, in this process or in one of its own, and says what came of it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import typer.main

from classify import Catalog, load_catalogs
from classify.cli import settings as command_settings
from classify.cli.run import run

ROOT = Path(__file__).parents[2]
CONSOLE = Path(sys.executable).with_name("classify")
COMMAND = [str(CONSOLE)] if CONSOLE.exists() else [sys.executable, "-m", "classify"]
"""The console command beside this Python, or the same as a module where it is not installed."""
HEARING = [
    sys.executable,
    "-c",
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])",
    *COMMAND,
]
"""The same, as it hears the interrupt key: started in the background, this process ignores it, and its children inherit that."""

TITLE = "关于拟调整某县县委领导班子成员的方案（未公布）"
"""An invented title; the example of the contract: secret, 10 years, organization-work#3."""
PLAIN = "关于办公楼电梯检修的通知"
"""An invented title that no catalog knows."""
DAY = "2026-11-21"
SETTLED = ("--title", TITLE, "--tier", "city", "--issued", "2026-11-01", "--as-of", DAY)

LIGHTHOUSE = """
schema = "classify/catalog/1"
id = "lighthouse"
title = "灯塔工作目录"
standing = "unconfirmed"
scheme = "state"
papers = { source = "为测试所拟" }

[fact.lamp_colour]
kind = "code"
codes = ["red", "green"]
zh = { name = "灯色", question = "灯是什么颜色？", codes = { red = "红灯", green = "绿灯" } }
en = { name = "colour", question = "What colour is the lamp?", codes = { red = "red light", green = "green light" } }

[[item]]
id = "1"
name = "灯塔亮度方案"
level = "secret"
cite = "一"
term = { maximum = "10年" }
when = [{ words = [["灯塔"], ["亮度"]], facts = { military_zone = true } }]

[[item]]
id = "2"
name = "航标布设图"
level = "confidential"
cite = "二"
term = { maximum = "20年" }
when = [{ words = [["航标"], ["布设图"]], facts = { area_km2 = { above = 25 } } }]

[[item]]
id = "3"
name = "浮标灯色表"
level = "secret"
cite = "三"
term = { maximum = "5年" }
when = [{ words = [["浮标"], ["灯色表"]], facts = { lamp_colour = "red" } }]

[[item]]
id = "4"
name = "雾号启用方案"
level = "secret"
cite = "四"
term = { event = "启用前" }
when = [{ words = [["雾号"], ["方案"]], facts = { state = "未公布" } }]

[[item]]
id = "5"
name = "航道水深图"
level = "top_secret"
cite = "五"
term = { maximum = "30年" }
when = [{ words = [["航道"], ["水深图"]], facts = { military_zone = true, area_km2 = { above = 25 } } }]
"""
"""A small catalog of invented items: each asks for a fact of another kind, the last one for two."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind: its exit status and its two streams."""

    status: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def answers(self) -> list[Any]:
        """The JSON documents on standard output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> dict[str, Any]:
        """The error as JSON, the last line of standard error."""
        error = json.loads(self.err.splitlines()[-1])["error"]
        assert isinstance(error, dict)
        return error

    @property
    def faults(self) -> list[dict[str, Any]]:
        """The faults of the error, or the error itself where it is a single one."""
        faults = self.error.get("faults", [self.error])
        assert isinstance(faults, list)
        return faults


class Terminal(io.TextIOWrapper):
    """A standard input that somebody types into."""

    def isatty(self) -> bool:
        return True


@contextmanager
def streams(typed: bytes = b"", *, terminal: bool = False) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Put streams of memory in the place of the three standard ones."""
    out, err = io.BytesIO(), io.BytesIO()
    kept = sys.stdin, sys.stdout, sys.stderr
    source = io.BytesIO(typed)
    sys.stdin = Terminal(source, encoding="utf-8") if terminal else io.TextIOWrapper(source, encoding="utf-8")
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(err, encoding="utf-8", write_through=True)
    held = sys.stdout, sys.stderr
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept
        for stream in held:
            stream.detach()


_tree = cache(typer.main.get_command)


@cache
def shipped() -> tuple[Catalog, ...]:
    """Give the shipped catalogs, read once."""
    return load_catalogs()


@contextmanager
def once() -> Iterator[None]:
    """Read the shipped catalogs once, and the tree of commands too: a thousand calls need not do it again and again."""
    with (
        patch("typer.main.get_command", _tree),
        patch.object(command_settings, "load_catalogs", lambda *names: load_catalogs(*names) if names else shipped()),
    ):
        yield


def ran(*arguments: str | Path, typed: str | bytes = b"", terminal: bool = False) -> Ran:
    """Run the command in this process; `typed` is what stands on standard input."""
    data = typed.encode() if isinstance(typed, str) else typed
    with streams(data, terminal=terminal) as (out, err), once():
        status = run([str(argument) for argument in arguments])
    return Ran(status, out.getvalue().decode(), err.getvalue().decode())


def environment(**changed: str) -> dict[str, str]:
    """Give an environment for another process: plain, without colours, finding this checkout."""
    kept = {name: value for name, value in os.environ.items() if name not in {"FORCE_COLOR", "NO_COLOR", "PYTHONUTF8"}}
    return {**kept, "PYTHONPATH": str(ROOT), "COVERAGE_PROCESS_START": "", **changed}


def ran_outside(
    *arguments: str | Path, typed: bytes = b"", env: Mapping[str, str] | None = None, command: Sequence[str] = COMMAND
) -> Ran:
    """Run the real command in a process of its own."""
    done = subprocess.run(
        [*command, *map(str, arguments)],
        input=typed,
        capture_output=True,
        env=environment(**(env or {})),
        check=False,
        timeout=60,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def waits(pid: int) -> None:
    """Hold until a process waits for input: an interrupt just before that is heard only with the next line."""
    state = Path(f"/proc/{pid}/stat")  # only Linux has it
    while state.exists() and state.read_text().rpartition(")")[2].split()[0] != "S":
        os.sched_yield()


def refused(left: Ran) -> list[str]:
    """Hold a refusal against the contract and give its lines: status 2, nothing on standard output, clear lines, no traceback."""
    lines = [line for line in left.err.splitlines() if not line.startswith('{"error"')]
    assert left.status == 2, (left.status, left.err[-500:])
    assert left.out == ""
    assert lines
    assert "Traceback" not in left.err
    for line in lines:
        assert line.startswith("classify: "), line
        assert 10 < len(line) < 600, line
        assert not any(unicodedata.category(character) == "Cc" for character in line), line
    return lines


def file(folder: Path, name: str, content: object) -> Path:
    """Write a file: bytes and text as they are, anything else as JSON."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def many(folder: Path, *lines: object, name: str = "matters.jsonl") -> Path:
    """Write a file of one JSON document a line; a text stands as it is."""
    text = "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines)
    return file(folder, name, text)


def lighthouse(folder: Path) -> Path:
    """Write the small catalog of invented items and give its folder."""
    return file(folder, "lighthouse/catalog.toml", LIGHTHOUSE).parent
