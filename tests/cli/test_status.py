"""`classify status FILE`: one matter's history in, where it stands, why, and what comes next out."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from classify.api_status import status as stand
from classify.catalog.read import load_catalogs
from classify.cli import status as command
from classify.cli.status import status
from classify.documents import read_history
from classify.errors import Faults, InputError

LATE = {
    "matter": {"mark": "秘密★10年", "issued": "2014-03-09"},
    "events": [{"on": "2024-03-05", "do": "extended", "decided": "2024-03-05", "delivered": "2024-03-12", "until": "2029-03-09"}],
}
DAY = "2024-03-20"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "history.json"
    path.write_text(json.dumps(LATE), encoding="utf-8")
    return path


class TestTheCommand:
    """With `--json`, standard output carries one JSON document and nothing else; status 1 where something is an error."""

    def test_json_is_what_the_front_door_gives(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert status(str(file), as_of=DAY, as_json=True, lang="en") == 1
        printed = json.loads(capsys.readouterr().out)
        assert printed == stand(read_history(file.read_text()), as_of=date(2024, 3, 20), catalogs=load_catalogs()).to_dict("en")
        assert printed["schema"] == "classify/status/1"
        expected = {"as_of", "state", "level", "term", "last_secret_day", "opens_on", "because", "next", "findings", "history"}
        assert expected <= printed.keys()

    def test_the_keys_of_a_next_step(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        status(str(file), as_of=DAY, as_json=True, lang="zh")
        assert all({"do", "by", "cites"} <= step.keys() for step in json.loads(capsys.readouterr().out)["next"])

    def test_nothing_wrong_is_status_0(self, tmp_path: Path) -> None:
        path = tmp_path / "history.json"
        path.write_text('{"matter": {"mark": "绝密★长期", "issued": "2014-03-09"}}', encoding="utf-8")
        assert status(str(path), as_of=DAY, as_json=True) == 0

    def test_standard_input_is_read(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(LATE).encode("utf-8-sig"))))
        assert status("-", as_of=DAY, as_json=True) == 1
        assert json.loads(capsys.readouterr().out)["state"] == "active"

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_people_get_a_timeline(self, file: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert status(str(file), as_of=DAY, lang=lang) == 1
        lines = capsys.readouterr().out.splitlines()
        days = [line[:10] for line in lines if line[:4].isdecimal()]
        # marked, extended, the day of asking, then what comes next, in the order of days
        assert days[:3] == ["2014-03-09", "2024-03-05", DAY]
        assert days[3:] == sorted(days[3:])
        assert any("extension-not-delivered" in line for line in lines)

    def test_a_long_history_is_shown_from_its_end(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "history.json"
        many = [{"on": f"{1990 + place // 12}-{place % 12 + 1:02}-01", "do": "reviewed"} for place in range(300)]
        path.write_text(json.dumps({"matter": {"mark": "绝密★长期", "issued": "1990-01-01"}, "events": many}), encoding="utf-8")
        status(str(path), as_of=DAY, lang="en")
        printed = capsys.readouterr().out
        assert "260 more" in printed
        assert "2014-12-01" in printed
        assert "1990-02-01" not in printed


class TestTheCatalog:
    """The whole term passes the item's maximum, no central approval; resting on a sample item it is a notice."""

    @pytest.mark.parametrize(("until", "found"), [("2027-05-10", ["extension-above-catalog"]), ("2026-05-10", [])])
    def test_an_extension_is_measured_against_the_item(self, until: str, found: list[str]) -> None:
        matter = {
            "title": "关于拟调整某县县委领导班子成员的方案（未公布）",
            "tier": "city",
            "mark": "秘密★8年",
            "issued": "2016-05-10",
        }
        longer = {"on": "2024-05-01", "do": "extended", "decided": "2024-05-01", "delivered": "2024-05-02", "until": until}
        history = read_history(json.dumps({"matter": matter, "events": [longer, {"on": "2024-05-01", "do": "reviewed"}]}))
        result = stand(history, as_of=date(2024, 6, 1), catalogs=load_catalogs("organization-work"))
        assert [(one.id, one.severity, one.standing, one.item) for one in result.findings] == [
            (name, "notice", "sample", "organization-work#3") for name in found
        ]
        assert stand(history, as_of=date(2024, 6, 1)).findings == ()


class TestBadInput:
    """Wrong input is one clear line with its place, never a traceback, and never repeats what was given."""

    @pytest.mark.parametrize(
        ("text", "id_", "where"),
        [
            ('{"matter": {"mark": "秘密★10年"}, "evnts": []}', "unknown-key", "evnts"),
            ('{"matter": {"marc": "秘密★10年"}}', "unknown-key", "matter.marc"),
            ('{"events": []}', "key-missing", "matter"),
            ('{"matter": {"mark": 5}}', "wrong-type", "matter.mark"),
            ('{"matter": {}, "events": [{"do": "reviewed"}]}', "key-missing", "events[0].on"),
            ('{"matter": {}, "events": [{"on": "2024-02-30", "do": "reviewed"}]}', "bad-date", "events[0].on"),
            ('{"matter": {}, "events": [{"on": "2024-02-03", "do": "leaked"}]}', "unknown-choice", "events[0].do"),
            (
                '{"matter": {}, "events": [{"on": "2024-02-03", "do": "declassified", "by": "密"}]}',
                "unknown-choice",
                "events[0].by",
            ),
            ('{"matter": {}, "events": [{"on": "2024-02-03", "do": "level_changed"}]}', "event-incomplete", "events[0]"),
            ('{"matter": {}, "events": [{"on": "2024-02-03", "do": "extended"}]}', "event-incomplete", "events[0]"),
            (
                '{"matter": {}, "events": [{"on": "2024-02-03", "do": "term_changed", "term": "十年"}]}',
                "term-unreadable",
                "events[0].term",
            ),
            (
                '{"matter": {}, "events": [{"on": "2024-02-03", "do": "term_changed", "term": {"kind": "duration", "years": 0}}]}',
                "term-unreadable",
                "events[0].term",
            ),
            (
                '{"matter": {}, "events": [{"on": "2024-02-03", "do": "extended", "until": "9999-12-31"}]}',
                "wrong-type",
                "events[0].until",
            ),
            ('{"matter": {}, "events": {}}', "wrong-type", "events"),
            ("[]", "wrong-type", "$"),
            ("{", "not-json", "$"),
        ],
    )
    def test_every_fault_has_its_place(self, text: str, id_: str, where: str) -> None:
        with pytest.raises(Faults) as caught:
            read_history(text)
        assert [(fault.id, fault.where) for fault in caught.value.faults] == [(id_, where)]

    def test_all_faults_are_told_at_once_and_nothing_of_the_input(self) -> None:
        text = '{"matter": {"title": "绝不外传的名称", "issued": "绝不外传的日子"}, "events": [{"on": "绝不", "do": "外传"}], "绝不外传": 1}'
        with pytest.raises(Faults) as caught:
            read_history(text)
        assert len(caught.value.faults) == 4
        for lang in ("zh", "en"):
            told = caught.value.sentence(lang) + repr(caught.value) + str(caught.value.__cause__)
            assert "绝不" not in told
            assert "外传" not in told

    @pytest.mark.parametrize("mark", ["机要", "", "秘密工作", "★10年", "机密" * 200])
    def test_a_mark_that_cannot_be_read_is_protected_as_the_highest(self, mark: str) -> None:
        found = stand(read_history(json.dumps({"matter": {"mark": mark, "issued": "2001-01-01"}})), as_of=date(2026, 11, 21))
        assert found.state.value == "invalid"
        assert found.protect is not None
        assert found.protect.value == "top_secret"
        assert "mark-malformed" in {finding.id for finding in found.findings}

    def test_a_folder_a_foreign_encoding_and_a_file_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(InputError, match="folder"):
            status(str(tmp_path), as_of=DAY)
        path = tmp_path / "history.json"
        path.write_bytes("机密".encode("gb18030"))
        with pytest.raises(InputError) as caught:
            status(str(path), as_of=DAY)
        assert caught.value.id == "not-utf8"
        monkeypatch.setattr(command, "MEGABYTES", 0)
        with pytest.raises(InputError) as caught:
            status(str(path), as_of=DAY)
        assert caught.value.id == "history-too-large"

    def test_a_history_survives_being_written_and_read_again(self) -> None:
        term: Any = {"kind": "all_of", "of": [{"kind": "event", "event": "启用前"}, {"kind": "date", "on": "2030-01-01"}]}
        text = json.dumps({**LATE, "events": [*LATE["events"], {"on": "2015-01-01", "do": "term_changed", "term": term}]})
        history = read_history(text)
        assert read_history(history.model_dump_json()) == history
