"""Whatever is handed to the public library wrongly, the error is ours, one line, and silent about what was given."""

from __future__ import annotations

import inspect
import json
import logging
import pickle
import traceback
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import classify
from classify import api_compile
from classify.documents import Authorization, Change, Graph, GraphMatter, History, LifeEvent, Matter, Responsible
from classify.documents.matter import Document, Point, Source
from classify.errors import ClassifyError, InputError
from classify.term import AllOf, Duration, Event, OnDate

SECRET = "灞桥泄密ZQXJV7395"  # noqa: S105 -- the word that must not be repeated
DAY = date(2026, 11, 21)


class Talkative:
    """Something of no use anywhere, which says what it holds whenever it is asked."""

    def __repr__(self) -> str:
        return SECRET

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise RuntimeError(SECRET)


WRONG: dict[str, Any] = {
    "text": SECRET,
    "none": None,
    "number": 0,
    "flag": True,
    "bytes": SECRET.encode(),
    "list": [SECRET],
    "set": {SECRET},
    "dictionary": {SECRET: SECRET},
    "matter": {"title": SECRET},
    "moment": datetime(2026, 11, 21, 9, 30),  # noqa: DTZ001 -- what people hand in
    "object": Talkative(),
    "type": Talkative,
}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    if error is not None:
        yield error
        yield from chain(error.__cause__)
        yield from chain(error.__context__)


def raised(act: Callable[[], object]) -> BaseException | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydantic's deprecated names are doors too
        try:
            act()
        except Exception as error:  # noqa: BLE001 -- every one is looked at
            return error
    return None


def is_silent(error: BaseException | None) -> bool:
    """Whether nothing that travels with an error holds the secret."""
    said = ""
    for one in chain(error):
        said += "".join((str(one), repr(one), repr(one.args), repr(vars(one)), *traceback.format_exception(one)))
        if isinstance(one, ClassifyError):
            said += json.dumps([one.to_dict("zh"), one.to_dict("en")], ensure_ascii=False)
            said += repr(pickle.loads(pickle.dumps(one)))  # noqa: S301 -- our own bytes
    return SECRET not in said and SECRET[:6] not in said


CATALOGS = classify.load_catalogs("organization-work")
MATTER = Matter(title="某件事项")
GRAPH = Graph(matters=(GraphMatter(id="a", mark="机密★5年", issued=date(2022, 1, 10)),))
TABLE = pa.table({"id": [1], "mark": ["秘密★10年"], "issued": [DAY]})
RIGHT: dict[str, Any] = {
    "matter": MATTER,
    "catalogs": CATALOGS,
    "as_of": DAY,
    "mark": "秘密★10年",
    "text": "秘密★10年",
    "graph": GRAPH,
    "old": GRAPH,
    "new": GRAPH,
    "change": Change(id="a", do="published"),
    "none": True,
    "history": History(matter=MATTER),
    "table": TABLE,
    "earlier_table": TABLE,
    "earlier_answers": classify.evaluate(TABLE, CATALOGS, as_of=DAY),
}
FUNCTIONS: list[Callable[..., Any]] = [
    *(getattr(classify, name) for name in classify.__all__ if inspect.isfunction(getattr(classify, name))),
    *(getattr(api_compile, name) for name in ("compile_all", "what_must_go", "impact", "solved", "compare", "picture")),
]
PLACES = [(function, name) for function in FUNCTIONS for name in inspect.signature(function).parameters]


def called(function: Callable[..., Any], name: str, value: object) -> object:
    shape = inspect.signature(function)
    if name == "names_or_paths":
        return function(value)
    given = {one: RIGHT[one] for one in shape.parameters if one in RIGHT}
    answer = function(**{**given, name: value})
    return list(answer) if inspect.isgenerator(answer) else answer


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: str(function.__name__))
def test_rightly_called_each_answers(function: Callable[..., Any]) -> None:
    called(function, "as_of", DAY) if "as_of" in inspect.signature(function).parameters else function()


@pytest.mark.parametrize(("function", "name"), PLACES, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_each_argument_of_each_function(function: Callable[..., Any], name: str) -> None:
    for kind, value in WRONG.items():
        error = raised(lambda value=value: called(function, name, value))  # type: ignore[misc]
        assert error is None or (isinstance(error, InputError) and is_silent(error)), (kind, type(error))


@pytest.mark.parametrize(
    ("function", "name", "value", "error_id"),
    [
        (classify.determine, "as_of", "2026-11-21", "date-expected"),
        (classify.determine, "as_of", WRONG["moment"], "date-expected"),
        (classify.determine, "matter", {"title": "某件事项"}, "argument-type"),
        (classify.determine, "catalogs", "organization-work", "argument-type"),
        (classify.determine, "catalogs", ["organization-work"], "argument-type"),
        (classify.determine, "expiry_rule", "x", "expiry-rule-unknown"),
        (classify.parse_mark, "text", None, "argument-type"),
        (classify.evaluate, "ids", "x", "unknown-choice"),
        (classify.evaluate, "threads", 0, "count-expected"),
        (classify.evaluate, "chunk", -1, "count-expected"),
        (classify.evaluate, "keep", "yes", "argument-type"),
        (classify.evaluate, "table", [1], "not-a-table"),
        (classify.compile_ceiling, "policy", "x", "policy-unknown"),
        (api_compile.picture, "kind", "png", "unknown-choice"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(function: Callable[..., Any], name: str, value: object, error_id: str) -> None:
    with pytest.raises(InputError) as refused:
        called(function, name, value)
    assert (refused.value.id, refused.value.where) == (error_id, name)


@pytest.mark.parametrize("lang", ["fr", None, SECRET])
def test_a_language_that_is_not_there(lang: Any) -> None:
    results = [
        classify.determine(MATTER, CATALOGS, as_of=DAY),
        classify.parse_mark("秘密★10年", as_of=DAY),
        classify.status(History(matter=MATTER), as_of=DAY),
        classify.compile_ceiling(GRAPH, as_of=DAY),
    ]
    acts = [result.to_dict for result in results] + [results[0].explain, InputError("level-unknown").sentence]  # type: ignore[attr-defined]
    for act in acts:
        error = raised(lambda act=act: act(lang))  # type: ignore[misc]
        assert isinstance(error, InputError)
        assert (error.id, is_silent(error)) == ("language-unknown", True)


def test_a_generator_of_catalogs_is_gone_through_once() -> None:
    assert classify.determine(MATTER, (one for one in CATALOGS), as_of=DAY).outcome == "no_match"


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"id": [1, 2], "mark": ["秘密★10年"] * 2, "title": [5, SECRET]}),
        pd.DataFrame({"id": [1, SECRET], "mark": ["秘密★10年"] * 2}),
        pd.DataFrame({"id": [1, 2], SECRET: [1, SECRET]}),
        pl.DataFrame({"id": [1, 2], "mark": [SECRET, "x"], "issued": [SECRET, "x"]}),
        pl.DataFrame({"id": [SECRET, SECRET], "mark": [SECRET, "x"]}),
        pl.DataFrame({"id": [1, 2], "mark": ["x", "y"], "sources": [SECRET, None]}),
        pl.DataFrame({"id": [1, 2], "mark": ["x", "y"], f"fact.{SECRET}": [SECRET, None]}),
        pl.DataFrame({"id": [1, 2], "mark": ["x", "y"], "fact.state": [SECRET, None]}),
        pl.DataFrame({"id": [1, 2], "mark": ["x", "y"], "tier": [SECRET, None], "level": [SECRET, None]}),
        pa.table({"id": [1], "mark": pa.array([SECRET.encode()])}),
        pa.table({"id": [[SECRET]], "mark": [SECRET]}),
        pa.RecordBatchReader.from_batches(pa.schema([("id", pa.int64())]), (1 / 0 for _ in range(1))),
        Talkative(),
    ],
    ids=lambda table: type(table).__name__,
)
def test_tables_of_others(table: object, threads: int) -> None:
    error = raised(lambda: classify.evaluate(table, CATALOGS, as_of=DAY, threads=threads))
    assert error is None or isinstance(error, InputError)
    assert is_silent(error)


MODELS: dict[type[Document], dict[str, Any]] = {
    Matter: {"title": "某件事项"},
    Authorization: {"level": "secret"},
    Responsible: {"name": "某甲"},
    Point: {"id": "a"},
    Source: {"id": "a"},
    Graph: {"matters": (GraphMatter(id="a"),)},
    GraphMatter: {"id": "a"},
    Change: {"id": "a", "do": "published"},
    History: {"matter": MATTER},
    LifeEvent: {"on": DAY, "do": "reviewed"},
}
FIELDS = [(model, name) for model in MODELS for name in (*model.model_fields, "other")]


def doors(model: Any, given: dict[str, Any], name: str, value: object) -> dict[str, Callable[[], object]]:
    """Every way by which a value can come to stand in a document."""
    right = model(**given)
    wrong = {**given, name: value}
    text = json.dumps(wrong, default=str)
    return {
        "call": lambda: model(**wrong),
        "model_validate": lambda: model.model_validate(wrong),
        "model_validate_json": lambda: model.model_validate_json(text),
        "model_validate_strings": lambda: model.model_validate_strings(wrong),
        "model_construct": lambda: model.model_construct(**wrong),
        "model_copy": lambda: right.model_copy(update={name: value}),
        "model_copy deep": lambda: right.model_copy(update={name: value}, deep=True),
        "construct": lambda: model.construct(**wrong),
        "copy": lambda: right.copy(update={name: value}),
        "parse_obj": lambda: model.parse_obj(wrong),
        "parse_raw": lambda: model.parse_raw(text),
        "validate": lambda: model.validate(wrong),
        "assignment": lambda: setattr(right, name, value),
        "deletion": lambda: delattr(right, name),
    }


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_each_key_of_each_document(model: type[Document], name: str) -> None:
    for kind, value in WRONG.items():
        for door, act in doors(model, MODELS[model], name, value).items():
            error = raised(act)
            assert error is None or (isinstance(error, InputError) and is_silent(error)), (door, kind, type(error))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_document_does_not_change(model: type[Document]) -> None:
    made = model(**MODELS[model])
    for name in (*model.model_fields, "other"):
        for act in (lambda name=name: setattr(made, name, SECRET), lambda name=name: delattr(made, name)):
            error = raised(act)
            assert isinstance(error, InputError)
            assert error.id == "document-fixed"
    assert pickle.loads(pickle.dumps(made)) == made.model_copy() == made.model_copy(deep=True) == made  # noqa: S301 -- our own bytes


def test_terms_and_levels() -> None:
    for kind, value in WRONG.items():
        acts: list[Callable[[], object]] = [
            lambda value=value: classify.Level(value),  # type: ignore[misc]
            lambda value=value: classify.Level.parse(value),  # type: ignore[misc]
            lambda value=value: Duration(value, "years"),  # type: ignore[misc]
            lambda value=value: Duration(1, value),  # type: ignore[misc]
            lambda value=value: OnDate(value),  # type: ignore[misc]
            lambda value=value: Event(value),  # type: ignore[misc]
            lambda value=value: AllOf(value),  # type: ignore[misc]
            lambda value=value: AllOf((value, value)),  # type: ignore[misc]
        ]
        for place, act in enumerate(acts):
            error = raised(act)
            assert error is None or (isinstance(error, InputError) and is_silent(error)), (place, kind, type(error))


def test_the_library_says_nothing_in_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    """Suggestions come from another library, which tells its steps at every level."""
    from classify.catalog import suggest  # noqa: PLC0415 -- its index is made anew here

    suggest._names.clear()
    with caplog.at_level(logging.DEBUG):
        classify.determine(Matter(title="关于某县干部调整"), CATALOGS, as_of=DAY)
    assert not caplog.records
