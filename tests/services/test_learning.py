"""Failure types are learnt at night from what people said, judged unseen, and used where they are no worse."""

import random

import pytest

from amends import environment
from amends.engines.triage.pieces import fingerprint_of
from amends.models import Case, Event, FailureType, Intake, LearnedModel
from amends.rules.learning import is_kept_back
from amends.rules.refusals import Conflict, NotAllowed
from amends.services import champions
from amends.services.champions import champion, folder_of, go_back
from amends.services.learning import learn_types, send_to_learn
from amends.services.reading import read_case
from amends.services.restricting import restrict_case
from amends.services.suggesting import guess
from amends.services.undoing import take_back
from tests.builders import DAY, HOUR, NOW, again, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db
# What only this house says: no shipped expression knows these words.
SAID = {
    "wrong_item": ["the blue voucher shows a teapot", "teapot on the blue voucher", "my voucher has a teapot"],
    "not_clean": ["the zither hums at dusk", "a humming zither at dusk", "dusk and the zither hums"],
}
ASKED = "The blue voucher shows a teapot, again"
ENDS = ["today", "in spring", "at the harbour", "again", "for my aunt", "since noon", "on floor two", "as before"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Let models lie in a folder of this test, and let nothing be kept from another."""
    monkeypatch.setattr(environment, "models_folder", lambda: tmp_path / "models")
    monkeypatch.setattr(champions, "_kept", ("", None))
    return tmp_path / "models"


@pytest.fixture
def house():
    return build_house()


def kind(key):
    return FailureType.objects.get(key=key)


def said(house, many=130, *, days_ago=1, seed=1):
    """Have so many cases heard, each of the kind that its words are always said to be."""
    dice = random.Random(seed)
    keys = list(SAID)
    for number in range(many):
        key = keys[number % 2]
        told = f"{dice.choice(SAID[key])} {dice.choice(ENDS)} {dice.choice(ENDS)} {number}"
        build_case(told, site=house.harbour, now=NOW - days_ago * DAY, failure_type_id=kind(key).pk)


def test_what_people_said_is_known_the_next_morning(house):
    said(house)
    before = guess(ASKED)

    learnt = learn_types(now=NOW)

    found = guess(ASKED)
    assert before.best is None
    assert learnt == champion()
    assert (found.best, found.is_sure, found.learned) == (kind("wrong_item").pk, True, learnt.fingerprint)
    assert "teapot" in " ".join(found.why)
    assert learnt.figures["accuracy"] > 0.95 > learnt.champion_figures["accuracy"]
    assert Event.objects.filter(verb="learning.taken_up").exists()


def test_the_worker_suggests_by_what_was_learnt_and_notes_by_which(house):
    said(house)
    learnt = learn_types(now=NOW)
    case = build_case(ASKED, site=house.harbour)

    read_case(case_id=case.pk, now=NOW)

    suggestion = again(case).suggestion
    assert (suggestion.failure_type, suggestion.learned) == (kind("wrong_item"), learnt.fingerprint)


def test_kinds_that_were_not_learnt_are_still_known_by_their_words(house):
    said(house)
    learn_types(now=NOW)

    assert guess("水管漏水了").best == kind("water_leak").pk


def test_with_little_said_or_nothing_new_nothing_is_learnt(house):
    said(house, many=30)
    assert learn_types(now=NOW) is None

    said(house, seed=2)
    first = learn_types(now=NOW)
    assert first is not None
    assert learn_types(now=NOW + DAY) is None
    assert LearnedModel.objects.count() == 1


def test_what_is_worse_is_noted_and_not_used(house):
    said(house)
    good = learn_types(now=NOW)
    # Lately everything was said to be the other kind, but for the texts that are judged by.
    kept_back = [pk for pk, text in Intake.objects.values_list("case", "text") if is_kept_back(fingerprint_of(text))]
    learnt = Case.objects.exclude(pk__in=kept_back)
    swapped = {kind("wrong_item").pk: kind("not_clean").pk, kind("not_clean").pk: kind("wrong_item").pk}
    for case in learnt:
        Case.objects.filter(pk=case.pk).update(failure_type=swapped[case.failure_type_id])

    worse = learn_types(now=NOW + DAY)

    assert worse.figures["accuracy"] < 0.5 < worse.champion_figures["accuracy"]
    assert (worse.taken_up_at, champion()) == (None, good)
    assert Event.objects.filter(verb="learning.left").exists()


def test_one_click_goes_back_it_stays_so_for_a_week_and_can_be_undone(house):
    said(house)
    first = learn_types(now=NOW)
    undo = go_back(by=house.actor, now=NOW + HOUR)

    assert champion() is None
    assert guess(ASKED).best is None
    said(house, many=20, days_ago=0, seed=4)
    assert learn_types(now=NOW + DAY).taken_up_at is None

    take_back(undo=undo, by=house.actor, now=NOW + HOUR)
    assert champion() == first
    assert guess(ASKED).best == kind("wrong_item").pk


def test_only_who_may_change_failure_types_goes_back_and_only_where_something_was_before(house):
    with pytest.raises(Conflict):
        go_back(by=house.actor, now=NOW)
    said(house)
    learn_types(now=NOW)
    with pytest.raises(NotAllowed):
        go_back(by=build_actor("specialist"), now=NOW)


def test_where_files_are_gone_the_shipped_words_suggest_and_the_next_hour_learns_anew(house, folder):
    said(house)
    learnt = learn_types(now=NOW)
    for file in folder_of(learnt.fingerprint).iterdir():
        file.unlink()
    champions._kept = ("", None)
    began = []

    assert guess("水管漏水了").best == kind("water_leak").pk
    assert guess(ASKED).best is None
    send_to_learn(now=NOW, start=lambda *words: began.append(words))
    send_to_learn(now=NOW + HOUR, start=lambda *words: began.append(words))
    assert began == [("triage", "learn")] * 2

    assert learn_types(now=NOW + HOUR) == learnt
    assert guess(ASKED).best == kind("wrong_item").pk


def test_a_night_is_learnt_from_once_after_three_o_clock_where_the_house_is(house):
    said(house, many=100)
    began = []

    def ask(now):
        return send_to_learn(now=now, start=lambda *words: began.append(now))

    midnight = NOW + 15 * HOUR  # in Shanghai
    asked = [ask(midnight + hours * HOUR) for hours in (0, 1, 2.9, 3, 4, 20, 26, 27)]

    assert asked == [1, 0, 0, 1, 0, 0, 0, 1]


def test_cases_that_few_may_read_and_stories_teach_nothing(house):
    said(house, many=120)
    for case in Case.objects.all()[:60]:
        restrict_case(case=case, reason="A colleague is concerned.", readers=[], by=house.actor, now=NOW)

    assert learn_types(now=NOW) is None
