"""The whole house, its listening posts, and help for colleagues who cannot come in."""

import re

import pytest
from django.utils import timezone

from amends.models import Case, Event, ListeningPost, Lockout, Organisation, Staff, Transfer, Visit
from amends.rules.second_factors import digits_at, step_of
from amends.services.cases import reply_to_customer
from amends.services.directory import directory
from amends.services.second_factors import add_app, has_second_factor
from amends.services.staff import actor_of
from amends.web.entering import PROVED
from tests.builders import NOW, PASSWORD, again, build_case, build_house, build_staff
from tests.web.browsing import browser_of, page_of, stranger, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def browser(house):
    browser = browser_of(house.administrator)
    session = browser.session
    session[PROVED] = int(timezone.now().timestamp())
    session.save()
    return browser


@pytest.fixture
def lin(house):
    return build_staff("specialist", house.harbour, name="Lin Yue", email="lin@clearwater.example", password=PASSWORD)


def house_form(**changes):
    return {
        "language": "zh-hans", "timezone": "Europe/Berlin", "prefix": "cb",
        "second_factor": ["administrator"], **changes,
    }  # fmt: skip


def test_the_house_is_changed_as_a_whole(house, browser):
    answer = browser.post("/settings/organisation", house_form())

    found = Organisation.objects.get()
    assert answer["Location"] == "/settings/organisation?said=saved"
    assert (found.language, found.timezone, found.reference_prefix) == (
        "zh-hans", "Europe/Berlin", "CB",
    )  # fmt: skip
    assert found.second_factor_roles == ["administrator"]
    assert directory().organisation.reference_prefix == "CB"
    assert Event.objects.get(verb="organisation.edited").facts["changed"] == [
        "language", "timezone", "reference_prefix", "second_factor_roles",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"timezone": "Mars"}, "timezone"),
        ({"prefix": "A1"}, "prefix"),
        ({"prefix": "ABCDEFG"}, "prefix"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(browser, changes, field):
    answer = browser.post("/settings/organisation", house_form(**changes))

    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.content.decode()
    assert Organisation.objects.get().reference_prefix == "AM"


def test_an_administrator_of_one_place_does_not_change_the_house(house):
    local = browser_of(build_staff("administrator", house.harbour))

    assert local.post("/settings/organisation", house_form()).status_code == 403


def test_a_number_with_the_old_letters_still_leads_to_its_case(house, browser):
    case = build_case(site=house.harbour, now=timezone.now())
    browser.post("/settings/organisation", house_form(second_factor=[]))

    assert case.title in text_of(browser.get(page_of(case), follow=True))
    assert case.title in text_of(browser.get(page_of(case).replace("AM", "CB")))


def test_a_listening_post_is_added_renamed_and_closed(house, browser):
    form = {"key": "shop-till", "name_zh": "收银台", "name_en": "", "site": house.harbour.pk}
    browser.post("/settings/posts", form)
    post = ListeningPost.objects.get(key="shop-till")
    assert (post.name_en, post.site, "shop-till" in directory().posts) == ("收银台", house.harbour, True)

    browser.post(f"/settings/posts/{post.pk}", {**form, "name_en": "Till"})
    assert (again(post).name_en, again(post).closed_at is None) == ("Till", False)
    assert "shop-till" not in directory().posts


@pytest.mark.parametrize("key", ["", "Shop Till", "web", "x" * 41, "-a", "a\x00"])
def test_a_key_that_programs_cannot_name_is_refused(browser, key):
    answer = browser.post("/settings/posts", {"key": key, "name_en": "Till"})

    assert answer.status_code in {409, 422}
    assert 'id="f-key-error"' in answer.content.decode()


def test_what_amends_itself_listens_at_is_never_closed(browser):
    web = ListeningPost.objects.get(key="web")

    assert browser.post(f"/settings/posts/{web.pk}", {"name_en": "Web"}).status_code == 409
    assert again(web).closed_at is None


def test_somebody_shut_out_is_let_in_again(browser, lin):
    for _try in range(5):
        stranger().post("/sign-in", {"email": lin.email, "password": "wrong"})
    page = text_of(browser.get(f"/settings/people/{lin.pk}"))
    assert "Too many wrong tries to sign in from 127.0.0.0/24. Shut until" in page
    assert "shut out" in text_of(browser.get("/settings/people"))

    browser.post(f"/settings/people/{lin.pk}/unlock")

    assert Lockout.objects.count() == 0
    assert stranger().post("/sign-in", {"email": lin.email, "password": PASSWORD}).status_code == 303


def test_a_link_to_a_new_password_is_shown_once_and_works_once(browser, lin):
    page = browser.post(f"/settings/people/{lin.pk}/reset-link").content.decode()

    link = re.search(r'value="http://[^/]+(/sign-in/reset/[^"]+)"', page)[1]
    assert link not in browser.get(f"/settings/people/{lin.pk}").content.decode()
    assert stranger().post(link, {"password": "another kettle of fish"}).status_code == 303
    assert stranger().get(link).status_code == 404
    assert again(lin).check_password("another kettle of fish")


def test_a_link_is_made_only_by_who_just_proved_who_they_are(house, lin):
    answer = browser_of(house.administrator).post(
        f"/settings/people/{lin.pk}/reset-link", {"back": f"/settings/people/{lin.pk}"}
    )

    assert answer["Location"] == f"/settings/security/confirm?next=%2Fsettings%2Fpeople%2F{lin.pk}"


def test_a_lost_telephone_is_taken_off(browser, lin):
    secret, now = bytes(20), timezone.now()
    add_app(staff=lin, secret=secret, digits=digits_at(secret, step_of(now)), by=actor_of(lin), now=now)
    assert "second factor" in text_of(browser.get("/settings/people"))

    browser.post(f"/settings/people/{lin.pk}/without-factors")

    assert not has_second_factor(lin)


def test_every_session_of_a_colleague_is_ended(browser, lin):
    theirs = stranger()
    theirs.post("/sign-in", {"email": lin.email, "password": PASSWORD})
    assert "Signed in on 1 device" in text_of(browser.get(f"/settings/people/{lin.pk}"))

    browser.post(f"/settings/people/{lin.pk}/sign-out")

    assert (theirs.get("/queue").status_code, Visit.objects.filter(staff=lin).count()) == (302, 0)


def test_the_cases_of_whoever_leaves_are_named_and_asked_for_together(house, browser, lin):
    cases = [build_case(f"Tap {n} leaks.", site=house.harbour, now=timezone.now()) for n in range(2)]
    Case.objects.update(owner=lin)
    ning = build_staff("specialist", house.harbour, name="Ning")
    page = text_of(browser.get(f"/settings/people/{lin.pk}"))
    assert "Owns 2 open cases" in page
    assert "Tap 1 leaks" in page

    answer = browser.post(f"/settings/people/{lin.pk}/hand-over", {"to": ning.pk})

    assert answer["Location"] == f"/settings/people/{lin.pk}?said=asked-all"
    assert sorted(Transfer.objects.values_list("case", "to")) == [(case.pk, ning.pk) for case in cases]
    assert set(Case.objects.values_list("owner", flat=True)) == {lin.pk}
    assert browser.post(f"/settings/people/{lin.pk}/hand-over", {"to": ""}).status_code == 422


@pytest.mark.parametrize("act", ["reset-link", "unlock", "without-factors", "sign-out"])
def test_an_administrator_of_one_place_helps_nobody_elsewhere(house, act):
    local = browser_of(build_staff("administrator", house.old_town))
    session = local.session
    session[PROVED] = int(timezone.now().timestamp())
    session.save()

    assert local.post(f"/settings/people/{house.administrator.pk}/{act}").status_code == 403


def test_colleagues_are_found_by_name(house, browser, lin):
    for number in range(9):
        build_staff("specialist", house.harbour, name=f"Wei {number}")

    assert "Lin Yue" in text_of(browser.get("/settings/people", {"q": "yue"}))
    assert "Wei 3" not in text_of(browser.get("/settings/people", {"q": "yue"}))
    assert "Nobody is called that" in text_of(browser.get("/settings/people", {"q": "zzz"}))


def test_the_index_names_what_one_may_open(house, lin):
    for_all = text_of(browser_of(house.administrator).get("/settings"))
    for_lin = text_of(browser_of(lin).get("/settings"))

    assert "Who did what and when, sign-ins included" in for_all
    assert "Who did what and when" not in for_lin
    assert "Second factor, passkeys, and where you are signed in" in for_lin
    assert Staff.objects.count() == 2


def test_what_an_hour_costs_is_set_by_role_and_stands_on_the_case(house, browser):
    case = build_case(site=house.harbour)
    reply_to_customer(case=case, text="We have it.", by=house.actor, now=NOW)
    browser.post("/settings/organisation", {"form": "work", "currency": "EUR", "hour_administrator": "60"})

    assert Organisation.objects.get().hour_costs == {"currency": "EUR", "administrator": 6_000}
    assert "Handling about 5 min · €5" in text_of(browser.get(page_of(case)))
    assert 'value="60"' in browser.get("/settings/organisation").content.decode()


def test_an_odd_cost_is_said_at_its_role_and_the_rest_of_the_page_stays(browser):
    answer = browser.post("/settings/organisation", {"form": "work", "currency": "EUR", "hour_front_line": "much"})

    assert answer.status_code == 422
    assert "Write an amount like 1037.50." in text_of(answer)
