"""Refusals: problem+json, in the caller's language, and nothing of our inside."""

import json

import pytest
from django.test import RequestFactory
from django.utils import translation

from amends.api import errors
from amends.rules.lifecycle import CannotMove, State, Trigger
from amends.rules.refusals import Conflict, Invalid, NotAllowed, NotFound
from amends.services.directory import NotStarted
from tests.api.asking import NOBODY, Program, problem


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        (Invalid("No.", field="text"), 422, "invalid"),
        (NotAllowed("No."), 403, "not_allowed"),
        (NotFound("No."), 404, "not_found"),
        (Conflict("No."), 409, "conflict"),
        (CannotMove(State.RESOLVED, Trigger.RESOLVE), 409, "cannot_move"),
        (NotStarted("No."), 409, "not_started"),
    ],
)
def test_every_refusal_has_its_status_and_code(refusal, status, code):
    told = errors.problem_of(refusal)

    assert (told["status"], told["code"], told["type"]) == (status, code, f"urn:amends:{code}")


def test_a_problem_says_which_field_is_at_fault():
    response = errors.respond(errors.problem_of(Invalid("%(n)d is too many.", field="items", params={"n": 7})))

    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "urn:amends:invalid", "title": "Something is missing or wrong", "status": 422,
        "detail": "7 is too many.", "code": "invalid", "field": "items",
    }  # fmt: skip


def test_what_breaks_tells_the_log_and_not_the_caller(caplog):
    secret = RuntimeError("password=hunter2")

    response = errors.HANDLERS[Exception](RequestFactory().post("/api/v1/intakes"), secret)

    assert (response.status_code, b"hunter2" in response.content) == (500, False)
    assert "hunter2" in caplog.text


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-CN", "zh", "de"])
def test_words_come_in_the_language_asked_for(house, language):
    refused = Program(NOBODY).send("GET", "/cases", headers={"Accept-Language": language})

    is_chinese = language.startswith("zh")
    with translation.override("zh-hans" if is_chinese else "en"):
        expected = translation.gettext("Who are you?")
    assert refused["title"] == expected
    assert refused.headers["Content-Language"] == ("zh-hans" if is_chinese else "en")
    assert "Accept-Language" in refused.headers["Vary"]


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/cases/AM-1/nothing", "/intakes/x", "/intakes/-1", "/docs/x", "/customers/%0A"]
)
def test_an_address_of_nothing_is_a_problem_too(shop, path):
    assert problem(shop.get(path)) == (404, "not_found", "")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/cases", "GET"),
        ("PUT", "/sites/1", "GET, PATCH"),
        ("POST", "/events", "GET"),
        ("TRACE", "/staff", "GET, POST"),
    ],
)
def test_what_an_address_cannot_do_it_says(shop, method, path, allowed):
    refused = shop.send(method, path)

    assert problem(refused) == (405, "method_not_possible", "")
    assert sorted(refused.headers["Allow"].split(", ")) == sorted(allowed.split(", "))


def test_a_question_about_headers_is_answered_without_a_body(shop):
    whole = shop.client.get("/api/v1/cases", headers={"Authorization": f"Bearer {shop.secret}"})

    headers = shop.client.head("/api/v1/cases", headers={"Authorization": f"Bearer {shop.secret}"})

    assert (headers.status_code, headers.content) == (200, b"")
    assert headers["Content-Length"] == whole["Content-Length"]
