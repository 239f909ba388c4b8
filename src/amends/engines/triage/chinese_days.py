"""Days as they are said in Chinese."""

from __future__ import annotations

import re
from datetime import date, timedelta

from amends.engines.triage.figures import HAN, whole
from amends.engines.triage.stated import LIKELY, SURE
from amends.engines.triage.written_days import NO_DAY, Meant, Reader, near

NUMBER = rf"\d{{1,2}}|{HAN}{{1,3}}"
PART = "凌晨|清晨|早上|早晨|一早|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜|夜间"
_AGO = {"大前天": 3, "前天": 2, "前晚": 2, "昨": 1, "今": 0, "明": -1, "后天": -2}
_DAY_WORD = "大前天|前天|前晚|昨[天日晚夜]|今[天日早晚晨]|明[天日早晚]|后天"


def _day_word(found: re.Match[str], told_on: date) -> Meant:
    ago = next(days for word, days in _AGO.items() if found[0].startswith(word))
    return [told_on - timedelta(days=ago)], SURE


def _weekday(found: re.Match[str], told_on: date) -> Meant:
    wanted = "一二三四五六日".index(found["day"].replace("天", "日"))
    monday = told_on - timedelta(days=told_on.weekday())
    weeks = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}
    if found["week"]:
        return [monday + timedelta(weeks=weeks[found["week"]], days=wanted)], SURE
    return [told_on - timedelta(days=(told_on.weekday() - wanted) % 7)], LIKELY


def _ago(found: re.Match[str], told_on: date) -> Meant:
    number = whole(found["number"])
    days = 1 if found["unit"] == "天" else 7
    return ([told_on - timedelta(days=number * days)], SURE) if number else NO_DAY


def _month_day(found: re.Match[str], told_on: date) -> Meant:
    month, day = whole(found["month"]), whole(found["day"])
    year = found["year"] or {"今年": str(told_on.year), "去年": str(told_on.year - 1)}.get(found["which"] or "")
    return ([near(told_on, month, day, year)], SURE) if month and day else NO_DAY


def _of_month(found: re.Match[str], told_on: date) -> Meant:
    month = told_on.replace(day=1)
    if found["which"].startswith("上"):
        month = (month - timedelta(days=1)).replace(day=1)
    return [month.replace(day=int(found["day"]))], SURE


READERS: tuple[Reader, ...] = (
    # The part of the day belongs to the day unless a time follows, which takes it along.
    (re.compile(rf"(?:{_DAY_WORD})(?:的?(?:{PART})(?! ?[半一二三四五六七八九十\d]* ?点))?"), _day_word),
    (
        # Not 一周三次 and 每周二.
        re.compile(
            r"(?<![每一两三四五六几整半\d])(?<!每到)(?:(?P<week>上上|上|这|本|下)个?)?"
            r"(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?![次个天周年])"
        ),
        _weekday,
    ),
    (
        re.compile(rf"(?<![月\d])(?P<number>\d{{1,3}}|{HAN}{{1,3}}) ?个?(?P<unit>天|周|星期|礼拜)(?:之|以)?前"),
        _ago,
    ),
    (
        re.compile(
            rf"(?:(?P<year>(?:20)?\d\d) ?年 ?|(?P<which>今年|去年) ?)?"
            rf"(?P<month>{NUMBER}) ?月 ?(?P<day>{NUMBER}) ?[日号]?(?! ?[个\d])"
        ),
        _month_day,
    ),
    (re.compile(r"(?P<which>上个?月|这个?月|本月) ?(?P<day>\d{1,2}) ?[号日]"), _of_month),
)
