"""`catalog lint`: all faults at once, with file, path and advice."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from classify.catalog.cases import read_cases, run_cases
from classify.catalog.fault import Fault
from classify.catalog.lint import item_digest, lint
from classify.catalog.read import load_catalogs
from classify.catalog.schema import json_schema
from classify.errors import Faults
from classify.level import Level
from classify.term import Duration

Write = Any
CEILINGS = {
    Level.SECRET: Duration(10, "years"),
    Level.CONFIDENTIAL: Duration(20, "years"),
    Level.TOP_SECRET: Duration(30, "years"),
}
DAY = date(2020, 1, 1)


def found(folder: Path, **options: Any) -> dict[str, list[str]]:
    """Each fault's id and its places, without the notice that the digest is missing."""
    faults: dict[str, list[str]] = {}
    for fault in lint(folder, CEILINGS, **options):
        assert fault.advice("zh")
        assert fault.advice("en")
        assert set(fault.to_dict()) == {"file", "path", "item", "id", "severity", "advice"}
        if fault.id != "catalog-digest-missing":
            faults.setdefault(fault.id, []).append(fault.path)
    return faults


def items(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Items that differ from a faultless one in one thing each."""
    plain = {"name": "某", "level": "secret", "cite": "一"}
    return [
        {**plain, "id": str(number), "when": [{"words": [[f"灯{'一二三四五六七八九'[number]}"]]}], **change}
        for number, change in enumerate(changes)
    ]


def lone(items: list[dict[str, Any]], *, write: Write, **head: Any) -> dict[str, list[str]]:
    """Faults other than those of cases and translation."""
    faults = found(write(items=items, cases=[{"name": "n", "title": "某", "day": DAY, "met": [], "why": "w"}], **head))
    return {fault_id: places for fault_id, places in faults.items() if "case" not in fault_id and "english" not in fault_id}


class TestTheNameOfTheFolder:
    """Lint tells the author which folder it is; an error, which may end in a log, echoes it as other names from the input."""

    def test_lint_names_it_whole_and_an_error_echoes_it(self, write: Write) -> None:
        folder = write(name="harbour-of-2024", standing="unheard")
        assert {fault.file for fault in lint(folder, CEILINGS)} == {"harbour-of-2024/catalog.toml"}
        with pytest.raises(Faults) as refused:
            load_catalogs(folder)
        assert [fault.where for fault in refused.value.faults] == ["harbour/catalog.toml: standing"]


class TestAFaultlessCatalog:
    """A catalog with nothing wrong has no faults; its digest is that of what the item table says."""

    def test_no_fault(self, write: Write) -> None:
        assert found(write()) == {}

    def test_the_right_digest_is_named_and_then_accepted(self, write: Write) -> None:
        (fault,) = lint(write())
        right = dict(fault.fields)["digest"]
        assert (fault.id, fault.severity) == ("catalog-digest-missing", "notice")
        assert lint(write(papers={"source": "某", "digest": right})) == []
        assert found(write(papers={"source": "某", "digest": "sha256:" + "0" * 64})) == {
            "catalog-digest-wrong": ["papers.digest"]
        }

    def test_the_digest_does_not_depend_on_layout(self) -> None:
        one = tomllib.loads('# note\n[[item]]\nid = "1"\nname = "某"\nfrom = 2020-01-01\n')
        other = tomllib.loads('item = [{name = "某", from = 2020-01-01, id = "1"}]')
        assert item_digest(one) == item_digest(other) != item_digest({"item": []})


class TestItems:
    """Level not definite, term above the ceiling, no citation, no criteria."""

    def test_level(self, write: Write) -> None:
        changed = items(
            {"level": None}, {"level": None, "note": "来源未写明"}, {"scheme": "work"}, {"scheme": "work", "level": None}
        )
        for item in changed:
            if item["level"] is None:
                del item["level"]
        assert lone(changed, write=write) == {
            "catalog-level-missing": ["item[0].level"],
            "catalog-level-unstated": ["item[1].level"],
            "catalog-level-of-no-state-secret": ["item[2].level"],
        }

    def test_term_above_the_ceiling(self, write: Write) -> None:
        changed = items(
            {"term": {"maximum": "10年"}},
            {"term": {"maximum": "121个月"}},
            {"term": {"maximum": "11年", "minimum": "5年"}, "level": "confidential"},
            {"term": {"long_term": True}},
            {"term": {"minimum": "11年"}},
        )
        assert lone(changed, write=write) == {"catalog-term-above-ceiling": ["item[1].term.maximum", "item[4].term.minimum"]}

    def test_no_citation(self, write: Write) -> None:
        changed = items({}, {})
        del changed[1]["cite"]
        assert lone(changed, write=write) == {"catalog-cite-missing": ["item[1].cite"]}

    def test_no_criteria(self, write: Write) -> None:
        assert lone(items({"when": []}, {"when": [], "residual": True}), write=write) == {
            "catalog-item-without-limbs": ["item[0].when"]
        }


class TestDeadLimbs:
    """An item that can never match."""

    @pytest.mark.parametrize(
        ("limb", "fault_id"),
        [
            ({"words": [["灯塔"]], "none": ["灯"]}, "words"),
            ({"words": [["灯塔", "航标"]], "none": ["灯"]}, None),
            ({"words": [["灯塔"]], "near": {"words": [["灯塔"], ["油漆桶"]], "within": 3}, "none": ["油漆"]}, "words"),
            ({"words": [["模型灯"]]}, "words"),
            ({"words": [["灯"]], "facts": {"area_km2": {"above": 5, "below": 5}}}, "test"),
            ({"words": [["灯"]], "facts": {"mention_only": True}}, "except"),
            ({"words": [["灯"]], "facts": {"mention_only": False}}, None),
            ({"words": [["灯"]], "facts": {"state": "启封前", "published": True}}, "state"),
            ({"words": [["灯"]], "facts": {"state": "已公布", "published": False}}, "state"),
            ({"words": [["灯"]], "facts": {"state": "考试结束后", "published": False}}, None),
            ({"words": [["灯"]], "facts": {"published": True}}, "published"),
            ({"words": [["灯"]], "facts": {"state": "已公布"}}, "published"),
            ({"words": [["灯"]], "facts": {"state": ["已公布", "未公布"]}}, None),
            ({"words": [["灯"]], "from": date(2031, 1, 1)}, "dates"),
            ({"words": [["灯"]], "from": date(2030, 12, 31)}, None),
        ],
    )
    def test_each_reason(self, write: Write, limb: dict[str, Any], fault_id: str | None) -> None:
        exclusion = {"words": ["模型"], "facts": {"mention_only": True}}
        expected = {} if fault_id is None else {f"catalog-limb-dead-{fault_id}": ["item[0].when[0]"]}
        assert lone(items({"when": [limb]}), write=write, except_=exclusion) == expected


class TestTwins:
    """Two items of one catalog that always match together with different levels."""

    def test_the_same_criteria(self, write: Write) -> None:
        same = [{"words": [["灯塔"], ["亮度"]], "none": ["漆"]}]
        changed = items({"when": same}, {"when": same, "level": "confidential"}, {"when": same})
        assert lone(changed, write=write)["catalog-items-always-together"] == ["item[0].when", "item[1].when"]

    def test_the_same_level_is_no_matter(self, write: Write) -> None:
        same = [{"words": [["灯塔"]]}]
        assert lone(items({"when": same}, {"when": same}), write=write) == {}

    @pytest.mark.parametrize(
        ("narrow", "wide", "together"),
        [
            ({"words": [["灯塔亮度"]]}, {"words": [["灯塔"], ["亮度", "光度"]]}, True),
            ({"words": [["灯塔", "航标"]]}, {"words": [["灯塔"]]}, False),
            ({"words": [["灯塔"]], "none": ["漆"]}, {"words": [["灯塔"]], "none": ["油漆"]}, True),
            ({"words": [["灯塔"]], "none": ["油漆"]}, {"words": [["灯塔"]], "none": ["漆"]}, False),
            (
                {"words": [["灯塔"]], "facts": {"area_km2": {"above": 9}}},
                {"words": [["灯塔"]], "facts": {"area_km2": {"above": 5}}},
                True,
            ),
            ({"words": [["灯塔"]]}, {"words": [["灯塔"]], "facts": {"area_km2": {"above": 5}}}, False),
            ({"words": [["灯塔"]], "from": date(2020, 1, 1)}, {"words": [["灯塔"]], "from": date(2015, 1, 1)}, True),
            ({"words": [["灯塔"]]}, {"words": [["灯塔"]], "from": date(2015, 1, 1)}, False),
            (
                {"words": [["灯"]], "near": {"words": [["灯"], ["塔"]], "within": 2}},
                {"words": [["灯"]], "near": {"words": [["灯"], ["塔", "台"]], "within": 3}},
                True,
            ),
            (
                {"words": [["灯"]], "near": {"words": [["灯"], ["塔"]], "within": 4}},
                {"words": [["灯"]], "near": {"words": [["灯"], ["塔"]], "within": 3}},
                False,
            ),
            ({"words": [["灯"], ["塔"]]}, {"words": [["灯"]], "near": {"words": [["灯"], ["塔"]], "within": 3}}, False),
        ],
    )
    def test_one_implies_the_other(self, write: Write, narrow: dict[str, Any], wide: dict[str, Any], *, together: bool) -> None:
        changed = items({"when": [narrow]}, {"when": [wide], "level": "top_secret"})
        assert ("item[0].when" in lone(changed, write=write).get("catalog-item-always-with", [])) is together

    def test_every_limb_must_imply(self, write: Write) -> None:
        changed = items(
            {"when": [{"words": [["灯塔"]]}, {"words": [["航标"]]}]}, {"when": [{"words": [["灯"]]}], "level": "top_secret"}
        )
        assert lone(changed, write=write) == {}


class TestCases:
    """Missing cases, dead cases, cases that do not hold."""

    def test_no_file(self, write: Write) -> None:
        folder = write()
        (folder / "cases.toml").unlink()
        assert found(folder) == {"catalog-file-missing": [""]}

    def test_dead_failing_and_missing(self, write: Write) -> None:
        cases = [
            {"name": "n", "title": "灯塔亮度方案", "day": DAY, "met": ["11"], "why": "w", "facts": {"state": "未公布"}},
            {"name": "n", "title": "灯塔", "day": DAY, "met": [], "why": "w", "facts": {"stat": "未公布"}},
        ]
        assert found(write(cases=cases)) == {
            "catalog-case-dead": ["case[0].met"],
            "catalog-case-fails": ["case[0]"],
            "unknown-fact": ["case[1].facts"],
            "catalog-case-missing": ["item[1]"],
            "catalog-case-close-missing": ["item[0]", "item[1]"],
        }

    def test_what_a_case_says_is_asked_is_compared(self, write: Write) -> None:
        folder = write(cases=[{"name": "n", "title": "灯塔亮度方案", "day": DAY, "met": [], "asked": [], "why": "w"}])
        (catalog,) = load_catalogs(folder)
        cases, _ = read_cases(folder)
        assert cases is not None
        (result,) = run_cases(catalog, cases.case)
        assert (set(result.met), set(result.asked), result.holds) == (set(), {"1"}, False)
        assert "灯塔亮度方案" in result.sentence()


class TestTranslation:
    """The English text is complete and says nothing more."""

    def test_missing_and_superfluous(self, write: Write) -> None:
        english = {
            "title": "Lamps",
            "note": "more",
            "item": {"1": {"name": "one", "note": "more"}, "9": {"name": "nine"}, "2": {"name": "two"}},
        }
        assert found(write(english=english)) == {
            "catalog-english-superfluous": ["note", "item.?", "item.note"],
            "catalog-english-lacks": ["item"],
        }

    def test_no_file(self, write: Write) -> None:
        folder = write()
        (folder / "text" / "en.toml").unlink()
        (fault,) = [fault for fault in lint(folder) if fault.id == "catalog-english-missing"]
        assert fault.severity == "warning"


class TestSupersession:
    """A superseding catalog does not overlap its predecessor."""

    def test_overlap(self, write: Write) -> None:
        old, new = write("lamp-old"), write("lamp-new", supersedes=["lamp-old"], **{"from": date(2030, 12, 31)})
        among = load_catalogs(old, new)
        assert found(new, among=among)["catalog-overlaps-predecessor"] == ["supersedes"]
        assert found(old, among=among) == {"catalog-overlaps-predecessor": ["supersedes"]}

    def test_no_overlap(self, write: Write) -> None:
        old = write("lamp-old")
        new = write("lamp-new", supersedes=["lamp-old"], **{"from": date(2031, 1, 1), "to": None})
        assert "catalog-overlaps-predecessor" not in found(new, among=load_catalogs(old, new))


class TestAllAtOnce:
    """Faults of form do not hide the others."""

    def test_form_and_sense_together(self, write: Write) -> None:
        changed = items(
            {"levl": "secret"},
            {"level": "restricted"},
            {"term": {"maximum": "11年"}},
            {"name": 3},
            {"when": [{"words": [["灯塔"]], "none": ["灯"]}]},
            {"when": [{"words": [["灯"]], "facts": {"stat": 1}}]},
        )
        del changed[0]["cite"]
        faults = lone(changed, write=write, standing="secret", papers={"source": "某", "digset": "x"})
        assert faults == {
            "catalog-not-choice": ["standing", "item[1].level"],
            "catalog-unknown-field": ["papers.digset", "item[0].levl"],
            "catalog-not-text": ["item[3].name"],
            "unknown-fact": ["item[5].when[0].facts.stat"],
            "catalog-cite-missing": ["item[0].cite"],
            "catalog-term-above-ceiling": ["item[2].term.maximum"],
            "catalog-limb-dead-words": ["item[4].when[0]"],
        }

    def test_where_nothing_can_be_made_of_it_the_faults_of_form_are_told(self, write: Write) -> None:
        folder = write()
        (folder / "catalog.toml").write_text("item = 3\n[papers]\n", encoding="utf-8")
        assert "catalog-not-list" in found(folder)
        (folder / "catalog.toml").write_text("item =", encoding="utf-8")
        assert found(folder) == {"catalog-not-toml-at-all": [""]} or "catalog-not-toml" in found(folder)

    def test_a_file_by_itself_needs_no_cases_to_be_read(self, write: Write, tmp_path: Path) -> None:
        alone = tmp_path / "ours.toml"
        alone.write_bytes((write() / "catalog.toml").read_bytes())
        assert "catalog-file-missing" not in found(alone)

    def test_a_fault_can_be_raised(self) -> None:
        error = Fault("lamp/catalog.toml", "item[0].level", "catalog-not-choice", fields=(("choices", "secret"),)).error()
        assert str(error).startswith("lamp/catalog.toml: item[0].level: ")


class TestJsonSchema:
    """A JSON Schema is generated from the models, for each of the three files."""

    @pytest.mark.parametrize(("file", "required"), [("catalog", "item"), ("cases", "case"), ("text", "title")])
    def test_it_names_the_keys_as_they_are_written(self, file: str, required: str) -> None:
        schema = json_schema(file)  # type: ignore[arg-type]
        assert required in schema["required"]
        assert schema["additionalProperties"] is False

    def test_it_uses_the_words_of_the_file(self) -> None:
        assert {"from", "to", "except", "schema"} <= set(json_schema()["properties"])
