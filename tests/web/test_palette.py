"""What the palette offers: what fits, and what this person may see."""

import pytest

from amends.rules.references import reference
from amends.web import shortcuts
from tests.builders import build_case, build_house, build_staff
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def offered(person, asked, language="en"):
    return browser_of(person, language=language).get("/palette", {"q": asked}).json()["entries"]


def test_a_reference_that_is_typed_stands_first(house):
    case = build_case("The tap leaks.", site=house.harbour)
    number = reference(case.pk, "AM")

    first, *_others = offered(build_staff("specialist", house.harbour), number)

    assert (first["url"], first["label"]) == (f"/cases/{number}", "The tap leaks")


def test_words_in_chinese_find_their_case(house):
    build_case("浴室的水龙头漏水", site=house.harbour)

    assert [one["label"] for one in offered(build_staff("specialist", house.harbour), "水龙头")] == ["浴室的水龙头漏水"]


def test_what_somebody_may_not_see_is_not_offered(house):
    build_case("The tap leaks.", site=house.harbour, name="Tappen")
    elsewhere = build_staff("specialist", house.old_town)

    assert offered(elsewhere, "tap") == []
    assert offered(elsewhere, "Harbour") == []
    assert "/settings/tokens" not in {one["url"] for one in offered(elsewhere, "")}
    assert "/settings/tokens" in {one["url"] for one in offered(house.administrator, "")}


def test_colleagues_places_views_and_pages_are_found_by_name(house):
    build_staff("specialist", house.harbour, name="Lin Yue")

    assert [one["kind"] for one in offered(house.administrator, "lin yue")] == ["Colleague"]
    assert [one["kind"] for one in offered(house.administrator, "harbour")] == ["Place"]
    assert "/queue?view=mine" in {one["url"] for one in offered(house.administrator, "mine")}
    assert [one["label"] for one in offered(house.administrator, "通知", "zh-hans")] == ["通知"]


def test_the_sheet_shows_every_key_of_the_table(house):
    page = browser_of(house.administrator).get("/keys")

    said = text_of(page)
    for _name, group in shortcuts.GROUPS:
        for shortcut in group:
            assert str(shortcut.words) in said
    assert page.content.decode().count("<kbd>") >= sum(len(group) for _name, group in shortcuts.GROUPS)


def test_no_key_begins_another_that_would_then_never_be_reached():
    keys = [shortcut.keys for _name, group in shortcuts.GROUPS for shortcut in group]

    assert len(keys) == len(set(keys))
    assert not [key for key in keys for other in keys if other.startswith(f"{key} ")]
