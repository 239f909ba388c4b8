import re

import pytest

from amends.rules.verbs import VERBS, require_verb


def test_verbs_are_a_subject_and_an_act():
    assert [verb for verb in VERBS if not re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", verb)] == []


def test_require_verb():
    assert require_verb("case.closed") == "case.closed"
    with pytest.raises(ValueError, match=r"case\.close'"):
        require_verb("case.close")
