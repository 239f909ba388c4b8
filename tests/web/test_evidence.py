"""The evidence pack: everything said, promised and done, with the proof of the chain; on paper without any network."""

import socket

import pytest
from django.utils import timezone

from amends.gateways import paper
from amends.models import Event
from amends.services import cases, events
from amends.services.merging import merge_cases
from amends.services.staff import actor_of
from amends.web.uploads import store
from tests.builders import DAY, HOUR, build_case, build_house, build_staff, owner_of
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db

WANG = {"name": "王敏", "identities": (("phone", "+8613800138000"),)}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def house(now):
    return build_house(now=now - 5 * DAY)


@pytest.fixture
def case(house, now):
    file = store().store(name="漏水.bin", chunks=[b"bytes"])
    case = build_case("热水器漏水 <b>", site=house.harbour, now=now - 3 * DAY, files=(file,), **WANG)
    cases.reply_to_customer(case=case, text="We come on Monday.", by=owner_of(case), now=now - HOUR)
    cases.write_note(case=case, text="Careful with the neighbour", by=owner_of(case), now=now - HOUR)
    return case


@pytest.fixture
def lin(house):
    return build_staff("specialist")


def test_it_holds_words_promises_files_history_and_seals(case, lin, now):
    events.seal_days(now=now)

    seen = text_of(browser_of(lin).get(f"{page_of(case)}/evidence"))

    for said in ("王敏", "热水器漏水 <b>", "We come on Monday.", "漏水.bin", "Missed, settled", "case.registered"):
        assert said in seen, said
    for event in Event.objects.filter(case=case):
        assert bytes(event.digest).hex() in seen
    assert "Every link was computed anew and follows from the one before" in seen
    assert "These cover the links above" in seen
    assert "Careful with the neighbour" not in seen
    assert "Careful with the neighbour" in text_of(browser_of(lin).get(f"{page_of(case)}/evidence?notes=yes"))


def test_it_says_when_somebody_changed_the_history(case, lin):
    type(case).objects.filter(pk=case.pk).update(event_head=bytes(32))

    assert "Somebody changed this history" in text_of(browser_of(lin).get(f"{page_of(case)}/evidence"))


def test_a_merged_case_brings_its_own_history(house, case, lin, now):
    other = build_case("又漏了", site=house.harbour, now=now, **WANG)
    merge_cases(case=other, into=case, by=actor_of(lin), now=now)

    seen = text_of(browser_of(lin, language="zh-hans").get(f"{page_of(case)}/evidence"))

    number = page_of(other).removeprefix("/cases/")
    assert "又漏了" in seen
    assert f"{number} 的历史" in seen


def test_the_pdf_is_made_without_a_network_in_the_readers_language(case, lin, monkeypatch):
    pytest.importorskip("weasyprint")

    def no_network(*_given, **_named):
        raise AssertionError("the pack asked the network")

    monkeypatch.setattr(socket, "create_connection", no_network)
    answer = browser_of(lin, language="zh-hans").get(f"{page_of(case)}/evidence.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("address", ["https://example.com/tracker.png", "file:///etc/passwd"])
def test_whatever_a_page_asks_for_is_refused(address, caplog):
    made = paper.pdf_of(f'<p>x</p><img src="{address}">', styles=[])

    assert made.startswith(b"%PDF-")
    assert f"disallowed protocol: {address}" in caplog.text


def test_without_pango_the_page_is_shown_and_says_why(case, lin, monkeypatch):
    def no_paper(*_given, **_named):
        raise paper.NoPaper("no pango")

    monkeypatch.setattr("amends.web.evidence.pdf_of", no_paper)
    seen = text_of(browser_of(lin).get(f"{page_of(case)}/evidence.pdf"))

    assert "No PDF can be made on this machine" in seen
    assert "We come on Monday." in seen


def test_front_line_does_not_take_it_out(house, case):
    jie = browser_of(build_staff("front_line", house.harbour))

    assert jie.get(f"{page_of(case)}/evidence").status_code == 403
