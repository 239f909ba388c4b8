"""Files people sent: only for those who may see the case, and never something a browser would run."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from amends.models import Artifact, Case
from amends.services.cases import write_note
from amends.web.uploads import store
from tests.builders import build_case, build_house, build_staff, owner_of
from tests.web.browsing import browser_of, stranger, track_of

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
SCRIPT = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def sent(house):
    """A picture and a web page, sent by a customer."""
    files = [SimpleUploadedFile("tap.png", PNG, "image/png"), SimpleUploadedFile("tap.png", SCRIPT, "image/png")]
    stranger().post("/", {"words": "See the pictures", "site": house.harbour.pk, "files": files})
    return list(Artifact.objects.order_by("pk"))


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_picture_is_shown_as_one(house, sent):
    answer = browser_of(house.administrator).get(f"/files/{sent[0].pk}")

    assert body(answer) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == "inline; filename*=UTF-8''tap.png"


def test_what_only_claims_to_be_a_picture_is_handed_out_as_bytes(house, sent):
    answer = browser_of(house.administrator).get(f"/files/{sent[1].pk}")

    assert body(answer) == SCRIPT
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_it_is_not_there_for_colleagues_of_another_place(house, sent):
    assert browser_of(build_staff("supervisor", house.old_town)).get(f"/files/{sent[0].pk}").status_code == 404


def test_the_customer_sees_their_own_files_by_their_key_alone(house, sent):
    path, other = track_of(Case.objects.get()), track_of(build_case("Another matter"))

    assert body(stranger().get(f"{path}/files/{sent[0].pk}")) == PNG
    assert stranger().get(f"{other}/files/{sent[0].pk}").status_code == 404
    assert stranger().get(f"{path[:-1]}x/files/{sent[0].pk}").status_code == 404


def test_a_file_of_a_note_is_never_handed_to_the_customer(house, sent):
    case = Case.objects.get()
    stored = store().store(name="plan.png", chunks=[PNG])
    write_note(case=case, text="Internal plan", by=owner_of(case), now=timezone.now(), files=(stored,))
    internal = Artifact.objects.get(name="plan.png")

    assert stranger().get(f"{track_of(case)}/files/{internal.pk}").status_code == 404
    assert "plan.png" not in stranger().get(track_of(case)).content.decode()


HOSTILE_NAMES = {
    "long": "a" * 900 + ".png",
    "folders": "../../etc/passwd",
    "right-to-left": "\u202egnp.exe",
    "header": 'x"\r\nSet-Cookie: a=b',
    "chinese": "照片.png",
}


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_a_hostile_name_stays_a_name(house, name):
    upload = SimpleUploadedFile("harmless.png", PNG)
    upload._name = name  # as a browser could send it; the constructor would clean it
    stranger().post("/", {"words": "Look", "site": house.harbour.pk, "files": [upload]})
    artifact = Artifact.objects.get()

    answer = browser_of(house.administrator).get(f"/files/{artifact.pk}")

    assert (answer.status_code, body(answer)) == (200, PNG)
    assert len(artifact.name) <= 200
    assert "/" not in artifact.name
    assert "Set-Cookie" not in answer.headers or "a=b" not in answer["Set-Cookie"]


def test_a_file_over_twenty_megabytes_is_refused_and_the_words_stay(house, settings):
    settings.UPLOAD_MAX_FILE_BYTES = 100
    answer = stranger().post("/", {"words": "My words", "files": [SimpleUploadedFile("big.bin", b"x" * 101)]})

    assert answer.status_code == 422
    assert "This file is over 20 MB. Try another." in answer.content.decode()
    assert "My words" in answer.content.decode()


def test_a_name_longer_than_any_name_is_refused_without_harm(house):
    upload = SimpleUploadedFile("harmless.png", PNG)
    upload._name = "a" * 100_000  # as above

    answer = stranger().post("/", {"words": "My words", "files": [upload]})

    assert answer.status_code == 400
    assert "what you typed is kept on this device" in answer.content.decode()
