"""A reply waits to be undone or for its instant, and goes out exactly once, by the worker."""

from datetime import timedelta

import pytest

from amends.models import Draft, Job, Message, Notification
from amends.rules.drafts import Stage
from amends.rules.hearing import StoredFile
from amends.rules.lifecycle import State
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services import jobs, sending
from amends.services.cases import reply_to_customer
from amends.services.drafts import keep_draft
from amends.services.listening import hear_more
from amends.services.schedule import TASKS
from amends.services.sending import Outgoing, send, send_now, take_back
from amends.services.standing import Crossed, Standing
from tests.builders import DAY, HOUR, NOW, again, build_actor, build_case, build_house, customer_of

pytestmark = pytest.mark.django_db

TEN = timedelta(seconds=10)
SORRY = Outgoing("We left you waiting. That was wrong.")


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def case(house):
    return build_case(site=house.harbour)


@pytest.fixture
def ada(house):
    return house.actor


def work(now):
    while jobs.work_once(TASKS, now=now):
        pass


def said(case):
    return list(case.messages.values_list("text", "sent_at"))


def test_it_waits_and_is_sent_by_the_worker_once(case, ada):
    waiting = send(case=case, words=SORRY, by=ada, now=NOW, wait=TEN)
    assert (waiting.stage, waiting.send_at, said(case)) == (Stage.WAITING, NOW + TEN, [])
    work(NOW + TEN - timedelta(milliseconds=1))
    assert said(case) == []

    work(NOW + TEN)
    work(NOW + HOUR)

    assert said(case) == [(SORRY.text, NOW + TEN)]
    assert not Draft.objects.exists()
    assert Message.objects.get().author_id == ada.staff_id


def test_without_a_wait_it_is_sent_at_once(case, ada):
    draft = keep_draft(case=case, kind="out", text=SORRY.text, by=ada, now=NOW)

    assert send(case=case, words=Outgoing(SORRY.text, based_on=draft.version), by=ada, now=NOW) is None

    assert said(case) == [(SORRY.text, NOW)]
    assert not Draft.objects.exists()


def test_the_promise_is_kept_when_it_is_sent_and_not_when_the_button_was_pressed(case, ada):
    due = case.promises.get().due_at

    send(case=case, words=SORRY, by=ada, now=due - HOUR, send_at=due + HOUR)
    work(due + HOUR)

    first = case.promises.order_by("pk").first()
    assert (first.kept_at, first.missed_at, first.settled_at) == (None, due, due + HOUR)


def test_a_wait_that_would_break_the_promise_is_left_out(case, ada):
    due = case.promises.get().due_at

    send(case=case, words=SORRY, by=ada, now=due - timedelta(seconds=5), wait=TEN)

    assert case.promises.order_by("pk").first().kept_at == due - timedelta(seconds=5)


def test_taken_back_it_is_a_draft_again_and_never_sent(case, ada):
    waiting = send(case=case, words=SORRY, by=ada, now=NOW, wait=TEN)

    take_back(case=case, draft_id=waiting.pk, by=ada, now=NOW + timedelta(seconds=9))
    work(NOW + DAY)

    draft = Draft.objects.get()
    assert (draft.stage, draft.kind, draft.text, said(case)) == (Stage.DRAFT, "out", SORRY.text, [])


def test_taken_back_it_joins_what_was_written_meanwhile(case, ada):
    waiting = send(case=case, words=SORRY, by=ada, now=NOW, wait=TEN)
    keep_draft(case=case, kind="out", text="One more thing", by=ada, now=NOW)

    take_back(case=case, draft_id=waiting.pk, by=ada, now=NOW)

    assert Draft.objects.get().text == f"{SORRY.text}\n\nOne more thing"


def test_what_is_sent_cannot_be_taken_back(case, ada):
    waiting = send(case=case, words=SORRY, by=ada, now=NOW, wait=TEN)
    work(NOW + TEN)

    with pytest.raises(Conflict):
        take_back(case=case, draft_id=waiting.pk, by=ada, now=NOW + TEN)
    with pytest.raises(Conflict):
        send_now(case=case, draft_id=waiting.pk, by=ada, now=NOW + TEN)

    assert len(said(case)) == 1


def test_a_scheduled_reply_is_not_sent_when_the_customer_spoke_meanwhile(case, ada):
    waiting = send(case=case, words=SORRY, by=ada, now=NOW, send_at=NOW + HOUR)
    hear_more(case=case, text="It is dry again.", by=customer_of(case), now=NOW + HOUR / 2)

    work(NOW + HOUR)

    held = again(waiting)
    assert (held.stage, held.held_because, said(case)) == (Stage.HELD, "customer_spoke", [])
    assert Notification.objects.filter(kind="reply.held").get().to_id == ada.staff_id
    verbs = list(case.events.filter(verb__startswith="reply.").order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["reply.scheduled", "reply.held"]


def test_a_held_reply_is_sent_or_taken_back_by_its_author(case, ada):
    waiting = send(case=case, words=SORRY, by=ada, now=NOW, send_at=NOW + HOUR)
    hear_more(case=case, text="It is dry again.", by=customer_of(case), now=NOW)
    work(NOW + HOUR)

    send_now(case=case, draft_id=waiting.pk, by=ada, now=NOW + 2 * HOUR)

    assert said(case) == [(SORRY.text, NOW + 2 * HOUR)]


def test_an_undo_wait_does_not_stop_for_the_customer(case, ada):
    send(case=case, words=SORRY, by=ada, now=NOW, wait=TEN)
    hear_more(case=case, text="Hello?", by=customer_of(case), now=NOW)

    work(NOW + TEN)

    assert len(said(case)) == 1


def test_what_may_no_longer_be_sent_is_held_and_the_worker_goes_on(case, ada, house):
    ning = build_actor("supervisor", house.harbour)
    waiting = send(case=case, words=SORRY, by=ning, now=NOW, send_at=NOW + HOUR)
    again(waiting).author.memberships.all().delete()

    work(NOW + HOUR)

    assert (again(waiting).held_because, said(case)) == ("not_allowed", [])
    assert Job.objects.get().state == "done"


def test_a_final_response_waits_too_and_asks_when_it_is_sent(case, ada):
    final = Outgoing("It is dry.", kind="final", severity=2, is_safe=True)

    send(case=case, words=final, by=ada, now=NOW, wait=TEN)
    assert again(case).resolved_at is None
    work(NOW + TEN)

    assert (again(case).state, again(case).resolved_at) == (State.RESOLVED, NOW + TEN)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (Outgoing("  "), "text"),
        (Outgoing("It is dry.", kind="final"), "severity"),
        (Outgoing("Until then.", next_at=NOW + HOUR), "next_at"),
    ],
)
def test_what_would_be_refused_at_its_time_is_refused_at_once(case, ada, words, field):
    with pytest.raises(Invalid) as refused:
        send(case=case, words=words, by=ada, now=NOW, send_at=NOW + HOUR)

    assert refused.value.field == field
    assert not Draft.objects.exists()


def test_files_wait_with_the_words(case, ada):
    tap = StoredFile("tap.png", "image/png", 7, "a" * 64)
    send(case=case, words=Outgoing("See", files=(tap,)), by=ada, now=NOW, wait=TEN)

    work(NOW + TEN)

    assert Message.objects.get().artifacts.get().sha256 == tap.sha256


def test_only_its_author_sends_it_but_colleagues_may_stop_it(case, ada, house):
    lin = build_actor("specialist", house.harbour)
    waiting = send(case=case, words=SORRY, by=ada, now=NOW, send_at=NOW + HOUR)

    with pytest.raises(NotAllowed):
        send_now(case=case, draft_id=waiting.pk, by=lin, now=NOW)
    take_back(case=case, draft_id=waiting.pk, by=lin, now=NOW)

    assert Draft.objects.get().author_id == ada.staff_id


def test_answers_do_not_cross(case, ada, house):
    lin = build_actor("specialist", house.harbour, name="Lin Yue")
    seen = Standing(intake=case.intakes.get().pk)
    reply_to_customer(case=case, text="Mine", by=lin, now=NOW)

    with pytest.raises(Crossed, match="Lin Yue just sent a reply"):
        send(case=case, words=SORRY, by=ada, now=NOW, seen=seen)


def test_a_reply_about_to_be_sent_counts_as_an_answer(case, ada, house):
    lin = build_actor("specialist", house.harbour, name="Lin Yue")
    seen = Standing(intake=case.intakes.get().pk)
    begun = send(case=case, words=Outgoing("Mine"), by=lin, now=NOW, wait=TEN)

    with pytest.raises(Crossed, match="about to be sent"):
        send(case=case, words=SORRY, by=ada, now=NOW, seen=seen)
    assert send(case=case, words=SORRY, by=ada, now=NOW, seen=Standing(seen.intake, 0, frozenset({begun.pk}))) is None


def test_nobody_answers_past_what_the_customer_just_said(case, ada):
    seen = Standing(intake=case.intakes.get().pk)
    hear_more(case=case, text="Never mind.", by=customer_of(case), now=NOW)

    with pytest.raises(Crossed):
        send(case=case, words=SORRY, by=ada, now=NOW, seen=seen)


def test_a_worker_that_dies_half_way_leaves_nothing_and_the_next_sends_once(case, ada, caplog):
    waiting = send(case=case, words=SORRY, by=ada, now=NOW, wait=TEN)

    def die(**given):
        sending.send_waiting(**given)
        raise RuntimeError("killed")

    jobs.work_once({"send_waiting": die}, now=NOW + TEN)
    assert (said(case), again(waiting).stage) == ([], Stage.WAITING)
    work(NOW + HOUR)

    assert len(said(case)) == 1
