"""Numbers by which something is known: of orders, flights, trains and rooms, telephones, and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.engines.triage.stated import LIKELY, SURE, Fact
from amends.rules.identities import normalise
from amends.rules.refusals import Refusal

# Two letters at the front of a flight number, of airlines that many fly with: others need the word beside them.
_AIRLINES = (
    "CA|MU|CZ|HU|3U|ZH|MF|FM|SC|9C|HO|JD|GS|KN|KY|TV|PN|8L|BK|G5|DR|BA|AA|UA|DL|LH|AF|KL|EK|QR|SQ|CX|NH|JL|KE|OZ|QF"
    "|VS|EY|TK|FR|U2|WN|B6|AC|IB|LX|OS|SK|AY|TP|AZ|NZ|TG|MH|GA|VN|BR|CI|HX|UO|AK|TR|FZ|W6"
)
_LABELLED = r"(?P<number>(?=[A-Z0-9-]*\d)[A-Z0-9](?:[A-Z0-9]|-(?=[A-Z0-9])){3,24})(?![A-Z0-9])"
_ORDER_WORDS = (
    r"(?:订单|运单|快递单|物流单|预订单?|预定单?|确认单?|合同|发票|票|会员)(?:编号|号码?)|订单|单号"
    r"|\b(?:order|booking|reservation|confirmation|tracking|invoice|ticket|parcel|contract|reference|ref)"
    r"(?: ?(?:no\.?|number|id|code|reference|ref\.?|nr\.?))*"
)
_ORDER = re.compile(rf"(?:{_ORDER_WORDS})(?: ?(?:is|was|为|是))?[ :：#＃]{{0,3}}{_LABELLED}", re.IGNORECASE)
_ORDER_ALONE = re.compile(r"(?<![A-Za-z0-9+@.-])(?P<number>[A-Z]{2,4}-?\d{8,18})(?![A-Za-z0-9.@-])")
_FLIGHT = re.compile(rf"(?<![A-Za-z0-9-])(?P<number>(?:{_AIRLINES}) ?\d{{3,4}})(?![A-Za-z0-9])")
_FLIGHT_NAMED = re.compile(
    r"(?:\bflight (?:no\.? |number )?|航班号?[:： ]?)(?P<number>(?:[A-Z]{2}|[A-Z]\d|\d[A-Z]) ?\d{2,4})(?![A-Z0-9])"
    r"|(?<![A-Za-z0-9])(?P<other>[A-Z]{2} ?\d{3,4})(?= ?次?航班)",
    re.IGNORECASE,
)
_TRAIN = re.compile(
    r"(?:\btrain (?:no\.? |number )?|高铁|动车|列车|火车)(?P<number>[GDCZTKS]\d{1,4})(?!\d)"
    r"|(?<![A-Za-z0-9])(?P<other>[GDCZTKS]\d{1,4})(?= ?次| ?列车|高铁|动车)",
    re.IGNORECASE,
)
_NAMES = {
    "room": r"\b(?:room|rm\.?|suite)(?: no\.?| number)? ?#?",
    "table": r"\btable(?: no\.?| number)? ?#?",
    "gate": r"\bgate ",
    "seat": r"\bseat ",
    "floor": r"\bfloor ",
}
_CHINESE_NAMES = {
    "room": "号?(?:房间?|客房|室)",
    "table": "号桌",
    "gate": "号?登机口",
    "seat": "号?座位?",
    "floor": "楼(?![以高])",
}
_PLACE_NUMBER = r"[A-Z]?\d{1,4}[A-Z]?"
_PLACES = tuple(
    (
        name,
        re.compile(
            rf"{_NAMES[name]}(?P<number>{_PLACE_NUMBER})(?![\w:%]|[.,]\d)"
            rf"|(?<![A-Za-z0-9#/-])(?<!\d[.,])(?P<other>{_PLACE_NUMBER}) ?{_CHINESE_NAMES[name]}",
            re.IGNORECASE,
        ),
    )
    for name in _NAMES
)
# What stands before the Chinese word: 2房 counts rooms, and C3座 is a building.
_IS_PLACE = {name: re.compile(_PLACE_NUMBER) for name in _NAMES}
_IS_PLACE |= {
    "room": re.compile(r"[A-Z]?\d{3,4}[A-Z]?"),
    "seat": re.compile(r"\d{1,2}[A-K]"),
    "floor": re.compile(r"\d{1,2}"),
}
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}")
_PHONE = re.compile(
    r"(?<![\w.+-])(?P<number>\+\d{1,3}[ -]?(?:\(\d{1,4}\)[ -]?)?\d{2,4}(?:[ -]?\d{2,4}){1,4}"
    r"|(?:0086|86)?[ -]?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0[1-9]\d{1,2}-\d{7,8}"
    r"|400-\d{3,4}-\d{3,4}|0[1-9]\d{3} \d{6}|0[1-9]\d{2} \d{3} \d{4}"
    r"|\(\d{3}\) \d{3}-\d{4})(?![\w-])",
    re.ASCII,
)
_PHONE_NAMED = re.compile(
    r"(?:电话|手机|联系方式|tel\.?|telephone|phone|mobile|cell|(?:call|ring|text) (?:me |us )?(?:on|at))"
    r"(?:号码?)?(?: number)?(?: ?(?:is|是|为))?[ :：]{0,2}(?P<number>[\d][\d -]{5,16}\d)(?!\w)",
    re.IGNORECASE | re.ASCII,
)


def numbers_in(text: str) -> Iterator[Fact]:
    """
    Yield what is known by a number.

    Worked values: "订单号CB20261103" is order CB20261103, "Flight BA117" flight BA117, "G1024次" train G1024,
    "1208房" place "room 1208", "138 0013 8000" phone +8613800138000.
    """
    for found in _EMAIL.finditer(text):
        yield Fact("email", found[0].lower(), *found.span(), SURE)
    for expression, confidence in ((_PHONE_NAMED, SURE), (_PHONE, SURE)):
        yield from _phones(expression, text, confidence)
    yield from _known_by("flight", _FLIGHT_NAMED, text, SURE)
    yield from _known_by("flight", _FLIGHT, text, LIKELY)
    yield from _known_by("train", _TRAIN, text, SURE)
    yield from _known_by("order", _ORDER, text, SURE)
    yield from _known_by("order", _ORDER_ALONE, text, LIKELY)
    for name, expression in _PLACES:
        for found in expression.finditer(text):
            number = (found["number"] or found["other"]).upper()
            if found["number"] or _IS_PLACE[name].fullmatch(number):
                yield Fact("place", f"{name} {number}", *found.span(), SURE)


def _known_by(kind: str, expression: re.Pattern[str], text: str, confidence: float) -> Iterator[Fact]:
    for found in expression.finditer(text):
        name = "number" if found["number"] else "other"
        yield Fact(kind, found[name].replace(" ", "").upper(), *found.span(name), confidence)


def _phones(expression: re.Pattern[str], text: str, confidence: float) -> Iterator[Fact]:
    for found in expression.finditer(text):
        try:
            yield Fact("phone", normalise("phone", found["number"]), *found.span("number"), confidence)
        except Refusal:
            continue
