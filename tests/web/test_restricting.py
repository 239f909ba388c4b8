"""A restricted case is on no page and at no address of the API for those who may not read it, whichever there are."""

import re

import pytest
from django.urls import get_resolver
from django.utils import timezone

from amends.models import Artifact
from amends.services.restricting import restrict_case
from amends.services.staff import actor_of
from amends.services.tokens import create_token
from amends.web.uploads import store
from tests.builders import build_case, build_house, build_staff
from tests.house.pages import walk
from tests.web.browsing import browser_of, page_of, stranger, text_of, track_of

pytestmark = pytest.mark.django_db

SECRETS = ("Zanzibar", "Xanadu Quill", "13800138000")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def house(now):
    return build_house(now=now)


@pytest.fixture
def case(house, now):
    file = store().store(name="zanzibar.bin", chunks=[b"bytes"])
    return build_case(
        "Zanzibar harassment", site=house.harbour, now=now, name="Xanadu Quill", files=(file,),
        identities=(("phone", "+8613800138000"),),
    )  # fmt: skip


@pytest.fixture
def ning(house):
    return build_staff("supervisor")


def addresses(case):
    """Every address there is, with this case, its customer and its file wherever one names something."""
    number = page_of(case).removeprefix("/cases/")
    for route in sorted(set(walk(get_resolver().url_patterns, "/"))):
        if route.startswith(("/t/", "/static")):
            continue
        path = re.sub(r"<(?:str:)?reference>", number, route)
        path = re.sub(r"<(?:int:)?customer_id>|<int:pk>", str(case.customer_id), path)
        if "customers" not in path:
            path = path.replace(f"files/{case.customer_id}", f"files/{Artifact.objects.get().pk}")
        yield re.sub(r"<[^>]*>", str(case.pk), path)


QUESTIONS = (
    "",
    "?q=Zanzibar",
    "?q=Xanadu",
    "?q=%2B8613800138000",
    "?view=all",
    "?view=waiting",
    "?state=open",
    "?view=mine",
)


@pytest.mark.parametrize("role", ["supervisor", "analyst"])
def test_nothing_of_it_is_on_any_page_or_in_any_answer(house, case, ning, now, role):
    restrict_case(case=case, reason="It concerns a colleague.", readers=(), by=actor_of(ning), now=now)
    client = browser_of(build_staff(role))
    number = page_of(case).removeprefix("/cases/")
    opened, leaks = 0, []
    for path in addresses(case):
        for question in QUESTIONS:
            if question and not path.endswith(("/queue", "/search", "/cases", "/customers", "/intakes", "/events")):
                continue
            answer = client.get(path + question)
            body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(
                "utf-8", "replace"
            )
            opened += answer.status_code == 200
            body = body.replace("q=Zanzibar", "").replace('value="Zanzibar"', "").replace("“Zanzibar”", "")
            leaks += [
                f"{path}{question}: {word}"
                for word in (*SECRETS, number)
                if word in body and word not in path + question
            ]

    assert opened > 20
    assert not leaks, "\n".join(leaks)


def test_the_same_pages_show_it_to_who_may(house, case, ning, now):
    restrict_case(case=case, reason="It concerns a colleague.", readers=(), by=actor_of(ning), now=now)
    client = browser_of(ning)

    for path in (page_of(case), "/queue", "/search?q=Zanzibar", f"/customers/{case.customer_id}"):
        assert "Zanzibar" in text_of(client.get(path)), path


def test_a_program_does_not_reach_it(house, case, ning, now):
    _token, secret = create_token(name="Shop", scopes=["cases:read", "events:read", "customers:read", "intakes:read"],
                                  by=house.actor, now=now)  # fmt: skip
    restrict_case(case=case, reason="It concerns a colleague.", readers=(), by=actor_of(ning), now=now)
    program = stranger()

    for path in ("/api/v1/cases", "/api/v1/cases?q=Zanzibar", f"/api/v1{page_of(case)}", "/api/v1/events",
                 "/api/v1/customers", "/api/v1/intakes"):  # fmt: skip
        body = program.get(path, headers={"authorization": f"Bearer {secret}"}).content.decode()
        assert "Zanzibar" not in body
        assert page_of(case).removeprefix("/cases/") not in body, path


def test_the_customer_goes_on_reading_their_own_page(case, ning, now):
    restrict_case(case=case, reason="It concerns a colleague.", readers=(), by=actor_of(ning), now=now)

    assert "Zanzibar" in text_of(stranger().get(track_of(case)))


def test_it_is_restricted_and_opened_on_the_page(house, case, ning):
    client = browser_of(ning)
    grace = build_staff("front_line", house.harbour, name="Grace Hopper")

    refused = client.post(f"{page_of(case)}/restrict", {"reason": "", "reader": grace.pk})
    kept = refused.content.decode()
    client.post(f"{page_of(case)}/restrict", {"reason": "A colleague", "reader": grace.pk})

    assert (refused.status_code, f'value="{grace.pk}" checked' in kept) == (422, True)
    assert "Restricted. Only the owner" in text_of(client.get(page_of(case)))
    assert "Grace Hopper" in text_of(client.get(f"{page_of(case)}/restrict"))
    client.post(f"{page_of(case)}/unrestrict")
    assert "Restricted. Only" not in text_of(client.get(page_of(case)))
