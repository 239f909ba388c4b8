"""Merging on the pages: chosen from what is likely, said in one line, taken back; both links show one case."""

import pytest
from django.utils import timezone

from amends.models import Case, Merge
from tests.builders import HOUR, again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of, stranger, text_of, track_of

pytestmark = pytest.mark.django_db

WANG = {"name": "Wang Min", "identities": (("phone", "+8613800138000"),)}


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def first(house, now):
    return build_case("The tap leaks.", site=house.harbour, now=now - 2 * HOUR, **WANG)


@pytest.fixture
def second(house, first, now):
    return build_case("Water on the floor.", site=house.harbour, now=now - HOUR, **WANG)


@pytest.fixture
def lin(house):
    return browser_of(build_staff("specialist"))


def reference(case):
    return page_of(case).removeprefix("/cases/")


def merged(lin, second, first):
    return lin.post(f"{page_of(second)}/merge", {"into": reference(first)})


def test_the_case_says_that_another_is_open_and_the_page_offers_it(first, second, lin):
    assert f"{reference(first)} is open too. Told twice?" in text_of(lin.get(page_of(second)))

    offered = text_of(lin.get(f"{page_of(second)}/merge"))

    assert "Open cases of Wang Min" in offered
    assert reference(first) in offered


def test_the_same_words_of_somebody_else_are_shown_but_not_offered(house, first, lin, now):
    other = build_case("The tap leaks.", site=house.harbour, now=now, name="Li")

    shown = lin.get(f"{page_of(first)}/merge").content.decode()

    assert f'<a href="{page_of(other)}">' in shown
    assert f'value="{reference(other)}"' not in shown
    refused = merged(lin, first, other)
    assert refused.status_code == 422
    assert "nobody may read another’s words" in text_of(refused).replace("'", "’")


def test_it_shows_all_words_with_their_origin_and_can_be_taken_back(first, second, lin):
    answer = merged(lin, second, first)

    page = lin.get(answer["Location"])
    assert f"Merged into {reference(first)}, all words kept" in text_of(page)
    assert "Water on the floor." in text_of(page)
    assert f'<a class="origin" href="{page_of(second)}">' in page.content.decode()
    lin.post(f"/undo/{answer['Location'].rpartition('undo=')[2]}", {"next": page_of(second)})
    assert Merge.objects.get().undone_at is not None
    assert again(second).closed_at is None
    assert "Water on the floor." not in text_of(lin.get(page_of(first)))


def test_the_merged_case_says_where_it_went_and_can_be_taken_back_there(first, second, lin):
    merged(lin, second, first)

    assert f"This case is part of {reference(first)} now" in text_of(lin.get(page_of(second)))
    assert lin.post(f"{page_of(second)}/unmerge")["Location"] == f"{page_of(second)}?said=unmerged"
    assert again(second).closed_at is None


def test_both_links_show_the_one_case_to_its_customer(first, second, lin):
    merged(lin, second, first)
    lin.post(f"{page_of(first)}/write", {"kind": "out", "text": "Jie comes at four."})

    for case in (first, second):
        seen = text_of(stranger().get(track_of(case)))
        assert "Water on the floor." in seen
        assert "The tap leaks." in seen
        assert "Jie comes at four." in seen
        assert f"{reference(first)} and {reference(second)}" in seen


def test_words_and_wishes_through_the_old_link_arrive(first, second, lin):
    merged(lin, second, first)

    said = stranger().post(f"{track_of(second)}/words", {"words": "Still dripping"})
    stranger().post(f"{track_of(second)}/person")

    assert said["Location"].startswith(track_of(second))
    assert again(first).snippet == "Still dripping"
    assert Case.objects.get(pk=second.pk).closed_at is not None


def test_a_nonsense_reference_is_refused_and_kept(first, second, lin):
    answer = lin.post(f"{page_of(second)}/merge", {"reference": "AM-999"})

    assert answer.status_code == 422
    assert 'value="AM-999"' in answer.content.decode()


def test_front_line_does_not_merge(house, first, second):
    jie = browser_of(build_staff("front_line", house.harbour))

    assert "Merge" not in text_of(jie.get(page_of(second)))
    assert merged(jie, second, first).status_code == 403


def test_who_has_the_case_open_hears_of_it(first, second, lin):
    before = first.event_count
    merged(lin, second, first)

    told = browser_of(build_staff("supervisor")).get(f"{page_of(first)}/here?since={before}")

    assert reference(second) in told.content.decode()
