"""Law 4. The customer never repeats: facts carry over hand-offs. (Demands for proof are not built, so none is made.)"""

import pytest

from amends.models import Case, Customer
from amends.rules.hearing import StoredFile
from amends.services.listening import hear_more
from amends.services.staff import actor_of
from amends.services.transfers import accept_transfer, ask_transfer
from tests.builders import HOUR, NOW, build_case, build_house, build_staff, customer_of

pytestmark = pytest.mark.django_db

PHOTO = StoredFile(name="tap.jpg", media_type="image/jpeg", size_bytes=3, sha256="a" * 64)


def test_whoever_takes_over_has_everything_that_was_said():
    house = build_house()
    lin = build_staff("specialist", house.harbour)
    case = build_case(
        "It leaks.", house.harbour, name="Wei", identities=(("phone", "10086"),), wanted_outcome="A dry room",
        occurred_at=NOW - HOUR, place="Room 12", files=(PHOTO,),
    )  # fmt: skip
    hear_more(case=case, text="Also the shower.", by=customer_of(case), now=NOW + HOUR)
    ask_transfer(case=case, to=lin, by=house.actor, now=NOW)
    accept_transfer(case=case, by=actor_of(lin), now=NOW + HOUR)

    seen = Case.objects.visible_to(actor_of(lin)).get(pk=case.pk)

    first, second = seen.intakes.order_by("received_at")
    assert (first.text, first.place, first.occurred_at, first.artifacts.get().name) == (
        "It leaks.",
        "Room 12",
        NOW - HOUR,
        "tap.jpg",
    )
    assert (second.text, seen.wanted_outcome, seen.customer.name) == ("Also the shower.", "A dry room", "Wei")


def test_who_comes_back_is_known():
    build_house()
    first = build_case("It leaks.", name="Wei", identities=(("phone", "10086"), ("email", "wei@example.com")))

    second = build_case("It leaks again.", identities=(("email", "wei@example.com"),))

    assert second.customer == first.customer
    assert list(Customer.objects.get().cases.order_by("pk")) == [first, second]
