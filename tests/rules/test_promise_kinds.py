import pytest

from amends.rules.promise_kinds import BY_LAW, FROM_RECEIPT, KINDS, read_kinds
from amends.rules.rights.library import packs


def test_the_shipped_kinds():
    assert {key: kind.allow for key, kind in KINDS.items() if kind.begins != BY_LAW} == {
        "acknowledge": "1h",
        "first_reply": "48h",
        "progress": "24h",
        "decision": "24h",
        "resolve": "72h",
        "final_response": "8w",
        "pay": "72h",
        "approval": "4h",
        "follow_up": "7d",
        "last_word": "14d",
        "choice": "7d",
    }


def test_each_duty_that_a_law_dates_has_a_kind_that_somebody_or_something_keeps():
    duties = {due.kind for pack in packs() for rule in pack.rules for due in rule.dues}

    assert {kind.key for kind in KINDS.values() if kind.begins == BY_LAW} == duties - {"final_response"}
    with pytest.raises(ValueError, match="the law says how long"):
        read_kinds('[[kind]]\nkey="x"\nname_zh="x"\nname_en="x"\nowner="owner"\nbegins="law"\nstatutory=true\n')


def test_every_case_is_promised_these():
    assert [key for key, kind in KINDS.items() if kind.always] == ["first_reply", "progress", "follow_up", "last_word"]


def test_a_policy_may_ask_for_these_from_the_receipt_on():
    assert FROM_RECEIPT == ("acknowledge", "resolve", "final_response")


def test_who_waits_on_the_spot_hears_every_twenty_minutes():
    progress = KINDS["progress"]

    assert (progress.allowed(), progress.allowed(is_live=True)) == ("24h", "20m")
    assert KINDS["follow_up"].allowed(is_live=True) == "7d"


def test_what_the_law_asks_for_never_pauses():
    text = '[[kind]]\nkey="x"\nname_zh="x"\nname_en="x"\nowner="owner"\nbegins="receipt"\nallow="1h"\nbasis="elapsed"\n'

    assert read_kinds(f"{text}statutory=true")["x"].statutory
    with pytest.raises(ValueError, match="never pauses"):
        read_kinds(f"{text}statutory=true\npauses=true")
    with pytest.raises(ValueError, match="twice"):
        read_kinds(text + text)
