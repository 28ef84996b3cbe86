"""Sentence 6 as theorems: the law of a day, resolved before any rule runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.batch import evaluate
from classify.catalog.model import Catalog, Limb
from classify.chronicle import status_of
from classify.determination import determine_matter, judge_mark
from classify.documents import Determination, Matter, history_of
from classify.errors import NotInForce
from classify.law import law_on
from classify.law.regime import FIRST_LAW, periods
from classify.law.rulebook import blocks
from classify.law.sources import sources
from classify.level import Level
from classify.rules import fixpoint
from classify.rules.program import Program
from classify.rules.rule import Rule
from classify.text.answers import determination_dict
from classify.timeline import Span
from tests.theorems.strategies import AS_OF, MARKS, catalog, choices_of_catalogs, item, matters

DAY = timedelta(days=1)
BEGIN = sources().instruments[FIRST_LAW].span.first or date.min
SPANS = [entry.span for entry in periods().entries]
CARRIED = "DM2014"
"""The rules of 2014 on determination: their successor was read in part only."""
END_OF_CARRIED = sources().instruments[CARRIED].span.last or date.max

days_of_law = st.dates(BEGIN, date(2040, 1, 1))
days_before = st.dates(date(1949, 10, 1), BEGIN - DAY)
turns = st.sampled_from([span.first for span in SPANS if span.first])


def rules_by_id(program: Program) -> dict[str, Rule]:
    return {rule.id: rule for rule in program.rules}


def on(day: date, title: str = "甲", mark: str | None = None, tier: str = "city") -> Matter:
    return Matter.model_validate({"title": title, "issued": day, "mark": mark, "tier": tier})


class TestTheLawOfADay:
    """A Program is made for a day; days between which nothing changes share one."""

    @pytest.mark.parametrize("span", SPANS, ids=str)
    @given(data=st.data())
    def test_all_days_between_two_turns_share_one_program(self, span: object, data: st.DataObject) -> None:
        first, last = span.first, span.last or date(2040, 1, 1)  # type: ignore[attr-defined]
        day = data.draw(st.dates(first, last))
        assert law_on(day).program is law_on(first).program
        assert law_on(day).parameters is law_on(first).parameters

    def test_the_spans_leave_no_day_out_and_never_overlap(self) -> None:
        assert all(later.first == earlier.last + DAY for earlier, later in pairwise(SPANS) if earlier.last)
        assert SPANS[0].first == BEGIN
        assert SPANS[-1].last is None

    def test_there_are_about_a_dozen_programs(self) -> None:
        assert 6 <= len({law_on(span.first or BEGIN).program.digest for span in SPANS}) <= 20

    @given(days_of_law)
    def test_equal_digests_are_equal_programs(self, day: date) -> None:
        program = law_on(day).program
        others = (law_on(span.first or BEGIN).program for span in SPANS)
        assert all((other.digest == program.digest) is (other == program) for other in others)

    @given(days_of_law)
    def test_nothing_is_cited_on_a_day_on_which_it_did_not_apply(self, day: date) -> None:
        """But for the rules that stand always, and say so: that there is no law, and what the state of a row calls for."""
        always = {block["id"] for block in blocks() if block.get("always")}
        for rule in law_on(day).program.rules:
            for cite in rule.cites:
                span = sources().instrument_of(cite.provision).span
                assert cite.carried is not span.covers(day) or rule.id in always, rule.id
                assert not cite.carried or (span.last is not None and span.last < day)

    @given(days_of_law)
    def test_every_value_of_the_day_rests_on_something_cited_that_day(self, day: date) -> None:
        for value in law_on(day).parameters.values.values():
            assert value.cites
            assert all(cite.carried is not sources().instrument_of(cite.provision).span.covers(day) for cite in value.cites)

    def test_a_turn_of_the_law_turns_what_is_cited(self) -> None:
        new = sources().instruments["LAW2024"].span.first
        assert new is not None
        cited = [
            {
                cite
                for item in determine_matter(on(day, mark="绝密★10年"), [], as_of=AS_OF).findings
                for cite in _names(item.cites)
            }
            for day in (new - DAY, new)
        ]
        assert any(name.startswith("LAW2010-") for name in cited[0])
        assert not any(name.startswith("LAW2024-") for name in cited[0])
        assert any(name.startswith("LAW2024-") for name in cited[1])
        assert not any(name.startswith("LAW2010-") for name in cited[1])


def _names(cites: object) -> list[str]:
    return [cite.provision for cite in cites]  # type: ignore[attr-defined]


class TestADeterminationIsJudgedByTheLawOfItsOwnDay:
    """The day of issue, else that of notice, chooses law and catalogs; the day of asking only where there is neither."""

    @given(choices_of_catalogs(), matters(), days_of_law)
    def test_the_day_of_asking_changes_no_finding_of_an_issued_matter(
        self, chosen: tuple[Catalog, ...], matter: Matter, day: date
    ) -> None:
        issued = matter.model_copy(update={"issued": matter.issued or date(2024, 9, 2)})
        one, other = (determine_matter(issued, chosen, as_of=as_of) for as_of in (AS_OF, day))
        assert one.findings == other.findings
        assert (one.outcome, one.level, one.term, one.mark, one.opens_on) == (
            other.outcome,
            other.level,
            other.term,
            other.mark,
            other.opens_on,
        )
        assert one.law_of == other.law_of == issued.issued

    @given(matters(), days_of_law, days_of_law)
    def test_a_notice_stands_in_for_the_day_of_issue(self, matter: Matter, notice: date, asked: date) -> None:
        answer = determine_matter(matter.model_copy(update={"issued": None, "notified": notice}), [], as_of=asked)
        assert answer.law_of == notice
        assert determine_matter(matter.model_copy(update={"issued": None}), [], as_of=asked).law_of == asked

    @given(turns, st.sampled_from(MARKS))
    def test_a_mark_is_judged_by_the_rules_of_its_day(self, turn: date, mark: str) -> None:
        for day in (turn, turn + DAY, turn - DAY):
            answer = judge_mark(mark, day, None, AS_OF, "civil")
            program = law_on(day).program
            concluded = {code.code for rule in program.rules for code in rule.then if code.slot == "findings"}
            assert set(answer.faults) <= concluded | {"mark-malformed"}


class TestACatalogOfADay:
    """A catalog counts on the days on which it was in force; one that was not is skipped, and listed as such."""

    OLD = catalog("old", [item(1, (Limb(1, (("甲",),)),))], span=Span(date(2003, 1, 1), date(2020, 6, 30)))
    NEW = catalog("new", [item(1, (Limb(1, (("甲",),)),), level=Level.CONFIDENTIAL)], span=Span(date(2020, 7, 1), None))

    @given(st.dates(date(2003, 1, 1), AS_OF))
    def test_of_two_that_follow_one_another_the_one_of_the_day_decides(self, day: date) -> None:
        answer = determine_matter(on(day), [self.OLD, self.NEW], as_of=AS_OF)
        old = day <= date(2020, 6, 30)
        assert [one.id for one in answer.items] == ["old#1" if old else "new#1"]
        assert {use.id: use.in_force for use in answer.catalogs} == {"old": old, "new": not old}
        assert {use.id: use.dates for use in answer.catalogs} == {"old": "known", "new": "unknown"}

    @given(matters(), choices_of_catalogs())
    def test_one_that_was_not_in_force_changes_nothing(self, matter: Matter, chosen: tuple[Catalog, ...]) -> None:
        later = catalog("later", [item(1, (Limb(1, (("甲",),)),), level=Level.TOP_SECRET)], span=Span(AS_OF + DAY, None))
        with_it, without = (determine_matter(matter, among, as_of=AS_OF) for among in ((*chosen, later), chosen))
        assert replace(with_it, catalogs=()) == replace(without, catalogs=())


class TestCarriedRules:
    """A rule whose successor nobody has read runs on: carried, unverified, and saying so."""

    def test_the_old_rule_is_carried_from_the_day_after_its_end(self) -> None:
        before, after = (rules_by_id(law_on(day).program)["mark-condition"] for day in (END_OF_CARRIED, END_OF_CARRIED + DAY))
        assert [(cite.carried, cite.verified) for cite in before.cites] == [(False, True)]
        assert [(cite.carried, cite.verified) for cite in after.cites] == [(True, False)]
        assert (before.when, before.then) == (after.when, after.then)

    @given(st.dates(END_OF_CARRIED + DAY, date(2040, 1, 1)))
    def test_whatever_is_carried_is_unverified_and_says_so(self, day: date) -> None:
        carried = [cite for rule in law_on(day).program.rules for cite in rule.cites if cite.carried]
        assert carried
        for cite in carried:
            assert not cite.verified
            assert cite.text("en") == f"{cite.provision} (carried; the 2025 rules were not read)"
            assert cite.text("zh").startswith(f"{cite.provision}（沿用")

    @given(days_of_law)
    def test_a_text_in_force_leaves_no_room_for_a_carried_one(self, day: date) -> None:
        for rule in law_on(day).program.rules:
            assert len({cite.carried for cite in rule.cites}) == 1

    @given(days_of_law)
    def test_what_rests_on_memory_alone_is_unverified(self, day: date) -> None:
        for rule in law_on(day).program.rules:
            if all(sources().provisions[cite.provision].confidence == "memory" or cite.carried for cite in rule.cites):
                assert not rule.verified

    def test_a_finding_under_a_carried_rule_says_that_it_is_unverified(self) -> None:
        shown = determination_dict(determine_matter(on(END_OF_CARRIED + DAY, mark="机密★适当时候"), [], as_of=AS_OF), "en")
        (finding,) = (each for each in shown["findings"] if each["id"] == "condition-vague")
        assert finding["verified"] is False
        assert finding["cites"] == ["DM2014-22.1 (carried; the 2025 rules were not read)"]

    def test_what_was_replaced_by_a_text_that_was_read_is_not_carried(self) -> None:
        cited = {cite.provision for rule in law_on(AS_OF).program.rules for cite in rule.cites}
        assert not cited & sources().replaced


class TestBeforeTheLaw:
    """On a day with no rule at all there is no answer by default: undetermined, and a finding that says why."""

    @given(choices_of_catalogs(), matters(), days_before)
    def test_undetermined_with_law_not_in_force(self, chosen: tuple[Catalog, ...], matter: Matter, day: date) -> None:
        answer = determine_matter(matter.model_copy(update={"issued": day}), chosen, as_of=AS_OF)
        assert answer.outcome == "undetermined"
        assert [finding.id for finding in answer.findings] == ["law-not-in-force"]
        assert (answer.level, answer.term, answer.mark, answer.last_secret_day, answer.opens_on) == (None,) * 5
        assert answer.items == ()
        assert answer.protect is not None

    @given(choices_of_catalogs(), matters())
    def test_the_first_day_of_the_law_is_judged(self, chosen: tuple[Catalog, ...], matter: Matter) -> None:
        ids = self._ids(determine_matter(matter.model_copy(update={"issued": BEGIN}), chosen, as_of=AS_OF))
        assert "law-not-in-force" not in ids
        assert "law-not-in-force" in self._ids(determine_matter(on(BEGIN - DAY), [], as_of=AS_OF))

    @staticmethod
    def _ids(answer: Determination) -> set[str]:
        return {finding.id for finding in answer.findings}

    @given(days_before)
    def test_there_is_no_law_no_value_and_no_period(self, day: date) -> None:
        with pytest.raises(NotInForce):
            periods().at(day)
        law = law_on(day)
        assert not law.in_force
        assert not law.parameters.values
        assert [law.parameters.ceiling(level) for level in Level] == [None] * 3

    @given(days_before)
    def test_no_rule_but_the_one_that_says_so_can_give_an_outcome(self, day: date) -> None:
        argument = fixpoint.conclude(law_on(day).program, {"law": "in_force", "items.state": "levelled", "published": "yes"})
        assert argument.codes("outcome") == ()

    @given(days_before, st.sampled_from([*MARKS, "5年★秘密", "秘密★99年"]))
    def test_no_mark_is_lawful_where_there_is_no_law(self, day: date, mark: str) -> None:
        try:
            answer = judge_mark(mark, day, None, AS_OF, "civil")
        except NotInForce:
            return
        assert not answer.valid

    @given(days_before, st.sampled_from([*MARKS, "机密★10年", "秘密★2020年1月1日"]), st.sampled_from([True, False, None]))
    def test_the_end_of_a_term_opens_nothing_where_no_law_is_held(self, day: date, mark: str, own: bool | None) -> None:  # noqa: FBT001
        """Check, status and batch say the same: no law is known, and nobody is told to lift the mark."""
        if judge_mark(mark, day, None, AS_OF, "civil").level is None:
            return
        (row,) = evaluate(pa.table({"id": ["1"], "mark": [mark], "issued": [day], "own": [own]}), [], as_of=AS_OF).to_pylist()
        asked = {"matter": {"mark": mark, "issued": day}} | ({} if own is None else {"own": own})
        found = status_of(history_of(asked), as_of=AS_OF)
        assert row["findings"][:1] == ["law-not-in-force"]
        assert "law-not-in-force" in {finding.id for finding in found.findings}
        assert row["action"] in {"investigate", "ask_originator", "ask_central"}
        assert {"mark-declassified", "review-release"}.isdisjoint(step.code for step in found.next)
        assert found.protect is determine_matter(on(day, mark=mark), [], as_of=AS_OF).protect
        assert "opened-still-marked" not in {*row["findings"], *(finding.id for finding in found.findings)}

    def test_what_was_published_since_is_open_all_the_same(self) -> None:
        """LAW2024-20.4: publication overrides all, and a decision of today has a law."""
        day = date(1980, 1, 1)
        table = pa.table({"id": ["1"], "mark": ["机密★10年"], "issued": [day], "published_on": [date(2020, 1, 1)]})
        (row,) = evaluate(table, [], as_of=AS_OF).to_pylist()
        assert (row["state"], row["action"]) == ("published", "mark_declassified")
        assert row["findings"] == ["law-not-in-force", "opened-still-marked"]

    def test_the_last_day_before_the_law_is_the_thirtieth_of_april(self) -> None:
        """Contract: before 1989-05-01 there is no law."""
        assert date(1989, 5, 1) == BEGIN


class TestWhatNoTextGivesIsNotThere:
    """A value that no text gives on a day is absent: not a default, not what came later."""

    def test_before_2010_10_01_authority_is_not_judged(self) -> None:
        turn = date(2010, 10, 1)
        assert law_on(turn - DAY).parameters.authority("county") is None
        assert law_on(turn).parameters.authority("county") == frozenset()
        for day, lacking in ((turn - DAY, False), (turn, True)):
            ids = {finding.id for finding in determine_matter(on(day, mark="绝密★10年", tier="county"), [], as_of=AS_OF).findings}
            assert ("authority-lacking" in ids) is lacking

    @given(days_of_law, st.sampled_from(["5年★秘密", "秘密☆5年", "机密10年★", "秘密★五年", "绝密★(30年)"]))
    def test_what_is_out_of_form_is_a_valid_mark_on_no_day(self, day: date, mark: str) -> None:
        """Also in the first years of the law, whose rules on marks came later: valid means lawful exactly as written."""
        assert not judge_mark(mark, day, None, AS_OF, "civil").valid

    def test_no_report_deadline_before_the_regulation_of_2014(self) -> None:
        assert law_on(date(2014, 2, 28)).parameters.deadline("report_deadline") is None
        assert law_on(date(2014, 3, 1)).parameters.deadline("report_deadline") is not None
