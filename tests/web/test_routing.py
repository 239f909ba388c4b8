"""The reason why a case is somebody's, and whom the hand-over suggests, in words."""

import pytest
from django.utils.timezone import localtime, now

from amends.models import FailureType, OnCall
from amends.rules.languages import CHINESE
from amends.services.skills import set_skills
from tests.builders import DAY, NOW, build_case, build_house, build_staff
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


HERE = "/settings/routing"


def test_a_supervisor_writes_down_what_a_colleague_of_theirs_knows(house, lin):
    group = FailureType.objects.filter(parent=None).first()
    ning = browser_of(build_staff("supervisor", house.harbour, name="Ning"))
    sent = {"languages": [CHINESE], "failure_types": [group.pk], "takes_new": "yes"}

    answer = ning.post(f"{HERE}/{lin.pk}", sent)
    words = text_of(ning.get(HERE))

    assert answer.headers["Location"] == f"{HERE}?said=saved"
    assert f"Lin 简体中文 {group.name_en} 0 open takes new cases" in words
    assert 'name="takes_new" value="yes" checked' in ning.get(f"{HERE}/{lin.pk}").content.decode()


def test_who_also_works_where_one_does_not_lead_is_not_theirs_to_route(house):
    everywhere = build_staff("specialist", name="Bo")
    ning = browser_of(build_staff("supervisor", house.harbour, name="Ning"))

    assert "Bo" not in text_of(ning.get(HERE)).partition("On call")[0]
    assert ning.get(f"{HERE}/{everywhere.pk}").status_code == 404
    assert ning.post(f"{HERE}/{everywhere.pk}", {"languages": [CHINESE]}).status_code == 404


def test_somebody_is_put_on_call_and_called_off_again(house, lin):
    browser = browser_of(house.administrator)
    instants = {"starts_at": now() - DAY, "ends_at": now() + DAY}
    form = {name: f"{localtime(at):%Y-%m-%dT%H:%M}" for name, at in instants.items()}

    planned = browser.post(HERE, form | {"staff": lin.pk, "site": house.harbour.pk})
    words = text_of(browser.get(HERE))
    over = browser.post(f"{HERE}/rota/{OnCall.objects.get().pk}/over")

    assert planned.headers["Location"] == f"{HERE}?said=planned"
    assert "Lin on call now" in words
    assert over.headers["Location"] == f"{HERE}?said=called-off"
    assert "Nobody is on call." in text_of(browser.get(HERE))


def test_a_refusal_stands_at_its_field_and_what_was_typed_is_kept(house, lin):
    answer = browser_of(house.administrator).post(
        HERE,
        {"staff": lin.pk, "site": house.harbour.pk, "starts_at": "2026-01-02T09:00", "ends_at": "2026-01-01T09:00"},
    )

    assert answer.status_code == 422
    assert "The end lies after the beginning, and ahead." in text_of(answer)
    assert 'value="2026-01-02T09:00"' in answer.content.decode()
