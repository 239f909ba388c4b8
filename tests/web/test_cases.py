"""One case on one screen: what colleagues may do there, and that nothing typed is lost or done twice."""

import pytest
from django.utils import timezone

from amends.models import Case, Message
from amends.rules.lifecycle import State
from amends.services.forgetting import remind_of_forgotten
from amends.services.preferences import note_preference
from amends.services.promises import sweep_overdue
from amends.services.transfers import ask_transfer
from tests.builders import DAY, HOUR, again, build_actor, build_case, build_house, build_staff, owner_of
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
    return build_case(
        site=house.harbour, now=now - HOUR, name="Wang Min", identities=(("phone", "+8613800138000"),),
        wanted_outcome="A dry room", place="Room 12",
    )  # fmt: skip


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def test_it_shows_who_what_and_until_when(case, ada):
    words = text_of(ada.get(page_of(case)))

    for said in ("Wang Min", "+8613800138000", "A dry room", "Room 12", "The tap in room 12 leaks.", "Ada owns this"):
        assert said in words
    assert "First answer" in words


def test_it_opens_under_whatever_the_reference_is_written_as(case, ada):
    assert ada.get(page_of(case).lower())["Location"] == page_of(case)


def test_what_one_may_not_see_is_not_there(house, case):
    elsewhere = browser_of(build_staff("supervisor", house.old_town))

    unseen, unheard_of = elsewhere.get(page_of(case)), elsewhere.get("/cases/AM-5724")

    assert (unseen.status_code, unheard_of.status_code) == (404, 404)
    assert text_of(unseen) == text_of(unheard_of)
    for act in ("write", "judge", "date", "hand-over", "transfer", "close-out"):
        assert elsewhere.post(f"{page_of(case)}/{act}", {"text": "me"}).status_code == 404


def test_nobody_comes_in_without_signing_in(case, client):
    answer = client.get(page_of(case))

    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next=%2Fcases%2F{page_of(case)[7:]}")


def test_a_reply_is_sent_once_and_keeps_the_promise(case, ada):
    for _press in range(2):
        sent = ada.post(f"{page_of(case)}/write", {"kind": "out", "text": "We are sorry.", "form_key": "k", "next": ""})
        assert sent.status_code == 303

    assert Message.objects.filter(case=case).count() == 1
    words = text_of(ada.get(sent["Location"]))
    assert "Sent" in words
    assert "Promise kept First answer" in words


def test_the_next_date_may_be_chosen(case, ada, now):
    chosen = int((now + 5 * HOUR).timestamp())

    ada.post(f"{page_of(case)}/write", {"kind": "out", "text": "Soon more.", "next": str(chosen)})

    assert int(again(case).next_due_at.timestamp()) == chosen


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": "  "}, "nothing written here yet"),
        ({"text": "Later", "next": "own", "next_own": "soon"}, "not a date and time"),
        ({"text": "Later", "next": "100"}, "between now and 90 days"),
        ({"text": "Done", "kind": "final"}, "How bad was it?"),
    ],
)
def test_a_refusal_stands_at_the_composer_and_the_words_stay(case, ada, fields, message):
    answer = ada.post(f"{page_of(case)}/write", {"kind": "out", **fields})

    assert answer.status_code == 422
    assert message in text_of(answer)
    assert fields["text"].strip() in answer.content.decode()
    assert not Message.objects.exists()


def test_a_note_is_kept_for_colleagues(case, ada):
    ada.post(f"{page_of(case)}/write", {"kind": "note", "text": "Ask the plumber"})

    assert Message.objects.get().kind == "note"
    assert "Internal" in text_of(ada.get(page_of(case)))


def test_the_final_response_resolves_and_asks_the_customer(case, ada):
    ada.post(f"{page_of(case)}/write", {"kind": "final", "text": "It is dry.", "severity": "2", "is_safe": "yes"})

    assert again(case).state == State.RESOLVED
    words = text_of(ada.get(page_of(case)))
    assert "Waiting for their word" in words
    assert "Final response" not in words


def test_how_bad_it_is_can_be_judged(case, ada):
    ada.post(f"{page_of(case)}/judge", {"severity": "4", "is_safe": "yes", "relationship": "first"})

    case = again(case)
    assert (case.severity, case.relationship, case.safety_checked_at is not None) == (4, "first", True)


def test_a_case_is_handed_over_only_by_the_others_yes(house, case, ada):
    lin = build_staff("specialist", house.harbour, name="Lin Yue")

    ada.post(f"{page_of(case)}/hand-over", {"to": str(lin.pk), "reason": "She knows the hotel"})

    assert again(case).owner == house.administrator
    asked = text_of(browser_of(lin).get(page_of(case)))
    assert "Ada asks you to take this over. Until you accept, the sender still owns it." in asked
    assert "She knows the hotel" in asked
    browser_of(lin).post(f"{page_of(case)}/transfer", {"answer": "accept"})
    assert again(case).owner == lin


def test_a_case_may_be_declined_or_the_question_withdrawn(house, case, ada, now):
    lin = build_staff("specialist", house.harbour, name="Lin Yue")
    ask_transfer(case=case, to=lin, by=owner_of(case), now=now)
    browser_of(lin).post(f"{page_of(case)}/transfer", {"answer": "decline"})
    ask_transfer(case=case, to=lin, by=owner_of(case), now=now)
    ada.post(f"{page_of(case)}/transfer", {"answer": "withdraw"})

    assert again(case).owner == house.administrator
    assert not case.transfers.pending().exists()


def test_an_unanswerable_question_is_a_conflict_in_words(case, ada):
    answer = ada.post(f"{page_of(case)}/transfer", {"answer": "accept"})

    assert answer.status_code == 409
    assert "Nobody is asked to take this case over any more." in text_of(answer)


def test_an_analyst_reads_but_does_not_reply(house, case):
    grace = browser_of(build_staff("analyst", house.root))

    assert grace.get(page_of(case)).status_code == 200
    answer = grace.post(f"{page_of(case)}/write", {"kind": "out", "text": "Hello"})

    assert answer.status_code == 403
    assert not Message.objects.exists()


def test_a_case_can_end_without_the_customers_word_with_a_reason(case, ada):
    ada.post(f"{page_of(case)}/close-out", {"reason": "duplicate", "text": "We go on under your first reference."})

    assert again(case).state == State.CLOSED_OUT


def test_hostile_words_are_shown_harmless_everywhere(house, ada, now):
    text = "<script>alert('x')</script> \u202eevil\x00 {{ 7|add:7 }} " + "🙂" * 50
    case = build_case(text.replace("\x00", ""), site=house.harbour, now=now, name="<b>Bob</b>", place="<i>here</i>")

    page = ada.get(page_of(case)).content.decode()

    assert "<script>alert" not in page
    assert "<b>Bob" not in page
    assert "<i>here" not in page
    assert "{{ 7|add:7 }}" in page


@pytest.mark.parametrize("reference", ["AM-", "x" * 300, "9" * 40, "AM-10019%00", "..%2f..%2fetc"])
def test_nonsense_in_the_address_is_simply_not_there(house, ada, reference):
    assert ada.get(f"/cases/{reference}").status_code == 404


def test_the_page_asks_the_database_little_however_long_the_conversation(case, ada, django_assert_max_num_queries):
    for number in range(20):
        ada.post(f"{page_of(case)}/write", {"kind": "note" if number % 2 else "out", "text": f"Word {number}"})
    ada.get(page_of(case))

    with django_assert_max_num_queries(9):
        ada.get(page_of(case))


def test_a_colleague_of_one_place_costs_no_more(house, case, django_assert_max_num_queries):
    jie = browser_of(build_staff("front_line", house.harbour))
    jie.get(page_of(case))

    with django_assert_max_num_queries(9):
        assert jie.get(page_of(case)).status_code == 200


def test_every_role_of_the_place_may_look(house, case):
    for role in ("front_line", "specialist", "supervisor", "analyst", "administrator"):
        assert browser_of(build_staff(role, house.harbour)).get(page_of(case)).status_code == 200, role


def test_somebody_without_a_role_sees_nothing(house, case):
    nobody = browser_of(build_staff(None))

    assert nobody.get(page_of(case)).status_code == 404
    assert "The tap" not in text_of(nobody.get("/queue"))
    assert Case.objects.visible_to(build_actor(None)).count() == 0


def test_the_customer_card_says_how_long_what_they_prefer_and_how_we_did(house, case, ada, now):
    earlier = build_case("A late towel", site=house.harbour, now=now - 60 * 24 * HOUR,
                         identities=(("phone", "+8613800138000"),))  # fmt: skip
    sweep_overdue(now=now)
    note_preference(customer=case.customer, text="A high floor", by=house.actor, now=now)

    card = text_of(ada.get(page_of(case)))

    assert "Prefers: A high floor" in card
    assert "Customer since" in card
    assert f"New, a promise missed · {page_of(earlier).removeprefix('/cases/')}" in card
    assert "1 in 12 months" in card


def test_a_preference_noted_with_the_case_stands_in_its_history_in_words(house, case, ada, now):
    note_preference(customer=case.customer, text="A high floor", by=house.actor, case=case, now=now)

    words = text_of(ada.get(page_of(case)))

    assert "noted a preference for the next visit" in words
    assert "preference.noted" not in words


def test_a_case_nobody_touched_for_too_long_says_so_in_the_queue_and_on_its_page(house, ada, case):
    ends_at = case.next_due_at
    sweep_overdue(now=ends_at + HOUR)
    remind_of_forgotten(now=ends_at + DAY)

    assert "Forgotten" in text_of(ada.get("/queue?view=all"))
    assert "Nobody has touched this case for too long." in text_of(ada.get(page_of(case)))


def test_how_often_they_had_to_repeat_stands_with_the_facts(ada, case):
    answer = ada.post(f"{page_of(case)}/repeated")
    words = text_of(ada.get(page_of(case)))

    assert answer.headers["Location"] == f"{page_of(case)}?said=counted"
    assert "Had to repeat 1 time" in words
    assert "The customer had to say it again: Ada marked it" in words
