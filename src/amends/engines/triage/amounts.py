"""Amounts of money that words state, in whole minor units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from amends.engines.triage.figures import HAN, whole
from amends.engines.triage.stated import LIKELY, SURE, Fact
from amends.rules.money import MOST, digits_of

_SIGNS = {
    "HK$": "HKD", "US$": "USD", "NT$": "TWD", "A$": "AUD", "C$": "CAD", "S$": "SGD",
    "$": "USD", "¥": "CNY", "€": "EUR", "£": "GBP", "人民币": "CNY", "RMB": "CNY",
    **{code: code for code in ("CNY", "USD", "EUR", "GBP", "HKD", "JPY", "AUD", "CAD", "SGD", "CHF")},
}  # fmt: skip
_NAMES = {
    "人民币": "CNY", "元": "CNY", "块钱": "CNY", "块": "CNY", "RMB": "CNY", "yuan": "CNY", "kuai": "CNY",
    "美元": "USD", "美金": "USD", "dollars": "USD", "dollar": "USD", "bucks": "USD", "欧元": "EUR", "euros": "EUR",
    "euro": "EUR", "€": "EUR", "英镑": "GBP", "镑": "GBP", "pounds": "GBP", "quid": "GBP", "日元": "JPY", "yen": "JPY",
    "港币": "HKD", "港元": "HKD", "pence": "GBP", "cents": "USD",
    **{code: code for code in ("CNY", "USD", "EUR", "GBP", "HKD", "JPY", "AUD", "CAD", "SGD", "CHF")},
}  # fmt: skip
_HUNDREDTHS = {"pence", "cents"}
_SCALE = {"k": 1000, "K": 1000, "千": 1000, "万": 10_000, "thousand": 1000, "": 1}
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,2})?(?![\d]|[.,]\d)"
_SCALED = r"(?P<scale> ?(?:[kK](?![A-Za-z])|万|千|thousand\b))?"
_AFTER_TEN = "一二三四五六七八九"
# 五块玻璃 is glass, 三元桥 a bridge: what is counted by the same word, or begins a name with it.
_NO_MONEY = (
    "(?![儿面头布地石玻砖肉蛋巧表电屏骨板皮瓷饼糖牌硬毛排香豆旦宵素件老桥区奶萝瓜牛方桌木铁]|一[^钱])"
)  # fmt: skip
# The five of 三十七块五 is a tenth; that of 三十块五个人 counts people.
_TENTHS = (
    rf"(?:(?P<tenth>[{_AFTER_TEN}\d])(?![\d{_AFTER_TEN}十百千万]|[个次天份张间人杯盘斤位件样条顿晚年月小双])[毛角]?)?"
)


def _either(words: dict[str, str]) -> str:
    ordered = sorted((word for word in words if word not in {"元", "块", "块钱"}), key=len, reverse=True)
    return "|".join(
        rf"{re.escape(word)}\b" if word.isalpha() and word.isascii() else re.escape(word) for word in ordered
    )


_SIGNED = re.compile(
    rf"(?<![A-Za-z])(?P<sign>{'|'.join(re.escape(s) for s in _SIGNS)}) ?(?P<figure>{_FIGURE}){_SCALED}"
)
_NAMED = re.compile(
    rf"(?<![A-Za-z0-9/-])(?<!\d[.,])(?P<figure>{_FIGURE}){_SCALED} ?"
    rf"(?:(?P<name>{_either(_NAMES)})|块钱|[元块]{_NO_MONEY}{_TENTHS})",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    rf"(?<![第几数\d])(?P<figure>[一二两三四五六七八九十]{HAN}{{0,14}})(?P<scale>)"
    rf"(?:(?P<name>人民币|美元|美金|欧元|英镑|镑|日元|港币|港元)|块钱|[元块]{_NO_MONEY}{_TENTHS})"
)
_CENTS = re.compile(rf"(?P<figure>[\d{_AFTER_TEN}两])[毛角](?:钱|(?![{_AFTER_TEN}\w]))")
_PAID = re.compile(
    r"(?:(?:付|花|多?收|多?扣|赔偿?|退还?|转|充值?)(?:了|掉)?(?:我|您|你)?(?:们)?(?:了)?|\b(?:charged|paid|pay|cost|refund(?:ed)?"
    r"|owe[ds]?|deducted)(?: me| us)?(?: an extra| another| about)? )"
    r"(?P<figure>\d{1,7}\.\d\d(?![\d:%.,]*\d)|\d{2,7}(?=\s*(?:[。，,.!！?？；;)）]|$))(?![.,]\d))"
)


def amounts_in(text: str) -> Iterator[Fact]:
    """
    Yield the amounts of a text: minor units and currency, "3750 CNY"; without a currency where none is said.

    Worked values: "¥37.50", "37.50元" and "三十七块五" are 3750 CNY, "$1,200.00" 120000 USD, "五毛" 50 CNY.
    """
    for expression in (_SIGNED, _NAMED, _BEFORE_NAME):
        for found in expression.finditer(text):
            if fact := _fact(found, _currency(found)):
                yield fact
    for found in _CENTS.finditer(text):
        yield Fact("amount", f"{(whole(found['figure']) or 0) * 10} CNY", *found.span(), LIKELY)
    for found in _PAID.finditer(text):
        if fact := _fact(found, ""):
            yield fact


def _currency(found: re.Match[str]) -> str:
    told = found.groupdict()
    if sign := told.get("sign"):
        return _SIGNS[sign]
    name = told.get("name") or "元"
    return _NAMES.get(name) or _NAMES.get(name.lower()) or _NAMES[name.upper()]


def _fact(found: re.Match[str], currency: str) -> Fact | None:
    told = found.groupdict()
    units = _units(told["figure"])
    if units is None:
        return None
    units *= _SCALE[(told.get("scale") or "").strip()]
    if (told.get("name") or "").lower() in _HUNDREDTHS:
        units /= 100
    if tenth := told.get("tenth"):
        units += Decimal(whole(tenth) or 0) / 10
    minor = int((units * 10 ** digits_of(currency)).to_integral_value(ROUND_HALF_UP))
    if not 0 < minor <= MOST:
        return None
    start = found.start() if told.get("sign") else found.start("figure")
    return Fact("amount", f"{minor} {currency}".strip(), start, found.end(), SURE if currency else LIKELY)


def _units(figure: str) -> Decimal | None:
    if not re.match(r"\d", figure):
        number = whole(figure)
        return None if number is None else Decimal(number)
    if re.search(r",\d{1,2}$", figure):
        figure = figure.replace(",", ".")  # 49,99 as most of Europe writes it
    return Decimal(figure.replace(",", ""))
