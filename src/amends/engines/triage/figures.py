"""Numbers as people write them, in figures and in Chinese characters."""

from __future__ import annotations

import re

HAN = "[零〇一二两三四五六七八九十百千万亿]"
_DIGIT = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNIT = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
LONGEST = 15  # characters of a number in Chinese


def whole(text: str) -> int | None:
    """
    Return a whole number in figures or in Chinese characters, None where it is none.

    Worked values: "12" is 12, "两千六百" 2600, "一百二" 120, "十二万" 120000, "二〇二六" 2026.
    """
    if text.isascii():
        return int(text) if text.isdigit() and len(text) <= LONGEST else None
    if not re.fullmatch(f"{HAN}{{1,{LONGEST}}}", text):
        return None
    if not any(character in _UNIT for character in text):
        return int("".join(str(_DIGIT[character]) for character in text))
    return _with_units(text)


def _with_units(text: str) -> int:
    total = part = digit = 0
    least = 1  # what a last digit without a unit counts: the two of 一百二 is twenty
    for character in text:
        if character in _DIGIT:
            digit, least = _DIGIT[character], least if _DIGIT[character] else 10
            continue
        unit = _UNIT[character]
        least = unit
        if unit >= _UNIT["万"]:
            total, part = (total + part + digit) * unit, 0
        else:
            part += (digit or 1) * unit
        digit = 0
    return total + part + digit * max(least // 10, 1)
