"""The components of design and language as template tags; a page puts these together and invents none."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from amends.models import Promise
from amends.rules.flags import FLAGS, in_order
from amends.web import moments, rings, shortcuts
from amends.web.markup import fill

register = template.Library()


@cache
def sprite() -> str:
    """Return the address of the icon sprite."""
    return staticfiles_storage.url("icons.svg")


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """Draw an icon of the sprite; always beside a word, so it is silent for screen readers."""
    # One class per size: the content policy allows no style attribute.
    return fill('<svg class="icon icon-{}" aria-hidden="true"><use href="{}#{}"/></svg>', size, sprite(), name)


@register.simple_tag
def logo(size: int = 20) -> SafeString:
    """Draw the ring that is Amends."""
    return fill(
        '<svg class="icon icon-{} logo" viewBox="0 0 24 24" aria-hidden="true">'
        '<path d="M20.2 9.2A8.9 8.9 0 1 1 14.6 3.5" stroke-width="2.7"/>'
        '<path class="logo-tick" d="M8 11.6l3.7 3.7L20.4 5" stroke-width="2.9"/></svg>',
        size,
    )


@register.simple_tag
def ring(state: str, share_left: float = 1.0) -> SafeString:
    """Draw a promise's ring in one of its states, for use beside words that name the state."""
    return rings.draw(state, share_left, spoken_by_ring=False)


@register.simple_tag
def promise_ring(promise: Promise, now: datetime) -> SafeString:
    """Draw the ring of a promise as it stands, spoken."""
    standing = rings.standing(promise, now)
    return rings.draw(standing.state, standing.share_left)


@register.simple_tag
def promise_badge(promise: Promise, now: datetime, name: str = "") -> SafeString:
    """Draw a promise's badge: ring and words, with what was promised where the place around it does not say."""
    standing = rings.standing(promise, now)
    return rings.badge(
        standing.state,
        standing.words,
        share_left=standing.share_left,
        due_at=promise.due_at,
        made_at=promise.runs_from,
        name=name,
    )


@register.simple_tag
def stage_bar(stages: list[Any]) -> SafeString:
    """
    Draw the customer's stages, like a parcel on its way.

    Each stage has ``name``, ``state`` (done, now, to-come) and ``day`` ("" while it is to come).
    """
    items = format_html_join(
        "",
        '<li class="stage" data-state="{}"{}>{}'
        '<span class="stage-name">{}</span><span class="stage-day">{}</span></li>',
        (
            (
                stage.state,
                mark_safe(' aria-current="step"') if stage.state == "now" else "",
                stage_mark(stage.state),
                stage.name,
                stage.day,
            )
            for stage in stages
        ),
    )
    return fill('<ol class="stages">{}</ol>', items)


def stage_mark(state: str) -> SafeString:
    """Return the disc of a stage, with what it means for a screen reader."""
    if state == "done":
        inner, said = (
            '<circle class="stage-disc" cx="12" cy="12" r="11"/><path class="stage-tick" d="M7.6 12.4l3 3 5.8-6.4"/>',
            _("done"),
        )
    elif state == "now":
        inner, said = (
            '<circle class="stage-halo" cx="12" cy="12" r="14"/><circle class="stage-ring" cx="12" cy="12" r="8"/>',
            _("now"),
        )
    else:
        inner, said = '<circle class="stage-circle" cx="12" cy="12" r="10"/>', _("to come")
    return fill(
        '<svg class="stage-mark" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
        said,
        mark_safe(inner),  # noqa: S308
    )


def initial(name: str) -> str:
    """Return the letter that stands for a person: L for Lin, 林 for 林悦."""
    return name.strip()[:1].upper() or "?"


@register.simple_tag
def person(name: str, tone: str = "slate", size: int = 22) -> SafeString:
    """Draw a person's initial in a circle; pine for the owner, clay for the customer, slate for colleagues."""
    return fill('<span class="person person-{} person-{}" aria-hidden="true">{}</span>', tone, size, initial(name))


@register.simple_tag
def owner_chip(given_name: str, *, asked: bool = False, says_it: bool = False) -> SafeString:
    """Draw who owns, or who was asked and has not accepted yet."""
    if asked:
        words = _("%(name)s, asked") % {"name": given_name}
        return fill('<span class="owner owner-asked">{}<span>{}</span></span>', person(given_name, "asked"), words)
    said = _("%(name)s owns this") % {"name": given_name} if says_it else given_name
    return fill('<span class="owner">{}<span>{}</span></span>', person(given_name, "pine"), said)


@register.simple_tag
def flag(kind: str) -> SafeString:
    """Draw a flag of a case that changes what one does."""
    symbol, tone = FLAG_LOOKS.get(kind, ("flag", "plain"))
    words = {"twice": _("2nd time"), "care": _("Care"), "forgotten": _("Forgotten")}.get(kind) or _(
        FLAGS.get(kind, kind)
    )
    return fill('<span class="flag flag-{}">{}{}</span>', tone, icon(symbol, 12), words)


FLAG_LOOKS = {
    "safety": ("alert", "safety"),
    "food": ("alert", "safety"),
    "legal": ("shield", "law"),
    "media": ("globe", "law"),
    "minor": ("heart", "care"),
    "vulnerable": ("heart", "care"),
    "twice": ("twice", "twice"),
    "care": ("heart", "care"),
    "forgotten": ("clock", "safety"),
}
BEFORE_TWICE = ("safety", "food", "legal", "media")
MOST_FLAGS = 2


def shown_flags(flags: Collection[str] | None, *, is_second_time: bool, is_forgotten: bool = False) -> tuple[str, ...]:
    """Return the two flags that change most: safety, law or media, forgotten, second time, minor, the rest."""
    borne = in_order(flags or ())
    first = [one for one in borne if one in BEFORE_TWICE]
    forgotten, second = ["forgotten"] * is_forgotten, ["twice"] * is_second_time
    return (*first, *forgotten, *second, *(one for one in borne if one not in BEFORE_TWICE))[:MOST_FLAGS]


@register.simple_tag
def gap() -> str:
    """Return what stands between two sentences: Chinese has its space in the full stop."""
    return "" if (get_language() or "").startswith("zh") else " "


@register.simple_tag
def when(instant: datetime, now: datetime) -> SafeString:
    """Say an instant: today 18:00, Fri 09:30, 17 Nov; the tooltip says it in full."""
    return timed(instant, moments.when(instant, now))


@register.simple_tag
def day(instant: datetime, now: datetime) -> SafeString:
    """Say the day of an instant, with the year when it was another one."""
    return timed(instant, moments.date(instant, now))


@register.simple_tag
def stamp(instant: datetime, now: datetime) -> SafeString:
    """Say an instant with its time of day, however far it is."""
    return timed(instant, moments.stamp(instant, now))


@register.simple_tag
def ago(instant: datetime, now: datetime) -> SafeString:
    """Say how long ago, in one short word."""
    return timed(instant, moments.ago(instant, now))


def timed(instant: datetime, words: str) -> SafeString:
    """Return words for an instant that a machine can read too."""
    there = localtime(instant)
    return fill(
        '<time datetime="{}" title="{}">{}</time>',
        there.isoformat("T", "seconds"),
        there.isoformat(" ", "minutes"),
        words,
    )


@register.simple_tag
def left(instant: datetime, now: datetime) -> str:
    """Say how much time is left: 3 h 40 min, 还有 3 小时 40 分."""
    return moments.left(instant, now)


@register.simple_tag
def by(instant: datetime, now: datetime) -> str:
    """Say until when, inside a sentence: by 18:00 today."""
    return moments.by(instant, now)


@register.simple_tag
def late(due_at: datetime, now: datetime) -> str:
    """Say how late it is: 1 h 12 min late."""
    return rings.late_words(due_at, now)


@register.simple_tag
def seconds(instant: datetime) -> int:
    """Give an instant to a script that goes on counting."""
    return int(instant.timestamp())


@register.simple_tag
def counts_down(due_at: datetime, now: datetime) -> bool:
    """Return whether an instant is near enough to count seconds; before that, weekday and time say more."""
    return due_at - now < timedelta(days=1)


@register.simple_tag
def countdown(due_at: datetime, now: datetime) -> SafeString:
    """Say the time left in large figures, as it stands when the page is made; a script counts on."""
    left_over = max(int((due_at - now).total_seconds()), 0)
    hours, minutes = left_over // moments.HOUR, left_over % moments.HOUR // moments.MINUTE
    parts = [(hours, pgettext("countdown unit", "h"))] if hours else []
    parts += [
        (minutes, pgettext("countdown unit", "min")),
        (left_over % moments.MINUTE, pgettext("countdown unit", "s")),
    ]
    return format_html_join(
        "", "{}<small>{}</small>", ((f"{v:02d}" if i else str(v), unit) for i, (v, unit) in enumerate(parts))
    )


@register.filter
def share_left(promise: Promise, now: datetime) -> float:
    """Return the share of a promise's clock that is left."""
    return rings.running_state(promise.runs_from, promise.due_at, now)[1]


@register.simple_tag
def other_language(text_language: str) -> SafeString:
    """Name the language of a fragment when it is not the page's: ` lang="zh-Hans"`."""
    if not text_language or (get_language() or "en")[:2] == text_language[:2]:
        return mark_safe("")
    return fill(' lang="{}"', "zh-Hans" if text_language.startswith("zh") else text_language)


@register.simple_tag
def keys_for_scripts() -> str:
    """Return what each single key does."""
    return shortcuts.for_scripts()


@register.simple_tag
def words_for_scripts() -> str:
    """Return the phrases with which a script goes on counting, in the page's language."""
    return json.dumps(
        {
            "palette": _("Find a case, a page, a person or an action"),
            "nothing": _("Nothing fits these words"),
            "action": _("Action"),
            "under": _("under 1 min"),
            "minutes": _("%(minutes)d min"),
            "hours": _("%(hours)d h"),
            "both": _("%(hours)d h %(minutes)02d min"),
            "left": pgettext("time left, on a badge", "%(length)s"),
            "late": _("%(length)s late"),
            "h": pgettext("countdown unit", "h"),
            "min": pgettext("countdown unit", "min"),
            "s": pgettext("countdown unit", "s"),
            "running": _("promise running"),
            "soon": _("due soon"),
            "broken": pgettext("state of a promise", "broken"),
        },
        ensure_ascii=False,
    )
