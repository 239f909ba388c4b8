"""Tags: one word for the whole organisation, on and off with a trace."""

import pytest

from amends.models import CaseTag, Event, Tag
from amends.rules.refusals import Invalid
from amends.rules.tags import LONGEST, MOST
from amends.services.tags import tag_case, untag_case
from tests.builders import NOW, build_case, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)


def verbs(case):
    found = Event.objects.filter(case=case, verb__contains="tagged").order_by("sequence")
    return list(found.values_list("verb", flat=True))


def test_a_word_is_one_tag_however_it_is_written(house, case):
    other = build_case("Another matter", site=house.old_town)

    tag_case(case=case, name=" #Wedding  party ", by=house.actor, now=NOW)
    tag_case(case=other, name="wedding PARTY", by=house.actor, now=NOW)

    assert [tag.name for tag in Tag.objects.all()] == ["Wedding party"]
    assert CaseTag.objects.count() == 2


def test_the_same_twice_is_once(house, case):
    tag_case(case=case, name="花粉", by=house.actor, now=NOW)

    assert tag_case(case=case, name="花粉", by=house.actor, now=NOW) is None
    assert verbs(case) == ["case.tagged"]


def test_off_again(house, case):
    link = tag_case(case=case, name="Wedding", by=house.actor, now=NOW)

    assert untag_case(case=case, tag_id=link.tag_id, by=house.actor, now=NOW)
    assert not untag_case(case=case, tag_id=link.tag_id, by=house.actor, now=NOW)
    assert verbs(case) == ["case.tagged", "case.untagged"]


@pytest.mark.parametrize("name", ["", "  ", "#", "\u200b", "x" * (LONGEST + 1)])
def test_no_word_and_too_long_a_word_are_refused(house, case, name):
    with pytest.raises(Invalid) as refused:
        tag_case(case=case, name=name, by=house.actor, now=NOW)
    assert refused.value.field == "tag"


def test_one_too_many_is_refused(house, case):
    for number in range(MOST):
        tag_case(case=case, name=f"Tag {number}", by=house.actor, now=NOW)

    with pytest.raises(Invalid, match="at most 8"):
        tag_case(case=case, name="Ninth", by=house.actor, now=NOW)
