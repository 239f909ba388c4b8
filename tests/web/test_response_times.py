"""The page on how long customers wait."""

import pytest
from django.test import Client
from django.utils import timezone

from amends.services.cases import reply_to_customer
from tests.builders import HOUR, build_case, build_house

pytestmark = pytest.mark.django_db


def page(house, language: str) -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(house.administrator)
    return client.get("/times").content.decode()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Half have an answer after 3 h, 95 % after 5 h"),
        ("zh-hans", "等到答复，一半的人用了3 小时，95% 的人用了5 小时"),
    ],
)
def test_the_finding_stands_first(language, sentence):
    now = timezone.now()
    house = build_house(language=language)
    house.administrator.language = language
    house.administrator.save()
    for hours in range(1, 6):
        case = build_case(site=house.harbour, now=now - 10 * HOUR)
        reply_to_customer(case=case, text="We are on it.", by=house.actor, now=now - 10 * HOUR + hours * HOUR)

    shown = page(house, language)

    assert sentence in shown
    assert "Harbour" in shown


def test_it_says_how_often_we_said_back_what_we_heard():
    now = timezone.now()
    house = build_house()
    for number in range(5):
        case = build_case(site=house.harbour, now=now - 10 * HOUR)
        text = "As I understand it, the tap leaks." if number < 2 else "We are on it."
        reply_to_customer(case=case, text=text, by=house.actor, now=now - 9 * HOUR)

    assert "In 2 of 5 answered cases we said back what we heard (12 to 77 %, 95 % sure)" in page(house, "en")


def test_with_too_few_it_says_so():
    house = build_house()

    assert "Too few people told us something" in page(house, "en")
