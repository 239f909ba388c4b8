"""Playbooks are changed in a form, looked at first, kept as versions, and brought back."""

import pytest
from django.utils import timezone

from amends.models import PlaybookVersion
from amends.rules.playbooks.books import written
from amends.rules.playbooks.library import shipped
from amends.services.cases import triage_case
from amends.services.playbooks import in_force, playbook_of
from tests.builders import HOUR, again, build_case, build_house, build_staff, owner_of
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db

MERGED = "/settings/playbooks/merged"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def form_of(key="merged", **changes):
    """Return what the form of a playbook sends when nobody changed anything but ``changes``."""
    body = written(shipped()[key])
    sent = {name: body[name] for name in ("name_zh", "name_en", "about_zh", "about_en", "rank")}
    when = body["when"]
    sent |= {"flags": when["flags"], "relationships": when["relationships"], "severity_from": when["severity_from"]}
    sent |= {name: "on" for name in ("is_double_deviation", "by_hand") if when[name]}
    for number, step in enumerate(body["steps"]):
        sent |= {f"s{number}-{name}": value for name, value in step.items() if name != "is_skippable"}
        sent |= {f"s{number}-is_skippable": "on"} if step["is_skippable"] else {}
        sent[f"s{number}-place"] = number + 1
    return {**sent, "steps": len(body["steps"]) + 1, **changes}


def test_the_list_says_when_each_applies(ada):
    words = text_of(ada.get("/settings/playbooks"))

    assert "Food safety" in words
    assert "severity from 5" in words
    assert "chosen by a colleague" in words


def test_what_nobody_changed_is_no_new_version(ada):
    refused = ada.post(MERGED, form_of())

    assert refused.status_code == 422
    assert "Nothing is different" in text_of(refused)
    assert not PlaybookVersion.objects.exists()


def test_a_preview_changes_nothing(ada):
    page = ada.post(MERGED, form_of(preview="yes", **{"s1-title_en": "Say sorry and mean it"}))

    assert "Nothing is changed yet." in text_of(page)
    assert "Say sorry and mean it" in page.content.decode()
    assert not PlaybookVersion.objects.exists()


def test_a_new_version_holds_for_new_cases_and_open_ones_keep_theirs(house, ada):
    now = timezone.now()
    before = build_case(site=house.harbour, now=now - HOUR)
    triage_case(case=before, severity=2, failure_type=None, is_safe=True, by=owner_of(before), now=now)

    saved = ada.post(MERGED, form_of(name_en="Our own way", **{"s13-title_en": "Sing a song", "s13-title_zh": "唱首歌"}
        | {"s13-role": "specialist", "s13-place": "14", "s13-is_skippable": "on"}))  # fmt: skip
    assert saved.status_code == 303

    after = build_case("The lift stands still.", site=house.harbour, now=now)
    assert playbook_of(again(before)).name_en == "Recovery, step by step"
    assert playbook_of(again(after)).name_en == "Our own way"
    assert [step.key for step in in_force()["merged"].steps][-1] == "own_1"
    assert PlaybookVersion.objects.get(is_shipped=False).made_by == house.administrator


def test_steps_change_places_and_go_by_emptying_their_titles(ada):
    sent = form_of("ba4", **{"s3-title_zh": "", "s3-title_en": "", "s2-place": "0"})
    ada.post("/settings/playbooks/ba4", {**sent, "s2-place": "1", "s0-place": "2", "s1-place": "3"})

    assert [step.key for step in in_force()["ba4"].steps] == ["reassure", "apologise", "act", "assess", "confirm"]


def test_a_step_cannot_wait_for_what_comes_later_and_what_was_typed_stays(ada):
    refused = ada.post(MERGED, form_of(name_en="Typed", **{"s1-after": ["confirm"]}))

    assert refused.status_code == 422
    assert "A step can only wait for steps before it." in text_of(refused)
    assert 'value="Typed"' in refused.content.decode()


def test_an_earlier_version_and_the_shipped_one_come_back(ada):
    ada.post(MERGED, form_of(name_en="First"))
    ada.post(MERGED, form_of(name_en="Second"))

    ada.post(MERGED, {"restore": "1"})
    assert in_force()["merged"].name_en == "First"
    ada.post(MERGED, {"restore": "shipped"})
    assert in_force()["merged"] == shipped()["merged"]
    assert PlaybookVersion.objects.count() == 4
    assert ada.post(MERGED, {"restore": "shipped"}).status_code == 409


def test_who_looks_after_one_place_changes_nothing_for_the_house(house):
    ning = browser_of(build_staff("supervisor", house.harbour))

    assert ning.get("/settings/playbooks").status_code == 200
    assert ning.post(MERGED, form_of(name_en="Mine")).status_code == 403


def test_one_that_does_not_exist_is_not_there(ada):
    assert ada.get("/settings/playbooks/guesswork").status_code == 404
