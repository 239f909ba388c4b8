"""What colleagues are told, what they have read, and what they do not want to be told."""

import pytest

from amends.models import Notification
from amends.rules.notices import KINDS
from amends.services import closing, notice_words, transfers
from amends.services.listening import hear_more
from amends.services.notifications import read_notifications
from amends.services.own_pages import choose_ways
from amends.services.staff import actor_of
from amends.web import notices
from tests.builders import DAY, MINUTE, NOW, again, build_case, build_house, build_staff, customer_of
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def owner(house):
    """The colleague who answers for the harbour."""
    return house.administrator


def kinds_of(person):
    return list(Notification.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def test_the_owner_is_told_what_the_customer_says(house, owner):
    case = build_case(site=house.harbour, now=NOW)
    customer = customer_of(case)

    hear_more(case=case, text="Still leaking.", by=customer, now=NOW + MINUTE)
    closing.ask_for_person(case=case, by=customer, now=NOW + MINUTE)
    closing.say_not_yet(case=case, by=customer, now=NOW + MINUTE)

    assert kinds_of(owner) == ["customer.spoke", "customer.wants_person", "customer.not_yet"]


def test_a_hand_over_tells_who_is_asked_and_then_who_asked(house, owner):
    case, lin = build_case(site=house.harbour, now=NOW), build_staff("specialist", house.harbour)
    wei = build_staff("specialist", house.harbour)
    for to in (lin, wei):
        transfers.ask_transfer(case=case, to=to, by=house.actor, now=NOW)
        assert kinds_of(to) == ["transfer.asked"]
        act = transfers.accept_transfer if to is wei else transfers.decline_transfer
        act(case=case, by=actor_of(to), now=NOW)

    assert kinds_of(owner) == ["transfer.declined", "transfer.accepted"]


def test_who_does_not_want_to_be_told_is_not(house, owner):
    case = build_case(site=house.harbour, now=NOW)
    choose_ways(staff=owner, density="plain", has_single_keys=True, quiet_kinds=["customer.spoke"])

    hear_more(case=case, text="Still leaking.", by=customer_of(case), now=NOW + MINUTE)

    assert kinds_of(owner) == []


def test_they_are_grouped_by_case_and_read_by_case_or_all_at_once(house, owner):
    first, second = (build_case(text, site=house.harbour, now=NOW) for text in ("A tap leaks.", "A lamp hums."))
    for case in (first, second, first):
        hear_more(case=case, text="Still.", by=customer_of(case), now=NOW + DAY)
    browser = browser_of(owner)

    page = browser.get("/notifications").content.decode()
    assert page.count('class="notice-case"') == 2
    assert browser.get("/notifications/unread").json() == {"unread": 3}

    browser.post("/notifications", {"case": first.pk})
    assert browser.get("/notifications/unread").json() == {"unread": 1}
    browser.post("/notifications")
    assert "Nothing is unread" in text_of(browser.get("/notifications"))
    assert "A tap leaks" in text_of(browser.get("/notifications?show=everything"))


def test_one_reads_ones_own_only(house, owner):
    case = build_case(site=house.harbour, now=NOW)
    hear_more(case=case, text="Still.", by=customer_of(case), now=NOW)

    assert read_notifications(by=actor_of(build_staff("specialist", house.harbour)), now=NOW) == 0
    assert Notification.objects.filter(to=owner).unread().count() == 1


def test_what_one_may_no_longer_see_is_not_shown(house):
    case, lin = build_case(site=house.harbour, now=NOW), build_staff("specialist", house.harbour)
    transfers.ask_transfer(case=case, to=lin, by=house.actor, now=NOW)
    lin.memberships.update(site=house.old_town)

    assert "notice-case" not in browser_of(lin).get("/notifications").content.decode()


def test_every_kind_has_its_words_and_its_switch():
    assert set(notice_words.sentences()) == set(notices.ICONS) == set(KINDS)
    assert set(notices.kind_names()) == set(KINDS) - {"promise.soon"}


def test_the_switches_stand_on_ones_own_page(house):
    lin = build_staff("specialist", house.harbour)

    browser_of(lin).post(
        "/settings/me", {"language": "en", "timezone": "", "density": "roomy", "notices": ["promise.broken"]}
    )

    assert set(again(lin).quiet_kinds) == set(KINDS) - {"promise.broken"}
    assert (again(lin).density, again(lin).has_single_keys) == ("roomy", False)
