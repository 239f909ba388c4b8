"""Every verb of the history has words, so that the audit trail never shows a key."""

from amends.rules.verbs import VERBS
from amends.web.audit_words import KINDS, WORDS
from tests.house.tree import none_of


def test_every_verb_has_words_in_the_audit_trail():
    none_of(sorted(VERBS ^ WORDS.keys()), "give the verb its line in web/audit_words.py, and translate it")


def test_the_kinds_name_verbs_that_exist():
    none_of(
        sorted({verb for _name, verbs in KINDS.values() for verb in verbs} - VERBS), "take the verb out of its kind"
    )
