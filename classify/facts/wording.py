"""What else words do in a title than name a thing or state a fact: they say what the paper is, or turn a word away.

In Chinese the last noun says what a paper is: 干部考察材料保密须知 is a set of rules, 干部考察材料的请示 hands the material on.
The lists stand in `vocabulary.toml` and hold for every catalog.
"""

from dataclasses import dataclass

__all__ = ["Wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Normalised words, each list with what it does."""

    about: tuple[str, ...] = ()
    """Behind a thing they make another paper of it, which only speaks about the thing."""
    joined: tuple[str, ...] = ()
    """One of `about` with a conjunction before it: right behind the thing, the thing is in the paper too."""
    mentioning: tuple[str, ...] = ()
    """A paper so titled mentions what its text alone names."""
    longer: tuple[str, ...] = ()
    """What begins within one of these is no word, or means something else, and is not found."""
    without: tuple[str, ...] = ()
    """A word right behind one of these is not found there."""
    refused: tuple[str, ...] = ()
    """A word right behind one of these is not found anywhere: the paper says that it does not supply the thing."""
