"""Two cases become one and two again: nothing is lost, no date moves away, nobody reads another's words."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.gateways.files import FileStore
from amends.models import Case, Event, Intake, Merge, Message, Promise, Transfer
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services import cases, closing, promises, transfers
from amends.services.checking import check_everything
from amends.services.listening import hear_more
from amends.services.merging import merge_cases, unmerge_case, whole_case
from amends.services.staff import actor_of
from tests.builders import DAY, HOUR, MINUTE, NOW, again, build_actor, build_case, build_house, build_staff, customer_of

pytestmark = pytest.mark.django_db

WANG = (("phone", "+8613800138000"),)
LATER = NOW + 2 * HOUR


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_actor("specialist")


@pytest.fixture
def first(house):
    return build_case("The tap leaks.", site=house.harbour, identities=WANG)


@pytest.fixture
def second(house, first):
    return build_case("The tap leaks again.", site=house.harbour, identities=WANG, now=NOW + HOUR)


def kinds(case):
    return sorted(case.promises.owed().values_list("kind", "due_at"))


def test_the_other_case_reads_the_words_and_the_merged_one_has_ended(first, second, lin):
    merge_cases(case=second, into=first, by=lin, now=LATER)

    merged, stays = again(second), again(first)
    assert (merged.state, merged.closed_at, merged.next_due_at) == ("closed_out", LATER, None)
    assert whole_case(merged) == stays
    assert (stays.snippet, stays.last_word_at) == ("The tap leaks again.", NOW + HOUR)
    assert (
        list(Event.objects.filter(case=second).order_by("sequence").values_list("verb", flat=True))[-1] == "case.merged"
    )
    assert (
        list(Event.objects.filter(case=first).order_by("sequence").values_list("verb", flat=True))[-1] == "case.took_in"
    )


def test_the_earliest_receipt_and_the_worst_judgement_count(house, first, second, lin):
    cases.triage_case(case=first, severity=5, failure_type=None, is_safe=False, by=lin, now=LATER)

    merge_cases(case=first, into=second, by=lin, now=LATER)

    stays = again(second)
    assert (stays.received_at, stays.severity) == (NOW, 5)


def test_of_each_kind_the_earlier_date_stands(first, second, lin):
    cases.reply_to_customer(case=first, text="Tomorrow", next_at=NOW + 5 * DAY, by=lin, now=LATER)
    cases.reply_to_customer(case=second, text="Today", next_at=NOW + 3 * DAY, by=lin, now=LATER)

    merge_cases(case=second, into=first, by=lin, now=LATER)

    assert kinds(first) == [("progress", NOW + 3 * DAY)]
    assert again(first).next_due_at == NOW + 3 * DAY
    assert Promise.objects.get(kind="progress", due_at=NOW + 5 * DAY).withdrawn_at == LATER


def test_a_promise_only_the_other_made_is_owed_here(first, second, lin):
    cases.reply_to_customer(case=first, text="In five days", next_at=NOW + 5 * DAY, by=lin, now=LATER)

    merge_cases(case=second, into=first, by=lin, now=LATER)

    assert kinds(first) == [("first_reply", NOW + HOUR + timedelta(hours=48)), ("progress", NOW + 5 * DAY)]


def test_a_miss_stays_a_miss_and_is_still_owed(first, second, lin):
    late = NOW + 4 * DAY
    cases.reply_to_customer(case=first, text="In five days", next_at=late + DAY, by=lin, now=LATER)

    merge_cases(case=second, into=first, by=lin, now=late)

    missed = Promise.objects.get(missed_at__isnull=False)
    assert (missed.case, missed.settled_at) == (first, None)
    assert again(first).next_due_at == missed.due_at


def test_a_question_to_a_colleague_is_taken_back_and_returns(house, first, second, lin):
    asked = transfers.ask_transfer(case=second, to=build_staff("specialist"), by=lin, now=LATER)

    merge_cases(case=second, into=first, by=lin, now=LATER)
    taken_back = again(asked).withdrawn_at
    unmerge_case(case=second, by=lin, now=LATER + MINUTE)

    assert (taken_back, again(asked).withdrawn_at) == (LATER, None)


@pytest.mark.parametrize("identities", [(), (("phone", "+8613900139000"),)])
def test_cases_of_two_customers_never_become_one(house, first, identities, lin):
    other = build_case("It leaks.", site=house.harbour, identities=identities)

    with pytest.raises(Invalid, match="nobody may read another's words"):
        merge_cases(case=other, into=first, by=lin, now=LATER)

    assert not Merge.objects.exists()


def test_two_that_nobody_knows_never_become_one(house, lin):
    with pytest.raises(Invalid):
        merge_cases(case=build_case(), into=build_case(), by=lin, now=LATER)


def test_what_has_ended_or_waits_for_the_customer_is_linked_instead(first, second, lin):
    both = ("apology", "compensation")
    cases.resolve_case(case=second, final_response="Mended", severity=2, is_safe=True, by=lin, now=LATER, purposes=both)

    for case, into in ((first, second), (second, first)):
        with pytest.raises(Conflict):
            merge_cases(case=case, into=into, by=lin, now=LATER)


def test_a_case_that_took_another_in_is_not_itself_taken_in(house, first, second, lin):
    third = build_case("And again.", site=house.harbour, identities=WANG)
    merge_cases(case=second, into=first, by=lin, now=LATER)

    with pytest.raises(Conflict):
        merge_cases(case=first, into=third, by=lin, now=LATER)
    merge_cases(case=third, into=first, by=lin, now=LATER)


def test_only_who_may_at_both_places(house, first, second):
    elsewhere = build_actor("specialist", house.old_town)
    front = build_actor("front_line", house.harbour)

    for by in (elsewhere, front):
        with pytest.raises(NotAllowed):
            merge_cases(case=second, into=first, by=by, now=LATER)


def test_words_for_the_merged_case_arrive_where_it_goes_on(first, second, lin):
    merge_cases(case=second, into=first, by=lin, now=LATER)

    heard = hear_more(case=second, text="Still dripping", by=customer_of(second), now=LATER + HOUR)

    assert (heard.case, again(second).closed_at) == (first, LATER)
    with pytest.raises(Conflict):
        closing.say_not_yet(case=second, by=customer_of(second), now=LATER + HOUR)


def test_words_added_later_stay_and_both_have_a_date(first, second, lin):
    merge_cases(case=second, into=first, by=lin, now=LATER)
    cases.reply_to_customer(case=first, text="We come tomorrow", by=lin, now=LATER + HOUR)

    unmerge_case(case=second, by=lin, now=LATER + 2 * HOUR)

    assert Message.objects.get().case == first
    assert kinds(first) == [("progress", LATER + HOUR + DAY)]
    assert kinds(second) == [("progress", LATER + 2 * HOUR + DAY)]
    assert again(second).state == "registered"


def test_it_stays_merged_once_the_other_was_put_right(first, second, lin):
    merge_cases(case=second, into=first, by=lin, now=LATER)
    cases.resolve_case(case=first, final_response="Mended", severity=2, is_safe=True, by=lin, now=LATER)

    with pytest.raises(Conflict, match="Open that one again first"):
        unmerge_case(case=second, by=lin, now=LATER + HOUR)


def test_undoing_twice_is_refused(first, second, lin):
    merge_cases(case=second, into=first, by=lin, now=LATER)
    unmerge_case(case=second, by=lin, now=LATER)

    with pytest.raises(Conflict):
        unmerge_case(case=second, by=lin, now=LATER)


# ---- merge and undo, whatever went before ----

ACTS = ("reply", "soon", "note", "more", "judge", "ask", "person", "wait")


def act(name: str, case: Case, by: Actor, now) -> None:
    case = again(case)
    if name == "reply":
        cases.reply_to_customer(case=case, text="We look into it", by=by, now=now)
    elif name == "soon":
        cases.promise_next_date(case=case, next_at=now + HOUR, by=by, now=now)
    elif name == "note":
        cases.write_note(case=case, text="Careful", by=by, now=now)
    elif name == "more":
        hear_more(case=case, text="More", by=customer_of(case), now=now)
    elif name == "judge":
        cases.triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=by, now=now)
    elif name == "ask" and not Transfer.objects.pending().filter(case=case).exists():
        transfers.ask_transfer(case=case, to=build_staff("specialist"), by=by, now=now)
    elif name == "person":
        closing.ask_for_person(case=case, by=customer_of(case), now=now)


def everything_seen():
    """All rows people see, but for the history itself, which keeps both acts."""
    unseen = {"event_count", "event_head"}
    rows = {}
    for model in (Case, Promise, Transfer, Intake, Message):
        for row in model.objects.order_by("pk").values():
            rows[model.__name__, row["id"]] = {name: value for name, value in row.items() if name not in unseen}
    return rows


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.sampled_from(ACTS), st.booleans()), max_size=7), crosswise=st.booleans())
def test_merging_and_undoing_is_as_if_nothing_had_been(tmp_path, steps, crosswise):
    savepoint = transaction.savepoint()
    try:
        house = build_house()
        lin = actor_of(build_staff("specialist"))
        pair = [build_case(text, site=house.harbour, identities=WANG) for text in ("One", "Two")]
        now = NOW
        for name, is_second in steps:
            now += 20 * HOUR if name == "wait" else 7 * MINUTE
            act(name, pair[is_second], lin, now)
        promises.sweep_overdue(now=now)
        before = everything_seen()
        case, into = pair[::-1] if crosswise else pair

        merge_cases(case=case, into=into, by=lin, now=now)
        while_merged = check_everything(files=FileStore(tmp_path), now=now).findings
        unmerge_case(case=again(case), by=lin, now=now)

        assert everything_seen() == before
        assert while_merged == check_everything(files=FileStore(tmp_path), now=now).findings == []
    finally:
        transaction.savepoint_rollback(savepoint)
