"""What goes along when two cases become one: words not yet sent, tags, and who rests."""

from datetime import timedelta

import pytest

from amends.models import CaseTag, Draft, Job, Message, Notification
from amends.rules.drafts import Stage
from amends.services import sending
from amends.services.drafts import keep_draft
from amends.services.merging import merge_cases, unmerge_case
from amends.services.schedule import TASKS
from amends.services.sending import Outgoing
from amends.services.snoozing import snooze_case
from amends.services.staff import actor_of
from amends.services.tags import tag_case
from tests.builders import DAY, HOUR, NOW, again, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db

WANG = (("phone", "+8613800138000"),)
LATER = NOW + 2 * HOUR


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def author(house):
    return build_staff("specialist")


@pytest.fixture
def lin(author):
    return actor_of(author)


@pytest.fixture
def first(house):
    return build_case("The tap leaks.", site=house.harbour, identities=WANG)


@pytest.fixture
def second(house, first):
    return build_case("The tap leaks again.", site=house.harbour, identities=WANG, now=NOW + HOUR)


def writing(case, by, text, kind="out"):
    return keep_draft(case=case, kind=kind, text=text, by=by, now=NOW + HOUR)


@pytest.mark.parametrize("wait", [{"send_at": NOW + DAY}, {"wait": timedelta(hours=3)}])
def test_a_reply_that_waited_is_held_at_the_other_case_and_its_author_is_told(first, second, author, lin, wait):
    sending.send(case=second, words=Outgoing("We come at four."), by=lin, now=NOW + HOUR, **wait)

    merge_cases(case=second, into=first, by=lin, now=LATER)

    held = Draft.objects.get()
    assert (held.case, held.stage, held.held_because) == (first, Stage.HELD, "merged")
    assert Notification.objects.filter(to=author, kind="reply.held", case=first).exists()
    assert not Job.objects.filter(task="send_waiting").exists()
    TASKS["send_waiting"](case_id=second.pk, draft_id=held.pk, now=NOW + 2 * DAY)
    assert not Message.objects.exists()

    sending.send_now(case=first, draft_id=held.pk, by=lin, now=LATER)
    assert Message.objects.get().case == first


def test_what_somebody_was_writing_goes_along_and_comes_back(first, second, lin):
    writing(second, lin, "Dear Ms Wang")

    merge_cases(case=second, into=first, by=lin, now=LATER)
    assert Draft.objects.get().case == first

    unmerge_case(case=second, by=lin, now=LATER)
    assert Draft.objects.get().case == second


def test_words_at_both_cases_are_joined_and_none_is_lost(first, second, lin):
    writing(first, lin, "About the tap.")
    writing(second, lin, "About the tap again.")
    writing(second, lin, "She was upset.", kind="note")

    merge_cases(case=second, into=first, by=lin, now=LATER)

    drafts = dict(Draft.objects.filter(case=first).values_list("kind", "text"))
    assert drafts == {"out": "About the tap.\n\nAbout the tap again.", "note": "She was upset."}
    unmerge_case(case=second, by=lin, now=LATER)
    assert Draft.objects.get(case=first).text == "About the tap.\n\nAbout the tap again."
    assert Draft.objects.get(case=second).kind == "note"


def test_tags_add_up_and_go_back(first, second, lin):
    for case, name in ((first, "Lift"), (second, "Lift"), (second, "Wedding")):
        tag_case(case=case, name=name, by=lin, now=NOW + HOUR)

    merge_cases(case=second, into=first, by=lin, now=LATER)
    borne = CaseTag.objects.filter(case=first).order_by("pk").values_list("tag", "tag__name")
    assert again(first).tag_ids == [pk for pk, _name in borne]
    assert [name for _pk, name in borne] == ["Lift", "Wedding"]

    unmerge_case(case=second, by=lin, now=LATER)
    assert [link.tag.name for link in CaseTag.objects.filter(case=first)] == ["Lift"]
    assert CaseTag.objects.filter(case=second).count() == 2


def test_a_case_bears_no_more_tags_than_there_is_room(first, second, lin):
    for number in range(7):
        tag_case(case=first, name=f"a{number}", by=lin, now=NOW + HOUR)
        tag_case(case=second, name=f"b{number}", by=lin, now=NOW + HOUR)

    merge_cases(case=second, into=first, by=lin, now=LATER)

    assert len(again(first).tag_ids) == 8


@pytest.mark.parametrize(("does_other_rest", "rests"), [(False, False), (True, True)])
def test_a_merge_never_hides_a_case_that_was_in_sight(first, second, lin, does_other_rest, rests):
    snooze_case(case=first, until=NOW + 6 * HOUR, by=lin, now=NOW + HOUR)
    if does_other_rest:
        snooze_case(case=second, until=NOW + 6 * HOUR, by=lin, now=NOW + HOUR)

    merge_cases(case=second, into=first, by=lin, now=LATER)

    assert (again(first).snoozed_until is not None) is rests
