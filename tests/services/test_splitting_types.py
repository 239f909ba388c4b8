"""Several kinds of failure in the place of one: history stays, open cases are sorted anew."""

from datetime import timedelta

import pytest

from amends.models import Case, Event, FailureType
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.cases import triage_case
from amends.services.splitting_types import left_to_sort, sort_into_parts, split_failure_type
from amends.services.suggesting import guess, known_of
from amends.services.taxonomy import add_failure_type
from amends.services.undoing import take_back
from tests.builders import NOW, again, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)
NAMES = [("", "Towel missing"), ("", "Towel dirty"), ("", "")]


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def towel(house):
    return add_failure_type(parent=None, name_zh="", name_en="Towels", by=house.actor, now=NOW)


def judged(house, kind):
    case = build_case(site=house.harbour)
    return triage_case(case=case, severity=2, failure_type=kind, is_safe=True, by=house.actor, now=NOW)


def split(house, kind, names=NAMES):
    undo = split_failure_type(failure_type=kind, names=names, by=house.actor, now=NOW)
    return undo, list(kind.parts.order_by("pk"))


def test_the_parts_stand_in_its_place_and_its_cases_keep_what_they_were(house, towel):
    case = judged(house, towel)
    before = list(Event.objects.filter(case=case).values("verb", "digest"))

    _undo, parts = split(house, towel)

    assert [(part.name_en, part.parent_id, part.retired_at) for part in parts] == [
        ("Towel missing", None, None),
        ("Towel dirty", None, None),
    ]
    assert (again(towel).retired_at, again(case).failure_type) == (NOW, towel)
    assert list(Event.objects.filter(case=case).values("verb", "digest")) == before
    told = Event.objects.get(verb="taxonomy.split").facts
    assert (told["failure_type"], told["parts"]) == (towel.pk, [part.pk for part in parts])


def test_open_cases_are_sorted_from_a_list_and_closed_ones_never(house, towel):
    first, second, closed, elsewhere = (judged(house, towel) for _ in range(4))
    Case.objects.filter(pk=closed.pk).update(closed_at=NOW, next_due_at=None, state="closed_satisfied")
    _undo, (missing, dirty) = split(house, towel)
    other = FailureType.objects.get(key="rude")
    triage_case(case=elsewhere, severity=2, failure_type=other, is_safe=True, by=house.actor, now=NOW)
    assert set(left_to_sort(towel, by=house.actor)) == {first, second}

    chosen = {first.pk: missing.pk, second.pk: dirty.pk, closed.pk: dirty.pk, elsewhere.pk: dirty.pk}
    undo = sort_into_parts(failure_type=towel, chosen=chosen, by=house.actor, now=NOW)

    assert [again(case).failure_type for case in (first, second, closed, elsewhere)] == [missing, dirty, towel, other]
    assert Event.objects.get(case=first, verb="case.sorted").facts["failure_type"] == missing.pk
    take_back(undo=undo, by=house.actor, now=LATER)
    assert [again(case).failure_type for case in (first, second)] == [towel, towel]


def test_it_is_put_together_again_while_no_case_is_of_a_part(house, towel):
    undo, parts = split(house, towel)

    take_back(undo=undo, by=house.actor, now=LATER)

    assert again(towel).retired_at is None
    assert [again(part).retired_at for part in parts] == [LATER, LATER]
    undo, (part, _other) = split(house, again(towel))
    judged(house, part)
    with pytest.raises(Conflict):
        take_back(undo=undo, by=house.actor, now=LATER)


def test_what_cannot_be_split_is_refused_and_nothing_is_added(house, towel):
    add_failure_type(parent=towel, name_zh="", name_en="Wet towel", by=house.actor, now=NOW)
    count = FailureType.objects.count()

    for kind, names in ((towel, NAMES), (FailureType.objects.get(key="rude"), [("", "Only one"), ("", " ")])):
        with pytest.raises(Invalid) as refused:
            split(house, kind, names)
        assert refused.value.field == "parts"
    with pytest.raises(NotAllowed):
        split_failure_type(failure_type=towel, names=NAMES, by=build_actor("supervisor"), now=NOW)
    assert FailureType.objects.count() == count


def test_nothing_chosen_is_refused_and_the_likeliest_part_is_known_by_its_name(house, towel):
    judged(house, towel)
    _undo, (missing, dirty) = split(house, towel)

    with pytest.raises(Invalid):
        sort_into_parts(failure_type=towel, chosen={}, by=house.actor, now=NOW)
    parts = known_of([missing, dirty])
    assert guess("The towel was dirty.", parts).best == dirty.pk
    assert guess("Please call me.", parts).best is None
