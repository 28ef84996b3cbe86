"""Catalogs are found by id or by path and read whole; what cannot be read is said with file, place and advice."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classify.catalog import read
from classify.catalog.files import LARGEST_FILE
from classify.catalog.read import catalog_folders, load_catalogs
from classify.errors import CatalogError, Faults, InputError
from classify.facts.criterion import Codes, Flag, Number, State
from classify.level import Level
from classify.term import Duration

Write = Any


def faults_of(place: Path | str) -> list[str]:
    with pytest.raises(Faults) as refused:
        load_catalogs(place)
    assert all(str(fault) for fault in refused.value.faults)
    return [fault.id for fault in refused.value.faults]


class TestReading:
    """A catalog is a folder: its items, terms, criteria and English text."""

    def test_everything_written_is_there(self, write: Write) -> None:
        (catalog,) = load_catalogs(write(number="灯字〔2010〕1号"))
        assert (catalog.id, catalog.title, catalog.titled("en")) == ("lamp-works", "灯塔工作目录", "Lighthouse works")
        assert catalog.version == "灯字〔2010〕1号 (2010-01-01)"
        assert catalog.dates_known
        assert (catalog.noted("en"), catalog.items[0].noted("zh")) == (None, None)
        assert len({catalog, *load_catalogs(write(number="灯字〔2010〕1号"))}) == 1
        assert len(catalog.sha256) == 64
        lamp, buoy, rest = catalog.items
        assert lamp.level is Level.SECRET
        assert lamp.term is not None
        assert lamp.term.maximum == Duration(10, "years")
        assert buoy.term is not None
        assert buoy.term.event == "启用前"
        assert buoy.named("en") == "Code tables of buoys"
        assert rest.residual
        assert lamp.limbs[0].words == (("灯塔",), ("亮度", "光度"), ("方案",))
        assert lamp.limbs[0].facts == (("state", State(frozenset({"未公布"}))),)

    def test_words_are_normalised_as_the_text_is(self, write: Write) -> None:
        items = [{"id": "1", "name": "某", "when": [{"words": [["《燈塔》", "灯塔", "Ａ 级"]]}]}]
        (catalog,) = load_catalogs(write(items=items))
        assert catalog.items[0].limbs[0].words == (("灯塔", "a级"),)

    def test_every_kind_of_test_is_made(self, write: Write) -> None:
        asked = {
            "area_km2": {"above": 25},
            "scale_denominator": {"in": [10000, 50000]},
            "line_length_km": 7,
            "military_zone": True,
            "coverage": "national",
            "tier": ["central", "provincial"],
            "state": ["启用前", "启封前"],
        }
        (catalog,) = load_catalogs(write(items=[{"id": "1", "name": "某", "when": [{"words": [["灯"]], "facts": asked}]}]))
        assert dict(catalog.items[0].limbs[0].facts) == {
            "area_km2": Number(above=25),
            "scale_denominator": Number(one_of=frozenset({10000, 50000})),
            "line_length_km": Number(one_of=frozenset({7})),
            "military_zone": Flag(value=True),
            "coverage": Codes(frozenset({"national"})),
            "tier": Codes(frozenset({"central", "provincial"})),
            "state": State(frozenset({"启用前", "启封前"})),
        }

    def test_a_file_by_itself_is_a_catalog(self, write: Write, tmp_path: Path) -> None:
        alone = tmp_path / "ours.toml"
        alone.write_bytes((write() / "catalog.toml").read_bytes())
        (catalog,) = load_catalogs(alone)
        assert catalog.id == "lamp-works"
        assert catalog.items[0].named("en") == catalog.items[0].name

    def test_its_own_file_names_the_folder(self, write: Write) -> None:
        folder = write()
        assert load_catalogs(str(folder / "catalog.toml"))[0].titled("en") == load_catalogs(folder)[0].titled("en")

    def test_a_byte_order_mark_does_no_harm(self, write: Write) -> None:
        file = write() / "catalog.toml"
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
        assert load_catalogs(file)


class TestDates:
    """An unknown bound is open and says so."""

    @pytest.mark.parametrize(
        ("bounds", "day", "known", "in_force"),
        [
            ({}, date(2010, 1, 1), True, True),
            ({}, date(2009, 12, 31), True, False),
            ({}, date(2030, 12, 31), True, True),
            ({}, date(2031, 1, 1), True, False),
            ({"to": None}, date(2100, 1, 1), False, True),
            ({"from": None}, date(1900, 1, 1), False, True),
        ],
    )
    def test_bounds(self, write: Write, bounds: dict[str, Any], day: date, *, known: bool, in_force: bool) -> None:
        (catalog,) = load_catalogs(write(**bounds))
        assert (catalog.dates_known, catalog.in_force(day)) == (known, in_force)


class TestChoosing:
    """By name or path; without names all shipped ones without standing `local`; the order does not matter."""

    def test_the_order_of_the_call_does_not_matter(self, write: Write) -> None:
        one, other = write("lamp-a"), write("lamp-b")
        assert load_catalogs(one, other) == load_catalogs(other, one)
        assert [catalog.id for catalog in load_catalogs(other, one, other)] == ["lamp-a", "lamp-b"]

    def test_without_names_the_shipped_ones_without_local(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        home = write("lamp-a").parent
        write("lamp-b", standing="local", scheme="local", items=[{"id": "1", "name": "某"}])
        package = home / "package"
        package.mkdir()
        (home / "catalogs").mkdir()
        for name in ("lamp-a", "lamp-b"):
            (home / name).rename(home / "catalogs" / name)
        monkeypatch.setattr(read, "__file__", str(package / "catalog" / "read.py"))
        assert [catalog.id for catalog in load_catalogs()] == ["lamp-a"]
        assert [catalog.id for catalog in load_catalogs("lamp-b")] == ["lamp-b"]
        (home / "catalogs").rename(package / "_catalogs")
        assert list(catalog_folders()) == ["lamp-a", "lamp-b"]
        (package / "_catalogs").rename(home / "elsewhere")
        with pytest.raises(CatalogError) as refused:
            load_catalogs()
        assert refused.value.id == "catalogs-not-found"

    def test_two_of_one_id_are_refused(self, write: Write) -> None:
        with pytest.raises(CatalogError) as refused:
            load_catalogs(write("lamp-a"), write("lamp-b", id="lamp-a"))
        assert refused.value.id == "catalog-id-twice"

    @pytest.mark.parametrize("name", ["no-such-catalog", "", "\x00", "灯" * 3000, "a/b/c"])
    def test_what_is_not_there_is_refused(self, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.chdir(tmp_path)
        with pytest.raises(CatalogError) as refused:
            load_catalogs(name or "nothing")
        assert refused.value.id == "catalog-not-found"
        assert "灯灯" not in str(refused.value)

    def test_an_item_that_is_not_there_is_an_error(self, write: Write) -> None:
        (catalog,) = load_catalogs(write())
        assert catalog.item("2").name == "航标密码表"
        with pytest.raises(InputError) as refused:
            catalog.item("9")
        assert refused.value.id == "unknown-item"


class TestBadFiles:
    """A catalog that is not TOML, is huge, is a directory, is not UTF-8: a clear error, no traceback, nothing half done."""

    def test_a_folder_without_a_catalog(self, tmp_path: Path) -> None:
        assert faults_of(tmp_path) == ["catalog-file-missing"]

    def test_a_directory_where_a_file_is_wanted(self, tmp_path: Path) -> None:
        (tmp_path / "lamp" / "catalog.toml").mkdir(parents=True)
        assert faults_of(tmp_path / "lamp") == ["catalog-is-directory"]

    def test_a_file_over_the_limit_is_refused_unread(self, write: Write) -> None:
        folder = write()
        (folder / "catalog.toml").write_bytes(b"#" * (LARGEST_FILE + 1))
        assert faults_of(folder) == ["catalog-too-large"]

    def test_a_file_in_another_encoding(self, write: Write) -> None:
        folder = write()
        (folder / "catalog.toml").write_bytes("title = '灯塔'".encode("gb18030"))
        assert faults_of(folder) == ["catalog-not-utf8"]

    def test_a_file_that_cannot_be_opened(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_: Path) -> bytes:
            raise PermissionError

        folder = write()
        monkeypatch.setattr(Path, "read_bytes", refuse)
        assert set(faults_of(folder)) == {"catalog-unreadable"}

    def test_line_and_column_of_what_is_not_toml(self, write: Write) -> None:
        folder = write()
        (folder / "catalog.toml").write_text('schema = "x"\ntitle == 3\n', encoding="utf-8")
        with pytest.raises(Faults) as refused:
            load_catalogs(folder)
        (fault,) = refused.value.faults
        assert (fault.id, fault.fields) == ("catalog-not-toml", {"line": 2, "column": 8})

    @pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 10_000, 'a = """', "a = 2024-02-30", "\x00"])
    def test_what_breaks_a_reader(self, write: Write, text: str) -> None:
        folder = write()
        (folder / "catalog.toml").write_text(text, encoding="utf-8")
        assert faults_of(folder)[0].startswith("catalog-not-toml")

    def test_the_english_text_is_read_with_the_same_care(self, write: Write) -> None:
        folder = write()
        (folder / "text" / "en.toml").write_text("title = 3\n", encoding="utf-8")
        assert faults_of(folder) == ["catalog-not-text"]


class TestAllFaultsAtOnce:
    """All faults at once, with file and path, never a value."""

    def test_of_form(self, write: Write) -> None:
        items = [
            {"id": "1", "name": "某", "levl": "secret", "when": [{"words": [["灯"]], "facts": {"area_km2": {"abov": 3}}}]},
            {"id": "2", "level": "restricted", "when": [{"words": []}]},
            {"id": "好", "name": 3, "term": {"maximum": "10年", "long_term": True}},
            {"id": "4", "name": "某", "when": [{"words": [["灯"]], "facts": {"area_km2": {}}, "from": "2020-01-01"}]},
        ]
        with pytest.raises(Faults) as refused:
            load_catalogs(write(items=items, standing="secretive", papers=None))
        found = {(fault.id, fault.where) for fault in refused.value.faults}
        file = "lamp/catalog.toml"  # of a folder called lamp-works, as far as names are echoed
        assert found == {
            ("catalog-not-choice", f"{file}: standing"),
            ("catalog-field-missing", f"{file}: papers"),
            ("catalog-unknown-field", f"{file}: item[0].levl"),
            ("catalog-unknown-field", f"{file}: item[0].when[0].facts.area_km2.abov"),
            ("catalog-field-missing", f"{file}: item[1].name"),
            ("catalog-not-choice", f"{file}: item[1].level"),
            ("catalog-field-empty", f"{file}: item[1].when[0].words"),
            ("catalog-field-form", f"{file}: item[2].id"),
            ("catalog-not-text", f"{file}: item[2].name"),
            ("catalog-term-kinds", f"{file}: item[2].term"),
            ("catalog-empty-test", f"{file}: item[3].when[0].facts.area_km2"),
            ("catalog-not-date", f"{file}: item[3].when[0].from"),
        }
        offered = {fault.fields["nearest"] for fault in refused.value.faults if fault.id == "catalog-unknown-field"}
        assert offered == {"level", "above"}

    def test_of_meaning(self, write: Write) -> None:
        limb = {
            "words": [["灯", "（）"]],
            "facts": {"stat": "未公布", "coverage": "nationl", "area_km2": "wide", "military_zone": 1},
        }
        items = [
            {"id": "1", "name": "某", "term": {"maximum": "十年整"}, "when": [limb]},
            {"id": "1", "name": "某", "term": {"maximum": "1年", "minimum": "2年"}},
            {"id": "2", "name": "某", "residual": True, "when": [{"words": [["灯"]], "facts": {"state": True}}]},
            {
                "id": "3",
                "name": "某",
                "when": [{"words": [["灯"]], "facts": {"tier": 3}, "from": date(2020, 1, 2), "to": date(2020, 1, 1)}],
            },
        ]
        wording = {"name": "名", "question": "问？"}
        facts = {"state": {"kind": "flag", "zh": wording, "en": wording}, "grade": {"kind": "code", "zh": wording, "en": wording}}
        with pytest.raises(Faults) as refused:
            load_catalogs(write(items=items, fact={"state": facts["state"]}, to=date(2000, 1, 1)))
        found = {(fault.id, (fault.where or "").removeprefix("lamp/catalog.toml: ")) for fault in refused.value.faults}
        assert found == {
            ("fact-defined-twice", "fact.state"),
            ("catalog-dates-reversed", "from"),
            ("catalog-word-empty", "item[0].when[0].words[0][1]"),
            ("unknown-fact", "item[0].when[0].facts.stat"),
            ("catalog-unknown-code", "item[0].when[0].facts.coverage"),
            ("catalog-test-not-number", "item[0].when[0].facts.area_km2"),
            ("catalog-test-not-flag", "item[0].when[0].facts.military_zone"),
            ("catalog-term-unreadable", "item[0].term.maximum"),
            ("catalog-item-twice", "item[1].id"),
            ("catalog-minimum-above-maximum", "item[1].term.minimum"),
            ("catalog-residual-limbs", "item[2].when"),
            ("catalog-test-not-state", "item[2].when[0].facts.state"),
            ("catalog-test-not-code", "item[3].when[0].facts.tier"),
            ("catalog-dates-reversed", "item[3].when[0].from"),
        }

    def test_a_fact_of_its_own_is_held_to_the_same_form(self, write: Write) -> None:
        wording = {"name": "名", "question": "问？"}
        fact = {
            "kind": "code",
            "codes": ["a"],
            "words": {"a": ["甲"], "b": ["乙"]},
            "zh": wording,
            "en": {**wording, "nmae": "x"},
        }
        assert faults_of(write(fact={"grade": fact})) == ["catalog-unknown-field"]
        fact["en"] = wording
        assert faults_of(write(fact={"grade": fact})) == ["fact-code-unlisted"]
        fact["words"] = {"a": ["（）"]}
        assert faults_of(write(fact={"grade": fact})) == ["fact-word-twice"]
        fact["words"] = {"a": ["甲"]}
        assert load_catalogs(write(fact={"grade": fact}))[0].facts[0].name == "grade"

    @settings(database=None, deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(alphabet="机密要事甲乙丙丁ABC019", min_size=6, max_size=30), st.integers(0, 6))
    def test_no_value_is_ever_echoed(self, write: Write, value: str, where: int) -> None:
        value = "机" + value
        item: dict[str, Any] = {"id": "1", "name": "某", "when": [{"words": [["灯"]]}]}
        places: list[dict[str, Any]] = [
            {"standing": value},
            {"items": [{**item, "level": value}]},
            {"items": [{**item, value: value}]},
            {"items": [{**item, "term": {"maximum": value}}]},
            {"items": [{**item, "when": [{"words": [["灯"]], "facts": {"coverage": value}}]}]},
            {"items": [{**item, "when": [{"words": [["灯"]], "facts": {value: value}}]}]},
            {"fact": {value: {"kind": value}}},
        ]
        with pytest.raises(Faults) as refused:
            load_catalogs(write(**places[where]))
        told = str(refused.value) + repr(refused.value) + str(refused.value.to_dict("zh"))
        assert not any(value[at : at + 6] in told for at in range(len(value) - 5))
