"""What the audit of fairness reads: offers of like failures, whoever the customers are."""

import pytest

from amends.models import Case, Event, FairnessReview, Offer
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.rules.remedies.own_limits import OwnLimit
from amends.rules.remedies.reviewing import HOLDS, digest_of
from amends.rules.remedies.role_limits import RoleLimit
from amends.services import fairness as fairness_service
from amends.services.fairness import audit_fairness
from amends.services.fairness_reviews import NotReviewed, review_fairness, still_to_review
from amends.services.granting import ask_for_certificates, grant_authority, withdraw_authority
from amends.services.role_limits import set_role_limit
from tests.builders import DAY, NOW, again, build_actor, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db
FACTS = {"currency": "CNY", "price_minor": 20000, "undelivered_share": 0.5}


def offered(house, number, *, language, total, site=None, purposes=("apology",)):
    """Write a case with an offer that went out; the way there is proved elsewhere."""
    case = build_case(f"The room {number} was cold.", site or house.harbour)
    Case.objects.filter(pk=case.pk).update(language=language, severity=3)
    Offer.objects.create(
        case=case, cause=f"case {case.pk}", currency="CNY", floor_minor=0, total_minor=total, facts=FACTS, steps=[],
        options=[], words="Sorry.", purposes=list(purposes), made_by=house.administrator, made_at=NOW, offered_at=NOW,
        expires_at=NOW + 7 * DAY,
    )  # fmt: skip
    return case


@pytest.fixture
def house():
    """Fifty who are offered what it cost them, the English ones a fifth less; and one of them five times as much."""
    house = build_house()
    for number in range(50):
        is_english = number % 2
        offered(
            house, number, language="en" if is_english else "zh-hans", total=(8000 if is_english else 10000) + number
        )
    offered(house, 50, language="en", total=50000)
    return house


def found(audit, outcome, dimension):
    return {one.group: one for one in audit.findings if (one.outcome, one.dimension) == (outcome, dimension)}


def test_who_is_offered_less_for_the_same_is_named(house):
    Offer.objects.filter(total_minor=50000).update(total_minor=8000)

    audit = audit_fairness(by=house.actor, now=NOW)

    english = found(audit, "share", "language")["en"]
    assert (english.verdict, english.count, english.gap.others) == ("unequal", 26, 25)
    assert round(english.gap.relative, 2) == -0.20
    assert found(audit, "apologised", "language")["en"].verdict == "alike"
    assert audit.count == 51


def test_a_case_far_from_the_like_is_listed(house):
    (outlier,) = audit_fairness(by=house.actor, now=NOW).outliers

    assert Offer.objects.get(case=outlier.case_id).total_minor == 50000
    assert (outlier.share, round(outlier.usual, 2)) == (5.0, 1.0)


def test_another_kind_of_failure_is_not_compared_with_it(house):
    Case.objects.filter(language="en").update(severity=5)

    audit = audit_fairness(by=house.actor, now=NOW)

    assert {one.verdict for one in audit.findings} == {"few"}


def test_each_sees_their_places_and_the_last_year(house):
    harbour, old_town = (build_actor("supervisor", site) for site in (house.harbour, house.old_town))

    assert audit_fairness(by=harbour, now=NOW).count == 51
    assert audit_fairness(by=old_town, now=NOW).count == 0
    assert audit_fairness(by=harbour, now=NOW + fairness_service.SPAN + DAY).count == 0
    with pytest.raises(NotAllowed):
        audit_fairness(by=build_actor("specialist", house.harbour), now=NOW)


def test_it_takes_the_same_few_queries_however_many_cases(house, django_assert_num_queries):
    with django_assert_num_queries(3):
        audit_fairness(by=house.actor, now=NOW)


def audited(house):
    return audit_fairness(by=house.actor, now=NOW)


def reviewed(house, by=None, **more):
    told = {"note": "The English desk was new. Trained on 3 March.", "seen": digest_of(audited(house).points)}
    return review_fairness(**told | more, by=by or house.actor, now=NOW)


def test_what_may_be_given_does_not_change_before_the_audit_was_looked_at(house):
    lin = build_staff("front_line", house.harbour)
    told = {"staff": lin, "limit": OwnLimit("", "CNY", 50_000), "by": house.actor}

    with pytest.raises(NotReviewed, match=r"found 1 point nobody has looked at\. Review it under Fairness first"):
        grant_authority(**told, now=NOW)
    with pytest.raises(NotReviewed):
        ask_for_certificates(are_asked=True, by=house.actor, now=NOW)
    limit = RoleLimit("front_line", 0, OwnLimit("", "CNY", 50_000))
    with pytest.raises(NotReviewed):
        set_role_limit(limit=limit, starts_on=NOW.date(), by=house.actor, now=NOW)

    reviewed(house)

    assert grant_authority(**told, now=NOW).granted_at == NOW
    assert set_role_limit(limit=limit, starts_on=NOW.date(), by=house.actor, now=NOW).made_at == NOW
    assert Event.objects.filter(case=None, verb="fairness.reviewed").get().facts["points"] == 1


def test_taking_a_limit_back_waits_for_no_review(house):
    reviewed(house)
    lin = build_staff("front_line", house.harbour)
    grant = grant_authority(staff=lin, limit=OwnLimit("", "CNY", 50_000), by=house.actor, now=NOW)

    withdraw_authority(grant=grant, by=house.actor, now=NOW + HOLDS)

    assert again(grant).withdrawn_at == NOW + HOLDS


def test_a_review_holds_for_ninety_days_and_for_what_it_saw(house):
    reviewed(house)

    assert still_to_review(audited(house), now=NOW + HOLDS - DAY) == ()
    assert still_to_review(audited(house), now=NOW + HOLDS) == tuple(audited(house).points)
    offered(house, 51, language="en", total=60_000)
    assert len(still_to_review(audited(house), now=NOW)) == 1


def test_a_review_is_of_what_was_shown_with_words_by_who_sees_all(house):
    with pytest.raises(Conflict, match="has changed since"):
        reviewed(house, seen="")
    with pytest.raises(Invalid) as refused:
        reviewed(house, note="  ")
    with pytest.raises(NotAllowed, match="whole house"):
        reviewed(house, by=build_actor("analyst", house.harbour))
    with pytest.raises(NotAllowed):
        reviewed(house, by=build_actor("supervisor"))

    assert (refused.value.field, FairnessReview.objects.count()) == ("note", 0)
