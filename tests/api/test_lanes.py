"""Programs with a token come past what only browsers need, and are answered as everybody is."""

import json
import sys
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from amends.services.directory import directory
from amends.wsgi import application
from tests.api.asking import program, signed_in
from tests.builders import build_staff

LEAK = {"post": "api", "text": "The tap in room 12 leaks.", "external_id": "5512", "customer": {"phone": "13800138000"}}


@contextmanager
def kept_connection():
    """Let the test's own transaction outlive the request, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(method, path, body=None, **more):
    raw = b"" if body is None else json.dumps(body).encode()
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": BytesIO(raw),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        **more,
    }
    told = {}
    with kept_connection():
        answer = application(environ, lambda status, headers: told.update(status=status, headers=dict(headers)))
        content = b"".join(answer)
        answer.close()
    return int(told["status"].split()[0]), told["headers"], json.loads(content)


@pytest.fixture
def bearer(house):
    return {"HTTP_AUTHORIZATION": f"Bearer {program('intakes:write').secret}"}


def test_a_program_is_heard_and_its_answer_is_nobody_elses(bearer):
    status, headers, receipt = ask("POST", "/api/v1/intakes", LEAK, **bearer)

    assert (status, receipt["is_new"]) == (201, True)
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("asked", "spoken"), [("zh-CN,zh;q=0.9", "zh-hans"), ("de", "en"), ("", "en")])
def test_a_program_is_answered_in_its_language(bearer, asked, spoken):
    status, headers, _problem = ask("POST", "/api/v1/intakes", {}, HTTP_ACCEPT_LANGUAGE=asked, **bearer)

    assert (status, headers["Content-Language"]) == (422, spoken)


def test_a_browser_takes_the_other_lane(house):
    browser = signed_in(build_staff())
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.client.cookies.items())

    status, headers, _cases = ask("GET", "/api/v1/cases", HTTP_COOKIE=cookies)

    assert (status, "Content-Security-Policy" in headers) == (200, True)


def test_a_body_sent_in_pieces_is_read_to_its_end(bearer):
    status, _headers, receipt = ask(
        "POST", "/api/v1/intakes", LEAK, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked", **bearer
    )

    assert (status, receipt["is_new"]) == (201, True)


def test_a_body_sent_in_pieces_is_no_larger_than_any_other(bearer, settings):
    settings.UPLOAD_MAX_REQUEST_BYTES = 10

    status, _headers, told = ask(
        "POST", "/api/v1/intakes", LEAK, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked", **bearer
    )

    assert (status, told["code"]) == (413, "too_large")


def test_an_authorization_on_a_page_opens_no_lane(bearer):
    with pytest.raises(json.JSONDecodeError):  # a page, not JSON
        ask("GET", "/sign-in", **bearer)


def test_hearing_takes_few_statements_in_one_transaction(bearer):
    directory()
    ask("POST", "/api/v1/intakes", {"post": "api", "text": "So that the token is remembered."}, **bearer)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert ask("POST", "/api/v1/intakes", LEAK, **bearer)[0] == 201

    statements = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    # PostgreSQL takes all rows in one statement; SQLite, inside this process, one a table and one for the numbers.
    assert len(statements) <= (2 if connection.vendor == "postgresql" else 9)
