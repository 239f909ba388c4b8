"""Splitting and linking on the pages, and what the customer sees of a split."""

import pytest
from django.utils import timezone

from amends.models import Case, CaseLink, Intake
from amends.services.listening import hear_more
from tests.builders import HOUR, build_case, build_house, build_staff, customer_of
from tests.web.browsing import browser_of, page_of, stranger, text_of, track_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(house, now):
    case = build_case("The tap leaks.", site=house.harbour, now=now - 2 * HOUR, name="Wang Min")
    hear_more(case=case, text="And the bill is wrong.", by=customer_of(case), now=now - HOUR)
    return case


@pytest.fixture
def lin(house):
    return browser_of(build_staff("specialist"))


def reference(case):
    return page_of(case).removeprefix("/cases/")


def split(lin, case, house):
    bill = Intake.objects.get(text="And the bill is wrong.")
    lin.post(f"{page_of(case)}/split", {"intake": bill.pk, "owner": house.administrator.pk})
    return Case.objects.exclude(pk=case.pk).get()


def test_the_chosen_words_become_a_case_and_both_say_so(house, case, lin):
    assert "And the bill is wrong." in text_of(lin.get(f"{page_of(case)}/split"))

    new = split(lin, case, house)

    here, there = text_of(lin.get(page_of(case))), text_of(lin.get(page_of(new)))
    assert f"Split off: And the bill is wrong {reference(new)}" in here
    assert f"Split off from The tap leaks {reference(case)}" in there
    assert "And the bill is wrong." not in here


def test_the_customer_sees_both_numbers_on_both_pages(house, case, lin):
    new = split(lin, case, house)

    for one, other in ((case, new), (new, case)):
        page = stranger().get(track_of(one)).content.decode()
        assert f'href="{track_of(other)}"' in page


def test_nothing_chosen_is_refused_and_the_choice_of_owner_stays(house, case, lin):
    answer = lin.post(f"{page_of(case)}/split", {"owner": house.administrator.pk, "title": "The bill"})

    assert answer.status_code == 422
    assert 'value="The bill"' in answer.content.decode()
    assert "Choose at least one" in text_of(answer)


def test_a_link_is_shown_on_both_and_taken_away(house, case, lin, now):
    other = build_case("A pipe burst.", site=house.harbour, now=now)

    lin.post(f"{page_of(case)}/link", {"kind": "caused_by", "other": reference(other)})

    assert f"Caused by A pipe burst {reference(other)}" in text_of(lin.get(page_of(case)))
    assert f"Cause of The tap leaks {reference(case)}" in text_of(lin.get(page_of(other)))
    lin.post(f"{page_of(other)}/unlink", {"other": reference(case)})
    assert "Cause of" not in text_of(lin.get(page_of(other)))
    assert not CaseLink.objects.live().exists()


def test_a_linked_case_one_may_not_see_is_not_there(house, case, lin, now):
    other = build_case("A pipe burst.", site=house.old_town, now=now)
    lin.post(f"{page_of(case)}/link", {"kind": "related", "other": reference(other)})

    jie = browser_of(build_staff("specialist", house.harbour))

    assert "A pipe burst" not in text_of(jie.get(page_of(case)))


def test_a_nonsense_reference_is_refused_beside_its_field(case, lin):
    answer = lin.post(f"{page_of(case)}/link", {"kind": "related", "other": "AM-999"})

    assert (answer.status_code, 'value="AM-999"' in answer.content.decode()) == (422, True)
