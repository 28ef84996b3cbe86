"""Sentence 2 as theorems: one flat record of codes stands between a matter and the rules."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.catalog.model import Catalog
from classify.determination import determine_matter
from classify.documents import Determination, Matter
from classify.errors import LawError
from classify.level import Level
from classify.reasoning import conclude
from classify.rules import fixpoint
from classify.rules.field import UNKNOWN, Field
from classify.rules.program import Program
from classify.term import Duration
from tests.theorems.strategies import AS_OF, MARKS, Source, choices_of_catalogs, matters, sources_with_records


class Seen(NamedTuple):
    """What the rules were handed for a matter, and the answer that came of it; `today` is for the law of the day of asking."""

    record: dict[str, str]
    program: Program
    answer: Determination
    today: list[tuple[Program, dict[str, str]]]


def seen(matter: Matter, chosen: tuple[Catalog, ...] = ()) -> Seen:
    with patch("classify.determination.conclude", wraps=conclude) as asked:
        answer = determine_matter(matter, chosen, as_of=AS_OF)
    (program, record), *today = (call.args for call in asked.call_args_list)
    return Seen(dict(record), program, answer, today)


def record_and_program(matter: Matter, chosen: tuple[Catalog, ...]) -> tuple[dict[str, str], Program]:
    found = seen(matter, chosen)
    return found.record, found.program


class TestFlatAndCoded:
    """Before any rule runs there is one record: to each field one of its codes, and nothing else."""

    @given(choices_of_catalogs(), matters())
    def test_every_fact_is_a_code_of_a_field_of_the_law(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        record, program = record_and_program(matter, chosen)
        for name, code in record.items():
            assert code in (*program.vocabulary.field(name).codes, UNKNOWN)

    @given(choices_of_catalogs(), matters())
    def test_what_needs_nobody_to_say_it_is_never_unknown(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        """The day, the folding of the matched items and the reading of a mark are settled before any rule asks for them."""
        record, _ = record_and_program(matter, chosen)
        settled = {
            "law",
            "derived",
            "start",
            "start.needed",
            "calendar",
            "items.state",
            "items.levels",
            "items.pending",
            "items.work",
        }
        settled |= {"proposal", "term.kind", "level.vs_item", "term.kind_vs_item"}
        if matter.mark is not None:
            settled |= {"mark.form", "mark.star", "mark.period", "mark.unit", "mark.words", "mark.event"}
        assert {name for name in settled if record.get(name, UNKNOWN) == UNKNOWN} == set()

    @given(choices_of_catalogs(), matters())
    def test_values_ride_beside_the_record(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        record, _ = record_and_program(matter, chosen)
        written = " ".join(record.values())
        assert matter.title not in written
        assert not any(level.chinese in written or level.value in record.values() for level in Level)
        assert not any(character.isdigit() for character in written)

    def test_unknown_is_a_code_of_every_field_and_is_written_out_in_none(self) -> None:
        with pytest.raises(LawError):
            Field("asked", ("yes", UNKNOWN))

    @pytest.mark.parametrize("codes", [(), ("yes", "yes")])
    def test_a_field_has_codes_each_once(self, codes: tuple[str, ...]) -> None:
        with pytest.raises(LawError):
            Field("asked", codes)


class TestRulesTurnCodesIntoCodes:
    """Rules see codes and conclude codes; levels, terms and days are attached when they are done."""

    @given(choices_of_catalogs(), matters())
    def test_the_rules_see_the_record_and_nothing_else(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        record, program, answer, today = seen(matter, chosen)
        argument, *further = (fixpoint.conclude(*asked) for asked in ((program, record), *today))
        decided = [step.rule for one in (argument, *further) for step in one.decisive]
        assert [step.rule for step in answer.trace] == decided
        assert all(asked == {"secret.today": "yes"} for _, asked in today)
        assert [finding.id for finding in answer.findings] == list(argument.codes("findings"))
        assert answer.outcome == argument.one("outcome")

    @given(sources_with_records())
    def test_every_conclusion_is_a_code_of_its_slot(self, drawn: tuple[Source, dict[str, str]]) -> None:
        source, record = drawn
        program = source.compiled()
        slots = {slot.id: slot for slot in program.slots}
        argument = fixpoint.conclude(program, record)
        for slot, codes in argument.conclusions.items():
            assert set(codes) <= set(slots[slot].codes)

    @given(sources_with_records(), st.sampled_from(["a", "zz", "", "机密"]))
    def test_what_no_field_asks_for_changes_nothing(self, drawn: tuple[Source, dict[str, str]], stray: str) -> None:
        source, record = drawn
        program = source.compiled()
        assert fixpoint.conclude(program, {**record, "stray": stray}) == fixpoint.conclude(program, record)

    def test_one_record_one_argument_whatever_the_values_beside_it(self) -> None:
        """Two durations that stand alike to ceiling and items are one record, and one argument with two terms."""
        one, other = (Matter(title="甲", mark=mark, issued=date(2026, 1, 5), tier="city") for mark in ("秘密★3年", "秘密★7年"))
        assert record_and_program(one, ())[0] == record_and_program(other, ())[0]
        first, second = (determine_matter(matter, [], as_of=AS_OF) for matter in (one, other))
        assert first.trace == second.trace
        assert first.proposal is not None
        assert second.proposal is not None
        assert (first.proposal.term, second.proposal.term) == (Duration(3, "years"), Duration(7, "years"))


class TestTheDocumentsOwnFactsComeFirst:
    """First what the document itself says, then what its items say, then how the two compare."""

    @given(choices_of_catalogs(), matters())
    def test_what_a_document_says_of_itself_does_not_depend_on_the_catalogs(
        self, chosen: tuple[Catalog, ...], matter: Matter
    ) -> None:
        alone, beside = (record_and_program(matter, among)[0] for among in ((), chosen))
        own = {"law", "derived", "start", "persons", "calendar", "drafted", "proposal", "term.kind", "authority.proposal"}
        own |= {name for name in alone if name.startswith("mark.")}
        assert {name: beside.get(name) for name in own} == {name: alone.get(name) for name in own}

    @given(choices_of_catalogs(), matters(), st.sampled_from(MARKS))
    def test_what_the_items_say_together_does_not_depend_on_the_proposal(
        self, chosen: tuple[Catalog, ...], matter: Matter, mark: str
    ) -> None:
        items = (
            "items.state",
            "items.levels",
            "items.pending",
            "items.work",
            "item.tier",
            "item.long_term",
            "authority.item",
            "grant.item",
        )
        one, other = (record_and_program(matter.model_copy(update={"mark": text}), chosen)[0] for text in (None, mark))
        assert {name: one.get(name) for name in items} == {name: other.get(name) for name in items}
