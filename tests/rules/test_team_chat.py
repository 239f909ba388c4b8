"""Which team chat a pasted webhook address belongs to."""

import pytest

from amends.rules.refusals import Invalid
from amends.rules.team_chat import team_chat

KNOWN = {
    "WeCom": ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=6b90-00aa", "wecombot://6b90-00aa"),
    "DingTalk": ("https://oapi.dingtalk.com/robot/send?access_token=ab12", "dingtalk://ab12"),
    "Feishu": ("https://open.feishu.cn/open-apis/bot/v2/hook/6b90-aa", "feishu://6b90-aa"),
    "Lark": ("https://open.larksuite.com/open-apis/bot/v2/hook/6b90-aa", "lark://6b90-aa"),
    "Slack": ("https://hooks.slack.com/services/T1/B1/abc", "https://hooks.slack.com/services/T1/B1/abc"),
    "Discord": ("https://discord.com/api/webhooks/123/ab_c", "https://discord.com/api/webhooks/123/ab_c"),
    "Teams": (
        "https://prod-15.westus.logic.azure.com:443/workflows/64/triggers/manual/paths/invoke?api-version=2016&sig=a-b",
        "https://prod-15.westus.logic.azure.com:443/workflows/64/triggers/manual/paths/invoke?api-version=2016&sig=a-b",
    ),
}


@pytest.mark.parametrize("service", KNOWN)
def test_a_pasted_address_is_known_by_its_service(service):
    address, way = KNOWN[service]

    chat = team_chat(f" {address} ")

    assert (chat.service, chat.address, chat.way) == (service, address, way)
    assert len(chat.hint) == 4


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://hooks.slack.com/services/T1/B1/abc",
        "https://hooks.slack.com.evil.example/services/T1/B1/abc",
        "https://user@hooks.slack.com/services/T1/B1/abc",
        "https://hooks.slack.com@127.0.0.1/services/T1/B1/abc",
        "https://127.0.0.1/logic.azure.com/x?a=b",
        "https://evil.example#.logic.azure.com/workflows/x?a=b",
        "json://127.0.0.1/",
        "https://hooks.slack.com/services/T1/B1/abc?overflow=split&emojis=yes",
        "https://discord.com/api/webhooks/1/" + "a" * 700,
    ],
)
def test_our_server_asks_no_address_that_is_not_one_of_theirs(address):
    with pytest.raises(Invalid) as refusal:
        team_chat(address)

    assert refusal.value.field == "chat"
