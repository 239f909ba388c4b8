"""The API describes itself truly, to programs and to people."""

import json
import re
from contextlib import closing

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from amends.api.description import document
from amends.web.security import PAGE_POLICY
from amends.wsgi import application
from tests.api.asking import program
from tests.builders import build_case, build_house

pytestmark = pytest.mark.django_db

REFUSALS = {"400", "401", "403", "404", "409", "422"}
IS_JUDGED_BY_ITEM = "/api/v1/intakes/batch"  # a bad item is refused inside the answer


def operations():
    for path, methods in json.loads(document())["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_is_openapi_3_1(client):
    answer = client.get("/api/v1/openapi.json")

    assert answer["Content-Type"] == "application/json"
    assert answer.json()["openapi"] == "3.1.0"
    assert answer.json()["components"]["securitySchemes"] == {"Bearer": {"type": "http", "scheme": "bearer"}}


def test_every_operation_declares_its_refusals_and_who_may_ask():
    for path, method, operation in operations():
        declared = set(operation["responses"])
        assert declared >= REFUSALS, (path, method)
        assert method == "get" or declared >= {"413", "415"}, (path, method)
        assert operation["security"] == [{"Bearer": []}], (path, method)
        for status in declared & REFUSALS:
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"], (path, method)


def test_every_write_takes_a_key():
    for path, method, operation in operations():
        names = [one["name"] for one in operation["parameters"]]
        assert ("Idempotency-Key" in names) == (method != "get"), (path, method)


def test_operations_have_names_of_their_own():
    names = [operation["operationId"] for _path, _method, operation in operations()]

    assert len(set(names)) == len(names)
    assert {"create_intake", "create_intakes", "list_cases", "add_message", "resolve_case"} <= set(names)


def test_the_page_loads_nothing_from_elsewhere_and_runs_no_script_of_its_own():
    answer = Client().get("/api/v1/docs")

    html = answer.content.decode()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert answer["Content-Security-Policy"] == PAGE_POLICY
    assert addresses
    assert all(one.startswith("/") and not one.startswith("//") for one in addresses)
    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html) == []
    assert re.findall(r"\son\w+=|\sstyle=|<style", html) == []


def test_every_file_of_the_page_is_there():
    html = Client().get("/api/v1/docs").content.decode()

    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', html):
        with closing(Client().get(address)) as file:
            assert file.status_code == 200, address


def refuses_what_is_wrong(ctx, response, case):
    """NUL characters are taken out before anything is judged: with one of them too many a text is not too long."""
    return None if "\\x00" in repr(case.body) else negative_data_rejection(ctx, response, case)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # what the generator itself warns of
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("method_and_path", [f"{method.upper()} {path}" for path, method, _operation in operations()])
def test_whatever_is_asked_the_answer_is_one_the_description_declares(asked, method_and_path, mode):
    schema, headers = asked
    operation = schema.find_operation_by_label(method_and_path)
    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    if mode is GenerationMode.NEGATIVE and operation.method != "get" and operation.path != IS_JUDGED_BY_ITEM:
        checks.append(refuses_what_is_wrong)  # an unknown parameter of an address is no fault, an unknown field is

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=10, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def ask(case):
        case.call_and_validate(headers=headers, checks=checks)

    ask()


@pytest.fixture
def asked(db):
    """The description as the generator reads it, and the headers of a program that may do everything."""
    build_house(now=timezone.now())
    for number in range(3):
        build_case(f"Tap {number} leaks.", identities=(("member", str(number)),), now=timezone.now())
    schema = schemathesis.openapi.from_dict(json.loads(document()))
    schema.app = application
    # The test's own transaction must outlive each request, as with Django's test client.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schema, {"Authorization": f"Bearer {program().secret}", "Host": "127.0.0.1"}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
