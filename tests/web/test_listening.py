"""Tell us: nothing typed is lost, nothing is demanded, nothing is heard twice."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amends.models import Artifact, Case, Customer, Intake
from tests.builders import build_house
from tests.web.browsing import stranger, text_of, track_of

pytestmark = pytest.mark.django_db
WORDS = "The tap in room 12 leaks & floods <b>everything</b>."


@pytest.fixture(autouse=True)
def house():
    return build_house()


def tell(client=None, **fields):
    return (client or stranger()).post("/", {"words": WORDS, "key": "a-form-key", **fields})


def test_the_page_asks_one_question_and_no_account():
    page = stranger().get("/")

    assert page.status_code == 200
    assert "What went wrong?" in text_of(page)
    assert 'name="password"' not in page.content.decode()


def test_words_alone_open_a_case_with_owner_and_date(house):
    answer = tell()

    case = Case.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"{track_of(case)}/told"
    assert (case.owner_id, case.next_due_at is not None) == (house.administrator.pk, True)
    assert Intake.objects.get().text == WORDS
    assert not Customer.objects.exists()


def test_the_answer_names_reference_owner_date_and_way_back():
    told = stranger().get(tell()["Location"])

    words, case = text_of(told), Case.objects.get()
    assert "We have it" in words
    assert "Ada will answer you by" in words
    assert f"/{case.secret}" in told.content.decode()


def test_everything_that_was_said_is_kept(house):
    tell(
        site=str(house.harbour.pk), place="Room 12", when="2026-01-05T09:30", name="Wang Min", phone="138 0013 8000",
        email="Wang@Example.com", wish=["apology", "refund"], wanted="And dry towels.",
    )  # fmt: skip

    intake, case = Intake.objects.get(), Case.objects.get()
    assert (case.site, intake.place, intake.occurred_at.isoformat()) == (
        house.harbour, "Room 12", "2026-01-05T01:30:00+00:00",
    )  # fmt: skip
    assert case.wanted_outcome == "An apology\nMy money back\nAnd dry towels."
    identities = set(case.customer.identities.values_list("kind", "value"))
    assert (case.customer.name, identities) == (
        "Wang Min",
        {("phone", "+8613800138000"), ("email", "wang@example.com")},
    )


def test_pressing_send_twice_tells_once_and_says_so():
    first, second = tell(), tell()

    assert Case.objects.count() == 1
    assert first["Location"].split("?")[0] == second["Location"].split("?")[0]
    assert "Nothing was sent twice" in text_of(stranger().get(second["Location"]))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"email": "nobody"}, "not an e-mail address"),
        ({"phone": "12"}, "not a telephone number"),
        ({"when": "yesterday"}, "not a date and time"),
        ({"when": "2999-01-01T00:00"}, "lies in the future"),
        ({"site": "999999"}, "no place of this name"),
        ({"words": "   "}, "nothing written here yet"),
    ],
)
def test_an_error_stands_at_its_field_and_the_words_stay(fields, message):
    answer = tell(name="Wang Min", **fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert 'value="Wang Min"' in page
    assert fields.get("words", "&lt;b&gt;everything&lt;/b&gt;").strip() in page
    assert 'value="a-form-key"' in page
    assert not Case.objects.exists()


def test_a_machine_that_fills_the_hidden_field_is_not_heard():
    answer = tell(website="http://spam.example")

    assert answer.status_code == 200
    assert not Case.objects.exists()


def test_telling_needs_no_cookie_and_no_token():
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/", {"words": WORDS, "key": "k"})

    assert answer.status_code == 303


def test_chinese_words_make_a_chinese_case():
    tell(stranger(language="zh-hans"), words="热水器又漏水了，没有人来。")

    assert Case.objects.get().language == "zh-hans"


def test_an_empty_installation_leads_to_its_first_page():
    from amends.models import Organisation
    from amends.services.directory import forget_directory

    Organisation.objects.all().delete()
    forget_directory()

    assert stranger().get("/")["Location"] == "/start"


def test_a_stranger_who_sends_too_much_is_told_when_to_go_on_and_keeps_the_words(settings):
    settings.TELLS_AN_HOUR = 2
    phone = stranger(language="zh-hans")
    for number in range(2):
        assert tell(phone, key=f"form {number}").status_code == 303

    answer = tell(phone, key="form 3", name="王敏")

    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)
    assert "您的话还在" in text_of(answer)
    assert 'value="王敏"' in answer.content.decode()
    assert "&lt;b&gt;everything&lt;/b&gt;" in answer.content.decode()
    assert Case.objects.count() == 2


def test_a_flood_about_one_place_leaves_the_others_open(settings, house):
    settings.TELLS_AN_HOUR_AT_A_PLACE = 1
    tell(key="1", site=str(house.harbour.pk))

    flooded = tell(key="2", site=str(house.harbour.pk), words="more")
    other = tell(key="3", site=str(house.old_town.pk), words="other")

    assert (flooded.status_code, other.status_code) == (429, 303)


def test_a_customer_is_counted_by_the_address_our_own_proxy_names(settings):
    settings.TELLS_AN_HOUR = 1
    first, second = (
        stranger().post("/", {"words": WORDS, "key": address}, HTTP_X_FORWARDED_FOR=f"6.6.6.6, {address}")
        for address in ("203.0.113.9", "203.0.113.10")
    )

    assert (first.status_code, second.status_code) == (303, 303)


def test_files_of_a_refused_form_need_not_be_chosen_again(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    refused = tell(phone="12", files=[SimpleUploadedFile("tap.png", b"\x89PNG\r\n\x1a\n" + bytes(20))])
    mark = re.search(r'name="kept_file" value="([^"]+)"', refused.content.decode())[1]

    assert (refused.status_code, "tap.png" in text_of(refused)) == (422, True)
    tell(kept_file=mark)

    artifact = Artifact.objects.get()
    assert (artifact.name, artifact.media_type) == ("tap.png", "image/png")


def test_nobody_names_a_file_that_is_not_theirs():
    tell(kept_file="WyJub3RlLnBkZiJd:made-up")

    assert not Artifact.objects.exists()


def test_three_faults_are_said_at_once_and_every_word_stays(house):
    told = {"words": " ", "phone": "12", "email": "wang", "when": "yesterday", "place": "Room 12"}

    answer = stranger().post("/", told)

    words = text_of(answer)
    assert answer.status_code == 422
    page = answer.content.decode()
    for error in ("text-error", "phone-error", "email-error", "when-error"):
        assert f'id="{error}"' in page
    assert page.count('aria-invalid="true"') == 4
    assert "Room 12" in page
    assert "This is not a date and time." in words
