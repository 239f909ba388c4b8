"""Which of our two languages a text is written in."""

from __future__ import annotations

import re

CHINESE, ENGLISH = "zh-hans", "en"
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")


def language_of(text: str) -> str:
    """
    Return "zh-hans" or "en". A Chinese character says about as much as an English word of five letters.

    Worked value: "房间 1208 的空调坏了" is Chinese; "The 热水 tap in my room is broken again" is English.
    """
    sample = text[:2000]
    if sample.isascii():
        return ENGLISH
    han = len(sample) - len(_HAN.sub("", sample))
    return CHINESE if han and han * 5 >= len(sample) - han else ENGLISH
