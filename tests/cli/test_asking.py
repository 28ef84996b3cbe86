"""In a terminal `check` asks for what is missing, one question at a time, with the choices."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from classify.text.sentences import sentence
from tests.cli.command_line import HEARING, LIGHTHOUSE, PLAIN, Ran, environment, file, lighthouse, ran, waits

PROMPTS = tuple(sentence("en", "cli", name).strip() for name in ("ask", "ask_open"))
COLOUR = re.compile(rb"\x1b\[[0-9;]*\b(?:3[0-7]|4[0-7]|9[0-7]|38|48)[;m]")

FLAG = "某灯塔亮度方案"
NUMBER = "某海域航标布设图"
CODE = "某浮标灯色表"
STATE = "某港雾号方案"
BOTH = "某航道水深图"


def asked(folder: Path, title: str, typed: str, *options: str, lang: str = "en", tier: str | None = "central") -> Ran:
    """Run `check` in a terminal where this is typed."""
    where = () if tier is None else ("--tier", tier)
    common = ("--catalog", lighthouse(folder), "--as-of", "2026-11-21", "--lang", lang, *where)
    return ran("check", "--title", title, *common, *options, typed=typed, terminal=True)


def told(folder: Path, title: str, *options: str, lang: str = "en", tier: str | None = "central") -> str:
    """Give what `check` prints where nobody can be asked."""
    where = () if tier is None else ("--tier", tier)
    common = ("--catalog", lighthouse(folder), "--as-of", "2026-11-21", "--lang", lang, *where)
    left = ran("check", "--title", title, *common, *options)
    assert left.err == ""
    return left.out


def questions(left: Ran) -> int:
    """Count the prompts on standard error."""
    return sum(map(left.err.count, PROMPTS))


class TestOneQuestion:
    """A number, a label or a value is accepted."""

    @pytest.mark.parametrize("typed", ["1", "yes", "是", "YES", "true", " 1 ", "１"])
    def test_of_a_flag(self, typed: str, tmp_path: Path) -> None:
        left = asked(tmp_path, FLAG, f"{typed}\n")
        assert left.out == told(tmp_path, FLAG, "--fact", "military_zone=true")
        assert questions(left) == 1

    @pytest.mark.parametrize("typed", ["2", "no", "否", "false"])
    def test_of_a_flag_denied(self, typed: str, tmp_path: Path) -> None:
        assert asked(tmp_path, FLAG, f"{typed}\n").out == told(tmp_path, FLAG, "--fact", "military_zone=false")

    @pytest.mark.parametrize("typed", ["30", "30.0", " 30", "30 km²", "30平方千米", "30平方公里"])
    def test_of_a_number(self, typed: str, tmp_path: Path) -> None:
        left = asked(tmp_path, NUMBER, f"{typed}\n")
        assert left.out == told(tmp_path, NUMBER, "--fact", "area_km2=30")
        assert questions(left) == 1
        assert PROMPTS[0] not in left.err

    @pytest.mark.parametrize("typed", ["0", "-3", "0 km²", "5米"])
    def test_of_a_number_that_cannot_be_says_why_and_asks_again(self, typed: str, tmp_path: Path) -> None:
        left = asked(tmp_path, NUMBER, f"{typed}\n30\n")
        assert left.out == told(tmp_path, NUMBER, "--fact", "area_km2=30")
        assert ("must be a number" if typed == "5米" else "must be greater than 0") in left.err
        assert questions(left) == 2

    def test_of_a_number_the_answer_is_the_number_and_not_the_place_of_a_choice(self, tmp_path: Path) -> None:
        assert asked(tmp_path, NUMBER, "1\n").out == told(tmp_path, NUMBER, "--fact", "area_km2=1")

    @pytest.mark.parametrize("typed", ["1", "red", "红灯", "red light"])
    def test_of_a_code(self, typed: str, tmp_path: Path) -> None:
        assert asked(tmp_path, CODE, f"{typed}\n").out == told(tmp_path, CODE, "--fact", "lamp_colour=red")

    @pytest.mark.parametrize("typed", ["未公布", "not made public", "公布前"])
    def test_of_the_stage(self, typed: str, tmp_path: Path) -> None:
        assert asked(tmp_path, STATE, f"{typed}\n").out == told(tmp_path, STATE, "--fact", "state=未公布")

    def test_of_the_stage_by_its_number(self, tmp_path: Path) -> None:
        question = ran(
            *(
                "check",
                "--title",
                STATE,
                "--catalog",
                lighthouse(tmp_path),
                "--tier",
                "central",
                "--json",
                "--as-of",
                "2026-11-21",
            )
        ).answer["missing"][0]
        for number, choice in enumerate(question["choices"], start=1):
            assert asked(tmp_path, STATE, f"{number}\n").out == told(tmp_path, STATE, "--fact", f"state={choice}")

    @pytest.mark.parametrize("typed", ["4", "city", "设区的市", "city divided into districts"])
    def test_of_the_tier(self, typed: str, tmp_path: Path) -> None:
        fact = ("--fact", "military_zone=true")
        question = ran(
            *(
                "check",
                "--title",
                FLAG,
                "--catalog",
                lighthouse(tmp_path),
                "--json",
                "--as-of",
                "2026-11-21",
                "--lang",
                "zh",
                *fact,
            )
        ).answer["missing"][0]
        label = question["labels"][question["choices"].index("city")]
        typed = label if typed == "设区的市" else typed
        assert asked(tmp_path, FLAG, f"{typed}\n", *fact, tier=None).out == told(tmp_path, FLAG, *fact, tier="city")

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_it_is_put_with_its_choices_in_the_language_on_standard_error_alone(self, lang: str, tmp_path: Path) -> None:
        left = asked(tmp_path, CODE, "1\n", lang=lang)
        words = ("What colour is the lamp?", "red light", "green light") if lang == "en" else ("灯是什么颜色？", "红灯", "绿灯")
        assert all(word in left.err for word in words)
        assert left.out == told(tmp_path, CODE, "--fact", "lamp_colour=red", lang=lang)
        assert "Traceback" not in left.err

    def test_the_status_is_that_of_the_last_answer(self, tmp_path: Path) -> None:
        before = asked(tmp_path, FLAG, "", "--mark", "秘密★5年")
        after = asked(tmp_path, FLAG, "1\n", "--mark", "秘密★40年")
        assert (before.status, after.status) == (0, 1)

    def test_explain_is_of_the_answered_matter(self, tmp_path: Path) -> None:
        left = asked(tmp_path, FLAG, "1\n", "--explain")
        assert left.out == told(tmp_path, FLAG, "--explain", "--fact", "military_zone=true")


class TestSeveralQuestions:
    """One at a time; an empty answer leaves the fact unknown; the end of input ends the asking."""

    def test_one_after_the_other(self, tmp_path: Path) -> None:
        first, second = self.fields(tmp_path)
        given = {"area_km2": "30", "military_zone": "yes"}
        left = asked(tmp_path, BOTH, f"{given[first]}\n{given[second]}\n")
        assert left.out == told(tmp_path, BOTH, "--fact", "area_km2=30", "--fact", "military_zone=yes")
        assert questions(left) == 2

    def test_what_no_longer_matters_is_not_asked(self, tmp_path: Path) -> None:
        first, _ = self.fields(tmp_path)
        given = {"area_km2": "3", "military_zone": "no"}
        left = asked(tmp_path, BOTH, f"{given[first]}\n")
        assert left.out == told(tmp_path, BOTH, "--fact", f"{first}={given[first]}")
        assert questions(left) == 1

    def test_an_empty_answer_leaves_one_fact_unknown_and_the_next_is_asked(self, tmp_path: Path) -> None:
        _, second = self.fields(tmp_path)
        deciding = {"area_km2": "3", "military_zone": "no"}
        left = asked(tmp_path, BOTH, f"\n{deciding[second]}\n")
        assert questions(left) == 2
        assert left.out == told(tmp_path, BOTH, "--fact", f"{second}={deciding[second]}")

    @pytest.mark.parametrize("typed", ["\n\n", "  \n\t\n"])
    def test_empty_answers_alone_leave_the_matter_as_it_was(self, typed: str, tmp_path: Path) -> None:
        left = asked(tmp_path, BOTH, typed)
        assert left.out == told(tmp_path, BOTH)
        assert left.status == 0

    def test_the_end_of_input_ends_the_asking(self, tmp_path: Path) -> None:
        left = asked(tmp_path, BOTH, "")
        assert left.out == told(tmp_path, BOTH)
        assert (left.status, questions(left)) == (0, 1)

    def test_the_end_of_input_keeps_what_was_answered(self, tmp_path: Path) -> None:
        first, _ = self.fields(tmp_path)
        given = {"area_km2": "30", "military_zone": "yes"}
        left = asked(tmp_path, BOTH, f"{given[first]}\n")
        assert left.out == told(tmp_path, BOTH, "--fact", f"{first}={given[first]}")
        assert questions(left) == 2

    def fields(self, folder: Path) -> tuple[str, str]:
        call = ("check", "--title", BOTH, "--catalog", lighthouse(folder), "--tier", "central", "--json", "--as-of", "2026-11-21")
        first, second = (question["field"] for question in ran(*call).answer["missing"])
        assert {first, second} == {"area_km2", "military_zone"}
        return first, second


class TestWrongAnswers:
    """A wrong answer is asked again, in words that do not repeat it."""

    @pytest.mark.parametrize(
        ("title", "wrong", "right", "fact"),
        [
            (FLAG, "perhaps", "yes", "military_zone=yes"),
            (FLAG, "3", "2", "military_zone=no"),
            (NUMBER, "wide", "30", "area_km2=30"),
            (NUMBER, "nan", "30", "area_km2=30"),
            (NUMBER, "inf", "30", "area_km2=30"),
            (NUMBER, "1e999", "30", "area_km2=30"),
            (CODE, "purple", "2", "lamp_colour=green"),
            (CODE, "99999999999999999999", "2", "lamp_colour=green"),
            (CODE, "-1", "2", "lamp_colour=green"),
            (STATE, "昨日未曾公布也", "未公布", "state=未公布"),
            (STATE, "?" * 100_000, "未公布", "state=未公布"),
        ],
    )
    def test_it_is_asked_again(self, title: str, wrong: str, right: str, fact: str, tmp_path: Path) -> None:
        left = asked(tmp_path, title, f"{wrong}\n{right}\n")
        assert left.out == told(tmp_path, title, "--fact", fact)
        assert questions(left) == 2
        assert "Traceback" not in left.err
        if len(wrong) > 5:
            assert wrong[:6] not in left.err

    def test_what_was_wrong_is_told_of_the_question_and_not_of_an_option(self, tmp_path: Path) -> None:
        assert "--fact" not in asked(tmp_path, NUMBER, "wide\n30\n").err
        assert "--fact" not in asked(tmp_path, FLAG, "perhaps\nyes\n").err

    def test_it_is_told_in_the_language(self, tmp_path: Path) -> None:
        assert "finite number" in asked(tmp_path, NUMBER, "nan\n30\n").err
        assert "有限的数" in asked(tmp_path, NUMBER, "nan\n30\n", lang="zh").err

    @pytest.mark.parametrize("wrong", ["[red]x[/]", "[/]", "\x1b[31mx", "\x07", "\udcff", "{0}", "%s"])
    def test_signs_of_other_languages_do_no_harm(self, wrong: str, tmp_path: Path) -> None:
        common = ("check", "--title", CODE, "--catalog", lighthouse(tmp_path), "--tier", "central", "--as-of", "2026-11-21")
        typed = f"{wrong}\n1\n".encode("utf-8", "surrogateescape")
        left = ran(*common, "--lang", "en", typed=typed, terminal=True)
        assert left.status == 0
        assert left.out == told(tmp_path, CODE, "--fact", "lamp_colour=red")

    def test_a_question_of_a_catalog_is_printed_as_it_is_written(self, tmp_path: Path) -> None:
        text = LIGHTHOUSE.replace("What colour is the lamp?", "What colour [/] is [red]the[/red] lamp?").replace(
            "red light", "[b]red[/b]"
        )
        folder = file(tmp_path, "marked/catalog.toml", text).parent
        common = ("--title", CODE, "--catalog", folder, "--tier", "central", "--lang", "en")
        left = ran("check", *common, typed="1\n", terminal=True)
        assert left.status == 0
        assert "What colour [/] is [red]the[/red] lamp?" in left.err
        assert "1. [b]red[/b]" in left.err


class TestWhenNobodyIsAsked:
    """Questions are for terminals; a pipe gets the answer as it stands."""

    def test_a_pipe_is_not_asked(self, tmp_path: Path) -> None:
        left = ran("check", "--title", FLAG, "--catalog", lighthouse(tmp_path), typed="1\n")
        assert (left.status, left.err) == (0, "")

    def test_many_matters_are_not_asked_about(self, tmp_path: Path) -> None:
        path = file(tmp_path, "m.jsonl", {"title": FLAG})
        left = ran("check", path, "--catalog", lighthouse(tmp_path), typed="1\n", terminal=True)
        assert (left.status, left.err) == (0, "")

    def test_a_matter_without_open_facts_is_not_asked_about(self, tmp_path: Path) -> None:
        assert asked(tmp_path, PLAIN, "1\n").err == ""

    def test_a_derived_matter_is_not_asked_for_catalog_facts(self, tmp_path: Path) -> None:
        left = asked(tmp_path, FLAG, "1\n1\n", "--derived")
        assert left.out == told(tmp_path, FLAG, "--derived")

    def test_with_json_standard_output_is_json_in_a_terminal_too(self, tmp_path: Path) -> None:
        left = asked(tmp_path, FLAG, "", "--json")
        assert left.answer["schema"] == "classify/determination/1"

    def test_a_matter_of_a_file_is_asked_about(self, tmp_path: Path) -> None:
        matter = file(tmp_path, "m.json", {"title": FLAG, "tier": "central"})
        common = ("--catalog", lighthouse(tmp_path), "--lang", "en", "--as-of", "2026-11-21")
        left = ran("check", matter, *common, typed="yes\n", terminal=True)
        assert left.out == told(tmp_path, FLAG, "--fact", "military_zone=yes")


class Screen:
    """A pseudo-terminal with the real command at its other end."""

    def __init__(self, *arguments: str | Path, **env: str) -> None:
        self.seen = b""
        self.pid, self._end = pty.fork()
        if self.pid == 0:  # pragma: no cover -- becomes the command
            changed = environment(TERM="xterm-256color", COLUMNS="100", **env)
            os.execve(HEARING[0], [*HEARING, *map(str, arguments)], changed)  # noqa: S606 -- our own command

    def read(self, until: bytes | None, seconds: float = 30) -> None:
        """Read until these bytes stand at the end, or until the command has gone."""
        last = time.monotonic() + seconds
        while until is None or not self.seen.rstrip().endswith(until):
            assert time.monotonic() < last, self.seen.decode(errors="replace")
            if select.select([self._end], [], [], 0.5)[0]:
                try:
                    more = os.read(self._end, 4096)
                except OSError:  # the other end is gone
                    return
                if not more:
                    return
                self.seen += more

    def type(self, text: bytes) -> None:
        """Type, once the prompt is there and the command waits for an answer."""
        self.read(b"if you do not know):")
        waits(self.pid)
        self.seen += b"\n"
        os.write(self._end, text)

    def status(self) -> int:
        """Wait for the end and give the exit status."""
        self.read(None)
        os.close(self._end)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class TestARealTerminal:
    """The same in a pseudo-terminal, with the real command."""

    def screen(self, folder: Path, title: str, *options: str, **env: str) -> Screen:
        common = ("--catalog", lighthouse(folder), "--tier", "central", "--lang", "en", "--as-of", "2026-11-21")
        return Screen("check", "--title", title, *common, *options, **env)

    def test_questions_are_answered_and_a_wrong_answer_is_asked_again(self, tmp_path: Path) -> None:
        screen = self.screen(tmp_path, BOTH)
        first, second = TestSeveralQuestions().fields(tmp_path)
        given: dict[str, Any] = {"area_km2": b"30\n", "military_zone": b"1\n"}
        screen.type(b"something wrong\n")
        screen.type(given[first])
        screen.type(given[second])
        assert screen.status() == 0
        assert "绝密★30年".encode() in screen.seen
        assert sum(screen.seen.count(prompt.encode()) for prompt in PROMPTS) == 3
        assert b"Traceback" not in screen.seen

    def test_control_d_ends_the_asking(self, tmp_path: Path) -> None:
        screen = self.screen(tmp_path, BOTH)
        screen.type(b"\x04")
        assert screen.status() == 0
        assert b"It cannot be determined yet" in screen.seen

    def test_control_c_ends_the_command_quietly(self, tmp_path: Path) -> None:
        screen = self.screen(tmp_path, BOTH)
        screen.type(b"\x03")
        assert screen.status() == 128 + signal.SIGINT
        assert b"Traceback" not in screen.seen

    def test_no_color_means_no_colours(self, tmp_path: Path) -> None:
        plain, coloured = (self.screen(tmp_path, FLAG, "--mark", "秘密☆1年", **env) for env in ({"NO_COLOR": "1"}, {}))
        for screen in (plain, coloured):
            screen.type(b"1\n")
            assert screen.status() == 1
        assert not COLOUR.search(plain.seen)
        assert COLOUR.search(coloured.seen)
