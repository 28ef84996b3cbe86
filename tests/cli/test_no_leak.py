"""R17: no six characters in a row of what was handed in stand in a log, an error, a crash or on standard error.

Names, of keys, facts and files, may be echoed: their first letters of `[a-z_.]`, at most twenty of them.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import logging
import pickle
import re
import subprocess
import sys
import tempfile
import traceback
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import classify
import classify.determination
import classify.reasoning.engine
from classify import Matter, load_catalogs
from classify.documents.matter import read_matter
from classify.errors import ClassifyError, EngineError, Faults, InputError, LawError, safe_name
from tests.cli.command_line import DAY, LIGHTHOUSE, PLAIN, ROOT, TITLE, Ran, environment, file, lighthouse, ran, refused, shipped

SIX = 6
AS_OF = date.fromisoformat(DAY)
HOUSE = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "classify").rglob("*.toml")))
"""Every sentence of the house: characters of these are no evidence of a leak."""

HAN = "".join(chr(point) for point in range(0x4E00, 0x9FA6) if chr(point) not in HOUSE)[::40]
LATIN = "QXZJKVWY"
FIGURES = "73958"
TEXT = st.text(HAN + LATIN + FIGURES, min_size=12, max_size=40)
"""Words that no sentence of the house holds."""
NAME = st.text(HAN + LATIN + FIGURES + "qxzjkvwy_.-", min_size=12, max_size=60)
"""Names of keys, facts and files: some of their letters may be echoed."""
FILE_NAME = st.text(HAN + LATIN + FIGURES + "qxzjkvwy_-", min_size=12, max_size=40)
AWKWARD = st.text(HAN + LATIN + " {}%[]\\\"'$/<>&", min_size=12, max_size=40)
"""Words with signs that formats, markup and JSON take for their own."""
VALUE = TEXT | AWKWARD


def tries(hundredth: int) -> settings:
    """Try so many examples in CI, and in the same proportion elsewhere."""
    return settings(
        max_examples=max(1, settings().max_examples * hundredth // 100),
        report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate),
    )


def sixes(text: str) -> set[str]:
    """Give every six characters in a row that say something."""
    runs = {text[at : at + SIX] for at in range(len(text) - SIX + 1)}
    return {run for run in runs if len(set(run)) > 2 and not run.isspace()}


def undisguised(seen: str) -> Iterator[str]:
    """Give what was seen as it stands, and as it reads when escapes of reprs, of JSON and of bytes are undone."""
    yield seen
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), seen)
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        yield re.sub(
            r"(?:\\x[0-9a-f]{2})+(?:[ -\[\]-~](?:\\x[0-9a-f]{2})+)*",
            partial(_decoded, encoding),
            seen,
        )
    plain = seen.replace("\\\\", "\\")
    for escaped, sign in (("\\n", "\n"), ("\\t", "\t"), ("\\'", "'"), ('\\"', '"')):
        plain = plain.replace(escaped, sign)
    yield plain


def _decoded(encoding: str, found: re.Match[str]) -> str:
    return found[0].encode("latin-1").decode("unicode_escape").encode("latin-1").decode(encoding, "replace")


def evidence(secrets: Iterable[str], seen: str, names: Iterable[str] = ()) -> list[str]:
    """Give what of the secrets stands in what was seen; of names, what stands there beyond the echo that is allowed."""
    if not seen.strip():
        return []
    said = set().union(*(sixes(form) for form in undisguised(seen)))
    known = tuple(names)
    echoed = set().union(*(sixes(safe_name(name)) for name in known))
    return sorted(said.intersection(*[set().union(*(sixes(secret) for secret in (*secrets, *known)))]) - echoed)


class Ears(logging.Handler):
    """Hears every log record of every logger, whatever its level."""

    def __init__(self) -> None:
        super().__init__(level=logging.NOTSET)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        parts = (record.name, str(record.msg), repr(record.args), record.getMessage(), record.exc_text or "")
        self.heard.extend(parts)
        if record.exc_info and record.exc_info[1] is not None:
            self.heard.append(told(record.exc_info[1]))


@contextlib.contextmanager
def listening() -> Iterator[list[str]]:
    """Hear logs and warnings while something runs."""
    ears, root = Ears(), logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    kept = root.level
    root.addHandler(ears)
    root.setLevel(logging.NOTSET)
    for name in levels:
        logging.getLogger(name).setLevel(logging.NOTSET)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield ears.heard
            ears.heard.extend(str(warning.message) for warning in warned)
    finally:
        root.removeHandler(ears)
        root.setLevel(kept)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Give an error with everything that it was raised from or while."""
    seen: list[BaseException] = []
    left: list[BaseException | None] = [error]
    while left:
        one = left.pop()
        if one is not None and one not in seen:
            seen.append(one)
            left += [one.__cause__, one.__context__, *getattr(one, "faults", ())]
    yield from seen


def told(error: BaseException) -> str:
    """Give all that an error tells by itself, as a crash or a log would print it."""
    parts = [str(error), repr(error), repr(error.args), *getattr(error, "__notes__", ())]
    parts += traceback.format_exception(error)
    parts += traceback.TracebackException.from_exception(error, capture_locals=False).format()
    if isinstance(error, ClassifyError):
        parts += [repr(error.fields), repr(error.where), error.sentence("zh"), error.sentence("en")]
        parts += [json.dumps(error.to_dict(lang), ensure_ascii=False) for lang in ("zh", "en")]
        parts.append(str(pickle.loads(pickle.dumps(error))))  # noqa: S301 -- made in the line itself
    return "\n".join(parts)


def told_deep(error: BaseException) -> str:
    """Give all that an error tells with its whole chain, the suppressed links too."""
    return "\n".join(f"{one!s}\n{one!r}\n{one.args!r}" for one in chain(error))


def heard(*arguments: str | Path, typed: str | bytes = b"") -> tuple[Ran, str]:
    """Run the command and give, beside what it left, everything that it said elsewhere than on standard output."""
    with listening() as log:
        left = ran(*arguments, typed=typed)
    return left, left.err + "\n".join(log)


def raised(act: Callable[[], object]) -> tuple[BaseException | None, str]:
    """Call the library and give the error it raises, if any, with everything that it said."""
    err = io.StringIO()
    with listening() as log, contextlib.redirect_stderr(err), contextlib.redirect_stdout(err):
        try:
            act()
        except Exception as error:  # noqa: BLE001 -- whatever comes is to be silent about the input
            return error, told(error) + err.getvalue() + "\n".join(log)
    return None, err.getvalue() + "\n".join(log)


def strings(value: Any) -> Iterator[str]:
    """Give every text of a JSON value that is no key, and no word of the house."""
    if isinstance(value, str):
        if value not in {"secret", "秘密★10年"}:
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


@st.composite
def matters(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a matter that is right, with words of its own in every field."""
    return {
        "id": draw(TEXT),
        "title": draw(VALUE) + draw(st.sampled_from(["", "某县县委领导班子成员调整方案（未公布）", "试题"])),
        "text": draw(VALUE | st.lists(TEXT, max_size=3).map("\n\t".join)),
        "number": draw(VALUE),
        "drafter": draw(TEXT),
        "responsible": draw(TEXT.map(str) | TEXT.map(lambda name: {"name": name})),
        "audience": draw(st.lists(VALUE, max_size=3)),
        "mark": draw(VALUE | st.just("秘密★10年") | TEXT.map(lambda event: f"机密★{event}")),
        "authorization": {"level": "secret", "matters": draw(st.lists(TEXT, max_size=2))},
        "points": [{"id": draw(TEXT), "mark": draw(TEXT)}],
        "sources": [{"id": draw(TEXT), "points": [draw(TEXT)]}],
        "derived": draw(st.booleans()),
    }


Spoil = Callable[[dict[str, Any], str, str, str], bool]
KNOWN_FACTS = ("state", "area_km2", "military_zone", "coverage", "tier")


def _at(field: str, value: Callable[[str, str, str], Any], *, named: bool = False) -> Spoil:
    """Put something wrong in the place of a field; `named`: under a name of its own."""

    def spoil(matter: dict[str, Any], name: str, one: str, other: str) -> bool:
        matter[field] = value(name, one, other)
        return named

    return spoil


def _signed(sign: str) -> Callable[[str, str, str], Any]:
    return lambda _, one, other: f"{one}{sign}{other}"


def _told(fact: str) -> Callable[[str, str, str], Any]:
    return lambda _, one, __: {fact: one}


def _unknown_key(matter: dict[str, Any], name: str, one: str, _other: str) -> bool:
    matter[name] = one
    return True


SPOILS: tuple[Spoil, ...] = (
    _unknown_key,
    *(
        _at(field, _signed(sign))
        for field, sign in (("id", "\x00"), ("title", "\x1b[31m"), ("text", "\x9b"), ("drafter", "\n"), ("mark", "\x00"))
    ),
    *(_at(field, lambda _, one, __: [one]) for field in ("id", "title", "text", "number", "mark", "issued", "tier")),
    *(_at(field, lambda _, one, __: one) for field in ("issued", "notified", "drafted", "tier", "derived", "audience", "facts")),
    *(_at("facts", _told(fact)) for fact in KNOWN_FACTS),
    _at("facts", lambda _, one, other: {"state": [one], "area_km2": {"x": other}}),
    _at("facts", lambda name, one, _: {name: one}, named=True),
    _at("facts", lambda name, _, __: {name: 1.5}, named=True),
    _at("facts", lambda name, one, _: {name: [one]}, named=True),
    _at("responsible", lambda name, one, other: {"name": one, "limit": other, name: one}, named=True),
    _at("authorization", lambda _, one, other: {"level": one, "from": other, "matters": one}),
    _at("points", lambda name, one, other: [{"id": [one], name: other}, other], named=True),
    _at("sources", lambda _, one, other: [{"id": one, "relation": other}, {"points": one}]),
    _at("title", lambda _, one, __: one * 200),
)


@st.composite
def faulty(draw: st.DrawFn) -> tuple[dict[str, Any], list[str]]:
    """Draw a matter that is wrong in some way, with the names that it uses where no such name is known."""
    matter = draw(matters())
    names: list[str] = []
    for spoil in draw(st.lists(st.sampled_from(SPOILS), min_size=1, max_size=4)):
        name = draw(NAME)
        if spoil(matter, name, draw(TEXT), draw(TEXT)):
            names.append(name)
    return matter, names


class TestTheseTests:
    """A test that cannot find a leak proves nothing."""

    SECRET = "".join(HAN[::7][:12])

    @pytest.mark.parametrize("form", [str, repr, ascii, json.dumps, lambda text: repr(text.encode()), lambda text: text[3:9]])
    def test_they_find_what_leaks_in_any_disguise(self, form: Callable[[str], str]) -> None:
        assert evidence([self.SECRET], f"something {form(self.SECRET)} more")

    def test_they_find_a_name_beyond_its_echo(self) -> None:
        name = "qxzjkvwy_qxzjkvwy_abcdefghijkl"
        assert not evidence([], f"the key `{safe_name(name)}` is not known", names=[name])
        assert evidence([], f"the key `{name}` is not known", names=[name])

    def test_they_hear_logs_warnings_and_contexts(self) -> None:
        def act() -> None:
            logging.getLogger("some.library").debug("%s", self.SECRET)
            warnings.warn(self.SECRET, stacklevel=1)
            try:
                float(self.SECRET)
            except ValueError:
                raise LookupError from None

        error, said = raised(act)
        assert len(evidence([self.SECRET], said)) > 3
        assert error is not None
        assert evidence([self.SECRET], told_deep(error))

    def test_their_words_are_none_of_the_house(self) -> None:
        assert len(HAN) > 100
        assert not set(HAN) & set(HOUSE)
        assert all(unicodedata.category(character) == "Lo" for character in HAN)


class TestTheCommand:
    """Standard error and logs of the command."""

    @given(matter=matters())
    @tries(12)
    @pytest.mark.parametrize("form", ["one", "many", "text", "explain"])
    def test_a_right_matter(self, form: str, matter: dict[str, Any]) -> None:
        options = {"one": ("--json",), "many": ("--json",), "text": (), "explain": ("--explain",)}[form]
        typed = json.dumps(matter, ensure_ascii=False)
        left, said = heard("check", "-", *options, typed=f"{typed}\n" * (1 + (form == "many")))
        assert left.status in {0, 1}
        assert left.err == ""
        assert not evidence(strings(matter), said)

    @given(drawn=faulty())
    @tries(60)
    def test_a_faulty_matter(self, drawn: tuple[dict[str, Any], list[str]]) -> None:
        matter, names = drawn
        left, said = heard("check", "-", "--json", typed=json.dumps(matter, ensure_ascii=False))
        assert not evidence(strings(matter), said, names)
        if left.status == 2:
            refused(left)

    @given(drawn=faulty())
    @tries(12)
    def test_a_faulty_line_is_answered_without_its_words(self, drawn: tuple[dict[str, Any], list[str]]) -> None:
        matter, names = drawn
        line = json.dumps(matter, ensure_ascii=False)
        left, said = heard("check", "-", "--json", typed=f"{line}\n{line}\n")
        answers = "".join(json.dumps(answer["error"], ensure_ascii=False) for answer in left.answers if "error" in answer)
        assert not evidence(strings(matter), said + answers, names)

    @given(text=VALUE, name=NAME, fact=st.sampled_from(["state", "area_km2", "military_zone", "coverage"]))
    @tries(12)
    def test_options(self, text: str, name: str, fact: str) -> None:
        for options in (
            ("--issued", text),
            ("--drafted", text),
            ("--as-of", text),
            ("--tier", text),
            ("--lang", text),
            ("--expiry-rule", text),
            ("--fact", f"{fact}={text}"),
            ("--fact", text.replace("=", "")),
            ("--catalog", text),
            ("--text-file", text),
            ("--title", text + "\x00"),
            ("--mark", text + "\x1b"),
        ):
            left, said = heard("check", "--title", PLAIN, "--json", *options)
            assert not evidence([text], said), options[0]
            assert left.status == 2
        left, said = heard("check", "--title", PLAIN, "--json", "--fact", f"{name}={text}")
        assert not evidence([text], said, [name])

    @given(text=TEXT, name=NAME)
    @tries(12)
    def test_wrong_calls(self, text: str, name: str) -> None:
        for call in (
            (text,),
            ("check", text, text),
            ("mark", text, text),
            ("catalog", text),
            ("catalog", "show", text),
            ("tour", text),
        ):
            left, said = heard(*call, "--json")
            assert left.status == 2
            assert not evidence([text], said), call[0]
        for call in ((f"--{name}",), ("check", f"--{name}"), ("check", f"--{name}={text}"), ("catalog", "lint", f"-{name}")):
            left, said = heard(*call, "--json")
            assert not evidence([text], said, [f"{name}=", name, name.replace("-", "_")]), call[-1]

    @given(text=VALUE)
    @tries(12)
    def test_marks(self, text: str) -> None:
        for mark in (text, f"机密★{text}", f"{text}★10年"):
            left, said = heard("mark", "--json", "--", mark)
            assert left.status in {0, 1}
            assert left.err == ""
            assert not evidence([text], said)
        left, said = heard("mark", "--issued", text, "--", text)
        assert not evidence([text], said)

    @given(answer=VALUE)
    @tries(12)
    def test_answers_to_questions(self, answer: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            place = lighthouse(Path(folder))
            for title in ("某灯塔亮度方案", "某海域航标布设图", "某浮标灯色表", "某港雾号方案"):
                call = ("check", "--title", title, "--catalog", place, "--tier", "central")
                with listening() as log:
                    left = ran(*call, typed=answer.replace("\n", " ") + "\n", terminal=True)
                assert left.status == 0
                assert not evidence([answer, answer.replace("\n", " ")], left.err + "\n".join(log)), title


class TestFiles:
    """Names and contents of files."""

    @given(name=FILE_NAME, text=TEXT)
    @tries(12)
    def test_names_of_files_that_cannot_be_read(self, name: str, text: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            (place / f"{text}+.json").mkdir()
            file(place, f"+{name}", text)
            file(place, f"+x{name}/catalog.toml", text)
            file(place, "plain", "x")
            for call in (
                ("check", place / f"{name}.json"),
                ("check", place / f"{name}.jsonl"),
                ("check", place / name),
                ("check", place / f"{text}+.json"),
                ("check", place / text / f"{name}.json"),
                ("check", place / "plain" / f"{name}.json"),
                ("check", "--title", PLAIN, "--text-file", place / name),
                ("check", "--title", PLAIN, "--text-file", place / f"{text}+.json"),
            ):
                left, said = heard(*call, "--json")
                assert left.status == 2
                assert not evidence([text], said, [name]), call[:-1]

    @given(name=FILE_NAME, text=TEXT)
    @tries(12)
    def test_names_of_catalogs_that_cannot_be_read(self, name: str, text: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            (place / f"{text}+").mkdir()
            file(place, f"+{name}", text)
            file(place, f"+x{name}/catalog.toml", text)
            for call in (
                ("check", "--title", PLAIN, "--catalog", place / name),
                ("check", "--title", PLAIN, "--catalog", place / f"{text}+"),
                ("check", "--title", PLAIN, "--catalog", place / f"+{name}"),
                ("check", "--title", PLAIN, "--catalog", place / f"+x{name}"),
                ("catalog", "show", place / name),
                ("tour", "--catalog", place / name),
            ):
                left, said = heard(*call, "--json")
                assert left.status == 2
                assert not evidence([text], said, [name]), call[:-1]

    @given(text=TEXT)
    @tries(12)
    def test_contents_that_are_no_matter(self, text: str) -> None:
        for content in (
            text,
            f'{{"{text}',
            f'["{text}"]',
            f'"{text}"',
            f'{{"title": "{text}"',
            f"{{'title': '{text}'}}",
            f'{{"title": "{text}",}}',
        ):
            left, said = heard("check", "-", "--json", typed=content)
            assert left.status == 2
            assert not evidence([text], said), content[:3]
        for encoding in ("gb18030", "utf-16"):
            left, said = heard(
                "check", "-", "--json", typed=json.dumps({"title": f"{HAN[0]}{text}"}, ensure_ascii=False).encode(encoding)
            )
            assert left.status == 2
            assert not evidence([text], said), encoding

    @given(text=TEXT)
    @tries(12)
    def test_contents_of_a_text_file(self, text: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for content in (text.encode("utf-16"), text.encode() + b"\xff", f"{text}\x00".encode(), text.encode() * 60_000):
                _, said = heard("check", "--title", PLAIN, "--text-file", file(Path(folder), "t", content), "--json")
                assert not evidence([text], said)


SHAPES: tuple[dict[str, Any], ...] = (
    {
        "matters": [
            {"id": "a", "mark": "秘密★10年", "issued": "2020-01-01", "points": [{"id": "p", "mark": "秘密★1年"}]},
            {
                "id": "b",
                "level": "secret",
                "term": {"kind": "duration", "years": 5},
                "sources": [{"id": "a", "relation": "whole"}],
            },
        ],
        "target": "b",
    },
    {
        "matter": {"id": "a", "title": "某通知", "mark": "秘密★10年", "issued": "2020-01-01"},
        "events": [{"on": "2021-01-01", "do": "term_changed", "by": "某局", "until": "2031-01-01", "approval": "某文"}],
    },
)
"""What `compile` and `status` read."""


def places(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Give the way to every part of a JSON value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*way, key)
        yield from places(part, (*way, key))


class TestOtherCommands:
    """`compile` and `status` are as silent."""

    @given(data=st.data(), shape=st.sampled_from(SHAPES), text=TEXT, name=NAME)
    @tries(100)
    def test_a_faulty_input(self, data: st.DataObject, shape: dict[str, Any], text: str, name: str) -> None:
        spoiled: Any = copy.deepcopy(shape)
        *way, last = data.draw(st.sampled_from([*places(shape)]))
        at = spoiled
        for part in way:
            at = at[part]
        at[last] = data.draw(st.sampled_from([text, f"{text}\x00", [text], {name: text}, {"id": text, name: 1}, text * 100]))
        command = "compile" if "matters" in shape else "status"
        left, said = heard(command, "-", "--json", "--as-of", DAY, typed=json.dumps(spoiled, ensure_ascii=False))
        assert left.status in {0, 1, 2}
        assert "Traceback" not in left.err
        assert not evidence([text], said, [name])

    @given(text=TEXT, name=FILE_NAME)
    @tries(12)
    def test_a_file_that_cannot_be_read(self, text: str, name: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for content in (text, json.dumps([text]), f'{{"{text}', text.encode("utf-16")):
                for command in ("compile", "status"):
                    left, said = heard(command, file(Path(folder), f"{name}.json", content), "--json")
                    assert left.status == 2
                    assert not evidence([text], said, [name])
            for command in ("compile", "status"):
                left, said = heard(command, Path(folder) / f"+{name}.json", "--json")
                assert left.status == 2
                assert not evidence([text], said, [name])


@st.composite
def catalogs(draw: st.DrawFn) -> tuple[str, list[str], list[str]]:
    """Draw the text of a catalog that is wrong in some way, with its words and its names."""
    words = [draw(TEXT) for _ in range(5)]
    names = [draw(NAME), draw(st.text("qxzjkvwy", min_size=24, max_size=38))]
    text = LIGHTHOUSE.replace("灯塔工作目录", words[0]).replace("为测试所拟", words[1]).replace("灯塔亮度方案", words[2])
    text = text.replace('["亮度"]', f'["{words[3]}"]').replace("灯是什么颜色？", words[4])
    spoils: list[Callable[[], str]] = [
        lambda: text + words[0],
        lambda: text[: len(text) // 2] + words[1],
        lambda: text.replace('"secret"', f'"{words[2]}"'),
        lambda: text.replace('"10年"', f'"{words[3]}"'),
        lambda: text.replace('schema = "classify/catalog/1"', f'schema = "{words[0]}"'),
        lambda: text.replace('id = "1"', f'id = "{words[1]}"'),
        lambda: text.replace('id = "2"', 'id = "1"'),
        lambda: text.replace("papers", f'"{names[0]}"'),
        lambda: text.replace("military_zone", names[1]),
        lambda: text.replace("military_zone", f'"{names[0]}"'),
        lambda: text.replace('lamp_colour = "red"', f'lamp_colour = "{words[2]}"'),
        lambda: text.replace('codes = ["red", "green"]', f'codes = ["{words[2]}", "{words[3]}"]'),
        lambda: text.replace("above = 25", f'above = "{words[2]}"'),
        lambda: text.replace("lamp_colour", "area_km2", 1).replace("red", words[2]),
        lambda: text.replace("[fact.lamp_colour]", f'[fact."{names[0]}"]'),
        lambda: text.replace('event = "启用前"', f'event = "{words[1]}", maximum = "{words[2]}"'),
        lambda: f'{text}\n[[item]]\nid = "9"\nname = "{words[0]}"\n"{names[0]}" = 1\n',
    ]
    return draw(st.sampled_from(spoils))(), words, names


class TestCatalogs:
    """A catalog may be secret itself: nothing of it is told but names."""

    @given(drawn=catalogs())
    @tries(30)
    def test_a_faulty_catalog(self, drawn: tuple[str, list[str], list[str]]) -> None:
        text, words, names = drawn
        with tempfile.TemporaryDirectory() as folder:
            place = file(Path(folder), "lighthouse/catalog.toml", text).parent
            for call in (("check", "--title", PLAIN, "--catalog", place, "--json"), ("catalog", "lint", place)):
                _, said = heard(*call)
                assert not evidence(words, said, names), call[:2]
            _, said = raised(lambda: load_catalogs(place))
            assert not evidence(words, said, names)

    @given(words=st.lists(TEXT, min_size=4, max_size=4), value=TEXT, name=st.text("qxzjkvwy", min_size=24, max_size=38))
    @tries(12)
    def test_the_codes_and_facts_of_a_catalog(self, words: list[str], value: str, name: str) -> None:
        """A wrong value is refused without listing what the catalog of an organ keeps in its vocabulary."""
        text = LIGHTHOUSE.replace("lamp_colour", name).replace('"red"', f'"{words[0]}"').replace('"green"', f'"{words[1]}"')
        text = text.replace('red = "', f'"{words[0]}" = "').replace('green = "', f'"{words[1]}" = "')
        text = text.replace("灯是什么颜色？", words[2]).replace("红灯", words[3])
        with tempfile.TemporaryDirectory() as folder:
            place = file(Path(folder), "lighthouse/catalog.toml", text).parent
            for fact in (f"{name}={value}", f"{name[:-1]}={value}", f"{name}={words[0]}"):
                left, said = heard("check", "--title", PLAIN, "--catalog", place, "--fact", fact, "--json")
                assert not evidence([*words, value], said), left.status

    @given(words=st.lists(TEXT, min_size=2, max_size=2))
    @tries(12)
    def test_catalogs_that_do_not_go_together(self, words: list[str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            first, second = (
                file(Path(folder), f"{number}/catalog.toml", LIGHTHOUSE.replace("灯塔工作目录", word)).parent
                for number, word in enumerate(words)
            )
            left, said = heard("check", "--title", PLAIN, "--catalog", first, "--catalog", second, "--json")
            assert not evidence(words, said)
            other = LIGHTHOUSE.replace('"lighthouse"', '"other"').replace("红灯", words[0])
            third = file(Path(folder), "third/catalog.toml", other).parent
            left, said = heard("check", "--title", PLAIN, "--catalog", first, "--catalog", third, "--json")
            assert left.status == 2
            assert not evidence(words, said)


BUILD: Any = Matter
"""The model as somebody calls it who does not look at its types."""


class TestTheLibrary:
    """Errors of the library: text, repr, arguments, fields, pickled copies, the printed traceback."""

    @given(drawn=faulty())
    @tries(60)
    def test_of_a_matter(self, drawn: tuple[dict[str, Any], list[str]]) -> None:
        matter, names = drawn
        text = json.dumps(matter, ensure_ascii=False)

        def act() -> object:
            return classify.determine(read_matter(text), shipped(), as_of=AS_OF)

        error, said = raised(act)
        assert error is None or isinstance(error, ClassifyError)
        assert not evidence(strings(matter), said, names)

    @given(drawn=faulty())
    @tries(12)
    def test_of_a_matter_built_in_python(self, drawn: tuple[dict[str, Any], list[str]]) -> None:
        matter, names = drawn
        error, said = raised(partial(BUILD, **{key: value for key, value in matter.items() if key not in names}))
        assert error is None or isinstance(error, ClassifyError)
        assert not evidence(strings(matter), said, names)

    @given(name=NAME, text=TEXT)
    @tries(12)
    def test_of_an_unknown_key_in_python(self, name: str, text: str) -> None:
        error, said = raised(partial(BUILD, **{"title": PLAIN, name: text}))
        assert error is not None
        assert not evidence([text], said, [name])

    @given(text=TEXT)
    @tries(12)
    def test_of_a_proposed_mark(self, text: str) -> None:
        for mark in (text + "\x00", text * 50):
            error, said = raised(partial(classify.check, Matter(title=PLAIN), mark, shipped(), as_of=AS_OF))
            assert isinstance(error, ClassifyError)
            assert not evidence([text], said)

    @given(text=TEXT)
    @tries(12)
    def test_of_levels_and_catalogs(self, text: str) -> None:
        for act in (
            lambda: classify.Level.parse(text),
            lambda: load_catalogs(text),
            lambda: shipped()[0].item(text),
        ):
            error, said = raised(act)
            assert isinstance(error, ClassifyError)
            assert not evidence([text], said)

    @given(matter=matters())
    @tries(12)
    def test_what_an_object_shows_of_itself_is_none_of_the_matter(self, matter: dict[str, Any]) -> None:
        """Objects are printed by debuggers, by tests and by crashing programs."""
        read = read_matter(json.dumps(matter, ensure_ascii=False))
        result = classify.determine(read, shipped(), as_of=AS_OF)
        for one in (read, result, result.determination, classify.parse_mark(matter["mark"], as_of=AS_OF)):
            assert not evidence(strings(matter), f"{one!r}{one!s}"), type(one)

    @given(matter=matters())
    @tries(12)
    def test_a_result_refuses_a_truth_value_silently(self, matter: dict[str, Any]) -> None:
        read = read_matter(json.dumps(matter, ensure_ascii=False))
        error, said = raised(lambda: bool(classify.determine(read, shipped(), as_of=AS_OF)))
        assert isinstance(error, TypeError)
        assert not evidence(strings(matter), said)


class TestTheWholeChain:
    """What an error was raised while handling is kept by Python even where it is not printed; trackers of errors read it."""

    @given(drawn=faulty())
    @tries(60)
    def test_of_a_matter(self, drawn: tuple[dict[str, Any], list[str]]) -> None:
        matter, names = drawn
        text = json.dumps(matter, ensure_ascii=False)
        error, _ = raised(lambda: classify.determine(read_matter(text), shipped(), as_of=AS_OF))
        if error is not None:
            assert not evidence(strings(matter), told_deep(error), names)

    @given(text=TEXT, fact=st.sampled_from(["area_km2", "state", "military_zone"]))
    @tries(12)
    def test_of_the_readers_of_the_command(self, text: str, fact: str) -> None:
        from classify.cli.reading import fact_of, parse  # noqa: PLC0415 -- no part of the public library
        from classify.cli.settings import day, language  # noqa: PLC0415

        for act in (
            lambda: parse(json.dumps({"title": text}, ensure_ascii=False).encode("gb18030")),
            lambda: parse(text.encode()),
            lambda: fact_of(f"{fact}={text}", shipped()),
            lambda: day(text, "--issued"),
            lambda: language(text),
        ):
            error, said = raised(act)
            if error is None:
                continue
            assert not evidence([text], said + told_deep(error))

    @given(drawn=catalogs())
    @tries(30)
    def test_of_a_catalog(self, drawn: tuple[str, list[str], list[str]]) -> None:
        text, words, names = drawn
        with tempfile.TemporaryDirectory() as folder:
            place = file(Path(folder), "lighthouse/catalog.toml", text).parent
            error, _ = raised(lambda: load_catalogs(place))
        if error is not None:
            assert not evidence(words, told_deep(error), names)

    @given(text=TEXT)
    @tries(12)
    def test_of_levels_and_names(self, text: str) -> None:
        for act in (
            lambda: classify.Level.parse(text),
            lambda: load_catalogs(text),
            lambda: shipped()[0].item(text),
        ):
            error, _ = raised(act)
            assert error is not None
            assert not evidence([text], told_deep(error))


CRASH = """
import sys
import classify.determination as determination
from classify.cli import main

def failing(*_, **__):
    raise {kind}

determination.{where} = failing
main(["check", "-", "--json", "--catalog", "organization-work"])
"""


class TestFailures:
    """When the engine or the program itself fails: no outcome, and not a word of the matter."""

    SECRET = "".join(HAN[::5][:20]) + "QXZJKV7395"

    def matter(self) -> str:
        given: dict[str, Any] = {
            key: f"{self.SECRET}{key}" for key in ("id", "title", "text", "number", "drafter", "responsible")
        }
        given |= {"mark": f"机密★{self.SECRET}", "audience": [self.SECRET], "tier": "city"}
        return json.dumps({**given, "title": f"{self.SECRET}{TITLE}"}, ensure_ascii=False)

    @pytest.mark.parametrize(
        "failure", [EngineError("engine-unhandled", where="durable"), LawError("no-value")], ids=["engine", "law"]
    )
    def test_a_failure_of_our_own_is_one_line_and_no_outcome(
        self, failure: ClassifyError, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def failing(*_: object) -> None:
            raise failure

        monkeypatch.setattr(classify.determination, "conclude", failing)
        for typed in (self.matter(), f"{self.matter()}\n{self.matter()}\n"):
            left, said = heard("check", "-", "--json", "--lang", "en", typed=typed)
            assert left.status not in {0, 1}
            assert left.out == ""
            assert "Traceback" not in left.err
            assert left.error["id"] == failure.id
            assert not evidence([self.SECRET], said)

    def test_what_the_engine_swallows_is_raised_again_silently(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("durable.engine")
        from classify.reasoning import chain as leash  # noqa: PLC0415 -- it cannot be loaded everywhere

        monkeypatch.setattr(leash, "step_of", lambda *_: 1 / 0)
        read = read_matter(self.matter())
        error, said = raised(lambda: classify.determine(read, shipped(), as_of=AS_OF))
        assert error is not None
        assert not evidence([self.SECRET], said + told_deep(error))
        monkeypatch.undo()
        after = classify.determine(read, shipped(), as_of=AS_OF)
        assert after.outcome

    def test_what_the_engine_says_is_silent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        engine = pytest.importorskip("durable.engine")

        def refusing(_host: object, _name: str, fact: dict[str, Any]) -> None:
            raise engine.MessageNotHandledException(fact)

        monkeypatch.setattr(engine.Host, "assert_fact", refusing)
        monkeypatch.setattr(engine.Host, "retract_fact", lambda *_: None)
        read = read_matter(self.matter())
        error, said = raised(lambda: classify.determine(read, shipped(), as_of=AS_OF))
        assert isinstance(error, EngineError)
        assert not evidence([self.SECRET], said + told_deep(error))

    @pytest.mark.parametrize("kind", ["RuntimeError('of no meaning')", "KeyboardInterrupt"])
    @pytest.mark.parametrize("where", ["find", pytest.param("answer_of", marks=pytest.mark.slow)])
    def test_a_crash_shows_none_of_the_matter(self, where: str, kind: str) -> None:
        """A traceback of Python names lines of ours; no library may add the values of the moment."""
        done = subprocess.run(
            [sys.executable, "-c", CRASH.format(kind=kind, where=where)],
            input=self.matter().encode(),
            capture_output=True,
            env=environment(TERM="xterm", COLUMNS="200"),
            check=False,
            timeout=60,
        )
        assert done.returncode not in {0, 1} or b"Traceback" in done.stderr
        assert done.stdout == b""
        assert not evidence([self.SECRET], done.stderr.decode())

    @pytest.mark.parametrize("kind", [RecursionError, MemoryError])
    def test_exhaustion_is_one_line(self, kind: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
        def failing(*_: object) -> None:
            raise kind(self.SECRET)

        monkeypatch.setattr(classify.determination, "find", failing)
        left, said = heard("check", "-", "--json", typed=self.matter())
        refused(left)
        assert not evidence([self.SECRET], said)

    def test_a_system_error_is_told_in_our_own_words(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def failing(*_: object) -> None:
            raise OSError(5, self.SECRET, self.SECRET)

        monkeypatch.setattr(classify.determination, "find", failing)
        left, said = heard("check", "-", "--json", typed=self.matter())
        refused(left)
        assert not evidence([self.SECRET], said)


def test_faults_gathered_keep_their_silence_when_copied_and_pickled() -> None:
    faults = Faults(
        [InputError("unknown-key", where="titel", name="titel", nearest="title"), InputError("bad-date", where="issued")]
    )
    for one in (copy.copy(faults), pickle.loads(pickle.dumps(faults))):  # noqa: S301 -- made in the line itself
        assert str(one) == str(faults)
