"""
Complaints that never happened: Chinese and English, about 400 characters, the same ones for the same seed.

Every text names one of a hundred brands, so that a brand is a word found in about one document of a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

LENGTH = 400
PEOPLE = 20_000  # as many addresses as the peers' bench in our notes drew from

BRANDS_EN = tuple(
    a + b for a in ("Bright", "North", "Silver", "Oak", "Fair") for b in (
        "well", "brook", "ford", "mont", "haven", "field", "stone", "bridge", "gate", "wick",
    )
)  # fmt: skip
BRANDS_ZH = tuple(a + b for a in ("青", "远", "晨", "朗", "禾") for b in (
    "芙牌", "榭牌", "澜牌", "峤牌", "岚牌", "珀牌", "翎牌", "霁牌", "筠牌", "璟牌",
))  # fmt: skip

_THINGS_EN = (
    "the kettle", "the invoice", "my booking", "the parcel", "the boiler", "the router", "the refund", "the room",
    "the sofa", "the card reader", "the meal", "the tyre", "the subscription", "the washing machine", "the ticket",
)  # fmt: skip
_FAULTS_EN = (
    "arrived two days late", "was charged twice", "leaks from below", "stopped working after a week",
    "smelled of smoke", "was never delivered", "had the wrong size", "was cancelled without a word",
    "is missing two parts", "makes a grinding noise", "was cold when it came", "cannot be switched off",
    "showed somebody else's name",
)  # fmt: skip
_ASKS_EN = (
    "I rang on Monday and nobody called back.", "Your colleague at the counter shrugged.",
    "I want it collected and paid back.",
    "Please tell me by when this will be put right.", "I kept the receipt and three photographs.",
    "My mother is eighty and had to carry it upstairs.", "This is the second time within a month.",
    "The driver said it was not his job.", "I waited forty minutes on the line before it was cut.",
    "We had guests and were quite ashamed.", "A repair was promised for Thursday between nine and eleven.",
)  # fmt: skip
_THINGS_ZH = (
    "热水器", "订单", "房间", "快递", "路由器", "洗衣机", "发票", "沙发", "外卖", "会员卡", "空调",
    "机票", "手机", "门锁", "退款",
)  # fmt: skip
_FAULTS_ZH = (
    "漏水已经三天", "重复扣款两次", "送来的尺寸不对", "用了一周就坏了", "一直没有送到", "缺少两个零件",
    "噪音很大睡不着",
    "被取消却没有通知", "显示别人的名字", "到的时候已经凉了", "打不开也关不上", "包装破损严重",
)  # fmt: skip
_ASKS_ZH = (
    "周一打过电话，至今没有人回复。", "柜台的工作人员让我自己想办法。", "希望你们上门取走并全额退还。",
    "请告诉我什么时候能够解决。",
    "我保留了小票和三张照片。", "我母亲八十岁，只好自己搬上楼。", "这已经是一个月内的第二次。", "司机说这不归他管。",
    "热线等了四十分钟，最后自动挂断。", "家里来了客人，十分难堪。", "师傅约好周四上午，结果没有出现。",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华"
_FIRST = ("Anna", "Ben", "Carla", "David", "Emma", "Farid", "Grace", "Hugo", "Iris", "Jonas", "Kate", "Liam")
_LAST = (
    "Adler",
    "Brown",
    "Costa",
    "Dubois",
    "Evans",
    "Fischer",
    "Garcia",
    "Hughes",
    "Ivanov",
    "Jensen",
    "King",
    "Lopez",
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody told us, and who; ``person`` is the number of the customer."""

    person: int
    text: str
    language: str
    name: str
    email: str
    phone: str
    wanted_outcome: str


class Complaints:
    """An endless supply of complaints, Chinese and English by turns."""

    def __init__(self, seed: int) -> None:
        """Begin a series; the same ``seed`` gives the same series."""
        self._random = Random(seed)  # noqa: S311 - made up, not secret
        self._count = 0

    def next(self) -> Complaint:
        """Return one more."""
        self._count += 1
        person = self._random.randrange(PEOPLE)
        email, phone = f"customer{person}@example.com", f"+8613{person:09d}"
        if self._count % 2:
            name = self._random.choice(_SURNAMES) + self._random.choice(_GIVEN)
            return Complaint(person, self.text("zh"), "zh-hans", name, email, phone, "退款")
        name = f"{self._random.choice(_FIRST)} {self._random.choice(_LAST)}"
        return Complaint(person, self.text("en"), "en", name, email, phone, "a refund")

    def text(self, language: str) -> str:
        """Return about 400 characters in "zh" or "en" that name one brand and one order."""
        parts, length = [self._opening(language)], 0
        while length < LENGTH:
            parts.append(self._sentence(language))
            length = sum(map(len, parts))
        return ("" if language == "zh" else " ").join(parts)[:LENGTH]

    def _opening(self, language: str) -> str:
        pick, order = self._random.choice, self._random.randrange(10_000_000)
        if language == "zh":
            return f"{pick(BRANDS_ZH)}{pick(_THINGS_ZH)}{pick(_FAULTS_ZH)}，订单 O{order:07d}。"
        return f"The {pick(BRANDS_EN)} order O{order:07d}: {pick(_THINGS_EN)} {pick(_FAULTS_EN)}."

    def _sentence(self, language: str) -> str:
        pick = self._random.choice
        if self._random.random() < 0.5:
            return pick(_ASKS_ZH if language == "zh" else _ASKS_EN)
        if language == "zh":
            return f"{pick(_THINGS_ZH)}{pick(_FAULTS_ZH)}。"
        return f"Then {pick(_THINGS_EN)} {pick(_FAULTS_EN)}."
