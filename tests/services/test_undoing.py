"""What was just done can be taken back: by who did it, once, in time, and only while nothing changed since."""

import pytest

from amends.models import Organisation, Undo
from amends.rules.refusals import Conflict, NotFound
from amends.services import undoing
from amends.services.undoing import LASTS, forget_undos, leave_undo, take_back, undoes
from tests.builders import DAY, MINUTE, NOW, again, build_actor, build_house

pytestmark = pytest.mark.django_db
RENAMED = "organisation.renamed"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture(autouse=True)
def renaming(monkeypatch):
    """An act of the smallest kind: a name, given back as long as nobody gave another one."""
    monkeypatch.setattr(undoing, "_takes_back", {})

    @undoes(RENAMED)
    def rename_back(facts, *, by, now):
        if not Organisation.objects.filter(name=facts["after"]).update(name=facts["before"]):
            raise Conflict("It was renamed again.")


def rename(house, *, by, now=NOW):
    Organisation.objects.update(name="Elsewhere")
    return leave_undo(verb=RENAMED, facts={"before": "Clearwater", "after": "Elsewhere"}, by=by, now=now)


def test_it_is_taken_back_once(house):
    undo = rename(house, by=house.actor)

    take_back(undo=undo, by=house.actor, now=NOW + MINUTE)

    assert again(house.organisation).name == "Clearwater"
    with pytest.raises(Conflict, match="taken back already"):
        take_back(undo=undo, by=house.actor, now=NOW + MINUTE)


def test_a_colleague_takes_back_nothing_of_mine(house):
    undo = rename(house, by=house.actor)

    with pytest.raises(NotFound):
        take_back(undo=undo, by=build_actor("supervisor"), now=NOW)
    assert again(house.organisation).name == "Elsewhere"


def test_after_its_time_it_is_too_late(house):
    undo = rename(house, by=house.actor)

    with pytest.raises(Conflict, match="too late"):
        take_back(undo=undo, by=house.actor, now=NOW + LASTS)


def test_what_changed_since_is_refused_and_may_be_tried_again(house):
    undo = rename(house, by=house.actor)
    Organisation.objects.update(name="Third")

    with pytest.raises(Conflict, match="renamed again"):
        take_back(undo=undo, by=house.actor, now=NOW)
    assert again(undo).taken_back_at is None


def test_an_act_that_nothing_takes_back_leaves_no_undo(house):
    with pytest.raises(ValueError, match="nothing takes"):
        leave_undo(verb="case.eaten", facts={}, by=house.actor, now=NOW)


def test_a_function_that_is_gone_is_a_refusal_and_not_a_crash(house, monkeypatch):
    undo = rename(house, by=house.actor)
    monkeypatch.setattr(undoing, "_takes_back", {})

    with pytest.raises(Conflict, match="no longer"):
        take_back(undo=undo, by=house.actor, now=NOW)


def test_what_could_be_taken_back_yesterday_is_forgotten(house):
    rename(house, by=house.actor, now=NOW - 2 * DAY)
    rename(house, by=house.actor)

    assert forget_undos(now=NOW) == 1
    assert Undo.objects.count() == 1
