"""Explanation, restatement and plain language by their borders, and which of them a text calls for."""

from amends.rules.wording.advice import advise
from amends.rules.wording.explanation import check_explanation
from amends.rules.wording.known import Fact, Known
from amends.rules.wording.plain import check_plain
from amends.rules.wording.restatement import check_restatement

SEAL = Known(facts=(Fact("note", "Seal of the pump split, same batch"),))


def test_a_cause_on_record_names_its_source():
    text = "It leaked because the pump seal split."

    report = check_explanation(text, SEAL)

    assert [(text[start:end], source) for (start, end), source in report.ties] == [("the pump seal split", "note")]
    assert report.findings == ()


def test_a_cause_nobody_recorded_stands_on_nothing():
    report = check_explanation("It leaked because the floor was uneven.", SEAL)

    assert [one.what for one in report.findings] == ["untied"]
    assert report.done == ()


def test_a_figure_nobody_recorded_unties_a_cause():
    assert check_explanation("It leaked because the pump seal split on 12.", SEAL).ties == ()


def test_both_halves_said_back_in_own_words():
    heard = Known(("The boiler leaked again and I want it replaced",), "replaced")

    report = check_restatement("So the boiler has leaked again, and you would like it replaced. Is that right?", heard)

    assert report.done == ("happened", "wanted", "own_words", "confirm")


def test_what_nobody_knows_to_be_wanted_need_not_be_said_back():
    assert "wanted" in check_restatement("您说热水器又漏了，对吗？", Known(("热水器又漏了",))).done


def test_no_time_is_vague_beside_a_time():
    assert check_plain("我尽快处理，最晚今天 18:00 前告诉您。").findings == ()


def test_a_sentence_is_long_from_the_first_word_too_many():
    assert check_plain(" ".join(["word"] * 28) + ".").findings == ()
    assert [one.what for one in check_plain(" ".join(["word"] * 29) + ".").findings] == ["long"]


def test_a_text_calls_for_its_own_checks():
    assert [one.check for one in advise("今天 18:00 前我打电话给您，说说结果。")] == ["plain"]
    assert [one.check for one in advise("对不起，我们没到，是因为车坏了。")] == ["apology", "explanation", "plain"]
    assert advise("对不起") == ()


def test_an_owed_apology_is_asked_of_every_text():
    assert advise("Your new pump arrives on Friday.", Known(is_owed=True))[0].check == "apology"


def test_the_script_of_the_text_decides_whatever_its_reader_writes():
    assert check_plain("Dear 王敏, your ticket has been logged.").findings != ()
    assert [one.what for one in check_plain("王女士，Lungo S2 的工单我看了。").findings] == ["jargon"]
