"""A customer is found by the beginning of the name, however many there are."""

import pytest
from django.db import connection

from amends.models import Customer
from tests.builders import build_case, build_house

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the other engine weighs its plans by what it holds")
def test_names_are_looked_up_and_not_read_through():
    found = Customer.objects.filter(name__istartswith="林").order_by("-pk")[:10]

    assert "SEARCH amends_customer USING INDEX amends_customer_name_beginnings (name>? AND name<?)" in found.explain()


def test_capitals_make_no_difference():
    build_house()
    build_case(name="Lin Yue")
    build_case(name="林悦")

    assert [one.name for one in Customer.objects.filter(name__istartswith="lin")] == ["Lin Yue"]
    assert [one.name for one in Customer.objects.filter(name__istartswith="林")] == ["林悦"]
