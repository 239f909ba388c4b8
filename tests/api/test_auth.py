"""Who gets in: tokens alive, dead and limited, signed-in colleagues, and nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amends.models import Token
from amends.rules.access import ROLES
from amends.rules.actors import SYSTEM
from amends.services.staff import edit_staff
from amends.services.tokens import actor_with, create_token, revoke_token
from tests.api.asking import EVERY_SCOPE, NOBODY, Program, name_of, problem, program, signed_in
from tests.builders import build_case, build_staff

LEAK = {"post": "api", "text": "The tap in room 12 leaks."}
DATE = {"next_at": "2199-01-01T00:00:00Z"}

# What each address needs. With the scope the door opens, whatever is behind it; without it the answer is 403.
NEEDS = [
    ("POST", "/intakes", {**LEAK, "text": ""}, "intakes:write"),
    ("POST", "/intakes/batch", {"items": [7]}, "intakes:write"),
    ("GET", "/intakes", None, "intakes:read"),
    ("GET", "/intakes/1", None, "intakes:read"),
    ("GET", "/cases", None, "cases:read"),
    ("GET", "/cases?q=tap", None, "cases:read"),
    ("GET", "/cases/AM-5724", None, "cases:read"),
    ("GET", "/failure-types", None, "cases:read"),
    ("POST", "/cases/{case}/messages", {"text": ""}, "cases:write"),
    ("POST", "/cases/{case}/messages", {"text": "", "kind": "note"}, "cases:write"),
    ("POST", "/cases/{case}/messages", {"text": "", "kind": "in"}, "intakes:write"),
    ("POST", "/cases/{case}/triage", {"failure_type": "nothing"}, "cases:write"),
    ("POST", "/cases/{case}/resolve", {"final_response": ""}, "cases:write"),
    ("POST", "/cases/{case}/close-out", {"reason": "withdrawn", "explanation": ""}, "cases:write"),
    ("POST", "/cases/{case}/promises", DATE, "cases:write"),
    ("POST", "/cases/{case}/transfers", {"to": 1}, "cases:write"),
    ("POST", "/cases/{case}/transfers/withdraw", None, "cases:write"),
    ("GET", "/customers", None, "customers:read"),
    ("GET", "/customers/1", None, "customers:read"),
    ("PATCH", "/customers/{customer}", {"language": "xx"}, "customers:write"),
    ("POST", "/customers/{customer}/identities", {"kind": "phone", "value": "no"}, "customers:write"),
    ("GET", "/sites", None, "sites:read"),
    ("GET", "/sites/1", None, "sites:read"),
    ("POST", "/sites", {"name": " "}, "sites:write"),
    ("PATCH", "/sites/{site}", {"name": " "}, "sites:write"),
    ("GET", "/staff", None, "staff:read"),
    ("GET", "/staff/1", None, "staff:read"),
    ("POST", "/staff", {"email": "", "name": "", "given_name": "", "roles": []}, "staff:write"),
    ("PATCH", "/staff/{staff}", {"name": " "}, "staff:write"),
    ("GET", "/warnings", None, "warnings:read"),
    ("GET", "/warnings/1", None, "warnings:read"),
    ("GET", "/topics", None, "warnings:read"),
    ("GET", "/topics/1", None, "warnings:read"),
    ("POST", "/warnings/1/acknowledge", None, "warnings:write"),
    ("POST", "/warnings/1/dismiss", {"reason": "x"}, "warnings:write"),
    ("POST", "/topics/1/acknowledge", None, "warnings:write"),
    ("POST", "/topics/1/dismiss", {"reason": "x"}, "warnings:write"),
    ("GET", "/events", None, "events:read"),
]


@pytest.fixture
def place(house):
    case = build_case(now=timezone.now(), identities=(("phone", "+8613800138000"),))
    return {
        "case": name_of(case), "customer": case.customer_id, "site": house.harbour.pk, "staff": build_staff().pk,
    }  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "scope"), NEEDS)
def test_the_scope_opens_and_nothing_else_does(shop, place, method, path, body, scope):
    path = path.format(**place)
    without = program(*(one for one in EVERY_SCOPE if one != scope))

    assert problem(without.send(method, path, body))[:2] == (403, "not_allowed")
    assert shop.send(method, path, body).status not in {401, 403}


@pytest.mark.parametrize(("method", "path", "body", "scope"), NEEDS)
def test_without_a_token_nothing_opens(house, method, path, body, scope):
    refused = Program(NOBODY).send(method, path.replace("{", "").replace("}", ""), body)

    assert refused.status in {401, 404}
    if refused.status == 401:
        assert problem(refused)[1] == "not_known"
        assert refused.headers["WWW-Authenticate"] == 'Bearer realm="Amends"'


@pytest.mark.parametrize(
    "told",
    ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "Bearer amends_x", "Bearer amends_漏", "bearer\ta"],
)
def test_a_worthless_token_opens_nothing(house, told):
    refused = Program(NOBODY).send("GET", "/cases", headers={"Authorization": told})

    assert problem(refused)[:2] == (401, "not_known")


def test_the_word_bearer_may_be_written_in_any_case(shop):
    assert Program(NOBODY).send("GET", "/cases", headers={"Authorization": f"bEARER {shop.secret}"}).status == 200


def test_a_revoked_token_is_refused_at_once(shop, django_capture_on_commit_callbacks):
    assert shop.get("/cases").status == 200

    with django_capture_on_commit_callbacks(execute=True):
        revoke_token(token=Token.objects.get(), by=SYSTEM, now=timezone.now())

    assert shop.get("/cases").status == 401


def test_a_token_that_ran_out_is_refused(house):
    now = timezone.now()
    _token, secret = create_token(
        name="x", scopes=["cases:read"], by=SYSTEM, now=now - timedelta(days=2), expires_at=now - timedelta(seconds=1)
    )

    assert Program(secret).get("/cases").status == 401


def test_a_token_is_remembered_and_still_runs_out(house):
    now = timezone.now()
    ends_at = now + timedelta(minutes=1)
    _token, secret = create_token(name="x", scopes=["cases:read"], by=SYSTEM, now=now, expires_at=ends_at)
    known = actor_with(secret, now=now)

    assert actor_with(secret, now=now) is known
    assert actor_with(secret, now=ends_at) is None


def test_what_somebody_unknown_sends_is_not_even_read(house):
    refused = Program(NOBODY).send("POST", "/intakes", b"\xff" * 10)

    assert refused.status == 401


@pytest.mark.parametrize("role", ROLES)
def test_a_signed_in_colleague_may_what_the_role_may(house, role):
    case = build_case(now=timezone.now())
    browser = signed_in(build_staff(role))

    answer = browser.post(f"/cases/{browser.get('/cases')['items'][0]['reference']}/triage", {"severity": 2})

    assert case.pk
    assert answer.status == (403 if role == "analyst" else 200)


def test_a_session_writes_only_from_our_own_pages(house):
    browser = signed_in(build_staff())

    refused = browser.send("POST", "/intakes", LEAK, headers={"X-CSRFToken": "x" * 32})

    assert problem(refused)[:2] == (403, "not_allowed")


def test_a_colleague_who_left_gets_in_no_more(house):
    colleague = build_staff()
    browser = signed_in(colleague)
    assert browser.get("/cases").status == 200

    edit_staff(
        staff=colleague, name="x", given_name="x", memberships=[], is_active=False, by=house.actor, now=timezone.now()
    )

    assert browser.get("/cases").status == 401


def test_a_token_beside_a_session_counts_alone(house):
    browser = signed_in(build_staff("administrator"))

    refused = browser.send("GET", "/cases", headers={"Authorization": f"Bearer {program('sites:read').secret}"})

    assert refused.status == 403
