"""The asking check: nobody is asked for what they told already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from amends.rules.wording.findings import Finding, Report, Span
from amends.rules.wording.known import Known
from amends.rules.wording.lexicon import first_of_each
from amends.rules.wording.sentences import is_chinese

CHECK = "asking"
# What a sentence asks for, in Chinese and in English, by the kind of fact that answers it.
_ASKED_FOR: Mapping[str, tuple[str, str]] = {
    "order": (
        "(?:订单|预订|预定|运单|快递|确认)编?号码?",
        r"(?:order|booking|reservation|confirmation|tracking) (?:number|no\b|reference|code|id)",
    ),
    "flight": ("航班号", "flight (?:number|no\\b)"),
    "train": ("车次", "train (?:number|no\\b)"),
    "place": ("(?:房间?|桌|座位)号码?", "(?:room|table|seat) (?:number|no\\b)"),
    "phone": ("(?:电话|手机)号?码?|联系方式", "(?:tele)?phone number|mobile number|contact number"),
    "email": ("邮箱|电子邮件", "e-?mail(?: address)?"),
    "amount": ("金额|具体数额", "(?:exact )?(?:amount|sum)"),
    "date": ("日期|具体时间", "(?:exact )?date"),
}
_ALSO: Mapping[str, tuple[str, str]] = {
    "amount": ("(?:花|付|扣|收)了多少钱", "how much (?:did you pay|were you charged|was it)"),
    "date": (
        "(?:是)?(?:哪天|哪一天|几号|什么时候)(?:发生|入住|下的?单|买|到|来)",
        "(?:when|on (?:which|what) (?:day|date)) (?:did (?:this|it|that)|were you|was (?:this|it|that))",
    ),
}


def asks(text: str, known: Known) -> bool:
    """Whether a text asks for something that is known."""
    return next(_found(text, known), None) is not None


def check_asking(text: str, known: Known) -> Report:
    """
    Say which of what the customer told already is asked for once more.

    Worked value: with the order CB1 known, "Please send us your order number." asks for it.
    """
    return Report(CHECK, (), (), first_of_each(_found(text, known)))


def _found(text: str, known: Known) -> Iterator[Finding]:
    for kind, value in known.told.items():
        if kind in _ASKED_FOR:
            for found in _asking(kind, is_chinese=is_chinese(text)).finditer(text):
                yield Finding(CHECK, "told", Span(*found.span()), like=value)


@cache
def _asking(kind: str, *, is_chinese: bool) -> re.Pattern[str]:
    which = 0 if is_chinese else 1
    what = _ASKED_FOR[kind][which]
    also = f"|{_ALSO[kind][which]}" if kind in _ALSO else ""
    if is_chinese:
        wants = "(?:请|麻烦|烦请|能否|可否|能不能|方便|需要)[^。！？\n]{0,12}(?:提供|告诉|告知|发|给|说|报|补充)"
        return re.compile(f"{wants}[^。！？\n]{{0,12}}(?:{what})|(?:{what})是?(?:多少|什么|哪)[^。！？\n]{{0,4}}{also}")
    wants = (
        "(?:please|could you|can you|would you|may (?:i|we) have|(?:i|we)(?: would|'d|’d)? need"
        "|let (?:me|us) (?:know|have))"
    )
    question = rf"what (?:is|was) (?:your|the) (?:{what})"
    return re.compile(rf"{wants}[^.!?\n]{{0,40}}\b(?:{what})\b|{question}{also}", re.IGNORECASE)
