"""The life of a secret as theorems over generated histories (properties R2, R6, R9, R10)."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from classify.api_status import status
from classify.documents import History, LifeEvent, Matter
from classify.documents.history import DEEDS, MOST_EVENTS, Decider, Deed
from classify.law import law_on
from classify.level import Level
from classify.lifecycle import OPEN, Act, Remark, Standing, State, expiring_until, state_on
from classify.lifecycle.course import state_of
from classify.lifecycle.standing import _fold, _marked
from classify.lifecycle.table import ENDS, NEARS, SECRET, TRANSITIONS, leads, transition
from classify.term import AllOf, Duration, Event, ExpiryRule, LongTerm, OnDate, Term

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(1988, 1, 1), date(2045, 12, 31)
MARKS = (
    "秘密★10年",
    "机密★20年",
    "绝密★30年",
    "秘密★6个月",
    "机密★3天",
    "机密★2015年12月31日",
    "绝密★启用前",
    "秘密★公布前",
    "绝密★长期",
)
FAULTY = ("机密★", "绝密", "秘密☆五年", "机密★三十年左右", "内部", "", "机密★99999年")
DECIDERS: tuple[Decider | None, ...] = (
    None,
    "originator",
    "superior",
    "successor",
    "central_organ",
    "co_signer",
    "holder",
    "archive",
    "other",
)
OUTSIDERS: tuple[Decider, ...] = ("co_signer", "holder", "archive", "other")

# few days, so that events meet on one day, on the last secret day and on the day after
days = st.one_of(
    st.dates(FIRST, LAST),
    st.sampled_from(
        [date(2014, 3, 9), date(2024, 3, 8), date(2024, 3, 9), date(2024, 3, 10), date(2015, 12, 30), date(2015, 12, 31)]
    ),
)
starts = st.one_of(st.just(date(2014, 3, 9)), days)
rules: st.SearchStrategy[ExpiryRule] = st.sampled_from(["civil", "anniversary"])
conditions = st.sampled_from(["启用前", "公布前", "使用完毕前", "会议开始前"])
simple: st.SearchStrategy[Duration | OnDate | Event | LongTerm] = st.one_of(
    st.builds(Duration, st.integers(1, 30), st.sampled_from(["years", "months", "days"])),
    st.builds(OnDate, days),
    st.builds(Event, conditions),
    st.just(LongTerm()),
)
terms: st.SearchStrategy[Term] = st.one_of(simple, st.builds(AllOf, st.lists(simple, min_size=2, max_size=3).map(tuple)))
levels = st.sampled_from(Level)


@st.composite
def events(draw: st.DrawFn, deeds: tuple[Deed, ...] = DEEDS) -> LifeEvent:
    do = draw(st.sampled_from(deeds))
    changes = do in {"level_changed", "term_changed", "extended"}
    return LifeEvent(
        on=draw(days),
        do=do,
        decided=draw(st.none() | days) if changes else None,
        delivered=draw(st.none() | days),
        by=draw(st.sampled_from(DECIDERS)),
        level=draw(levels) if do == "level_changed" else draw(st.none() | levels),
        term=draw(terms) if do == "term_changed" else draw(st.none() | terms) if do != "extended" else None,
        until=draw(days) if do == "extended" else None,
        approval=draw(st.sampled_from([None, True, "批复一号"])),
        event=draw(st.none() | conditions) if do == "event_happened" else None,
    )


def matters(marks: tuple[str | None, ...] = (*MARKS, *FAULTY, None)) -> st.SearchStrategy[Matter]:
    return st.builds(
        Matter, title=st.just("某项工作方案"), mark=st.sampled_from(marks), issued=st.none() | starts, notified=st.none() | starts
    )


histories = st.builds(History, matter=matters(), events=st.lists(events(), max_size=8).map(tuple))


def seen(standing: Standing) -> tuple[object, ...]:
    """Give what the day says, without the account of the events."""
    return (
        standing.state,
        standing.level,
        standing.marked,
        standing.term,
        standing.last_secret_day,
        standing.opens_on,
        standing.opening,
    )


def until(history: History, day: date) -> History:
    return History(matter=history.matter, events=tuple(event for event in history.events if event.day <= day))


class TestTheClock:
    """Opening is final; without an event a level never rises and nothing becomes secret again (R9)."""

    @given(histories, days, days, rules)
    def test_without_an_event_the_level_never_rises(self, history: History, one: date, other: date, rule: ExpiryRule) -> None:
        before, after = sorted((one, other))
        quiet = until(history, before)
        first, then = state_on(quiet, before, rule), state_on(quiet, after, rule)
        assert then.level in (first.level, None)
        assert then.marked is first.marked

    @given(histories, days, days, rules)
    def test_once_open_a_matter_stays_open_whatever_happens(
        self, history: History, one: date, other: date, rule: ExpiryRule
    ) -> None:
        before, after = sorted((one, other))
        if state_on(history, before, rule).state in OPEN:
            assert state_on(history, after, rule).state in OPEN

    @given(histories, days, days, rules)
    def test_the_day_of_opening_of_an_open_matter_moves_no_more_except_to_publication(
        self, history: History, one: date, other: date, rule: ExpiryRule
    ) -> None:
        before, after = sorted((one, other))
        first, then = state_on(history, before, rule), state_on(history, after, rule)
        if first.state in OPEN:
            assert then.opens_on == first.opens_on

    @given(histories, days, rules)
    def test_it_is_open_exactly_from_the_day_on_which_it_opens(self, history: History, day: date, rule: ExpiryRule) -> None:
        standing = state_on(history, day, rule)
        assume(standing.state is not State.INVALID)
        assert (standing.state in OPEN) == (standing.opens_on is not None and standing.opens_on <= day)
        if standing.opens_on is not None:
            assert standing.last_secret_day == standing.opens_on - ONE_DAY

    @given(matters((*MARKS, *FAULTY)), days, st.integers(1, 400), rules)
    def test_a_day_later_of_issue_never_opens_earlier(self, matter: Matter, start: date, more: int, rule: ExpiryRule) -> None:
        ends = [
            state_on(
                History(matter=matter.model_copy(update={"issued": start + timedelta(days=shift)})), LAST, rule
            ).last_secret_day
            for shift in (0, more)
        ]
        assert ends[0] is None or ends[1] is None or ends[0] <= ends[1]

    @given(
        st.lists(events(tuple(deed for deed in DEEDS if deed not in {"published", "declassified", "term_changed"})), max_size=6),
        days,
    )
    def test_long_term_never_opens_by_itself(self, happened: list[LifeEvent], day: date) -> None:
        matter = Matter(title="某项工作方案", mark="绝密★长期", issued=date(1990, 1, 1))
        changed = [event for event in happened if not (event.do == "level_changed" and event.term is not None)]
        standing = state_on(History(matter=matter, events=tuple(changed)), day)
        assert standing.state is State.LONG_TERM
        assert standing.opens_on is None

    @given(matters(), days)
    def test_a_condition_without_a_record_of_it_is_never_met(self, matter: Matter, day: date) -> None:
        waiting = matter.model_copy(update={"mark": "绝密★启用前"})
        assert state_on(History(matter=waiting), day).state is State.PENDING_EVENT

    @given(matters(), days)
    def test_a_duration_without_a_start_stays_protected(self, matter: Matter, day: date) -> None:
        startless = matter.model_copy(update={"mark": "秘密★10年", "issued": None, "notified": None})
        assert state_on(History(matter=startless), day).state is State.UNKNOWN_START


class TestTheList:
    """The state on any day is a pure function of the list and the day."""

    @given(histories, days, rules, st.randoms())
    def test_the_order_of_the_list_does_not_matter(
        self, history: History, day: date, rule: ExpiryRule, shuffle: random.Random
    ) -> None:
        places = list(range(len(history.events)))
        shuffle.shuffle(places)
        other = History(matter=history.matter, events=tuple(history.events[place] for place in places))
        one, two = state_on(history, day, rule), state_on(other, day, rule)
        assert seen(one) == seen(two)
        assert [(act.day, act.do, act.counts, act.remark, act.facts) for act in one.acts] == [
            (act.day, act.do, act.counts, act.remark, act.facts) for act in two.acts
        ]
        assert [history.events[place] for place in one.because] == [
            other.events[place] for place in sorted(two.because, key=lambda place: places[place])
        ] or len(set(history.events)) < len(history.events)

    @given(histories, days, rules)
    def test_duplicates_change_nothing(self, history: History, day: date, rule: ExpiryRule) -> None:
        twice = History(matter=history.matter, events=history.events * 2)
        one, two = state_on(history, day, rule), state_on(twice, day, rule)
        assert seen(one) == seen(two)
        assert one.because == tuple(place % len(history.events) for place in two.because)

    @given(histories, days, rules)
    def test_a_day_ignores_later_events(self, history: History, day: date, rule: ExpiryRule) -> None:
        assert seen(state_on(history, day, rule)) == seen(state_on(until(history, day), day, rule))

    @given(histories, days, rules)
    def test_every_event_is_accounted_for_once(self, history: History, day: date, rule: ExpiryRule) -> None:
        acts = state_on(history, day, rule).acts
        assert sorted(act.event for act in acts) == list(range(len(history.events)))
        assert all(act.counts or act.remark is not None for act in acts)
        assert [act.day for act in acts] == sorted(act.day for act in acts)

    @given(histories, st.sampled_from([date.min, date.max]) | days, rules)
    def test_it_never_raises(self, history: History, day: date, rule: ExpiryRule) -> None:
        standing = state_on(history, day, rule, Duration(10, "years"))
        assert standing.state in State
        assert (standing.level is None) == (standing.state in (*OPEN, State.INVALID))


class TestDecisions:
    """Level changes keep the clock; an extension decided late changes nothing; holders only suggest."""

    @given(histories, events(("level_changed",)), days, rules)
    def test_a_change_of_level_alone_never_moves_the_opening(
        self, history: History, change: LifeEvent, day: date, rule: ExpiryRule
    ) -> None:
        bare = change.model_copy(update={"term": None})
        with_it = History(matter=history.matter, events=(*history.events, bare))
        one, two = state_on(history, day, rule), state_on(with_it, day, rule)
        # where no level could be read before, other events wait for one
        assume(all(act.remark is not Remark.BEFORE_DETERMINATION for act in (*one.acts, *two.acts)))
        assume(State.INVALID not in {one.state, two.state, *(act.state for act in (*one.acts, *two.acts))})
        assert two.opens_on == one.opens_on
        assert two.term == one.term

    @given(matters(("秘密★10年", "机密★2015年12月31日", "绝密★")), st.integers(0, 9_000), days, days, rules)
    def test_an_extension_decided_late_changes_nothing_and_is_found(
        self, matter: Matter, late: int, longer: date, day: date, rule: ExpiryRule
    ) -> None:
        dated = matter.model_copy(update={"issued": date(2014, 3, 9)})
        plain = state_on(History(matter=dated), day, rule)
        assert plain.opens_on is not None
        decided = plain.opens_on + timedelta(days=late)
        extension = LifeEvent(on=decided, do="extended", decided=decided, delivered=decided, until=longer)
        standing = state_on(History(matter=dated, events=(extension,)), day, rule)
        assert seen(standing) == seen(plain)
        assert standing.faults == ((("extension-late", 0),) if decided <= day and longer >= plain.opens_on else ())

    @given(matters(("秘密★10年", "机密★2015年12月31日", "绝密★")), st.integers(0, 400), days, rules)
    def test_an_extension_decided_by_the_last_secret_day_counts_only_if_later(
        self, matter: Matter, before: int, longer: date, rule: ExpiryRule
    ) -> None:
        dated = matter.model_copy(update={"issued": date(2014, 3, 9)})
        last = state_on(History(matter=dated), FIRST, rule).last_secret_day
        assert last is not None
        decided = last - timedelta(days=before)
        extension = LifeEvent(on=decided, do="extended", decided=decided, delivered=decided, until=longer)
        standing = state_on(History(matter=dated, events=(extension,)), LAST, rule)
        assert standing.last_secret_day == max(last, longer)
        assert standing.faults == ()

    @given(
        histories,
        events(("level_changed", "term_changed", "extended", "declassified", "published")),
        st.sampled_from(OUTSIDERS),
        days,
    )
    def test_what_others_decide_about_a_secret_does_not_count(
        self, history: History, change: LifeEvent, by: Decider, day: date
    ) -> None:
        quiet = until(history, change.day - ONE_DAY)
        assume(state_on(quiet, change.day).state in SECRET)
        others = change.model_copy(update={"by": by})
        before, after = state_on(quiet, day), state_on(History(matter=quiet.matter, events=(*quiet.events, others)), day)
        assert seen(before) == seen(after)
        # before there was a Law there is nothing to find
        if change.day <= day and law_on(change.day).in_force:
            assert ("originator-only", len(quiet.events)) in after.faults

    @given(histories, days, days)
    def test_publication_overrides_all(self, history: History, on: date, day: date) -> None:
        public = History(matter=history.matter, events=(*history.events, LifeEvent(on=on, do="published")))
        standing = state_on(public, day)
        if on <= day:
            assert standing.state in {State.PUBLISHED, State.INVALID}
            assert standing.level is None


class TestTheTable:
    """As much as possible goes into the table: every step of every history is a row of it, and every row is whole."""

    def test_every_state_has_one_row_for_every_event(self) -> None:
        for state in State:
            for deed in DEEDS:
                rows = [row for row in TRANSITIONS if row.trigger == deed and state in row.of]
                assert rows == [transition(state, deed)]

    @given(histories, rules)
    def test_every_step_is_allowed_by_the_table(self, history: History, rule: ExpiryRule) -> None:
        course = _marked(history.matter, LAST, rule, None)
        for act, after in _fold(course, history.events, LAST):
            near = expiring_until(act.day)
            before = state_of(course, act.day, near)
            reached = state_of(after, act.day, near)
            assert leads(before, act.do, reached) if act.counts else reached is before
            course = after

    @given(histories, days, rules)
    def test_between_events_only_the_clock_moves_it(self, history: History, day: date, rule: ExpiryRule) -> None:
        quiet = until(history, day)
        today, tomorrow = (state_on(quiet, one, rule).state for one in (day, day + ONE_DAY))
        assert tomorrow is today or any(leads(today, trigger, tomorrow) for trigger in (NEARS, ENDS))


class TestTheContract:
    """The states are those of the batch, with the same precedence and the same rules."""

    @given(
        matters((*MARKS, *FAULTY)),
        st.none() | st.tuples(days, st.none() | days, st.none() | days),
        st.none() | days,
        st.none() | days,
        st.none() | days,
        days,
        rules,
    )
    def test_a_history_of_one_of_each_is_the_row_of_an_inventory(  # noqa: PLR0917 -- the columns of a row
        self,
        matter: Matter,
        extension: tuple[date, date | None, date | None] | None,
        met: date | None,
        published: date | None,
        declassified: date | None,
        day: date,
        rule: ExpiryRule,
    ) -> None:
        happened: list[LifeEvent] = []
        if extension is not None:
            longer, decided, delivered = extension
            happened.append(LifeEvent(on=decided or FIRST, do="extended", decided=decided, delivered=delivered, until=longer))
        deeds: tuple[tuple[Deed, date | None], ...] = (
            ("event_happened", met),
            ("published", published),
            ("declassified", declassified),
        )
        happened += [LifeEvent(on=on, do=do) for do, on in deeds if on is not None]
        standing = state_on(History(matter=matter, events=tuple(happened)), day, rule)
        assert standing.state == row_state(matter, extension, met, published, declassified, day, rule)


def row_state(  # noqa: PLR0911, PLR0917 -- the contract's own list, one line a line
    matter: Matter,
    extension: tuple[date, date | None, date | None] | None,
    met: date | None,
    published: date | None,
    declassified: date | None,
    day: date,
    rule: ExpiryRule,
) -> str:
    """Read the contract's sentence about `state` word by word, without fold and table."""
    bare = state_on(History(matter=matter), FIRST, rule)
    term = bare.term
    if bare.marked is None:
        return "invalid"
    if published is not None and published <= day:
        return "published"
    if declassified is not None and declassified <= day:
        return "declassified"
    if isinstance(term, LongTerm):
        return "long_term"
    if isinstance(term, Event):
        return "self_declassified" if met is not None and met <= day else "pending_event"
    if term is None or (isinstance(term, Duration) and matter.start is None):
        return "unknown_start"
    opens = bare.opens_on
    if opens is None:
        return "active"
    if extension is not None:
        longer, decided, _ = extension
        if decided is not None and decided <= day and decided < opens:
            opens = max(opens, longer + ONE_DAY)
    near = expiring_until(day)
    if opens <= day:
        return "self_declassified"
    return "expiring" if near is not None and opens <= near else "active"


class TestFindings:
    """Findings come out of the Program; the chain and the fixpoint agree, and equal events cost nothing more."""

    @given(histories, days)
    def test_the_findings_of_events_are_those_of_the_rules(self, history: History, day: date) -> None:
        found = status(history, as_of=day)
        told = {(finding, event) for finding, places in found.answer.events_of.items() for event in places}
        assert told == set(found.answer.standing.faults)

    @given(histories, days)
    def test_every_answer_can_be_written_in_both_languages(self, history: History, day: date) -> None:
        found = status(history, as_of=day)
        chinese, english = found.to_dict("zh"), found.to_dict("en")
        assert chinese.keys() == english.keys()
        assert chinese["state"] == english["state"] == found.state.value

    @given(histories, days)
    def test_the_next_steps_stand_in_the_order_of_their_days(self, history: History, day: date) -> None:
        dated = [step.by for step in status(history, as_of=day).next if step.by is not None]
        assert dated == sorted(dated)

    def test_no_answer_has_a_truth_value(self) -> None:
        found = status(History(matter=Matter(title="某项工作方案", mark="秘密★10年")), as_of=FIRST)
        for one in (found, found.answer, found.answer.standing):
            with pytest.raises(TypeError, match="no truth value"):
                bool(one)


class TestAHundredThousandEvents:
    """Time grows with the list and with nothing else: counted in steps, not in seconds."""

    def test_every_event_is_taken_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        steps = 0
        original: Callable[..., object] = state_of

        def counted(*arguments: object) -> object:
            nonlocal steps
            steps += 1
            return original(*arguments)

        monkeypatch.setattr("classify.lifecycle.standing.state_of", counted)
        many = 20_000
        happened = tuple(
            LifeEvent(on=FIRST + timedelta(days=place % 9_000), do="reviewed", approval=str(place)) for place in range(many)
        )
        acts: tuple[Act, ...] = state_on(
            History(matter=Matter(title="某项工作方案", mark="绝密★长期", issued=FIRST), events=happened), LAST
        ).acts
        assert len(acts) == many < MOST_EVENTS
        assert steps <= 2 * many + 1
