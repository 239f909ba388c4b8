"""Who is named in a note is told; who may not see the case is not."""

import pytest

from amends.models import Event, Notification
from amends.services.cases import reply_to_customer, write_note
from amends.services.staff import actor_of
from tests.builders import HOUR, NOW, build_case, build_house, build_staff, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def ning(house):
    return build_staff("supervisor", house.harbour, name="Ning Zhou")


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)


def test_who_is_named_in_a_note_is_told(case, ning):
    note = write_note(case=case, text="@Ning Zhou, may we give the suite?", by=owner_of(case), now=NOW + HOUR)

    told = Notification.objects.get()
    assert (told.to, told.kind, told.message, told.made_at) == (ning, "note.mentioned", note, NOW + HOUR)
    assert told.by_id == owner_of(case).staff_id
    assert Event.objects.get(verb="note.written").facts["mentioned"] == [ning.pk]


def test_who_may_not_see_the_case_is_not_told(house, case, ning):
    build_staff("supervisor", house.old_town, name="Otto Old")
    build_staff(None, name="Nora None")

    write_note(case=case, text="@Otto Old @Nora None @Ada", by=actor_of(ning), now=NOW)

    assert [row.to for row in Notification.objects.all()] == [house.administrator]


def test_nobody_is_told_what_they_wrote_themselves(case, ning):
    write_note(case=case, text="@Ning, remember", by=actor_of(ning), now=NOW)

    assert not Notification.objects.exists()


def test_a_reply_names_nobody(case, ning):
    reply_to_customer(case=case, text="@Ning Zhou will call you.", by=owner_of(case), now=NOW + HOUR)

    assert not Notification.objects.exists()


def test_one_reads_only_what_is_addressed_to_oneself_and_still_visible(house, case, ning):
    write_note(case=case, text="@Ning @Ada", by=owner_of(case), now=NOW)

    assert Notification.objects.visible_to(actor_of(ning)).unread().count() == 1
    ning.memberships.update(site=house.old_town)
    assert Notification.objects.visible_to(actor_of(type(ning).objects.get(pk=ning.pk))).count() == 0
