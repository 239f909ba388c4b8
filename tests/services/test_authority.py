"""Limits of one's own: with a certificate, summed over cases, gone when it runs out, and never needed for floors."""

from datetime import date, timedelta

import pytest

from amends.models import AuthorityGrant, Certificate, Event, Offer
from amends.rules.actors import SYSTEM
from amends.rules.refusals import Invalid, NotAllowed
from amends.rules.remedies.own_limits import OwnLimit
from amends.services import cases
from amends.services.approvals import decide_approval
from amends.services.certificates import record_certificate, withdraw_certificate
from amends.services.granting import ask_for_certificates, grant_authority, withdraw_authority
from amends.services.offers import make_offer
from amends.services.sizing import size_offer
from amends.services.staff import actor_of
from amends.services.tokens import actor_of_token, create_token
from tests.builders import DAY, NOW, again, build_case, build_house, build_staff
from tests.services.test_offers import chosen

pytestmark = pytest.mark.django_db
FIVE_HUNDRED = OwnLimit("", "CNY", 50_000, per_day_minor=80_000, per_customer_minor=100_000)
TODAY = date(2026, 3, 2)


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    """A colleague of the front line who is certified until the end of the month, with a limit of 500.00 a case."""
    lin = build_staff("front_line", house.harbour, name="Lin")
    certified(lin, house)
    grant_authority(staff=lin, limit=FIVE_HUNDRED, by=house.actor, now=NOW)
    return lin


def certified(staff, house, until=date(2026, 3, 31), now=NOW):
    return record_certificate(
        staff=staff, subject="Putting things right", granted_on=TODAY, expires_on=until, by=house.actor, now=now
    )


def begun(house, **heard):
    case = build_case(site=house.harbour, identities=(("email", "wei@example.com"),), **heard)
    cases.triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=house.actor, now=NOW)
    cases.reply_to_customer(case=case, text="We have it.", by=house.actor, now=NOW)
    return again(case)


def offered(case, by, total, now=NOW, floor=0, **more):
    facts = {"currency": "CNY", "price_minor": 10_000, "total_minor": total, "legal_floor_minor": floor}
    return make_offer(case=case, facts=facts, words="The room was cold.", by=by, now=now, cause=f"{case.pk}", **more)


def test_who_is_certified_gives_beyond_the_role_at_once(house, lin):
    offer = offered(begun(house), actor_of(lin), 45_000)

    assert again(offer).offered_at == NOW


def test_more_than_the_own_limit_says_which_and_asks_who_may(house, lin):
    case = begun(house)

    with pytest.raises(Invalid, match=r"Your own limit is ¥500 a case\. Say why"):
        offered(case, actor_of(lin), 50_001)
    assert offered(case, actor_of(lin), 50_001, reason="A baby.").approval.needs == "specialist"


def test_a_day_is_summed_over_cases_and_over_the_next_day_is_new(house, lin):
    offered(begun(house), actor_of(lin), 45_000)
    other = build_case(site=house.harbour, identities=(("email", "mei@example.com"),))
    cases.triage_case(case=other, severity=3, failure_type=None, is_safe=True, by=house.actor, now=NOW)
    cases.reply_to_customer(case=other, text="We have it.", by=house.actor, now=NOW)

    with pytest.raises(Invalid, match=r"Of the ¥800 you may give in a day, ¥450 are given\."):
        offered(again(other), actor_of(lin), 35_001)
    assert offered(again(other), actor_of(lin), 35_001, now=NOW + DAY).offered_at == NOW + DAY


def test_a_customer_is_summed_over_colleagues(house, lin):
    offered(begun(house), house.actor, 90_000)

    with pytest.raises(Invalid, match=r"Of the ¥1,000 you may give one customer in a year, ¥900 are given\."):
        offered(begun(house), actor_of(lin), 20_001)


def test_what_was_given_with_somebody_elses_word_is_not_of_ones_own_day(house, lin):
    offer = offered(begun(house), actor_of(lin), 70_000, reason="A baby.")
    decide_approval(offer=offer, is_granted=True, answer="", by=house.actor, now=NOW)
    Offer.objects.update(case=build_case(site=house.harbour))

    assert offered(begun(house), actor_of(lin), 45_000).offered_at == NOW


def test_split_offers_on_one_case_are_summed(house, lin):
    case = begun(house)
    offer = offered(case, actor_of(lin), 30_000)
    chosen(case, offer)
    Offer.objects.filter(pk=offer.pk).update(cause="the first half")

    sized = size_offer(
        case=again(case), facts={"currency": "CNY", "price_minor": 10_000, "total_minor": 20_001}, law={},
        by=actor_of(lin), now=NOW,
    )  # fmt: skip

    assert (sized.answer.verdict.may_give, sized.answer.verdict.bound.key) == (False, "case")


def test_an_offer_that_is_replaced_does_not_count_twice(house, lin):
    case = begun(house)
    offered(case, actor_of(lin), 45_000)

    assert offered(again(case), actor_of(lin), 50_000).offered_at == NOW


def test_from_the_day_after_the_last_the_limit_of_the_role_is_back(house, lin):
    last_evening = NOW + timedelta(days=29, hours=14)  # 23:00 on the 31st in Shanghai
    case = begun(house)

    assert size(case, lin, 45_000, last_evening).may_give
    later = size(case, lin, 45_000, last_evening + timedelta(hours=1))

    assert (later.may_give, later.bound.key, later.most.minor) == (False, "certificate", 20_000)
    assert size(case, lin, 20_000, last_evening + timedelta(hours=1)).may_give


def size(case, staff, total, now, floor=0):
    facts = {"currency": "CNY", "price_minor": 10_000, "total_minor": total, "legal_floor_minor": floor}
    return size_offer(case=case, facts=facts, law={}, by=actor_of(staff), now=now).answer.verdict


def test_a_certificate_taken_back_counts_no_longer_and_a_new_one_does(house, lin):
    case = begun(house)
    withdraw_certificate(certificate=Certificate.objects.get(), by=house.actor, now=NOW)

    assert not size(case, lin, 45_000, NOW).may_give
    certified(lin, house)
    assert size(case, lin, 45_000, NOW).may_give


def test_a_limit_is_replaced_by_a_new_one_and_taken_back_at_once(house, lin):
    grant_authority(staff=lin, limit=OwnLimit("", "CNY", 60_000), by=house.actor, now=NOW)
    (grant,) = AuthorityGrant.objects.in_force()

    assert (grant.per_case_minor, AuthorityGrant.objects.count()) == (60_000, 2)
    withdraw_authority(grant=grant, by=house.actor, now=NOW)
    assert size(begun(house), lin, 20_001, NOW).bound.key == "role"
    verbs = Event.objects.filter(case=None, verb__startswith="authority").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["authority.granted", "authority.granted", "authority.withdrawn"]


def test_a_house_that_asks_for_certificates_leaves_the_uncertified_gestures_and_what_is_owed(house, lin):
    new = build_staff("front_line", house.harbour)
    case = begun(house)
    ask_for_certificates(are_asked=True, by=house.actor, now=NOW)

    assert [size(case, new, minor, NOW).why for minor in (3_000, 3_001)] == ["micro_gesture", "beyond"]
    assert size(case, new, 900_000, NOW, floor=900_000).why == "floor"
    assert size(case, lin, 20_000, NOW).why == "within"
    assert size(case, build_staff("specialist", house.harbour), 20_000, NOW).why == "within"


def test_a_program_goes_as_far_as_its_scopes_and_no_further(house):
    token, _secret = create_token(name="Bot", scopes=["remedies:write", "cases:read"], by=house.actor, now=NOW)
    bot = actor_of_token(token)
    case = begun(house)

    assert offered(case, bot, 1_000_000).offered_at == NOW
    with pytest.raises(Invalid, match="more than you may give"):
        offered(begun(house), bot, 1_000_001)


@pytest.mark.parametrize(
    ("limit", "field"),
    [
        (OwnLimit("", "CNY", 0), "per_case"),
        (OwnLimit("", "CNY", 100, per_day_minor=99), "per_day"),
        (OwnLimit("", "CNY", 100, per_customer_minor=99), "per_customer"),
        (OwnLimit("apology", "CNY", 100), "remedy"),
        (OwnLimit("flowers", "CNY", 100), "wanted"),
        (OwnLimit("", "yuan", 100), "currency"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_at_its_field(house, lin, limit, field):
    with pytest.raises(Invalid) as refused:
        grant_authority(staff=lin, limit=limit, by=house.actor, now=NOW)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("granted_on", "expires_on", "field"),
    [
        (TODAY + timedelta(days=1), date(2026, 4, 1), "granted_on"),
        (date(2025, 1, 1), TODAY - timedelta(days=1), "expires_on"),
        (TODAY, date(2030, 1, 1), "expires_on"),
    ],
)
def test_a_certificate_that_cannot_be_is_refused_at_its_field(house, lin, granted_on, expires_on, field):
    days = {"granted_on": granted_on, "expires_on": expires_on}

    with pytest.raises(Invalid) as refused:
        record_certificate(staff=lin, subject="Amends", by=house.actor, now=NOW, **days)

    assert refused.value.field == field


def test_nobody_certifies_themselves_or_gives_themselves_more(house):
    with pytest.raises(NotAllowed, match="Nobody certifies themselves"):
        certified(house.administrator, house)
    with pytest.raises(NotAllowed, match="no program"):
        grant_authority(staff=house.administrator, limit=FIVE_HUNDRED, by=SYSTEM, now=NOW)


def test_who_does_not_administer_people_grants_nothing(house, lin):
    supervisor = actor_of(build_staff("supervisor", house.harbour))

    with pytest.raises(NotAllowed):
        grant_authority(staff=lin, limit=FIVE_HUNDRED, by=supervisor, now=NOW)
    with pytest.raises(NotAllowed):
        ask_for_certificates(are_asked=True, by=supervisor, now=NOW)
