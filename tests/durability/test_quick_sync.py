"""However entries travel (again, twice at once, in any order, answers lost on the way), each arrives exactly once."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from amends.gateways.files import FileStore
from amends.models import Case, Intake, Preference, Promise
from amends.rules.quick import DEEDS, QuickAction
from amends.rules.refusals import Invalid
from amends.services.checking import check_everything
from amends.services.quick import take_quick_action
from tests.at_once import in_threads
from tests.builders import HOUR, MINUTE, NOW, build_actor, build_house, build_staff

MOST = 4


def written(house, to, number):
    """The entry with this number; what is done with it differs from one to the next."""
    return QuickAction(
        key=f"0d9a2c1e-7d4b-4b7e-9a51-00000000000{number}",
        site_id=house.harbour.pk,
        heard_at=NOW + number * MINUTE,
        text=f"Entry number {number}",
        severity=number % 5 + 1,
        deed=DEEDS[number % len(DEEDS)],
        said="I am sorry.",
        who="何先生 7K42" if number % 2 else "13800138000",
        to_id=to.pk,
        remember="" if number % 2 else f"Wish {number}",
    )


@pytest.mark.django_db
@pytest.mark.slow
def test_each_entry_arrives_exactly_once_in_any_order_and_however_often():
    house = build_house()
    jie, lin = build_actor("front_line", house.harbour), build_staff("specialist", house.harbour)

    @hypothesis_settings(max_examples=40, deadline=None)
    @given(
        # What arrives: an entry, as it is or with one thing wrong that is mended before it comes again.
        arrivals=st.lists(st.tuples(st.integers(0, MOST - 1), st.booleans()), max_size=14),
    )
    def journey(arrivals):
        with transaction.atomic():
            cases = {}
            for step, (number, is_broken) in enumerate(arrivals):
                entry = written(house, lin, number)
                entry = replace(entry, severity=0) if is_broken else entry
                try:
                    receipt = take_quick_action(action=entry, by=jie, now=NOW + HOUR + step * MINUTE)
                except Invalid:
                    assert is_broken
                    continue
                assert cases.setdefault(number, receipt.case_id) == receipt.case_id
                assert not (is_broken and receipt.is_new)

            heard = sorted(Intake.objects.values_list("text", "received_at"))
            arrived = {number for number, is_broken in arrivals if not is_broken}
            assert heard == [(f"Entry number {n}", NOW + n * MINUTE) for n in sorted(arrived)]
            assert Case.objects.count() == len(arrived)
            assert Preference.objects.count() == sum(n % 2 == 0 for n in arrived)
            assert Promise.objects.owed().count() == len(arrived)
            transaction.set_rollback(True)

    journey()


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_at_the_same_instant_send_it_once():
    house = build_house()
    jie, lin = build_actor("front_line", house.harbour), build_staff("specialist", house.harbour)

    def send(thread):
        return [take_quick_action(action=written(house, lin, n), by=jie, now=NOW + HOUR).is_new for n in range(MOST)]

    outcomes = in_threads(4, send)

    assert [sum(tab[number] for tab in outcomes) for number in range(MOST)] == [1] * MOST
    assert Case.objects.count() == Intake.objects.count() == MOST
    assert check_everything(files=FileStore(settings.FILES_FOLDER), now=NOW + HOUR).findings == []
