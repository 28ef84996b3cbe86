"""A program of a user that names the type of every answer passes the strict type checker."""

from __future__ import annotations

from pathlib import Path

from mypy import api

PROGRAM = """
from datetime import date

import classify

day = date(2026, 11, 21)
catalogs: tuple[classify.Catalog, ...] = classify.load_catalogs("organization-work")
source = classify.Source(id="a")
matter: classify.Matter = classify.Matter(title="某件事项", tier="city", sources=(source,))
result: classify.Result = classify.determine(matter, catalogs, as_of=day)
checked: classify.Result = classify.check(matter, "秘密★10年", catalogs, as_of=day, expiry_rule="anniversary")
findings: tuple[classify.Finding, ...] = result.findings
items: tuple[classify.FoundItem, ...] = result.items
questions: tuple[classify.Question, ...] = result.missing
duties: tuple[classify.Duty, ...] = result.duties
level: classify.Level | None = result.level
term: classify.Term | None = result.term
page: str = result.explain(lang="en")
mark: classify.MarkResult = classify.parse_mark("秘密★10年", as_of=day)
graph: classify.Graph = classify.Graph(matters=(classify.GraphMatter(id="a", mark="秘密★10年", sources=(source,)),))
ceiling: classify.CeilingResult = classify.compile_ceiling(graph, as_of=day)
event: classify.LifeEvent = classify.LifeEvent(on=day, do="reviewed")
stands: classify.StatusResult = classify.status(classify.History(matter=matter, events=(event,)), as_of=day)
rows = object()
answers = classify.evaluate(rows, catalogs, as_of=day, ids="trusted")
renewed: classify.Renewed = classify.reevaluate(rows, catalogs, earlier_table=rows, earlier_answers=answers, as_of=day)
other: classify.Matter = matter.model_copy(update={"tier": "county"})
version: str = classify.__version__
"""

WRONG = """
import classify

classify.determine("某件事项", (), as_of="2026-11-21")
"""


def test_every_answer_can_be_named_and_wrong_calls_are_caught(tmp_path: Path) -> None:
    program, wrong = tmp_path / "program.py", tmp_path / "wrong.py"
    program.write_text(PROGRAM, encoding="utf-8")
    wrong.write_text(WRONG, encoding="utf-8")
    # nobody's settings: a user's program has not ours, wherever it is checked
    options = ["--config-file=", "--strict", "--follow-imports=silent", "--cache-dir", str(tmp_path / "cache")]
    said, _, _ = api.run([*options, str(program), str(wrong)])
    errors = [line for line in said.splitlines() if " error: " in line]
    assert [Path(line.partition(":")[0]).name for line in errors] == ["wrong.py"] * 2, said
