"""Writes what pages repeat of data or code: catalogs, law, facts, fields, layers, modules, citations, commands.

    python docs/generate.py            rewrites what stands between the markers
    python docs/generate.py --check    names the pages that are not current, status 1

A table stands between `<!-- generated: NAME -->` and `<!-- /generated -->`. Nothing else of a page is touched.
On the page of a finding, `basis` lists the provisions that its rules cite and that the page does not tell in its own words.
"""  # noqa: INP001 -- a script of the pages, no package

from __future__ import annotations

import re
import runpy
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from configparser import ConfigParser
from pathlib import Path
from typing import Any

from classify.catalog.read import catalog_folders, load_catalogs
from classify.errors import Language
from classify.facts.vocabulary import standard_vocabulary
from classify.law import law_on
from classify.law.regime import periods
from classify.law.rulebook import blocks, findings
from classify.law.sources import sources
from classify.source import Citation
from classify.text.sentences import sentence, tables

ROOT = Path(__file__).resolve().parent.parent
FINDING_PAGES = tuple(f"docs/findings/{name}.md" for name in findings())
PAGES = (
    "docs/architecture.md",
    "docs/catalogs.md",
    "docs/commands.md",
    "docs/facts.md",
    "docs/law.md",
    "docs/semantics.md",
    *FINDING_PAGES,
)
commands: Callable[[], str] = runpy.run_path(str(ROOT / "docs" / "commands.py"))["commands"]
BLOCK = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)
TOLD = re.compile(r"^- .*?）：", re.MULTILINE)
"""What a point of a page is about: the provisions before its colon."""
MOST_WORDS = 4
LANGUAGES: tuple[Language, ...] = ("zh", "en")

WORDS: Mapping[str, Mapping[Language, str]] = {
    "found": {"zh": "读过条文", "en": "its articles were read"},
    "found-2nd": {"zh": "见于官方解答或者转述", "en": "read in official commentary"},
    "memory": {"zh": "凭记忆，未核实", "en": "from memory, unverified"},
    "unknown": {"zh": "不明", "en": "unknown"},
    "open": {"zh": "—", "en": "—"},
    "only_in": {"zh": "只及{place}", "en": "binds only in {place}"},
    "follows": {"zh": "后继 {key}（{read}）", "en": "followed by {key} ({read})"},
    "read": {"zh": "已读", "en": "read"},
    "not_read": {"zh": "未读全，旧规则沿用", "en": "not read in full: the old rules are carried"},
    "rule": {"zh": "规则", "en": "rule"},
    "value": {"zh": "数值", "en": "value"},
    "number": {"zh": "数", "en": "number"},
    "flag": {"zh": "是/否", "en": "yes or no"},
    "code": {"zh": "代码", "en": "code"},
    "state": {"zh": "阶段", "en": "stage"},
    "no": {"zh": "否", "en": "no"},
    "yes": {"zh": "是", "en": "yes"},
    "from_state": {"zh": "随 `state`", "en": "follows `state`"},
    "field": {
        "zh": "不明；是事项自己的字段，不写在 facts 里",
        "en": "unknown; it is the matter's own field, no fact",
    },
    "carried": {"zh": "此后沿用，未核实", "en": "carried since, unverified"},
    "since": {"zh": "{first} 起", "en": "from {first}"},
    "until": {"zh": "至 {last}", "en": "until {last}"},
    "between": {"zh": "{first} 至 {last}", "en": "{first} to {last}"},
    "days_unknown": {"zh": "起止日期不明", "en": "days unknown"},
    "none": {"zh": "—", "en": "—"},
    "title_only": {"zh": "（只看名称）", "en": " (in the title only)"},
    "more": {"zh": "等 {count} 个", "en": "and others, {count} in all"},
}
HEADS: Mapping[str, Mapping[Language, tuple[str, ...]]] = {
    "catalogs": {
        "zh": ("目录", "名称", "效力", "范畴", "施行期间", "项数", "来源"),
        "en": ("catalog", "title", "standing", "scheme", "in force", "items", "source"),
    },
    "instruments": {
        "zh": ("键", "名称", "施行日", "最后一日", "怎样知道", "说明"),
        "en": ("key", "name", "first day", "last day", "how it is known", "remarks"),
    },
    "carried": {
        "zh": ("种类", "标识", "内容", "所依据的条文"),
        "en": ("kind", "id", "what it says", "provisions it rests on"),
    },
    "facts": {
        "zh": ("名称", "种类", "取值或者单位", "含义", "问题", "写明它的词", "没有人说时"),
        "en": ("name", "kind", "values or unit", "meaning", "question", "words that state it", "when nobody says"),
    },
    "fields": {
        "zh": ("字段", "含义", "代码"),
        "en": ("field", "meaning", "codes"),
    },
    "states": {
        "zh": ("阶段", "推出", "排除"),
        "en": ("stage", "implies", "excludes"),
    },
}


def catalogs(lang: Language) -> str:
    """Write the table of the shipped catalogs."""
    unknown = _word("unknown", lang)
    english = _toml("docs/tables.toml")["source"]
    rows = [
        (
            f"`{one.id}`",
            one.titled(lang),
            f"`{one.standing}`",
            f"`{one.scheme}`",
            f"{one.span.first or unknown} – {one.span.last or unknown}",
            str(len(one.items)),
            one.papers.source if lang == "zh" else english.get(one.id, one.papers.source),
        )
        for one in load_catalogs(*catalog_folders())
    ]
    return _table("catalogs", lang, rows)


def layers(_lang: Language) -> str:
    """Write the layers as import-linter checks them."""
    linter = ConfigParser()
    linter.read(ROOT / ".importlinter", encoding="utf-8")
    lines = linter["importlinter:contract:layers"]["layers"].replace("classify.", "").split()
    return "\n".join(["```text", *_lines_of(lines), "```"])


def house(lang: Language) -> str:
    """Write the modules, each with its line; folders behind the modules of the first level, before them below it."""
    lines = _toml("docs/tables.toml")["module"]
    return "\n".join(["```text", "classify/", *_rooms(ROOT / "classify", "", "", 20, lines, lang), "```"])


def _rooms(  # noqa: PLR0913, PLR0917 -- where it is, how it is drawn
    folder: Path, path: str, indent: str, width: int, lines: Mapping[str, Mapping[str, str]], lang: Language
) -> Iterator[str]:
    entries = [one for one in sorted(folder.iterdir()) if _is_code(one) and (not path or one.name != "__init__.py")]
    ordered = sorted(entries, key=lambda one: one.is_dir() != bool(path))
    for place, one in enumerate(ordered):
        last = place == len(ordered) - 1
        name = f"{one.name}/" if one.is_dir() else one.name
        if f"{path}{name}" not in lines:
            raise SystemExit(f"docs/tables.toml: [module] has no line for `{path}{name}`, say what it is for in both languages")
        told = lines[f"{path}{name}"][lang]
        yield f"{indent}{'└' if last else '├'}── {name:<{width}}{told}".rstrip()
        if one.is_dir():
            yield from _rooms(one, f"{path}{name}", f"{indent}{' ' if last else '│'}   ", 16, lines, lang)


def instruments(lang: Language) -> str:
    """Write the table of the instruments and their days."""
    rows = []
    for key, table in _toml("classify/law/instruments.toml").items():
        remarks = []
        if territory := table.get("territory"):
            remarks.append(_word("only_in", lang).format(place=territory))
        if successor := table.get("successor"):
            read = _word("read" if table.get("successor_read") else "not_read", lang)
            remarks.append(_word("follows", lang).format(key=successor, read=read))
        if note := table.get(f"note_{lang}"):
            remarks.append(note)
        rows.append(
            (
                f"`{key}`",
                table[lang],
                table["from"].isoformat() if "from" in table else _word("unknown", lang),
                table["to"].isoformat() if "to" in table else _word("open", lang),
                f"`{table['confidence']}` {_word(table['confidence'], lang)}",
                "; ".join(remarks) if lang == "en" else "；".join(remarks),
            )
        )
    return _table("instruments", lang, rows)


def carried(lang: Language) -> str:
    """Write what runs on by the law of now although its text has ended, because nobody has read the next one."""
    law = law_on(periods().entries[-1].value)
    rows = [
        (_word("rule", lang), f"`{rule.id}`", sentence(lang, "rule", rule.id), _cited(rule.cites))
        for rule in law.program.rules
        if rule.cites and all(cite.carried for cite in rule.cites)
    ]
    rows += [
        (_word("value", lang), f"`{name}`", _word("none", lang), _cited(value.cites))
        for name, value in sorted(law.parameters.values.items())
        if all(cite.carried for cite in value.cites)
    ]
    return _table("carried", lang, rows)


def facts(lang: Language) -> str:
    """Write the vocabulary: every fact that may be asked of a matter."""
    rows = []
    for name, fact in _toml("classify/facts/vocabulary.toml")["fact"].items():
        wording = fact[lang]
        rows.append(
            (
                f"`{name}`",
                _word(fact["kind"], lang),
                _values(fact, lang),
                wording["name"],
                wording["question"],
                _words_of(name, fact, lang),
                _silence(fact, lang),
            )
        )
    return _table("facts", lang, rows)


def fields(lang: Language) -> str:
    """Write the fields of the record that the rules read, with the names of their codes."""
    named = tables(lang)["field"]
    rows = []
    for name, codes in _toml("classify/law/fields.toml").items():
        names = named.get(name, {"name": _word("none", lang), "codes": {}})
        told = " / ".join(f"`{code}` {names['codes'].get(code, '')}".rstrip() for code in codes)
        rows.append((f"`{name}`", names["name"], told))
    return _table("fields", lang, rows)


def states(lang: Language) -> str:
    """Write the stages of a matter as the data have them: what each implies and excludes by itself."""
    stages = _toml("classify/facts/vocabulary.toml")["fact"]["state"]["code"]
    rows = [
        (
            code if lang == "zh" else f"{code} ({stage['en']})",
            "、".join(stage["implies"]) or _word("none", lang),
            "、".join(stage["excludes"]) or _word("none", lang),
        )
        for code, stage in stages.items()
    ]
    return _table("states", lang, rows)


MAKERS: tuple[Callable[[Language], str], ...] = (catalogs, layers, house, instruments, carried, facts, fields, states)
BLOCKS: Mapping[str, tuple[Callable[[Language], str], Language]] = {
    f"{make.__name__}-{lang}": (make, lang) for make in MAKERS for lang in LANGUAGES
}


def basis(page: str) -> str:
    """Write what the rules of a finding cite, apart from what its page tells in its own words."""
    finding, own = page.split("`", maxsplit=2)[1], " ".join(TOLD.findall(BLOCK.sub("", page)))
    cited = {name for block in blocks() if finding in _codes(block["then"].get("findings", [])) for name in block["basis"]}
    return "".join(_provision(name) for name in sorted(cited) if f"`{name}`" not in own)


def generated(text: str) -> str:
    """Return a page with its tables written anew."""

    def block(found: re.Match[str]) -> str:
        if found[2] == "basis":
            return f"{found[1]}{basis(text)}{found[3]}"
        if found[2] == "commands":
            return f"{found[1]}{commands()}\n{found[3]}"
        make, lang = BLOCKS[found[2]]
        return f"{found[1]}{make(lang)}\n{found[3]}"

    return BLOCK.sub(block, text)


def stale() -> list[str]:
    """Return the pages whose tables are not what the data say."""
    return [page for page in PAGES if generated(text := (ROOT / page).read_text(encoding="utf-8")) != text]


def main(arguments: list[str]) -> int:
    """Rewrite the pages, or with `--check` only name those that are not current."""
    found = stale()
    if "--check" not in arguments:
        for page in found:
            path = ROOT / page
            path.write_text(generated(path.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stderr.write("".join(f"{page}\n" for page in found))
    return int("--check" in arguments and bool(found))


def _codes(written: str | list[str]) -> list[str]:
    return [written] if isinstance(written, str) else written


def _provision(name: str) -> str:
    """Write a provision as a point of a page: when it was in force, how it is known, and its gist."""
    provision, instrument = sources().provisions[name], sources().instrument_of(name)
    first, last = instrument.span.first, instrument.span.last
    when = "between" if first and last else "since" if first else "until" if last else "days_unknown"
    carried = last is not None and instrument.successor is not None and not instrument.successor_read

    def known(lang: Language) -> str:
        told = [_word(when, lang).format(first=first, last=last), _word(provision.confidence, lang)]
        return ("；" if lang == "zh" else "; ").join([*told, _word("carried", lang)] if carried else told)

    return f"- `{name}`（{known('zh')}）：{provision.zh}。\n  ({known('en')}.) {provision.en[0].upper()}{provision.en[1:]}.\n"


def _toml(path: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def _word(name: str, lang: Language) -> str:
    return WORDS[name][lang]


def _table(name: str, lang: Language, rows: Iterable[Iterable[str]]) -> str:
    head = HEADS[name][lang]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(line.replace("|  |", "| |") for line in lines)


def _cited(cites: Iterable[Citation]) -> str:
    return ", ".join(f"`{cite.provision}`" for cite in cites)


def _values(fact: Mapping[str, Any], lang: Language) -> str:
    if fact["kind"] == "number":
        return f"`{fact['unit']}`" if "unit" in fact else _word("none", lang)
    if fact["kind"] == "code":
        names = fact[lang].get("codes", {})
        return " / ".join(f"`{code}`" + (f" {names[code]}" if code in names else "") for code in fact["codes"])
    if fact["kind"] == "state":
        return " / ".join(f"`{code}`" for code in fact["code"])
    return "`true` / `false`"


def _words_of(name: str, fact: Mapping[str, Any], lang: Language) -> str:
    forms = [word for word, value in standard_vocabulary().fact(name).words if value is not None]
    if not forms:
        return _word("none", lang)
    shown = "、".join(forms[:MOST_WORDS])
    if len(forms) > MOST_WORDS:
        shown += " " + _word("more", lang).format(count=len(forms))
    return shown + (_word("title_only", lang) if fact.get("title_only") else "")


def _lines_of(words: Iterable[str]) -> list[str]:
    """Put the names of one layer on one line: `|` joins what stands around it."""
    text = " ".join(words).replace(" | ", "|")
    return [line.replace("|", " | ") for line in text.split()]


def _is_code(path: Path) -> bool:
    return path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py")))


def _silence(fact: Mapping[str, Any], lang: Language) -> str:
    if fact.get("field"):
        return _word("field", lang)
    if "follows_state" in fact:
        return _word("from_state", lang)
    return _word(fact["silence"], lang) if "silence" in fact else _word("unknown", lang)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
