"""The libraries of the extra `sheets`, loaded when a sheet is read or written, or a clear error."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from classify.errors import InputError

__all__ = ["calamine", "openpyxl", "xlsxwriter"]


def calamine() -> Any:  # noqa: ANN401 -- a module
    """Give the fast reader. Raises InputError `extra-missing`."""
    return _library("python_calamine")


def openpyxl() -> Any:  # noqa: ANN401 -- a module
    """Give the library that changes a workbook in place. Raises InputError `extra-missing`."""
    return _library("openpyxl")


def xlsxwriter() -> Any:  # noqa: ANN401 -- a module
    """Give the writer. Raises InputError `extra-missing`."""
    return _library("xlsxwriter")


def _library(name: str) -> Any:  # noqa: ANN401 -- a module
    try:
        return import_module(name)
    except ImportError:
        raise InputError("extra-missing", name="sheets") from None
