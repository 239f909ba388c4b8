"""Who may give how much: certificates and limits of one's own, and why an offer does not go out."""

import re
from datetime import timedelta

import pytest

from amends.models import AuthorityGrant, Certificate, Membership, Organisation, RoleGrant
from tests.builders import build_case, build_house, build_staff, today_there
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db
HERE = "/settings/authority"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def lin(house):
    return build_staff("front_line", house.harbour, name="Lin")


@pytest.fixture
def admin(house):
    return browser_of(house.administrator)


def certify(admin, lin, **changed):
    today = today_there()
    form = {
        "act": "certify", "subject": "Putting things right", "granted_on": f"{today}",
        "expires_on": f"{today.replace(year=today.year + 1, day=1)}",
    }  # fmt: skip
    return admin.post(f"{HERE}/{lin.pk}", form | changed)


def grant(admin, lin, **changed):
    form = {"act": "grant", "remedy": "", "currency": "CNY", "per_case": "500", "per_day": "800", "per_customer": ""}
    return admin.post(f"{HERE}/{lin.pk}", form | changed)


def test_a_colleague_is_certified_and_given_a_limit(admin, lin):
    assert certify(admin, lin).headers["Location"] == f"{HERE}/{lin.pk}?said=saved"
    assert grant(admin, lin).status_code == 303

    one, everybody = (text_of(admin.get(url)) for url in (f"{HERE}/{lin.pk}", HERE))
    assert "Putting things right valid" in one
    assert "certified by Ada Admin" in one
    assert "Everything ¥500 ¥800 –" in one
    assert "¥500" in everybody.partition("Lin")[2]
    assert "Front line the price, or 200 if that is more" in everybody


def test_what_was_typed_stays_when_it_is_refused(admin, lin):
    answer = grant(admin, lin, per_day="100")

    assert answer.status_code == 422
    assert "At least as much as on one case, or leave it empty." in text_of(answer)
    assert 'name="per_day" id="f-per_day" value="100"' in answer.content.decode()
    assert certify(admin, lin, expires_on="").status_code == 422


def test_limits_without_a_certificate_rest_and_can_be_taken_back(admin, lin):
    grant(admin, lin)

    assert "these limits rest" in text_of(admin.get(f"{HERE}/{lin.pk}"))
    limit = AuthorityGrant.objects.get()
    assert admin.post(f"{HERE}/limits/{limit.pk}/withdraw").headers["Location"] == f"{HERE}/{lin.pk}?said=taken-away"
    certify(admin, lin)
    admin.post(f"{HERE}/certificates/{Certificate.objects.get().pk}/withdraw")
    assert "None yet: what the role may give holds." in text_of(admin.get(f"{HERE}/{lin.pk}"))


def test_ones_own_page_has_no_forms(admin, house):
    page = admin.get(f"{HERE}/{house.administrator.pk}")

    assert "Nobody certifies themselves" in text_of(page)
    assert 'name="per_case"' not in page.content.decode()


def test_the_house_asks_the_front_line_for_certificates(admin):
    admin.post(HERE, {"certificates": "yes"})
    assert Organisation.objects.get().certifies_front_line

    admin.post(HERE, {})
    assert not Organisation.objects.get().certifies_front_line


def test_the_panel_says_which_limit_came_first(admin, house, lin):
    certify(admin, lin)
    grant(admin, lin)
    case = build_case(site=house.harbour)
    asked = {"price_minor": "100", "currency": "CNY", "kept_service": "yes"}
    browser = browser_of(lin)

    within, beyond = (
        text_of(browser.get(f"{page_of(case)}/remedy", asked | {"total_minor": total})) for total in ("450", "501")
    )

    assert "Within your own limit, while you are certified." in within
    assert (
        "Your own limit is ¥500 a case. ¥1 above your limit. It goes out once approved: Recovery specialist." in beyond
    )


def limit(admin, role="front_line", **changed):
    today = f"{today_there()}"
    form = {"remedy": "", "currency": "CNY", "per_case": "300", "price_times": "0", "starts_on": today}
    return admin.post(f"{HERE}/roles/{role}", form | {"per_day": "", "per_customer": ""} | changed)


def test_what_a_role_may_give_is_set_shown_and_taken_back(admin, house, lin):
    answer = limit(admin, per_day="800", needs_certificate="yes", price_times="1.2")
    page, everybody = text_of(admin.get(answer.headers["Location"])), text_of(admin.get(HERE))

    told = "1.2 times the price, or ¥300 if that is more · ¥800 in a day · with a certificate"
    assert f"set by Ada Admin {told} Back to what is shipped" in page
    assert f"Everything: {told}" in everybody
    assert "Otherwise, as shipped: the price, or 200 if that is more" in everybody
    undo = re.search(r'action="(/undo/\d+)"', admin.get(answer.headers["Location"]).content.decode())[1]
    admin.post(undo, {"next": HERE})
    assert "taken back by Ada Admin" in text_of(admin.get(f"{HERE}/roles/front_line"))
    assert RoleGrant.objects.standing().count() == 0


def test_a_limit_of_a_role_goes_back_to_what_is_shipped(admin, lin):
    limit(admin)
    back = admin.post(f"{HERE}/roles/limits/{RoleGrant.objects.get().pk}/withdraw")

    assert back.headers["Location"].startswith(f"{HERE}/roles/front_line?said=taken-away&undo=")
    assert "What is shipped: the price, or 200 if that is more." in text_of(admin.get(f"{HERE}/roles/front_line"))


def test_one_that_begins_later_stands_among_those_to_come(admin, lin):
    day = today_there() + timedelta(days=3)
    page = text_of(admin.get(limit(admin, starts_on=f"{day}").headers["Location"]))

    assert "To come" in page
    assert "What is shipped: the price, or 200 if that is more." in page


def test_every_fault_of_a_limit_stands_at_its_field_and_nothing_typed_is_lost(admin):
    answer = limit(admin, per_case="much", price_times="often", starts_on="")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert [f'id="f-{name}-error"' in page for name in ("per_case", "price_times", "starts_on")] == [True, True, True]
    assert 'value="often"' in page
    assert RoleGrant.objects.count() == 0


def test_there_is_no_page_for_the_role_that_decides(admin):
    assert admin.get(f"{HERE}/roles/executive").status_code == 404
    assert 'href="/settings/authority/roles/executive"' not in admin.get(HERE).content.decode()


def test_who_holds_a_role_reads_its_limits_and_finds_no_form(admin, house):
    Membership.objects.create(staff=house.administrator, site=house.harbour, role="front_line")

    page = admin.get(f"{HERE}/roles/front_line")

    assert "Nobody sets the limits of a role they hold. Ask another administrator." in text_of(page)
    assert 'name="per_case"' not in page.content.decode()
    assert limit(admin).status_code == 403


def test_what_a_sum_wins_back_stands_beside_what_is_shipped(admin):
    page = text_of(admin.get("/settings/goodwill"))

    assert "Goodwill goes by the shipped curves" in page
    assert "They kept the service 0 outcomes" in page
    assert "0.5 72% – –" in page
    assert "0 of 100 outcomes." in page
    assert admin.post("/settings/goodwill", {}).status_code == 409
