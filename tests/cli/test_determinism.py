"""R19: the same answer whatever the hash seed, the time zone and the locale; today is read in one place only."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import classify
from tests.cli.command_line import DAY, TITLE, environment, lighthouse, many

MATTERS = (
    {"id": "1", "title": TITLE, "tier": "city", "issued": "2026-11-01", "mark": "机密★20年"},
    {"id": "2", "title": "某县县委领导班子成员调整方案"},
    {"id": "3", "title": "某省某次统一考试试题和参考答案（启封前）", "drafted": "2026-10-30", "mark": "绝密★"},
    {"id": "4", "title": "某县地形图", "facts": {"area_km2": 30, "military_zone": True, "coverage": "regional"}},
    {"id": "5", "title": "关于办公楼电梯检修的通知", "mark": "秘密☆1年", "audience": ["乙", "甲"]},
    {"id": "6", "title": "坏的一行", "facts": {"stat": "x", "publisched": True}, "titel": 1, "isued": 2},
    {"id": "7", "title": "某县纪委正在立案查处的重要违纪案件案情（未公布）", "tier": "county", "issued": "2024-02-29"},
)
SCRIPT = """
import json, sys
from classify.cli.run import run
from tests.cli.command_line import once

with once():
    for call in json.loads(sys.argv[1]):
        print("$", call[:2], flush=True)
        print("=", run(call), flush=True)
"""
ENVIRONMENTS = {
    "another hash seed, a day ahead": {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"},
    "a random hash seed, a day behind": {"PYTHONHASHSEED": "random", "TZ": "Pacific/Pago_Pago", "LC_ALL": "en_US.UTF-8"},
    "no UTF-8": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
}
MORE = {
    "another tongue": {"LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.ISO-8859-1"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
    **{f"seed {seed}": {"PYTHONHASHSEED": str(seed)} for seed in range(10, 20)},
}


def calls(folder: Path) -> list[list[str]]:
    """Give what is asked in every environment: every command, for people and for programs."""
    matters, place = many(folder, *MATTERS), lighthouse(folder)
    common = ["--as-of", DAY, "--lang"]
    return [
        ["check", str(matters), "--json", *common, "zh"],
        ["check", str(matters), *common, "en"],
        ["check", str(folder / "one.json"), "--explain", *common, "zh"],
        ["tour", "--json", *common, "zh"],
        ["mark", "绝密★", "--issued", "2024-02-29", *common, "en"],
        ["catalog", "list", "--json", *common, "zh"],
        ["catalog", "search", "领导班子换届调整方案", *common, "zh"],
        ["catalog", "lint", str(place), *common, "en"],
        ["check", "--title", "某通知", "--catalog", "no-such-catalog", *common, "zh"],
    ]


def printed(folder: Path, env: dict[str, str]) -> tuple[bytes, bytes]:
    """Run all calls in one process with this environment and give what it printed."""
    one = json.dumps(MATTERS[0], ensure_ascii=False)
    (folder / "one.json").write_text(one, encoding="utf-8")
    given = environment(**{"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", "COLUMNS": "80", **env})
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(calls(folder))], capture_output=True, env=given, check=True, timeout=120
    )
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[bytes, bytes]]:
    """Give what the plain environment prints, and where its files are."""
    folder = tmp_path_factory.mktemp("plain")
    return folder, printed(folder, {})


class TestEnvironments:
    """The same bytes on both streams."""

    @pytest.mark.parametrize("name", [*ENVIRONMENTS, *(pytest.param(name, marks=pytest.mark.slow) for name in MORE)])
    def test_nothing_of_the_environment_changes_an_answer(self, name: str, plain: tuple[Path, tuple[bytes, bytes]]) -> None:
        folder, expected = plain
        out, err = printed(folder, {**ENVIRONMENTS, **MORE}[name])
        assert out.decode() == expected[0].decode()
        assert err.decode() == expected[1].decode()

    def test_the_calls_cover_every_status(self, plain: tuple[Path, tuple[bytes, bytes]]) -> None:
        out = plain[1][0].decode()
        assert {line[2:] for line in out.splitlines() if line.startswith("= ")} == {"0", "1", "2"}


class TestToday:
    """`--as-of DATE` (default: today, read nowhere else)."""

    def test_today_is_read_in_one_place_only(self) -> None:
        tree = Path(classify.__file__).parent
        readers = {"today", "now", "utcnow", "localtime", "gmtime", "getlocale", "strftime", "strptime"}
        found = {
            (path.relative_to(tree).as_posix(), node.attr)
            for path in tree.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
            and node.attr in readers
            and isinstance(node.value, ast.Name)
            and node.value.id in {"date", "datetime", "time", "locale", "dt"}
        }
        assert found == {("cli/settings.py", "today"), ("cli/settings.py", "getlocale")}

    def test_without_as_of_it_is_the_day_of_the_user(self) -> None:
        days = []
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            done = subprocess.run(
                [sys.executable, "-m", "classify", "check", "--title", "某通知", "--json", "--catalog", "water-flood"],
                capture_output=True,
                env=environment(TZ=zone),
                check=True,
                timeout=60,
            )
            days.append(json.loads(done.stdout)["as_of"])
        assert days[0] > days[1]
