"""The outside of the command, as the contract has it: statuses, streams, options, keys."""

from __future__ import annotations

import json
import re
import resource
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import classify
from classify import Matter, load_catalogs
from tests.cli.command_line import (
    CONSOLE,
    DAY,
    PLAIN,
    SETTLED,
    TITLE,
    environment,
    file,
    lighthouse,
    many,
    ran,
    ran_outside,
    refused,
)

ESCAPE = "\x1b"
NUMBER = (int, float)
TEXT_OR_NONE = (str, type(None))

COMMANDS = {
    "tour": ("tour",),
    "check": ("check", "--title", PLAIN),
    "mark": ("mark", "机密★10年"),
    "list": ("catalog", "list"),
    "show": ("catalog", "show"),
    "facts": ("catalog", "show", "--facts"),
    "search": ("catalog", "search", "试题"),
    "lint": ("catalog", "lint"),
    "schema": ("catalog", "schema"),
}
SHAPE: dict[str, tuple[type, ...]] = {
    "schema": (str,),
    "id": TEXT_OR_NONE,
    "as_of": (str,),
    "outcome": (str,),
    "level": TEXT_OR_NONE,
    "protect": TEXT_OR_NONE,
    "term": (dict, type(None)),
    "term_is": TEXT_OR_NONE,
    "mark": TEXT_OR_NONE,
    "last_secret_day": TEXT_OR_NONE,
    "opens_on": TEXT_OR_NONE,
    "audience": (list, type(None)),
    "proposal": (dict, type(None)),
    "items": (list,),
    "not_secret": (list,),
    "suggestions": (list,),
    "missing": (list,),
    "duties": (list,),
    "findings": (list,),
    "trace": (list,),
    "engine": (str,),
    "catalogs": (list,),
}
ROWS: dict[str, dict[str, tuple[type, ...]]] = {
    "items": {"catalog": (str,), "item": (str,), "level": TEXT_OR_NONE, "scheme": (str,), "standing": (str,)},
    "not_secret": {"catalog": (str,), "item": (str,), "level": TEXT_OR_NONE, "scheme": (str,), "standing": (str,)},
    "suggestions": {"catalog": (str,), "item": (str,), "score": NUMBER},
    "missing": {"field": (str,), "question": (str,), "choices": (list,)},
    "duties": {"do": (str,), "to": TEXT_OR_NONE, "by": TEXT_OR_NONE, "cites": (list,)},
    "findings": {
        "id": (str,),
        "severity": (str,),
        "message": (str,),
        "cites": (list,),
        "verified": (bool,),
        "standing": TEXT_OR_NONE,
        "item": (str, dict, type(None)),
    },
    "trace": {"rule": (str,), "cites": (list,), "verified": (bool,)},
    "catalogs": {
        "id": (str,),
        "version": (str,),
        "sha256": (str,),
        "standing": (str,),
        "in_force": (bool,),
        "dates": (str,),
    },
}
OUTCOMES = {"derived", "must_not_classify", "undetermined", "disputed", "refer_up", "determined", "no_match"}
LEVELS = {"secret", "confidential", "top_secret", None}
DOES = {"protect", "report", "refer", "mark", "review", "decide_extension", "notify", "ask"}
WHOM = {"napss", "province", "superior", "competent_department", "central_organ", "originator", "holders", None}
MATTERS: list[dict[str, Any]] = [
    {"title": TITLE, "tier": "city", "issued": "2026-11-01"},
    {
        "id": "a1",
        "title": TITLE,
        "tier": "city",
        "issued": "2026-11-01",
        "mark": "机密★20年",
        "drafter": "甲",
        "responsible": "甲",
    },
    {"title": TITLE, "mark": "秘密☆10年"},
    {"title": TITLE, "tier": "county", "issued": "2026-11-01", "drafted": "2026-10-30"},
    {"title": PLAIN, "drafted": "2026-10-30", "mark": "绝密★"},
    {"title": PLAIN, "derived": True},
    {"title": PLAIN, "facts": {"published": True}, "mark": "秘密★1年"},
    {"title": "某县县委领导班子成员调整方案"},
    {"title": PLAIN, "issued": "1980-01-01"},
    {"title": "某校试题（启封前）", "text": "某省某次考试的试题和参考答案", "tier": "provincial", "audience": ["命题组"]},
]


def held(answer: dict[str, Any]) -> None:
    """Hold one answer of `check` against the contract: every key, its type, its words."""
    for key, types in SHAPE.items():
        assert key in answer, key
        assert isinstance(answer[key], types), key
    for key, columns in ROWS.items():
        for row in answer[key]:
            for name, types in columns.items():
                assert isinstance(row[name], types), (key, name)
    assert answer["schema"] == "classify/determination/1"
    assert answer["outcome"] in OUTCOMES
    assert answer["level"] in LEVELS
    assert answer["protect"] in LEVELS
    assert answer["term_is"] in {"proposed", "maximum", "fixed", None}
    assert answer["engine"] in {"durable", "fixpoint"}
    assert {duty["do"] for duty in answer["duties"]} <= DOES
    assert {duty["to"] for duty in answer["duties"]} <= WHOM
    assert {finding["severity"] for finding in answer["findings"]} <= {"error", "warning", "notice"}
    assert all(len(use["sha256"]) == 64 for use in answer["catalogs"])
    assert {use["dates"] for use in answer["catalogs"]} <= {"known", "unknown"}
    for day in (answer["as_of"], answer["last_secret_day"], answer["opens_on"], *(duty["by"] for duty in answer["duties"])):
        assert day is None or date.fromisoformat(day).isoformat() == day
    if answer["outcome"] in {"no_match", "undetermined", "derived"}:
        assert [answer[key] for key in ("level", "term", "mark", "last_secret_day", "opens_on")] == [None] * 5
    if answer["outcome"] not in {"must_not_classify", "determined"}:
        assert answer["protect"] is not None or answer["proposal"] is None
    if answer["term"] is not None:
        assert answer["term"]["kind"] in {"duration", "date", "event", "long_term", "all_of"}
    if answer["proposal"] is not None:
        assert {"mark", "level", "term", "last_secret_day", "opens_on"} <= set(answer["proposal"])


class TestTheExampleOfTheContract:
    """The example: issued 2026-11-01, no mark proposed."""

    def test_it_is_answered_as_the_contract_has_it(self) -> None:
        answer = ran("check", *SETTLED, "--json").answer
        assert answer["id"] is None
        assert answer["as_of"] == DAY
        assert (answer["outcome"], answer["level"], answer["protect"]) == ("determined", "secret", "secret")
        assert answer["term"] == {"kind": "duration", "years": 10}
        assert (answer["term_is"], answer["mark"]) == ("maximum", "秘密★10年")
        assert (answer["last_secret_day"], answer["opens_on"]) == ("2036-11-01", "2036-11-02")
        assert (answer["audience"], answer["proposal"]) == (None, None)
        (item,) = answer["items"]
        expected = {"catalog": "organization-work", "item": "3", "level": "secret", "scheme": "state", "standing": "sample"}
        assert item.items() >= expected.items()
        assert answer["not_secret"] == []

    @pytest.mark.parametrize("matter", MATTERS, ids=[str(number) for number in range(len(MATTERS))])
    def test_every_answer_has_every_key_with_its_type(self, matter: dict[str, Any], tmp_path: Path) -> None:
        left = ran("check", file(tmp_path, "matter.json", matter), "--json", "--as-of", DAY)
        answer = left.answer
        held(answer)
        assert answer["id"] == matter.get("id")
        assert left.status == int(any(finding["severity"] == "error" for finding in answer["findings"]))
        assert left.err == ""


class TestTheCommandIsTheLibrary:
    """What `--json` prints is `Result.to_dict`, and `MarkResult.to_dict` of a mark."""

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("matter", MATTERS[:6], ids=[str(number) for number in range(6)])
    def test_check(self, matter: dict[str, Any], lang: Any, tmp_path: Path) -> None:
        printed = ran("check", file(tmp_path, "m.json", matter), "--json", "--as-of", DAY, "--lang", lang).answer
        read = Matter.model_validate_json(json.dumps(matter))
        assert printed == classify.determine(read, load_catalogs(), as_of=date.fromisoformat(DAY)).to_dict(lang)

    def test_check_by_options(self) -> None:
        matter = Matter(title=TITLE, tier="city", issued=date(2026, 11, 1), mark="秘密★5年", facts={"military_zone": False})
        told = classify.determine(matter, load_catalogs("organization-work"), as_of=date.fromisoformat(DAY)).to_dict("en")
        options = ("--mark", "秘密★5年", "--fact", "military_zone=no", "--catalog", "organization-work", "--lang", "en")
        assert ran("check", *SETTLED, *options, "--json").answer == told

    def test_check_proposing_a_mark(self) -> None:
        matter = Matter(title=TITLE, tier="city", issued=date(2026, 11, 1))
        told = classify.check(matter, "秘密★5年", load_catalogs(), as_of=date.fromisoformat(DAY)).to_dict("zh")
        assert ran("check", *SETTLED, "--mark", "秘密★5年", "--json", "--lang", "zh").answer == told

    @pytest.mark.parametrize("text", ["机密★10年", "秘密☆三十年", "绝密★", "内部", "绝密★启用前"])
    def test_mark(self, text: str) -> None:
        read = classify.parse_mark(text, issued=date(2014, 3, 9), as_of=date.fromisoformat(DAY))
        assert ran("mark", text, "--issued", "2014-03-09", "--as-of", DAY, "--json").answer == read.to_dict()


class TestExitStatus:
    """0 nothing wrong; 1 an error finding; 2 the input or the call is wrong."""

    def test_nothing_wrong_is_0(self) -> None:
        assert ran("check", *SETTLED).status == 0

    @pytest.mark.parametrize("mark", ["秘密★40年", "秘密☆10年", "绝密"])
    def test_an_error_finding_is_1(self, mark: str) -> None:
        assert ran("check", *SETTLED, "--mark", mark).status == 1
        assert ran("check", *SETTLED, "--mark", mark, "--json").status == 1

    def test_notices_and_questions_alone_are_0(self) -> None:
        assert ran("check", *SETTLED, "--mark", "机密★20年").status == 0
        assert ran("check", "--title", "某县县委领导班子成员调整方案", "--as-of", DAY).status == 0

    @pytest.mark.parametrize(
        "call",
        [
            ("check",),
            ("bogus",),
            ("check", "--bogus"),
            ("check", "--title"),
            ("check", "a.json", "b.json"),
            ("check", "a.docx"),
            ("mark",),
            ("mark", "机密★10年", "again"),
            ("catalog",),
            ("catalog", "bogus"),
            ("catalog", "show", "bogus"),
            ("catalog", "show", "school", "no-such-item"),
            ("catalog", "search"),
            ("tour", "extra"),
            ("--json", "tour"),
            ("check", "--title", PLAIN, "--catalog", "no-such-catalog"),
            ("tour", "--catalog", "no-such-catalog"),
            ("catalog", "list", "--catalog", "no-such-catalog"),
        ],
        ids=" ".join,
    )
    def test_a_wrong_call_is_2(self, call: tuple[str, ...]) -> None:
        refused(ran(*call))

    def test_a_mark_is_0_only_without_any_fault(self) -> None:
        for text in ("机密★10年", "绝密★长期", "秘密★6个月", "绝密★启用前", "机密★2030年1月1日"):
            left = ran("mark", text, "--issued", "2026-11-01", "--as-of", DAY, "--json")
            assert (left.status, left.answer["faults"], left.answer["valid"]) == (0, [], True), text

    @pytest.mark.parametrize("text", ["绝密★", "机密☆10年", "秘密★十年", "机密★40年", "内部★1年", "", "机密", "秘密★10", "★10年"])
    def test_a_mark_is_1_for_any_fault_and_for_no_mark(self, text: str) -> None:
        left = ran("mark", text, "--issued", "2026-11-01", "--as-of", DAY, "--json")
        assert left.status == 1
        assert left.answer["faults"]
        assert left.answer["valid"] is False
        assert ran("mark", text, "--issued", "2026-11-01", "--as-of", DAY).status == 1


class TestMark:
    """`classify mark --json`."""

    def test_its_keys_are_those_of_the_contract(self) -> None:
        answer = ran("mark", "秘密★10年", "--issued", "2014-03-09", "--json").answer
        assert answer == {
            "text": "秘密★10年",
            "valid": True,
            "level": "secret",
            "term": {"kind": "duration", "years": 10},
            "faults": [],
            "normal": "秘密★10年",
            "last_secret_day": "2024-03-09",
            "opens_on": "2024-03-10",
        }

    def test_a_bare_mark_has_no_term_and_runs_by_the_default_of_the_law(self) -> None:
        answer = ran("mark", "绝密★", "--issued", "2014-03-09", "--json").answer
        assert (answer["level"], answer["term"], answer["last_secret_day"]) == ("top_secret", None, "2044-03-09")
        assert "mark-without-period" in answer["faults"]

    def test_what_is_no_mark_has_no_level(self) -> None:
        assert ran("mark", "商密★10年", "--json").answer["level"] is None

    def test_the_day_of_issue_comes_before_the_day_of_notice(self) -> None:
        notified = ran("mark", "秘密★1年", "--notified", "2020-01-01", "--json").answer
        both = ran("mark", "秘密★1年", "--notified", "2020-01-01", "--issued", "2019-01-01", "--json").answer
        assert (notified["opens_on"], both["opens_on"]) == ("2021-01-02", "2020-01-02")


class TestStandardOutput:
    """With `--json`, standard output carries one JSON document, and nothing else."""

    @pytest.mark.parametrize("name", COMMANDS)
    def test_json_is_one_document_and_standard_error_is_empty(self, name: str) -> None:
        left = ran(*COMMANDS[name], "--json")
        assert isinstance(left.answer, dict | list)
        assert left.err == ""

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("name", COMMANDS)
    def test_without_json_it_is_text_without_escape_codes(self, name: str, lang: str) -> None:
        left = ran(*COMMANDS[name], *(() if name == "schema" else ("--lang", lang)))
        assert left.status == 0
        assert len(left.out) > 20
        assert ESCAPE not in left.out
        assert left.err == ""

    def test_a_refusal_leaves_standard_output_empty_and_is_json_on_standard_error(self) -> None:
        left = ran("check", "--title", PLAIN, "--issued", "2026-02-30", "--json", "--lang", "en")
        (line,) = refused(left)
        assert set(left.error) >= {"id", "message", "where"}
        assert left.error["message"] in line

    def test_without_json_a_refusal_is_one_line(self) -> None:
        left = ran("check", "--title", PLAIN, "--issued", "2026-02-30")
        assert left.err.count("\n") == 1
        assert '{"error"' not in left.err

    def test_one_fault_is_reported_as_itself(self, tmp_path: Path) -> None:
        left = ran("check", file(tmp_path, "m.json", {"title": PLAIN, "tier": "bogus"}), "--json", "--lang", "en")
        assert (left.error["id"], left.error["where"]) == ("unknown-choice", "tier")

    def test_several_faults_are_a_line_each_and_all_in_the_json(self, tmp_path: Path) -> None:
        left = ran("check", file(tmp_path, "m.json", {"tier": "bogus", "issued": "x", "titel": 1}), "--json", "--lang", "en")
        lines = refused(left)
        assert {fault["id"] for fault in left.faults} == {"key-missing", "unknown-choice", "bad-date", "unknown-key"}
        assert len(lines) == len(left.faults) == 4


class TestManyMatters:
    """FILE `.jsonl`: one matter a line and one answer a line, in order; a bad line is answered in its place."""

    BAD = (
        '{"id": "2"}',
        "no json at all",
        '{"id": "4", "title": "某通知", "facts": {"stat": "未公布"}}',
        '{"id": "5", "title": "某\\u0000通知"}',
        '{"id": 6, "title": "某通知"}',
        "[]",
    )

    def lines(self) -> list[object]:
        return [{"id": "1", "title": PLAIN}, *self.BAD, {"id": "8", "title": TITLE, "tier": "city", "issued": "2026-11-01"}]

    def test_good_lines_are_answered_like_single_matters(self, tmp_path: Path) -> None:
        left = ran("check", many(tmp_path, *MATTERS), "--json", "--as-of", DAY)
        singles = [ran("check", file(tmp_path, "one.json", matter), "--json", "--as-of", DAY) for matter in MATTERS]
        assert left.answers == [single.answer for single in singles]
        assert left.status == max(single.status for single in singles) == 1
        assert left.err == ""

    def test_a_bad_line_is_answered_in_its_place_and_the_status_is_2(self, tmp_path: Path) -> None:
        left = ran("check", many(tmp_path, *self.lines()), "--json", "--as-of", DAY)
        assert left.status == 2
        assert [answer["id"] for answer in left.answers] == ["1", "2", None, "4", "5", None, None, "8"]
        held(left.answers[0])
        held(left.answers[-1])
        for answer in left.answers[1:-1]:
            assert set(answer) == {"id", "error"}
            assert {"id", "message", "where"} <= set(answer["error"])

    def test_standard_input_is_answered_like_the_file(self, tmp_path: Path) -> None:
        path = many(tmp_path, *self.lines())
        read = ran("check", path, "--json", "--as-of", DAY)
        piped = ran("check", "-", "--json", "--as-of", DAY, typed=path.read_bytes())
        assert piped.status == 2
        assert piped.answers == read.answers

    def test_standard_input_is_many_matters_even_where_the_first_line_is_bad(self) -> None:
        good = json.dumps({"id": "2", "title": PLAIN}, ensure_ascii=False)
        left = ran("check", "-", "--json", typed=f'{{"id": "1", "title": \n{good}\n{good}\n')
        assert left.status == 2
        assert [answer["id"] for answer in left.answers] == [None, "2", "2"]

    def test_without_json_a_line_is_a_line(self, tmp_path: Path) -> None:
        left = ran("check", many(tmp_path, *self.lines(), {"id": "a\nb", "title": PLAIN}), "--as-of", DAY, "--lang", "en")
        assert left.status == 2
        assert len(left.out.splitlines()) == 9

    def test_blank_lines_a_byte_order_mark_and_other_line_ends_are_passed_over(self, tmp_path: Path) -> None:
        text = '\ufeff{"title": "甲通知", "id": "1"}\r\n\r\n\n{"title": "乙通知", "id": "2"}'
        left = ran("check", file(tmp_path, "m.jsonl", text), "--json")
        assert (left.status, [answer["id"] for answer in left.answers]) == (0, ["1", "2"])

    def test_a_carriage_return_by_itself_ends_no_line(self, tmp_path: Path) -> None:
        text = '{"id": "1",\r "title": "甲通知"}\n{"id": "2",\r "title": "乙通知"}\n'
        for left in (ran("check", "-", "--json", typed=text), ran("check", file(tmp_path, "m.jsonl", text), "--json")):
            assert (left.status, [answer["id"] for answer in left.answers]) == (0, ["1", "2"])

    def test_standard_input_longer_than_one_matter_may_be(self) -> None:
        lines = [json.dumps({"id": str(number), "title": PLAIN, "text": "x" * 900_000}) for number in range(11)]
        left = ran("check", "-", "--json", "--catalog", "water-flood", typed="\n".join(lines))
        assert (left.status, [answer["id"] for answer in left.answers]) == (0, [str(number) for number in range(11)])

    def test_a_file_without_lines_has_no_answers(self, tmp_path: Path) -> None:
        left = ran("check", file(tmp_path, "m.jsonl", ""), "--json")
        assert (left.status, left.out, left.err) == (0, "", "")

    def test_a_line_beyond_all_measure_is_one_bad_line(self, tmp_path: Path) -> None:
        huge = '{"id": "2", "title": "' + "甲" * 3_000_000 + '"}'
        left = ran("check", many(tmp_path, {"id": "1", "title": PLAIN}, huge, {"id": "3", "title": PLAIN}), "--json")
        assert left.status == 2
        assert [set(answer) == {"id", "error"} for answer in left.answers] == [False, True, False]

    def test_the_answers_come_while_the_file_is_read(self, tmp_path: Path) -> None:
        left = ran("check", many(tmp_path, *({"id": str(number), "title": PLAIN} for number in range(300))), "--json")
        assert [answer["id"] for answer in left.answers] == [str(number) for number in range(300)]


class TestStandardInput:
    """FILE or `-`."""

    def test_one_matter(self) -> None:
        text = json.dumps({"title": TITLE, "tier": "city", "issued": "2026-11-01"}, ensure_ascii=False)
        assert ran("check", "-", "--json", "--as-of", DAY, typed=text).answer == ran("check", *SETTLED, "--json").answer

    def test_one_matter_over_several_lines(self) -> None:
        text = json.dumps({"title": PLAIN, "id": "x"}, ensure_ascii=False, indent=2)
        assert ran("check", "-", "--json", typed=text).answer["id"] == "x"

    def test_one_matter_of_which_a_line_is_an_object_by_itself(self) -> None:
        text = f'{{\n"id": "x",\n"title": "{PLAIN}",\n"points": [\n{{"id": "1"}}\n]\n}}\n'
        left = ran("check", "-", "--json", typed=text)
        assert (left.status, left.answer["id"]) == (0, "x")

    def test_nothing_is_refused(self) -> None:
        refused(ran("check", "-", "--json", typed=""))


class TestCommonOptions:
    """Every command takes --lang, --json, --catalog, --as-of, --expiry-rule."""

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_takes_them(self, name: str) -> None:
        common = ("--lang", "en", "--json", "--as-of", DAY, "--expiry-rule", "anniversary")
        assert ran(*COMMANDS[name], *common, "--catalog", "organization-work", "--catalog", "school").status == 0

    @pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"schema"}))
    def test_every_command_refuses_what_they_cannot_be(self, name: str) -> None:
        for option, value in (("--lang", "fr"), ("--as-of", "2026-02-30"), ("--expiry-rule", "never")):
            left = ran(*COMMANDS[name], option, value, "--json")
            assert any(option in line for line in refused(left))
            assert left.error["where"] == option

    def test_lang_changes_sentences_and_nothing_else(self) -> None:
        words = {"message", "question", "labels", "name", "cites"}

        def without(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: without(part) for key, part in value.items() if key not in words}
            return [without(part) for part in value] if isinstance(value, list) else value

        call = ("check", "--title", "某县县委领导班子成员调整方案", "--mark", "机密★20年", "--as-of", DAY, "--json")
        chinese, english = (ran(*call, "--lang", lang).answer for lang in ("zh", "en"))
        assert chinese != english
        assert without(chinese) == without(english)

    @pytest.mark.parametrize(("lang", "word"), [("zh", "不是日期"), ("en", "not a day")])
    def test_errors_are_told_in_the_language_chosen(self, lang: str, word: str) -> None:
        assert word in ran("mark", "机密★10年", "--issued", "x", "--lang", lang).err
        assert word in ran("mark", "机密★10年", "--issued", "x", f"--lang={lang}").err

    @pytest.mark.parametrize(
        ("locale", "word"),
        [("en_US.UTF-8", "exists"), ("en", "exists"), ("zh_CN.UTF-8", "日期"), ("de_DE.UTF-8", "日期"), ("C", "日期")],
    )
    def test_without_lang_the_locale_decides_else_chinese(self, locale: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("LANG", locale)
        assert word in ran("mark", "机密★10年", "--issued", "x").err

    def test_as_of_is_the_law_of_a_matter_without_days(self) -> None:
        answer = ran("check", "--title", TITLE, "--json", "--as-of", "1985-01-01").answer
        assert (answer["outcome"], answer["as_of"]) == ("undetermined", "1985-01-01")
        assert "law-not-in-force" in {finding["id"] for finding in answer["findings"]}

    def test_as_of_is_today_unless_given(self) -> None:
        before = date.today()  # noqa: DTZ011 -- the user's own day is what the command reads
        answer = ran("check", "--title", PLAIN, "--json").answer
        assert before.isoformat() <= answer["as_of"] <= date.today().isoformat()  # noqa: DTZ011

    def test_expiry_rule_moves_the_last_day_and_civil_is_the_default(self) -> None:
        days = {
            rule: ran("check", *SETTLED, "--json", *options).answer["last_secret_day"]
            for rule, options in {
                "none": (),
                "civil": ("--expiry-rule", "civil"),
                "anniversary": ("--expiry-rule", "anniversary"),
            }.items()
        }
        assert days == {"none": "2036-11-01", "civil": "2036-11-01", "anniversary": "2036-10-31"}

    def test_what_is_not_surely_a_day_is_none(self) -> None:
        """Days are read as in a spreadsheet, the year first."""
        for form in ("20261131", "2026-W45-1", "26-11-1", "1/11/2026", "2026-11", "46327", "November 1, 2026"):
            refused(ran("mark", "机密★10年", "--issued", form))
            refused(ran("check", "--title", PLAIN, "--drafted", form))
            refused(ran("tour", "--as-of", form))


class TestCatalogOption:
    """`--catalog PATH-OR-ID` (repeatable; default: the shipped ones without standing `local`)."""

    def used(self, *options: str | Path) -> list[str]:
        return [use["id"] for use in ran("check", "--title", PLAIN, "--json", *options).answer["catalogs"]]

    def test_by_default_no_list_of_one_organ_is_used(self) -> None:
        answer = ran("check", "--title", PLAIN, "--json").answer
        assert len(answer["catalogs"]) >= 10
        assert "local" not in {use["standing"] for use in answer["catalogs"]}

    def test_by_id_and_several(self) -> None:
        assert self.used("--catalog", "school") == ["school"]
        assert self.used("--catalog", "school", "--catalog", "gaokao-2012") == ["gaokao-2012", "school"]

    def test_by_path_of_the_folder_and_of_the_file(self, tmp_path: Path) -> None:
        folder = lighthouse(tmp_path)
        assert self.used("--catalog", folder) == ["lighthouse"]
        assert self.used("--catalog", folder / "catalog.toml") == ["lighthouse"]
        assert self.used("--catalog", folder, "--catalog", folder, "--catalog", "school") == ["lighthouse", "school"]

    def test_a_relative_path(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        lighthouse(tmp_path)
        monkeypatch.chdir(tmp_path)
        assert self.used("--catalog", "lighthouse") == self.used("--catalog", "./lighthouse") == ["lighthouse"]

    def test_its_items_and_facts_count(self, tmp_path: Path) -> None:
        call = ("check", "--title", "某浮标灯色表", "--catalog", lighthouse(tmp_path), "--tier", "city", "--json")
        assert ran(*call).answer["items"] == []
        assert [item["item"] for item in ran(*call, "--fact", "lamp_colour=red").answer["items"]] == ["3"]
        assert ran(*call, "--fact", "lamp_colour=green").answer["outcome"] == "no_match"

    def test_one_that_is_faulty_among_good_ones_is_never_passed_over(self, tmp_path: Path) -> None:
        broken = file(tmp_path, "broken/catalog.toml", "no toml").parent
        refused(ran("check", "--title", PLAIN, "--catalog", "school", "--catalog", broken))


class TestFactOption:
    """`--fact NAME=VALUE`, by the catalogs' vocabulary."""

    @pytest.mark.parametrize(
        ("given", "name", "value"),
        [
            ("military_zone=true", "military_zone", True),
            ("military_zone=是", "military_zone", True),
            ("military_zone=no", "military_zone", False),
            ("area_km2=30", "area_km2", 30),
            ("area_km2=25.5", "area_km2", 25.5),
            (" area_km2 = 1e2 ", "area_km2", 100),
            ("coverage=national", "coverage", "national"),
            ("state=启用前", "state", "启用前"),
            ("state=before it is put to use", "state", "启用前"),
        ],
    )
    def test_a_fact_of_each_kind(self, given: str, name: str, value: object, tmp_path: Path) -> None:
        by_option = ran("check", "--title", PLAIN, "--fact", given, "--json", "--as-of", DAY)
        matter = file(tmp_path, "m.json", {"title": PLAIN, "facts": {name: value}})
        by_file = ran("check", matter, "--json", "--as-of", DAY)
        assert by_option.answer == by_file.answer
        assert name in {fact["name"] for fact in by_option.answer["facts"]}

    def test_it_changes_the_answer(self, tmp_path: Path) -> None:
        call = ("check", "--title", "某航标布设图", "--catalog", lighthouse(tmp_path), "--tier", "central", "--json")
        levels = [ran(*call, "--fact", f"area_km2={size}").answer["level"] for size in ("25", "25.1")]
        assert levels == [None, "confidential"]
        assert [question["field"] for question in ran(*call).answer["missing"]] == ["area_km2"]

    @pytest.mark.parametrize(
        ("given", "fault"),
        [
            ("military_zone", "fact-form"),
            ("stat=未公布", "unknown-fact"),
            ("=1", "unknown-fact"),
            ("military_zone=maybe", "fact-not-flag"),
            ("area_km2=wide", "fact-not-number"),
            ("area_km2=nan", "fact-not-finite"),
            ("area_km2=-inf", "fact-not-finite"),
            ("area_km2=1e999", "fact-not-finite"),
            ("coverage=everywhere", "fact-code-unknown"),
            ("state=somewhen", "fact-code-unknown"),
            ("tier=city", "fact-is-field"),
        ],
    )
    def test_what_it_cannot_be_is_refused(self, given: str, fault: str) -> None:
        left = ran("check", "--title", PLAIN, "--fact", given, "--json")
        assert len(refused(left)) == 1
        assert [one["id"] for one in left.faults] == [fault]


class TestFileOrOptions:
    """A matter is in FILE or in options, never in both."""

    @pytest.mark.parametrize(
        "options",
        [
            ("--title", PLAIN),
            ("--mark", "秘密★1年"),
            ("--issued", "2026-11-01"),
            ("--notified", "2026-11-01"),
            ("--drafted", "2026-11-01"),
            ("--tier", "city"),
            ("--derived",),
            ("--fact", "military_zone=yes"),
            ("--text-file", "text.txt"),
            ("--mark", ""),
            ("--tier", ""),
        ],
        ids=" ".join,
    )
    def test_options_with_a_file_are_refused(self, options: tuple[str, ...], tmp_path: Path) -> None:
        left = ran("check", file(tmp_path, "m.json", {"title": PLAIN}), *options, "--json")
        refused(left)
        assert left.error["id"] == "file-and-options"

    def test_the_text_of_a_file_is_the_text_of_the_matter(self, tmp_path: Path) -> None:
        text = "\ufeff本件附某县县委领导班子成员调整方案，尚未公布。\r\n"
        by_options = ("check", "--title", PLAIN, "--text-file", file(tmp_path, "text.txt", text), "--tier", "city")
        matter = {"title": PLAIN, "text": text.removeprefix("\ufeff"), "tier": "city"}
        printed = ran(*by_options, "--json", "--as-of", DAY).answer
        assert printed == ran("check", file(tmp_path, "m.json", matter), "--json", "--as-of", DAY).answer
        assert printed["items"]


class TestCatalogCommands:
    """`classify catalog list|show|schema|search|lint`."""

    def test_list_names_every_catalog_with_what_it_is_worth(self) -> None:
        rows = ran("catalog", "list", "--json", "--as-of", DAY).answer
        ids = [row["id"] for row in rows]
        assert ids == sorted(ids)
        assert {"organization-work", "surveying-2003", "surveying-2020", "school", "company"} <= set(ids)
        for row in rows:
            assert {"title", "number", "standing", "scheme", "from", "to", "dates", "in_force", "version", "sha256"} <= set(row)
        assert {row["id"]: row["in_force"] for row in rows}["surveying-2003"] is False
        earlier = ran("catalog", "list", "--json", "--as-of", "2010-01-01", "--catalog", "surveying-2003").answer
        assert [row["in_force"] for row in earlier] == [True]

    def test_show_gives_the_items_of_one_catalog_and_one_item(self) -> None:
        whole = ran("catalog", "show", "organization-work", "--json").answer
        one = ran("catalog", "show", "organization-work", "3", "--json").answer
        assert whole["id"] == one["id"] == "organization-work"
        assert [item for item in whole["items"] if item["item"] == "3"] == one["items"]
        assert {"item", "name", "level", "scheme", "term", "tiers", "cite"} <= set(one["items"][0])

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_show_names_every_item_for_people(self, lang: str) -> None:
        rows = ran("catalog", "show", "organization-work", "--json", "--lang", lang).answer["items"]
        printed = re.sub(r"\s", "", ran("catalog", "show", "organization-work", "--lang", lang).out)
        for row in rows:
            assert re.sub(r"\s", "", row["name"]) in printed

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_facts_are_the_vocabulary_with_that_of_the_catalogs(self, lang: str, tmp_path: Path) -> None:
        rows = ran("catalog", "show", "--facts", "--json", "--lang", lang, "--catalog", lighthouse(tmp_path)).answer
        facts = {row["name"]: row for row in rows}
        assert {"state", "published", "tier", "area_km2", "lamp_colour"} <= set(facts)
        assert facts["lamp_colour"]["choices"] == ["red", "green"]
        assert facts["military_zone"]["choices"] == [True, False]
        assert all(row["question"] for row in rows)
        printed = ran("catalog", "show", "--facts", "--lang", lang, "--catalog", lighthouse(tmp_path)).out
        assert all(name in printed for name in facts)

    def test_search_finds_words_in_names_and_says_when_it_only_found_similar_ones(self) -> None:
        found = ran("catalog", "search", "试题", "--json").answer
        assert found
        assert all("试题" in row["name"] and row["similar"] is False for row in found)
        alike = ran("catalog", "search", "领导班子换届调整方案草稿", "--json", "--catalog", "organization-work").answer
        assert alike
        assert all(row["similar"] is True for row in alike)
        assert ran("catalog", "search", "zzzzqqqq", "--json").answer == []

    def test_lint_finds_nothing_in_a_shipped_catalog_and_everything_in_a_faulty_one(self, tmp_path: Path) -> None:
        clean = ran("catalog", "lint", "organization-work", "--json")
        assert (clean.status, [fault for fault in clean.answer if fault["severity"] == "error"]) == (0, [])
        left = ran("catalog", "lint", lighthouse(tmp_path), "--json", "--lang", "en")
        assert left.status == 1
        assert {"file", "path", "id", "severity", "advice"} <= set(left.answer[0])
        assert {"catalog-digest-missing", "catalog-file-missing"} <= {fault["id"] for fault in left.answer}
        told = ran("catalog", "lint", lighthouse(tmp_path), "--lang", "en")
        assert told.status == 1
        assert all(fault["id"] in told.out for fault in left.answer)

    def test_schema_is_a_json_schema_that_names_the_fields(self) -> None:
        schema = ran("catalog", "schema").answer
        assert schema["$schema"].startswith("https://json-schema.org/")
        assert {"schema", "id", "title", "standing", "scheme", "papers", "item"} <= set(schema["properties"])


class TestTour:
    """`classify tour`: the main job on real shipped data in under a minute; it says what it did."""

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_it_tells_in_both_languages(self, lang: str) -> None:
        left = ran("tour", "--lang", lang, "--as-of", DAY)
        assert left.status == 0
        assert len(left.out.splitlines()) > 40
        assert "organization-work#3" in left.out
        assert "{" not in left.out

    def test_its_json_is_matters_and_marks(self) -> None:
        answer = ran("tour", "--json", "--as-of", DAY).answer
        for determined in answer["matters"]:
            held(determined)
        assert len(answer["matters"]) >= 3
        assert {"text", "valid", "level", "term", "faults", "normal"} <= set(answer["marks"][0])
        assert len({determined["outcome"] for determined in answer["matters"]}) >= 3

    def test_it_takes_a_few_seconds_of_work(self) -> None:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert ran_outside("tour").status == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5

    def test_a_wrong_catalog_stops_it_before_it_says_anything(self) -> None:
        refused(ran("tour", "--catalog", "no-such-catalog"))


class TestTheRealCommand:
    """The console command `classify`, and `python -m classify`."""

    @pytest.mark.skipif(not CONSOLE.exists(), reason="the console command is not installed beside this Python")
    def test_the_console_command(self) -> None:
        left = ran_outside("check", *SETTLED, "--json", command=[str(CONSOLE)])
        assert (left.status, left.answer["mark"], left.err) == (0, "秘密★10年", "")

    def test_the_module(self) -> None:
        left = ran_outside("mark", "机密☆10年", "--json")
        assert (left.status, left.answer["faults"], left.err) == (1, ["mark-star-wrong"], "")

    def test_its_statuses_and_streams_are_those_seen_in_process(self) -> None:
        left = ran_outside("check", "--title", PLAIN, "--issued", "2026-02-30", "--json", env={"LC_ALL": "C.UTF-8"})
        refused(left)
        assert left.error["where"] == "--issued"

    def test_without_arguments_it_shows_help(self) -> None:
        left = ran()
        assert left.status == 0
        assert "check" in left.out

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_has_its_help(self, name: str) -> None:
        words = [word for word in COMMANDS[name][:2] if word in {"tour", "check", "mark", "catalog", name}]
        left = ran(*words, "--help")
        assert (left.status, left.err) == (0, "")
        assert "--" in left.out

    def test_piped_output_has_no_escape_codes_and_is_utf8(self) -> None:
        env = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        left = ran_outside("check", *SETTLED, "--mark", "机密★20年", env=env)
        assert ESCAPE not in left.out + left.err
        assert "机密★20年" in left.out

    def test_the_environment_of_these_tests_asks_for_no_colours(self) -> None:
        assert not {"FORCE_COLOR", "NO_COLOR"} & set(environment())
