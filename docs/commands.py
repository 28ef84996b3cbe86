"""Writes the reference of commands from the commands themselves: each with its call, its arguments and options.

Called by docs/generate.py. Help is written in Chinese, ` / `, English; what is not is refused.
"""  # noqa: INP001 -- a part of a script of the pages, no package

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from classify.cli.run import app_for

HEAD = "| {} | {} | {} |\n|---|---|---|"
NAME, PARAMETER = "命令 / command", "参数、选项 / argument, option"
CHINESE, ENGLISH = "意思", "meaning"
COMMON = "每个命令都有的选项 / What every command takes"


def told(text: str) -> tuple[str, str]:
    """Part a help text into Chinese and English.

    >>> told("截至日，默认今天 / the day of asking")
    ('截至日，默认今天', 'the day of asking')
    """
    chinese, parting, english = text.partition("/ ")
    if not parting or not english.strip():
        raise ValueError(f"no English in the help: {text}")
    return chinese.strip().removesuffix("。"), english.strip().removesuffix(".")


def commands() -> str:
    """Write the page: every command in a line, what all take, and each command by itself."""
    found = list(_commands(typer.main.get_command(app_for([])), "classify"))
    shared = [one.name for one in found[0][1].params if all(one.name in {each.name for each in c.params} for _, c in found)]
    lines = [HEAD.format(NAME, CHINESE, ENGLISH)]
    lines += [_row(f"[`{name}`](#{name.replace(' ', '-')})", command.help) for name, command in found]
    lines += ["", f"## {COMMON}", "", HEAD.format(PARAMETER, CHINESE, ENGLISH)]
    lines += [_parameter(one) for one in found[0][1].params if one.name in shared]
    for name, command in found:
        own = [one for one in command.params if one.name not in shared]
        lines += ["", f"## `{name}`", "", *(f"{text}{end}\n" for text, end in zip(told(command.help), "。.", strict=True))]
        lines += ["```text", " ".join([name, *_call(own)]), "```"]
        if own:
            lines += ["", HEAD.format(PARAMETER, CHINESE, ENGLISH), *map(_parameter, own)]
    return "\n".join(lines)


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 -- the command library's own
    """Give every command with its full name, in the order of the help."""
    nested = getattr(command, "commands", None)
    if nested is None:
        yield name, command
    else:
        for word, below in nested.items():
            yield from _commands(below, f"{name} {word}")


def _call(parameters: list[Any]) -> Iterator[str]:
    """Write how a command is called: arguments, options that have to be given, and that there are others."""
    for one in parameters:
        if one.param_type_name == "argument":
            several = "…" if one.nargs == -1 else ""
            yield f"{one.metavar}{several}" if one.required else f"[{one.metavar}]{several}"
    yield from (f"{one.opts[0]} {one.metavar}" for one in parameters if one.required and one.param_type_name == "option")
    yield "[OPTIONS]"


def _parameter(one: Any) -> str:  # noqa: ANN401 -- the command library's own
    names = [one.metavar] if one.param_type_name == "argument" else [one.opts[0], *filter(None, [one.metavar])]
    return _row(f"`{' '.join(names)}`", one.help, "" if one.default in {None, False} else str(one.default))


def _row(name: str, text: str, default: str = "") -> str:
    chinese, english = told(text)
    if default:
        chinese, english = f"{chinese}；默认 `{default}`", f"{english}; `{default}` unless given"
    return "| {} | {} | {} |".format(*(cell.replace("|", "\\|") for cell in (name, chinese, english)))
