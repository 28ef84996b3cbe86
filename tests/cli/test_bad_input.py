"""Bad input: a clear line on standard error, exit status 2, no traceback, nothing half done."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import classify
from classify import Matter, load_catalogs
from classify.errors import ClassifyError, safe_name
from classify.level import Level
from tests.cli.command_line import (
    COMMAND,
    DAY,
    HEARING,
    LIGHTHOUSE,
    PLAIN,
    SETTLED,
    TITLE,
    Ran,
    environment,
    file,
    lighthouse,
    many,
    ran,
    ran_outside,
    refused,
    waits,
)

FULL: dict[str, Any] = {
    "id": "a1",
    "title": TITLE,
    "text": "本件附调整方案。",
    "number": "某发〔2026〕1号",
    "issued": "2026-11-01",
    "notified": "2026-11-02",
    "drafted": "2026-10-30",
    "tier": "city",
    "derived": False,
    "mark": "秘密★5年",
    "facts": {"military_zone": False, "area_km2": 12.5, "state": "未公布", "coverage": None},
    "audience": ["甲", "乙"],
    "drafter": "甲",
    "responsible": {"name": "乙", "limit": "confidential"},
    "authorization": {
        "level": "机密",
        "matters": ["organization-work#3"],
        "from": "2026-01-01",
        "until": "2027-01-01",
        "redelegated": False,
    },
    "points": [{"id": "p1", "mark": "秘密★1年"}],
    "sources": [{"id": "s1", "relation": "points", "points": ["p1"]}],
}
"""A matter with every key of the contract."""

Place = tuple[str | int, ...]
STRINGS: tuple[Place, ...] = (
    ("id",),
    ("title",),
    ("text",),
    ("number",),
    ("mark",),
    ("drafter",),
    ("audience", 0),
    ("responsible", "name"),
    ("responsible",),
    ("authorization", "matters", 0),
    ("points", 0, "id"),
    ("points", 0, "mark"),
    ("sources", 0, "id"),
    ("sources", 0, "points", 0),
    ("facts", "state"),
)
DATES: tuple[Place, ...] = (("issued",), ("notified",), ("drafted",), ("authorization", "from"), ("authorization", "until"))
CHOICES: tuple[Place, ...] = (("tier",), ("responsible", "limit"), ("authorization", "level"), ("sources", 0, "relation"))
FLAGS: tuple[Place, ...] = (("derived",), ("authorization", "redelegated"), ("facts", "military_zone"))
LISTS: tuple[Place, ...] = (("audience",), ("authorization", "matters"), ("points",), ("sources",), ("sources", 0, "points"))
OBJECTS: tuple[Place, ...] = (("facts",), ("authorization",), ("points", 0), ("sources", 0))
NEEDED: tuple[Place, ...] = (
    ("title",),
    ("responsible", "name"),
    ("authorization", "level"),
    ("points", 0, "id"),
    ("sources", 0, "id"),
)
EVERY: tuple[Place, ...] = (*STRINGS, *DATES, *CHOICES, *FLAGS, *LISTS, *OBJECTS, ("facts", "area_km2"))

SCALARS: dict[str, Any] = {"number": 7, "text": "甲", "list": [], "object": {}, "flag": True, "fraction": 1.5, "deep": [[{}]]}


def rest(values: Iterable[Any], first: int) -> Iterator[Any]:
    """Give the first values as they are, and the rest for the long runs only."""
    for number, value in enumerate(values):
        yield value if number < first else pytest.param(value, marks=pytest.mark.slow)


def path(place: Place) -> str:
    """Write a place as errors do."""
    written = ""
    for part in place:
        written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else part
    return written


def changed(place: Place, value: Any) -> dict[str, Any]:
    """Give the full matter with another value at a place."""
    matter: Any = json.loads(json.dumps(FULL))
    at = matter
    for part in place[:-1]:
        at = at[part]
    at[place[-1]] = value
    assert isinstance(matter, dict)
    return matter


def without(place: Place) -> dict[str, Any]:
    """Give the full matter without the key at a place."""
    matter: Any = json.loads(json.dumps(FULL))
    at = matter
    for part in place[:-1]:
        at = at[part]
    del at[place[-1]]
    assert isinstance(matter, dict)
    return matter


def checked(folder: Path, content: object, *options: str | Path) -> Ran:
    """Run `check` on a file of this content, in English, with JSON."""
    return ran("check", file(folder, "matter.json", content), "--json", "--lang", "en", "--as-of", DAY, *options)


def said(left: Ran) -> list[tuple[str, str | None]]:
    """Give id and place of every fault."""
    refused(left)
    return [(fault["id"], fault["where"]) for fault in left.faults]


def sentences(left: Ran) -> str:
    """Give the lines of a refusal."""
    return "\n".join(refused(left))


def ids(place: object) -> str:
    return path(place) if isinstance(place, tuple) else str(place)


class TestTheFullMatter:
    def test_it_is_answered(self, tmp_path: Path) -> None:
        assert checked(tmp_path, FULL).answer["outcome"] == "determined"


class TestMissing:
    """Every field missing."""

    @pytest.mark.parametrize("place", NEEDED, ids=ids)
    def test_what_is_needed_is_asked_for_by_its_place(self, place: Place, tmp_path: Path) -> None:
        assert said(checked(tmp_path, without(place))) == [("key-missing", path(place))]

    @pytest.mark.parametrize("place", sorted({*EVERY, ("responsible",)} - set(NEEDED), key=str), ids=ids)
    def test_anything_else_may_be_left_out(self, place: Place, tmp_path: Path) -> None:
        left = checked(tmp_path, without(place))
        assert left.status in {0, 1}
        assert left.answer["outcome"]

    def test_nothing_but_the_title_is_needed(self, tmp_path: Path) -> None:
        assert checked(tmp_path, {"title": PLAIN}).status == 0


class TestNull:
    """Every field null: as if it were not there, or refused by its place; never anything else."""

    @pytest.mark.parametrize("place", EVERY, ids=ids)
    def test_it_is_nothing_or_refused(self, place: Place, tmp_path: Path) -> None:
        left = checked(tmp_path, changed(place, None))
        if left.status == 2:
            ((fault, where),) = said(left)
            assert fault in {"wrong-type", "bad-date", "unknown-choice"}
            assert where == path(place)
        elif isinstance(place[-1], str):
            assert left.answer == checked(tmp_path, without(place)).answer


class TestWrongType:
    """Every field of the wrong type: its place is named, what stood there is not."""

    @pytest.mark.parametrize("kind", [*rest(SCALARS, 3)])
    @pytest.mark.parametrize("place", EVERY, ids=ids)
    def test_it_is_refused_by_its_place(self, place: Place, kind: str, tmp_path: Path) -> None:
        right = {
            "text": place in STRINGS,
            "flag": place in FLAGS,
            "number": place == ("facts", "area_km2"),
            "fraction": place == ("facts", "area_km2"),
            "list": place in LISTS,
            "object": place == ("facts",),
        }
        left = checked(tmp_path, changed(place, SCALARS[kind]))
        if right.get(kind, False) and place != ("facts", "state"):
            assert left.status in {0, 1}, left.err
            return
        faults = said(left)
        assert faults
        for fault, where in faults:
            assert fault in {
                *("wrong-type", "bad-date", "unknown-choice", "key-missing"),
                *("fact-not-flag", "fact-not-number", "fact-code-unknown"),
            }
            assert (where or "").startswith(path(place)), (fault, where)

    @pytest.mark.parametrize("content", ["[]", "null", '"甲"', "1", "true", "[{}]", '[{"title": "某通知"}]'])
    def test_what_is_no_object_is_refused(self, content: str, tmp_path: Path) -> None:
        assert [fault for fault, _ in said(checked(tmp_path, content))] == ["wrong-type"]

    def test_all_faults_come_at_once(self, tmp_path: Path) -> None:
        matter = {**FULL, "title": 1, "issued": "x", "tier": "x", "points": [{"id": 1}, {"mark": "秘密★1年"}], "extra": 1}
        assert {where for _, where in said(checked(tmp_path, matter))} == {
            *("title", "issued", "tier", "points[0].id", "points[1].id", "extra"),
        }


class TestTooLong:
    """Every field absurdly long."""

    @pytest.mark.parametrize("place", [place for place in STRINGS if place[0] != "facts"], ids=ids)
    def test_a_text_is_refused_by_its_place(self, place: Place, tmp_path: Path) -> None:
        left = checked(tmp_path, changed(place, "甲" * 1_000_001))
        ((fault, where),) = said(left)
        assert fault == "too-long"
        assert (where or "").startswith(path(place))

    def test_the_value_of_a_fact_is_refused(self, tmp_path: Path) -> None:
        ((fault, where),) = said(checked(tmp_path, changed(("facts", "state"), "甲" * 1_000_001)))
        assert fault in {"too-long", "text-too-long", "fact-code-unknown"}
        assert where == "facts.state"

    @pytest.mark.parametrize("place", LISTS, ids=ids)
    def test_a_list_is_refused_by_its_place(self, place: Place, tmp_path: Path) -> None:
        one: Any = FULL
        for part in (*place, 0):
            one = one[part]
        assert said(checked(tmp_path, changed(place, [one] * 100_000))) == [("too-long", path(place))]

    def test_more_facts_than_there_are_are_refused(self, tmp_path: Path) -> None:
        refused(checked(tmp_path, changed(("facts",), {f"fact_{number}": 1 for number in range(100_000)})))

    def test_the_name_of_a_fact_is_refused(self, tmp_path: Path) -> None:
        left = checked(tmp_path, changed(("facts",), {"a" * 100_000: 1}))
        refused(left)
        assert "a" * 21 not in left.err

    def test_the_name_of_a_key_is_refused(self, tmp_path: Path) -> None:
        left = checked(tmp_path, {**FULL, "a" * 100_000: 1})
        refused(left)
        assert "a" * 21 not in left.err

    def test_a_whole_file_is_refused(self, tmp_path: Path) -> None:
        assert [fault for fault, _ in said(checked(tmp_path, b" " * 9_000_000 + b"{}"))] == ["file-too-large"]

    def test_as_an_option(self) -> None:
        assert "title" in sentences(ran("check", "--title", "甲" * 100_000))
        assert "mark" in sentences(ran("check", "--title", PLAIN, "--mark", "机密★10年" * 10_000))
        refused(ran("check", "--title", PLAIN, "--fact", "a" * 100_000 + "=1"))
        refused(ran("check", "--title", PLAIN, "--catalog", "a" * 100_000))
        refused(ran("check", "a" * 100_000 + ".json"))
        refused(ran("check", "--title", PLAIN, "--text-file", "a" * 100_000))

    def test_a_mark_of_any_length_is_read_in_no_time(self) -> None:
        for text in ("机密★" + "9" * 100_000 + "年", "密" * 100_000, "机密★" * 30_000, "机密★" + "一" * 100_000 + "年"):
            before = time.process_time()
            left = ran("mark", text, "--json")
            assert left.status in {1, 2}
            assert time.process_time() - before < 2


class TestControlCharacters:
    """Control characters, in every text."""

    @pytest.mark.parametrize("character", [*rest(("\x00", "\x1b[31m", "\x9b", "\x07", "\x08", "\x7f", "\x85"), 3)], ids=repr)
    @pytest.mark.parametrize("place", STRINGS, ids=ids)
    def test_they_are_refused_by_their_place(self, place: Place, character: str, tmp_path: Path) -> None:
        ((fault, where),) = said(checked(tmp_path, changed(place, f"甲{character}乙")))
        assert fault in ({"control-character", "fact-code-unknown"} if place[0] == "facts" else {"control-character"})
        assert (where or "").startswith(path(place))

    @pytest.mark.parametrize("place", [("title",), ("mark",), ("facts", "state")], ids=ids)
    def test_halves_of_a_character_are_refused(self, place: Place, tmp_path: Path) -> None:
        refused(checked(tmp_path, json.dumps(changed(place, "甲\ud800乙"))))

    @pytest.mark.parametrize("name", ["甲\x00乙", "\x1b[31m", "a\nb", "\u202e", "\ud800"], ids=ascii)
    def test_in_names_they_are_refused_and_not_repeated(self, name: str, tmp_path: Path) -> None:
        for matter in ({**FULL, name: 1}, {**FULL, "facts": {name: 1}}, {**FULL, "points": [{"id": "1", name: 1}]}):
            left = checked(tmp_path, json.dumps(matter))
            refused(left)
            assert name not in left.err

    @pytest.mark.parametrize("name", ["甲\n乙.json", "\x1b[31m.json", "\u202ejson.json"], ids=ascii)
    def test_in_names_of_files_they_are_not_repeated(self, name: str, tmp_path: Path) -> None:
        for call in (
            ("check", tmp_path / name),
            ("check", "--title", PLAIN, "--text-file", tmp_path / name),
            ("check", "--title", PLAIN, "--catalog", tmp_path / name),
        ):
            left = ran(*call)
            assert len(refused(left)) == 1
            assert name not in left.err

    def test_in_a_mark_they_are_a_fault_and_not_printed_raw(self) -> None:
        left = ran("mark", "机密★\x1b[31m10年")
        assert left.status in {1, 2}
        assert "\x1b" not in left.out + left.err

    def test_an_id_cannot_break_a_line(self, tmp_path: Path) -> None:
        left = ran("check", many(tmp_path, {"id": "a\nb", "title": PLAIN}, {"id": "c\td", "title": PLAIN}), "--as-of", DAY)
        assert len(left.out.splitlines()) == 2


class TestDates:
    """Dates that do not exist."""

    @pytest.mark.parametrize(
        "day",
        [
            *("2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-04-31", "0000-01-01", "10000-01-01", "99999-12-31"),
            *("1900-02-29", "2026-1-1", "20260101", "2026-W45-1", "2026/01/01", "2026-01-01T00:00:00", "2026-01-01T10:00:00Z"),
            *(
                "01-01-2026",
                "2026年1月1日",
                "２０２６-01-01",
                " 2026-01-01",
                "2026-01-01 ",
                "-2026-01-01",
                "today",
                "",
                "1762000000",
            ),
        ],
    )
    def test_they_are_refused_by_their_place(self, day: str, tmp_path: Path) -> None:
        for place in DATES:
            assert said(checked(tmp_path, changed(place, day))) == [("bad-date", path(place))]

    @pytest.mark.parametrize("option", ["--issued", "--notified", "--drafted", "--as-of"])
    @pytest.mark.parametrize("day", ["2026-02-30", "20260230", "2026年2月30日", "2026-W45-1", "x", "", "1/2/2026", "10000-01-01"])
    def test_as_options(self, option: str, day: str) -> None:
        assert option in sentences(ran("check", "--title", PLAIN, option, day))

    @pytest.mark.parametrize("day", [*rest(("0001-01-01", "9999-12-31", "1949-10-01", "9999-01-01"), 2)])
    @pytest.mark.parametrize("title", [TITLE, PLAIN])
    @pytest.mark.parametrize("mark", [*rest(("绝密★30年", "机密★9999年12月31日", "秘密★9999年", "绝密★"), 2)])
    def test_the_first_and_the_last_days_of_the_calendar_are_answered(
        self, day: str, title: str, mark: str, tmp_path: Path
    ) -> None:
        matter = {"title": title, "mark": mark, "tier": "city", "issued": day, "notified": day, "drafted": day}
        for rule in ("civil", "anniversary"):
            left = ran("check", file(tmp_path, "m.json", matter), "--json", "--as-of", day, "--expiry-rule", rule)
            assert left.status in {0, 1}
            assert left.answer["outcome"]
            assert ran("mark", mark, "--issued", day, "--as-of", day, "--expiry-rule", rule).status in {0, 1}


class TestUnknownNames:
    """Unknown keys and facts: the nearest is offered."""

    @pytest.mark.parametrize(
        ("place", "name", "nearest"),
        [
            ((), "titel", "title"),
            ((), "isued", "issued"),
            ((), "Title", "title"),
            ((), "fact", "facts"),
            (("responsible",), "nmae", "name"),
            (("authorization",), "form", "from"),
            (("authorization",), "untill", "until"),
            (("points", 0), "idd", "id"),
            (("sources", 0), "relatoin", "relation"),
        ],
    )
    def test_of_a_key(self, place: Place, name: str, nearest: str, tmp_path: Path) -> None:
        matter = changed((*place, name), 1)
        ((fault, _),) = said(checked(tmp_path, matter))
        assert fault == "unknown-key"
        assert f"`{nearest}`" in sentences(checked(tmp_path, matter))

    @pytest.mark.parametrize(("name", "nearest"), [("stat", "state"), ("publisched", "published"), ("area_km", "area_km2")])
    def test_of_a_fact(self, name: str, nearest: str, tmp_path: Path) -> None:
        left = checked(tmp_path, changed(("facts",), {name: True}))
        assert [fault for fault, _ in said(left)] == ["unknown-fact"]
        assert f"`{nearest}`" in sentences(left)

    def test_the_name_in_python_is_no_key_in_json(self, tmp_path: Path) -> None:
        matter = changed(("authorization",), {"level": "secret", "from_": "2026-01-01"})
        assert [fault for fault, _ in said(checked(tmp_path, matter))] == ["unknown-key"]

    def test_of_a_catalog_a_command_and_a_key_of_another_catalog(self, tmp_path: Path) -> None:
        assert "`organization-work`" in sentences(ran("catalog", "show", "organisation-work"))
        left = checked(tmp_path, changed(("facts",), {"lamp_colour": "red"}))
        assert [fault for fault, _ in said(left)] == ["unknown-fact"]


class TestNumbers:
    """NaN, Infinity, and numbers beyond all measure."""

    @pytest.mark.parametrize(
        "number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 400, "9" * 5_000, "1" + "0" * 100_000]
    )
    def test_they_are_refused_by_their_place(self, number: str, tmp_path: Path) -> None:
        left = checked(tmp_path, f'{{"title": "{PLAIN}", "facts": {{"area_km2": {number}}}}}')
        ((fault, where),) = said(left)
        assert (fault, where) in {("fact-not-finite", "facts.area_km2"), ("not-json", "$"), ("not-json", None)}

    @pytest.mark.parametrize("number", ["1e308", "1e-300", "0.1e1", "9" * 300])
    def test_others_are_numbers(self, number: str, tmp_path: Path) -> None:
        assert checked(tmp_path, f'{{"title": "{PLAIN}", "facts": {{"area_km2": {number}}}}}').status == 0

    @pytest.mark.parametrize("number", ["-1", "0", "-0.0", "1e-400"])
    def test_what_the_fact_cannot_be_is_refused(self, number: str, tmp_path: Path) -> None:
        left = checked(tmp_path, f'{{"title": "{PLAIN}", "facts": {{"area_km2": {number}}}}}')
        assert said(left) == [("fact-too-small", "facts.area_km2")]

    @pytest.mark.parametrize("number", ["0x10", "1_000", "+1", "01", "1.", ".5", "1e", "--1"])
    def test_what_json_does_not_know_is_refused(self, number: str, tmp_path: Path) -> None:
        refused(checked(tmp_path, f'{{"title": "{PLAIN}", "facts": {{"area_km2": {number}}}}}'))


class TestJson:
    """What is no JSON document of one object."""

    @pytest.mark.parametrize(
        "content",
        [
            *(
                b"",
                b" ",
                b"\n",
                b"{",
                b"}",
                b'{"title": "a"',
                b'{"title": "a"} {}',
                b"{'title': 'a'}",
                b'{"title": "a",}',
                b"\x00",
            ),
            *(b"// c", b'{"title": "\t"}', b"PK\x03\x04", b"title: a", b'{"title": "\\x41"}'),
        ],
        ids=repr,
    )
    def test_it_is_refused(self, content: bytes, tmp_path: Path) -> None:
        assert [fault for fault, _ in said(checked(tmp_path, content))] == ["not-json"]
        assert said(ran("check", "-", "--json", typed=content))

    @pytest.mark.parametrize(
        "content",
        [
            *("[" * 10_000, "[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000),
            *(
                '{"title": "a", "facts": ' + '{"a":' * 10_000 + "1" + "}" * 10_001,
                '{"title": "a", "points": ' + "[" * 10_000 + "]" * 10_000 + "}",
            ),
        ],
        ids=["open", "lists", "objects", "facts", "points"],
    )
    def test_nesting_beyond_all_measure_is_refused(self, content: str, tmp_path: Path) -> None:
        refused(checked(tmp_path, content))
        left = ran("check", many(tmp_path, {"title": PLAIN}, content, {"title": PLAIN}), "--json")
        assert left.status == 2
        assert [set(answer) == {"id", "error"} for answer in left.answers] == [False, True, False]

    @pytest.mark.parametrize(
        "content",
        [
            f'{{"title": "{PLAIN}", "title": "{TITLE}"}}',
            f'{{"title": "{PLAIN}", "mark": "秘密★1年", "mark": "绝密★30年"}}',
            f'{{"title": "{PLAIN}", "facts": {{"military_zone": true, "military_zone": false}}}}',
            f'{{"title": "{PLAIN}", "points": [{{"id": "1", "id": "2"}}]}}',
        ],
        ids=["title", "mark", "fact", "point"],
    )
    def test_a_key_that_stands_twice_is_refused(self, content: str, tmp_path: Path) -> None:
        refused(checked(tmp_path, content))

    def test_a_fact_that_is_given_twice_is_refused(self) -> None:
        left = ran("check", "--title", TITLE, "--fact", "state=未公布", "--fact", "state=已公布", "--json")
        assert refused(left)
        assert (left.error["id"], left.error["where"]) == ("key-twice", "--fact")

    @pytest.mark.parametrize("title", [" ", "\u3000\n", "\t \t"])
    def test_a_title_of_blanks_is_none(self, title: str, tmp_path: Path) -> None:
        left = checked(tmp_path, {"title": title})
        assert refused(left)
        assert (left.error["id"], left.error["where"]) == ("empty-value", "title")

    def test_a_catalog_without_a_name_is_not_the_folder_of_the_moment(self) -> None:
        left = ran("check", "--title", TITLE, "--catalog", "", "--json")
        assert refused(left)
        assert left.error["id"] == "catalog-not-found"

    @pytest.mark.parametrize(
        "content",
        [
            b'{"title": "\xff"}',
            json.dumps({"title": PLAIN}, ensure_ascii=False).encode("gb18030"),
            json.dumps({"title": PLAIN}).encode("utf-16"),
            b"\xff\xfe",
            b"\x1f\x8b\x08\x00",
            b'{"title": "\xed\xa0\x80"}',
            b'{"title": "\xc0\xaf"}',
        ],
        ids=["byte", "gb18030", "utf-16", "mark of utf-16", "gzip", "half", "overlong"],
    )
    def test_what_is_not_utf8_is_refused(self, content: bytes, tmp_path: Path) -> None:
        assert [fault for fault, _ in said(checked(tmp_path, content))] == ["not-utf8"]
        left = ran("check", file(tmp_path, "m.jsonl", b'{"title": "a"}\n' + content.replace(b"\n", b"") + b"\n"), "--json")
        assert left.status == 2

    def test_a_byte_order_mark_is_passed_over(self, tmp_path: Path) -> None:
        content = b"\xef\xbb\xbf" + json.dumps(FULL, ensure_ascii=False).encode()
        assert checked(tmp_path, content).answer == checked(tmp_path, FULL).answer


def _device(folder: Path) -> Path:
    (folder / "device").mkdir()
    (folder / "device" / "catalog.toml").symlink_to("/dev/zero")
    return folder / "device"


def _large(folder: Path) -> Path:
    place = file(folder, "large/catalog.toml", LIGHTHOUSE)
    with place.open("r+b") as stream:
        stream.truncate(50_000_000)
    return place.parent


def _large_text(folder: Path) -> Path:
    return file(folder, "comments/catalog.toml", LIGHTHOUSE + "# 灯塔\n" * 5_000_000).parent


def _circle(folder: Path) -> Path:
    (folder / "circle").symlink_to(folder / "circle")
    return folder / "circle"


def _circle_within(folder: Path) -> Path:
    (folder / "within").mkdir()
    (folder / "within" / "catalog.toml").symlink_to(folder / "within" / "catalog.toml")
    return folder / "within"


def _broken(folder: Path) -> Path:
    (folder / "broken").symlink_to(folder / "nowhere")
    return folder / "broken"


def _pipe(folder: Path) -> Path:
    (folder / "pipe").mkdir()
    os.mkfifo(folder / "pipe" / "catalog.toml")
    return folder / "pipe"


def _folder(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


def _nested_folder(folder: Path) -> Path:
    (folder / "nested" / "catalog.toml").mkdir(parents=True)
    return folder / "nested"


def _written(content: str | bytes) -> Callable[[Path], Path]:
    return lambda folder: file(folder, "faulty/catalog.toml", content).parent


CATALOGS: dict[str, Callable[[Path], Path]] = {
    "missing": lambda folder: folder / "nowhere",
    "empty file": _written(""),
    "not TOML": _written("这不是目录"),
    "JSON": _written('{"schema": "classify/catalog/1"}'),
    "bytes": _written(b"\x00\x01\x02\xff" * 100),
    "not UTF-8": _written(LIGHTHOUSE.encode("gb18030")),
    "UTF-16": _written(LIGHTHOUSE.encode("utf-16")),
    "broken off": _written(LIGHTHOUSE[:-20]),
    "a key twice": _written('id = "x"\n' + LIGHTHOUSE),
    "ids twice": _written(LIGHTHOUSE.replace('id = "2"', 'id = "1"')),
    "nested deep": _written("a = " + "[" * 10_000 + "]" * 10_000),
    "tables deep": _written("[" + ".".join(["a"] * 10_000) + "]"),
    "a number of many digits": _written("a = " + "9" * 10_000),
    "no items": _written(LIGHTHOUSE[: LIGHTHOUSE.index("[[item]]")]),
    "wrong level": _written(LIGHTHOUSE.replace('level = "secret"', 'level = "restricted"')),
    "wrong term": _written(LIGHTHOUSE.replace('maximum = "10年"', 'maximum = "soon"')),
    "unknown fact": _written(LIGHTHOUSE.replace("military_zone", "military_zoen")),
    "unknown code": _written(LIGHTHOUSE.replace('lamp_colour = "red"', 'lamp_colour = "blue"')),
    "unknown field": _written(LIGHTHOUSE.replace("papers =", 'paper = "x"\npapers =')),
    "control characters": _written(LIGHTHOUSE.replace("灯塔工作目录", "灯塔\x1b[31m")),
    "infinite": _written(LIGHTHOUSE.replace("above = 25", "above = inf")),
    "not a number": _written(LIGHTHOUSE.replace("above = 25", "above = nan")),
    "English faulty": lambda folder: file(file(folder, "e/catalog.toml", LIGHTHOUSE).parent, "text/en.toml", "no").parents[1],
    "English a folder": lambda folder: file(file(folder, "f/catalog.toml", LIGHTHOUSE).parent, "text/en.toml/x", "").parents[2],
    "50 MB": _large,
    "35 MB of comments": _large_text,
    "a folder without catalog.toml": _folder,
    "a folder where the file should be": _nested_folder,
    "a file that is none": lambda folder: file(folder, "picture.png", b"\x89PNG\r\n\x1a\n"),
    "a device": lambda _: Path("/dev/zero"),
    "a device in a folder": _device,
    "nothing at all": lambda _: Path("/dev/null"),
    "a pipe": _pipe,
    "a circle of links": _circle,
    "a circle of links in a folder": _circle_within,
    "a broken link": _broken,
}


class TestCatalogs:
    """A catalog that cannot be read stops every command that would use it; nothing is half done."""

    @pytest.mark.parametrize("name", CATALOGS)
    def test_check_refuses_it(self, name: str, tmp_path: Path) -> None:
        place = CATALOGS[name](tmp_path)
        for lang in ("zh", "en"):
            left = ran("check", "--title", PLAIN, "--catalog", place, "--json", "--lang", lang)
            refused(left)
            assert all(set(fault) == {"id", "message", "where"} for fault in left.faults)

    @pytest.mark.parametrize(
        "command",
        [("catalog", "show"), ("catalog", "list", "--catalog"), ("tour", "--catalog"), ("catalog", "search", "灯", "--catalog")],
        ids=" ".join,
    )
    @pytest.mark.parametrize(
        "name", ["missing", "not TOML", "ids twice", "50 MB", "a folder without catalog.toml", "a device", "a circle of links"]
    )
    def test_other_commands_refuse_it_too(self, command: tuple[str, ...], name: str, tmp_path: Path) -> None:
        refused(ran(*command, CATALOGS[name](tmp_path)))

    @pytest.mark.parametrize("name", CATALOGS)
    def test_lint_reports_it_and_ends(self, name: str, tmp_path: Path) -> None:
        left = ran("catalog", "lint", CATALOGS[name](tmp_path), "--json", "--lang", "en")
        assert left.status in {1, 2}
        assert "Traceback" not in left.err
        if left.status == 1:
            assert any(fault["severity"] == "error" and fault["advice"] for fault in left.answer)
        else:
            refused(left)

    def test_lint_refuses_a_place_that_is_not_there_and_offers_the_nearest_id(self) -> None:
        left = ran("catalog", "lint", "organisation-work", "--lang", "en")
        assert "`organization-work`" in sentences(left)

    @pytest.mark.parametrize("name", CATALOGS)
    def test_the_library_raises_its_own_error(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(ClassifyError):
            load_catalogs(CATALOGS[name](tmp_path))

    def test_all_faults_of_all_catalogs_come_at_once(self, tmp_path: Path) -> None:
        first = file(tmp_path, "first/catalog.toml", LIGHTHOUSE.replace('level = "secret"', 'level = "x"')).parent
        second = file(tmp_path, "second/catalog.toml", "x").parent
        left = ran("check", "--title", PLAIN, "--catalog", first, "--catalog", second, "--json")
        assert len(refused(left)) == 4
        assert {(fault["where"] or "").split("/")[0] for fault in left.faults} == {"first", "second"}

    def test_two_different_ones_of_one_id_are_refused(self, tmp_path: Path) -> None:
        other = file(tmp_path, "other/catalog.toml", LIGHTHOUSE.replace("灯塔工作目录", "灯塔工作目录二")).parent
        refused(ran("check", "--title", PLAIN, "--catalog", lighthouse(tmp_path), "--catalog", other))

    def test_two_meanings_of_one_fact_are_refused(self, tmp_path: Path) -> None:
        other = LIGHTHOUSE.replace('"lighthouse"', '"other"').replace('"green"', '"white"').replace("green =", "white =")
        folder = file(tmp_path, "other/catalog.toml", other).parent
        left = ran("check", "--title", PLAIN, "--catalog", lighthouse(tmp_path), "--catalog", folder)
        assert "`lamp_colour`" in sentences(left)


class TestFiles:
    """A file that cannot be read."""

    def places(self, folder: Path, suffix: str) -> Iterator[Path]:
        yield folder / f"nowhere{suffix}"
        (folder / f"folder{suffix}").mkdir()
        yield folder / f"folder{suffix}"
        (folder / f"circle{suffix}").symlink_to(folder / f"circle{suffix}")
        yield folder / f"circle{suffix}"
        (folder / f"broken{suffix}").symlink_to(folder / "nothing")
        yield folder / f"broken{suffix}"
        yield folder / f"nowhere{suffix}" / f"deeper{suffix}"
        yield file(folder, f"plain{suffix}", "x") / f"deeper{suffix}"
        yield folder / f"{'long' * 100}{suffix}"

    @pytest.mark.parametrize("suffix", [".json", ".jsonl"])
    def test_matters(self, suffix: str, tmp_path: Path) -> None:
        for place in self.places(tmp_path, suffix):
            left = ran("check", place, "--json")
            assert len(refused(left)) == 1, place
            assert left.error["id"] in {"file-not-readable", "file-is-folder"}

    def test_the_text_file(self, tmp_path: Path) -> None:
        for place in self.places(tmp_path, ".txt"):
            left = ran("check", "--title", PLAIN, "--text-file", place, "--json")
            assert len(refused(left)) == 1, place
            assert left.error["where"] in {"--text-file", safe_name(place.name)}, left.error

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            (b"\xff\xfe", "not-utf8"),
            (PLAIN.encode("gb18030"), "not-utf8"),
            (b"a\x00b", "control-character"),
            (b"\x1b[31m", "control-character"),
            (b"a" * 1_000_001, "too-long"),
            (("甲" * 20_000_000).encode(), "too-long"),
        ],
        ids=["not utf-8", "gb18030", "zero", "escape", "a million and one", "60 MB"],
    )
    def test_the_text_of_the_text_file(self, content: bytes, fault: str, tmp_path: Path) -> None:
        left = ran("check", "--title", PLAIN, "--text-file", file(tmp_path, "t.txt", content), "--json")
        ((found, where),) = said(left)
        assert (found, where) in {(fault, "text"), (fault, "--text-file"), ("file-too-large", "--text-file")}

    def test_an_empty_text_file_is_no_text(self, tmp_path: Path) -> None:
        assert ran("check", "--title", PLAIN, "--text-file", file(tmp_path, "t.txt", "")).status == 0

    @pytest.mark.parametrize("name", ["matter", "matter.txt", "matter.JSON.bak", ".", "..", "", "matter.csv"])
    def test_another_kind_of_file_is_refused(self, name: str, tmp_path: Path) -> None:
        (tmp_path / "matter").touch()
        refused(ran("check", name and tmp_path / name))

    @pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
    def test_a_file_without_permission(self, tmp_path: Path) -> None:
        place = file(tmp_path, "m.json", FULL)
        place.chmod(0)
        refused(ran("check", place))
        refused(ran("check", "--title", PLAIN, "--text-file", place))
        folder = lighthouse(tmp_path)
        (folder / "catalog.toml").chmod(0)
        refused(ran("check", "--title", PLAIN, "--catalog", folder))

    def test_one_matter_of_endless_length_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "endless.json").symlink_to("/dev/zero")
        assert [fault for fault, _ in said(ran("check", tmp_path / "endless.json", "--json"))] == ["file-too-large"]

    @pytest.mark.parametrize(
        "call", [("check", "--title", PLAIN, "--text-file", "/dev/zero"), ("check", "-")], ids=["text file", "standard input"]
    )
    def test_what_never_ends_is_refused_before_it_fills_the_memory(self, call: tuple[str, ...]) -> None:
        measure = 1_000_000_000

        with Path("/dev/zero").open("rb") as endless:
            done = subprocess.run(
                [*COMMAND, *call, "--json"],
                stdin=endless,
                capture_output=True,
                env=environment(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1"),
                check=False,
                timeout=60,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (measure, measure)),
            )
        left = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        refused(left)
        assert "out-of-memory" not in {fault["id"] for fault in left.faults}


class TestTheStandardStreams:
    """Output that nobody takes, and input that nobody gives."""

    SMALL = ("mark", "机密★10年", "--json")
    CALLS = (
        SMALL,
        ("check", *SETTLED),
        ("catalog", "show", "--json"),
        ("mark", "机密★10年"),
        ("check", *SETTLED, "--json"),
        ("catalog", "show"),
    )

    def left(self, call: tuple[str, ...], out: Any, source: Any = subprocess.DEVNULL) -> tuple[int, str]:
        done = subprocess.run(
            [*COMMAND, *call], stdin=source, stdout=out, stderr=subprocess.PIPE, env=environment(), check=False, timeout=60
        )
        return done.returncode, done.stderr.decode()

    @pytest.mark.parametrize("call", [*rest(CALLS, 3)], ids=" ".join)
    def test_a_full_disk_is_told_in_one_line(self, call: tuple[str, ...]) -> None:
        with Path("/dev/full").open("wb") as full:
            status, err = self.left(call, full)
        lines = [line for line in err.splitlines() if not line.startswith('{"error"')]
        assert status == 2
        assert len(lines) == 1, err
        assert lines[0].startswith("classify: ")
        assert "Traceback" not in err

    def test_a_full_disk_is_not_taken_for_a_file_that_is_not_there(self) -> None:
        with Path("/dev/full").open("wb") as full:
            _, err = self.left(("catalog", "show", "--json", "--lang", "en"), full)
        assert "does not exist" not in err

    @pytest.mark.parametrize("call", [*rest(CALLS, 3)], ids=" ".join)
    def test_a_reader_that_has_gone_is_no_fault_of_the_matter(self, call: tuple[str, ...]) -> None:
        source, sink = os.pipe()
        os.close(source)
        try:
            status, err = self.left(call, sink)
        finally:
            os.close(sink)
        assert err == ""
        assert status in {0, 128 + signal.SIGPIPE}

    def test_a_reader_that_goes_after_a_line(self) -> None:
        with subprocess.Popen(
            [*COMMAND, "catalog", "show"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            err = process.stderr.read().decode()
            status = process.wait(60)
        assert err == ""
        assert status in {0, 128 + signal.SIGPIPE}

    @pytest.mark.parametrize(
        "call", [("check", "--title", PLAIN), ("check", "--title", PLAIN, "--json"), ("mark", "机密★10年")], ids=" ".join
    )
    def test_no_standard_input_is_nobody_to_ask(self, call: tuple[str, ...]) -> None:
        done = self.closed(call, "<&-")
        assert (done.status, done.err) == (0, "")

    def test_no_standard_input_is_no_matter(self) -> None:
        refused(self.closed(("check", "-"), "<&-"))

    @pytest.mark.parametrize("call", [("mark", "机密★10年"), ("mark", "机密★10年", "--json")], ids=" ".join)
    def test_no_standard_output_is_nobody_to_tell(self, call: tuple[str, ...]) -> None:
        done = self.closed(call, ">&-")
        assert "Traceback" not in done.err
        assert done.status in {0, 2}

    def test_no_standard_error_leaves_the_answer_as_it_is(self) -> None:
        done = self.closed(("check", *SETTLED, "--json"), "2>&-")
        assert (done.status, done.answer["mark"]) == (0, "秘密★10年")
        assert self.closed(("check",), "2>&-").status == 2

    def closed(self, call: tuple[str, ...], how: str) -> Ran:
        return ran_outside(*call, command=["/bin/sh", "-c", f'exec "$@" {how}', "sh", *COMMAND])

    def test_control_c_ends_it_without_a_word_of_its_own(self, tmp_path: Path) -> None:
        (tmp_path / "endless.jsonl").symlink_to("/dev/stdin")
        with subprocess.Popen(
            [*HEARING, "check", tmp_path / "endless.jsonl", "--json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(PYTHONUNBUFFERED="1"),
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write((json.dumps({"title": PLAIN, "id": "1"}, ensure_ascii=False) + "\n").encode() * 2)
            process.stdin.flush()
            assert [json.loads(process.stdout.readline())["id"] for _ in range(2)] == ["1", "1"]  # it is at work
            waits(process.pid)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
        assert process.returncode == 128 + signal.SIGINT
        assert b"Traceback" not in err


class TestFailClosed:
    """R1: what cannot be read never comes out as "not secret"."""

    @pytest.mark.parametrize("mark", ["???", "", "密", "机密★??年", "公开", "非密", "不予定密"])
    def test_a_mark_that_cannot_be_read_keeps_the_matter_protected(self, mark: str, tmp_path: Path) -> None:
        matter = {"title": TITLE, "tier": "city", "issued": "2026-11-01", "mark": mark}
        answer = checked(tmp_path, matter).answer
        plain = checked(tmp_path, {**matter, "mark": None}).answer
        assert (answer["outcome"], answer["level"]) == (plain["outcome"], plain["level"])
        assert Level(answer["protect"]) >= Level(plain["protect"])

    def test_a_fault_is_never_answered_in_part(self, tmp_path: Path) -> None:
        for place in (("issued",), ("tier",), ("mark",)):
            assert checked(tmp_path, changed(place, ["x"])).out == ""

    def test_the_library_refuses_what_the_command_refuses(self) -> None:
        matter = Matter(title=TITLE)
        with pytest.raises(ClassifyError):
            classify.check(matter, "机密★10年" * 1_000, load_catalogs("school"), as_of=classify_day())
        with pytest.raises(ClassifyError):
            classify.check(matter, "机密★\x0010年", load_catalogs("school"), as_of=classify_day())

    def test_a_mark_may_be_checked_for_a_matter_with_every_key(self) -> None:
        matter = Matter.model_validate_json(json.dumps(FULL))
        told = classify.check(matter, "机密★10年", load_catalogs(), as_of=classify_day()).to_dict()
        assert told["proposal"]["mark"] == "机密★10年"


def classify_day() -> Any:
    """Give the day of asking."""
    from datetime import date  # noqa: PLC0415 -- used here alone

    return date.fromisoformat(DAY)


EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["秘密★10年", "2026-11-01", "9999-12-31", "0001-01-01", "city", "secret", "未公布", TITLE]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*FULL, "name", "level", "from", "state", "x"]), inner, max_size=5)
    ),
    max_leaves=12,
)
NAMES = st.sampled_from([*FULL, "titel", "某键"])


class TestTotality:
    """R2: every input gives exactly one answer, or one refusal."""

    def one_or_the_other(self, left: Ran) -> None:
        assert "Traceback" not in left.err
        if left.status == 2:
            refused(left)
            assert left.error["id"]
        else:
            assert left.status in {0, 1}
            assert left.err == ""
            assert left.answer["schema"] == "classify/determination/1"

    @given(matter=st.dictionaries(NAMES, JSON, max_size=6))
    @settings(max_examples=60)
    def test_any_json(self, matter: dict[str, Any]) -> None:
        self.one_or_the_other(ran("check", "-", "--json", typed=json.dumps({"title": TITLE, **matter})))

    @given(place=st.sampled_from(EVERY), value=JSON)
    @settings(max_examples=60)
    def test_any_value_at_any_place(self, place: Place, value: Any) -> None:
        self.one_or_the_other(ran("check", "-", "--json", typed=json.dumps(changed(place, value))))

    @given(content=st.binary(max_size=200))
    @settings(max_examples=50)
    def test_any_bytes(self, content: bytes) -> None:
        left = ran("check", "-", "--json", typed=content)
        assert left.status in {0, 1, 2}
        assert "Traceback" not in left.err

    @given(
        text=st.text(max_size=60)
        | st.from_regex(r"(秘密|机密|绝密|密)[★☆*]?[0-9一二三十百○〇]{0,6}(年|个月|月|天|日|前)?", fullmatch=True)
    )
    @settings(max_examples=60)
    @example("\ud800")
    def test_any_mark(self, text: str) -> None:
        left = ran("mark", "--json", "--issued", "2026-11-01", "--", text)
        assert left.status in {0, 1}
        assert left.err == ""
        assert (left.status == 0) is (left.answer["valid"] is True) is (left.answer["faults"] == [])

    @given(
        issued=st.dates(),
        as_of=st.dates(),
        drafted=st.none() | st.dates(),
        mark=st.sampled_from(["秘密★10年", "绝密★1天", "机密★9999年1月1日", "秘密★600个月", "绝密★", "绝密★长期"]),
    )
    @settings(max_examples=50)
    def test_any_day(self, issued: Any, as_of: Any, drafted: Any, mark: str) -> None:
        matter = {"title": TITLE, "tier": "city", "issued": str(issued), "drafted": drafted and str(drafted), "mark": mark}
        self.one_or_the_other(ran("check", "-", "--json", "--as-of", str(as_of), typed=json.dumps(matter)))

    @given(
        arguments=st.lists(
            st.sampled_from(
                [
                    "check",
                    "mark",
                    "catalog",
                    "show",
                    "--json",
                    "--title",
                    PLAIN,
                    "--lang",
                    "en",
                    "-",
                    "--",
                    "",
                    "--fact",
                    "x=1",
                    "机密★1年",
                ]
            ),
            max_size=6,
        )
    )
    @settings(max_examples=50)
    def test_any_call(self, arguments: list[str]) -> None:
        left = ran(*arguments)
        assert left.status in {0, 1, 2}
        assert "Traceback" not in left.err


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("catalog", "export", "education", "--out", "nowhere/a.csv"), "--out"),
        (("catalog", "export", "education", "--out", "nowhere/a.json"), "--out"),
        (("compile", EXAMPLES / "graph.json", "--picture", "nowhere/a.svg", "--as-of", DAY), "--picture"),
        (("form", "determination", EXAMPLES / "matter.json", "--out", "nowhere/a.html", "--as-of", DAY), "--out"),
        (("list", "--tier", "county", "--out", "nowhere/a.csv", "--as-of", DAY), "--out"),
    ],
    ids=["export-csv", "export-json", "picture", "form", "list"],
)
def test_a_file_that_cannot_be_written_is_named_by_its_option(
    arguments: tuple[str | Path, ...], option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    left = ran(*arguments, "--json")
    refused(left)
    assert (left.error["id"], left.error["where"]) == ("output-not-written", option)


def test_these_tests_run_the_command_of_this_checkout() -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import classify; print(classify.__file__)"],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    assert Path(where.stdout.strip()) == Path(classify.__file__)
