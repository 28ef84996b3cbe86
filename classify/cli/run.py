"""Runs a command and turns every failure into one clear line on standard error and exit status 2."""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from classify.cli.settings import language
from classify.errors import ClassifyError, EngineError, Faults, InputError, Language, first_told, nearest, safe_name
from classify.version import __version__

INTERRUPTED = 130
"""The status of a command that the user stopped."""

COMMANDS = {
    "tour": "tour",
    "check": "check",
    "mark": "mark",
    "compile": "compile_file",
    "status": "status",
    "batch": "batch",
    "catalog": "app",
    "selftest": "selftest",
    "explain": "explain",
    "form": "form",
    "list": "organ_list",
}
"""Each command with the name of its function, or of its own commands, in the module called like it."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Build the command line. Only the module of the command that is called is loaded; for help, all of them."""
    app = typer.Typer(
        name="classify",
        no_args_is_help=False,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"max_content_width": 120},
    )
    app.callback()(_program)
    wanted = [name for name in COMMANDS if name == next(iter(arguments), None)] or list(COMMANDS)
    for name in wanted:
        found = getattr(import_module(f"classify.cli.{name}"), COMMANDS[name])
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _print_version(asked: bool) -> None:
    if asked:
        print(f"classify {__version__}")
        raise typer.Exit


def _program(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="版本 / the version")
    ] = False,
) -> None:
    """定密规则引擎，法律和目录都是数据 / Rules engine for determining state secrets; law and catalogs are data."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status. Nothing of a matter's text is ever printed on failure."""
    _agree_on_encodings()
    try:
        status = app_for(arguments)(list(arguments) or ["--help"], standalone_mode=False)
        if sys.stdout is not None:  # closed before the command began: nobody to tell
            sys.stdout.flush()
    except typer.Exit as left:
        return left.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # the command library turns the first into the second
        _drop_output()
        return 0
    except (ClassifyError, typer.TyperException, OSError, RecursionError, MemoryError) as error:
        if isinstance(error, OSError) and error.filename is None:
            _drop_output()
        return report(_explained(error, arguments), arguments)
    return status if isinstance(status, int) else 0


def _agree_on_encodings() -> None:
    """Files and pipes are UTF-8 on every machine; a terminal, and whoever sets PYTHONIOENCODING, has an encoding of its own.

    What that encoding lacks is written as an escape of JSON: a sign that cannot be shown ends no command and spoils no answer.
    """
    codecs.register_error("classify.escapes", _escaped)
    chosen = "PYTHONIOENCODING" in os.environ
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            own = chosen or stream.isatty()
            stream.reconfigure(encoding=None if own else "utf-8", errors="replace" if stream is sys.stdin else "classify.escapes")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(units[::2], units[1::2], strict=True)), error.end


def _drop_output() -> None:
    """Send what is still held back nowhere, so that the end of the program does not fail over it again."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explained(error: Exception, arguments: Sequence[str]) -> ClassifyError:
    """Say what went wrong in our own words: the system's own messages may repeat what was typed."""
    match error:
        case ClassifyError():
            return error
        case OSError(filename=None):
            return InputError("cannot-write")
        case OSError():
            return InputError("file-not-readable", where=safe_name(Path(str(error.filename)).name))
        case RecursionError():
            return InputError("too-deep")
        case MemoryError():
            return InputError("out-of-memory")
        case _:
            return _usage(error, arguments)


def report(error: ClassifyError, arguments: Sequence[str]) -> int:
    """Print one line on standard error; with `--json` the error as JSON beside it."""
    lang = _language_of(arguments)
    faults = error.faults if isinstance(error, Faults) else (error,)
    for told in first_told(faults, lang):
        print(f"classify: {told}", file=sys.stderr)
    if "--json" in arguments:
        print(json.dumps({"error": error.to_dict(lang)}, ensure_ascii=False), file=sys.stderr)
    return 70 if isinstance(error, EngineError) else 2


def _usage(error: Exception, arguments: Sequence[str]) -> InputError:
    """Say which option or command is not known, without repeating a value that was given."""
    option = getattr(error, "option_name", None)
    if option is None:
        named = getattr(getattr(error, "param", None), "name", None)
        return _unknown_command(error, arguments) if named is None else InputError("usage-value", where=str(named))
    name = str(option).lstrip("-")
    options = getattr(error, "possibilities", None) or ["--help"]
    return InputError("usage-option", name=safe_name(name.replace("-", "_")), nearest=nearest(str(option), options))


def _unknown_command(error: Exception, arguments: Sequence[str]) -> InputError:
    context = getattr(error, "ctx", None)
    commands = getattr(getattr(context, "command", None), "commands", None)
    if context is None or commands is None:
        return InputError("usage")
    groups = arguments[: 0 if context.parent is None else 1]
    name = next(iter(arguments[len(groups) :]), "")
    group = "".join(f" {one}" for one in groups)
    return InputError("command-unknown", name=safe_name(name), nearest=nearest(name, commands), group=group)


def _language_of(arguments: Sequence[str]) -> Language:
    given = [after for before, after in pairwise(arguments) if before == "--lang"]
    given += [one.removeprefix("--lang=") for one in arguments if one.startswith("--lang=")]
    try:
        return language(given[-1] if given else None)
    except InputError:
        return language(None)
