"""A call of a public function is checked by the function's own annotations, once, before anything is computed.

What was given never stands in the error, which is one line like every other. Names of arguments that a function does not
have, and those left out, remain Python's own TypeError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache, wraps
from inspect import signature
from types import NoneType, UnionType
from typing import Any, Final, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from classify.errors import InputError

__all__ = ["checked"]

P = ParamSpec("P")
R = TypeVar("R")

_OWN: Final = {"expiry_rule": "expiry-rule-unknown", "lang": "language-unknown", "policy": "policy-unknown"}
"""Choices that have a sentence of their own."""


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function begin only with arguments of the types that it names.

    A whole number is one above zero, a day has no time of day, and what may be gone through is handed on as a tuple.
    Raises InputError with the argument as its place: `argument-type`, `date-expected`, `unknown-choice`,
    `expiry-rule-unknown`, `language-unknown`, `policy-unknown`.

    >>> @checked
    ... def on(as_of: date) -> str:
    ...     return as_of.isoformat()
    >>> on("2026-11-21")
    Traceback (most recent call last):
    classify.errors.InputError: as_of: a calendar day without a time of day is needed here, give year, month and day
    """
    shape = signature(function)

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            bound = shape.bind(*args, **kwargs)
        except TypeError:
            return function(*args, **kwargs)  # Python says best which name is wrong
        kinds = _kinds(function)
        for name, value in bound.arguments.items():
            if name in kinds:
                several = shape.parameters[name].kind is shape.parameters[name].VAR_POSITIONAL
                taken = tuple(_taken(kinds[name], one, name) for one in value) if several else _taken(kinds[name], value, name)
                bound.arguments[name] = taken
        return function(*bound.args, **bound.kwargs)

    return call


@cache
def _kinds(function: Callable[..., object]) -> Mapping[str, Any]:
    return get_type_hints(function)


def _taken(kind: Any, value: Any, name: str) -> Any:  # noqa: ANN401 -- annotations and arguments are of every type
    """Give an argument as its function takes it, or refuse it."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return _one_of(parts, value, name)
    if origin is Literal:
        if isinstance(value, str) and value in parts:
            return value
        if name in _OWN:
            raise InputError(_OWN[name], where=name)
        raise InputError("unknown-choice", where=name, choices=", ".join(f"`{part}`" for part in parts))
    if origin is Iterable:
        members = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes) else (None,)
        if all(isinstance(member, parts[0]) for member in members):
            return members
        raise InputError("argument-type", where=name, wanted=f"Iterable[{parts[0].__name__}]")
    if kind is date and (isinstance(value, datetime) or not isinstance(value, date)):
        raise InputError("date-expected", where=name)
    if kind is int and (type(value) is not int or value < 1):
        raise InputError("count-expected", where=name)
    if kind not in {Any, object} and not isinstance(value, kind):
        raise InputError("argument-type", where=name, wanted=kind.__name__)
    return value


def _one_of(kinds: tuple[Any, ...], value: Any, name: str) -> Any:  # noqa: ANN401 -- as above
    first: InputError | None = None
    for kind in kinds:
        try:
            return _taken(kind, value, name)
        except InputError as refused:
            first = first or refused
    wanted = [kind for kind in kinds if kind is not NoneType]
    if len(wanted) == 1 and first is not None:
        raise first
    raise InputError("argument-type", where=name, wanted=", ".join(kind.__name__ for kind in wanted))
