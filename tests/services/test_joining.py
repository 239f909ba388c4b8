"""Two records of one customer become one, and two again."""

from datetime import timedelta

import pytest

from amends.models import Customer, CustomerJoin, Event
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.care import flag_for_care
from amends.services.joining import join_customers, part_customers
from amends.services.merging import merge_cases, unmerge_case
from amends.services.preferences import note_preference
from amends.services.undoing import take_back
from tests.builders import NOW, again, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)
PHONE, MAIL = ("phone", "+8613800138000"), ("email", "wang@example.com")


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def by_phone(house):
    return build_case("The kettle leaks.", site=house.harbour, identities=(PHONE,))


@pytest.fixture
def by_mail(house):
    return build_case("The lamp flickers.", site=house.old_town, name="Wang Min", identities=(MAIL,))


def join(one, other, house, **more):
    given = {"customer": one, "into": other, "reason": "Said so on the phone", "by": house.actor, "now": NOW}
    return join_customers(**given | more)


def test_cases_and_ways_to_recognise_them_move_and_the_history_says_so(house, by_phone, by_mail):
    one, other = by_phone.customer, by_mail.customer

    join(one, other, house)

    assert {again(by_phone).customer, again(by_mail).customer} == {other}
    assert set(other.identities.values_list("kind", "value")) == {PHONE, MAIL}
    assert build_case(site=house.harbour, identities=(PHONE,), now=LATER).customer == other
    assert Event.objects.get(verb="customer.joined").facts == {"cases": 1, "customer": one.pk, "into": other.pk}
    assert list(Customer.objects.standing().filter(pk__in=[one.pk, other.pk])) == [other]


def test_owner_promises_link_and_history_of_a_case_stay_its_own(house, by_phone, by_mail):
    before = (by_phone.owner_id, by_phone.secret, by_phone.next_due_at, by_phone.event_head)

    join(by_phone.customer, by_mail.customer, house)

    case = again(by_phone)
    assert (case.owner_id, case.secret, case.next_due_at, case.event_head) == before


def test_taken_back_each_has_its_own_again_and_what_came_since_stays(house, by_phone, by_mail):
    one, other = by_phone.customer, by_mail.customer
    undo = join(one, other, house)
    since = build_case(site=house.harbour, identities=(PHONE,), now=LATER)

    take_back(undo=undo, by=house.actor, now=LATER)

    assert [again(case).customer for case in (by_phone, by_mail, since)] == [one, other, other]
    assert list(one.identities.values_list("kind", "value")) == [PHONE]
    assert CustomerJoin.objects.get().undone_at == LATER
    assert Event.objects.filter(verb="customer.parted").count() == 1
    with pytest.raises(Conflict):
        part_customers(customer=one, by=house.actor, now=LATER)


def test_a_name_fills_a_gap_and_goes_back_unless_it_was_changed_since(house, by_phone, by_mail):
    named, nameless = by_mail.customer, by_phone.customer
    join(named, nameless, house)
    assert again(nameless).name == "Wang Min"

    part_customers(customer=named, by=house.actor, now=LATER)

    assert (again(nameless).name, again(named).name) == ("", "Wang Min")


def test_preferences_and_the_care_flag_move_and_nothing_is_there_twice(house, by_phone, by_mail):
    one, other = by_phone.customer, by_mail.customer
    for customer, text in ((one, "High floor"), (one, "No feathers"), (other, "High floor")):
        note_preference(customer=customer, text=text, by=house.actor, now=NOW)
    flag_for_care(customer=one, reason="Let down twice", until_on=NOW.date(), by=house.actor, now=NOW)

    join(one, other, house)

    assert sorted(other.preferences.in_force().values_list("text", flat=True)) == ["High floor", "No feathers"]
    assert other.care_flags.get().reason == "Let down twice"
    part_customers(customer=one, by=house.actor, now=LATER)
    assert sorted(one.preferences.in_force().values_list("text", flat=True)) == ["High floor", "No feathers"]
    assert (one.care_flags.count(), other.care_flags.count()) == (1, 0)


def test_joined_customers_may_merge_their_cases_and_then_stay_one_until_that_is_taken_back(house, by_phone, by_mail):
    join(by_phone.customer, by_mail.customer, house)
    merge_cases(case=again(by_phone), into=again(by_mail), by=house.actor, now=LATER)
    one = Customer.objects.get(pk=by_phone.customer_id)

    with pytest.raises(Conflict):
        part_customers(customer=one, by=house.actor, now=LATER)

    unmerge_case(case=again(by_phone), by=house.actor, now=LATER)
    part_customers(customer=one, by=house.actor, now=LATER)
    assert again(by_phone).customer == one


def test_what_must_not_be_one_is_refused(house, by_phone, by_mail):
    one, other = by_phone.customer, by_mail.customer
    third = build_case(site=house.harbour, identities=(("phone", "+8613900139000"),)).customer
    story = build_case(site=house.harbour, name="Story", is_story=True).customer
    refused = [
        (one, one, {}, Invalid, "into"),
        (one, story, {}, Invalid, "into"),
        (one, other, {"reason": " "}, Invalid, "reason"),
    ]
    for customer, into, more, kind, field in refused:
        with pytest.raises(kind) as refusal:
            join(customer, into, house, **more)
        assert refusal.value.field == field

    join(one, other, house)
    for customer, into in ((one, third), (third, one), (other, third)):
        with pytest.raises(Conflict):
            join(customer, into, house)
    assert CustomerJoin.objects.count() == 1


def test_who_may_not_join_changes_nothing(house, by_phone, by_mail):
    for role in ("front_line", "analyst"):
        with pytest.raises(NotAllowed):
            join(by_phone.customer, by_mail.customer, house, by=build_actor(role))
    assert again(by_phone).customer != again(by_mail).customer
