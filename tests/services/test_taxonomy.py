"""The company's own list of what can go wrong."""

import pytest

from amends.models import FailureType
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.cases import triage_case
from amends.services.taxonomy import add_failure_type, edit_failure_type, retire_failure_type
from tests.builders import NOW, again, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def add(house, name_en="Late towel", name_zh="", parent=None, by=None):
    return add_failure_type(parent=parent, name_zh=name_zh, name_en=name_en, by=by or house.actor, now=NOW)


def test_a_kind_has_a_key_of_its_own_and_one_language_stands_in_for_the_other(house):
    first, second, third = add(house), add(house), add(house, "", "毛巾晚了")

    assert [first.key, second.key, third.key] == ["late_towel", "late_towel_2", "kind"]
    assert (first.name_zh, third.name_en) == ("Late towel", "毛巾晚了")


def test_there_are_two_levels(house):
    parent = add(house)
    child = add(house, "No towel", parent=parent)

    with pytest.raises(Invalid) as refused:
        add(house, "Third", parent=child)
    assert refused.value.field == "parent"


def test_a_kind_without_a_name_is_refused(house):
    with pytest.raises(Invalid) as refused:
        add(house, " \x00", "")
    assert refused.value.field == "name_en"


def test_a_renamed_or_retired_kind_stays_with_its_cases(house):
    kind, case = add(house), build_case()
    triage_case(case=case, severity=2, failure_type=kind, is_safe=True, by=house.actor, now=NOW)

    edit_failure_type(failure_type=kind, name_zh="毛巾晚了", name_en="Slow towel", by=house.actor, now=NOW)
    retire_failure_type(failure_type=kind, is_retired=True, by=house.actor, now=NOW)

    assert (again(case).failure_type.name_en, again(kind).key) == ("Slow towel", "late_towel")
    assert kind not in FailureType.objects.in_use()
    retire_failure_type(failure_type=kind, is_retired=False, by=house.actor, now=NOW)
    assert kind in FailureType.objects.in_use()


def test_analysts_and_administrators_edit_the_list_and_nobody_else(house):
    kind = add(house, by=build_actor("analyst"))
    by = build_actor("supervisor")
    for act in (
        lambda: add(house, by=by),
        lambda: edit_failure_type(failure_type=kind, name_zh="", name_en="X", by=by, now=NOW),
        lambda: retire_failure_type(failure_type=kind, is_retired=True, by=by, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
