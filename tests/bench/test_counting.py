"""What the application asks of the database is counted, whoever asks."""

import pytest
from django.db import transaction

from amends.bench.counting import count
from amends.models import Site
from tests.builders import build_case, build_house

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_read_is_a_statement_and_no_transaction():
    counted = count([Site.objects.count])

    assert (len(counted.statements), counted.transactions) == (1, 0)


def test_begin_and_commit_are_a_transaction_and_no_statements():
    build_house()

    def move_twice():
        with transaction.atomic():
            Site.objects.update(timezone="UTC")
            Site.objects.update(timezone="Asia/Tokyo")

    counted = count([move_twice])

    assert (len(counted.statements), counted.transactions) == (2, 1)


def test_threads_are_counted_together():
    counted = count([Site.objects.count] * 10, threads=3)

    assert (len(counted.statements), counted.transactions) == (10, 0)


def test_what_a_thread_could_not_do_is_not_passed_over():
    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        count([fail], threads=2)


def test_opening_a_case_takes_few_statements_and_one_transaction():
    build_house()
    build_case(name="Warm Up", identities=(("email", "warm@example.com"),))  # so that the directory is read

    counted = count([lambda: build_case(name="Lin", identities=(("email", "lin@example.com"),))])

    assert counted.transactions == 1
    # One is the test's own, which reads the case again.
    assert len(counted.statements) - 1 <= 8
