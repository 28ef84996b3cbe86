"""The whole tree of errors. An error carries an id and fields; its sentence is made at the edge.

A refusal by the law is a finding, never an error: errors are for a wrong call, a wrong input, or a defect
of our own data. No value of the user's input goes into a field, because error texts end in logs.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

__all__ = [
    "CatalogError",
    "ClassifyError",
    "EngineError",
    "Faults",
    "InputError",
    "Language",
    "LawError",
    "NotInForce",
    "first_told",
    "nearest",
    "safe_name",
]

Language = Literal["zh", "en"]

_ECHOED = frozenset("abcdefghijklmnopqrstuvwxyz_.")
_ECHO_LENGTH = 20
MOST_SHOWN = 50
"""How many faults are told one by one; thousands help nobody."""


def safe_name(text: str) -> str:
    """Give the part of a name from the input that may be echoed: its first letters of `[a-z_.]`, at most 20.

    A name that begins with anything else is `?`.

    >>> safe_name("titel"), safe_name("某个名称")
    ('titel', '?')
    """
    end = 0
    while end < min(len(text), _ECHO_LENGTH) and text[end] in _ECHOED:
        end += 1
    return text[:end] or "?"


def nearest(name: str, known: Iterable[str]) -> str:
    """Find the known name most like the one given, "did you mean"; an empty text where none is like it.

    >>> nearest("titel", ["title", "tier"]), nearest("foo", ["on", "do"])
    ('title', '')
    """
    return next(iter(difflib.get_close_matches(name[:60], list(known), n=1)), "")


_CLAUSE = re.compile("‹([^‹›]*)›")
_FIELD = re.compile(r"\{(\w+)\}")


def _worded(text: str, fields: Mapping[str, str | int]) -> str:
    """Fill a sentence; of its clauses, those that say something known."""

    def chosen(clause: re.Match[str]) -> str:
        parts = clause[1].split("|")
        return next((part for part in parts if all(fields.get(name) not in {None, "", "?"} for name in _FIELD.findall(part))), "")

    return _CLAUSE.sub(chosen, text).format_map(fields)


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("classify").joinpath("errors.toml").read_text(encoding="utf-8"))


class ClassifyError(Exception):
    """Something classify refuses to do.

    `id` is stable, `where` is the place (`items[3].when`), `fields` fill the sentence. An id without a
    sentence in errors.toml is a mistake of ours and shows as `KeyError`.
    """

    def __init__(self, id: str, *, where: str | None = None, **fields: str | int) -> None:  # noqa: A002 - the field's name
        """Keep the id, the place and the fields; the sentence is made only when somebody reads it."""
        super().__init__(id)
        self.id = id
        self.where = where
        self.fields = fields

    @property
    def __context__(self) -> BaseException | None:
        """Nothing: what was being handled may hold what the user gave, and a hidden context is still read by trackers."""
        return None

    @__context__.setter
    def __context__(self, context: BaseException | None) -> None:
        """Keep nothing."""

    def sentence(self, lang: Language = "en") -> str:
        """One line: the place where it is known, then the cause and the way out.

        >>> InputError("level-unknown", where="matters[2].level").sentence("zh")[:24]
        'matters[2].level: 密级无法识别'
        """
        if lang not in get_args(Language):
            raise InputError("language-unknown", where="lang")
        text = _worded(_sentences()[self.id][lang], self._shown(lang))
        return text if self.where in {None, "?"} else f"{self.where}: {text}"  # a name that must not be echoed is no place

    def _shown(self, lang: Language) -> dict[str, str | int]:  # noqa: ARG002 - several faults show theirs by language
        return self.fields

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give what a command prints under `error`: id, message and where."""
        return {"id": self.id, "message": self.sentence(lang), "where": self.where}

    def __str__(self) -> str:
        """Give the English sentence."""
        return self.sentence("en")

    def __reduce__(self) -> tuple[Callable[..., ClassifyError], tuple[Any, ...]]:
        """Errors cross process borders in the batch, so keyword fields have to survive."""
        return _rebuilt, (type(self), self.id, self.where, self.fields)


class InputError(ClassifyError, ValueError):
    """A wrong call or a wrong input: the caller can put it right."""


class CatalogError(InputError):
    """A catalog that cannot be used as it is written."""


class LawError(ClassifyError):
    """A defect of the law data that ships with the library."""


class NotInForce(ClassifyError, LookupError):  # noqa: N818 - a statement about the law, named as the law puts it
    """No rule at all on the day asked for; never answered by a default."""


class EngineError(ClassifyError):
    """The rule engine failed or gave what it must not give."""


class Faults(InputError):  # noqa: N818 - a gathering of errors
    """All faults of one input at once; `faults` keeps the order found, nested ones are laid flat.

    Where there is but one, its id, place and sentence are those of the whole.

    >>> Faults([InputError("bad-date", where="issued")]).id
    'bad-date'
    """

    faults: tuple[ClassifyError, ...]

    def __init__(self, faults: Iterable[ClassifyError], *, where: str | None = None) -> None:
        """Gather at least one fault; none is a mistake of the caller and raises `ValueError`."""
        flat: list[ClassifyError] = []
        for fault in faults:
            flat.extend(fault.faults if isinstance(fault, Faults) else (fault,))
        if not flat:
            raise ValueError("no faults to report")
        if len(flat) == 1:
            super().__init__(flat[0].id, where=where or flat[0].where, **flat[0].fields)
        else:
            super().__init__("several-faults", where=where, count=len(flat))
        self.faults = tuple(flat)

    def _shown(self, lang: Language) -> dict[str, str | int]:
        if len(self.faults) == 1:
            return self.fields
        return {"count": len(self.faults), "faults": "; ".join(fault.sentence(lang) for fault in self.faults[:MOST_SHOWN])}

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """As every error, with each of several faults under `faults`."""
        several = [fault.to_dict(lang) for fault in self.faults[:MOST_SHOWN]] if len(self.faults) > 1 else None
        return super().to_dict(lang) | ({} if several is None else {"faults": several})

    def __reduce__(self) -> tuple[Callable[..., ClassifyError], tuple[Any, ...]]:
        """Rebuilt from the faults themselves."""
        return _rebuilt_faults, (self.faults, self.where)


def first_told(faults: Sequence[ClassifyError], lang: Language) -> Iterator[str]:
    """Say the first of many faults in a sentence each, then how many more there are."""
    yield from (fault.sentence(lang) for fault in faults[:MOST_SHOWN])
    if len(faults) > MOST_SHOWN:
        yield InputError("more-faults", count=len(faults) - MOST_SHOWN).sentence(lang)


def _rebuilt(kind: type[ClassifyError], error_id: str, where: str | None, fields: dict[str, str | int]) -> ClassifyError:
    return kind(error_id, where=where, **fields)


def _rebuilt_faults(faults: tuple[ClassifyError, ...], where: str | None) -> Faults:
    return Faults(faults, where=where)
