"""Words about another matter get a case of their own: nothing lost, both with an owner and a date."""

import pytest

from amends.gateways.files import FileStore
from amends.models import CaseLink, Event, Intake, Message
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services import cases
from amends.services.checking import check_everything
from amends.services.linking import link_cases, unlink_cases
from amends.services.listening import hear_more
from amends.services.splitting import split_case
from tests.builders import DAY, HOUR, NOW, again, build_actor, build_case, build_house, build_staff, customer_of

pytestmark = pytest.mark.django_db

LATER = NOW + 2 * HOUR


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_actor("specialist")


@pytest.fixture
def case(house):
    return build_case("The tap leaks.", site=house.harbour, identities=(("phone", "+8613800138000"),))


@pytest.fixture
def bill(case):
    return hear_more(case=case, text="And the bill is wrong.", by=customer_of(case), now=NOW + HOUR)


def split(case, bill, by, **more):
    return split_case(case=case, intake_ids=[bill.pk], owner=build_staff("specialist"), by=by, now=LATER, **more)


def test_the_words_move_with_their_receipt_and_nothing_is_lost(case, bill, lin, tmp_path):
    answer = cases.reply_to_customer(case=case, text="We look at the bill.", by=lin, now=NOW + HOUR)

    new = split(case, bill, lin, message_ids=[answer.pk])

    assert (again(bill).case, again(answer).case, Intake.objects.filter(case=case).count()) == (new, new, 1)
    assert (new.title, again(new).received_at, new.customer_id) == (
        "And the bill is wrong",
        NOW + HOUR,
        case.customer_id,
    )
    assert (again(new).snippet, again(case).snippet) == ("We look at the bill.", "The tap leaks.")
    assert (Intake.objects.count(), Message.objects.count()) == (2, 1)
    assert check_everything(files=FileStore(tmp_path), now=LATER).findings == []


def test_it_has_its_own_owner_reference_and_the_date_already_given(case, bill, lin):
    before = again(case).next_due_at

    new = again(split(case, bill, lin))

    assert (new.pk, new.owner_id) != (case.pk, case.owner_id)
    assert (new.next_due_at, again(case).next_due_at) == (before, before)
    assert new.secret != case.secret


def test_a_date_that_has_passed_is_not_promised_again(case, bill, lin):
    late = NOW + 5 * DAY

    new = split_case(case=case, intake_ids=[bill.pk], owner=build_staff("specialist"), by=lin, now=late)

    assert again(new).next_due_at == late + DAY


def test_both_histories_say_it_and_both_are_linked(case, bill, lin):
    new = split(case, bill, lin)

    assert Event.objects.get(case=case, verb="case.split").facts["other"] == new.pk
    assert Event.objects.filter(case=new).order_by("sequence").first().facts["other"] == case.pk
    link = CaseLink.objects.get()
    assert (link.case, link.other, link.kind) == (new, case, "split_from")


def test_words_stay_and_words_go(case, bill, lin):
    everything = list(Intake.objects.values_list("pk", flat=True))

    for chosen in ([], everything):
        with pytest.raises(Invalid):
            split_case(case=case, intake_ids=chosen, owner=build_staff("specialist"), by=lin, now=LATER)


def test_who_may_not_and_what_has_ended(house, case, bill, lin):
    with pytest.raises(NotAllowed):
        split(case, bill, build_actor("front_line", house.harbour))
    with pytest.raises(Invalid, match="does not work at this place"):
        split_case(case=case, intake_ids=[bill.pk], owner=build_staff("specialist", house.old_town), by=lin, now=LATER)
    cases.close_out(case=case, reason="withdrawn", explanation="As you asked.", by=lin, now=LATER)
    with pytest.raises(Conflict):
        split(case, bill, lin)


# ---- links ----


def test_a_link_reads_both_ways_and_is_there_once(house, case, lin):
    other = build_case("A pipe burst.", site=house.harbour)

    link_cases(case=case, other=other, kind="caused_by", by=lin, now=LATER)

    kinds = {event.case_id: event.facts["kind"] for event in Event.objects.filter(verb="case.linked")}
    assert kinds == {case.pk: "caused_by", other.pk: "caused"}
    for one, two in ((case, other), (other, case)):
        with pytest.raises(Conflict):
            link_cases(case=one, other=two, kind="related", by=lin, now=LATER)
    unlink_cases(case=other, other=case, by=lin, now=LATER)
    link_cases(case=other, other=case, kind="related", by=lin, now=LATER)


@pytest.mark.parametrize("kind", ["", "split_from_nowhere"])
def test_an_unknown_kind_and_oneself_are_refused(house, case, lin, kind):
    with pytest.raises(Invalid):
        link_cases(case=case, other=build_case(), kind=kind, by=lin, now=LATER)
    with pytest.raises(Invalid):
        link_cases(case=case, other=case, kind="related", by=lin, now=LATER)
