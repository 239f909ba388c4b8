"""Asking and waiting on the pages: chosen beside the reply, seen by colleagues and customer, ended by an answer."""

import pytest
from django.utils import timezone

from amends.models import Pause
from amends.services import jobs
from amends.services.own_pages import choose_undo
from amends.services.schedule import TASKS
from tests.builders import DAY, HOUR, MINUTE, again, build_case, build_house
from tests.web.browsing import browser_of, page_of, stranger, text_of, track_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour, now=timezone.now() - HOUR, name="Wang Min", language="en")


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def ask(case, ada, reason="papers"):
    words = {"kind": "out", "text": "Please send a photo of it.", "next": f"pause:{reason}"}
    return ada.post(f"{page_of(case)}/write", words)


def test_the_reply_offers_to_wait_with_a_reason_and_an_end(case, ada):
    page = ada.get(page_of(case)).content.decode()

    assert '<option value="pause:papers">papers, a photo or a number, until' in page


def test_colleagues_and_the_customer_see_who_waits_for_whom(case, ada):
    ask(case, ada)

    assert "It has waited for papers, a photo or a number since today" in text_of(ada.get(page_of(case)))
    assert "Paused We asked, and the clock waits for their answer" in text_of(ada.get("/queue?view=mine"))
    track = text_of(stranger().get(track_of(case)))
    assert "we wait for what we asked you to send" in track
    assert "Waits for you, until" in track


def test_the_customers_answer_ends_it(case, ada):
    ask(case, ada)

    stranger().post(f"{track_of(case)}/words", {"words": "Here it is."})

    assert again(case).paused_since is None
    assert "It has waited" not in text_of(ada.get(page_of(case)))
    assert "Waits for you" not in text_of(stranger().get(track_of(case)))


def test_a_colleague_lets_it_run_on(case, ada):
    ask(case, ada)

    answer = ada.post(f"{page_of(case)}/resume", {}, follow=True)

    assert again(case).paused_since is None
    assert "Clocks run on" in text_of(answer)


def test_an_unknown_reason_is_refused_and_the_words_stay(case, ada):
    refused = ask(case, ada, reason="bored")

    assert refused.status_code == 422
    assert "Please send a photo of it." in refused.content.decode()
    assert not Pause.objects.exists()


def test_what_can_be_undone_first_waits_and_then_pauses(house, case, ada):
    choose_undo(staff=house.administrator, seconds=10)
    ask(case, ada)
    assert not Pause.objects.exists()

    now = timezone.now() + MINUTE
    assert jobs.work_once(TASKS, now=now)

    assert Pause.objects.get().until_at == now + 7 * DAY
