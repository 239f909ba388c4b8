"""How suggested failure types fare, and the way back to what suggested before."""

import pytest
from django.utils import timezone

from amends.models import FailureType, LearnedModel, Suggestion
from tests.builders import DAY, build_case, build_house, build_staff
from tests.services.test_drifting import FIGURES, MARK
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db
HERE = "/settings/learning"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def test_on_the_first_day_it_says_what_suggests_and_what_will_come(ada):
    words = text_of(ada.get(HERE))

    assert "Suggestions come from the shipped words" in words
    assert "once about 100 were sorted" in words
    assert "No words have come in yet." in words


def test_each_kind_shows_how_often_it_was_taken_and_what_it_was_corrected_to(house, ada):
    now = timezone.now()
    rude, no_show = (FailureType.objects.get(key=key) for key in ("rude", "no_show"))
    LearnedModel.objects.create(
        fingerprint=MARK, learned_at=now - DAY, texts=400, figures=FIGURES, champion_figures=FIGURES,
        taken_up_at=now - DAY, by_kind={str(rude.pk): [10, 10, 8]},
    )  # fmt: skip
    for said in (rude, rude, rude, no_show):
        case = build_case(site=house.harbour, failure_type_id=said.pk)
        Suggestion.objects.create(case=case, failure_type=rude, confidence=0.9, learned=MARK, suggested_at=now)

    words = text_of(ada.get(HERE))

    assert "Suggestions come from what you said" in words
    assert "Rude 4 75 % of 4 (30 to 95 %) Nobody came to the appointment 1 80 % of 10 (49 to 94 %)" in words
    assert "400 0.80 (0.80)" in words


def test_one_press_goes_back_to_the_shipped_words_and_can_be_undone(house, ada):
    now = timezone.now()
    model = LearnedModel.objects.create(
        fingerprint=MARK, learned_at=now, texts=400, figures=FIGURES, champion_figures=FIGURES, taken_up_at=now
    )

    went = ada.post(HERE)

    assert "undo=" in went["Location"]
    assert not LearnedModel.objects.in_use().exists()
    assert "The former suggests again" in text_of(ada.get(went["Location"]))
    assert "left by a person" in text_of(ada.get(HERE))
    assert LearnedModel.objects.get(pk=model.pk).went_back_at is not None


def test_who_may_not_edit_failure_types_does_not_see_it(house):
    assert browser_of(build_staff("specialist")).get(HERE).status_code == 403
