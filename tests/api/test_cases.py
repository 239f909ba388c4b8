"""Cases through the API: the list, one case with all that was said, and the acts upon it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from amends.models import Case, FailureType, Promise
from amends.services.cases import resolve_case
from amends.services.closing import confirm_solved, customer_of
from amends.services.reading import read_arrivals
from amends.services.staff import actor_of
from amends.services.stating import refute_fact
from amends.services.suggesting import say_kind
from tests.api.asking import name_of, problem, program, signed_in
from tests.builders import build_case, build_staff

JUDGED = {"severity": 2, "is_safe": True}


def heard(text="The tap in room 12 leaks.", site=None, **more):
    return build_case(text, site, now=timezone.now(), **more)


def references(answer):
    return [one["reference"] for one in answer["items"]]


def close(case, house):
    resolve_case(case=case, final_response="Mended.", by=house.actor, now=timezone.now(), **JUDGED)
    confirm_solved(case=case, by=customer_of(case), now=timezone.now())


def test_a_case_in_the_list_says_what_the_queue_says(shop, house):
    case = heard(site=house.harbour, identities=(("phone", "+8613800138000"),))

    listed = shop.get("/cases")

    assert listed["items"] == [
        {
            "id": case.pk,
            "reference": name_of(case),
            "title": "The tap in room 12 leaks",
            "snippet": "The tap in room 12 leaks.",
            "language": "en",
            "state": "registered",
            "is_open": True,
            "owner": {"id": house.administrator.pk, "name": "Ada Admin"},
            "site": {"id": house.harbour.pk, "name": "Harbour"},
            "customer": case.customer_id,
            "failure_type": None,
            "severity": None,
            "is_double_deviation": False,
            "bounces": 0,
            "repeats": 0,
            "received_at": listed["items"][0]["received_at"],
            "next_promise_at": listed["items"][0]["next_promise_at"],
            "last_word_at": listed["items"][0]["last_word_at"],
            "last_word_by": "customer",
            "resolved_at": None,
            "closed_at": None,
        }
    ]
    assert datetime.fromisoformat(listed["items"][0]["received_at"]) == case.received_at


def test_open_cases_come_with_the_next_promise_first_and_all_others_with_the_newest(shop, house):
    now = timezone.now()
    first, second, third = (heard(due_at=now + timedelta(hours=hours)) for hours in (3, 1, 2))

    assert references(shop.get("/cases", state="open")) == [name_of(one) for one in (second, third, first)]
    assert references(shop.get("/cases", state="registered")) == [name_of(one) for one in (second, third, first)]
    assert references(shop.get("/cases")) == [name_of(one) for one in (third, second, first)]


def test_a_list_can_be_narrowed(shop, house):
    lin = build_staff("specialist", house.harbour)
    here, there, over = heard(site=house.harbour), heard(site=house.old_town), heard(site=house.old_town)
    close(over, house)
    Case.objects.filter(pk=here.pk).update(owner=lin)

    assert references(shop.get("/cases", owner=lin.pk)) == [name_of(here)]
    assert references(shop.get("/cases", site="Harbour")) == [name_of(here)]
    assert references(shop.get("/cases", site=house.root.pk, state="open")) == [name_of(here), name_of(there)]
    assert references(shop.get("/cases", state="closed")) == [name_of(over)]
    assert references(shop.get("/cases", state="closed_satisfied", owner=house.administrator.pk)) == [name_of(over)]
    assert references(signed_in(lin).get("/cases", owner="me")) == [name_of(here)]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"state": "happy"}, "state"),
        ({"owner": "me"}, "owner"),
        ({"owner": "9" * 20}, "owner"),
        ({"site": "Atlantis"}, "site"),
        ({"site": "9" * 100}, "site"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"limit": 0}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"q": "x" * 201}, "q"),
    ],
)
def test_a_wrong_question_is_refused_by_the_name_of_its_parameter(shop, query, field):
    assert problem(shop.get("/cases", **query)) == (422, "invalid", field)


def test_a_search_finds_words_of_both_sides_in_both_languages(shop, house):
    leak, rooms = heard("The boiler leaks."), heard("房间空调漏水，没有人来修理。")
    shop.post(f"/cases/{name_of(rooms)}/messages", {"text": "The plumber comes tomorrow."})

    assert references(shop.get("/cases", q="boiler")) == [name_of(leak)]
    assert references(shop.get("/cases", q="漏水")) == [name_of(rooms)]
    assert references(shop.get("/cases", q="plumber")) == [name_of(rooms)]
    assert references(shop.get("/cases", q="plumber", owner=10**6)) == []
    assert references(shop.get("/cases", q=name_of(leak).lower())) == [name_of(leak)]
    assert references(shop.get("/cases", q="!?")) == []


def test_a_search_by_telephone_finds_the_cases_of_its_customer(shop, house):
    case = heard(identities=(("phone", "+8613800138000"),))

    assert references(shop.get("/cases", q="138 0013 8000")) == [name_of(case)]


def test_a_case_shows_all_that_was_said_and_promised(shop, house):
    case = heard(wanted_outcome="Mend it.")
    shop.post(f"/cases/{name_of(case)}/messages", {"text": "Ring him.", "kind": "note"})
    shop.post(f"/cases/{name_of(case)}/messages", {"text": "We come at nine."})

    read = shop.get(f"/cases/{name_of(case)}")

    assert [(one["kind"], one["author"], one["text"]) for one in read["conversation"]] == [
        ("in", None, "The tap in room 12 leaks."),
        ("note", "Shop", "Ring him."),
        ("out", "Shop", "We come at nine."),
    ]
    assert [(one["kind"], one["kept_at"] is not None) for one in sorted(read["promises"], key=lambda p: p["id"])] == [
        ("first_reply", True), ("progress", False),
    ]  # fmt: skip
    assert (read["state"], read["wanted_outcome"], read["transfer"]) == ("acknowledged", "Mend it.", None)


def test_an_unsorted_case_says_which_kind_its_words_speak_for_until_somebody_says(shop, house):
    case = heard("The tap in room 12 leaks.", house.harbour)
    read_arrivals(now=timezone.now())

    before = shop.get(f"/cases/{name_of(case)}")["suggestion"]
    leak = FailureType.objects.get(key="water_leak")
    say_kind(case=case, failure_type=leak, by=house.actor, now=timezone.now())

    assert before == {"failure_type": "water_leak", "confidence": 0.7, "why": ["leaks"], "model": ""}
    assert shop.get(f"/cases/{name_of(case)}")["suggestion"] is None


def test_a_case_says_what_its_words_state_until_somebody_says_that_it_is_not_so(shop, house):
    case = heard("Order CB77120934: please refund €37.50.", house.harbour)
    read_arrivals(now=timezone.now())
    refute_fact(case=case, kind="amount", value="3750 EUR", by=house.actor, now=timezone.now())

    read = shop.get(f"/cases/{name_of(case)}")["stated"]

    assert [(one["kind"], one["value"], one["is_taken"]) for one in read] == [
        ("order", "CB77120934", False),
        ("wish", "refund", False),
    ]
    assert read[0] | {"kind": "order"} == {
        "kind": "order", "value": "CB77120934", "others": [], "confidence": 0.95, "words": "CB77120934",
        "is_taken": False,
    }  # fmt: skip


def test_notes_are_not_for_programs_that_only_read(shop, house):
    case = heard()
    shop.post(f"/cases/{name_of(case)}/messages", {"text": "Ring him.", "kind": "note"})

    read = program("cases:read").get(f"/cases/{name_of(case)}")

    assert [one["kind"] for one in read["conversation"]] == ["in"]


@pytest.mark.parametrize("spelled", ["{}", "xy-{}", "XY {}", "xy{}"])
def test_a_reference_may_be_written_as_people_do(shop, house, spelled):
    digits = name_of(heard()).partition("-")[2]

    assert shop.get(f"/cases/{spelled.format(digits)}").status == 200


@pytest.mark.parametrize("told", ["AM-1", "AM-10018", "nonsense", "%00", "9" * 400, "漏", "..%2f"])
def test_a_reference_of_nothing_is_not_there(shop, house, told):
    assert problem(shop.get(f"/cases/{told}")) == (404, "not_found", "")


def test_a_case_of_another_place_is_not_there_to_read_or_to_act_on(shop, house):
    case = heard(site=house.old_town)
    local = program(site=house.harbour)

    assert problem(local.get(f"/cases/{name_of(case)}")) == (404, "not_found", "")
    assert problem(local.post(f"/cases/{name_of(case)}/messages", {"text": "x"})) == (404, "not_found", "")
    assert problem(local.post(f"/cases/{name_of(case)}/resolve", {"final_response": "x"})) == (404, "not_found", "")
    assert references(local.get("/cases")) == []
    assert references(local.get("/cases", q="tap")) == []
    assert problem(local.get("/cases", site=house.old_town.pk)) == (422, "invalid", "site")


def test_a_case_is_judged(shop, house):
    case, kind = heard(), FailureType.objects.exclude(parent=None).first()

    judged = shop.post(f"/cases/{name_of(case)}/triage", {**JUDGED, "failure_type": kind.key, "relationship": "true"})

    assert judged.status == 200
    assert (judged["severity"], judged["failure_type"], judged["relationship"]) == (2, kind.key, "true")
    assert judged["safety_checked_at"]


def test_a_case_is_resolved_and_stays_open_until_the_customer_speaks(shop, house):
    case = heard()

    resolved = shop.post(f"/cases/{name_of(case)}/resolve", {"final_response": "Mended.", **JUDGED})

    assert resolved.status == 200
    assert (resolved["state"], resolved["is_open"]) == ("resolved", True)
    assert [one["kind"] for one in resolved["promises"] if not one["kept_at"]] == ["follow_up"]
    assert problem(shop.post(f"/cases/{name_of(case)}/resolve", {"final_response": "x"})) == (409, "conflict", "")


@pytest.mark.parametrize(("missing", "field"), [("severity", "severity"), ("is_safe", "is_safe")])
def test_nothing_is_resolved_before_it_is_judged(shop, house, missing, field):
    told = {"final_response": "Mended.", **JUDGED}
    told.pop(missing)

    assert problem(shop.post(f"/cases/{name_of(heard())}/resolve", told)) == (422, "invalid", field)


@pytest.mark.parametrize(
    ("path", "told", "field"),
    [
        ("triage", {"severity": 6}, "severity"),
        ("triage", {"severity": "2"}, "severity"),
        ("triage", {"severity": True}, "severity"),
        ("triage", {"is_safe": "yes"}, "is_safe"),
        ("triage", {"failure_type": "nothing"}, "failure_type"),
        ("triage", {"relationship": "cousin"}, "relationship"),
        ("triage", {"is_save": True}, "is_save"),
        ("close-out", {"reason": "tired", "explanation": "x"}, "reason"),
        ("promises", {"next_at": "2199-01-01T00:00:00Z"}, "next_at"),
        ("promises", {"next_at": "2020-01-01T00:00:00Z"}, "next_at"),
    ],
)
def test_what_cannot_be_used_is_named(shop, house, path, told, field):
    refused = shop.post(f"/cases/{name_of(heard())}/{path}", told)

    assert problem(refused) == (422, "invalid", field)


def test_a_case_ends_otherwise_with_a_word_to_the_customer(shop, house):
    told = {"reason": "withdrawn", "explanation": "You asked us to stop."}

    ended = shop.post(f"/cases/{name_of(heard())}/close-out", told)

    assert (ended["state"], ended["next_promise_at"]) == ("closed_out", None)
    assert ended["conversation"][-1]["text"] == "You asked us to stop."


def test_a_program_is_no_second_person(shop, house):
    told = {"reason": "no_fault", "explanation": "It was in order."}

    refused = shop.post(f"/cases/{name_of(heard())}/close-out", told)

    assert problem(refused) == (409, "cannot_move", "")
    assert refused["detail"] == "A second person must agree."


def test_the_customer_gets_a_new_date(shop, house):
    case, next_at = heard(), timezone.now() + timedelta(days=3)

    promised = shop.post(f"/cases/{name_of(case)}/promises", {"next_at": next_at.isoformat()})

    assert promised.status == 201
    assert Promise.objects.get(pk=promised["id"]).due_at == next_at


def test_kinds_of_failure_can_be_chosen_from(shop, house):
    listed = shop.get("/failure-types")

    assert {one["key"] for one in listed["items"]} == set(FailureType.objects.values_list("key", flat=True))
    assert {"name_zh", "name_en", "parent", "key"} == set(listed["items"][0])


def test_whoever_owns_a_case_is_named(shop, house):
    lin = build_staff("specialist", house.harbour, name="Lin Yue")
    case = heard(site=house.harbour, post="staff", by=actor_of(lin))

    assert shop.get(f"/cases/{name_of(case)}")["owner"] == {"id": lin.pk, "name": "Lin Yue"}
