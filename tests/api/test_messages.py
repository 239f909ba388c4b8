"""Words added to a case through the API."""

import base64
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from amends.models import Artifact, Intake, Message
from tests.api.asking import name_of, problem, program
from tests.builders import again, build_case


@pytest.fixture
def case(house):
    return build_case(now=timezone.now())


@pytest.fixture
def address(case):
    return f"/cases/{name_of(case)}/messages"


def test_an_answer_names_the_next_date(shop, case, address):
    next_at = timezone.now() + timedelta(days=2)

    said = shop.post(address, {"kind": "out", "text": "We come on Friday.", "next_at": next_at.isoformat()})

    message = Message.objects.get()
    assert said.status == 201
    assert said.json == {
        "kind": "out", "id": message.pk, "author": "Shop", "text": "We come on Friday.", "at": said["at"],
        "attachments": [],
    }  # fmt: skip
    assert datetime.fromisoformat(said["at"]) == message.sent_at
    assert again(case).next_due_at == next_at


@pytest.mark.parametrize("name", ["kind", "direction"])
def test_a_note_is_for_colleagues(shop, address, name):
    said = shop.post(address, {name: "note", "text": "Ring him."})

    assert said["kind"] == "note"
    assert Message.objects.for_customers().count() == 0


def test_words_without_a_kind_are_an_answer(shop, address):
    assert shop.post(address, {"text": "We come on Friday."})["kind"] == "out"


def test_words_of_the_customer_are_kept_as_heard(shop, case, address):
    said = shop.post(address, {"kind": "in", "text": "It is worse now."})

    intake = Intake.objects.get(pk=said["id"])
    assert (said["kind"], said["author"]) == ("in", None)
    assert (intake.case_id, intake.text) == (case.pk, "It is worse now.")


def test_a_file_comes_along(shop, address):
    file = {"name": "../tap.pdf", "content_base64": base64.b64encode(b"%PDF-1.7").decode()}

    said = shop.post(address, {"text": "See the plan.", "attachments": [file]})

    artifact = Artifact.objects.get()
    assert said["attachments"] == [
        {"name": "tap.pdf", "media_type": "application/pdf", "size_bytes": 8, "sha256": artifact.sha256}
    ]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "text"),
        ({"text": " "}, "text"),
        ({"text": "x", "kind": "shout"}, "kind"),
        ({"text": "x", "next_at": "2199-01-01T00:00:00Z"}, "next_at"),
        ({"text": "x", "kind": "note", "next_at": "2199-01-01T00:00:00Z"}, "next_at"),
        ({"text": "x", "attachments": [{"name": "a"}]}, "attachments.0.content_base64"),
        ({"text": "x", "attachments": [{"name": "a", "content_base64": "ä"}]}, "attachments.0.content_base64"),
    ],
)
def test_what_cannot_be_used_is_named(shop, address, told, field):
    assert problem(shop.post(address, told)) == (422, "invalid", field)


def test_a_program_that_hears_may_bring_the_customers_words_and_nothing_else(house, case, address):
    ear = program("intakes:write", "cases:read")

    assert ear.post(address, {"kind": "in", "text": "It is worse now."}).status == 201
    assert problem(ear.post(address, {"kind": "out", "text": "Soon."}))[:2] == (403, "not_allowed")
    assert problem(ear.post(address, {"kind": "note", "text": "Soon."}))[:2] == (403, "not_allowed")


def test_no_file_is_kept_for_one_who_may_not(house, case, address, settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"
    file = {"name": "a", "content_base64": base64.b64encode(b"x").decode()}

    refused = program("cases:read").post(address, {"text": "x", "attachments": [file]})

    assert refused.status == 403
    assert not settings.FILES_FOLDER.exists()
