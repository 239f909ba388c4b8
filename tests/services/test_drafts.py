"""What somebody is writing is kept, two windows and all."""

import pytest

from amends.models import Draft
from amends.rules.hearing import StoredFile
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.drafts import files_of, forget_draft, keep_draft, settle_replaced
from tests.builders import HOUR, MINUTE, NOW, STRANGER, again, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)


@pytest.fixture
def keep(case, house):
    def keep(text, *, kind="out", by=house.actor, now=NOW, **more):
        return keep_draft(case=case, kind=kind, text=text, by=by, now=now, **more)

    return keep


def test_a_draft_is_kept_for_each_colleague_and_kind(keep, house):
    keep("Dear")
    keep("Dear Wang", now=NOW + MINUTE)
    keep("Ask Ning", kind="note")
    keep("Hello", by=build_actor("specialist", house.harbour))

    kept = Draft.objects.order_by("pk").values_list("kind", "text", "saved_at")
    assert list(kept) == [("out", "Dear Wang", NOW + MINUTE), ("note", "Ask Ning", NOW), ("out", "Hello", NOW)]


def test_an_emptied_draft_is_gone(keep):
    keep("Dear")

    assert keep("  ") is None
    assert not Draft.objects.exists()


def test_files_lie_with_the_draft(keep):
    tap = StoredFile("tap.png", "image/png", 7, "a" * 64)

    draft = keep("", files=(tap,))

    assert files_of(again(draft)) == (tap,)


def test_one_window_alone_replaces_nothing(keep):
    first = keep("Dear", tab="one")

    assert keep("Dear Wang", tab="one", based_on=0).replaced_text == ""
    assert first.version == 1


def test_going_on_in_another_window_with_what_was_there_replaces_nothing(keep):
    first = keep("Dear", tab="one")

    assert keep("Dear Wang", tab="two", based_on=first.version).replaced_text == ""


def test_the_newer_window_wins_and_the_older_words_are_not_lost(keep):
    opened = keep("Dear", tab="one").version
    keep("Dear Wang", tab="one", based_on=opened)

    newer = keep("Dear Ms Wang", tab="two", based_on=opened)

    assert (newer.text, newer.replaced_text) == ("Dear Ms Wang", "Dear Wang")


def test_the_words_of_the_other_window_are_taken_back_or_let_go(case, keep, house):
    keep("One", tab="one")
    keep("Two", tab="two")

    taken = settle_replaced(case=case, kind="out", take=True, by=house.actor, now=NOW + HOUR)
    assert (taken.text, taken.replaced_text) == ("Two\n\nOne", "")
    keep("Three", tab="one")

    assert settle_replaced(case=case, kind="out", take=False, by=house.actor, now=NOW).text == "Three"


def test_sending_does_not_take_along_the_words_of_the_other_window(case, keep, house):
    keep("One", tab="one")
    keep("Two", tab="two")

    forget_draft(case=case, kind="out", by=house.actor, tab="two")

    assert Draft.objects.values_list("text", "replaced_text").get() == ("", "One")


def test_sending_from_a_stale_window_does_not_take_along_what_it_never_showed(case, keep, house):
    keep("Taken back by a colleague", tab="one")

    forget_draft(case=case, kind="out", by=house.actor, tab="two", based_on=0)

    assert Draft.objects.values_list("text", "replaced_text").get() == ("", "Taken back by a colleague")


@pytest.mark.parametrize(("kind", "text"), [("final", "Dear"), ("out", "x" * 20_001)])
def test_what_cannot_be_a_draft_is_refused(keep, kind, text):
    with pytest.raises(Invalid):
        keep(text, kind=kind)


def test_who_may_not_answer_keeps_no_reply(keep, house):
    analyst = build_actor("analyst", house.harbour)

    with pytest.raises(NotAllowed):
        keep("Dear", by=analyst)
    assert keep("Noted", kind="note", by=analyst).text == "Noted"
    for outsider in (STRANGER, build_actor("specialist", house.old_town)):
        with pytest.raises(NotAllowed):
            keep("Dear", by=outsider)
