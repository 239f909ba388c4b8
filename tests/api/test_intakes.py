"""Hearing through the API: the promised contract, repetition, batches, reading again."""

import base64
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from amends.models import Artifact, Case, Intake
from amends.rules.references import number_of
from amends.services.sites import close_site
from tests.api.asking import problem, program, signed_in
from tests.builders import build_staff

LEAK = {"post": "api", "text": "The tap in room 12 leaks."}


def test_a_failure_heard_becomes_a_case_with_an_owner_and_a_date(shop, house):
    heard = shop.post("/intakes", LEAK)

    case = Case.objects.get()
    assert heard.status == 201
    assert heard.json == {
        "intake": Intake.objects.get().pk,
        "case": case.pk,
        "reference": heard["reference"],
        "tracking_url": f"{settings.PUBLIC_URL}/t/{heard['reference']}/{case.secret}",
        "next_promise_at": heard["next_promise_at"],
        "owner": "Ada",
        "is_new": True,
    }
    assert number_of(heard["reference"]) == case.pk
    assert datetime.fromisoformat(heard["next_promise_at"]) == case.next_due_at


def test_everything_that_was_told_is_kept(shop, house):
    occurred_at = timezone.now() - timedelta(hours=3)
    told = {
        **LEAK,
        "occurred_at": occurred_at.isoformat(),
        "site": house.harbour.pk,
        "customer": {"name": "王丽", "phone": "138-0013 8000", "email": "Wang@Example.com", "member": "VIP 007"},
        "wanted_outcome": "Mend it.",
        "external_id": "5512",
        "attachments": [{"name": "tap.png", "content_base64": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()}],
    }

    heard = shop.post("/intakes", told)

    intake = Intake.objects.select_related("case", "customer").get(pk=heard["intake"])
    assert intake.occurred_at == occurred_at
    assert intake.external_id == "5512"
    assert (intake.case.site_id, intake.case.wanted_outcome) == (house.harbour.pk, "Mend it.")
    assert intake.customer.name == "王丽"
    assert set(intake.customer.identities.values_list("kind", "value")) == {
        ("phone", "+8613800138000"), ("email", "wang@example.com"), ("member", "vip 007"),
    }  # fmt: skip
    assert Artifact.objects.values_list("name", "media_type", "size_bytes").get() == ("tap.png", "image/png", 8)


@pytest.mark.parametrize("name", ["Harbour", " harbour "])
def test_a_place_may_be_told_by_its_name(shop, house, name):
    heard = shop.post("/intakes", {**LEAK, "site": name})

    assert Case.objects.get(pk=heard["case"]).site_id == house.harbour.pk


def test_the_same_outside_id_is_the_same_thing_heard(shop):
    first = shop.post("/intakes", {**LEAK, "external_id": "5512"})

    again = shop.post("/intakes", {**LEAK, "external_id": "5512"})

    assert (first.status, again.status) == (201, 200)
    assert again.json == {**first.json, "is_new": False}
    assert Case.objects.count() == 1


def test_the_same_key_is_the_same_request(shop):
    first = shop.post("/intakes", LEAK, idempotency_key="order-5512")

    again = shop.post("/intakes", LEAK, idempotency_key="order-5512")

    assert (first.status, again.status) == (201, 200)
    assert again.json == {**first.json, "is_new": False}
    assert Case.objects.count() == 1


def test_the_same_key_for_other_words_is_refused_and_the_words_are_not_lost_silently(shop):
    shop.post("/intakes", LEAK, idempotency_key="1")

    refused = shop.post("/intakes", {**LEAK, "text": "Something else."}, idempotency_key="1")

    assert problem(refused) == (409, "conflict", "Idempotency-Key")


def test_two_programs_may_use_the_same_key(shop):
    first = shop.post("/intakes", LEAK, idempotency_key="1")

    other = program("intakes:write").post("/intakes", LEAK, idempotency_key="1")

    assert (first.status, other.status) == (201, 201)
    assert first["case"] != other["case"]


def test_the_case_of_another_place_is_not_handed_out(shop, house):
    shop.post("/intakes", {**LEAK, "site": house.old_town.pk, "external_id": "1"})

    refused = program("intakes:write", site=house.harbour).post(
        "/intakes", {**LEAK, "site": house.harbour.pk, "external_id": "1"}
    )

    assert problem(refused) == (409, "conflict", "external_id")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"post": None}, "post"),
        ({"post": "nobody"}, "post"),
        ({"text": None}, "text"),
        ({"text": "  "}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"text": 7}, "text"),
        ({"site": "Atlantis"}, "site"),
        ({"site": 10**9}, "site"),
        ({"site": 10**30}, "site"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": "2026-03-01T09:30:00"}, "occurred_at"),
        ({"occurred_at": 1_700_000_000}, "occurred_at"),
        ({"occurred_at": "2199-03-01T09:30:00Z"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"customer": {"phone": "no"}}, "customer.phone"),
        ({"customer": {"email": "nobody"}}, "customer.email"),
        ({"customer": {"name": "x" * 121}}, "customer.name"),
        ({"customer": "Wang"}, "customer"),
        ({"external_id": "x" * 201}, "external_id"),
        ({"attachments": [{"name": "a", "content_base64": "%"}]}, "attachments.0.content_base64"),
        ({"occured_at": "2026-03-01T09:30:00Z"}, "occured_at"),
    ],
)
def test_what_cannot_be_used_is_refused_by_the_name_of_its_field(shop, told, field):
    body = {name: value for name, value in {**LEAK, **told}.items() if value is not None}

    refused = shop.post("/intakes", body)

    assert problem(refused) == (422, "invalid", field)
    assert Intake.objects.count() == 0


def test_several_wrong_fields_are_all_named(shop):
    refused = shop.post("/intakes", {"post": 1})

    assert [one["field"] for one in refused["errors"]] == ["post", "text"]


def test_nothing_new_is_heard_at_a_closed_place(shop, house):
    close_site(site=house.harbour, by=house.actor, now=timezone.now())

    assert problem(shop.post("/intakes", {**LEAK, "site": house.harbour.pk})) == (422, "invalid", "site")


def test_before_the_organisation_is_set_up_nothing_is_heard(db):
    refused = program("intakes:write").post("/intakes", LEAK)

    assert problem(refused) == (409, "not_started", "")


def test_one_bad_item_of_a_batch_does_not_refuse_its_neighbours(shop):
    items = [LEAK, {**LEAK, "text": ""}, {"post": "api"}, {**LEAK, "external_id": "1"}, {**LEAK, "external_id": "1"}, 7]

    heard = shop.post("/intakes/batch", {"items": items})

    assert heard.status == 207
    assert [one["status"] for one in heard["items"]] == [201, 422, 422, 201, 200, 422]
    assert [one["problem"]["field"] for one in heard["items"] if "problem" in one] == ["text", "text", ""]
    assert heard["items"][3]["case"] == heard["items"][4]["case"]
    assert Case.objects.count() == 2


def test_a_batch_of_a_thousand_is_kept_in_order(shop, django_assert_max_num_queries):
    items = [{**LEAK, "text": f"Tap {number} leaks.", "external_id": str(number)} for number in range(1000)]

    with django_assert_max_num_queries(80):
        heard = shop.post("/intakes/batch", items)

    assert heard.status == 200
    texts = dict(Intake.objects.values_list("pk", "text"))
    assert [texts[one["intake"]] for one in heard["items"]] == [one["text"] for one in items]


def test_more_than_a_thousand_are_too_many(shop):
    assert problem(shop.post("/intakes/batch", {"items": [LEAK] * 1001})) == (422, "invalid", "items")


def test_the_same_batch_again_gets_the_first_answer(shop):
    first = shop.post("/intakes/batch", {"items": [LEAK, LEAK]}, idempotency_key="monday")

    again = shop.post("/intakes/batch", {"items": [LEAK, LEAK]}, idempotency_key="monday")

    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 2


def test_what_was_heard_can_be_read_again(shop):
    heard = shop.post("/intakes", {**LEAK, "external_id": "5512"})

    read = shop.get(f"/intakes/{heard['intake']}")

    assert read.json == {
        "id": heard["intake"],
        "post": "api",
        "reference": heard["reference"],
        "customer": None,
        "text": LEAK["text"],
        "raw": "",
        "language": "en",
        "place": "",
        "external_id": "5512",
        "occurred_at": None,
        "received_at": read["received_at"],
        "attachments": [],
    }
    assert shop.get("/intakes")["items"] == [read.json]
    assert shop.get("/intakes", unread=True)["items"] == []


def test_words_of_another_place_do_not_exist(shop, house):
    heard = shop.post("/intakes", {**LEAK, "site": house.old_town.pk})
    local = program("intakes:read", site=house.harbour)

    assert problem(local.get(f"/intakes/{heard['intake']}")) == (404, "not_found", "")
    assert local.get("/intakes")["items"] == []


def test_a_colleague_who_hears_something_owns_it(house):
    specialist = build_staff("specialist", house.harbour, name="Lin Yue")

    heard = signed_in(specialist).post("/intakes", {**LEAK, "post": "staff", "site": house.harbour.pk})

    assert heard["owner"] == "Lin"


def test_every_fault_is_named_at_once(shop):
    told = {"post": "api", "text": " ", "site": "Nowhere", "customer": {"phone": "12", "email": "wang"}}

    refused = shop.post("/intakes", told)

    assert (refused.status, refused["field"]) == (422, "site")
    assert [one["field"] for one in refused["errors"]] == ["site", "customer.email", "customer.phone", "text"]
