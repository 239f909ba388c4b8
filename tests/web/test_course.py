"""The case shows where it stands in its playbook: a ring a step, and the one next best step with its button."""

import pytest
from django.utils import timezone

from amends.models import Message
from amends.services.cases import reply_to_customer
from tests.builders import DAY, HOUR, again, build_case, build_house, build_staff, owner_of
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(
        site=house.harbour, now=timezone.now() - HOUR, name="Wang Min", identities=(("phone", "+8613800138000"),)
    )


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def test_one_step_is_next_and_its_button_begins_it(case, ada):
    page = ada.get(page_of(case))

    assert "Playbook: Recovery, step by step 1 / 13" in text_of(page)
    assert "Apologise and make it yours" in text_of(page)
    words = page.content.decode()
    assert words.count("data-start=") == 1
    assert 'data-template="apologise" data-purposes="apology"' in words
    assert words.count('aria-current="step"') == 1


def test_words_of_the_right_kind_move_it_on(case, ada):
    ada.post(f"{page_of(case)}/write", {"kind": "out", "text": "We are sorry.", "purposes": ["apology"], "next": ""})

    assert "3 / 13" in text_of(ada.get(page_of(case)))  # heard, apologised, answered


def test_a_tick_needs_what_shows_it_and_the_words_stay(case, ada):
    refused = ada.post(f"{page_of(case)}/steps", {"act": "done", "step": "apologise", "words": " "})
    assert refused.status_code == 422
    assert "Write what shows that it is done." in text_of(refused)

    done = ada.post(f"{page_of(case)}/steps", {"act": "done", "step": "apologise", "words": "Phoned her at 9."})

    assert done.status_code == 303
    assert Message.objects.get().text == "Phoned her at 9."
    assert "Tell them the next step and its date" in text_of(ada.get(done["Location"]))


def test_a_step_is_left_out_with_a_reason_and_taken_back(case, ada):
    refused = ada.post(f"{page_of(case)}/steps", {"act": "skip", "step": "apologise", "words": ""})
    assert "Why is it left out? Write the reason." in text_of(refused)

    ada.post(f"{page_of(case)}/steps", {"act": "skip", "step": "apologise", "words": "She asked us not to."})
    page = ada.get(page_of(case))
    assert "left out" in text_of(page)
    assert "Take back: Apologise and make it yours" in page.content.decode()

    ada.post(f"{page_of(case)}/steps", {"act": "reopen", "step": "apologise"})
    assert "Take back: " not in ada.get(page_of(case)).content.decode()


def test_what_is_refused_keeps_the_words(case, ada):
    refused = ada.post(f"{page_of(case)}/steps", {"act": "skip", "step": "assess", "words": "No time for it"})

    assert refused.status_code == 409
    assert "This step is never left out." in text_of(refused)
    assert "No time for it" in refused.content.decode()


def test_flags_change_playbook_and_priority_and_stand_in_the_queue(case, ada):
    ada.post(f"{page_of(case)}/flags", {"flags": ["food", "minor"]})

    page = text_of(ada.get(page_of(case)))
    assert "Playbook: Food safety" in page
    assert "Priority 5.0 before everything else" in page
    row = text_of(ada.get("/queue"))
    for said in ("Food safety", "Minor", "5.0"):
        assert said in row


def test_a_colleague_may_follow_another_playbook(case, ada):
    ada.post(f"{page_of(case)}/playbook", {"playbook": "ihg5"})

    assert "Playbook: InterContinental’s five steps" in text_of(ada.get(page_of(case)))
    assert ada.post(f"{page_of(case)}/playbook", {"playbook": "nothing"}).status_code == 404


def test_how_upset_they_are_and_how_much_hangs_on_it_is_judged(case, ada):
    ada.post(f"{page_of(case)}/judge", {"severity": "4", "is_safe": "yes", "criticality": "5", "emotion": "3"})

    case = again(case)
    assert (case.criticality, case.emotion, case.priority_hundredths) == (5, 3, 365)


def test_failed_twice_says_why_and_is_not_resolved_without_both(house, ada):
    now = timezone.now()
    known = {"name": "Wang Min", "identities": (("phone", "+8613800138000"),)}
    build_case(site=house.harbour, now=now - 12 * DAY, **known)
    case = build_case("It leaks again.", site=house.harbour, now=now - HOUR, **known)
    final = {"kind": "final", "text": "Both machines are refunded.", "severity": "3", "is_safe": "yes"}

    refused = ada.post(f"{page_of(case)}/write", {**final, "purposes": ["apology"]})
    assert refused.status_code == 422
    words = refused.content.decode()
    assert "both an apology and compensation must be written" in text_of(refused)
    assert 'value="apology" checked' in words
    assert "Both machines are refunded." in words

    ada.post(f"{page_of(case)}/write", {**final, "purposes": ["apology", "compensation"]})
    assert again(case).state == "resolved"
    assert "The second failure of this customer within 180 days." in text_of(ada.get(page_of(case)))


def test_an_analyst_sees_the_steps_and_no_buttons(house, case):
    page = browser_of(build_staff("analyst", house.root)).get(page_of(case))

    assert "Apologise and make it yours" in text_of(page)
    assert "data-start=" not in page.content.decode()


def test_the_page_asks_as_little_with_a_playbook_kept(case, ada, django_assert_max_num_queries):
    reply_to_customer(case=case, text="Hello", by=owner_of(case), now=timezone.now())
    ada.post(f"{page_of(case)}/judge", {"severity": "3", "is_safe": "yes"})
    ada.get(page_of(case))

    with django_assert_max_num_queries(9):
        ada.get(page_of(case))
