"""The composer: nothing written is lost, nothing crosses unseen, and what waits can be taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from amends.models import CannedReply, Draft, Message, Notification
from amends.services import jobs
from amends.services.canned import Wording, add_canned_reply
from amends.services.cases import reply_to_customer, write_note
from amends.services.listening import hear_more
from amends.services.own_pages import choose_undo
from amends.services.schedule import TASKS
from amends.services.staff import actor_of
from amends.web.composer import send_times
from tests.builders import DAY, HOUR, again, build_case, build_house, build_staff, customer_of
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(house, now):
    return build_case(site=house.harbour, now=now - HOUR, name="Wang Min", language="en")


@pytest.fixture
def ada(house):
    choose_undo(staff=house.administrator, seconds=10)
    return browser_of(house.administrator)


@pytest.fixture
def write(case, ada):
    def write(text, kind="out", **more):
        return ada.post(f"{page_of(case)}/write", {"kind": kind, "text": text, **more})

    return write


@pytest.fixture
def keep(case, ada):
    def keep(text, kind="out", tab="one", based_on=0):
        fields = {"kind": kind, "text": text, "tab": tab, "based_on": based_on}
        return ada.post(f"{page_of(case)}/draft", fields).json()

    return keep


def seen(case):
    return f"{case.intakes.latest('pk').pk}.0."


def test_what_is_typed_is_there_again(case, ada, keep):
    assert keep("We left you waiting.")["version"] == 1

    page = ada.get(page_of(case)).content.decode()

    assert "We left you waiting.</textarea>" in page
    assert "Draft kept" in page


def test_another_colleague_sees_no_draft(house, case, keep):
    keep("We left you waiting.")

    lin = browser_of(build_staff("specialist", house.harbour))

    assert "We left you waiting." not in lin.get(page_of(case)).content.decode()


def test_a_second_window_is_told_what_it_replaced_and_can_take_it_back(case, ada, keep):
    keep("One", tab="one")
    assert keep("Two", tab="two")["replaced"] == "One"

    fields = {"kind": "out", "text": "Two", "tab": "two", "based_on": "2", "take": "yes"}
    ada.post(f"{page_of(case)}/draft/replaced", fields)

    assert "Two\n\nOne</textarea>" in ada.get(page_of(case)).content.decode()


def test_a_reply_waits_and_is_taken_back(case, ada, write):
    answer = write("We left you waiting.")
    words = text_of(ada.get(answer["Location"]))
    assert "Not sent yet" in words
    assert "We left you waiting." in words

    back = ada.post(f"{page_of(case)}/waiting/{Draft.objects.get().pk}", {"answer": "take_back"})

    assert "Taken back. It is a draft again" in text_of(ada.get(back["Location"]))
    assert not Message.objects.exists()


def test_the_customer_sees_nothing_that_waits(case, write, client):
    write("We left you waiting.")

    page = text_of(client.get(f"/t/{page_of(case)[7:]}/{case.secret}"))

    assert "We left you waiting." not in page


def test_pressed_twice_it_waits_once(write):
    for _press in range(2):
        write("We left you waiting.", form_key="k", tab=str(_press))

    assert Draft.objects.count() == 1


def test_a_scheduled_reply_says_when_and_the_worker_sends_it(case, ada, write, now):
    at, _words = send_times(now)[0]
    answer = write("Good morning.", send=str(at))
    page = text_of(ada.get(answer["Location"]))
    assert "Scheduled" in page

    while jobs.work_once(TASKS, now=now + 7 * DAY):
        pass

    assert Message.objects.get().text == "Good morning."


def test_a_colleagues_answer_stops_mine_and_my_words_stay(house, case, ada, write, now):
    ning = build_staff("supervisor", house.harbour, name="Ning Zhou")
    before = seen(case)
    reply_to_customer(case=case, text="An offer", by=actor_of(ning), now=now)

    answer = write("Mine", seen=before)

    assert answer.status_code == 409
    page = text_of(answer)
    assert "Ning Zhou just sent a reply. Your words are kept and not sent." in page
    assert "Keep as a note" in page
    assert (Draft.objects.get().text, Message.objects.count()) == ("Mine", 1)


def test_what_crossed_can_be_kept_as_a_note(case, ada, write):
    write("Mine", as_note="yes", seen="0.0.")

    assert (Message.objects.get().kind, Draft.objects.count()) == ("note", 0)


def test_what_the_customer_said_since_stops_it_too(case, write, now):
    before = seen(case)
    hear_more(case=case, text="Never mind.", by=customer_of(case), now=now)

    assert write("Mine", seen=before).status_code == 409


def test_files_of_a_refused_reply_stay_with_the_draft(case, ada, write):
    refused = write("", files=SimpleUploadedFile("tap.txt", b"a tap"))
    assert refused.status_code == 422
    file = Draft.objects.get().files[0]
    assert "tap.txt" in text_of(refused)

    write("See this", kept_file=file["sha256"])
    while jobs.work_once(TASKS, now=timezone.now() + HOUR):
        pass

    assert Message.objects.get().artifacts.get().name == "tap.txt"


def test_open_facts_are_warned_of_once(write):
    refused = write("We refund {amount}.")
    assert refused.status_code == 422
    assert "Still open: {amount}. Fill them in, or send again as it is." in text_of(refused)

    assert write("We refund {amount}.", sure="{amount}").status_code == 303


def test_canned_replies_come_with_the_facts_of_the_case(house, case, ada, now):
    wording = Wording(name="Hello", text_en="{customer}, {reference}: {owner} at {site}. {refund}")
    add_canned_reply(wording=wording, is_own=False, by=house.actor, now=now)

    rows = ada.get(f"{page_of(case)}/replies").json()["rows"]

    assert rows[0]["text"] == f"Wang Min, {page_of(case)[7:]}: Ada at Harbour. {{refund}}"
    assert "We left you waiting, and that is our fault." in " ".join(row["text"] for row in rows)


def test_canned_replies_are_written_by_those_who_may(house, ada):
    lin = browser_of(build_staff("specialist", house.harbour))
    fields = {"name": "Hello", "text_en": "Hello {customer}"}

    assert lin.post("/settings/replies", {**fields, "whose": ""}).status_code == 403
    assert lin.post("/settings/replies", {**fields, "whose": "own"}).status_code == 303
    assert ada.post("/settings/replies", {**fields, "name": "House", "whose": ""}).status_code == 303

    assert CannedReply.objects.filter(owner=None).get().name == "House"
    assert CannedReply.objects.exclude(owner=None).get().name == "Hello"
    shared = text_of(ada.get("/settings/replies"))
    assert "House Hello {customer}" in shared
    assert "Mine" not in shared


def test_who_is_named_stands_out_in_the_note(house, case, ada, write):
    ning = build_staff("supervisor", house.harbour, name="Ning Zhou")

    write("@Ning Zhou may we?", kind="note")

    assert Notification.objects.get().to == ning
    assert '<span class="mention">@Ning Zhou</span> may we?' in ada.get(page_of(case)).content.decode()


def test_only_those_who_may_see_the_case_are_offered(house, case, ada):
    build_staff("supervisor", house.harbour, name="Ning Zhou")
    build_staff("supervisor", house.old_town, name="Otto Old")

    rows = ada.get(f"{page_of(case)}/colleagues").json()["rows"]

    assert [row["name"] for row in rows] == ["Ning Zhou"]


def test_the_middle_of_a_long_conversation_is_folded_but_no_broken_promise(house, case, ada, now):
    due = case.promises.get().due_at
    for number in range(70):
        write_note(case=again(case), text=f"Note {number}", by=house.actor, now=due + number * HOUR / 60)
        if number == 30:
            reply_to_customer(case=case, text="Late", by=house.actor, now=due + HOUR)

    page = ada.get(page_of(case)).content.decode()

    assert page.count('class="timeline-fold"') >= 1
    outside = page
    while (start := outside.find('<details class="timeline-fold"')) >= 0:
        outside = outside[:start] + outside[outside.index("</details>", start) + 10 :]
    assert "Promise broken" in outside
    assert "Note 69" in outside
    assert 'class="timeline-fold"' not in ada.get(f"{page_of(case)}?show=everything").content.decode()
