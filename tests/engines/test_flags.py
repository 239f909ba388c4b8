"""Flags by rules and by words like those of danger: on texts of our own, one part of them never learnt from."""

import pytest

from amends.engines.triage.flags import flags_of
from amends.engines.triage.sensing import passages, sense
from tests.engines.teach_danger import TAUGHT, taught, told

ALIKE = {"danger": {"safety", "food"}}  # both stop the service at once
HARD = ("danger", "minor", "legal", "media")


def recall_and_precision(half: str, key: str) -> tuple[float, float]:
    """Return both for one flag."""
    keys = ALIKE.get(key, {key})
    pairs = [(bool(true & keys), any(flag.key in keys for flag in flags_of(text))) for true, text in told(half)]
    hits = sum(true and found for true, found in pairs)
    return hits / sum(true for true, _ in pairs), hits / sum(found for _, found in pairs)


@pytest.mark.parametrize("key", [*HARD, "vulnerable", "abusive", "praise", "spam"])
def test_what_the_rules_were_written_with_is_found(key):
    recall, precision = recall_and_precision("tuned", key)

    assert recall >= 0.97
    assert precision >= 0.80


@pytest.mark.parametrize("key", [*HARD, "vulnerable"])
def test_most_of_what_was_set_aside_is_found(key):
    recall, precision = recall_and_precision("set_aside", key)

    assert recall >= 0.85
    assert precision >= 0.80


@pytest.mark.parametrize(
    ("part", "key", "recall", "precision"),
    [
        ("frozen", "danger", 0.94, 0.94),
        ("frozen", "minor", 0.99, 0.73),
        ("frozen", "legal", 0.99, 0.92),
        ("frozen", "media", 0.99, 0.90),
        ("fresh", "danger", 0.90, 0.99),
        ("kept_trades", "danger", 0.79, 0.84),
        ("kept_trades", "minor", 0.87, 0.80),
        ("kept_trades", "legal", 0.93, 0.78),
        ("kept_trades", "media", 0.80, 0.92),
    ],
)
def test_in_words_that_nothing_was_written_for_or_learnt_from(part, key, recall, precision):
    """The honest figure: read once, after rules and weights were made. Never tune on these; write new ones."""
    found = recall_and_precision(part, key)

    assert found >= (recall, 0)
    assert found[1] >= precision


@pytest.mark.parametrize("part", ["blind", "widening"])
@pytest.mark.parametrize("key", HARD)
def test_what_was_missed_before_the_last_widening_is_found(key, part):
    recall, precision = recall_and_precision(part, key)

    assert recall >= 0.95
    assert precision >= 0.80


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("My son called you twice for me.", set()),
        ("My son called you twice for me, the driver had pushed him out of the car.", {"minor", "safety"}),
        ("带孩子来玩的，排队太久。", set()),
        ("带孩子来玩的，孩子被滑梯划伤了手。", {"minor", "safety"}),
        ("给儿子买的婚房晚交三个月。", set()),
    ],
)
def test_a_child_named_beside_is_a_minor_only_where_there_is_danger(text, keys):
    assert {flag.key for flag in flags_of(text)} == keys


def test_the_lists_share_no_text():
    texts = [text for part in (*TAUGHT, "open", "kept", "frozen", "fresh", "kept_trades") for _, text in told(part)]

    assert len(texts) == len(set(texts)) >= 5_000


def test_the_weights_are_those_that_the_texts_teach():
    kept, again = sense(), taught()

    assert kept.danger_start == pytest.approx(again.danger_start, abs=0.02)
    assert {run for run, weight in again.danger.items() if abs(weight) > 0.1} <= kept.danger.keys()
    assert kept.danger == pytest.approx({run: again.danger[run] for run in kept.danger}, abs=0.05)


def test_one_sentence_of_danger_is_heard_on_a_long_page_of_harmless_ones():
    harmless = "The room was small and the towels were grey. " * 60

    (flag,) = flags_of(harmless + "A splinter of the bed frame went deep into my palm. " + harmless)

    assert flag.key == "safety"


def test_a_page_is_heard_in_passages_that_say_where_they_begin():
    page = "One. Two! " * 40 + "三。四" * 60

    assert "".join(passage for _, passage in passages(page)) == page
    assert all(page[at:].startswith(passage) for at, passage in passages(page))


def test_each_flag_names_the_words_as_they_stand_in_the_text():
    found = {flag.key: flag.why for flag in flags_of("My LAWYER will call. 孩子被烫伤了，我的律师也知道")}

    assert found["legal"] == ("LAWYER", "律师")
    assert found["minor"] == ("孩子",)
    assert "safety" in found


def test_words_are_shown_in_the_width_they_were_written_in():
    (legal,) = flags_of("The ｌａｗｙｅｒ，律师！")

    assert legal.why == ("ｌａｗｙｅｒ", "律师")


def test_the_same_words_with_a_harmless_meaning_raise_nothing():
    assert flags_of("They fired him. 这家店太火爆了") == ()
    assert flags_of("") == ()


@pytest.mark.parametrize(
    ("text", "is_sure"),
    [
        ("菜里有玻璃，孩子嘴破了。", True),
        ("There was glass in the soup.", True),
        ("护士把隔壁床的药给我挂上了。", False),
    ],
)
def test_danger_that_no_rule_names_is_a_question(text, is_sure):
    assert {flag.is_sure for flag in flags_of(text) if flag.key in ALIKE["danger"]} == {is_sure}
