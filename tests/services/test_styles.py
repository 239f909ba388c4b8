"""A label rests on signs somebody noted, runs out by rule, can be corrected, and is never put on a minor."""

from datetime import timedelta

import pytest

from amends.models import Event
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.rules.styles import LASTS, Style
from amends.services.playbooks import flag_case
from amends.services.styles import label_of, note_sign, withdraw_sign
from tests.builders import DAY, NOW, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour, name="Wang Min")


def noted(case, by, sign="turned_to_a_body", now=NOW, **more):
    given = {"words": "Wrote to 12315", "seen_at": now - DAY, "by": by, "now": now}
    return note_sign(case=case, sign=sign, **given | more)


def label(case, by, now=NOW):
    found, _signs = label_of(customer=case.customer, by=by, now=now)
    return found


def test_the_label_says_what_it_rests_on_and_until_when(house, case):
    told = noted(case, house.actor, "told_us")
    body = noted(case, house.actor)

    found = label(case, house.actor)

    assert (found.style, found.until) == (Style.ACTIVIST, body.seen_at + LASTS)
    assert [seen.source for seen in found.evidence] == [body.pk]
    assert [event.facts for event in Event.objects.filter(verb="style.noted").order_by("sequence")] == [
        {"sign": told.pk, "of": "told_us"},
        {"sign": body.pk, "of": "turned_to_a_body"},
    ]


def test_after_180_days_it_is_gone_by_itself(house, case):
    body = noted(case, house.actor)

    assert label(case, house.actor, body.seen_at + LASTS - timedelta(seconds=1)).style is Style.ACTIVIST
    assert label(case, house.actor, body.seen_at + LASTS) is None


def test_a_wrong_sign_is_taken_back_once_and_the_label_with_it(house, case):
    body = noted(case, house.actor)

    withdraw_sign(sign=body, by=house.actor, now=NOW)

    assert label(case, house.actor) is None
    assert Event.objects.filter(verb="style.withdrawn").count() == 1
    with pytest.raises(Conflict):
        withdraw_sign(sign=body, by=house.actor, now=NOW)


def test_there_is_none_for_a_minor(house, case):
    noted(case, house.actor)

    flag_case(case=case, flags=["minor"], by=house.actor, now=NOW)

    assert label(case, house.actor) is None
    with pytest.raises(Conflict):
        noted(case, house.actor)


def test_everything_that_is_wrong_is_named_at_once(house, case):
    with pytest.raises(Invalid) as caught:
        noted(case, house.actor, "shouted", words=" ", seen_at=NOW - LASTS)

    assert [fault.field for fault in caught.value.faults] == ["sign", "words", "seen_on"]


def test_a_sign_in_a_case_of_another_place_says_nothing_here(house, case):
    noted(case, house.actor)

    assert label(case, build_actor("specialist", house.old_town)) is None


def test_only_who_judges_cases_notes_them(house, case):
    with pytest.raises(NotAllowed):
        noted(case, build_actor("analyst", house.harbour))
