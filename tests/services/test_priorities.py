"""A case is weighed when it is judged; a deadline set by law raises it by itself."""

import pytest

from amends.services.cases import triage_case
from amends.services.priorities import BY_LAW, raise_for_the_law
from amends.services.promises import make_promise
from tests.builders import DAY, HOUR, NOW, again, build_case, build_house, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return build_case(site=build_house().harbour)


def judge(case, now=NOW):
    triage_case(case=case, severity=1, failure_type=None, is_safe=True, by=owner_of(case), now=now)
    return again(case).priority_hundredths


def promised_by_law(case):
    make_promise(case=case, kind=BY_LAW[0], due_at=NOW + 3 * DAY, by=owner_of(case), now=NOW)


def test_a_deadline_by_law_far_away_raises_nothing_and_near_by_it_does(case):
    promised_by_law(case)

    assert judge(again(case)) < 500
    assert judge(again(case), now=NOW + 2 * DAY + HOUR) == 500


def test_the_worker_raises_what_nobody_looks_at_once(case):
    promised_by_law(case)

    assert raise_for_the_law(now=NOW + 2 * DAY) == 0
    assert [raise_for_the_law(now=NOW + 2 * DAY + HOUR), raise_for_the_law(now=NOW + 2 * DAY + HOUR)] == [1, 0]
    assert again(case).priority_hundredths == 500
