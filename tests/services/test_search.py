"""Finding cases again: words of both sides, references, identities, and never what one may not see."""

import pytest

from amends.rules.references import reference
from amends.services.cases import reply_to_customer, write_note
from amends.services.listening import hear_more
from amends.services.search import Among, Found, find_cases
from tests.builders import MINUTE, NOW, build_actor, build_case, build_house, customer_of

pytestmark = pytest.mark.django_db

PHONE = ("phone", "+8613800138000")


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def find(house):
    def found(text, by=house.actor, **more):
        return find_cases(text=text, by=by, **more)

    return found


def ids(*cases):
    return tuple(case.pk for case in cases)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("The boiler leaks again.", "leaks boiler"),
        ("The boiler leaks again.", "boi"),
        ("房间空调漏水，没有人来修理。", "漏水"),
        ("房间空调漏水，没有人来修理。", "漏"),
        ("房间空调漏水，没有人来修理。", "空调 修理"),
        ("The café was cold.", "CAFE"),
        ("Order O-88213 is missing.", "o88213"),
        ("订单 O-88213 没有送到", "O-88213"),
    ],
)
def test_words_find_their_case(find, said, asked):
    case = build_case(said)
    build_case("Something else entirely.")

    assert find(asked).case_ids == ids(case)


@pytest.mark.parametrize("asked", ["", "  ", "?!", "\x00", "nothing", "boiler nothing", '"', "boiler NOT leaks x"])
def test_other_words_do_not(find, asked):
    build_case("The boiler leaks again.")

    assert find(asked) == Found()


def test_what_we_wrote_and_what_was_added_is_found_too(find, house):
    case = build_case()
    reply_to_customer(case=case, text="The plumber comes.", by=house.actor, now=NOW + MINUTE)
    write_note(case=case, text="Mind the dachshund.", by=house.actor, now=NOW + MINUTE)
    hear_more(case=case, text="The carpet is wet.", by=customer_of(case), now=NOW + MINUTE)

    assert [find(word).case_ids for word in ("plumber", "dachshund", "carpet")] == [ids(case)] * 3


def test_a_case_is_found_once_however_often_it_says_the_word(find, house):
    case = build_case("The tap leaks.")
    for _number in range(3):
        reply_to_customer(case=case, text="We mend the tap.", by=house.actor, now=NOW + MINUTE)

    assert find("tap").case_ids == ids(case)


def test_the_newest_come_first_page_after_page(find):
    cases = [build_case(f"Tap {number} leaks.") for number in range(5)]

    first = find("tap", limit=2)
    second = find("tap", limit=2, before=first.case_ids[-1])
    third = find("tap", limit=2, before=second.case_ids[-1])

    assert first.case_ids + second.case_ids + third.case_ids == ids(*reversed(cases))
    assert [one.has_more for one in (first, second, third)] == [True, True, False]


def test_a_reference_leads_to_its_case(find, house):
    case, mention = build_case(), build_case("See 10019 in the file.")

    found = find(reference(case.pk, house.organisation.reference_prefix).lower())

    assert (found.case_id, found.case_ids[0]) == (case.pk, case.pk)
    assert mention.pk not in found.case_ids[:1]


def test_a_reference_comes_first_and_counts_into_the_page(find, house):
    case = build_case()
    digits = reference(case.pk, "")
    others = [build_case(f"About {digits}, part {number}.") for number in range(3)]

    found = find(digits, limit=2)
    following = find(digits, limit=2, before=found.case_ids[-1])

    assert (found.case_ids, found.has_more) == (ids(case, others[2]), True)
    assert (following.case_ids, following.has_more) == (ids(others[1], others[0]), False)


@pytest.mark.parametrize("asked", ["138 0013 8000", "+86-13800138000", "13800138000"])
def test_a_telephone_number_leads_to_its_customer_and_all_their_cases(find, house, asked):
    first = build_case(name="Wang", identities=(PHONE,))
    second = build_case("It leaks again.", identities=(PHONE,))

    found = find(asked)

    assert found.customer_id == first.customer_id
    assert found.case_ids == ids(second, first)


def test_an_address_leads_to_its_customer(find):
    case = build_case(identities=(("email", "wang@example.com"),))

    assert find(" Wang@Example.COM ").customer_id == case.customer_id


def test_what_lies_elsewhere_is_not_found(find, house):
    build_case("The boiler leaks.", house.old_town, identities=(PHONE,))
    here = build_case("The boiler roars.", house.harbour)
    local = build_actor("specialist", house.harbour)

    assert find("boiler", by=local).case_ids == ids(here)
    assert find("13800138000", by=local) == Found()


def test_the_reference_of_a_case_elsewhere_leads_nowhere(find, house):
    case = build_case(site=house.old_town)

    assert find(reference(case.pk, "AM"), by=build_actor("specialist", house.harbour)).case_id is None


def test_a_search_can_be_narrowed(find, house):
    lin = build_actor("specialist", house.harbour)
    here = build_case("The boiler leaks.", house.harbour, post="staff", by=lin)
    there = build_case("The boiler roars.", house.old_town)

    assert find("boiler", among=Among(owner_id=lin.staff_id)).case_ids == ids(here)
    assert find("boiler", among=Among(site_ids=frozenset({house.old_town.pk}))).case_ids == ids(there)
    assert find("boiler", among=Among(site_ids=frozenset())).case_ids == ()
    assert find("boiler", among=Among(is_open=True)).case_ids == ids(there, here)
    assert find("boiler", among=Among(is_open=False)).case_ids == ()
    assert find("boiler", among=Among(state="resolved")).case_ids == ()


def test_narrowing_never_reaches_further_than_one_may_see(find, house):
    build_case("The boiler leaks.", house.old_town)
    local = build_actor("specialist", house.harbour)

    assert find("boiler", by=local, among=Among(site_ids=frozenset({house.old_town.pk}))).case_ids == ()


def test_a_search_is_three_questions_at_most(find, house, django_assert_max_num_queries):
    build_case("The boiler leaks.")

    with django_assert_max_num_queries(3):
        find("5724")
