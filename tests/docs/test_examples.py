"""Every example of the pages runs: console sessions are compared with real output, Python examples are doctests.

A block ```` ```console ```` holds commands (`$ classify …`, `$ cat FILE`, `$ echo $?`) with what they print. In a
block ```` ```console interactive ```` standard input is a terminal, and what stands behind a prompt is typed.
`...` leaves output out, as in a doctest.
"""

from __future__ import annotations

import doctest
import io
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from classify.cli.run import run
from classify.text.sentences import sentence

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/decisions/*.md")))
BLOCK = re.compile(r"^```(console interactive|console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPTS = (sentence("zh", "cli", "ask").rstrip(), sentence("en", "cli", "ask").rstrip())
COLUMNS = 80


class Keyboard:
    """A terminal at which somebody types the answers that the page shows, and sees them."""

    def __init__(self, answers: list[str], screen: io.StringIO) -> None:
        self._answers = iter(answers)
        self._screen = screen

    def isatty(self) -> bool:
        return True

    def readline(self, _size: int = -1) -> str:
        line = f"{next(self._answers)}\n"
        self._screen.write(line)
        return line


class Session:
    """Runs the commands of one block; the status of the last one is kept for `echo $?`."""

    def __init__(self) -> None:
        self._status = 0

    def output(self, command: str, answers: list[str] | None = None) -> str:
        match shlex.split(command):
            case ["classify", *arguments]:
                return self._classify(arguments, answers)
            case ["cat", name]:
                return Path(name).read_text(encoding="utf-8")
            case ["echo", "$?"]:
                return f"{self._status}\n"
            case _:
                raise AssertionError(f"no command of the examples: {command}")

    def _classify(self, arguments: list[str], answers: list[str] | None) -> str:
        screen = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(screen), redirect_stderr(screen):
            patch.setattr("sys.stdin", io.StringIO() if answers is None else Keyboard(answers, screen))
            self._status = run(arguments)
        return screen.getvalue()


def commands_of(block: str) -> Iterator[tuple[str, str]]:
    """Part a block into its commands, each with the output that the page shows."""
    assert block.startswith("$ "), block
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = part.replace("\\\n", "").partition("\n")
        yield command, expected


def trimmed(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def sets_up(page: Path, block: str) -> bool:
    """Say whether a block of the front pages only installs or tests: that is run by who follows it, not here."""
    commands = [shlex.split(command)[0] for command, _ in commands_of(block)]
    return page.parent == ROOT and "classify" not in commands


def blocks() -> list[ParameterSet]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in BLOCK.finditer(text):
            if block[1] != "python" and not sets_up(page, block[2]):
                line = text.count("\n", 0, block.start()) + 1
                found.append(pytest.param(block[1], block[2], id=f"{page.relative_to(ROOT)}:{line}"))
    return found


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One width, one locale, no colours, and a folder that has what the root of the project has, and keeps what is written."""
    for entry in ("README.md", "catalogs", "docs"):
        (tmp_path / entry).symlink_to(ROOT / entry)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


class TestConsoleExamples:
    """What a page says a command prints is what it prints."""

    @pytest.mark.parametrize(("kind", "block"), blocks())
    def test_the_commands_print_what_the_page_shows(self, kind: str, block: str) -> None:
        session = Session()
        for command, expected in commands_of(block):
            answers = None
            if kind == "console interactive":
                answers = [line.removeprefix(p).strip() for line in expected.splitlines() for p in PROMPTS if line.startswith(p)]
            got = trimmed(session.output(command, answers))
            assert doctest.OutputChecker().check_output(trimmed(expected), got, doctest.ELLIPSIS), f"$ {command}\n{got}"

    @pytest.mark.parametrize(("kind", "block"), blocks())
    def test_no_example_depends_on_today(self, kind: str, block: str) -> None:
        del kind
        for command, _ in commands_of(block):
            words = shlex.split(command)
            asks_the_day = words[:2] in (["classify", "check"], ["classify", "mark"], ["classify", "tour"])
            assert not asks_the_day or "--as-of" in words or "--help" in words, command


class TestPythonExamples:
    """Every Python example of a page is a doctest that runs; one page is one session."""

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
    def test_the_examples_of_a_page_run(self, page: Path) -> None:
        text = page.read_text(encoding="utf-8")
        lines = [""] * (text.count("\n") + 1)
        for found in BLOCK.finditer(text):
            if found[1] == "python":
                assert ">>> " in found[2], f"{page.name}: a Python block without an example"
                first = text.count("\n", 0, found.start(2))
                for number, line in enumerate(found[2].splitlines()):
                    lines[first + number] = line
        example = doctest.DocTestParser().get_doctest("\n".join(lines), {}, page.name, str(page), 0)
        told = io.StringIO()
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        assert runner.run(example, out=told.write).failed == 0, told.getvalue()
