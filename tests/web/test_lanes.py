"""Pages that go on from a row: whatever others do meanwhile, no row is lost and none comes twice."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.models import Case
from amends.web.lanes import Lane, page_of
from tests.builders import HOUR, MINUTE, NOW, build_case, build_house

pytestmark = pytest.mark.django_db
FIELDS = ("pk", "next_due_at", "last_word_at")


@pytest.fixture
def cases():
    house = build_house()
    return [build_case(f"Matter {number}", site=house.harbour) for number in range(14)]


def lanes(places=None):
    """The order of the queue: two lanes by next promise."""
    waiting, others = Case.objects.filter(severity=5), Case.objects.filter(severity=None)
    return [Lane(others, "next_due_at", places=places), Lane(waiting, "next_due_at")]


def newest():
    return [Lane(Case.objects.all(), "last_word_at", is_newest_first=True)]


def walk(made, *, size, meanwhile=lambda: None, back=False):
    """Read page after page; at the end, if asked, all the way back."""
    seen, page = [], page_of(made(), FIELDS, after="", before="", size=size)
    seen += page.cases
    while page.after:
        meanwhile()
        page = page_of(made(), FIELDS, after=page.after, before="", size=size)
        seen += page.cases
    if not back:
        return [case["pk"] for case in seen]
    seen = list(page.cases)
    while page.before:
        meanwhile()
        page = page_of(made(), FIELDS, after="", before=page.before, size=size)
        seen = [case for case in page.cases if case not in seen] + seen
    return [case["pk"] for case in seen]


def spread(cases, dues, severities):
    """Give the cases due instants, many of them the same, and put some into the second lane."""
    for case, due, severity in zip(cases, dues, severities, strict=True):
        Case.objects.filter(pk=case.pk).update(
            next_due_at=NOW + due * MINUTE, last_word_at=NOW + due * MINUTE, severity=severity
        )


fourteen = {"min_size": 14, "max_size": 14}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    dues=st.lists(st.integers(0, 5), **fourteen),
    severities=st.lists(st.sampled_from([None, 5]), **fourteen),
    size=st.integers(1, 6),
    movers=st.lists(st.tuples(st.integers(0, 6), st.integers(-9, 9)), max_size=12),
)
def test_who_stays_is_seen_once_while_others_move(cases, dues, severities, size, movers):
    """The first seven cases are moved about by colleagues; the other seven stay where they are."""
    spread(cases, dues, severities)
    queued = list(movers)

    def meanwhile():
        for index, due in (queued.pop(0) for _ in range(min(2, len(queued)))):
            Case.objects.filter(pk=cases[index].pk).update(next_due_at=NOW + due * MINUTE)

    seen = walk(lanes, size=size, meanwhile=meanwhile)

    still = {case.pk for case in cases[7:]}
    assert sorted(pk for pk in seen if pk in still) == sorted(still)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    dues=st.lists(st.integers(0, 5), **fourteen),
    severities=st.lists(st.sampled_from([None, 5]), **fourteen),
    size=st.integers(1, 6),
    made=st.sampled_from([lanes, newest]),
)
def test_back_is_the_same_way_as_forth(cases, dues, severities, size, made):
    spread(cases, dues, severities)

    assert walk(made, size=size, back=True) == walk(made, size=size)


def test_place_by_place_is_the_same_order(cases):
    spread(cases, range(14), [None] * 14)
    places = frozenset(Case.objects.values_list("site", flat=True)) | {999_999}

    assert walk(lambda: lanes(places), size=4, back=True) == [case.pk for case in cases]


@pytest.mark.parametrize("mark", ["", "nonsense", "7~~7", "0~2026-13-01~7", "0~~7", "0~2026-03-02T00:00:00~7"])
def test_a_broken_mark_begins_from_the_start(cases, mark):
    first = page_of(lanes(), FIELDS, after="", before="", size=3)

    assert page_of(lanes(), FIELDS, after=mark, before="", size=3) == first
    assert page_of(lanes(), FIELDS, after="", before=mark, size=3) == first


def test_what_lies_before_the_first_row_is_the_first_page(cases):
    spread(cases, range(14), [None] * 14)

    page = page_of(lanes(), FIELDS, after="", before=f"0~{(NOW - HOUR).isoformat()}~1", size=3)

    assert [case["pk"] for case in page.cases] == [case.pk for case in cases[:3]]
    assert page.before == ""
