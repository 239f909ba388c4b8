"""People whom words name beside what they are or did: 王经理, Mr Lee, Lisa at the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amends.engines.triage.stated import LIKELY, SURE, Fact

# The hundred most frequent surnames without those that are mostly another word: 于 因 由于, 和, 成, 任, 常, 高, 方, 金.
_SURNAME = (
    "[王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范石姚谭廖邹熊陆郝孔"
    "白崔康毛邱秦江史顾侯邵孟龙万雷钱汤尹黎易武乔贺赖龚文庞樊兰殷施陶翟安颜倪严牛温芦季俞章鲁葛伍申毕聂柴焦柳邢岳齐庄辛祝]"
)
_TITLE = "经理|先生|女士|小姐|师傅|主管|主任|店长|领班|组长|队长|班长|老师|医生|大夫|护士|乘务长|教练|导游|老板|阿姨"
# 老师傅 and 高级经理 name nobody; neither does a surname that ends another word (由于经理, 感谢, 明白, 平台方先生).
_NOT_AFTER = "(?<![由对关至等属位部堂级各多感明低物])(?<!(?<![前柜吧务])台)"
_GIVEN = (
    "(?![的姓跟和与及族是有在说让向对给被把就也都还其个位名项目大堂值班前台客房"
    "部上下不了过着这那来去到我你他她们主管总副办后])[一-鿿]"
)
_CHINESE = re.compile(rf"{_NOT_AFTER}(?P<name>{_SURNAME}(?:{_GIVEN}){{0,2}}?(?:{_TITLE}))(?!们)")
_YOUNG = re.compile(
    rf"(?:服务员|前台|客服|店员|司机|员工|同事|师傅|保安|快递员|骑手|销售|顾问|导购|叫|是)(?P<name>[小老]{_SURNAME})(?![\u4e00-\u9fff]?(?:区|路|店))"
)
_NAME = r"[A-Z][a-z]+(?:[-'’][A-Z][a-z]+)?"
_MR = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? {_NAME}(?: {_NAME})?\b")
_ROLE = (
    "receptionist|manager|supervisor|driver|technician|waiter|waitress|agent|colleague|assistant|nurse|attendant|cashier"
    "|clerk|plumber|engineer|courier|operator|representative|salesman|concierge|bartender|steward|stewardess|guard"
)
_BESIDE = re.compile(
    rf"(?:\b(?:[Yy]our|[Tt]he|[Aa]) (?:\w+ )?(?:{_ROLE}),? (?:called |named )?|\b(?:spoke|talked) (?:to|with) |\bnamed "
    rf"|\bmanager )(?P<name>{_NAME})\b"
)
_AT = re.compile(
    rf"\b(?P<name>{_NAME}) (?:at|from|on|in|behind) (?:the |your )?(?:front )?"
    r"(?:desk|reception|till|counter|bar|support|housekeeping)\b"
)
_NOBODY = frozenset(
    re.findall(
        r"\w+",
        """The A An Your My Our His Her Their This That Somebody Someone Nobody Everybody Everyone Anyone I We You He
        She They It Staff People Customer Service Support Reception Management Nothing Something No Not Please Again
        Then Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
        August September October November December Waiting Standing Back Left Only Just And But Later Yesterday Today
        Two Three
        """,
    )
)


def persons_in(text: str) -> Iterator[Fact]:
    """
    Yield the people a text names, as it names them.

    Worked values: "前台的王经理" is 王经理, "Mr Lee at the desk" Mr Lee, "your receptionist Lisa" Lisa; "由于经理不在"
    is nobody.
    """
    for found in (*_CHINESE.finditer(text), *_YOUNG.finditer(text)):
        yield Fact("person", found["name"], *found.span("name"), LIKELY)
    for found in _MR.finditer(text):
        yield Fact("person", found[0], *found.span(), SURE)
    for found in (*_BESIDE.finditer(text), *_AT.finditer(text)):
        if found["name"] not in _NOBODY:
            yield Fact("person", found["name"], *found.span("name"), LIKELY)
