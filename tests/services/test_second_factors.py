"""The second factor: set up by oneself, taken away by an administrator, owed by roles, guessed by nobody."""

import pytest

from amends.models import Event, Organisation, RecoveryCode
from amends.rules.refusals import Conflict, NotAllowed, Refusal
from amends.rules.second_factors import digits_at, step_of
from amends.services.directory import forget_directory
from amends.services.lockouts import LockedOut, unlock
from amends.services.second_factors import (
    WrongCode,
    add_app,
    has_second_factor,
    owes_second_factor,
    prove_by_code,
    remove_app,
    remove_second_factors,
    renew_recovery_codes,
)
from amends.services.staff import actor_of
from tests.builders import MINUTE, NOW, PASSWORD, build_actor, build_house, build_staff

pytestmark = pytest.mark.django_db

SECRET = bytes(range(20))
LATER = NOW + MINUTE


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, password=PASSWORD)


def digits(now=NOW):
    return digits_at(SECRET, step_of(now))


def with_app(staff):
    return add_app(staff=staff, secret=SECRET, digits=digits(), by=actor_of(staff), now=NOW)


def prove(staff, code, *, address="203.0.113.9", now=LATER):
    return prove_by_code(staff=staff, code=code, address=address, now=now)


def test_an_app_counts_once_it_has_shown_the_right_digits(lin):
    with pytest.raises(WrongCode):
        add_app(staff=lin, secret=SECRET, digits="000000", by=actor_of(lin), now=NOW)
    assert not has_second_factor(lin)

    codes = with_app(lin)

    assert has_second_factor(lin)
    assert (len(codes), len(set(codes)), {len(code) for code in codes}) == (10, 10, {11})
    assert codes[0] not in str(list(RecoveryCode.objects.values()))


def test_digits_open_once_each(lin):
    with_app(lin)

    with pytest.raises(WrongCode):
        prove(lin, digits(), now=NOW)  # those it was set up with
    assert prove(lin, digits(LATER)) == "app"
    with pytest.raises(WrongCode):
        prove(lin, digits(LATER))


def test_a_recovery_code_opens_once_and_only_its_owner(house, lin):
    codes, others = with_app(lin), with_app(build_staff("specialist", house.harbour))

    assert prove(lin, codes[3].upper()) == "recovery_code"
    for code in (codes[3], others[0]):
        with pytest.raises(WrongCode):
            prove(lin, code)


def test_new_recovery_codes_replace_the_old(lin):
    old = with_app(lin)
    new = renew_recovery_codes(staff=lin, by=actor_of(lin), now=LATER)

    with pytest.raises(WrongCode):
        prove(lin, old[0])
    assert prove(lin, new[0]) == "recovery_code"


def test_codes_are_guessed_five_times_from_all_addresses_together(lin):
    with_app(lin)
    for number in range(5):
        with pytest.raises(WrongCode):
            prove(lin, "000000", address=f"203.0.{number}.1")

    with pytest.raises(LockedOut):
        prove(lin, digits(LATER), address="198.51.100.7")
    assert prove(lin, digits(LATER + 15 * MINUTE), now=LATER + 15 * MINUTE) == "app"


def test_an_administrator_opens_that_too(house, lin):
    with_app(lin)
    for _try in range(5):
        with pytest.raises(WrongCode):
            prove(lin, "000000")

    assert unlock(staff=lin, by=house.actor, now=LATER) == 1
    assert prove(lin, digits(LATER)) == "app"


def test_whoever_has_none_needs_no_recovery_codes(lin):
    with pytest.raises(Conflict):
        renew_recovery_codes(staff=lin, by=actor_of(lin), now=NOW)
    with_app(lin)
    remove_app(staff=lin, by=actor_of(lin), now=NOW)
    assert (has_second_factor(lin), RecoveryCode.objects.count()) == (False, 0)


def test_nobody_else_sets_it_up_and_only_administrators_take_it_away(house, lin):
    with pytest.raises(Refusal):
        add_app(staff=lin, secret=SECRET, digits=digits(), by=house.actor, now=NOW)
    with_app(lin)
    with pytest.raises(NotAllowed):
        remove_second_factors(staff=lin, by=build_actor("supervisor"), now=NOW)

    remove_second_factors(staff=lin, by=house.actor, now=NOW)

    assert not has_second_factor(lin)
    verbs = Event.objects.filter(verb__startswith="staff.factor").order_by("pk").values_list("verb", "facts__kind")
    assert list(verbs) == [("staff.factor_added", "app"), ("staff.factor_removed", "all")]


def test_a_role_may_owe_it(house, lin):
    assert not owes_second_factor(lin)
    Organisation.objects.update(second_factor_roles=["specialist"])
    forget_directory()

    assert owes_second_factor(lin)
    assert not owes_second_factor(house.administrator)
    with_app(lin)
    assert not owes_second_factor(lin)
