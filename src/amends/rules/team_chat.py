"""Which team chat a pasted webhook address belongs to. Only known services: our server asks no address of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from amends.rules.refusals import Invalid, gettext_noop

_WORD = r"[A-Za-z0-9_-]+"
# name for people; what the address looks like; how the library names it, empty: by the address itself
_KNOWN: tuple[tuple[str, str, str], ...] = (
    ("WeCom", rf"qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=({_WORD})", "wecombot"),
    ("DingTalk", rf"oapi\.dingtalk\.com/robot/send\?access_token=({_WORD})", "dingtalk"),
    ("Feishu", rf"open\.feishu\.cn/open-apis/bot/v2/hook/({_WORD})/?", "feishu"),
    ("Lark", rf"open\.larksuite\.com/open-apis/bot/v2/hook/({_WORD})/?", "lark"),
    ("Slack", rf"hooks\.slack\.com/services/{_WORD}/{_WORD}/{_WORD}/?", ""),
    ("Teams", r"[a-z0-9.-]+\.(?:logic\.azure|api\.powerplatform)\.com(?::443)?/[\w/-]+\?[\w=&%.-]+", ""),
    ("Discord", rf"discord(?:app)?\.com/api/webhooks/[0-9]+/{_WORD}/?", ""),
)
LONGEST = 600
SHOWN = 4  # characters at the end, by which a person tells two robots apart


@dataclass(frozen=True, slots=True)
class TeamChat:
    """A robot in a team's chat: the service, the address as pasted, and as the library takes it. Both are secrets."""

    service: str
    address: str
    way: str

    @property
    def hint(self) -> str:
        """What may be shown of the address."""
        return self.address.rstrip("/")[-SHOWN:]


def team_chat(address: str) -> TeamChat:
    """
    Return the chat a pasted address belongs to, or refuse it naming the field "chat".

    Worked value: "https://open.feishu.cn/open-apis/bot/v2/hook/6b90-aa" is Feishu, and "feishu://6b90-aa" to the
    library.
    """
    address = address.strip()
    rest = address.removeprefix("https://")
    for service, form, scheme in _KNOWN:
        found = re.fullmatch(form, rest) if rest != address and len(address) <= LONGEST else None
        if found:
            return TeamChat(service, address, f"{scheme}://{found[1]}" if scheme else address)
    raise Invalid(
        gettext_noop(
            "This is no webhook address we know. Paste the one of a robot in WeCom, DingTalk, Feishu, Lark, Slack, "
            "Teams or Discord; it begins with https://."
        ),
        field="chat",
    )
