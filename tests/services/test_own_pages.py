"""What a colleague chooses for their own pages."""

import pytest

from amends.rules.refusals import Invalid
from amends.services.own_pages import choose_look, edit_own_page
from tests.builders import again, build_house, build_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


def test_one_edits_ones_own_page_without_any_permission(house):
    staff = edit_own_page(staff=build_staff(None), language="zh-hans", timezone="Europe/London")

    assert (again(staff).language, again(staff).timezone) == ("zh-hans", "Europe/London")


def test_one_chooses_how_ones_own_pages_look(house):
    staff = choose_look(staff=build_staff(None), theme="dark", contrast="more")

    assert (again(staff).theme, again(staff).contrast) == ("dark", "more")


@pytest.mark.parametrize(("theme", "contrast", "field"), [("mauve", "more", "theme"), ("dark", "less", "contrast")])
def test_a_look_that_does_not_exist_is_refused(house, theme, contrast, field):
    with pytest.raises(Invalid) as refused:
        choose_look(staff=house.administrator, theme=theme, contrast=contrast)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"timezone": "Mars/Olympus"}, "timezone"), ({"language": "tlh"}, "language")],
)
def test_ones_own_page_knows_two_languages(house, changes, field):
    given = {"language": "en", "timezone": ""} | changes
    with pytest.raises(Invalid) as refused:
        edit_own_page(staff=house.administrator, **given)
    assert refused.value.field == field
