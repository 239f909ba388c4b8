"""Putting a case right through the API: the same limits and refusals as on the pages."""

import pytest
from django.utils import timezone

from amends.models import LedgerEntry, Offer
from amends.services import cases
from amends.services.choosing import accept_offer
from amends.services.law import set_law
from tests.api.asking import name_of, problem, program, signed_in
from tests.builders import again, build_case, build_staff, customer_of

BILL = {"currency": "EUR", "price_minor": 3_750, "promised_minor": 7_500, "lost": "money"}
NIGHT = {"currency": "CNY", "price_minor": 2_000_000, "undelivered_share": 0.8}
WORDS = "We charged you twice. That was our mistake."


@pytest.fixture
def case(house):
    now = timezone.now()
    case = build_case(site=house.harbour, now=now)
    cases.reply_to_customer(case=case, text="We have it.", by=house.actor, now=now)
    cases.triage_case(case=case, severity=3, failure_type=None, is_safe=True, by=house.actor, now=now)
    return again(case)


@pytest.fixture
def address(case):
    return f"/cases/{name_of(case)}"


def made(caller, address, facts=BILL, **more):
    return caller.post(f"{address}/offers", {"facts": facts, "words": WORDS, **more})


def chosen(case, offer):
    found = Offer.objects.get(pk=offer["id"])
    accept_offer(case=case, offer_id=found.pk, option=0, by=customer_of(case), now=timezone.now())


def test_an_offer_is_sized_without_being_made(shop, address):
    told = shop.post(f"{address}/offers/proposal", {"facts": BILL})

    assert (told.status, told["floor_minor"], told["total_minor"], told["step"]) == (200, 7_500, 7_500, "promise")
    assert told["options"] == [[{"remedy": "refund", "amount_minor": 7_500}]]
    assert (told["may_give"], told["why"]) == (True, "floor")
    assert Offer.objects.count() == 0


def test_from_the_offer_to_the_ledger(shop, case, address):
    offer = made(shop, address)
    assert (offer.status, offer["total_minor"], offer["made_by"]) == (201, 7_500, None)
    assert again(case).state == "offered"

    chosen(case, offer)
    [delivery] = shop.get(f"{address}/offers")["items"][0]["deliveries"]
    done = shop.post(f"{address}/deliveries/{delivery['id']}", {"proof": "SEPA 1"})

    assert done["deliveries"][0]["proof"] == "SEPA 1"
    assert again(case).state == "resolved"
    entries = shop.get("/ledger", case=name_of(case))["items"]
    assert [(one["debit"], one["credit"], one["amount_minor"]) for one in entries] == [
        ("owed_to_customers", "paid", 7_500),
        ("promise_expense", "owed_to_customers", 7_500),
    ]


def test_the_same_key_makes_one_offer(shop, address):
    body = {"facts": BILL, "words": WORDS}

    first, second = (shop.post(f"{address}/offers", body, idempotency_key="k1") for _ in range(2))

    assert first["id"] == second["id"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Offer.objects.count() == 1


def test_the_same_delivery_told_again_books_once(shop, case, address):
    chosen(case, made(shop, address))
    [delivery] = shop.get(f"{address}/offers")["items"][0]["deliveries"]
    for _turn in range(2):
        assert shop.post(f"{address}/deliveries/{delivery['id']}", {"proof": "SEPA 1"}).status == 200

    other = shop.post(f"{address}/deliveries/{delivery['id']}", {"proof": "SEPA 2"})

    assert problem(other) == (409, "conflict", "proof")
    assert LedgerEntry.objects.count() == 2


def test_a_program_gives_as_far_as_a_supervisor_and_asks_beyond(shop, case, address):
    beyond = {**NIGHT, "total_minor": 3_500_000}
    assert problem(made(shop, address, beyond)) == (422, "invalid", "reason")

    asked = made(shop, address, beyond, reason="A whole wedding party.")

    assert (asked.status, asked["offered_at"], asked["approval"]["needs"]) == (201, None, "executive")
    assert again(case).state == "offer_pending"


def test_a_program_has_no_word_to_give(shop, case, address):
    offer = made(shop, address, {**NIGHT, "total_minor": 3_500_000}, reason="A whole wedding party.")

    refused = shop.post(f"{address}/offers/{offer['id']}/decision", {"is_granted": True})

    assert problem(refused)[:2] == (403, "not_allowed")
    assert shop.get("/approvals")["items"] == []


def test_a_person_decides_what_a_program_asked(shop, house, case, address):
    offer = made(shop, address, {**NIGHT, "total_minor": 3_500_000}, reason="A whole wedding party.")
    ada = signed_in(house.administrator)
    assert [one["id"] for one in ada.get("/approvals")["items"]] == [offer["id"]]
    assert problem(ada.post(f"{address}/offers/{offer['id']}/decision", {"is_granted": False})) == (
        422, "invalid", "answer",
    )  # fmt: skip

    granted = ada.post(f"{address}/offers/{offer['id']}/decision", {"is_granted": True})

    assert (granted.status, granted["approval"]["is_granted"]) == (200, True)
    assert again(case).state == "offered"


def test_what_the_law_gives_is_the_floor(shop, house, address):
    set_law(site=house.root, countries=["EU"], trade="air", switched_on=[], by=house.actor, now=timezone.now())
    ticket = {"currency": "EUR", "price_minor": 9_900}
    late = {"eu261": {"distance_km": 1180, "arrival_delay_minutes": 185}}

    low = made(shop, address, {**ticket, "total_minor": 24_999}, law=late)
    missing = made(shop, address, ticket, law={"eu261": {"arrival_delay_minutes": 185}})
    elsewhere = made(shop, address, ticket, law={"cn-food": {}})
    offer = made(shop, address, ticket, law=late)

    assert problem(low) == (422, "invalid", "total_minor")
    assert problem(missing) == (422, "invalid", "eu261.distance_km")
    assert problem(elsewhere) == (422, "invalid", "law")
    assert (offer["floor_minor"], offer["law"][0]["floors"][0]["amount_minor"]) == (25_000, 25_000)


@pytest.mark.parametrize("odd", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", 5, "soon"])
def test_an_instant_no_case_is_about_is_refused(shop, house, address, odd):
    set_law(site=house.root, countries=["EU"], trade="air", switched_on=[], by=house.actor, now=timezone.now())
    told = {"eu261": {"distance_km": 1180, "received_at": odd}}

    answer = shop.post(f"{address}/offers/proposal", {"facts": {"currency": "EUR", "price_minor": 1}, "law": told})

    assert problem(answer) == (422, "invalid", "eu261.received_at")


def test_an_offer_is_taken_back_once(shop, case, address):
    made(shop, address)

    taken = shop.post(f"{address}/offers/take-back")

    assert taken["withdrawn_at"] is not None
    assert again(case).state == "in_progress"
    assert problem(shop.post(f"{address}/offers/take-back"))[0] == 409


def test_reading_and_writing_need_their_scopes(house, case, address):
    reader, writer = program("cases:read", "remedies:read"), program("cases:read", "remedies:write")

    assert reader.get(f"{address}/offers").status == 200
    assert reader.get("/ledger").status == 200
    assert problem(made(reader, address))[0] == 403
    assert made(writer, address).status == 201
    assert problem(writer.get(f"{address}/offers"))[0] == 403


def test_what_lies_elsewhere_is_not_there(house, case, address):
    chosen(case, made(program(), address))
    elsewhere = program(site=house.old_town)

    assert elsewhere.get(f"{address}/offers").status == 404
    assert elsewhere.get("/ledger")["items"] == []
    assert problem(made(elsewhere, address))[0] == 404


def test_an_analyst_reads_the_ledger_and_makes_no_offer(house, case, address):
    grace = signed_in(build_staff("analyst", house.harbour))

    assert grace.get("/ledger").status == 200
    assert problem(made(grace, address))[0] == 403


def test_the_ledger_comes_in_pages(shop, case, address):
    chosen(case, made(shop, address))
    [delivery] = shop.get(f"{address}/offers")["items"][0]["deliveries"]
    shop.post(f"{address}/deliveries/{delivery['id']}", {"proof": "SEPA 1"})

    first = shop.get("/ledger", limit=1)
    second = shop.get("/ledger", limit=1, cursor=first["next_cursor"])

    assert [len(page["items"]) for page in (first, second)] == [1, 1]
    assert first["items"][0]["id"] > second["items"][0]["id"]
    assert second["next_cursor"] is None
