"""Colleagues: who may do what where, and nobody more than they were given."""

import pytest

from amends.models import Membership, Staff
from amends.rules import access
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.sites import add_site, edit_site
from amends.services.staff import (
    actor_of,
    add_staff,
    edit_staff,
    require,
    set_password,
)
from amends.services.tokens import actor_of_token, create_token
from amends.services.transfers import ask_transfer
from tests.builders import (
    NOW,
    PASSWORD,
    again,
    build_actor,
    build_case,
    build_house,
    build_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def add(house, by=None, **changes):
    given = {
        "email": "lin@example.com",
        "name": "Lin Yue",
        "given_name": "Lin",
        "password": None,
        "memberships": [(house.harbour, "specialist")],
        "language": "zh-hans",
    }
    return add_staff(**given | changes, by=by or house.actor, now=NOW)


def edit(staff, house, by=None, **changes):
    given = {
        "name": staff.name,
        "given_name": staff.given_name,
        "memberships": [(row.site, row.role) for row in staff.memberships.all()],
        "is_active": True,
    }
    return edit_staff(staff=staff, **given | changes, by=by or house.actor, now=NOW)


# Reach


def test_a_role_holds_at_its_place_and_every_place_below(house):
    pier = add_site(parent=house.harbour, kind="place", name="Pier", by=house.actor, now=NOW)
    actor = build_actor("specialist", house.harbour)

    assert [actor.may("case.reply", site.pk) for site in (house.harbour, pier, house.old_town, house.root)] == [
        True,
        True,
        False,
        False,
    ]
    assert actor.places("case.reply") == {house.harbour.pk, pier.pk}
    assert build_actor("specialist").places("case.reply") is None


def test_several_roles_add_up_each_at_its_own_place(house):
    actor = build_actor(roles=[(house.harbour, "front_line"), (house.old_town, "supervisor")])

    assert actor.places("case.close_out") == {house.old_town.pk}
    assert actor.places("case.read") == {house.harbour.pk, house.old_town.pk}


def test_a_role_nobody_knows_any_more_gives_nothing(house):
    staff = build_staff(None)
    Membership.objects.create(staff=staff, site=house.root, role="wizard")

    assert actor_of(staff).reach == ()


def test_require_names_no_secret(house):
    with pytest.raises(NotAllowed) as refused:
        require(build_actor("front_line", house.harbour), "staff.edit", house.harbour.pk)
    assert refused.value.code == "not_allowed"


# Colleagues


def test_a_colleague_is_added_with_a_trace(house):
    staff = add(house, email=" Lin@Example.com ", name=" Lin\x00  Yue ")

    assert (staff.email, staff.name, staff.has_usable_password()) == ("Lin@Example.com", "Lin Yue", False)
    assert actor_of(staff).may("case.reply", house.harbour.pk)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "lin"}, "email"),
        ({"email": " ADMIN@clearwater.example"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"given_name": ""}, "given_name"),
        ({"given_name": "x" * 41}, "given_name"),
        ({"password": "12345"}, "password"),
        ({"password": "lin yue 99"}, "password"),
    ],
)
def test_what_cannot_be_a_colleague_is_refused_by_its_field(house, changes, field):
    with pytest.raises(Invalid) as refused:
        add(house, **changes)

    assert (refused.value.field, Staff.objects.count()) == (field, 1)


def test_there_is_no_such_role(house):
    with pytest.raises(Invalid) as refused:
        add(house, memberships=[(house.root, "wizard")])
    assert refused.value.field == "role"


def test_only_administrators_add_edit_and_set_passwords(house):
    staff = build_staff("front_line", house.harbour)
    for role in ("front_line", "specialist", "supervisor", "analyst"):
        by = build_actor(role)
        for act in (
            lambda by=by: add(house, by=by),
            lambda by=by: edit(staff, house, by=by),
            lambda by=by: set_password(staff=staff, password=PASSWORD, by=by, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_an_administrator_of_one_place_gives_and_takes_roles_there_alone(house):
    local = build_actor("administrator", house.harbour)
    add(house, by=local)
    elsewhere = build_staff("front_line", house.old_town)

    for act in (
        lambda: add(house, by=local, email="a@example.com", memberships=[(house.root, "administrator")]),
        lambda: add(house, by=local, email="b@example.com", memberships=[(house.old_town, "front_line")]),
        lambda: edit(elsewhere, house, by=local, memberships=[(house.harbour, "front_line")]),
        lambda: edit(house.administrator, house, by=local, memberships=[]),
        lambda: set_password(staff=house.administrator, password=PASSWORD, by=local, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert elsewhere.memberships.get().site == house.old_town


def test_a_program_that_may_edit_staff_makes_nobody_more_powerful_than_itself(house):
    """Else a token with one scope makes itself an administrator, signs in, and is bound by nothing."""
    token, _ = create_token(name="HR", scopes=["staff:write", "staff:read"], by=house.actor, now=NOW)
    program = actor_of_token(token)

    for act in (
        lambda: add(house, by=program, memberships=[(house.root, "administrator")]),
        lambda: add(house, by=program, memberships=[(house.harbour, "front_line")]),
        lambda: set_password(staff=house.administrator, password=PASSWORD, by=program, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()

    wide, _ = create_token(name="HR", scopes=sorted(access.SCOPES), by=house.actor, now=NOW)
    add(house, by=actor_of_token(wide), memberships=[(house.harbour, "front_line")])
    with pytest.raises(NotAllowed):
        add(house, by=actor_of_token(wide), email="a@example.com", memberships=[(house.root, "administrator")])


def test_there_is_always_an_administrator_and_somebody_who_answers(house):
    with pytest.raises(Invalid) as refused:
        edit(house.administrator, house, memberships=[(house.root, "analyst")])
    assert refused.value.field == "role"
    with pytest.raises(Invalid) as refused:
        edit(house.administrator, house, is_active=False)
    assert refused.value.field == "is_active"


def test_whoever_left_answers_for_no_new_case(house):
    lin = build_staff("supervisor", house.harbour)
    edit_site(site=house.harbour, name="Harbour", timezone="UTC", responsible=lin, by=house.actor, now=NOW)
    case = build_case(site=house.harbour)
    assert case.owner == lin

    ask_transfer(case=case, to=house.administrator, by=house.actor, now=NOW)
    edit(lin, house, is_active=False)

    assert build_case(site=house.harbour).owner == house.administrator


def test_ones_own_password_needs_no_permission_but_must_be_hard_to_guess(house):
    staff = build_staff("front_line", house.harbour)
    set_password(staff=staff, password=PASSWORD, by=actor_of(staff), now=NOW)
    assert again(staff).check_password(PASSWORD)

    with pytest.raises(Invalid) as refused:
        set_password(staff=staff, password="password12", by=actor_of(staff), now=NOW)
    assert refused.value.field == "password"


# Tokens
