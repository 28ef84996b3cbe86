"""What may be asked of a matter: fields and their codes. `unknown` is a code of every field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from classify.errors import LawError, nearest

UNKNOWN = "unknown"

Record = Mapping[str, str]
"""One matter or row as flat coded facts: field id to code. An absent field is unknown."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question with a closed list of answers, `unknown` not among them."""

    id: str
    codes: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a field without codes, with repeated codes, or with `unknown` written out."""
        if not self.codes or len(set(self.codes)) != len(self.codes) or UNKNOWN in self.codes:
            raise LawError("field-codes", where=self.id)


@dataclass(frozen=True)
class Vocabulary:
    """All fields that the rules of a Program may ask."""

    fields: Mapping[str, Field] = field(default_factory=dict)

    @classmethod
    def of(cls, codes: Mapping[str, tuple[str, ...]]) -> Vocabulary:
        """Make a vocabulary from ids and codes."""
        return cls({name: Field(name, tuple(values)) for name, values in codes.items()})

    def field(self, name: str) -> Field:
        """Return the field; raise LawError naming the nearest one when there is none."""
        try:
            return self.fields[name]
        except KeyError:
            raise LawError("unknown-field", where=name, nearest=nearest(name, self.fields)) from None

    def check(self, name: str, codes: frozenset[str]) -> None:
        """Refuse a test of a field for codes that it cannot have."""
        strange = sorted(codes - set(self.field(name).codes))
        if strange:
            raise LawError("unknown-code", where=name, nearest=nearest(strange[0], self.field(name).codes))
