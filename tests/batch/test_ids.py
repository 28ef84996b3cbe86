from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.batch import ids as module
from classify.batch.ids import IdTest, hashes
from classify.errors import InputError

TEXTS = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
NUMBERS = [pa.int32(), pa.int64(), pa.uint64(), pa.int16()]


def tried(folder: Path, chunks: list[pa.Array], *, trusted: bool = False) -> None:
    with IdTest(folder / "ids", trusted=trusted) as test:
        for chunk in chunks:
            test.add(chunk)
        test.finish(lambda: chunks)


def cut(ids: pa.Array, size: int) -> list[pa.Array]:
    return [ids.slice(start, size) for start in range(0, len(ids), size)]


class TestIds:
    """ "unique: ascending ids are tested in passing, others by hash buckets on disk"."""

    @pytest.mark.parametrize("kind", [*NUMBERS, *TEXTS], ids=str)
    @pytest.mark.parametrize("held", [100, 1_000_000])
    def test_a_repeated_one_is_found_wherever_it_stands(
        self, kind: pa.DataType, held: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "MOST_IN_MEMORY", held)
        ids = pa.array([(number * 7919) % 5_000 for number in range(5_000)], pa.int64()).cast(pa.string())
        ids = ids.cast(kind.value_type).dictionary_encode() if pa.types.is_dictionary(kind) else ids.cast(kind)
        chunks = cut(ids, 90)
        tried(tmp_path, chunks)
        for place in (0, 20, len(chunks)):
            with pytest.raises(InputError) as refused:
                tried(tmp_path, [*chunks[:place], ids.slice(300, 2), *chunks[place:]])
            assert refused.value.id == "id-twice"
            assert refused.value.fields["count"] == 2
        assert list(tmp_path.iterdir()) == []

    def test_what_ascended_before_the_break_is_compared_too(self, tmp_path: Path) -> None:
        rising = pa.array(range(100))
        with pytest.raises(InputError):
            tried(tmp_path, [rising, pa.array([7])])
        tried(tmp_path, [rising, pa.array([-7])])

    def test_ascending_ids_leave_nothing_to_look_at(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "hashes", None)
        tried(tmp_path, cut(pa.array(range(1_000)), 70))

    def test_ids_whose_hashes_meet_are_looked_at_themselves(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "hashes", lambda ids: np.full(len(ids), 3, dtype=np.uint64))
        tried(tmp_path, [pa.array(["b", "a", "c"]), pa.array(["d"])])
        with pytest.raises(InputError) as refused:
            tried(tmp_path, [pa.array(["b", "a", "c"]), pa.array(["d", "a", "a"])])
        assert refused.value.fields["count"] == 2

    def test_one_that_is_missing_is_refused_even_where_they_are_trusted(self, tmp_path: Path) -> None:
        with pytest.raises(InputError) as refused:
            tried(tmp_path, [pa.array(["b", None])], trusted=True)
        assert refused.value.id == "id-missing"

    def test_trusted_ones_are_not_compared(self, tmp_path: Path) -> None:
        tried(tmp_path, [pa.array([2, 1, 1])], trusted=True)

    def test_buckets_that_an_earlier_run_left_do_not_count(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "MOST_IN_MEMORY", 1)
        (tmp_path / "ids").mkdir()
        for place in range(module.BUCKETS):
            hashes(pa.array([2, 1])).tofile(tmp_path / "ids" / f"{place:03d}")
        tried(tmp_path, [pa.array([2, 1])])


class TestHashes:
    """Equal ids have equal hashes in every layout; different ones hardly ever meet."""

    @given(st.lists(st.text(max_size=40), max_size=30), st.integers(0, 5))
    def test_of_a_text_in_every_layout(self, texts: list[str], skipped: int) -> None:
        plain = pa.array(["before"] * skipped + texts, pa.string())
        expected = [int(hashes(pa.array([text]))[0]) for text in texts]
        for kind in TEXTS:
            ids = plain.dictionary_encode() if pa.types.is_dictionary(kind) else plain.cast(kind)
            assert hashes(ids.slice(skipped)).tolist() == expected

    @given(st.sets(st.text(max_size=20), max_size=100))
    def test_different_texts_do_not_meet(self, texts: set[str]) -> None:
        assert len(set(hashes(pa.array(sorted(texts), pa.string())).tolist())) == len(texts)

    def test_neighbouring_numbers_are_spread_over_the_buckets(self) -> None:
        places = hashes(pa.array(range(64_000))) >> np.uint64(58)
        assert np.bincount(places.astype(np.int64), minlength=64).min() > 500
