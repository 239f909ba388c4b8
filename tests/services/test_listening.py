"""Hearing: one at a time and by the thousand, heard before or not, kept as it was said."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction

from amends.models import Artifact, Case, Customer, Event, Identity, Intake, ListeningPost, Promise
from amends.rules.actors import Actor
from amends.rules.hearing import EarlierReply, Heard, Receipt, StoredFile
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.customers import identities_of
from amends.services.listening import hear, hear_each, hear_many, site_of
from amends.services.sites import close_site
from amends.services.tokens import actor_of_token, create_token
from tests.builders import DAY, HOUR, MINUTE, NOW, STRANGER, build_actor, build_case, build_house

pytestmark = pytest.mark.django_db

PHOTO = StoredFile(name="tap.jpg", media_type="image/jpeg", size_bytes=3, sha256="a" * 64)


@pytest.fixture
def house():
    return build_house()


def rows():
    return tuple(model.objects.count() for model in (Customer, Identity, Case, Intake, Promise, Event, Artifact))


def token_actor(house, site=None, scopes=("intakes:write",)):
    return actor_of_token(create_token(name="shop", scopes=scopes, site=site, by=house.actor, now=NOW)[0])


def test_one_thing_heard_becomes_its_whole_row_set(house):
    before = rows()

    receipt = hear(
        Heard(
            post="web",
            text=" The tap in room 12 leaks. Again! ",
            site_id=house.harbour.pk,
            name="Wei Chen",
            identities=identities_of(email="Wei@Example.com"),
            wanted_outcome="A dry room",
            occurred_at=NOW - HOUR,
            files=(PHOTO,),
        ),
        by=STRANGER,
        now=NOW,
    )

    assert tuple(after - was for after, was in zip(rows(), before, strict=True)) == (1, 1, 1, 1, 1, 1, 1)
    case = Case.objects.get(pk=receipt.case_id)
    intake = case.intakes.get()
    promise = case.promises.get()
    event = case.events.get()
    assert (intake.pk, receipt.secret, receipt.is_new) == (receipt.intake_id, case.secret, True)
    assert (intake.text, intake.language, intake.received_at) == ("The tap in room 12 leaks. Again!", "en", NOW)
    assert (case.title, case.state, case.site, case.customer) == (
        "The tap in room 12 leaks",
        "registered",
        house.harbour,
        intake.customer,
    )
    assert (case.owner, case.first_receiver, receipt.owner_id) == (
        house.administrator,
        house.administrator,
        house.administrator.pk,
    )
    assert (promise.kind, promise.made_at, promise.due_at) == ("first_reply", NOW, NOW + 48 * HOUR)
    assert case.next_due_at == receipt.next_due_at == promise.due_at
    assert (event.verb, event.sequence, event.actor_kind) == ("case.registered", 1, "customer")
    assert (case.event_count, bytes(case.event_head)) == (1, bytes(event.digest))
    assert (intake.artifacts.get().sha256, case.customer.name) == ("a" * 64, "Wei Chen")


def test_a_picture_alone_says_enough_and_nothing_says_nothing(house):
    receipt = hear(Heard(post="web", text=" ", files=(PHOTO,)), by=STRANGER, now=NOW)

    assert Intake.objects.get(pk=receipt.intake_id).text == ""
    with pytest.raises(Invalid) as refused:
        hear(Heard(post="web", text=" "), by=STRANGER, now=NOW)
    assert refused.value.field == "text"


REFUSED = {
    "post": {"post": "nowhere"},
    "site": {"site_id": 10**30},
    "text": {"text": "\x00 \u200b"},
    "wanted_outcome": {"wanted_outcome": "x" * 20_001},
    "place": {"place": "x" * 121},
    "name": {"name": "x" * 121},
    "external_id": {"external_id": "x" * 201},
    "external_id ": {"external_id": "a\x00b"},
    "Idempotency-Key": {"idempotency_key": "x" * 101},
    "Idempotency-Key ": {"idempotency_key": "half \ud83d"},
    "wechat": {"identities": (("wechat", "x" * 201),)},
    "wechat ": {"identities": (("wechat", "x\x00"),)},
    "identities": {"identities": (("x" * 31, "x"),)},
    "occurred_at": {"occurred_at": NOW + MINUTE},
    "occurred_at ": {"occurred_at": datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))},
    "due_at": {"due_at": datetime.max.replace(tzinfo=timezone(-timedelta(hours=12)))},
    "received_at": {"received_at": NOW + MINUTE},
    "closed_at": {"closed_at": NOW + MINUTE},
    "reply_at": {"reply": EarlierReply("Lin", "Done", NOW + MINUTE)},
    "reply": {"reply": EarlierReply("Lin", "\x00", NOW)},
}


@pytest.mark.parametrize("field", REFUSED)
def test_what_cannot_be_kept_is_refused_by_the_name_of_its_field(house, field):
    before = rows()

    with pytest.raises(Invalid) as refused:
        hear(Heard(**{"post": "web", "text": "It leaks."} | REFUSED[field]), by=STRANGER, now=NOW)

    assert refused.value.field == field.strip()
    assert rows() == before


HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE amends_case; --",
    "100 % of %s and {braces} \\ and ' and \"",
    "😀👩‍👩‍👧‍👦🇨🇳",
    "\u202eright to left\u202c مرحبا",
    "\x01\x02\x1b[31m control",
    "a" * 20_000,
    "漏" * 20_000,
    "one\r\ntwo\ttabs\u2028line",
    "9" * 5000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_kept_letter_for_letter(house, text):
    receipt = hear(Heard(post="web", text=text, wanted_outcome=text, title=text, name=text[:80]), by=STRANGER, now=NOW)

    assert Intake.objects.get(pk=receipt.intake_id).text == text
    assert Case.objects.get(pk=receipt.case_id).wanted_outcome == text


@pytest.mark.parametrize(("text", "kept"), [("It\x00 leaks", "It leaks"), ("Half \ud83d!", "Half �!")])
def test_what_no_database_keeps_is_cleaned_in_every_field(house, text, kept):
    receipt = hear(
        Heard(
            post="web",
            text=text,
            title=text,
            name=text,
            place=text,
            wanted_outcome=text,
            identities=identities_of(member=text),
            reply=EarlierReply(text, text, NOW),
        ),
        by=STRANGER,
        now=NOW,
    )

    case = Case.objects.get(pk=receipt.case_id)
    intake = case.intakes.get()
    message = case.messages.get()
    assert {case.title, case.wanted_outcome, case.customer.name, intake.text, intake.place} == {kept}
    assert {message.text, message.author_name, case.snippet} == {kept}


def test_the_language_is_the_one_given_or_the_one_heard(house):
    said = [("房间的空调坏了", ""), ("It leaks", ""), ("It leaks", "zh-hans"), ("漏水", "../../etc")]

    receipts = hear_many([Heard(post="web", text=t, language=g) for t, g in said], by=STRANGER, now=NOW)

    found = [Case.objects.get(pk=receipt.case_id).language for receipt in receipts]
    assert found == ["zh-hans", "en", "zh-hans", "zh-hans"]


def test_the_same_outside_id_is_the_same_thing(house):
    first = hear(Heard(post="api", text="It leaks", external_id="SHOP-1"), by=STRANGER, now=NOW)
    before = rows()

    second = hear(Heard(post="api", text="It leaks, still", external_id="SHOP-1"), by=STRANGER, now=NOW + DAY)

    assert (second.case_id, second.intake_id, second.secret, second.owner_id, second.next_due_at, second.is_new) == (
        first.case_id,
        first.intake_id,
        first.secret,
        first.owner_id,
        first.next_due_at,
        False,
    )
    assert rows() == before
    assert hear(Heard(post="web", text="It leaks", external_id="SHOP-1"), by=STRANGER, now=NOW).is_new


def test_an_empty_outside_id_or_key_is_none(house):
    receipts = [
        hear(Heard(post="api", text="It leaks", external_id="", idempotency_key=""), by=STRANGER, now=NOW)
        for _ in range(2)
    ]

    assert [receipt.is_new for receipt in receipts] == [True, True]


def test_the_same_key_is_the_same_request(house):
    first = hear(Heard(post="web", text="It leaks", idempotency_key="k"), by=STRANGER, now=NOW)

    second = hear(Heard(post="web", text=" It leaks\n", idempotency_key="k"), by=STRANGER, now=NOW)

    assert (second.case_id, second.is_new) == (first.case_id, False)


def test_a_key_used_for_other_words_is_refused_since_one_of_the_two_would_be_lost(house):
    hear(Heard(post="web", text="It leaks", idempotency_key="k"), by=STRANGER, now=NOW)

    with pytest.raises(Conflict) as refused:
        hear(Heard(post="web", text="It burns", idempotency_key="k"), by=STRANGER, now=NOW)

    assert refused.value.field == "Idempotency-Key"


def test_two_programs_may_use_the_same_key_for_different_requests(house):
    one, other = token_actor(house), token_actor(house)
    first = hear(Heard(post="api", text="It leaks", idempotency_key="1"), by=one, now=NOW)

    second = hear(Heard(post="api", text="It burns", idempotency_key="1"), by=other, now=NOW)

    assert (second.is_new, second.case_id != first.case_id) == (True, True)
    assert not hear(Heard(post="api", text="It leaks", idempotency_key="1"), by=one, now=NOW).is_new


def test_an_id_of_another_place_opens_nothing_to_a_program_of_this_place(house):
    build_case(site=house.old_town, post="api", external_id="7")

    with pytest.raises(Conflict) as refused:
        hear(
            Heard(post="api", text="Mine", external_id="7", site_id=house.harbour.pk),
            by=token_actor(house, house.harbour),
            now=NOW,
        )

    assert refused.value.field == "external_id"


def test_one_batch_knows_its_own_repetitions(house):
    batch = [
        Heard(post="api", text="One", external_id="1", identities=(("email", "a@example.com"),)),
        Heard(post="api", text="Two", external_id="2", identities=(("email", "a@example.com"), ("phone", "10086"))),
        Heard(post="api", text="One", external_id="1"),
        Heard(post="api", text="Three", identities=(("phone", "10086"),)),
    ]

    receipts = hear_many(batch, by=STRANGER, now=NOW)

    assert [receipt.is_new for receipt in receipts] == [True, True, False, True]
    assert receipts[2].case_id == receipts[0].case_id
    assert len({Case.objects.get(pk=receipt.case_id).customer_id for receipt in receipts}) == 1
    assert (Customer.objects.count(), Identity.objects.count(), Case.objects.count()) == (1, 2, 3)


def test_a_batch_is_all_or_nothing(house):
    before = rows()

    with pytest.raises(Invalid):
        hear_many([Heard(post="api", text="One"), Heard(post="api", text="")], by=STRANGER, now=NOW)

    assert rows() == before


def test_a_thousand_at_once(house):
    batch = [
        Heard(post="api", text=f"Number {n}", external_id=str(n), identities=(("email", f"{n % 400}@example.com"),))
        for n in range(1000)
    ]

    receipts = hear_many(batch, by=STRANGER, now=NOW)

    assert len({receipt.case_id for receipt in receipts}) == 1000
    assert (Customer.objects.count(), Promise.objects.count(), Event.objects.exclude(case=None).count()) == (
        400,
        1000,
        1000,
    )
    assert all(not again.is_new for again in hear_many(batch, by=STRANGER, now=NOW))


def test_a_batch_of_none_is_none(house):
    assert hear_many([], by=STRANGER, now=NOW) == []


def test_the_first_known_identity_decides_and_the_others_are_learnt(house):
    wei = build_case(identities=(("email", "wei@example.com"),)).customer
    lin = build_case(identities=(("phone", "10086"),)).customer

    case = build_case(identities=(("member", "vip 7"), ("phone", "10086"), ("email", "wei@example.com")))

    assert case.customer == lin
    assert Identity.objects.get(kind="member", value="vip 7").customer == lin
    assert Identity.objects.get(kind="email", value="wei@example.com").customer == wei


def test_the_same_value_of_another_kind_is_another_identity(house):
    first = build_case(identities=(("member", "10086"),)).customer

    second = build_case(identities=(("phone", "10086"),)).customer

    assert first != second


def test_who_gives_nothing_is_nobody_and_a_name_alone_is_a_person_of_this_case(house):
    assert build_case().customer is None
    first, second = build_case(name="Wei").customer, build_case(name="Wei").customer
    assert first != second


def test_a_colleague_who_hears_owns_the_case(house):
    hearer = build_actor("analyst", house.harbour)

    case = build_case("Said at the desk", house.harbour, post="staff", by=hearer)

    assert (case.owner_id, case.first_receiver_id, case.intakes.get().heard_by_id) == (hearer.id,) * 3


def test_nobody_can_be_made_the_hearer_by_somebody_else(house):
    other = build_actor("specialist", house.harbour)
    program = token_actor(house)

    case = build_case("Said", house.harbour, post="api", by=program, heard_by=other.id)

    assert case.owner == house.administrator


def test_who_may_not_hear_at_a_place_is_refused(house):
    with pytest.raises(NotAllowed):
        build_case("Said", house.old_town, post="staff", by=build_actor("specialist", house.harbour))
    with pytest.raises(NotAllowed):
        build_case(post="api", by=token_actor(house, scopes=("cases:read",)))


def test_a_closed_place_or_post_hears_nothing_new(house):
    close_site(site=house.old_town, by=house.actor, now=NOW)
    with pytest.raises(Invalid) as refused:
        build_case(site=house.old_town)
    assert refused.value.field == "site"


def _with_an_unknown_type():
    build_case(failure_type_id=10**9)
    connection.check_constraints()


def test_an_unknown_type_is_an_error_and_leaves_nothing(house):
    before = rows()

    with pytest.raises(IntegrityError), transaction.atomic():
        _with_an_unknown_type()

    assert rows() == before


# What a list from another system brings (docs/decisions/0006).


def test_a_list_without_dates_promises_from_now_on(house):
    case = build_case(post="import", received_at=NOW - 90 * DAY)

    assert (case.received_at, case.registered_at) == (NOW - 90 * DAY, NOW)
    assert case.next_due_at == case.promises.get().due_at == NOW + 48 * HOUR
    assert case.events.get().verb == "case.imported"


def test_a_list_that_closed_a_case_closes_it_unconfirmed(house):
    case = build_case(post="import", received_at=NOW - 9 * DAY, closed_at=NOW - 2 * DAY)

    assert (case.state, case.closed_at, case.next_due_at) == ("closed_unconfirmed", NOW - 2 * DAY, None)
    assert case.promises.count() == 0


@pytest.mark.parametrize(
    ("closed_after", "kept", "missed", "settled"), [(2, 2, None, None), (3, 3, None, None), (5, None, 3, 5)]
)
def test_a_promise_made_elsewhere_was_kept_or_missed_there(house, closed_after, kept, missed, settled):
    began = NOW - 9 * DAY

    case = build_case(post="import", received_at=began, due_at=began + 3 * DAY, closed_at=began + closed_after * DAY)

    promise = case.promises.get()
    days = [None if n is None else began + n * DAY for n in (kept, missed, settled)]
    assert [promise.kept_at, promise.missed_at, promise.settled_at] == days


def test_a_promise_made_elsewhere_and_overdue_is_missed_and_still_owed(house):
    case = build_case(post="import", received_at=NOW - 9 * DAY, due_at=NOW - DAY)

    promise = case.promises.owed().get()
    assert (promise.missed_at, case.next_due_at) == (NOW - DAY, NOW - DAY)


def test_an_answer_given_elsewhere_is_kept_and_a_next_date_follows(house):
    reply = EarlierReply("Lin", "A plumber comes on Friday.", NOW - 2 * DAY)

    case = build_case(post="import", received_at=NOW - 3 * DAY, due_at=NOW - DAY, reply=reply)

    first, second = case.promises.order_by("pk")
    assert (first.kind, first.kept_at) == ("first_reply", reply.sent_at)
    assert (second.kind, second.due_at) == ("progress", NOW + DAY)
    assert (case.next_due_at, case.last_word_by, case.snippet) == (NOW + DAY, "staff", "A plumber comes on Friday.")
    message = case.messages.get()
    assert (message.text, message.author, message.author_name) == (reply.text, None, "Lin")


def test_an_imported_answer_is_under_the_chain_too(house):
    case = build_case(post="import", reply=EarlierReply("Lin", "Friday.", NOW))

    assert case.events.get().facts["message"] == case.messages.get().pk


def test_words_that_wait_for_a_reader_keep_their_id(house):
    """What could not be read is kept raw; the same id again is refused in words, not with an error."""
    Intake.objects.create(
        post=ListeningPost.objects.get(key="api"), text="", raw="{", external_id="9", language="en", received_at=NOW
    )

    with pytest.raises(Conflict) as refused:
        build_case(post="api", external_id="9")

    assert refused.value.field == "external_id"


@pytest.mark.parametrize("name", ["Harbour", " harbour "])
def test_a_place_is_known_by_number_and_by_name(house, name):
    assert site_of(name) == house.harbour
    assert site_of(str(house.harbour.pk)) == house.harbour
    assert site_of("9" * 40) is None
    assert site_of("") is None


def test_the_system_and_customers_need_no_permission(house):
    assert build_case(by=Actor(kind="system", id=None, name="Amends")).owner == house.administrator


def test_numbers_begin_at_1001_and_are_never_used_twice(house):
    numbers = [build_case().pk for _ in range(3)]

    assert min(numbers) >= 1001
    assert len(set(numbers)) == 3


def test_each_item_of_a_list_gets_its_receipt_or_its_refusal(house):
    build_case("Old", house.old_town, post="api", external_id="7")
    batch = [
        Heard(post="api", text="One", external_id="1"),
        Heard(post="api", text=""),
        Heard(post="api", text="Seven", external_id="7"),
        Heard(post="api", text="Two"),
    ]

    outcomes = hear_each(batch, by=token_actor(house, house.harbour), now=NOW)

    assert [type(outcome) for outcome in outcomes] == [NotAllowed] * 4
    outcomes = hear_each(
        [replace(heard, site_id=house.harbour.pk) for heard in batch], by=token_actor(house, house.harbour), now=NOW
    )
    assert [type(outcome) for outcome in outcomes] == [Receipt, Invalid, Conflict, Receipt]
