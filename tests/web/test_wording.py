"""Advice on the words of a reply: while it is written, on the page without a script, beside what waits to go out."""

import re

import pytest
from django.utils import timezone

from amends.models import Draft, Message
from amends.services.cases import write_note
from amends.services.own_pages import choose_undo
from amends.services.promises import sweep_overdue
from amends.services.staff import actor_of
from tests.builders import HOUR, build_case, build_house
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db

HOLLOW = "We are sorry if this caused any inconvenience."
WHOLE = (
    "I am sorry. We left you waiting four hours, and that is our fault. I have booked another visit for 18:00 today."
)


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour, now=timezone.now() - HOUR, name="Wang Min", language="en")


@pytest.fixture
def ada(house):
    choose_undo(staff=house.administrator, seconds=10)
    return browser_of(house.administrator)


def advised(ada, case, text):
    return text_of(ada.post(f"{page_of(case)}/advice", {"text": text}))


def test_a_hollow_apology_is_told_what_harms_and_what_was_not_seen(case, ada):
    said = advised(ada, case, HOLLOW)

    assert "Apology 0/5" in said
    assert "if this caused any inconvenience “If” turns the harm into a guess" in said
    assert "Not seen yet: what we did, what it meant for them" in said


def test_a_whole_apology_is_told_what_it_says(case, ada):
    said = advised(ada, case, WHOLE)

    assert "Apology 5/5" in said
    assert "Not seen yet" not in said


def test_a_cause_is_tied_to_the_note_that_knows_it(house, case, ada):
    text = "It leaked because the pump seal split."
    before = advised(ada, case, text)

    write_note(case=case, text="Seal of the pump split", by=actor_of(house.administrator), now=timezone.now())

    assert "Nothing recorded in this case says so" in before
    assert "“the pump seal split”: note" in advised(ada, case, text)


def test_places_are_counted_as_a_browser_counts(case, ada):
    answer = ada.post(f"{page_of(case)}/advice", {"text": "😀\r\nThe ticket is kindly noted."}).content.decode()

    assert re.findall(r'data-from="(\d+)" data-to="(\d+)"', answer)[0] == ("3", "13")


def test_a_broken_promise_asks_for_an_apology(house, case, ada):
    late = timezone.now() + 60 * HOUR
    sweep_overdue(now=late)

    assert "that you are sorry" in advised(ada, case, "Your new pump arrives on Friday.")


def test_a_draft_is_advised_on_without_any_script(case, ada):
    ada.post(f"{page_of(case)}/draft", {"kind": "out", "text": HOLLOW, "tab": "one", "based_on": 0})

    assert "“If” turns the harm into a guess" in text_of(ada.get(page_of(case)))


def test_advice_never_holds_a_reply_back_and_stands_beside_it_while_it_waits(case, ada):
    ada.post(f"{page_of(case)}/write", {"kind": "out", "text": HOLLOW})

    assert Draft.objects.waiting().filter(case=case).count() == 1
    assert "“If” turns the harm into a guess" in text_of(ada.get(page_of(case)))


def test_a_note_among_colleagues_is_not_advised_on(case, ada):
    ada.post(f"{page_of(case)}/draft", {"kind": "note", "text": HOLLOW, "tab": "one", "based_on": 0})

    assert "turns the harm into a guess" not in text_of(ada.get(page_of(case)))
    assert not Message.objects.filter(case=case).exists()


def test_what_a_person_typed_is_shown_as_words(case, ada):
    answer = ada.post(f"{page_of(case)}/advice", {"text": "Sorry for any <b>inconvenience</b>, the ticket <i>"})

    assert b"<b>" not in answer.content
