"""The page of the bank's list: read it first, compare it, settle what does not agree, see what is stuck."""

import hashlib
import io
import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from amends.models import Delivery, Mismatch, PaymentList
from amends.services.choosing import accept_offer
from amends.services.delivering import deliver_remedy
from amends.services.offers import make_offer
from amends.web.uploads import passing
from tests.builders import DAY, again, build_house, build_staff, customer_of, today_there
from tests.services.test_offers import DOUBLE_REFUND, begun
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db
HERE = "/reconciliation"


@pytest.fixture
def house():
    return build_house(now=timezone.now())


@pytest.fixture
def supervisor(house):
    return browser_of(build_staff("supervisor"))


@pytest.fixture
def delivery(house):
    """75.00 noted as paid today."""
    now, case = timezone.now(), begun(house)
    offer = make_offer(case=case, facts=DOUBLE_REFUND, words="We charged you twice.", by=house.actor, now=now)
    accept_offer(case=case, offer_id=offer.pk, option=0, by=customer_of(case), now=now)
    pk = Delivery.objects.get(offer=offer).pk
    return deliver_remedy(case=case, delivery_id=pk, proof="SEPA 1", by=house.actor, now=now)


def listed(*rows, heading="Date,Reference,Amount", day=None):
    day = day or f"{today_there():%Y-%m-%d}"
    return SimpleUploadedFile("bank.csv", "\n".join([heading, *(f"{day},{row}" for row in rows)]).encode())


def compare(client, *rows, **more):
    shown = client.post(HERE, {"act": "look", "file": listed(*rows, **more)})
    form = {name: value for name, value in chosen(shown).items() if value} | {"act": "compare"}
    return client.post(HERE, form, follow=True)


def chosen(page):
    """Return what the form of the first step would send."""
    text = page.content.decode()
    picked = re.findall(r'<select name="([^"]+)".*?</select>', text, re.S)
    values = {}
    for name in picked:
        part = re.search(rf'<select name="{name}".*?</select>', text, re.S)[0]
        found = re.search(r'<option value="([^"]*)" selected', part)
        values[name] = found[1] if found else ""
    return values | {"kept": re.search(r'name="kept" value="([^"]+)"', text)[1]}


def test_a_list_is_shown_as_it_is_read_before_it_is_compared(supervisor, delivery):
    page = supervisor.post(HERE, {"act": "look", "file": listed("SEPA 1,75.00", "SEPA 1,-75.00", "X,??")})

    assert "Is it read rightly? bank.csv · 1 payment went out · 1 came back" in text_of(page)
    assert "1 row cannot be read and is left out. Line 4: “??” is no amount of EUR." in text_of(page)
    assert chosen(page) | {"kept": ""} == {
        "proof": "1", "amount": "2", "out": "", "back": "", "day": "0", "column-currency": "", "state": "",
        "currency": "EUR", "sign": "plus", "kept": "",
    }  # fmt: skip
    assert PaymentList.objects.count() == 0


def workbook_of(*rows, name="bank.xlsx"):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def test_a_workbook_with_lines_above_its_heading_is_read(supervisor, delivery):
    today = datetime(*today_there().timetuple()[:3])  # noqa: DTZ001 - a sheet knows no zone
    above = [["Account", "DE02 1203 0000"], ["Holder", "Clearwater"], []]
    file = workbook_of(*above, ["Date", "Reference", "Amount"], [today, "SEPA 1", 75.0])

    page = supervisor.post(HERE, {"act": "look", "file": file})
    assert "Is it read rightly? bank.xlsx · 1 payment went out" in text_of(page)
    supervisor.post(HERE, {**{name: value for name, value in chosen(page).items() if value}, "act": "compare"})

    assert again(delivery).listed_in == PaymentList.objects.get()


def test_where_the_heading_is_not_found_its_line_can_be_told(supervisor, delivery):
    rows = ["Konto,DE02", "Tag,Zeichen,Betrag", f"{today_there():%Y-%m-%d},SEPA 1,75.00"]
    page = supervisor.post(HERE, {"act": "look", "file": SimpleUploadedFile("bank.csv", "\n".join(rows).encode())})
    assert page.status_code == 422

    kept = chosen(page)["kept"]
    page = supervisor.post(HERE, {"act": "look", "kept": kept, "heading": "2", "proof": "0"})
    assert "Betrag" in text_of(page)
    columns = {"proof": "1", "amount": "2", "day": "0", "heading": "2", "heading-before": "2"}
    supervisor.post(HERE, {"act": "compare", "kept": kept, "currency": "EUR", "sign": "plus", **columns})

    assert again(delivery).listed_in == PaymentList.objects.get()


def test_what_is_no_workbook_is_refused_by_its_own_name(supervisor):
    page = supervisor.post(HERE, {"act": "look", "file": SimpleUploadedFile("bank.xlsx", b"PK\x03\x04 nothing")})

    assert page.status_code == 422
    assert "bank.xlsx is not an Excel workbook." in text_of(page)


def test_what_agrees_leaves_nothing_to_do_and_the_file_is_gone(supervisor, delivery):
    page = compare(supervisor, "SEPA 1,75.00")

    assert "Compared" in text_of(page)
    assert "Every payment agrees" in text_of(page)
    assert again(delivery).listed_in == PaymentList.objects.get()
    assert not passing().path(hashlib.sha256(listed("SEPA 1,75.00").read()).hexdigest()).exists()


def test_what_came_back_is_owed_again_with_the_reason_that_stands_there(supervisor, delivery):
    page = compare(supervisor, "SEPA 1,75.00", "SEPA 1,-75.00")
    assert "1 payment does not agree" in text_of(page)
    assert "€75 came back" in text_of(page)
    reason = re.search(r'id="back-\d+" name="reason".*?value="([^"]+)"', page.content.decode())[1]

    where = f"{HERE}/mismatches/{Mismatch.objects.get().pk}"
    done = supervisor.post(where, {"act": "back", "reason": reason}, follow=True)

    assert "It is owed again, and the customer was told" in text_of(done)
    assert again(delivery).failure == "Came back by the list of bank.csv"
    assert "Every payment agrees" in text_of(done)
    assert "€75 · Refund Came back: Came back by the list of bank.csv" in text_of(done)


def test_it_is_left_with_a_reason_and_without_one_nothing_typed_is_lost(supervisor, delivery):
    compare(supervisor, "SEPA 1,57.00")
    where = f"{HERE}/mismatches/{Mismatch.objects.get().pk}"

    refused = supervisor.post(where, {"act": "leave", "reason": "x" * 301})
    form = {"act": "leave", "reason": "Fee.", "form_key": "one"}
    done, pressed_again = (supervisor.post(where, form, follow=True) for _press in range(2))

    assert refused.status_code == 422
    assert "x" * 301 in refused.content.decode()
    assert "longer than 300 characters" in text_of(refused)
    assert "Left as it is" in text_of(done)
    first, again_ = (re.search(r'action="(/undo/\d+)"', page.content.decode())[1] for page in (done, pressed_again))
    assert again_ == first


def test_all_of_a_list_that_no_case_knows_is_left_at_once(supervisor, delivery):
    page = compare(supervisor, "SEPA 1,75.00", "RENT 1,9.00", "RENT 2,9.00")
    assert "Leave all 2 of bank.csv" in text_of(page)

    done = supervisor.post(f"{HERE}/lists/{PaymentList.objects.get().pk}/leave", {"reason": "Rent."}, follow=True)

    assert "Every payment agrees" in text_of(done)
    undo = re.search(r'action="(/undo/\d+)"', done.content.decode())[1]
    assert "2 payments do not agree" in text_of(supervisor.post(undo, {"next": HERE}, follow=True))


def test_the_same_list_again_is_said_to_be_known(supervisor, delivery):
    compare(supervisor, "RENT 1,9.00")

    assert "This list was compared before" in text_of(compare(supervisor, "RENT 1,9.00"))
    assert Mismatch.objects.filter(kind="unknown").count() == 1


def test_columns_nobody_can_tell_are_chosen_on_the_page(supervisor, delivery):
    file = listed("SEPA 1,75.00", heading="A,B,C")
    asked = supervisor.post(HERE, {"act": "look", "file": file})
    assert asked.status_code == 422
    assert "Which column holds the number of the payment?" in text_of(asked)

    form = chosen(asked) | {"proof": "1", "amount": "2", "day": "0", "currency": "EUR", "act": "compare"}
    done = supervisor.post(HERE, form, follow=True)

    assert "Every payment agrees" in text_of(done)


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\x1f\x8brest", b""])
def test_what_is_no_csv_is_refused_with_what_to_do(supervisor, content):
    page = supervisor.post(HERE, {"act": "look", "file": SimpleUploadedFile("bank.csv", content)})

    assert page.status_code == 422
    assert "CSV" in text_of(page) or "Choose the list first" in text_of(page)


def test_what_is_stuck_stands_there_with_its_case(supervisor, delivery):
    Delivery.objects.filter(pk=delivery.pk).update(delivered_at=None, delivered_by=None, proof="")
    case = delivery.offer.case
    type(case).objects.filter(pk=case.pk).update(next_due_at=timezone.now() - DAY)

    page = supervisor.get(HERE)

    assert "Chosen, and not with the customer yet" in text_of(page)
    assert f'href="{page_of(case)}/remedy"' in page.content.decode()


def test_of_another_place_one_sees_no_mismatch_and_settles_none(house, supervisor, delivery):
    compare(supervisor, "SEPA 1,57.00")
    there = browser_of(build_staff("supervisor", house.old_town))

    assert "SEPA 1" not in text_of(there.get(HERE))
    assert there.post(f"{HERE}/mismatches/{Mismatch.objects.get().pk}", {"reason": "x"}).status_code == 404


def test_who_makes_offers_alone_does_not_come_in(house):
    assert browser_of(build_staff("specialist")).get(HERE).status_code == 403
