"""`classify compile`: one object, or one a line with --all; statuses; what a person reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from classify.api_compile import compile_ceiling
from classify.cli.compile import compile_file
from classify.documents.graph import read_graph
from classify.errors import InputError
from tests.compilation.test_hard_graphs import DAY

AS_OF = DAY.isoformat()
PAPERS = {
    "target": "d",
    "matters": [
        {"id": "s", "mark": "机密★10年", "issued": "2024-04-01", "points": [{"id": "p", "mark": "秘密★5年"}]},
        {"id": "d", "mark": "机密★10年", "issued": "2025-04-01", "sources": [{"id": "s"}]},
    ],
}


@pytest.fixture
def papers(tmp_path: Path) -> str:
    path = tmp_path / "papers.json"
    path.write_text(json.dumps(PAPERS, ensure_ascii=False), encoding="utf-8")
    return str(path)


class TestJson:
    """With --json standard output carries one document, or one a line."""

    def test_it_is_what_the_library_answers(self, papers: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert compile_file(papers, as_json=True, as_of=AS_OF, lang="en") == 1
        answer = compile_ceiling(read_graph(json.dumps(PAPERS)), as_of=DAY)
        assert json.loads(capsys.readouterr().out) == answer.to_dict("en")

    def test_all_answers_one_a_line(self, papers: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert compile_file(papers, all=True, as_json=True, as_of=AS_OF) == 1
        lines = capsys.readouterr().out.splitlines()
        assert [json.loads(line)["id"] for line in lines] == ["s", "d"]

    def test_what_must_go_stands_beside(self, papers: str, capsys: pytest.CaptureFixture[str]) -> None:
        compile_file(papers, to="secret", as_json=True, as_of=AS_OF)
        assert [one["ids"] for one in json.loads(capsys.readouterr().out)["must_go"]["sets"]] == [["s"]]

    def test_a_csv_and_nothing_wrong(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "papers.csv"
        path.write_text("id,mark,issued,sources\na,机密★5年,2025-01-10,\n", encoding="utf-8-sig")
        assert compile_file(str(path), as_json=True, as_of=AS_OF) == 0
        assert json.loads(capsys.readouterr().out)["level"] == "confidential"


class TestForPeople:
    """One screen: result, ceiling and floor, what set them, how it falls, what is wrong."""

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_it_says_what_and_why(self, lang: str, papers: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert compile_file(papers, to="none", as_of=AS_OF, lang=lang) == 1
        out = capsys.readouterr().out
        assert "机密★2034年4月2日" in out
        assert "s → d" in out
        assert "derived-clock-restarted" in out

    def test_all_is_one_line_each(self, papers: str, capsys: pytest.CaptureFixture[str]) -> None:
        compile_file(papers, all=True, as_of=AS_OF)
        assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == ["s", "d"]

    def test_a_restarted_clock_warns(self, papers: str, capsys: pytest.CaptureFixture[str]) -> None:
        compile_file(papers, policy="restart", as_of=AS_OF, lang="en")
        assert "passes over 2034-04-02" in " ".join(capsys.readouterr().out.split())

    @pytest.mark.parametrize("kind", ["svg", "mmd"])
    def test_a_picture_is_written(self, kind: str, papers: str, tmp_path: Path) -> None:
        path = tmp_path / f"out.{kind}"
        compile_file(papers, image=str(path), as_json=True, as_of=AS_OF)
        assert path.read_text(encoding="utf-8").startswith("<svg" if kind == "svg" else "flowchart")


class TestRefusals:
    """A wrong call is refused with an id."""

    @pytest.mark.parametrize(
        ("options", "error"),
        [
            ({"file": "x.txt"}, "graph-file-kind"),
            ({"image": "x.png"}, "picture-kind"),
            ({"to": "下级"}, "goal-form"),
            ({"policy": "always"}, "policy-unknown"),
            ({"to": "none", "all": True}, "usage-option"),
        ],
    )
    def test_each(self, options: dict[str, object], error: str, papers: str) -> None:
        with pytest.raises(InputError) as caught:
            compile_file(**({"file": papers, "as_of": AS_OF} | options))  # type: ignore[arg-type]
        assert caught.value.id == error

    def test_folders_and_strange_encodings(self, tmp_path: Path) -> None:
        folder = tmp_path / "x.json"
        folder.mkdir()
        with pytest.raises(InputError, match="folder"):
            compile_file(str(folder))
        strange = tmp_path / "y.csv"
        strange.write_bytes(b"id,mark\na,\xff\xff\n")
        with pytest.raises(InputError, match="UTF-8"):
            compile_file(str(strange))

    def test_a_csv_of_a_spreadsheet_program_is_read_like_its_sheet(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "y.csv"
        path.write_bytes("编号,密级,保密期限,制发日期,来源\r\na,机密,10年,2024/3/1,\r\nb,,,2024/3/2,a\r\n".encode("gb18030"))
        assert compile_file(str(path), all=True, as_of="2026-11-21", as_json=True) == 0
        assert [json.loads(line)["level"] for line in capsys.readouterr().out.splitlines()] == ["confidential"] * 2
