"""What the law asks for in a case, through the API."""

import pytest
from django.utils import timezone

from amends.services.law import set_law
from tests.api.asking import name_of, problem
from tests.builders import build_case


@pytest.fixture
def address(house):
    now = timezone.now()
    set_law(site=house.root, countries=["GB"], trade="finance", switched_on=[], by=house.actor, now=now)
    return f"/cases/{name_of(build_case(site=house.harbour, now=now))}/law"


def test_the_dates_are_promised_once_and_shown_with_their_source(shop, address):
    assert shop.get(address)["dates"] == []

    first = shop.post(address, {"law": {"uk-disp": {}}})
    again = shop.post(address, {"law": {"uk-disp": {}}})

    assert [one["kind"] for one in first["dates"]] == ["law_summary_resolution", "final_response"]
    assert first["dates"][1]["citation"] == "FCA Handbook DISP, 1.6.2"
    assert first["dates"][1]["due_at"] == first["dates"][1]["allowed_until"]
    assert first["notices"]["uk-disp"] == {"acknowledge": None, "ombudsman": None, "records": None}
    assert again["dates"] == first["dates"]


def test_a_law_of_another_place_is_refused(shop, address):
    assert problem(shop.post(address, {"law": {"eu261": {"distance_km": 900}}})) == (422, "invalid", "law")
