"""The living page: everything there is, in every state, language and light."""

import re

import pytest
from django.utils import translation

from amends.web import design, rings, tags
from tests.builders import build_house
from tests.web.browsing import browser_of

pytestmark = pytest.mark.django_db

SIDES = {"/design": design._colleagues, "/design/customers": design._customers}


@pytest.mark.parametrize("path", SIDES)
def test_every_component_stands_there_in_both_languages_and_four_lights(path):
    page = browser_of(build_house().administrator).get(path).content.decode()

    cells = re.findall(r'class="cell" data-theme="(\w+)" data-contrast="(\w+)" lang="([\w-]+)"', page)
    looks = {(theme, contrast, lang) for theme, contrast in design.LOOKS for _code, lang in design.LANGUAGES}
    assert set(cells) == looks
    assert len(cells) == len(looks) * len(SIDES[path]())


def test_the_badge_is_shown_in_all_its_states():
    page = browser_of(build_house().administrator).get("/design").content.decode()

    shown = set(re.findall(r'class="badge" data-state="([\w-]+)"', page))
    assert shown == set(rings.SHAPES) - {"withdrawn"}
    assert "1 h 10 min late, apologised" in page
    assert "晚 1 小时 10 分，已道歉" in page


def test_no_name_of_a_field_stands_there_twice():
    page = browser_of(build_house().administrator).get("/design").content.decode()

    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_an_administrator_finds_it_in_the_menu():
    assert 'href="/design"' in browser_of(build_house().administrator).get("/queue").content.decode()


@pytest.mark.parametrize(("language", "between"), [("en", " "), ("zh-hans", "")])
def test_chinese_has_no_space_between_sentences(language, between):
    with translation.override(language):
        assert tags.gap() == between
