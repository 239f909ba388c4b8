"""The customer's own page: opened by its key alone, honest about promises, and the only place that closes a case."""

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from amends.models import Case, Intake
from amends.rules.lifecycle import State
from amends.services.cases import reply_to_customer, resolve_case, write_note
from tests.builders import DAY, HOUR, again, build_case, build_house, owner_of
from tests.web.browsing import stranger, text_of, track_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house():
    return build_house()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(house, now):
    return build_case(site=house.harbour, now=now - HOUR, name="Wang Min")


def resolve(case, now):
    resolve_case(case=case, final_response="It is dry.", by=owner_of(case), now=now, severity=2, is_safe=True)


def test_it_shows_where_it_stands_and_what_was_promised(case):
    words = text_of(stranger().get(track_of(case)))

    assert "We have it" in words
    assert "Ada is looking after this until you say it is solved." in words
    assert "Ada will answer you by" in words
    assert "The tap in room 12 leaks." in words


def test_a_note_for_colleagues_is_never_shown(case, now):
    write_note(case=case, text="He is difficult", by=owner_of(case), now=now)
    reply_to_customer(case=case, text="We are on our way", by=owner_of(case), now=now)

    words = text_of(stranger().get(track_of(case)))

    assert "We are on our way" in words
    assert "difficult" not in words


@pytest.mark.parametrize("spoil", [lambda path: path[:-1] + "0", lambda path: path.replace("/t/AM-", "/t/AM-9")])
def test_a_wrong_link_says_the_same_whether_or_not_there_is_such_a_case(case, spoil):
    lost = stranger().get(spoil(track_of(case)))
    nothing = stranger().get("/t/AM-5724/WHATEVER")

    assert (lost.status_code, nothing.status_code) == (404, 404)
    assert text_of(lost) == text_of(nothing)


@pytest.mark.parametrize("act", ["words", "solved", "not-yet", "person"])
def test_no_act_works_with_a_wrong_key(case, act, now):
    resolve(case, now)
    before = again(case).event_count

    answer = stranger().post(f"/t/{track_of(case).split('/')[2]}/WRONGKEY/{act}", {"words": "me"})

    assert answer.status_code == 404
    assert again(case).event_count == before


def test_the_page_keeps_its_address_to_itself(case):
    page = stranger().get(track_of(case))

    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in page.content.decode()


def test_further_words_are_kept_once(case):
    path = f"{track_of(case)}/words"
    for _press in range(2):
        assert stranger().post(path, {"words": "It still leaks", "key": "k"}).status_code == 303

    assert list(Intake.objects.filter(case=case).order_by("pk").values_list("text", flat=True)) == [
        "The tap in room 12 leaks.",
        "It still leaks",
    ]


def test_empty_words_are_refused_beside_the_field(case):
    answer = stranger().post(f"{track_of(case)}/words", {"words": " "})

    assert answer.status_code == 422
    assert "nothing written here yet" in text_of(answer)


def test_solved_is_only_offered_once_we_said_so_and_then_closes(case, now):
    assert "Yes, solved" not in text_of(stranger().get(track_of(case)))
    resolve(case, now)
    assert "Yes, solved" in text_of(stranger().get(track_of(case)))

    answer = stranger().post(f"{track_of(case)}/solved")

    assert again(case).state == State.CLOSED_SATISFIED
    assert "Thank you for telling us." in text_of(stranger().get(answer["Location"]))


def test_solved_too_early_is_refused_in_words(case):
    answer = stranger().post(f"{track_of(case)}/solved")

    assert answer.status_code == 409
    assert "We keep working on it." in text_of(answer)


def test_not_yet_goes_on_with_a_date(case, now):
    resolve(case, now)

    answer = stranger().post(f"{track_of(case)}/not-yet")

    words = text_of(stranger().get(answer["Location"]))
    assert again(case).state == State.IN_PROGRESS
    assert "Then we are not done. Ada will answer you by" in words
    assert "We are not done yet" in words


def test_a_miss_is_shown_as_large_as_a_keeping(house, now):
    late = build_case(site=house.harbour, now=now - 3 * DAY)

    words = text_of(stranger().get(track_of(late)))

    assert "We broke this promise" in words
    assert "We are sorry you are left waiting." in words
    reply_to_customer(case=late, text="Sorry", by=owner_of(late), now=now)
    assert "Missed by 1 day. We are sorry you were left waiting." in text_of(stranger().get(track_of(late)))


def test_reference_and_secret_open_the_page(case):
    reference, secret = track_of(case).split("/")[2:]

    found = stranger().post("/t", {"reference": f" {reference.lower()} ", "secret": secret.lower()})
    lost = stranger().post("/t", {"reference": reference, "secret": "NOTIT"})

    assert found["Location"] == track_of(case)
    assert (lost.status_code, "These two do not match" in text_of(lost)) == (404, True)


def test_it_speaks_the_language_of_the_case_until_another_is_chosen(house, now):
    from django.test import Client

    case = build_case("热水器又漏水了，没有人来。", site=house.harbour, now=now)
    client = Client(headers={"accept-language": "fr"})

    assert client.get(track_of(case))["Content-Language"] == "zh-hans"
    client.post("/language", {"language": "en", "next": track_of(case)})
    assert client.get(track_of(case))["Content-Language"] == "en"


def test_the_page_asks_the_database_little(case, django_assert_num_queries):
    client = stranger()
    client.get(track_of(case))

    with django_assert_num_queries(5):
        client.get(track_of(case))


def test_a_closed_case_can_be_opened_again_by_a_word(case, now):
    resolve(case, now)
    stranger().post(f"{track_of(case)}/solved")

    stranger().post(f"{track_of(case)}/words", {"words": "It leaks again"})

    assert Case.objects.get(pk=case.pk).closed_at is None


def test_who_tries_secrets_again_and_again_is_stopped_before_a_right_one_counts(case):
    phone = stranger()
    tries = [phone.post("/t", {"reference": "AM-5724", "secret": f"WRONG{number}"}) for number in range(31)]

    right = phone.post("/t", {"reference": track_of(case).split("/")[2], "secret": case.secret})

    assert [answer.status_code for answer in tries] == [404] * 20 + [429] * 11
    assert right.status_code == 302  # another reference, and this address is not over its own limit yet
    for number in range(10):
        phone.get(f"/t/AM-5724/WRONG{number}")
    stopped = phone.post("/t", {"reference": track_of(case).split("/")[2], "secret": case.secret})
    assert (stopped.status_code, "Retry-After" in stopped) == (429, True)
    assert phone.get(track_of(case)).status_code == 200  # the link itself always opens


def test_a_secret_copied_by_hand_opens_the_page(case):
    spoken = track_of(case).split("/")[2]
    typed = f"{case.secret[:4]} {case.secret[4:8]}-{case.secret[8:]}".lower()

    assert stranger().post("/t", {"reference": spoken, "secret": typed})["Location"] == track_of(case)


def test_a_link_that_ran_out_says_what_a_wrong_one_says(case, now):
    Case.objects.filter(pk=case.pk).update(closed_at=now - 401 * DAY, next_due_at=None, state=State.CLOSED_UNCONFIRMED)

    ran_out, wrong = stranger().get(track_of(case)), stranger().get("/t/AM-5724/WHATEVER")

    assert (ran_out.status_code, text_of(ran_out)) == (404, text_of(wrong))


def test_the_next_promise_goes_into_the_customers_calendar(case, now):
    file = stranger().get(f"{track_of(case)}/calendar.ics")

    due = case.next_due_at.astimezone(ZoneInfo("Asia/Shanghai"))
    lines = file.content.decode().replace("\r\n ", "").split("\r\n")
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART;TZID=Asia/Shanghai:{due:%Y%m%dT%H%M%S}" in lines
    assert "SUMMARY:Clearwater answers you" in lines
    assert f"URL:http://127.0.0.1:8000{track_of(case)}" in lines


def test_where_nothing_is_promised_any_more_there_is_nothing_for_the_calendar(case, now):
    resolve(case, now)
    stranger().post(f"{track_of(case)}/solved")

    assert stranger().get(f"{track_of(case)}/calendar.ics")["Location"] == track_of(case)
    assert "calendar.ics" not in stranger().get(track_of(case)).content.decode()
