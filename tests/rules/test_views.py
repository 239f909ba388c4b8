"""What an address asks of the queue: read, written, and read again as the same."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from amends.rules.views import COLUMNS, SORTS, USUAL, VIEWS, Look, read_look, written

STATES = frozenset({"registered", "resolved"})
keys = st.none() | st.integers(1, 10**17)
days = st.none() | st.dates()
looks = st.builds(
    Look,
    view=st.sampled_from([view for view in VIEWS if view != "all"]),
    sort=st.sampled_from(SORTS),
    columns=st.sets(st.sampled_from(COLUMNS)).map(lambda some: tuple(name for name in COLUMNS if name in some)),
    site=keys,
    owner=keys,
    state=st.sampled_from(["", *STATES]),
    severity=st.none() | st.integers(1, 5),
    failure=keys,
    tag=keys,
    post=keys,
    language=st.sampled_from(["", "zh", "en"]),
    since=days,
    until=days,
    overdue=st.booleans(),
)


def read(**parts):
    return read_look(parts.get, STATES)


@given(looks)
def test_what_is_written_reads_as_the_same(look):
    assert read_look(dict(written(look)).get, STATES) == look


def test_nonsense_is_as_if_it_were_not_there():
    assert read(view="mine", severity="9", site="3", state="lost", since="2026-13-01", tag="-1") == Look("mine", site=3)


@given(st.dictionaries(st.sampled_from([*written(Look()), "site", "tag", "since", "severity", "columns"]), st.text()))
def test_no_address_is_a_crash(parts):
    assert read_look(parts.get, STATES).view in VIEWS


def test_the_usual_says_only_its_view():
    assert written(Look(view="mine")) == {"view": "mine"}
    assert written(Look(since=date(2026, 3, 2), overdue=True)) == {
        "view": "team",
        "since": "2026-03-02",
        "overdue": "yes",
    }


def test_columns_stand_in_the_order_of_the_table():
    assert read(columns="last.ref").columns == ("ref", "last")
    assert read(columns="none").columns == ()
    assert read().columns == USUAL
