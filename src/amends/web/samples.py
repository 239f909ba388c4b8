"""
What the page of components shows: one invented company, Thursday 19 November 2026, 14:20.

Written in both languages here and not in the catalogue: these are somebody's words and names, not ours.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.models import Promise
from amends.web import rings, stages, tags
from amends.web.conversation import Entry
from amends.web.grouping import Group
from amends.web.rows import Row
from amends.web.timeline import Item, Line
from amends.web.toasts import Toast

NOW = datetime(2026, 11, 19, 6, 20, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Said(NamedTuple):
    """The same in both languages."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if (get_language() or "en").startswith("zh") else self.en


class Badge(NamedTuple):
    """A promise in one of its states: its ring, its badge, and what the state is called."""

    state: str
    badge: SafeString
    share_left: float
    meaning: str
    words: str


LEAK = Said("Coffee machine leaks, and the replacement too", "咖啡机漏水，换来的一台也漏")
WORDS = Said("I took the afternoon off. Nobody came and nobody rang.", "我请了半天假在家等。没有人来，也没有人打电话。")
ANSWER = Said(
    "We left you waiting for an afternoon. Chen comes today, 18:00 to 18:30, and I will ring you before that.",
    "昨天下午让您白等了。陈师傅今天 18:00 到 18:30 上门，出发前我给您打电话。",
)
WANG, LIN, NING = Said("Wang Min", "王敏"), Said("Lin", "林悦"), Said("Ning", "周宁")
HARBOUR = Said("Harbour store", "海港店")


def promise(made: timedelta, due: timedelta, **outcome: timedelta) -> Promise:
    """Return a promise by how far its instants are from now; it is never saved."""
    return Promise(made_at=NOW + made, due_at=NOW + due, **{name: NOW + span for name, span in outcome.items()})


def badges() -> list[Badge]:
    """Return the seven states, in the order of a promise's life."""
    running, soon = promise(-2 * HOUR, 3 * HOUR + 40 * MINUTE), promise(-2 * HOUR, 14 * MINUTE)
    broken = promise(-DAY, -72 * MINUTE)
    kept = promise(-DAY, HOUR, kept_at=-2 * HOUR)
    late = rings.missed_words(70 * MINUTE, is_apologised=True)
    paused = rings.paused_words(NOW + 21 * HOUR + 40 * MINUTE, NOW)
    to_come = str(Said("Ask whether it holds", "回访是否真的好了"))
    drawn = [
        *(_standing(one) for one in (running, soon, broken)),
        ("late", rings.badge("late", late, due_at=NOW - 5 * HOUR), 0.0, late),
        ("paused", rings.badge("paused", paused, due_at=NOW + DAY), 0.0, paused),
        _standing(kept),
        ("to-come", rings.badge("to-come", to_come, due_at=NOW + 7 * DAY), 0.0, to_come),
    ]
    return [Badge(state, badge, share, str(rings.SPOKEN[state]), words) for state, badge, share, words in drawn]


def _standing(one: Promise) -> tuple[str, SafeString, float, str]:
    standing = rings.standing(one, NOW)
    return standing.state, tags.promise_badge(one, NOW), standing.share_left, standing.words


def groups() -> list[Group]:
    """Return a queue of three cases, one broken, with a long title and a name in the other language."""
    return [
        Group(str(Said("Broken", "没兑现")), str(Said("An apology is owed", "下一封信里要道歉")), [_broken_row()]),
        Group(str(Said("Later today", "今天晚些时候")), "", [_row(), _foreign_row()]),
    ]


def _row(**changes: Any) -> Row:
    given: dict[str, Any] = {
        "reference": "CB-4127",
        "badge": tags.promise_badge(promise(-2 * HOUR, 3 * HOUR + 40 * MINUTE), NOW),
        "title": str(LEAK),
        "snippet": str(WORDS),
        "language": "zh" if str(LEAK) == LEAK.zh else "en",
        "customer": str(WANG),
        "site": str(HARBOUR),
        "owner": str(LIN),
        "last": tags.ago(NOW - 4 * MINUTE, NOW),
        "is_unread": False,
        "flags": (),
    }
    return Row(**{**given, **changes})


def _broken_row() -> Row:
    badge = tags.promise_badge(promise(-DAY, -72 * MINUTE), NOW)
    return _row(reference="CB-4119", badge=badge, is_unread=True, flags=("twice",))


def _foreign_row() -> Row:
    badge = tags.promise_badge(promise(-2 * HOUR, 14 * MINUTE), NOW)
    is_english = str(LEAK) == LEAK.en
    title, customer = (LEAK.zh, WANG.zh) if is_english else ("Charged twice for one night", "Ingrid Olsen")
    language = "zh" if is_english else "en"
    return _row(reference="CB-4130", badge=badge, title=title, customer=customer, language=language, snippet="")


def items() -> list[Item]:
    """Return a timeline with each kind of entry and event."""
    chinese = (get_language() or "en").startswith("zh")
    language = "zh" if chinese else "en"

    def entry(kind: str, text: Said, hours: int) -> Entry:
        at, words = NOW - hours * HOUR, str(text)
        return Entry(
            kind=kind,
            pk=1,
            at=at,
            text=words,
            language=language,
            staff_id=None,
            author_name="",
            post_id=None,
            place="",
            case_id=None,
        )

    missed = rings.draw("broken", spoken_by_ring=False)
    kept = rings.draw("kept", spoken_by_ring=False)
    note = Said("She prefers a call after six.", "她希望六点以后打电话。")
    return [
        Item(day=str(Said("Thursday 19 November", "11月19日 周四"))),
        Item(entry=entry("in", WORDS, 5), author=str(WANG), tone="clay", channel=str(Said("web page", "网页"))),
        Item(line=Line(missed, str(Said("Promise broken", "承诺没兑现")), "14:00–17:00", NOW - 4 * HOUR, "missed")),
        Item(entry=entry("out", ANSWER, 3), author=str(LIN), tone="pine"),
        Item(line=Line(kept, str(Said("Promise kept", "承诺已兑现")), "", NOW - 3 * HOUR, "kept")),
        Item(entry=entry("note", note, 2), author=str(NING)),
    ]


def stage_bar() -> list[stages.Stage]:
    """Return the six stages of a case whose customer is to choose."""
    names = (_("Received"), _("Has an owner"), _("Cause found"), _("You choose"), _("We deliver"), _("You confirm"))
    days = [str(Said("17 Nov", "11月17日")), str(Said("17 Nov", "11月17日")), str(Said("18 Nov", "11月18日"))]
    states = ["done", "done", "done", "now", "to-come", "to-come"]
    return [
        stages.Stage(name, state, day)
        for name, state, day in zip(names, states, [*days, str(Said("today", "今天")), "", ""], strict=True)
    ]


def places() -> list[tuple[str, str, str]]:
    """Return rows of a table: place, owner, open cases."""
    old_town, airport = str(Said("Old town", "老城店")), str(Said("Airport", "机场店"))
    return [(str(HARBOUR), str(LIN), "1,284"), (old_town, str(NING), "97"), (airport, str(LIN), "8")]


def earlier() -> list[tuple[str, str, str]]:
    """Return what went wrong before with the same customer: the ring, what it was, and what became of it."""
    return [
        (
            "late",
            str(Said("Pump leaked", "水泵漏水")),
            str(Said("5 Nov · repaired late · CB-3988", "11月5日 · 晚了才修好 · CB-3988")),
        ),
        (
            "kept",
            str(Said("Delivered a day late", "晚送了一天")),
            str(Said("2 Mar · fee paid back · CB-3120", "3月2日 · 退了运费 · CB-3120")),
        ),
    ]


def around() -> dict[str, str]:
    """Return the words of the bulk bar, the composer and the customer card."""
    said = {
        "selected": Said("3 selected", "选中 3 件"),
        "draft_kept": Said("Draft kept 14:19", "草稿已存 14:19"),
        "advice": Said("The date you promise is not in your words yet.", "话里还没有写下次回话的时间。"),
        "known_since": Said("2 March 2020", "2020年3月2日"),
        "care": Said("Ring after six. Do not send a repair again.", "18 点以后打电话。不要再上门修了。"),
    }
    return {name: str(words) for name, words in said.items()}


def toast() -> Toast:
    """Return the line after three cases were put off."""
    return Toast(str(Said("3 cases snoozed until tomorrow 09:00", "3 件已推迟到明天 9:00")), 1)
