"""Who should own a case: understood first, then not overloaded, then whoever knows it, then whoever has least to do."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.rules.absences import Away
from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.on_call import Duty
from amends.rules.routing import FULL, Colleague, Load, Proposal, Wanted, propose, weight_of

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GROUP, KIND = 20, 21
CASE = Wanted(sites=(1, 4), failures=(GROUP, KIND), language=CHINESE)
LIN, WEI, NING = 7, 8, 9


def colleague(person, *, places=(1,), languages=(CHINESE,), knows=(), decides=(), stands_back=False):
    return Colleague(person, frozenset(places), frozenset(decides), frozenset(languages), frozenset(knows), stands_back)


def loads(**cases):
    return {{"lin": LIN, "wei": WEI, "ning": NING}[name]: Load(count, 10 * count) for name, count in cases.items()}


def proposed(*among, case=CASE, absences=(), duties=(), takers=None, **cases):
    return propose(case, among, loads=loads(**cases), absences=absences, duties=duties, takers=takers, now=NOW)


def test_who_has_the_fewest_open_cases_is_given_the_next_and_it_is_said_why():
    found = proposed(colleague(LIN, knows=[KIND]), colleague(WEI, knows=[KIND]), lin=6, wei=4)

    assert found == Proposal(WEI, language=CHINESE, knows=KIND, cases=4, fewest="all")
    assert found.as_facts() == {"language": CHINESE, "knows": KIND, "cases": 4, "fewest": "all"}


def test_to_be_understood_comes_before_everything_else():
    found = proposed(colleague(LIN), colleague(WEI, languages=[ENGLISH], knows=[KIND]), lin=30)

    assert found == Proposal(LIN, language=CHINESE, cases=30)


def test_who_knows_the_kind_comes_before_who_knows_its_group_and_that_before_who_knows_neither():
    kind, group, neither = colleague(NING, knows=[KIND]), colleague(WEI, knows=[GROUP]), colleague(LIN)

    found = [proposed(*among, ning=9, wei=5).person for among in ((neither, group, kind), (neither, group))]

    assert found == [NING, WEI]


def test_of_several_who_fit_as_well_the_fewest_is_said_of_them_alone():
    found = proposed(colleague(LIN, knows=[KIND]), colleague(WEI, knows=[KIND]), colleague(NING), lin=5, wei=6)

    assert (found.person, found.fewest) == (LIN, "such")


def test_whoever_is_full_comes_after_everybody_who_is_not():
    found = proposed(colleague(LIN, knows=[KIND]), colleague(WEI), lin=FULL // 10, wei=FULL // 10 - 1)

    assert found.person == WEI


def test_who_keeps_the_house_comes_after_those_whose_work_it_is_and_still_before_nobody():
    keeper = colleague(LIN, stands_back=True)

    assert [proposed(keeper, colleague(WEI), wei=9).person, proposed(keeper).person] == [WEI, LIN]


def test_a_serious_case_goes_to_somebody_who_may_decide():
    serious = Wanted(CASE.sites, CASE.failures, CASE.language, severity=4)

    found = proposed(colleague(LIN, knows=[KIND]), colleague(NING, decides=[1]), case=serious, ning=3)

    assert (found.person, found.decides) == (NING, True)


def test_who_may_decide_elsewhere_may_not_here():
    serious = Wanted(CASE.sites, severity=5, language=CHINESE)

    found = proposed(colleague(LIN), colleague(NING, decides=[5]), case=serious)

    assert (found.person, found.decides) == (LIN, False)


def test_equal_in_everything_it_is_always_the_same_one():
    among = [colleague(NING), colleague(LIN), colleague(WEI)]

    assert {proposed(*among).person, proposed(*reversed(among)).person} == {LIN}


def test_who_is_on_call_has_it_whoever_else_would_fit_and_need_not_take_new_cases():
    duty = Duty(WEI, 1, NOW - HOUR, NOW + HOUR)

    found = proposed(colleague(LIN), colleague(WEI, languages=[]), duties=[duty], takers={LIN})

    assert found == Proposal(WEI, on_call=1)
    assert found.as_facts() == {"on_call": 1}


def test_who_takes_no_new_cases_is_given_none_by_fit():
    assert proposed(colleague(LIN), colleague(WEI), takers={WEI}, wei=30).person == WEI
    assert proposed(colleague(LIN), takers=set()) is None


def test_a_serious_case_weighs_two_and_one_that_waits_for_the_customer_half():
    weights = [
        weight_of(severity=None, is_second_failure=False, is_waiting=False),
        weight_of(severity=4, is_second_failure=False, is_waiting=True),
        weight_of(severity=1, is_second_failure=True, is_waiting=False),
        weight_of(severity=3, is_second_failure=False, is_waiting=True),
    ]

    assert weights == [10, 20, 20, 5]


people = st.lists(
    st.builds(
        Colleague,
        person=st.integers(1, 9),
        places=st.frozensets(st.integers(1, 5), max_size=3),
        decides=st.frozensets(st.integers(1, 5), max_size=2),
        languages=st.frozensets(st.sampled_from([CHINESE, ENGLISH])),
        knows=st.frozensets(st.integers(20, 23)),
        stands_back=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.person,
)
cases = st.builds(
    Wanted,
    sites=st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True).map(tuple),
    failures=st.sampled_from([(), (20,), (20, 21)]),
    language=st.sampled_from(["", CHINESE, ENGLISH]),
    severity=st.none() | st.integers(1, 5),
)
spans = st.tuples(st.integers(-3, 3), st.integers(1, 3)).map(lambda at: (NOW + at[0] * HOUR, NOW + sum(at) * HOUR))
away = st.lists(st.builds(lambda person, span: Away(person, 99, *span), st.integers(1, 9), spans), max_size=5)
rota = st.lists(
    st.builds(lambda person, site, span: Duty(person, site, *span), st.integers(1, 9), st.integers(1, 5), spans),
    max_size=4,
)
work = st.dictionaries(st.integers(1, 9), st.integers(0, 60).map(lambda count: Load(count, 10 * count)))


@given(cases, people, work, away, rota, st.none() | st.sets(st.integers(1, 9)), st.randoms())
def test_never_an_absent_one_never_one_of_elsewhere_never_nobody_if_anybody_may(
    case, among, loads, absences, duties, takers, dice
):
    found = propose(case, among, loads=loads, absences=absences, duties=duties, takers=takers, now=NOW)

    gone = {one.person for one in absences if one.holds(NOW)}
    able = {one.person for one in among if one.person not in gone and one.places & set(case.sites)}
    called = {duty.person for duty in duties if duty.holds(NOW) and duty.site in case.sites} & able
    taking = able if takers is None else able & takers
    assert (found.person if found else None) in (called or taking or {None})

    dice.shuffle(among)
    again = propose(case, among, loads=loads, absences=absences, duties=duties, takers=takers, now=NOW)
    assert again == found


@given(cases, people, work, away)
def test_nobody_who_fits_as_well_has_less_to_do(case, among, loads, absences):
    found = propose(case, among, loads=loads, absences=absences, now=NOW)

    if found is not None:
        best = next(one for one in among if one.person == found.person)
        twins = [
            one
            for one in among
            if (one.places, one.decides, one.languages, one.knows, one.stands_back)
            == (best.places, best.decides, best.languages, best.knows, best.stands_back)
            and not any(gone.person == one.person and gone.holds(NOW) for gone in absences)
        ]
        assert loads.get(best.person, Load()) == min(loads.get(one.person, Load()) for one in twins)
