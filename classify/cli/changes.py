"""What changed, for people: by cause, and from what to what."""

from __future__ import annotations

from typing import Any

from classify.errors import Language
from classify.text.sentences import labelled, sentence, tables

__all__ = ["print_changes", "print_moves"]

_MOST = 24
"""Lines of one list; all of them come with `--json`."""


def print_changes(told: dict[str, Any], lang: Language) -> None:
    """Print what a re-evaluation comes to."""
    totals = {name: f"{sum(told[name].values()):,}" for name in ("evaluated", "changed")}
    print(sentence(lang, "changes", "done", {"rows": f"{told['rows']:,}", "removed": f"{told['removed']:,}"} | totals))
    causes = {cause: times for cause, times in told["evaluated"].items() if times}
    if causes:
        words = tables(lang)["changes"]
        print(words["causes"])
        for cause, times in causes.items():
            print(f"  {times:>14,}  {told['changed'][cause]:>14,}  {labelled(words['cause'][cause], cause)}")
    print_moves({**told, "openings": sum(told["openings"].values())}, lang)


def print_moves(told: dict[str, Any], lang: Language) -> None:
    """Print states, levels, actions and findings, from what to what, the largest count first."""
    words = tables(lang)["changes"]
    for part, names in (("states", "state"), ("levels", "level"), ("actions", "action")):
        known = tables(lang)[names]
        _print_lines(words[part], [(line["rows"], _move(line, known, lang), line.get("cause")) for line in told[part]], lang)
    known = tables(lang)["batch"]["finding"]
    found = [
        (line["rows"], words[line["change"]].format(id=labelled(known[line["id"]], line["id"])), line.get("cause"))
        for line in told["findings"]
    ]
    _print_lines(words["findings"], sorted(found, key=lambda line: -line[0]), lang)
    if told["openings"]:
        print(words["openings"])
        print(f"  {told['openings']:>14,}")


def _move(line: dict[str, Any], known: dict[str, str], lang: Language) -> str:
    nothing = tables(lang)["changes"]["nothing"]
    return " → ".join(labelled(known[code], code) if code else nothing for code in (line["from"], line["to"]))


def _print_lines(head: str, lines: list[tuple[int, str, str | None]], lang: Language) -> None:
    if not lines:
        return
    words = tables(lang)["changes"]
    print(head)
    for times, text, cause in lines[:_MOST]:
        by = "" if cause is None else words["by"].format(cause=words["cause"][cause])
        print(f"  {times:>14,}  {text}{by and ' ' + by}")
    if len(lines) > _MOST:
        print(f"  {'…':>14}")
