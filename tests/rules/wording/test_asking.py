"""Nobody is asked again for what they told already."""

import pytest

from amends.rules.wording.advice import advise
from amends.rules.wording.asking import check_asking
from amends.rules.wording.known import Known

KNOWN = Known(
    told={"order": "CB1", "phone": "+8613800138000", "date": "21 Nov", "amount": "¥37.50", "place": "Room 12"}
)


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("您好，请提供一下您的订单号。", "请提供一下您的订单号", "CB1"),
        ("麻烦告诉我订单编号和地址。", "麻烦告诉我订单编号", "CB1"),
        ("请问订单号是多少？", "订单号是多少", "CB1"),
        ("方便留个联系方式给我吗？请发联系方式。", "请发联系方式", "+8613800138000"),
        ("请问是哪天入住的？", "是哪天入住", "21 Nov"),
        ("Please send us your order number.", "Please send us your order number", "CB1"),
        ("What was the booking reference?", "What was the booking reference", "CB1"),
        ("Could you tell me the exact amount?", "Could you tell me the exact amount", "¥37.50"),
        ("When did this happen?", "When did this", "21 Nov"),
        ("May I have your room number, please?", "May I have your room number", "Room 12"),
    ],
)
def test_asking_for_what_is_known_says_what_they_told(text, words, told):
    found = [(text[one.span.start : one.span.end], one.like) for one in check_asking(text, KNOWN).findings]

    assert (words, told) in found


@pytest.mark.parametrize(
    "text",
    [
        "您的订单号 CB1 我们已经查到了。",
        "Your order number CB1 is with us.",
        "Please tell us what would help.",
        "请问您的航班号是多少？",
        "What is your flight number?",
    ],
)
def test_what_is_no_question_or_not_known_is_left_alone(text):
    assert check_asking(text, KNOWN).findings == ()


def test_advice_speaks_of_it_only_where_something_is_asked_again():
    checks = [
        [report.check for report in advise(text, KNOWN)]
        for text in ("请提供一下您的订单号，谢谢您。", "我们已经查到您的订单了，谢谢。")
    ]

    assert checks == [["asking", "plain"], ["plain"]]
