"""Places and failure types: shown as trees, changed at their fields, taken out of use and back."""

import pytest

from amends.models import Case, FailureType, Site, Transfer, Undo
from tests.builders import NOW, again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db

SITES, FAILURES = "/settings/sites", "/settings/failures"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def browser(house):
    return browser_of(house.administrator)


def place(house, **changes):
    return {
        "name": "Pier", "kind": "place", "parent": house.harbour.pk, "timezone": "", "responsible": "", **changes
    }  # fmt: skip


def test_the_places_stand_as_a_tree(house, browser):
    browser.post(SITES, place(house))

    words = text_of(browser.get(SITES))

    rows = words[words.index("Answers for it Time zone Clearwater") :]
    assert [rows.index(name) for name in ("Clearwater", "Harbour", "Pier", "Old Town")] == sorted(
        rows.index(name) for name in ("Clearwater", "Harbour", "Pier", "Old Town")
    )
    assert 'class="depth-2"' in browser.get(SITES).content.decode()


def test_a_place_is_added_below_another_one(house, browser):
    lin = build_staff(name="Lin")

    response = browser.post(SITES, place(house, timezone="Europe/London", responsible=lin.pk))

    added = Site.objects.get(name="Pier")
    assert response.headers["Location"] == "/settings/sites?said=added"
    assert (added.parent, added.timezone, added.responsible) == (house.harbour, "Europe/London", lin)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"parent": "0"}, "parent"),
        ({"parent": "９"}, "parent"),
        ({"kind": "group"}, "kind"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"responsible": "999999"}, "responsible"),
    ],
)
def test_a_refused_place_says_why_at_its_field(house, browser, changes, field):
    response = browser.post(SITES, place(house, **changes))

    assert response.status_code == 422
    assert f'id="f-{field}-error"' in response.content.decode()
    assert Site.objects.count() == 3


def test_a_place_is_renamed_but_not_to_its_neighbours_name(house, browser):
    here = f"{SITES}/{house.harbour.pk}"
    new = {"timezone": "Asia/Tokyo", "responsible": ""}

    taken = browser.post(here, {"name": "Old Town", **new})
    done = browser.post(here, {"name": "North Harbour", **new})

    assert taken.status_code == 422
    assert 'id="f-name-error"' in taken.content.decode()
    assert done.headers["Location"] == "/settings/sites?said=saved"
    assert (again(house.harbour).name, again(house.harbour).timezone) == ("North Harbour", "Asia/Tokyo")


def test_somebody_always_answers_for_the_whole(house, browser):
    response = browser.post(
        f"{SITES}/{house.root.pk}", {"name": "Clearwater", "timezone": "Asia/Shanghai", "responsible": ""}
    )

    assert response.status_code == 422
    assert 'id="f-responsible-error"' in response.content.decode()


def test_a_place_is_closed_and_opened_again(house, browser):
    here = f"{SITES}/{house.harbour.pk}"

    browser.post(here, {"close": "yes"})
    is_closed = again(house.harbour).closed_at is not None
    page = text_of(browser.get(SITES))
    browser.post(here, {"open": "yes"})

    assert is_closed
    assert "Harbour closed" in page
    assert again(house.harbour).closed_at is None


def test_a_place_one_does_not_work_at_is_not_there(house):
    browser = browser_of(build_staff("administrator", house.harbour))

    assert browser.get(f"{SITES}/{house.old_town.pk}").status_code == 404
    assert browser.get(f"{SITES}/{house.harbour.pk}").status_code == 200
    assert "Old Town" not in text_of(browser.get(SITES))


def test_others_change_no_places(house):
    browser = browser_of(build_staff("supervisor"))

    assert browser.get(SITES).status_code == 403
    assert browser.post(SITES, place(house)).status_code == 403
    assert browser.post(f"{SITES}/{house.harbour.pk}", {"close": "yes"}).status_code == 403


def test_failure_types_stand_on_two_levels_in_both_languages(browser):
    words = text_of(browser.get(FAILURES))

    assert "Not on time 时间没有做到 Delivered late 送达延误" in words


def test_a_new_type_comes_last_on_its_level(browser):
    billing = FailureType.objects.get(key="billing")

    browser.post(FAILURES, {"parent": "", "name_zh": "数字服务", "name_en": "Digital"})
    browser.post(FAILURES, {"parent": billing.pk, "name_zh": "", "name_en": "Tip not announced"})

    first = FailureType.objects.filter(parent=None).last()
    assert (first.name_zh, first.name_en, first.key) == ("数字服务", "Digital", "digital")
    last = FailureType.objects.filter(parent=billing).last()
    assert (last.name_zh, last.name_en) == ("Tip not announced", "Tip not announced")


@pytest.mark.parametrize(
    ("form", "field"),
    [({"name_zh": " ", "name_en": ""}, "name_en"), ({"name_en": "X", "parent": "999999"}, "parent")],
)
def test_a_refused_type_says_why_at_its_field(browser, form, field):
    count = FailureType.objects.count()

    response = browser.post(FAILURES, form)

    assert response.status_code == 422
    assert f'id="f-{field}-error"' in response.content.decode()
    assert FailureType.objects.count() == count


def test_a_type_is_renamed_retired_and_brought_back(browser):
    billing = FailureType.objects.get(key="billing")
    here = f"{FAILURES}/{billing.pk}"

    browser.post(here, {"name_zh": "收费", "name_en": "Charges"})
    browser.post(here, {"retire": "yes"})
    is_retired = again(billing).retired_at is not None
    page = text_of(browser.get(FAILURES))
    browser.post(here, {"retire": "no"})

    assert (again(billing).name_zh, again(billing).name_en) == ("收费", "Charges")
    assert is_retired
    assert "Charges 收费 out of use" in page
    assert again(billing).retired_at is None


def test_analysts_keep_the_failure_types_and_others_do_not(house):
    form = {"name_en": "Digital"}

    kept = browser_of(build_staff("analyst")).post(FAILURES, form)
    refused = browser_of(build_staff("supervisor")).post(FAILURES, form)

    assert (kept.status_code, refused.status_code) == (303, 403)
    assert browser_of(build_staff("analyst")).get(f"{FAILURES}/999999").status_code == 404


def test_a_kind_is_merged_into_another_and_the_toast_says_how_many_cases_moved(house, browser):
    towel, linen = FailureType.objects.filter(parent=None)[:2]
    FailureType.objects.filter(parent=towel).update(retired_at=NOW)
    build_case(site=house.harbour)
    Case.objects.update(failure_type=towel)

    answer = browser.post(f"{FAILURES}/{towel.pk}", {"into": linen.pk}, follow=True)

    assert "Merged, 1 case moved" in text_of(answer)
    assert Case.objects.get().failure_type == linen
    browser.post(f"/undo/{Undo.objects.get().pk}", {"next": FAILURES})
    assert Case.objects.get().failure_type == towel
    assert browser.post(f"{FAILURES}/{towel.pk}", {"into": ""}).status_code == 422


def test_a_kind_moves_down_and_up_again(browser):
    first, second = FailureType.objects.filter(parent=None)[:2]

    browser.post(f"{FAILURES}/{first.pk}", {"move": "down"})
    assert list(FailureType.objects.filter(parent=None)[:2]) == [second, first]
    browser.post(f"{FAILURES}/{first.pk}", {"move": "up"})
    assert list(FailureType.objects.filter(parent=None)[:2]) == [first, second]


def test_closing_a_place_names_its_open_cases_and_asks_one_colleague_for_all(house, browser):
    cases = {build_case(site=house.harbour).pk, build_case(site=house.harbour).pk}
    lin = build_staff("specialist", house.root, name="Lin")
    here = f"{SITES}/{house.harbour.pk}"

    assert "2 cases are open here. Who is asked to take them over?" in text_of(browser.get(here))
    answer = browser.post(here, {"close": "yes", "to": lin.pk}, follow=True)

    assert "asked to take over 2 cases" in text_of(answer)
    assert again(house.harbour).closed_at is not None
    assert set(Transfer.objects.pending().values_list("case", flat=True)) == cases
