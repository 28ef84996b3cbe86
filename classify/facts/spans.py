"""Two words that state a value together, with a day or a place between them: 拟于下月公布."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from classify.facts.criterion import Value
from classify.facts.words import Hit

__all__ = ["Spanning", "spans"]


@dataclass(frozen=True, slots=True)
class Spanning:
    """Two words, at most so many characters apart, that state a value together: 拟于…公布."""

    opening: tuple[str, ...]
    closing: tuple[str, ...]
    within: int
    value: Value


def spans(
    pairs: Iterable[Spanning], words: Sequence[str], hits: Sequence[Hit], stating: Mapping[Hit, Value | None]
) -> Iterator[tuple[Hit, Value]]:
    """Give the places of two words that state a value together; between them nothing states another one."""
    starts = [hit.start for hit in stating]
    idle = {hit.start for hit, value in stating.items() if value is None}
    for pair in pairs:
        for opening in hits:
            if words[opening.word] not in pair.opening:
                continue
            for closing in hits:
                if (
                    words[closing.word] in pair.closing
                    and closing.start not in idle
                    and 0 <= closing.start - opening.end <= pair.within
                    and not any(opening.end <= start < closing.start for start in starts)
                ):
                    yield Hit(opening.word, opening.start, closing.end), pair.value
