"""The page of the language model: what is sent where is said before it is sent, and each step is one press."""

import pytest
from django.utils import timezone

from amends.models import Case, Contest, ContestRow, FailureType, LanguageModel, Suggestion
from amends.services.language_model import set_language_model, taxonomy_mark
from tests.builders import DAY, build_case, build_house, build_staff
from tests.small_model import small_model
from tests.web.browsing import browser_of, page_of, text_of

pytestmark = pytest.mark.django_db
HERE = "/settings/language-model"
FIGURES = {
    "won": True,
    "judged": 120,
    "asked": {"accuracy": 0.87, "macro_f1": 0.8, "answered": 0.96, "right_of_answered": 0.9},
    "local": {"accuracy": 0.78, "macro_f1": 0.7, "answered": 1.0, "right_of_answered": 0.78},
    "verdict": {"only_asked": 15, "only_local": 4, "by_chance": 0.0192},
}


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


@pytest.fixture
def model(house):
    with small_model() as running:
        running.answers = lambda kinds, _text: kinds[0]["code"]
        yield running


def setting(house, address="https://ai.example/v1"):
    return set_language_model(address=address, name="fable-1", key="sk-1", by=house.actor, now=timezone.now())


def contest(**changed):
    now = timezone.now()
    given = {"finished_at": now, "figures": FIGURES, **changed}
    return Contest.objects.create(
        address="https://ai.example/v1", name="fable-1", taxonomy=taxonomy_mark(), begun_at=now, **given
    )


def test_without_one_it_says_that_no_words_leave_the_house(ada):
    words = text_of(ada.get(HERE))

    assert "No words leave the house" in words
    assert "Try it" not in words


def test_it_is_saved_and_the_key_is_never_shown_again(ada):
    sent = {"address": "https://ai.example/v1", "model": "fable-1", "key": "sk-secret"}

    assert ada.post(HERE, sent).status_code == 303

    page = ada.get(HERE)
    assert "sk-secret" not in page.content.decode()
    assert "ai.example" in text_of(page)
    assert "One is kept and never shown again" in text_of(page)


def test_a_wrong_address_is_refused_beside_the_field_and_what_was_typed_stays_but_for_the_key(ada):
    page = ada.post(HERE, {"address": "http://ai.example", "model": "fable-1", "key": "sk-secret"})

    assert page.status_code == 422
    assert "has to begin with https://" in text_of(page)
    assert 'value="http://ai.example"' in page.content.decode()
    assert "sk-secret" not in page.content.decode()


def test_trying_shows_how_long_it_took_and_whether_the_answer_can_be_used(house, ada, model):
    setting(house, model.address)

    assert "and the answer can be used" in text_of(ada.post(HERE, {"act": "try"}))
    model.answers = lambda _kinds, _text: "Let me think about that."
    assert "not with one of the codes" in text_of(ada.post(HERE, {"act": "try"}))
    model.status = 401
    assert "It refused: the key" in text_of(ada.post(HERE, {"act": "try"}))


def test_what_is_sent_and_to_whom_is_said_before_the_contest_begins(house, ada, monkeypatch):
    monkeypatch.setattr("amends.services.contests.has_enough", lambda: True)
    monkeypatch.setattr("amends.web.language_model.has_enough", lambda: True)
    setting(house)

    words = text_of(ada.get(HERE))
    assert "At most 300 texts that customers wrote" in words
    assert "go to ai.example" in words
    assert "what it does not recognise goes along" in words
    refused = ada.post(HERE, {"act": "begin"})
    assert refused.status_code == 422
    assert "Say first that these words may be sent there." in text_of(refused)
    ada.post(HERE, {"act": "begin", "agreed": "yes"})
    assert Contest.objects.running().exists()


def test_a_contest_shows_how_far_it_is_and_is_stopped_and_continued(house, ada):
    setting(house)
    held = contest(finished_at=None, figures={}, dealt_at=timezone.now())
    now = timezone.now()
    for answered in (now, None, None):
        case = build_case(site=house.harbour)
        ContestRow.objects.create(contest=held, case=case, truth=1, next_try_at=now, answered_at=answered)

    page = ada.get(HERE)
    assert "1 of 3 answered" in text_of(page)
    assert "For the contest, masked words go to ai.example" in text_of(page)
    assert "No words leave the house" not in text_of(page)
    assert '<progress class="contest-progress" value="1" max="3"' in page.content.decode()
    ada.post(HERE, {"act": "stop"})
    assert "Stopped: 1 of 3 answered." in text_of(ada.get(HERE))
    ada.post(HERE, {"act": "continue"})
    assert Contest.objects.running().get() == held


def test_who_won_is_shown_with_figures_beside_ours_and_switched_on_and_off_with_one_press(house, ada):
    setting(house)
    contest()

    words = text_of(ada.get(HERE))
    assert "fable-1 is better on 120 texts of your own." in words
    assert "Right 0.87 0.78 Macro-F1 0.80 0.70" in words
    assert "It alone was right 15 times, Amends alone 4 times; by chance as lopsided with probability 0.019" in words
    ada.post(HERE, {"act": "on"})
    assert "fable-1 suggests failure types" in text_of(ada.get(HERE))
    ada.post(HERE, {"act": "off"})
    assert LanguageModel.objects.get().switched_on_at is None


def test_who_lost_or_is_of_another_day_cannot_be_switched_on(house, ada):
    setting(house)
    contest(figures={**FIGURES, "won": False})

    page = ada.get(HERE)
    assert "No evidence that fable-1 is better on 120 texts of your own." in text_of(page)
    assert 'value="on"' not in page.content.decode()
    assert ada.post(HERE, {"act": "on"}).status_code == 409
    Contest.objects.update(taxonomy="", figures=FIGURES)
    page = ada.get(HERE)
    assert "this holds no more" in text_of(page)
    assert 'value="on"' not in page.content.decode()


def test_an_outage_stands_on_the_page(house, ada):
    setting(house)
    LanguageModel.objects.update(failing_since=timezone.now() - DAY, trouble="slow")

    assert "It took too long to answer. Until it answers, Amends alone suggests." in text_of(ada.get(HERE))


def test_a_case_says_who_suggested_it(house):
    colleague = build_staff("specialist", house.harbour)
    case = build_case(site=house.harbour)
    rude = FailureType.objects.get(key="rude")
    Suggestion.objects.create(
        case=case, failure_type=rude, confidence=0.9, by_model="fable-1", suggested_at=timezone.now()
    )

    words = text_of(browser_of(colleague).get(page_of(case)))

    assert "Suggested by fable-1, which was right 90 times in 100 on your own cases." in words
    assert Case.objects.get().failure_type is None


def test_who_does_not_administer_the_house_does_not_see_it(house):
    assert browser_of(build_staff("analyst")).get(HERE).status_code == 403
