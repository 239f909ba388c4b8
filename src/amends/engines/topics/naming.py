"""Where it is and whom it concerns, read in the words of a topic when no column says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from amends.engines.topics.phrases import phrases_of
from amends.engines.topics.weighing import MOST_CHARACTERS

LEAST_SHARE = 0.25  # of the texts that name the group
_PLACE = re.compile(
    r"(小区|社区|街道|新城|新村|花园|公园|广场|大厦|学校|小学|中学|大学|学院|医院|酒店|车站|机场|商场|幼儿园|"
    r"[路街县市区镇乡村苑城湾园店楼站港湖])$"
)
_GROUP = re.compile(
    r"业主|居民|村民|市民|学生|家长|教师|老师|员工|职工|农民工|乘客|旅客|车主|司机|商户|顾客|客户|住户|租户|患者|"
    r"老人|残疾人|军人|投资人|受害人|购房者|消费者|"
    r"\b(?:guests|passengers|customers|residents|tenants|students|parents|patients|drivers|children|families|owners|"
    r"commuters|travellers|members|neighbours)\b",
    re.IGNORECASE,
)


def places_of(texts: Sequence[str], rarity: Callable[[str], float]) -> tuple[str, ...]:
    """Return the places that many of the texts name; known by their endings, so in Chinese only."""
    return phrases_of(texts, rarity, wanted=lambda words: bool(_PLACE.search(words)))[:2]


def group_of(texts: Sequence[str]) -> str:
    """
    Return the group that most of the texts name, "" when fewer than a quarter agree.

    Worked value: of four texts two say 业主 and one 居民: 业主.
    """
    seen = Counter(name for text in texts for name in {one.lower() for one in _GROUP.findall(text[:MOST_CHARACTERS])})
    name, n = max(seen.items(), key=lambda one: (one[1], one[0]), default=("", 0))
    return name if n >= LEAST_SHARE * len(texts) else ""
