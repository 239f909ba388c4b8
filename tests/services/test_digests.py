"""One message a quarter of an hour at most, of all that waits and was not read; sent once, tried again if it fails."""

from itertools import pairwise

import pytest

from amends.gateways.letters import CannotDeliver
from amends.models import Channel, Digest, Notification
from amends.rules.refusals import Invalid
from amends.services.channels import choose_channels, ways_of
from amends.services.digests import ATTEMPTS, deliver_digest, gather_digests
from amends.services.escalation import escalate_due
from amends.services.notifications import read_notifications, tell_of_topic
from amends.services.promises import sweep_overdue
from amends.services.restricting import restrict_case
from amends.services.staff import actor_of
from amends.web.references import spoken
from tests.builders import HOUR, MINUTE, NOW, again, build_case, build_house, build_staff
from tests.surging import build_topic

pytestmark = pytest.mark.django_db
SLACK = "https://hooks.slack.com/services/T1/B1/abcdefgh"


class Kept:
    """A way of sending that keeps what it is given, or refuses it."""

    def __init__(self):
        self.letters, self.is_broken = [], False

    def send(self, address, letter):
        if self.is_broken:
            raise CannotDeliver("Broken")
        self.letters.append((address, letter))


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_URL, settings.MAIL_FROM = "smtp://127.0.0.1:9", "amends@clearwater.example"


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def owner(house):
    choose_channels(staff=house.administrator, by_mail=True)
    return house.administrator


@pytest.fixture
def mail():
    return Kept()


def look(now, **couriers):
    """Do what the worker and its thread do."""
    sweep_overdue(now=now)
    escalate_due(now=now)
    made = gather_digests(now=now)
    while deliver_digest(couriers=couriers, now=now):
        pass
    return made


def test_a_storm_of_warnings_is_one_message_that_names_all_cases(house, owner, mail):
    cases = [build_case(f"The tap in room {number} leaks.", house.harbour) for number in range(12)]

    look(NOW + 25 * HOUR, mail=mail)

    ((address, letter),) = mail.letters
    assert address == owner.email
    assert letter.subject == "12 cases want your eyes"
    assert [spoken(case.pk) in letter.text for case in cases] == [True] * 12
    assert "Half the time of a promise is over (4 March, 09:00)" in letter.text
    assert "leaks" not in letter.text


def test_nobody_gets_two_messages_within_a_quarter_of_an_hour(house, owner, mail):
    for minutes in range(0, 120, 4):
        build_case(f"Leak {minutes}", house.harbour, now=NOW + minutes * MINUTE)

    sent_at = []
    for minutes in range(130):
        now = NOW + 24 * HOUR + minutes * MINUTE
        before = len(mail.letters)
        look(now, mail=mail)
        sent_at += [now] * (len(mail.letters) - before)

    assert len(sent_at) > 5
    assert min(later - earlier for earlier, later in pairwise(sent_at)) >= 15 * MINUTE
    assert not Notification.objects.waiting().exists() or sent_at[-1] > NOW + 25 * HOUR


def test_what_was_read_meanwhile_is_not_sent(house, owner, mail):
    build_case(site=house.harbour)
    escalate_due(now=NOW + 25 * HOUR)
    gather_digests(now=NOW + 25 * HOUR)
    read_notifications(by=actor_of(owner), now=NOW + 25 * HOUR)

    deliver_digest(couriers={"mail": mail}, now=NOW + 25 * HOUR)

    assert mail.letters == []
    assert Digest.objects.get().finished_at == NOW + 25 * HOUR


def test_a_case_one_may_not_read_any_more_is_in_no_message(house, mail):
    lin = build_staff("supervisor", house.harbour)
    choose_channels(staff=lin, by_mail=True)
    case = build_case(site=house.harbour)
    sweep_overdue(now=NOW + 49 * HOUR)
    escalate_due(now=NOW + 49 * HOUR)
    gather_digests(now=NOW + 49 * HOUR)

    restrict_case(case=again(case), reason="A minor.", readers=[], by=house.actor, now=NOW + 49 * HOUR)
    deliver_digest(couriers={"mail": mail}, now=NOW + 49 * HOUR)

    assert mail.letters == []


def test_one_way_that_fails_is_tried_again_alone_and_given_up_in_the_end(house, owner, mail):
    choose_channels(staff=owner, by_mail=True, chat=SLACK)
    chat = Kept()
    chat.is_broken = True
    build_case(site=house.harbour)
    now = NOW + 25 * HOUR

    for minutes in range(200):
        look(now + minutes * MINUTE, mail=mail, chat=chat)

    assert len(mail.letters) == 1
    digest = Digest.objects.get()
    assert (digest.attempts, digest.finished_at is not None) == (ATTEMPTS, True)
    assert ways_of(owner).failing == {"chat"}


def test_a_try_is_claimed_so_that_two_workers_do_not_make_the_same_one(house, owner, mail):
    build_case(site=house.harbour)
    now = NOW + 25 * HOUR
    escalate_due(now=now)
    gather_digests(now=now)

    class Slow(Kept):
        def send(self, address, letter):
            deliver_digest(couriers={"mail": mail}, now=now)  # the other worker, meanwhile
            super().send(address, letter)

    slow = Slow()
    deliver_digest(couriers={"mail": slow}, now=now)

    assert (len(slow.letters), len(mail.letters)) == (1, 0)


def test_nothing_waits_for_somebody_who_is_told_nowhere_else(house):
    build_case(site=house.harbour)

    assert look(NOW + 25 * HOUR) == 0
    assert not Notification.objects.waiting().exists()


def test_a_chat_is_known_by_its_service_and_shown_by_its_last_letters_alone(owner):
    ways = choose_channels(staff=owner, by_mail=False, chat=SLACK)

    assert (ways.by_mail, ways.chat.service, ways.chat.hint) == (False, "Slack", "efgh")
    assert SLACK not in str(Channel.objects.get())
    assert choose_channels(staff=owner, by_mail=False, keeps_chat=False).chat is None


def test_mail_cannot_be_chosen_where_none_is_sent(owner, settings):
    settings.MAIL_URL = ""

    with pytest.raises(Invalid) as refusal:
        choose_channels(staff=owner, by_mail=True)

    assert refusal.value.field == "by_mail"


def test_a_topic_is_named_with_its_place_and_its_page_and_no_word_of_a_customer(house, owner, mail):
    topic = build_topic(build_case(site=house.harbour))
    tell_of_topic(topic, "topic.found", [owner.pk], now=NOW)

    look(NOW + MINUTE, mail=mail)

    (_address, letter), *_none = mail.letters
    assert letter.subject == "1 matter wants your eyes"
    assert "Several customers begin to say the same\nHarbour\nhttp" in letter.text
    assert f"/warnings/topics/{topic.pk}" in letter.text
    assert "smell of gas" not in letter.text
