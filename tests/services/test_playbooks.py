"""A case follows one version of one playbook; its steps are done by doing them, ticked, or left out with a reason."""

import pytest

from amends.models import Event, Message, PlaybookVersion
from amends.rules.playbooks.walking import next_step, walk
from amends.rules.refusals import Conflict, Invalid, NotAllowed, NotFound
from amends.services.cases import reply_to_customer, triage_case, write_note
from amends.services.playbooks import (
    choose_playbook,
    flag_case,
    playbook_of,
    record_for,
    reopen_step,
    skip_step,
    tick_step,
)
from tests.builders import DAY, HOUR, NOW, again, build_actor, build_case, build_house, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour, name="Wang Min", identities=(("phone", "+8613800138000"),))


@pytest.fixture
def lin(house):
    return build_actor("specialist", house.harbour, name="Lin Yue")


def judge(case, by, severity=2, *, is_safe=True, now=NOW, **more):
    return triage_case(case=case, severity=severity, failure_type=None, is_safe=is_safe, by=by, now=now, **more)


def next_of(case):
    case = again(case)
    place = next_step(walk(playbook_of(case), record_for(case)))
    return place.step.key if place else None


def verbs(case):
    return list(Event.objects.filter(case=case).order_by("sequence").values_list("verb", flat=True))


def test_before_anybody_judged_it_shows_the_one_that_would_be_chosen_and_writes_nothing(case):
    assert playbook_of(case).key == "merged"
    assert next_of(case) == "apologise"
    assert not PlaybookVersion.objects.exists()


def test_to_judge_it_chooses_the_playbook_and_keeps_its_version(case, lin):
    judge(case, lin)

    kept = again(case).playbook
    assert (kept.key, kept.number, kept.is_shipped) == ("merged", 1, True)
    assert verbs(case)[-1] == "playbook.chosen"


def test_the_same_version_is_kept_once_for_all_cases(house, case, lin):
    judge(case, lin)
    judge(build_case("The soup was cold.", site=house.harbour), lin)

    assert PlaybookVersion.objects.count() == 1


def test_danger_changes_the_playbook_and_to_judge_it_again_writes_no_second_choice(case, lin):
    judge(case, lin)
    judge(case, lin, is_safe=False)
    judge(case, lin, severity=5)

    assert again(case).playbook.key == "safety"
    assert verbs(case).count("playbook.chosen") == 2


def test_how_pressing_it_is_comes_of_the_judgement(case, lin):
    judge(case, lin, severity=4, criticality=5, emotion=3)

    assert again(case).priority_hundredths == 4 * 35 + 5 * 25 + 3 * 20 + 3 * 10 + 1 * 10


def test_a_flag_makes_it_most_pressing_and_leads_to_its_playbook(case, lin):
    flag_case(case=case, flags=["media", "minor"], by=lin, now=NOW)

    case = again(case)
    assert (case.flags, case.priority_hundredths, case.playbook.key) == (["media", "minor"], 500, "law_or_media")
    flag_case(case=case, flags=["minor"], by=lin, now=NOW)
    assert again(case).playbook.key == "minor"
    flag_case(case=case, flags=[], by=lin, now=NOW)
    assert (again(case).flags, again(case).playbook.key) == (None, "merged")


def test_the_same_flags_again_are_no_news_and_an_unknown_one_is_refused(case, lin):
    flag_case(case=case, flags=["minor"], by=lin, now=NOW)
    flag_case(case=again(case), flags=["minor"], by=lin, now=NOW)

    assert verbs(case).count("case.flagged") == 1
    with pytest.raises(Invalid):
        flag_case(case=case, flags=["haunted"], by=lin, now=NOW)


def test_words_of_the_right_kind_do_a_step(case, lin):
    reply_to_customer(case=case, text="We are sorry.", by=lin, now=NOW, purposes=["apology"])

    assert next_of(case) == "restate"
    assert Event.objects.get(case=case, verb="message.sent").facts["purposes"] == ["apology"]


def test_words_have_no_purpose_nobody_knows(case, lin):
    with pytest.raises(Invalid) as refused:
        reply_to_customer(case=case, text="Hello", by=lin, now=NOW, purposes=["flattery"])

    assert refused.value.field == "purposes"
    assert not Message.objects.exists()


def test_a_tick_keeps_what_shows_it_as_a_note(case, lin):
    reply_to_customer(case=case, text="Sorry. You said …", by=lin, now=NOW, purposes=["apology", "restatement"])

    note = tick_step(case=case, step="agree", shown_by="She said yes on the phone at 9.", by=lin, now=NOW)

    assert (note.kind, note.text) == ("note", "She said yes on the phone at 9.")
    assert next_of(case) == "assess"
    assert Event.objects.get(verb="step.done").facts == {"step": "agree", "note": note.pk}


def test_a_tick_without_evidence_or_out_of_turn_is_refused(case, lin):
    with pytest.raises(Conflict, match="comes first"):
        tick_step(case=case, step="agree", shown_by="She agreed.", by=lin, now=NOW)
    with pytest.raises(Conflict, match="by doing it"):
        tick_step(case=case, step="assess", shown_by="I did.", by=lin, now=NOW)
    reply_to_customer(case=case, text="You said …", by=lin, now=NOW, purposes=["restatement"])
    with pytest.raises(Invalid):
        tick_step(case=case, step="agree", shown_by="  ", by=lin, now=NOW)
    assert not Event.objects.filter(verb="step.done").exists()


def test_what_was_said_on_the_telephone_is_said(case, lin):
    tick_step(case=case, step="apologise", shown_by="Phoned her at 9 and said sorry.", by=lin, now=NOW)

    assert next_of(case) == "acknowledge"
    assert Event.objects.get(verb="step.done").facts["purposes"] == ["apology"]


def test_leaving_out_needs_a_reason_and_can_be_taken_back(case, lin):
    with pytest.raises(Invalid):
        skip_step(case=case, step="apologise", reason="", by=lin, now=NOW)

    skip_step(case=case, step="apologise", reason="She asked us not to.", by=lin, now=NOW)
    assert next_of(case) == "acknowledge"

    reopen_step(case=case, step="apologise", by=lin, now=NOW)
    assert next_of(case) == "apologise"
    with pytest.raises(Conflict):
        reopen_step(case=case, step="apologise", by=lin, now=NOW)


def test_what_is_never_left_out_stays(case, lin):
    with pytest.raises(Conflict, match="never left out"):
        skip_step(case=case, step="assess", reason="No time.", by=lin, now=NOW)


def test_a_colleague_may_follow_another_until_a_more_pressing_one_applies(case, lin):
    choose_playbook(case=case, key="ihg5", by=lin, now=NOW)
    judge(case, lin, severity=3)
    assert again(case).playbook.key == "ihg5"

    flag_case(case=case, flags=["food"], by=lin, now=NOW)
    assert again(case).playbook.key == "food_safety"
    with pytest.raises(NotFound):
        choose_playbook(case=case, key="guesswork", by=lin, now=NOW)


def test_who_may_not_judge_a_case_does_none_of_this(house, case):
    grace = build_actor("analyst", house.root)

    for act in (
        lambda: flag_case(case=case, flags=["minor"], by=grace, now=NOW),
        lambda: tick_step(case=case, step="agree", shown_by="x", by=grace, now=NOW),
        lambda: skip_step(case=case, step="apologise", reason="x", by=grace, now=NOW),
        lambda: reopen_step(case=case, step="apologise", by=grace, now=NOW),
        lambda: choose_playbook(case=case, key="ihg5", by=grace, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_note_alone_does_no_step(case, lin):
    write_note(case=case, text="We are sorry, I guess.", by=lin, now=NOW)

    assert next_of(case) == "apologise"


def test_a_senior_owner_is_evidence(house, case):
    judge(case, owner_of(case), now=NOW + HOUR)

    assert "senior_owner" in record_for(again(case)).shown  # Ada is the administrator
    assert NOW + DAY > record_for(again(case)).shown["judged"] == NOW + HOUR
