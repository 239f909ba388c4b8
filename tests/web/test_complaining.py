"""How to complain at a place: ways, promises, languages, a code to scan, a poster."""

import pytest

from amends.models import Case, Site
from amends.rules.policies import Conditions
from amends.services.branding import set_public_ways
from amends.services.policies import Wording, set_policy
from amends.services.sites import add_site, close_site
from amends.web.codes import code_to_scan
from tests.builders import NOW, again, build_house
from tests.web.browsing import browser_of, stranger, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house():
    return build_house()


def test_the_page_says_how_and_what_happens_then_and_by_when(house):
    words = text_of(stranger().get(f"/s/{house.harbour.pk}"))

    for line in ("Harbour", "How to complain", "Within 48 h The owner answers you.", "Every 24 h", "中文 · English"):
        assert line in words
    assert "By telephone" not in words


def test_it_speaks_chinese_as_well(house):
    words = text_of(stranger(language="zh-hans").get(f"/s/{house.harbour.pk}"))

    assert "怎么投诉" in words
    assert "48 小时内" in words


def test_a_place_is_reached_as_the_place_above_unless_it_says_otherwise(house):
    set_public_ways(site=house.root, phone="400 800 1234", email="Tell@Clear.example", by=house.actor, now=NOW)
    set_public_ways(site=again(house.harbour), phone="021 5555 6666", email="", by=house.actor, now=NOW)

    words = text_of(stranger().get(f"/s/{house.harbour.pk}"))

    assert ("021 5555 6666" in words, "400 800 1234" in words, "tell@clear.example" in words) == (True, False, True)


def test_what_the_code_leads_to_knows_the_place(house):
    page = stranger().get(f"/s/{house.harbour.pk}/poster").content.decode()
    told = stranger().get(f"/?site={house.harbour.pk}")

    assert f"leads to http://127.0.0.1:8000/?site={house.harbour.pk}" in page
    assert f'<option value="{house.harbour.pk}" selected>' in told.content.decode()
    stranger().post("/", {"words": "Cold soup", "site": str(house.harbour.pk), "key": "k"})
    assert Case.objects.get().site == house.harbour


def test_a_closed_place_says_nothing_any_more(house):
    close_site(site=house.harbour, by=house.actor, now=NOW)

    assert [stranger().get(path).status_code for path in (f"/s/{house.harbour.pk}", "/s/999")] == [404, 404]


def test_the_settings_of_a_place_lead_to_its_page_and_set_its_ways(house):
    desk, here = browser_of(house.administrator), f"/settings/sites/{house.harbour.pk}"
    assert f'href="/s/{house.harbour.pk}/poster"' in desk.get(here).content.decode()

    refused = desk.post(here, {"public": "yes", "phone": "call us", "email": "a@b.example"})
    desk.post(here, {"public": "yes", "phone": "400 800 1234", "email": "a@b.example"})

    assert refused.status_code == 422
    site = Site.objects.get(pk=house.harbour.pk)
    assert (site.phone, site.email, site.name) == ("400 800 1234", "a@b.example", "Harbour")


def test_the_code_is_drawn_as_shapes_and_speaks():
    drawn = code_to_scan("https://x.example/?site=1", 'leads to "x" & <y>')

    assert 'aria-label="leads to &quot;x&quot; &amp; &lt;y&gt;"' in drawn
    assert "style=" not in drawn
    assert drawn.count("h1v1h-1z") > 200


def test_a_code_of_a_brand_keeps_the_brand_though_one_chooses_among_places(house):
    brand = add_site(parent=house.root, kind="brand", name="Clear Hotels", by=house.actor, now=NOW)

    page = stranger().get(f"/?site={brand.pk}").content.decode()

    assert f'<option value="{brand.pk}" selected>Clear Hotels</option>' in page
    assert "Clear Hotels" not in text_of(stranger().get("/"))


def test_a_code_of_a_place_that_closed_still_lets_one_tell(house):
    close_site(site=house.harbour, by=house.actor, now=NOW)

    page = stranger().get(f"/?site={house.harbour.pk}")

    assert (page.status_code, "Harbour" in text_of(page)) == (200, False)


def test_the_page_promises_what_the_policies_of_the_place_say(house):
    for site, allow, basis in ((house.root, "24h", "elapsed"), (house.harbour, "8h", "business")):
        asked = Conditions(site=site.pk)
        set_policy(policy=None, wording=Wording("first_reply", allow, basis, asked), by=house.actor, now=NOW)

    here, there = (text_of(stranger().get(f"/s/{site.pk}")) for site in (house.harbour, house.old_town))

    assert "Within 8 hours of opening time" in here
    assert "Within 24 hours" in there
