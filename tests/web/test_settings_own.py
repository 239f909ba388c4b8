"""One's own page, the stories, and who is led where by "Settings"."""

import logging

import pytest

from amends.models import Case, Staff
from tests.builders import PASSWORD, again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, stranger, text_of

pytestmark = pytest.mark.django_db

HERE, STORIES = "/settings/me", "/settings/stories"
NEW = "eleven small teapots"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin", password=PASSWORD)


def look(**changes):
    return {"language": "en", "timezone": "", "theme": "system", **changes}


def test_everybody_chooses_language_zone_and_look_for_themselves(lin):
    browser = browser_of(lin)

    response = browser.post(HERE, look(language="zh-hans", timezone="Europe/London", theme="dark"))

    page = browser.get(HERE).content.decode()
    changed = again(lin)
    assert response.headers["Location"] == "/settings/me?said=saved"
    assert (changed.language, changed.timezone, changed.theme) == ("zh-hans", "Europe/London", "dark")
    assert '<html lang="zh-Hans" data-side="staff" data-theme="dark"' in page
    assert '<option value="Europe/London" selected>' in page


def test_the_look_follows_to_a_new_device(lin):
    browser_of(lin).post(HERE, look(theme="dark"))

    assert 'data-theme="dark"' in browser_of(lin).get("/queue").content.decode()


def test_a_time_zone_that_does_not_exist_is_refused(lin):
    response = browser_of(lin).post(HERE, look(timezone="Mars/Olympus"))

    assert response.status_code == 422
    assert 'id="f-timezone-error"' in response.content.decode()


def test_every_fault_is_named_at_once_and_what_is_right_is_saved(lin):
    response = browser_of(lin).post(HERE, look(timezone="Mars/Olympus", theme="dark", chat="not an address"))

    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="f-timezone-error"' in page
    assert 'id="f-chat-error"' in page
    assert 'value="not an address"' in page
    assert again(lin).theme == "dark"


def test_changing_the_password_keeps_this_session_and_ends_the_others(lin, caplog):
    caplog.set_level(logging.DEBUG)
    here, there = browser_of(lin), browser_of(lin)

    response = here.post(HERE, {"current": PASSWORD, "password": NEW})

    assert response.status_code == 303
    assert again(lin).check_password(NEW)
    assert here.get("/queue").status_code == 200
    assert there.get("/queue").headers["Location"] == "/sign-in?next=%2Fqueue"
    assert NEW not in caplog.text


def test_only_who_knows_the_present_password_changes_it(lin):
    response = browser_of(lin).post(HERE, {"current": "a guess", "password": NEW})

    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="f-current-error"' in page
    assert NEW not in page
    assert again(lin).check_password(PASSWORD)


def test_guessing_the_present_password_ends_after_five_tries(lin):
    browser = browser_of(lin)
    for _try in range(5):
        browser.post(HERE, {"current": "a guess", "password": NEW})

    response = browser.post(HERE, {"current": PASSWORD, "password": NEW})

    assert response.status_code == 409
    assert "Too many wrong tries." in text_of(response)
    assert again(lin).check_password(PASSWORD)


def test_a_weak_password_is_refused_in_the_language_of_the_page(lin):
    response = browser_of(lin, language="zh-hans").post(HERE, {"current": PASSWORD, "password": "12"})

    assert response.status_code == 422
    assert "密码" in response.content.decode().partition('id="f-password-error"')[2][:300]


def test_a_stranger_is_asked_to_sign_in(house):
    assert stranger().get(HERE).headers["Location"] == "/sign-in?next=%2Fsettings%2Fme"


def test_a_chat_is_chosen_by_its_address_which_no_page_shows_again(lin):
    browser = browser_of(lin)
    address = "https://open.feishu.cn/open-apis/bot/v2/hook/6b90fa54-1234"

    saved = browser.post(HERE, {"language": "en", "timezone": "", "chat": address})
    page = browser.get(HERE)
    refused = browser.post(HERE, {"language": "en", "timezone": "", "chat": "https://127.0.0.1/hook"})

    assert saved.status_code == 303
    assert "In Feishu, by the robot whose address ends in 1234" in text_of(page)
    assert "6b90fa54" not in page.content.decode()
    assert refused.status_code == 422
    assert 'value="https://127.0.0.1/hook"' in refused.content.decode()


def test_the_stories_come_and_go_and_what_is_real_stays(house):
    browser = browser_of(house.administrator)
    real = build_case()

    before = text_of(browser.get(STORIES))
    loaded = browser.post(STORIES)
    twice = browser.post(STORIES)
    asked = text_of(browser.get(f"{STORIES}/remove"))
    count = Case.objects.filter(is_story=True).count()
    removed = browser.post(f"{STORIES}/remove")

    assert "82 cases of Clearbay" in before
    assert loaded.headers["Location"] == "/settings/stories?said=loaded"
    assert twice.status_code == 409
    assert "Remove the 10 stories?" in asked
    assert count == 82
    assert removed.headers["Location"] == "/settings/stories?said=removed"
    assert list(Case.objects.values_list("pk", flat=True)) == [real.pk]
    assert Staff.objects.count() == 1


def test_nothing_to_remove_leads_back(house):
    assert browser_of(house.administrator).get(f"{STORIES}/remove").headers["Location"] == STORIES


def test_only_administrators_touch_the_stories(lin):
    browser = browser_of(lin)

    assert [browser.get(STORIES).status_code, browser.post(STORIES).status_code] == [403, 403]
    assert browser.post(f"{STORIES}/remove").status_code == 403
    assert not Case.objects.exists()
