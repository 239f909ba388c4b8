"""A new case that nobody heard in person finds who fits best, or who is on call; the reason stands in its history."""

from datetime import UTC, datetime

import pytest

from amends.models import FailureType
from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.absences import plan_absence
from amends.services.on_call import end_on_call, plan_on_call
from amends.services.own_pages import choose_ways
from amends.services.routing import suggested_owner
from amends.services.skills import set_skills
from amends.services.staff import actor_of
from amends.services.transfers import ask_transfer
from tests.builders import DAY, HOUR, NOW, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 23:00 in Shanghai
IN_CHINESE, IN_ENGLISH = "房间的水龙头漏水。", "The tap in room 12 leaks."


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin")


@pytest.fixture
def wei(house):
    return build_staff("specialist", house.harbour, name="Wei")


def takes(house, staff, *languages, knows=(), by=None):
    return set_skills(
        staff=staff, languages=languages, failure_types=knows, takes_new=True, by=by or house.actor, now=NOW
    )


def put_on_call(house, staff, site=None, *, starts_at=NOW, ends_at=NOW + DAY, by=None):
    return plan_on_call(
        staff=staff, site=site or house.harbour, starts_at=starts_at, ends_at=ends_at, by=by or house.actor, now=NOW
    )


def heard(house, text=IN_CHINESE, **more):
    case = build_case(text, site=house.harbour, **more)
    return case.owner, case.events.get(sequence=1).facts.get("routed")


def test_without_anybody_who_takes_new_cases_whoever_answers_for_the_place_owns_them(house, lin):
    assert heard(house) == (house.administrator, None)


def test_a_new_case_goes_to_who_speaks_the_language_and_the_reason_stands_in_the_history(house, lin, wei):
    takes(house, lin, CHINESE, ENGLISH)
    takes(house, wei, ENGLISH)

    assert heard(house) == (lin, {"language": CHINESE, "cases": 0, "fewest": "all"})
    assert heard(house, IN_ENGLISH) == (wei, {"language": ENGLISH, "cases": 0, "fewest": "all"})


def test_a_burst_is_shared_among_those_who_fit_as_well(house, lin, wei):
    takes(house, lin, CHINESE)
    takes(house, wei, CHINESE)

    owners = [heard(house)[0] for _case in range(4)]

    assert owners == [lin, wei, lin, wei]


def test_who_knows_the_failure_is_given_it(house, lin, wei):
    kind = FailureType.objects.exclude(parent=None).first()
    takes(house, lin, CHINESE)
    takes(house, wei, CHINESE, knows=[kind.parent])

    owner, why = heard(house, failure_type_id=kind.pk)

    assert (owner, why["knows"]) == (wei, kind.parent_id)


def test_who_hears_it_in_person_owns_it_whoever_would_fit(house, lin, wei):
    takes(house, wei, CHINESE)

    case = build_case(IN_CHINESE, site=house.harbour, post="staff", by=actor_of(lin), heard_by=lin.pk)

    assert (case.owner, case.events.get(sequence=1).facts.get("routed")) == (lin, None)


def test_while_the_place_is_closed_it_goes_to_who_is_on_call(house, lin, wei):
    takes(house, wei, CHINESE)
    put_on_call(house, lin)

    by_day, by_night = heard(house)[0], heard(house, now=NIGHT)

    assert by_day == wei
    assert by_night == (lin, {"on_call": house.harbour.pk})


def test_who_is_on_call_is_told_of_what_comes_in_unless_they_do_not_want_to_be(house, lin):
    put_on_call(house, lin)
    told = heard(house, now=NIGHT)[0].notifications.values_list("kind", flat=True)
    choose_ways(staff=lin, density="plain", has_single_keys=True, quiet_kinds=["case.on_call"])

    heard(house, now=NIGHT)

    assert list(told.all()) == ["case.on_call"]


def test_on_call_for_the_whole_house_is_on_call_for_each_place(house):
    boss = build_staff("supervisor", name="Bo")
    put_on_call(house, boss, house.root)

    assert heard(house, now=NIGHT) == (boss, {"on_call": house.root.pk})


def test_what_was_called_off_holds_no_longer(house, lin):
    end_on_call(on_call=put_on_call(house, lin), by=house.actor, now=NOW)

    assert heard(house, now=NIGHT)[0] == house.administrator


def test_nobody_who_is_away_is_given_a_new_case(house, lin, wei):
    takes(house, lin, CHINESE)
    takes(house, wei, ENGLISH)
    plan_absence(staff=lin, cover=wei, starts_at=NOW, ends_at=NOW + DAY, by=house.actor, now=NOW)

    assert heard(house, now=NOW + HOUR)[0] == wei


def test_suggested_is_who_fits_best_beside_the_owner(house, lin, wei):
    takes(house, lin, CHINESE)
    case = build_case(IN_CHINESE, site=house.harbour)
    set_skills(staff=wei, languages=[CHINESE], failure_types=[], takes_new=False, by=house.actor, now=NOW)

    found = suggested_owner(case, by=house.actor, now=NOW)

    assert (case.owner, found.person, found.language) == (lin, wei.pk, CHINESE)


def test_whom_is_suggested_can_be_asked(house, lin):
    case = build_case(site=house.harbour)

    found = suggested_owner(case, by=actor_of(case.owner), now=NOW)

    assert ask_transfer(case=case, to=lin, by=house.actor, now=NOW).to_id == found.person


@pytest.mark.parametrize("field", ["languages", "takes_new"])
def test_what_routing_cannot_go_by_is_refused_with_its_field(house, lin, field):
    reader = build_staff("analyst", house.harbour)
    given = {"languages": (lin, ["tlh"]), "takes_new": (reader, [ENGLISH])}[field]

    with pytest.raises(Invalid) as refused:
        takes(house, given[0], *given[1])

    assert refused.value.field == field


def test_a_supervisor_decides_only_for_those_of_their_places(house, lin):
    elsewhere = actor_of(build_staff("supervisor", house.old_town))

    with pytest.raises(NotAllowed):
        takes(house, lin, CHINESE, by=elsewhere)
    with pytest.raises(NotAllowed):
        put_on_call(house, lin, by=elsewhere)


def test_a_rota_with_two_at_once_or_with_somebody_away_or_of_elsewhere_is_refused(house, lin, wei):
    put_on_call(house, lin)
    plan_absence(staff=wei, cover=lin, starts_at=NOW + DAY, ends_at=NOW + 2 * DAY, by=house.actor, now=NOW)
    stranger = build_staff("specialist", house.old_town)
    attempts = {
        "starts_at": (wei, NOW, NOW + HOUR),
        "staff": (wei, NOW + DAY, NOW + 2 * DAY),
        "ends_at": (wei, NOW + HOUR, NOW),
    }

    refused = {}
    for field, (staff, starts_at, ends_at) in attempts.items():
        with pytest.raises(Invalid) as refusal:
            put_on_call(house, staff, starts_at=starts_at, ends_at=ends_at)
        refused[field] = refusal.value.field
    with pytest.raises(Invalid, match="does not work at this place"):
        put_on_call(house, stranger, starts_at=NOW + 3 * DAY, ends_at=NOW + 4 * DAY)

    assert refused == {field: field for field in attempts}


def test_neither_oneself_nor_an_administrator_is_suggested_where_a_colleague_is_there(house, lin, wei):
    boss = build_staff("administrator", name="Bo")
    case = build_case(site=house.harbour)

    suggested = [suggested_owner(case, by=by, now=NOW).person for by in (house.actor, actor_of(lin))]

    assert suggested == [lin.pk, wei.pk]
    assert boss.pk not in suggested
