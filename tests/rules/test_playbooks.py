"""Playbooks: the shipped ones are whole in both languages, no gate is skipped, and there is always one next step."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.canned import starters
from amends.rules.playbooks.books import EVIDENCE, Playbook, Step, When, read, written
from amends.rules.playbooks.choosing import Situation, applies, choose
from amends.rules.playbooks.library import shipped
from amends.rules.playbooks.walking import Record, Standing, next_step, require_skip, require_tick, walk
from amends.rules.promises import ALLOWANCES
from amends.rules.refusals import Conflict, Invalid, NotFound
from amends.rules.taxonomy import starting_taxonomy

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
BOOKS = list(shipped().values())
each_book = pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.key)


def test_the_fifteen_of_the_house():
    assert set(shipped()) == {
        "merged", "second_failure", "safety", "food_safety", "law_or_media", "minor", "wrong_company", "third_party",
        "anonymous", "abusive", "disproportionate", "twenty_minutes", "ba4", "ihg5", "nine_principles",
    }  # fmt: skip


@each_book
def test_every_text_stands_in_both_languages(book):
    for row, names in [(book, ("name", "about")), *((step, ("title", "why", "say")) for step in book.steps)]:
        for name in names:
            assert getattr(row, f"{name}_zh") != ""
            assert getattr(row, f"{name}_en") != ""


@each_book
def test_what_a_step_names_exists(book):
    templates = {one.key for one in starters()}
    for step in book.steps:
        assert step.template in templates | {""}
        assert step.clock in ALLOWANCES.keys() | {""}


@each_book
def test_a_condition_names_a_failure_type_that_exists(book):
    assert set(book.when.failure_types) <= {kind.key for kind in starting_taxonomy()}


@each_book
def test_it_survives_being_kept_as_data(book):
    assert read(written(book)) == book


def test_five_and_four_and_nine():
    named = [step.title_en.partition(":")[0] for step in shipped()["ihg5"].steps]
    assert [name for name in named if name in {"Channel", "Limit", "Start", "Core", "Key"}] == [
        "Channel", "Limit", "Start", "Core", "Key",
    ]  # fmt: skip
    assert [step.key for step in shipped()["ba4"].steps][:4] == ["apologise", "act", "reassure", "phone"]
    assert [step.title_en[0] for step in shipped()["nine_principles"].steps if step.title_en[0].isdigit()] == list(
        "123456789"
    )


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (Situation(), "merged"),
        (Situation(severity=5), "safety"),
        (Situation(severity=4), "merged"),
        (Situation(flags=frozenset({"safety", "media"}), is_double_deviation=True), "safety"),
        (Situation(failure_types=frozenset({"safety", "food_safety"}), severity=5), "food_safety"),
        (Situation(is_double_deviation=True, flags=frozenset({"legal"}), relationship="true"), "second_failure"),
        (Situation(flags=frozenset({"media"})), "law_or_media"),
        (Situation(flags=frozenset({"disproportionate", "abusive"})), "abusive"),
        (Situation(relationship="true"), "ba4"),
        (Situation(failure_types=frozenset({"delivery_time", "long_wait"})), "twenty_minutes"),
    ],
)
def test_which_one_applies(situation, expected):
    assert choose(BOOKS, situation).key == expected


@given(
    situation=st.builds(
        Situation,
        severity=st.none() | st.integers(min_value=1, max_value=5),
        flags=st.frozensets(st.sampled_from(["food", "media", "minor", "abusive", "anonymous"])),
        relationship=st.sampled_from(["", "first", "pseudo", "true"]),
        is_double_deviation=st.booleans(),
    )
)
def test_there_is_always_one_and_danger_always_comes_first(situation):
    book = choose(BOOKS, situation)

    assert applies(book.when, situation)
    if situation.severity == 5:
        assert book.key in {"safety", "food_safety"}


# ---- walking ----

moments = st.integers(min_value=0, max_value=10_000).map(lambda minutes: NINE + timedelta(minutes=minutes))


@st.composite
def any_book(draw):
    """Shipped ones, and ones made up: any number of steps, each waiting for any of those before it."""
    if draw(st.booleans()):
        return draw(st.sampled_from(BOOKS))
    steps = []
    for number in range(draw(st.integers(min_value=1, max_value=8))):
        before = [step.key for step in steps]
        steps.append(
            Step(
                key=f"s{number}", title_zh="步", title_en="Step", is_skippable=draw(st.booleans()),
                done_by=tuple(draw(st.lists(st.sampled_from(sorted(EVIDENCE)), max_size=2))),
                after=tuple(draw(st.lists(st.sampled_from(before), unique=True))) if before else (),
            )
        )  # fmt: skip
    return Playbook("made_up", "编", "Made up", tuple(steps))


@st.composite
def walked(draw):
    book = draw(any_book())
    keys = st.sampled_from([step.key for step in book.steps])
    some = st.dictionaries(keys, moments)
    return book, Record(draw(st.dictionaries(st.sampled_from(sorted(EVIDENCE)), moments)), draw(some), draw(some))


@given(found=walked())
def test_no_gate_is_skipped(found):
    book, record = found
    places = {place.step.key: place for place in walk(book, record)}

    for place in places.values():
        waits_for = tuple(key for key in place.step.after if not places[key].is_settled)
        assert place.waits_for == waits_for
        assert (place.standing is Standing.BLOCKED) == bool(waits_for)


@given(found=walked())
def test_there_is_exactly_one_next_step_or_all_is_settled(found):
    places = walk(*found)
    following = next_step(places)

    assert (following is None) == all(place.is_settled for place in places)
    if following is not None:
        assert following.standing is Standing.OPEN


@given(found=walked())
def test_what_is_never_left_out_is_done_or_to_be_done(found):
    for place in walk(*found):
        if not place.step.is_skippable:
            assert place.standing is not Standing.SKIPPED


@given(book=any_book(), choices=st.lists(st.booleans(), min_size=30, max_size=30))
def test_doing_the_next_step_again_and_again_ends(book, choices):
    record, taken = Record(), []
    while (place := next_step(walk(book, record))) is not None:
        key = place.step.key
        if choices[len(taken)] and place.step.is_skippable:
            record = Record(record.shown, record.ticked, {**record.skipped, key: NINE})
        else:
            record = Record(record.shown, {**record.ticked, key: NINE}, record.skipped)
        taken.append(key)

    assert taken == [step.key for step in book.steps]


def test_an_offer_before_the_explanation_counts_once_the_cause_is_explained():
    offered = Record(shown={"compensation": NINE})
    explained = Record(shown={"compensation": NINE, "explanation": NINE + timedelta(hours=1)})
    book = Playbook("b", "书", "Book", _explain_then_offer())

    assert [place.standing for place in walk(book, offered)] == [Standing.OPEN, Standing.BLOCKED]
    assert [place.standing for place in walk(book, explained)] == [Standing.DONE, Standing.DONE]


JUDGE = Step("judge", "判", "Judge", done_by=("judged",))


def _explain_then_offer():
    return (
        Step("explain", "解释", "Explain", done_by=("explanation",)),
        Step("compensate", "补偿", "Offer", done_by=("compensation",), after=("explain",)),
    )


def test_only_what_can_be_ticked_is_ticked_and_only_in_its_turn():
    book = Playbook("b", "书", "Book", (Step("first", "一", "One", is_skippable=False), JUDGE, *_explain_then_offer()))

    assert require_tick(book, Record(), "first").key == "first"
    assert require_tick(book, Record(), "explain").key == "explain"  # on the telephone
    with pytest.raises(Conflict, match="by doing it"):
        require_tick(book, Record(), "judge")
    with pytest.raises(Conflict, match="comes first"):
        require_skip(book, Record(), "compensate")
    with pytest.raises(Conflict, match="never left out"):
        require_skip(book, Record(), "first")
    with pytest.raises(Conflict, match="settled"):
        require_skip(book, Record(skipped={"explain": NINE}), "explain")
    with pytest.raises(NotFound):
        require_tick(book, Record(), "dance")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"steps": []}, "steps"),
        ({"steps": [{"key": "a", "title_zh": "", "title_en": "A"}]}, "steps"),
        ({"steps": [{"key": "a", "title_zh": "甲", "title_en": "A"}] * 2}, "steps"),
        ({"steps": [{"key": "a", "title_zh": "甲", "title_en": "A", "after": ["b"]}]}, "steps"),
        ({"steps": [{"key": "a", "title_zh": "甲", "title_en": "A", "done_by": ["magic"]}]}, "steps"),
        ({"steps": [{"key": "a", "title_zh": "甲", "title_en": "A", "role": "king"}]}, "steps"),
        ({"name_zh": " "}, "name_en"),
        ({"rank": 0}, "rank"),
        ({"when": {"flags": ["haunted"]}}, "flags"),
        ({"when": {"severity_from": 6}}, "severity_from"),
        ({"when": {"relationships": ["divorced"]}}, "relationships"),
    ],
)
def test_what_could_trap_a_case_is_refused(change, field):
    with pytest.raises(Invalid) as refused:
        read({**written(shipped()["merged"]), **change})

    assert refused.value.field == field


def test_without_conditions_it_always_applies_and_by_hand_never():
    assert applies(When(), Situation())
    assert not applies(When(by_hand=True, severity_from=1), Situation(severity=5))
