"""The customer's card shows how they complain, what that rests on and until when, and lets it be corrected."""

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from amends.models import StyleSign
from tests.builders import DAY, build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour, name="Wang Min", now=timezone.now() - DAY)


def card(case):
    return f"/customers/{case.customer_id}"


def told(case, **more):
    given = {"style": "note", "sign": "turned_to_a_body", "words": "Wrote to 12315", "seen_on": localdate().isoformat()}
    return {**given, "case": page_of(case).removeprefix("/cases/"), **more}


def test_one_notes_a_sign_reads_the_label_and_takes_it_back(house, case):
    ada = browser_of(house.administrator)

    noted = text_of(ada.post(card(case), told(case), follow=True))

    assert "Complains as: Activist" in noted
    assert "Turned to an authority, a court or an association: Wrote to 12315" in noted
    assert "Ada noted how the customer complains" in text_of(ada.get(page_of(case)))

    corrected = text_of(ada.post(card(case), {"style": StyleSign.objects.get().pk}, follow=True))

    assert "Complains as" not in corrected


def test_what_is_missing_is_named_and_what_was_typed_stays(house, case):
    page = browser_of(house.administrator).post(card(case), told(case, sign="", seen_on="soon"))

    assert page.status_code == 422
    assert ">Wrote to 12315</textarea>" in page.content.decode()
    assert not StyleSign.objects.exists()


def test_an_analyst_reads_it_and_changes_nothing(house, case):
    browser_of(house.administrator).post(card(case), told(case))
    analyst = browser_of(build_staff("analyst", house.harbour))

    assert "Complains as: Activist" in text_of(analyst.get(card(case)))
    assert analyst.post(card(case), {"style": StyleSign.objects.get().pk}).status_code == 403
