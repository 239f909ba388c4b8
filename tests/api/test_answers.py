"""Writing twice: the same answer, one effect, also at the same instant."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from amends.models import Case, Event, IdempotencyKey, Message, Promise, Site
from tests.api.asking import Program, name_of, problem, program, signed_in
from tests.builders import build_case, build_house, build_staff

LEAK = {"post": "api", "text": "The tap in room 12 leaks."}
THREADS = 6


@pytest.fixture
def case(house):
    return build_case(site=house.harbour, name="Wang", now=timezone.now())


KINDS_OF_WRITES = (
    "message", "note", "words", "judge", "resolve", "end", "date", "transfer", "customer", "identity", "site", "rename",
    "batch", "intake",
)  # fmt: skip


def writes(case, house):
    name, lin = name_of(case), build_staff("specialist", house.harbour)
    return {
        "message": ("POST", f"/cases/{name}/messages", {"text": "We come at nine."}),
        "note": ("POST", f"/cases/{name}/messages", {"text": "Ring him.", "kind": "note"}),
        "words": ("POST", f"/cases/{name}/messages", {"text": "Still wet.", "kind": "in"}),
        "judge": ("POST", f"/cases/{name}/triage", {"severity": 2, "is_safe": True}),
        "resolve": ("POST", f"/cases/{name}/resolve", {"final_response": "Mended.", "severity": 1, "is_safe": True}),
        "end": ("POST", f"/cases/{name}/close-out", {"reason": "withdrawn", "explanation": "As you wished."}),
        "date": (
            "POST",
            f"/cases/{name}/promises",
            {"next_at": (timezone.now() + timezone.timedelta(days=1)).isoformat()},
        ),
        "transfer": ("POST", f"/cases/{name}/transfers", {"to": lin.pk}),
        "customer": ("PATCH", f"/customers/{case.customer_id}", {"name": "Li"}),
        "identity": ("POST", f"/customers/{case.customer_id}/identities", {"kind": "email", "value": "li@example.com"}),
        "site": ("POST", "/sites", {"name": "Pier"}),
        "rename": ("PATCH", f"/sites/{house.harbour.pk}", {"name": "Port"}),
        "batch": ("POST", "/intakes/batch", {"items": [LEAK, LEAK]}),
        "intake": ("POST", "/intakes", LEAK),
    }


def effects():
    return tuple(model.objects.count() for model in (Case, Event, Message, Promise, Site))


@pytest.mark.parametrize("what", KINDS_OF_WRITES)
def test_the_second_time_brings_the_same_answer_and_no_second_effect(shop, house, case, what):
    method, path, body = writes(case, house)[what]
    first = shop.send(method, path, body, headers={"Idempotency-Key": "k"})
    after = effects()

    again = shop.send(method, path, body, headers={"Idempotency-Key": "k"})

    assert first.status in {200, 201}
    assert effects() == after
    if what == "intake":  # its own contract: 200 says that it had come before
        assert (again.status, again.json) == (200, {**first.json, "is_new": False})
    else:
        assert (again.status, again.json) == (first.status, first.json)
        assert again.headers["Idempotency-Replayed"] == "true"


def test_staff_is_added_once(house):
    boss = signed_in(house.administrator)
    lin = {"email": "lin@clearwater.example", "name": "Lin Yue", "given_name": "Lin", "roles": []}

    answers = [boss.post("/staff", lin, idempotency_key="k") for _ in range(2)]

    assert [one.status for one in answers] == [201, 201]
    assert answers[0].json == answers[1].json


def test_the_key_of_another_request_is_refused(shop, case):
    address = f"/cases/{name_of(case)}/messages"
    shop.post(address, {"text": "We come at nine."}, idempotency_key="k")

    refused = shop.post(address, {"text": "We come at ten."}, idempotency_key="k")

    assert problem(refused) == (409, "conflict", "Idempotency-Key")
    assert Message.objects.count() == 1


def test_a_refusal_is_not_remembered(shop, case):
    address = f"/cases/{name_of(case)}/messages"
    assert shop.post(address, {"text": " "}, idempotency_key="k").status == 422

    assert shop.post(address, {"text": "We come at nine."}, idempotency_key="k").status == 201
    assert IdempotencyKey.objects.count() == 1


def at_once(act):
    """Run ``act`` in several threads that start together, each with a connection of its own."""
    gate = threading.Barrier(THREADS)

    def run(number):
        gate.wait()
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


@pytest.fixture
def secret(transactional_db):
    build_house(now=timezone.now())
    return program().secret


def test_one_of_many_at_the_same_instant_writes_and_all_get_its_answer(secret):
    case = build_case(now=timezone.now())
    address = f"/cases/{name_of(case)}/messages"

    answers = at_once(lambda _: Program(secret).post(address, {"text": "We come at nine."}, idempotency_key="k"))

    assert [one.status for one in answers] == [201] * THREADS
    assert {one["id"] for one in answers} == {Message.objects.get().pk}


@pytest.mark.parametrize("how", ["idempotency_key", "external_id"])
def test_one_intake_told_by_many_at_the_same_instant_is_one_case(secret, how):
    def tell(_number):
        if how == "external_id":
            return Program(secret).post("/intakes", {**LEAK, "external_id": "5512"})
        return Program(secret).post("/intakes", LEAK, idempotency_key="5512")

    answers = at_once(tell)

    assert sorted(one.status for one in answers) == [200] * (THREADS - 1) + [201]
    assert {one["case"] for one in answers} == {Case.objects.get().pk}


def test_many_intakes_at_the_same_instant_are_as_many_cases(secret):
    answers = at_once(lambda number: Program(secret).post("/intakes", {**LEAK, "text": f"Tap {number} leaks."}))

    assert [one.status for one in answers] == [201] * THREADS
    assert len({one["reference"] for one in answers}) == Case.objects.count() == THREADS
