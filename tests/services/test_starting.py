"""The first run, in one step or not at all."""

import pytest

from amends.models import FailureType, Organisation, Site, Staff
from amends.rules.refusals import Invalid, Refusal
from amends.rules.taxonomy import starting_taxonomy
from amends.services.sites import Administrator
from amends.services.starting import begin_installation, nobody_can_sign_in
from tests.builders import NOW, PASSWORD, build_house

pytestmark = pytest.mark.django_db


def begin(**changes):
    given = {
        "organisation": "Clearwater",
        "language": "en",
        "timezone": "Asia/Shanghai",
        "administrator": Administrator("ada@example.com", "Ada Admin", "Ada", PASSWORD),
        "places": ["Harbour", " Harbour ", ""],
        "without": [],
        "with_stories": False,
    }
    return begin_installation(**given | changes, now=NOW)


def test_it_begins_with_an_administrator_who_can_sign_in():
    assert nobody_can_sign_in()

    administrator = begin()

    assert administrator.check_password(PASSWORD)
    assert not nobody_can_sign_in()
    assert list(Site.objects.order_by("pk").values_list("name", flat=True)) == ["Clearwater", "Harbour"]


def test_kinds_nobody_needs_are_retired_with_those_below():
    unneeded = starting_taxonomy()[0].key

    begin(without=[unneeded])

    in_use = FailureType.objects.in_use()
    assert not in_use.filter(key=unneeded).exists()
    assert in_use.filter(parent=None).count() == FailureType.objects.filter(parent=None).count() - 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organisation": " "}, "organisation"),
        ({"organisation": "x" * 121}, "organisation"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"places": ["x" * 121]}, "places"),
        ({"administrator": Administrator("ada", "Ada", "Ada", PASSWORD)}, "email"),
        ({"administrator": Administrator("ada@example.com", "", "Ada", PASSWORD)}, "name"),
        ({"administrator": Administrator("ada@example.com", "Ada", "Ada", "12345")}, "password"),
    ],
)
def test_what_cannot_begin_is_refused_by_its_field_and_leaves_nothing(changes, field):
    with pytest.raises(Invalid) as refused:
        begin(**changes)

    assert refused.value.field == field
    assert (Organisation.objects.count(), Staff.objects.count(), Site.objects.count()) == (0, 0, 0)


def test_it_begins_once():
    build_house()

    with pytest.raises(Refusal):
        begin()


def test_it_may_begin_with_stories():
    begin(with_stories=True)

    assert Site.objects.filter(is_story=True).exists()
