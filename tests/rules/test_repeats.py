"""When a customer had to say it again, in both languages; thanks and news of their own are none."""

import pytest

from amends.rules.repeats import Repeat, repeat_of

TAP_EN = "The tap in room 1208 leaks and the carpet is wet. Nobody came when I rang the desk."
TAP_ZH = "1208 房间的水龙头漏水，地毯都湿了，打前台电话没人来。"


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        (TAP_EN, TAP_EN),
        ("Again: the tap in room 1208 leaks, the carpet is wet, nobody came.", TAP_EN),
        (TAP_ZH, TAP_ZH),
        ("我再说一遍：1208 房间的水龙头漏水，地毯都湿了。", TAP_ZH),
    ],
)
def test_the_same_words_once_more(text, earlier):
    assert repeat_of(text, ["Thank you.", earlier], is_waiting=False) is Repeat.SAME_WORDS


@pytest.mark.parametrize(
    "text",
    [
        "Is anybody there?",
        "Hello?",
        "Any update on this?",
        "I am still waiting.",
        "I haven't heard anything back from you.",
        "Nobody has answered me yet.",
        "有人吗？",
        "在吗",
        "怎么还没人联系我",
        "都三天了还没回复",
        "请问有消息了吗？",
        "催一下",
    ],
)
def test_to_ask_whether_anybody_is_there_counts_while_an_answer_is_owed(text):
    assert repeat_of(text, [TAP_EN, TAP_ZH], is_waiting=True) is Repeat.ANYBODY
    assert repeat_of(text, [TAP_EN, TAP_ZH], is_waiting=False) is None


@pytest.mark.parametrize(
    "text",
    [
        "Thank you, that is very kind.",
        "谢谢，麻烦你们了。",
        "The shower does not work either, and the heating is off.",
        "浴室的灯也不亮，空调一直响。",
        "You can reach me after six.",
        "请六点以后打给我。",
    ],
)
def test_thanks_and_something_new_are_no_repetition(text):
    assert repeat_of(text, [TAP_EN, TAP_ZH], is_waiting=True) is None


def test_a_short_word_said_twice_is_none():
    assert repeat_of("Thank you.", ["Thank you."], is_waiting=False) is None
