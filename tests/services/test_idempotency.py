"""A repeated request gets the first answer and has no second effect."""

import pytest

from amends.models import IdempotencyKey, Staff
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid
from amends.services.idempotency import KEPT_FOR, forget_answers, once
from tests.builders import MINUTE, NOW

pytestmark = pytest.mark.django_db

SHOP, DESK = Actor("token", 7, "Shop"), Actor("staff", 7, "Lin")
REQUEST = {"method": "POST", "path": "/api/v1/cases", "body": {"text": "漏水"}}


def act(answer=(201, {"case": 1})):
    number = Staff.objects.count()
    Staff.objects.create(email=f"{number}@example.com", name="x", given_name="x")
    return answer


def post(key="k", request=REQUEST, by=SHOP, now=NOW, act=act):
    return once(key=key, request=request, by=by, now=now, act=act)


def test_the_second_time_brings_the_first_answer_and_no_second_effect():
    assert post() == ((201, {"case": 1}), True)

    assert post(now=NOW + MINUTE) == ((201, {"case": 1}), False)

    assert Staff.objects.count() == 1


def test_the_order_of_the_fields_does_not_make_another_request():
    post()

    assert post(request=dict(reversed(REQUEST.items())))[1] is False


def test_a_key_belongs_to_the_one_who_sent_it():
    assert [post(by=by)[1] for by in (SHOP, DESK, Actor("token", 8, "Till"))] == [True] * 3


def test_another_request_under_the_same_key_is_refused():
    post()

    with pytest.raises(Conflict) as refused:
        post(request={**REQUEST, "path": "/api/v1/other"})

    assert refused.value.field == "Idempotency-Key"


@pytest.mark.parametrize("key", ["", "x" * 101, "a\x00", "half \ud83d"])
def test_a_key_has_1_to_100_characters_that_can_be_kept(key):
    with pytest.raises(Invalid) as refused:
        post(key=key)

    assert refused.value.field == "Idempotency-Key"


def test_what_was_refused_may_be_tried_again_under_the_same_key():
    def refuse():
        act()
        raise Invalid("No.", field="text")

    with pytest.raises(Invalid):
        post(act=refuse)

    assert (Staff.objects.count(), post()[1]) == (0, True)


def test_hostile_bodies_can_be_told_apart():
    assert post(request={"text": "half \ud83d"}, key="a")[1] is True
    assert post(request={"text": "half \ud83d"}, key="a")[1] is False


def test_answers_are_forgotten_after_a_week():
    post()

    assert forget_answers(now=NOW + KEPT_FOR) == 0
    assert forget_answers(now=NOW + KEPT_FOR + MINUTE) == 1
    assert IdempotencyKey.objects.count() == 0
