"""Law 10. Everything leaves a trace in an append-only, hash-chained history, and a person may still be erased."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from amends.gateways.files import FileStore
from amends.models import Case, Event
from amends.services import closing
from amends.services.cases import reply_to_customer
from amends.services.checking import check_everything
from amends.services.listening import hear_more
from amends.services.promises import sweep_overdue
from amends.services.staff import actor_of
from amends.services.transfers import accept_transfer, ask_transfer, decline_transfer, withdraw_transfer
from tests.builders import DAY, NOW, again, build_case, build_house, customer_of
from tests.laws.test_law_07_limits_hold_for_everyone import ACTS, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def findings():
    return check_everything(files=FileStore(settings.FILES_FOLDER), now=NOW).findings


# What needs a hundred outcomes first is shown to be written down in tests/services/test_goodwill.py.
@pytest.mark.parametrize("act", sorted(set(ACTS) - {"solved", "take up curves"}))
def test_every_act_is_written_down_with_who_and_when(scene, act):
    before = Event.objects.count()

    ACTS[act][1](scene)

    written = Event.objects.order_by("pk")[before:]
    assert {event.recorded_at for event in written if not event.is_story} == {NOW}
    # Hearing through a list of stories is told by the system; everything else by whoever acted.
    assert ("staff", scene.by.id) in {(event.actor_kind, event.actor_id) for event in written}
    assert findings() == []


def test_what_follows_by_itself_is_written_down_as_such(scene):
    sweep_overdue(now=NOW + 9 * DAY)

    event = scene.case.events.get(verb="promise.missed")
    assert (event.actor_kind, event.actor_id) == ("system", None)


@pytest.mark.parametrize("answer", [accept_transfer, decline_transfer, withdraw_transfer])
def test_every_answer_to_a_question_is_written_down(scene, answer):
    ask_transfer(case=scene.case, to=scene.lin, by=scene.by, now=NOW)
    before = again(scene.case).event_count

    answer(case=scene.case, by=scene.by if answer is withdraw_transfer else actor_of(scene.lin), now=NOW)

    assert again(scene.case).event_count > before


def test_the_customers_own_words_and_answers_are_written_down(scene):
    by = customer_of(scene.case)
    hear_more(case=scene.case, text="And?", by=by, now=NOW)
    reply_to_customer(case=scene.case, text="In a week.", by=scene.by, now=NOW, next_at=NOW + 7 * DAY)
    closing.say_not_yet(case=scene.case, by=by, now=NOW)

    assert [event.verb for event in scene.case.events.filter(actor_kind="customer").order_by("sequence")] == [
        "case.registered",
        "intake.heard",
        "case.not_yet",
        "promise.withdrawn",
        "promise.made",
    ]


def test_an_act_that_was_undone_leaves_no_trace_and_no_act_goes_without(scene):
    before = Event.objects.count()

    with pytest.raises(RuntimeError), transaction.atomic():
        _act_and_fail(scene)

    assert (Event.objects.count(), findings()) == (before, [])


def _act_and_fail(scene):
    ACTS["reply"][1](scene)
    raise RuntimeError


@pytest.mark.parametrize("act", ["delete", "update"])
def test_nobody_changes_or_deletes_the_history(scene, act):
    events = Event.objects.filter(case=scene.case)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        events.delete() if act == "delete" else events.update(verb="case.closed")


def test_a_person_may_be_erased_without_breaking_a_chain():
    """The service that does it is still to come; the records are shaped for it: words and salt go, the chain stays."""
    build_house()
    case = build_case("It leaks onto my pillow", name="Wei Chen", identities=(("email", "wei@example.com"),))
    written = str(list(Event.objects.values_list("facts", flat=True)))
    assert [word for word in ("pillow", "Wei", "example.com") if word in written] == []

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            connection.check_constraints()
            cursor.execute("ALTER TABLE amends_intake DISABLE TRIGGER amends_intake_no_update")
        else:
            cursor.execute("DROP TRIGGER amends_intake_no_update")
        cursor.execute("UPDATE amends_intake SET text = ''")
    Case.objects.filter(pk=case.pk).update(salt=b"", title="", snippet="")

    assert {finding.rule for finding in findings()} == {"database.guard"}
