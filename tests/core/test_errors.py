"""Errors: an id, a place and fields; sentences in two languages; nothing of the user's input."""

from __future__ import annotations

import ast
import pickle
import re
import string
import tomllib
from pathlib import Path

import pytest

import classify
from classify import errors
from classify.errors import (
    CatalogError,
    ClassifyError,
    EngineError,
    Faults,
    InputError,
    LawError,
    NotInForce,
    safe_name,
)

TREE = Path(classify.__file__).parent
SENTENCES = tomllib.loads((TREE / "errors.toml").read_text(encoding="utf-8"))
KINDS = {name for name in errors.__all__ if isinstance(getattr(errors, name), type) and name != "Faults"}


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def raised_ids() -> list[tuple[str, str]]:
    """Every literal id handed to an error anywhere in the package, with the file it stands in."""
    found = []
    for path in sorted(TREE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in KINDS and isinstance(node.args[0].value, str):
                found.append((node.args[0].value, path.name))
    return found


class TestEveryErrorHasItsSentence:
    """Errors carry data and say what to do: place, cause, way out; one line, no capital, no final stop."""

    def test_every_id_raised_in_the_tree_has_a_sentence(self) -> None:
        assert [(id_, where) for id_, where in raised_ids() if id_ not in SENTENCES] == []

    def test_every_sentence_has_an_id_that_something_raises(self) -> None:
        data = "".join(path.read_text(encoding="utf-8") for path in TREE.rglob("*.py"))
        assert [id_ for id_ in SENTENCES if f'"{id_}"' not in data] == []

    @pytest.mark.parametrize("error_id", sorted(SENTENCES))
    def test_both_languages_carry_the_same_placeholders(self, error_id: str) -> None:
        sentences = SENTENCES[error_id]
        assert set(sentences) == {"zh", "en"}
        assert placeholders(sentences["zh"]) == placeholders(sentences["en"])

    @pytest.mark.parametrize("error_id", sorted(SENTENCES))
    def test_a_sentence_is_one_line_without_capital_and_final_stop(self, error_id: str) -> None:
        for sentence in SENTENCES[error_id].values():
            assert sentence == sentence.strip()
            assert "\n" not in sentence
            assert not sentence.endswith((".", "。"))
        assert not re.match(r"[A-Z][a-z]", SENTENCES[error_id]["en"])

    def test_an_id_without_a_sentence_is_a_mistake_of_ours(self) -> None:
        with pytest.raises(KeyError):
            InputError("no-such-id").sentence("en")


class TestAnErrorIsData:
    """A refusal by the law is a value; an exception is for what the caller did wrong, and carries fields."""

    def test_the_sentence_begins_with_the_place(self) -> None:
        error = InputError("level-unknown", where="matters[3].level")
        assert error.sentence("en").startswith("matters[3].level: the level is not known")
        assert error.sentence("zh").startswith("matters[3].level: 密级")

    def test_without_a_place_the_sentence_stands_alone(self) -> None:
        assert str(InputError("level-unknown")) == SENTENCES["level-unknown"]["en"]

    def test_to_dict_is_what_a_command_prints(self) -> None:
        error = InputError("level-unknown", where="level")
        expected = {"id": "level-unknown", "message": error.sentence("zh"), "where": "level"}
        assert error.to_dict("zh") == expected

    def test_each_kind_is_caught_as_the_builtin_people_already_catch(self) -> None:
        assert issubclass(InputError, ValueError)
        assert issubclass(CatalogError, InputError)
        assert issubclass(NotInForce, LookupError)
        assert all(issubclass(kind, ClassifyError) for kind in (InputError, LawError, NotInForce, EngineError))
        assert not issubclass(LawError, ValueError)

    def test_an_error_survives_the_way_to_another_process(self) -> None:
        error = pickle.loads(pickle.dumps(CatalogError("level-unknown", where="items[1]", count=2)))  # noqa: S301 - our own bytes
        assert (type(error), error.id, error.where, error.fields) == (
            CatalogError,
            "level-unknown",
            "items[1]",
            {"count": 2},
        )


class TestFaultsComeAllAtOnce:
    """All faults at once, with a path."""

    def test_faults_keep_their_order_and_lie_flat(self) -> None:
        first, second, third = (InputError("level-unknown", where=f"items[{n}]") for n in range(3))
        faults = Faults([first, Faults([second, third])])
        assert faults.faults == (first, second, third)
        assert faults.sentence("en").startswith("3 faults: items[0]: ")
        assert [fault["where"] for fault in faults.to_dict("zh")["faults"]] == [
            "items[0]",
            "items[1]",
            "items[2]",
        ]

    def test_a_single_fault_speaks_for_itself(self) -> None:
        fault = InputError("unknown-key", where="titel", name="titel", nearest="title")
        faults = Faults([fault])
        assert faults.faults == (fault,)
        assert (faults.id, faults.where, str(faults)) == (fault.id, fault.where, str(fault))
        assert faults.to_dict("zh") == fault.to_dict("zh")

    def test_faults_without_a_fault_are_refused(self) -> None:
        with pytest.raises(ValueError, match="no faults"):
            Faults([])

    def test_faults_survive_the_way_to_another_process(self) -> None:
        faults = pickle.loads(pickle.dumps(Faults([InputError("level-unknown", where="a")], where="file")))  # noqa: S301 - our own bytes
        assert isinstance(faults, Faults)
        assert [fault.where for fault in faults.faults] == ["a"]
        assert faults.where == "file"


class TestNamesFromTheInput:
    """Names from the input are echoed up to 20 characters of `[a-z_.]`; values never."""

    @pytest.mark.parametrize(
        ("name", "echo"),
        [
            ("titel", "titel"),
            ("facts.state", "facts.state"),
            ("area_km2", "area_km"),
            ("某工程选址", "?"),
            ("", "?"),
            ("Title", "?"),
            ("a" * 30, "a" * 20),
            ("drop\nline", "drop"),
        ],
    )
    def test_the_echo_of_a_name(self, name: str, echo: str) -> None:
        assert safe_name(name) == echo
