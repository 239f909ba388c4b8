"""Hostile input: refused with a reason, or shown harmless; never a 500, never stored where no database keeps it."""

import gzip
import json

import pytest

from amends.models import Case, Intake
from tests.api.asking import problem

LEAK = {"post": "api", "text": "The tap leaks."}
MEGABYTE = 1024 * 1024


def raw(shop, body, content_type="application/json", **headers):
    return shop.send("POST", "/intakes", body, content_type=content_type, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe{\x00}\x00",
        '{"post": "api", "text": "房间漏水没人修"}'.encode("gb18030"),
        b'{"post": "api", "text": "a\x00b"}',
        b'{"post": "api", "text": "\\ud83d"}',
        b'{"post": "api", "text": "x"} and more',
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"site": ' + b"9" * 10_000 + b"}",
        b'{"text": NaN}',
        b'{"text": 1e999}',
        gzip.compress(json.dumps(LEAK).encode()),
    ],
    ids=range(13),
)
def test_what_is_no_json_is_refused(shop, body):
    refused = raw(shop, body)

    assert problem(refused)[0] in {400, 422}
    assert Intake.objects.count() == 0


@pytest.mark.parametrize("body", [b"null", b"7", b'"text"', b"true", b"[]", b"{}"])
def test_json_that_is_no_object_is_refused(shop, body):
    assert problem(raw(shop, body))[:2] == (422, "invalid")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=gbk",
        "application/json; charset=utf-16",
        "",
        "json",
        "application/xml",
    ],
)
def test_another_kind_of_data_is_refused(shop, kind):
    assert problem(raw(shop, json.dumps(LEAK).encode(), kind)) == (415, "not_json", "")


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.shop+json"]
)
def test_json_may_call_itself_as_it_likes(shop, kind):
    assert raw(shop, json.dumps(LEAK).encode(), kind).status == 201


def test_a_byte_order_mark_is_no_fault(shop):
    assert raw(shop, b"\xef\xbb\xbf" + json.dumps(LEAK).encode()).status == 201


def test_a_nul_costs_nobody_their_words(shop):
    heard = raw(shop, json.dumps({**LEAK, "text": "The\x00 tap", "customer": {"name": "W\x00ang"}}).encode())

    intake = Intake.objects.select_related("customer").get(pk=heard["intake"])
    assert (intake.text, intake.customer.name) == ("The tap", "Wang")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\u202eevil", "👩\u200d👧", "'; DROP TABLE amends_case; --", "%s %(x)s {}"]
)
def test_words_come_back_as_they_were_said(shop, text):
    heard = raw(shop, json.dumps({**LEAK, "text": text}).encode())

    assert shop.get(f"/intakes/{heard['intake']}")["text"] == text
    assert shop.get(f"/cases/{heard['reference']}")["conversation"][0]["text"] == text
    assert shop.get("/cases", q=text).status == 200


@pytest.mark.parametrize("field", ["name", "phone", "email", "member"])
def test_a_name_of_ten_megabytes_is_refused(shop, field):
    refused = shop.post("/intakes", {**LEAK, "customer": {field: "x" * 10 * MEGABYTE}})

    assert problem(refused) == (422, "invalid", f"customer.{field}")
    assert len(str(refused.json)) < 1000


def test_a_field_with_a_name_of_a_megabyte_is_not_repeated_to_the_caller(shop):
    refused = shop.post("/intakes", {**LEAK, "x" * MEGABYTE: 1})

    assert refused.status == 422
    assert len(str(refused.json)) < 1000


def test_a_thousand_unknown_fields_do_not_make_a_thousand_answers(shop):
    refused = shop.post("/intakes", {**LEAK, **{f"field_{number}": 1 for number in range(1000)}})

    assert len(refused["errors"]) == 20


def test_more_than_we_take_is_refused_before_it_is_read(shop, settings):
    settings.UPLOAD_MAX_REQUEST_BYTES = 1000

    assert problem(shop.post("/intakes", {**LEAK, "text": "x" * 1000})) == (413, "too_large", "")


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "many", "1e9"])
def test_a_length_that_is_none_is_refused(shop, length):
    body = json.dumps(LEAK).encode()
    response = shop.client.generic(
        "POST", "/api/v1/intakes", body, headers={"Authorization": f"Bearer {shop.secret}"}, CONTENT_LENGTH=length,
        content_type="application/json",
    )  # fmt: skip

    assert response.status_code in {400, 413, 422}


@pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 10**30, 10**400])
def test_a_number_beyond_every_column_is_nobodys(shop, house, number):
    assert shop.post("/intakes", {**LEAK, "site": number}).status == 422
    assert shop.get(f"/intakes/{number}").status == 404
    assert shop.get(f"/sites/{number}").status == 404
    assert shop.get("/cases", owner=number).status in {200, 422}
    assert shop.post("/sites", {"name": "Pier", "parent": number}).status == 422
    assert shop.post("/staff", {"roles": [{"site": number, "role": "x"}]}).status == 422


@pytest.mark.parametrize(
    "told", ["\x00", "漏\x00水", "%", "_", "'", '"', "\\", "*", "a" * 200, "\udcff", "AND OR NOT", "🙂"]
)
def test_a_search_for_anything_is_answered(shop, house, told):
    shop.post("/intakes", LEAK)

    found = shop.client.get(
        "/api/v1/cases",
        {"q": told.encode("utf-8", "surrogateescape")},
        headers={"Authorization": f"Bearer {shop.secret}"},
    )

    assert found.status_code == 200


@pytest.mark.parametrize("key", ["x" * 101, "", "a\x00b", "\x7f", "漏"])
def test_a_key_nobody_could_have_meant_is_refused(shop, key):
    response = shop.client.generic(
        "POST", "/api/v1/intakes", json.dumps(LEAK).encode(), content_type="application/json",
        headers={"Authorization": f"Bearer {shop.secret}"}, HTTP_IDEMPOTENCY_KEY=key,
    )  # fmt: skip

    assert response.status_code in {201, 422}
    assert Case.objects.count() == (1 if key == "漏" else 0)
