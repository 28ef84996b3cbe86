"""The front door is small, sorted, lazy, and importing it does nothing."""

from __future__ import annotations

import doctest
import subprocess
import sys
from importlib import import_module

import pytest

import classify

HEAVY = ("pydantic", "numpy", "pyarrow", "networkx", "durable", "rich", "typer", "opencc", "ahocorasick_rs", "bm25s")


def test_the_names_are_sorted_and_few() -> None:
    assert list(classify.__all__) == sorted(classify.__all__)
    assert len(classify.__all__) <= 40


@pytest.mark.parametrize("name", classify.__all__)
def test_every_name_loads(name: str) -> None:
    assert getattr(classify, name) is not None
    assert name in dir(classify)


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(AttributeError):
        _ = classify.nothing_of_this_name


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, classify; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_determine_stays_a_function_whatever_was_imported_before() -> None:
    code = (
        "import classify.determination, classify.cli.run, classify; print(callable(classify.determine), callable(classify.check))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True True"


@pytest.mark.parametrize("module", ["classify", "classify.api"])
def test_its_examples_run(module: str) -> None:
    done = doctest.testmod(import_module(module))
    assert (done.attempted > 0, done.failed) == (True, 0)


@pytest.mark.parametrize("name", classify.__all__)
def test_every_name_says_what_it_is(name: str) -> None:
    assert getattr(classify, name).__doc__
