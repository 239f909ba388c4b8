"""The apology check by its borders."""

from amends.rules.wording.apology import PARTS, check_apology
from amends.rules.wording.known import Known


def phrases(report, text):
    return [(one.what, text[one.span.start : one.span.end]) for one in report.findings if one.span]


def test_the_worked_value():
    text = "We are sorry if this caused any inconvenience."

    report = check_apology(text)

    assert report.done == ()
    assert report.findings[0].span == (13, 45)
    assert [one.what for one in report.findings[1:]] == list(PARTS)


def test_the_sentence_of_the_design():
    text = "姐姐生日那天出这样的事，如果给您带来不便，我们很抱歉。"

    report = check_apology(text)

    assert phrases(report, text) == [("conditional", "如果给您带来不便")]
    assert report.findings[0].better == "给您添了麻烦"


def test_what_takes_nothing_on_us_is_no_responsibility():
    assert "responsibility" not in check_apology("这不是我们的错，抱歉。").done


def test_a_failure_called_by_its_name_is_named_however_unusual():
    text = "抱歉，乐高缺件，周五补齐。"

    assert "act" not in check_apology(text).done
    assert "act" in check_apology(text, Known(happened=("乐高缺件",))).done


def test_an_owed_apology_that_is_not_there_is_missed_first():
    report = check_apology("王女士，泵明天到。", Known(is_owed=True))

    assert report.findings[0].what == "sorry"


def test_a_typewriter_apostrophe_reads_as_a_curly_one():
    assert check_apology("Sorry, we didn't call.").done == check_apology("Sorry, we didn’t call.").done


def test_an_if_that_only_asks_is_no_condition():
    text = "对不起，我们没按时到。如果周六不方便，请告诉我，我今天 18:00 前再排。"

    assert phrases(check_apology(text), text) == []
