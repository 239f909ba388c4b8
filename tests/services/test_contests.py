"""A language model is judged beside the local one, on texts that one never learnt from, and only after a yes."""

from datetime import timedelta

import pytest
from django.db.models import F

from amends import environment
from amends.models import Case, Contest, ContestRow, Event, FailureType, LanguageModel, Notification
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services import champions
from amends.services.contests import begin_contest, continue_contest, stop_contest
from amends.services.holding_contests import judge_anew
from amends.services.language_model import (
    forget_language_model,
    set_language_model,
    standing_contest,
    switch_off,
    switch_on,
    taxonomy_mark,
    try_language_model,
)
from amends.services.restricting import restrict_case
from amends.services.second_opinions import ask_next
from amends.services.taxonomy import edit_failure_type
from tests.builders import HOUR, NOW, build_actor, build_case, build_house
from tests.services.test_learning import kind, said
from tests.small_model import small_model

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Let models lie in a folder of this test, and let nothing be kept from another."""
    monkeypatch.setattr(environment, "models_folder", lambda: tmp_path / "models")
    monkeypatch.setattr(champions, "_kept", ("", None))


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def model():
    with small_model() as running:
        running.answers = knows
        yield running


def knows(kinds, text):
    """Answer rightly what the words of ``test_learning`` are: the fake knows teapots from zithers."""
    wanted = "Wrong" if "teapot" in text else "clean"
    return next(one["code"] for one in kinds if wanted in one["names"][1])


def setting(house, model, *, now=NOW, **changed):
    given = {"address": model.address, "name": "fable-1", "key": "sk-1", **changed}
    return set_language_model(**given, by=house.actor, now=now)


def begin(house, now=NOW):
    return begin_contest(is_agreed=True, by=house.actor, now=now)


def go_on(now=NOW, *, most=1_000):
    """Do one step a second until nothing is left to do."""
    steps = 0
    while steps < most and ask_next(now=now + steps * SECOND):
        steps += 1
    return steps


def won(house, model):
    """Have a contest held that the model wins."""
    said(house)
    setting(house, model)
    begin(house)
    go_on()
    return Contest.objects.get()


def test_who_is_better_on_the_houses_own_cases_may_be_switched_on(house, model):
    contest = won(house, model)

    figures = contest.figures
    rows = ContestRow.objects.filter(contest=contest)
    assert contest.finished_at is not None
    assert figures["won"]
    assert figures["judged"] == rows.count() == len(model.asked) >= 20
    assert (figures["asked"]["accuracy"], figures["local"]["accuracy"]) == (1.0, 0.0)
    assert switch_on(by=house.actor, now=NOW + HOUR).switched_on_at == NOW + HOUR
    verbs = list(Event.objects.filter(case=None, verb__regex="contest|language_model").values_list("verb", flat=True))
    assert verbs == ["language_model.set", "contest.begun", "contest.finished", "language_model.on"]


def test_who_is_no_better_stays_off(house, model):
    said(house)
    setting(house, model)
    begin(house)
    go_on(most=1)
    ContestRow.objects.update(local=F("truth"))  # as when the local one has learnt all of it
    go_on()

    contest = Contest.objects.get()
    assert (contest.is_won, contest.figures["local"]["accuracy"]) == (False, 1.0)
    with pytest.raises(Conflict, match="not better"):
        switch_on(by=house.actor, now=NOW)
    assert LanguageModel.objects.get().switched_on_at is None


def test_before_somebody_agrees_nothing_leaves_the_house(house, model):
    said(house)
    setting(house, model)

    with pytest.raises(Invalid) as refused:
        begin_contest(is_agreed=False, by=house.actor, now=NOW)
    assert (refused.value.field, go_on(), model.asked) == ("agreed", 0, [])
    with pytest.raises(Conflict, match="win a contest first"):
        switch_on(by=house.actor, now=NOW)


def test_trying_sends_one_invented_sentence_and_nothing_of_the_house(house, model):
    said(house)
    setting(house, model)
    model.answers = lambda kinds, _text: kinds[0]["code"]

    trial = try_language_model(by=house.actor)

    assert (trial.why, trial.is_understood, len(model.asked)) == ("", True, 1)
    assert "nobody came" in model.sent
    assert "teapot" not in model.sent
    assert "zither" not in model.sent
    model.answers = lambda _kinds, _text: "It is T1"
    assert not try_language_model(by=house.actor).is_understood
    model.status = 401
    assert try_language_model(by=house.actor).why == "refused"


def test_it_is_judged_by_texts_that_are_never_learnt_from_and_shown_others(house, model):
    contest = won(house, model)

    judged = {row.case_id for row in contest.rows.all()}
    shown = {case for cases in contest.examples.values() for case in cases}
    assert not judged & shown
    assert {len(cases) for cases in contest.examples.values()} == {2}
    assert "teapot" in model.asked[0]["messages"][0]["content"]


def test_what_it_says_instead_of_a_code_counts_as_no_answer(house, model):
    said(house)
    setting(house, model)
    model.answers = lambda _kinds, _text: "Surely the wrong item was delivered."
    begin(house)
    go_on()

    figures = Contest.objects.get().figures
    assert (figures["won"], figures["asked"]["answered"]) == (False, 0.0)


def test_stopped_it_asks_nothing_and_goes_on_where_it_was(house, model):
    said(house)
    setting(house, model)
    begin(house)
    go_on(most=6)  # the deal and five questions
    stop_contest(by=house.actor, now=NOW)

    assert (go_on(), len(model.asked)) == (0, 5)
    continue_contest(by=house.actor, now=NOW + HOUR)
    go_on(NOW + HOUR)

    assert Contest.objects.get().is_won
    assert len(model.asked) == ContestRow.objects.count()
    with pytest.raises(Conflict):
        continue_contest(by=house.actor, now=NOW)


def test_a_question_under_way_when_a_worker_died_is_asked_again(house, model):
    said(house)
    setting(house, model)
    begin(house)
    go_on(most=1)
    first = ContestRow.objects.order_by("pk").first()
    ContestRow.objects.filter(pk=first.pk).update(tries=1, next_try_at=NOW + 2 * HOUR)  # as it was claimed

    go_on()
    assert Contest.objects.get().finished_at is None
    go_on(NOW + 2 * HOUR)
    assert Contest.objects.get().is_won


def test_one_that_is_too_busy_is_left_alone_as_long_as_it_asks(house, model):
    said(house)
    setting(house, model)
    begin(house)
    go_on(most=1)
    model.status, model.headers = 429, {"Retry-After": "90"}

    assert ask_next(now=NOW + SECOND)
    model.status, model.headers = 200, {}
    assert not ask_next(now=NOW + 90 * SECOND)
    assert len(model.asked) == 1
    go_on(NOW + 91 * SECOND)

    assert Contest.objects.get().is_won
    assert LanguageModel.objects.get().failing_since is None


def test_one_that_never_answers_stops_the_contest_with_the_reason(house, model):
    said(house)
    setting(house, model)
    begin(house)
    model.body = b"<html>"
    for minutes in range(0, 240, 11):
        ask_next(now=NOW + minutes * 60 * SECOND)

    contest = Contest.objects.get()
    assert (contest.finished_at, contest.trouble) == (None, "unreadable")
    assert contest.stopped_at is not None
    assert max(ContestRow.objects.values_list("tries", flat=True)) <= 4


def test_a_refused_key_stops_it_at_once(house, model):
    said(house)
    setting(house, model)
    begin(house)
    model.status = 401
    go_on()

    assert (Contest.objects.get().trouble, len(model.asked)) == ("refused", 1)


def test_what_was_restricted_since_is_not_sent(house, model):
    said(house)
    setting(house, model)
    begin(house)
    go_on(most=1)
    kept = [row.case for row in ContestRow.objects.order_by("pk")[:3]]
    for case in kept:
        restrict_case(case=case, reason="A colleague is concerned.", readers=[], by=house.actor, now=NOW)
    go_on()

    assert not ContestRow.objects.filter(case__in=kept).exists()
    assert len(model.asked) == ContestRow.objects.count()


def test_with_too_few_to_judge_by_it_does_not_begin(house, model):
    said(house, many=30)
    setting(house, model)

    with pytest.raises(Conflict, match="Too few"):
        begin(house)


def test_other_failure_types_or_another_model_need_a_new_contest(house, model):
    contest = won(house, model)
    switch_on(by=house.actor, now=NOW)

    rude = kind("rude")
    edit_failure_type(failure_type=rude, name_zh="粗鲁", name_en="Impolite", by=house.actor, now=NOW)
    assert standing_contest(LanguageModel.objects.get()) is None
    ask_next(now=NOW + HOUR)
    assert LanguageModel.objects.get().switched_on_at is None
    with pytest.raises(Conflict):
        switch_on(by=house.actor, now=NOW)

    edit_failure_type(
        failure_type=rude, name_zh="态度粗鲁", name_en=FailureType.objects.get(pk=rude.pk).name_en,
        by=house.actor, now=NOW,
    )  # fmt: skip
    setting(house, model, name="fable-2")
    assert standing_contest(LanguageModel.objects.get()) is None
    assert contest.is_won


def test_another_model_switches_off_what_was_on_and_stops_a_contest(house, model):
    won(house, model)
    switch_on(by=house.actor, now=NOW)
    begin(house)

    setting(house, model, name="fable-2")

    assert LanguageModel.objects.get().switched_on_at is None
    assert not Contest.objects.running().exists()
    setting(house, model)
    edit_failure_type(failure_type=kind("rude"), name_zh="粗鲁", name_en="Impolite", by=house.actor, now=NOW)
    with pytest.raises(Conflict, match="changed since"):
        continue_contest(by=house.actor, now=NOW)


def test_one_press_switches_it_off(house, model):
    won(house, model)
    switch_on(by=house.actor, now=NOW)

    switch_off(by=house.actor, now=NOW)

    assert LanguageModel.objects.get().switched_on_at is None
    assert Event.objects.filter(verb="language_model.off").count() == 1


def test_once_the_local_model_is_as_good_on_the_same_texts_the_other_is_switched_off(house, model):
    setting(house, model)
    leak = kind("water_leak").pk
    begun = {"begun_at": NOW, "finished_at": NOW, "figures": {"won": True}}
    contest = Contest.objects.create(address=model.address, name="fable-1", taxonomy=taxonomy_mark(), **begun)
    for number in range(20):
        case = build_case(f"The tap in room {number} leaks.", site=house.harbour)
        ContestRow.objects.create(
            contest=contest, case=case, truth=leak, local=None, answer=leak, next_try_at=NOW, answered_at=NOW
        )
    switch_on(by=house.actor, now=NOW)

    assert not judge_anew(now=NOW + HOUR)

    contest.refresh_from_db()
    assert (contest.is_won, contest.figures["local"]["accuracy"]) == (False, 1.0)
    assert LanguageModel.objects.get().switched_on_at is None
    assert Event.objects.filter(verb="contest.overtaken").count() == 1
    assert model.asked == []
    assert not judge_anew(now=NOW + HOUR)
    assert Event.objects.filter(verb="contest.overtaken").count() == 1


def test_a_key_is_kept_by_an_empty_field_and_never_goes_to_another_address(house, model):
    setting(house, model)
    assert setting(house, model, key="", name="fable-2").key == "sk-1"

    assert setting(house, model, key="", address="https://elsewhere.example/v1").key == ""
    facts = " ".join(str(event.facts) for event in Event.objects.all())
    assert "sk-1" not in facts + repr(LanguageModel.objects.get()) + str(LanguageModel.objects.get())


def test_forgotten_it_is_asked_nothing(house, model):
    won(house, model)
    switch_on(by=house.actor, now=NOW)
    count = len(model.asked)

    forget_language_model(by=house.actor, now=NOW)

    assert (go_on(), len(model.asked), LanguageModel.objects.count()) == (0, count, 0)


def test_only_who_administers_the_house_may(house, model):
    setting(house, model)
    for role, site in (("analyst", None), ("supervisor", None), ("administrator", house.harbour)):
        by = build_actor(role, site)
        for act in (
            lambda by=by: set_language_model(address=model.address, name="m", key="", by=by, now=NOW),
            lambda by=by: begin_contest(is_agreed=True, by=by, now=NOW),
            lambda by=by: switch_on(by=by, now=NOW),
            lambda by=by: try_language_model(by=by),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert model.asked == []
    assert not Notification.objects.exists()
    assert not Case.objects.exists()
