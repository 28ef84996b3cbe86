"""What a newcomer types: words of his own language, half a name, another form of a day; and what his terminal can show."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import classify
from classify.errors import InputError, nearest
from classify.law.rulebook import findings
from tests.cli.command_line import DAY, PLAIN, TITLE, environment, file, lighthouse, ran

ORGANIZATION = ("--catalog", "organization-work", "--as-of", DAY, "--json")


class TestWordsOfTheOffice:
    """Options take what the cells of a spreadsheet take, by the same words."""

    @pytest.mark.parametrize(("typed", "tier"), [("县级", "county"), ("市", None), ("地级", "city"), ("county", "county")])
    def test_a_tier(self, typed: str, tier: str | None) -> None:
        left = ran("check", "--title", TITLE, "--tier", typed, *ORGANIZATION)
        if tier is None:
            assert (left.status, left.error["id"], left.error["where"]) == (2, "unknown-choice", "--tier")
            assert "县级" in left.err
        else:
            assert left.answer == ran("check", "--title", TITLE, "--tier", tier, *ORGANIZATION).answer

    @pytest.mark.parametrize("typed", ["2026年11月1日", "二〇二六年十一月一日", "2026.11.1", "20261101", "2026/11/01"])
    def test_a_day(self, typed: str) -> None:
        right = ran("mark", "秘密★10年", "--issued", "2026-11-01", "--as-of", DAY, "--json")
        assert ran("mark", "秘密★10年", "--issued", typed, "--as-of", DAY, "--json").answer == right.answer

    @pytest.mark.parametrize(("fact", "same"), [("military_zone=√", "military_zone=是"), ("area_km2=1,000", "area_km2=1000")])
    def test_a_fact(self, fact: str, same: str, tmp_path: Path) -> None:
        call = ("check", "--title", "某航道水深图", "--catalog", lighthouse(tmp_path), "--as-of", DAY, "--json", "--fact")
        assert ran(*call, fact).answer == ran(*call, same).answer

    @pytest.mark.parametrize("goal", ["公开", "2026-02-30", ""])
    def test_a_goal_that_is_none_says_what_the_option_takes(self, goal: str, tmp_path: Path) -> None:
        graph = file(tmp_path, "graph.json", '{"matters": [{"id": "a", "mark": "秘密★5年", "issued": "2026-01-01"}]}')
        left = ran("compile", graph, "--to", goal, "--as-of", DAY, "--lang", "zh")
        assert left.status == 2
        assert "--to: 写一个密级" in left.err
        assert ran("compile", graph, "--to", "2031年12月31日", "--as-of", DAY).status == 0


class TestWhatIsNear:
    """What is like what was typed is offered; what is not is not, and how to list what there is stands there instead."""

    @pytest.mark.parametrize(
        ("call", "offered", "listed"),
        [
            (("chek",), "`check`", "classify --help"),
            (("catalog", "lst"), "`list`", "classify catalog --help"),
            (("zzzz",), None, "classify --help"),
            (("check", "--isued", "x"), "`--issued`", "classify --help"),
            (("catalog", "show", "组织"), None, "classify catalog list"),
            (("catalog", "show", "cat/nothing"), None, "classify catalog list"),
            (("catalog", "show", "organisation-work"), "`organization-work`", "classify catalog list"),
            (("explain", "标志"), None, "classify explain"),
            (("explain", "mark-star-wrng"), "`mark-star-wrong`", "classify explain"),
            (("check", "--title", PLAIN, "--fact", "foo=1"), None, "classify catalog show --facts"),
        ],
    )
    def test_of_names(self, call: tuple[str, ...], offered: str | None, listed: str) -> None:
        left = ran(*call, "--lang", "zh")
        assert left.status == 2
        assert listed in left.err
        assert ("最接近" in left.err) == (offered is not None)
        assert offered is None or offered in left.err
        assert "`?`" not in left.err

    def test_a_key_that_is_like_none_is_told_the_keys_there_are(self, tmp_path: Path) -> None:
        left = ran("check", file(tmp_path, "m.json", '{"title": "某件事项", "密级": "秘密"}'), "--lang", "zh")
        assert "不认识的键，此处的键是 title, " in left.err

    @pytest.mark.parametrize(
        ("key", "value", "written"),
        [("sources", '["甲"]', "`{id, relation, points}`"), ("audience", '"应急办"', "`[…]`"), ("number", "5", '`"…"`')],
    )
    def test_a_value_of_the_wrong_type_is_told_the_right_one(self, key: str, value: str, written: str, tmp_path: Path) -> None:
        left = ran("check", file(tmp_path, "m.json", f'{{"title": "某件事项", "{key}": {value}}}'), "--lang", "zh")
        assert f"{key}" in left.err
        assert written in left.err

    def test_nearest_is_near(self) -> None:
        assert nearest("foo", ["on", "do"]) == ""
        assert "‹" not in InputError("unknown-key", name="?", nearest="", known="a, b").sentence("zh")

    def test_a_search_without_an_answer_says_so(self) -> None:
        left = ran("catalog", "search", "zzz", "--lang", "zh")
        assert (left.status, "没有" in left.out) == (0, True)


class TestAsking:
    """A wrong answer is told what the menu takes, in the language of the menu."""

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_of_a_choice(self, lang: str, tmp_path: Path) -> None:
        call = ("check", "--title", "某港雾号方案", "--catalog", lighthouse(tmp_path), "--as-of", DAY, "--lang", lang)
        left = ran(*call, "--tier", "central", typed="9999\n\n", terminal=True)
        assert "facts." not in left.err
        assert "`state`" not in left.err
        assert ("none of the answers" if lang == "en" else "不在可选之列") in left.err

    def test_a_tier_is_taken_by_its_word(self, tmp_path: Path) -> None:
        call = (
            "check",
            "--title",
            "某灯塔亮度方案",
            "--catalog",
            lighthouse(tmp_path),
            "--as-of",
            DAY,
            "--fact",
            "military_zone=是",
        )
        assert ran(*call, typed="县级\n", terminal=True).out == ran(*call, "--tier", "county").out


def test_the_version() -> None:
    left = ran("--version")
    assert (left.status, left.out) == (0, f"classify {classify.__version__}\n")


def test_explain_without_an_id_lists_all_of_them() -> None:
    listed = [line.split()[0] for line in ran("explain").out.splitlines()]
    assert listed == sorted(findings())


COMMAND = (sys.executable, "-m", "classify", "catalog", "show", "organization-work", "--lang", "zh")


@pytest.mark.parametrize("encoding", ["gbk", "cp936", "ascii", "utf-8"])
class TestOtherEncodings:
    """Files and pipes are UTF-8; a terminal, and whoever asks for it, gets another encoding, and what it lacks as an escape."""

    def test_who_asks_for_an_encoding_gets_it(self, encoding: str) -> None:
        done = subprocess.run(COMMAND, env=environment(PYTHONIOENCODING=encoding), capture_output=True, check=False)
        assert done.returncode == 0
        assert done.stderr == b""
        text = done.stdout.decode(encoding)
        assert "组织" in text or encoding == "ascii"

    def test_a_terminal_keeps_its_own(self, encoding: str) -> None:
        """The terminal of a legacy system is set up before the program begins, here by the variable that it would stand for."""
        reader, writer = pty.openpty()
        done = subprocess.run(
            COMMAND,
            env=environment(PYTHONIOENCODING=encoding),
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(writer)
        seen = os.read(reader, 1 << 16)
        os.close(reader)
        assert done.returncode == 0
        assert done.stderr == b""
        assert seen


def test_a_pipe_is_utf_8_whatever_the_locale() -> None:
    done = subprocess.run(
        COMMAND, env=environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"), capture_output=True, check=False
    )
    assert "组织" in done.stdout.decode("utf-8")


def test_json_stays_json_in_every_encoding(tmp_path: Path) -> None:
    matter = file(tmp_path, "m.json", '{"id": "某件🂡", "title": "某件事项"}')
    call = (sys.executable, "-m", "classify", "check", str(matter), "--json", "--as-of", DAY)
    done = subprocess.run(call, env=environment(PYTHONIOENCODING="gbk"), capture_output=True, check=True)
    assert json.loads(done.stdout.decode("gbk"))["id"] == "某件🂡"
