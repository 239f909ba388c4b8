"""The reason why a case is somebody's, and whom the hand-over suggests, in words."""

import pytest

from amends.models import FailureType
from amends.rules.languages import CHINESE
from amends.services.skills import set_skills
from tests.builders import NOW, build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin")


def test_the_history_says_why_it_is_whose(house, lin):
    kind = FailureType.objects.exclude(parent=None).first()
    set_skills(staff=lin, languages=[CHINESE], failure_types=[kind], takes_new=True, by=house.actor, now=NOW)
    case = build_case("房间的水龙头漏水。", site=house.harbour, failure_type_id=kind.pk)

    page = text_of(browser_of(house.administrator).get(page_of(case)))

    assert f"Lin: speaks Chinese, knows “{kind.name_en}”, 0 open cases" in page


def test_the_hand_over_names_who_fits_best_first_and_says_why(house, lin):
    build_staff("specialist", house.harbour, name="Abe", language=CHINESE)
    case = build_case("The tap leaks.", site=house.harbour)

    page = browser_of(house.administrator).get(page_of(case)).content.decode()
    offered = page.partition('<select name="to"')[2].partition("</select>")[0]

    assert "Lin fits best: speaks English, 0 open cases, the fewest." in page
    assert offered.count(f'value="{lin.pk}"') == 1
    assert offered.index("Lin") < offered.index("Abe")
