"""One state of the database for the length of a check, while others go on writing."""

import threading

import pytest
from django.db import connections, transaction

from amends.database.snapshot import snapshot
from amends.models import Turn
from tests.builders import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(act):
    def run():
        act()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(120)
    assert not thread.is_alive(), "a writer waits for the reader"


def write(task):
    with transaction.atomic():
        Turn.objects.create(task=task, slot=NOW)


def test_what_others_write_meanwhile_is_not_seen_and_not_held_up():
    write("before")

    with snapshot():
        assert Turn.objects.count() == 1
        elsewhere(lambda: write("meanwhile"))
        assert Turn.objects.count() == 1

    assert Turn.objects.count() == 2
    write("afterwards")


def test_it_ends_with_an_error_too():
    def fail():
        with snapshot():
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    write("afterwards")


def test_inside_a_transaction_its_own_view_is_used():
    with transaction.atomic():
        write("mine")
        with snapshot():
            assert Turn.objects.count() == 1
    assert Turn.objects.count() == 1
