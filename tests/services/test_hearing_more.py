"""Further words of the customer in a case that is there already."""

import pytest

from amends.models import Intake
from amends.rules.actors import Actor
from amends.rules.hearing import StoredFile
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services.cases import reply_to_customer, resolve_case
from amends.services.closing import confirm_solved
from amends.services.listening import hear_more
from amends.services.promises import sweep_overdue
from amends.services.tokens import actor_of_token, create_token
from tests.builders import DAY, HOUR, NOW, again, build_actor, build_case, build_house, customer_of, owner_of

pytestmark = pytest.mark.django_db

PHOTO = StoredFile(name="tap.jpg", media_type="image/jpeg", size_bytes=3, sha256="a" * 64)


@pytest.fixture
def house():
    return build_house()


def test_further_words_are_kept_in_the_case(house):
    case = build_case()

    intake = hear_more(case=case, text=" Also\x00 the shower. ", by=customer_of(case), now=NOW + HOUR, files=[PHOTO])

    case = again(case)
    assert (intake.text, intake.case, intake.received_at) == ("Also the shower.", case, NOW + HOUR)
    assert intake.artifacts.get().name == "tap.jpg"
    assert (case.snippet, case.last_word_by, case.last_word_at) == ("Also the shower.", "customer", NOW + HOUR)
    assert (case.events.last().verb, case.event_count) == ("intake.heard", 2)
    assert case.next_due_at == NOW + 48 * HOUR, "the first reply is still owed, and no other date was needed"


def test_a_picture_alone_is_further_word_enough(house):
    case = build_case()

    hear_more(case=case, text="\x00 ", by=customer_of(case), now=NOW, files=[PHOTO])

    assert again(case).snippet == "tap.jpg"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " \x00"}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"post": "nowhere"}, "post"),
        ({"external_id": "x" * 201}, "external_id"),
        ({"external_id": "\x00"}, "external_id"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(house, given, field):
    case = build_case()

    with pytest.raises(Invalid) as refused:
        hear_more(**{"case": case, "text": "More", "by": customer_of(case), "now": NOW} | given)

    assert refused.value.field == field
    assert again(case).intakes.count() == 1


def test_who_works_elsewhere_cannot_add_words_and_neither_can_another_customer(house):
    case = build_case(site=house.harbour, identities=(("email", "wei@example.com"),))
    other = build_case(identities=(("email", "lin@example.com"),))

    for stranger in (build_actor("specialist", house.old_town), customer_of(other)):
        with pytest.raises(NotAllowed):
            hear_more(case=case, text="More", by=stranger, now=NOW)


def test_the_same_outside_id_adds_the_words_once(house):
    case = build_case()
    program = actor_of_token(create_token(name="shop", scopes=["intakes:write"], by=house.actor, now=NOW)[0])

    first, second = (
        hear_more(case=case, text="More", by=program, now=NOW, post="api", external_id="m-1") for _ in range(2)
    )

    assert first == second
    assert again(case).intakes.count() == 2


def test_an_outside_id_of_another_case_is_refused_or_these_words_would_be_lost(house):
    build_case("The lift is stuck", post="api", external_id="1")
    case = build_case()

    with pytest.raises(Conflict) as refused:
        hear_more(case=case, text="More", by=customer_of(case), now=NOW, post="api", external_id="1")

    assert refused.value.field == "external_id"


def test_words_after_an_answer_are_owed_an_answer(house):
    case = build_case()
    reply_to_customer(case=case, text="We look.", by=house.actor, now=NOW + HOUR, next_at=NOW + 10 * DAY)

    hear_more(case=case, text="And?", by=customer_of(case), now=NOW + 2 * HOUR)

    assert again(case).next_due_at == NOW + 10 * DAY, "the date that was given stands"


def test_asking_again_does_not_make_a_late_case_look_less_late(house):
    """A miss stays the case's next date until somebody does what was promised or gives a new date."""
    case = build_case()
    late = NOW + 50 * HOUR
    sweep_overdue(now=late)

    hear_more(case=case, text="Nobody answers me!", by=customer_of(case), now=late)

    case = again(case)
    promise = case.promises.get()
    assert (case.next_due_at, promise.missed_at, promise.settled_at) == (NOW + 48 * HOUR, NOW + 48 * HOUR, None)


def test_asking_again_before_the_sweep_came_by_makes_no_difference(house):
    case = build_case()

    hear_more(case=case, text="Nobody answers me!", by=customer_of(case), now=NOW + 50 * HOUR)

    assert again(case).next_due_at == NOW + 48 * HOUR


def test_words_open_a_closed_case_again(house):
    case = build_case()
    resolve_case(case=case, final_response="Done.", by=owner_of(case), now=NOW + HOUR, severity=2, is_safe=True)
    confirm_solved(case=case, by=customer_of(case), now=NOW + 2 * HOUR)

    hear_more(case=case, text="It leaks again.", by=customer_of(case), now=NOW + DAY)

    case = again(case)
    assert (case.state, case.closed_at, case.next_due_at) == ("reopened", None, NOW + 2 * DAY)
    assert not case.double_deviation  # it may have been thanks; only "not yet" calls the recovery unsatisfactory


def test_a_story_stays_a_story(house):
    case = build_case(by=Actor("system", None, "Amends"), is_story=True)

    hear_more(case=case, text="More", by=customer_of(case), now=NOW)

    assert Intake.objects.filter(is_story=True).count() == 2
