import re
from collections import Counter

import pytest

from amends.rules.taxonomy import FailureKind, read_taxonomy, starting_taxonomy

TYPES = ("core", "delivery_time", "execution", "encounter", "billing", "safety", "privacy", "process")


def test_first_level():
    assert tuple(kind.key for kind in starting_taxonomy() if not kind.parent) == TYPES


def test_second_level_belongs_to_a_first_with_three_to_six_each():
    counts = Counter(kind.parent for kind in starting_taxonomy() if kind.parent)

    assert tuple(counts) == TYPES
    assert [parent for parent, count in counts.items() if not 3 <= count <= 6] == []


def test_keys_are_snake_case_and_unique():
    keys = [kind.key for kind in starting_taxonomy()]

    assert len(set(keys)) == len(keys)
    assert [key for key in keys if not re.fullmatch(r"[a-z]+(_[a-z]+)*", key)] == []


def test_both_names_are_there_each_in_its_language_and_once():
    kinds = starting_taxonomy()

    assert [kind.key for kind in kinds if not re.search(r"[\u4e00-\u9fff]", kind.name_zh)] == []
    assert [kind.key for kind in kinds if not kind.name_en.isascii() or not kind.name_en[:1].isupper()] == []
    assert len({kind.name_zh for kind in kinds}) == len({kind.name_en for kind in kinds}) == len(kinds)


ONE = """
[[type]]
key = "core"
name_zh = "核心"
name_en = "Core"
kinds = [{ key = "%s", name_zh = "超订", name_en = "Overbooked" }]
"""


def test_read_taxonomy():
    assert read_taxonomy(ONE % "overbooked") == (
        FailureKind("core", "", "核心", "Core"),
        FailureKind("overbooked", "core", "超订", "Overbooked"),
    )


def test_read_taxonomy_refuses_a_key_that_comes_twice():
    with pytest.raises(ValueError, match="twice: core"):
        read_taxonomy(ONE % "core")
