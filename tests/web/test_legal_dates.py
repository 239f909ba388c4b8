"""What the law asks for in a case, on its page: dates promised in one step, and notices to send."""

import pytest

from amends.models import Promise
from amends.services.law import set_law
from amends.services.legal_dates import promise_by_law
from tests.builders import DAY, NOW, again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of, stranger, text_of, track_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    house = build_house()
    set_law(site=house.root, countries=["GB"], trade="finance", switched_on=[], by=house.actor, now=NOW)
    return house


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)


@pytest.fixture
def lin(house):
    return browser_of(build_staff("front_line", house.harbour, name="Lin Lane"))


@pytest.fixture
def vera(house):
    return browser_of(build_staff("supervisor", house.harbour, name="Vera Vance"))


def law_of(case):
    return f"{page_of(case)}/law"


BOTH = {"kinds": ["final_response", "law_summary_resolution"]}


def test_the_dates_stand_with_where_they_come_from_and_how_they_are_counted(case, lin):
    assert f'href="{law_of(case)}"' in lin.get(page_of(case)).content.decode()

    page = text_of(lin.get(law_of(case)))

    assert "The law sets 2 dates, the first" in page
    assert "FCA Handbook DISP, 1.6.2 · 8 weeks" in page
    assert "Enclose the ombudsman's leaflet" in page


def test_one_press_promises_them_and_the_customer_reads_it(case, lin):
    lin.post(law_of(case), BOTH)

    assert Promise.objects.filter(legal__isnull=False).count() == 2
    assert "All of it is promised." in text_of(lin.get(law_of(case)))
    assert "Final response the law asks for" in text_of(lin.get(page_of(case)))
    track = text_of(stranger().get(track_of(case)))
    assert "By law: put it right at once" in track
    chinese = text_of(stranger(language="zh-hans").get(track_of(case)))
    assert "，马上解决" in chinese[chinese.index("法律规定：") :]


def test_why_this_deadline_says_the_law_and_the_customer_reads_it_too(case, lin, house):
    promise_by_law(case=case, told={"uk-disp": {}}, by=house.actor, now=NOW)
    final = Promise.objects.get(kind="final_response")

    assert "The law FCA Handbook DISP, 1.6.2" in text_of(lin.get(f"{page_of(case)}/promises/{final.pk}"))
    assert "The law FCA Handbook DISP, 1.6.2" in text_of(stranger().get(f"{track_of(case)}/promises/{final.pk}"))


def test_a_later_date_asks_for_the_reason_and_keeps_what_was_typed(case, lin, vera, house):
    promise_by_law(case=case, told={"uk-disp": {}}, by=house.actor, now=NOW)
    later = {"uk-disp.received_at": "2026-03-09T09:00"}

    assert "Ask somebody who leads the place." in text_of(lin.get(law_of(case), later))
    assert lin.post(law_of(case), {**later, **BOTH, "reason": "So."}).status_code == 403
    refused = vera.post(law_of(case), {**later, **BOTH})
    assert refused.status_code == 422
    assert 'value="2026-03-09T09:00"' in refused.content.decode()

    vera.post(law_of(case), {**later, **BOTH, "reason": "The letter bears another date."})
    assert Promise.objects.owed().get(kind="final_response").legal.pack == "uk-disp"
    assert Promise.objects.filter(kind="final_response").count() == 2


def test_a_date_is_noted_as_done_or_dropped_with_a_reason(case, vera, house):
    promise_by_law(case=case, told={"uk-disp": {}}, by=house.actor, now=NOW)
    first, final = Promise.objects.filter(legal__isnull=False).order_by("due_at")

    vera.post(f"{law_of(case)}/dates/{first.pk}", {"act": "met"})
    refused = vera.post(f"{law_of(case)}/dates/{final.pk}", {"act": "drop", "reason": ""})
    assert refused.status_code == 422
    vera.post(f"{law_of(case)}/dates/{final.pk}", {"act": "drop", "reason": "They are no customer of ours."})

    assert not again(first).is_owed
    assert again(final).withdrawn_at or again(final).settled_at


def test_a_notice_is_a_next_step_on_the_case_until_it_was_sent(case, lin, house):
    promise_by_law(case=case, told={"uk-disp": {}}, by=house.actor, now=NOW)
    assert "To send, by law Acknowledge in writing" in text_of(lin.get(page_of(case)))

    for notice in ("acknowledge", "ombudsman", "records"):
        lin.post(f"{law_of(case)}/notices", {"notice": f"uk-disp/{notice}"})

    assert "To send, by law" not in text_of(lin.get(page_of(case)))


def test_a_law_that_sets_no_date_still_puts_its_notices_on_the_case(lin, case, house):
    set_law(site=house.root, countries=["EU"], trade="air", switched_on=[], by=house.actor, now=NOW)
    facts = {"eu261.distance_km": "900", "eu261.arrival_delay_minutes": "200"}
    assert "Put these notices on the case" in text_of(lin.get(law_of(case), facts))

    lin.post(law_of(case), facts)

    assert "To send, by law Hand over the written notice of rights" in text_of(lin.get(page_of(case)))


def test_a_place_without_a_law_says_so(lin, case, house):
    set_law(site=house.root, countries=[], trade="", switched_on=[], by=house.actor, now=NOW + DAY)

    assert "No law is set for this place" in text_of(lin.get(law_of(case)))
    assert law_of(case) not in lin.get(page_of(case)).content.decode()
