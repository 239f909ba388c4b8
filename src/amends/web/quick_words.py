"""The words of the quick action that its scripts put together: in the page's language, and those said to a guest."""

from __future__ import annotations

import json
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from amends.rules.languages import CHINESE, ENGLISH
from amends.web.tags import sprite


def page_words() -> dict[str, Any]:
    """Return what the page's template needs: steps, deeds, next dates, and phrases for its scripts."""
    return {
        "steps": _steps(),
        "deeds": _deeds(),
        "next_words": _next_words(),
        "phrases": json.dumps(_phrases(), ensure_ascii=False),
        "sentences": json.dumps({language: _sentences(language) for language in (CHINESE, ENGLISH)}),
        "sprite": sprite(),
    }


def _steps() -> list[tuple[int, str]]:
    return [
        (1, pgettext("quick severity", "Trifle")),
        (2, pgettext("quick severity", "Annoyed")),
        (3, pgettext("quick severity", "Costly")),
        (4, pgettext("quick severity", "Serious")),
        (5, pgettext("quick severity", "Hurt")),
    ]


def _deeds() -> list[tuple[str, str, str]]:
    return [
        ("done", _("I put it right on the spot"), _("Only their own word closes it")),
        ("promise", _("I promise to come back"), _("The clock runs from now")),
        ("hand_over", _("I ask a colleague to take over"), _("Until they accept, it stays yours")),
    ]


def _next_words() -> list[tuple[str, str]]:
    return [
        ("10", _("%(minutes)d min") % {"minutes": 10}),
        ("20", _("%(minutes)d min") % {"minutes": 20}),
        ("60", _("%(hours)d h") % {"hours": 1}),
        ("morning", pgettext("next date", "8:00")),
    ]


def _phrases() -> dict[str, str]:
    return {
        "other": _("Something else, I will say"),
        "waits": ngettext("%(count)d entry waits on this device", "%(count)d entries wait on this device", 2),
        "wait_one": ngettext("%(count)d entry waits on this device", "%(count)d entries wait on this device", 1),
        "refused": _("Not taken. Change the words and send it again"),
        "again": _("Send again"),
        "remove": pgettext("an entry", "Throw away"),
        "sure": _("Really throw it away?"),
        "unknown": _("Unknown guest"),
        "tomorrow": _("%(time)s tomorrow"),
        "open_case": _("still open"),
        "finish": pgettext("finish an entry", "Done"),
        "finish_for": _("Done, tell %(name)s"),
        "yours": _("Noted. It is yours"),
        "yours_for": _("Noted. %(name)s is yours to look after"),
        "measured": _("%(taps)d taps, %(seconds)d s. Until somebody else accepts, it stays yours."),
        "by": _("Tell them by %(time)s"),
        "asked": _("%(name)s is asked to take over"),
        "remembered": _("Remembered: %(text)s"),
        "put_right": _("Put right. Their own word closes it"),
        "owed_name": _("What is owed"),
        "given": _("%(gift)s, given"),
        "given_code": _("%(gift)s, number %(code)s"),
        "gift_owed": _("%(gift)s: noted, to be paid"),
        "gift_asked": _("%(gift)s: above your limit, so it is asked for"),
        "gift_noted": _("%(gift)s could not be given. The case says why"),
        "gift_soon": _("%(gift)s: looked at again when it is sent"),
        "odd_sum": _("Write an amount like 1037.50."),
        "case": _("Case %(reference)s is open, and they can follow it"),
        "case_soon": _("The case opens in a moment"),
        "say_how_bad": _("How bad is it? Choose a step."),
        "say_deed": _("What do you do now? Choose one."),
        "nobody": _("Nobody else works here. Promise to come back instead."),
        "not_looked_up": _("Not looked up: there is no network. The code is kept."),
        "nobody_known": _("Nobody known here by this. It is written down with the case."),
        "no_camera": _("The camera cannot be used. Type the code."),
    }


def _sentences(language: str) -> dict[str, str]:
    """Return what to say to a guest who speaks this language; the name is put before it where it is known."""
    with translation.override(language):
        return {
            "name": pgettext("spoken", "%(name)s, %(sentence)s"),
            "tomorrow": pgettext("spoken", "%(time)s tomorrow"),
            "sorry": pgettext("spoken", "I am sorry about this. It is our mistake."),
            "sorry_for": pgettext("spoken", "I am sorry about this: %(what)s. It is our mistake."),
            "done": pgettext(
                "spoken", "%(sorry)s It is put right now. If anything is still not as it should be, tell me."
            ),
            "gift": pgettext("spoken", "%(sentence)s You get this from us: %(gift)s."),
            "gift_asked": pgettext("spoken", "%(sentence)s I am asking whether you can have more from us."),
            "owed": pgettext("spoken", "%(sentence)s You get back what is yours by law."),
            "promise": pgettext("spoken", "%(sorry)s I will come back to you by %(time)s."),
            "hand_over": pgettext(
                "spoken",
                "%(sorry)s I am asking %(colleague)s to help, and you will hear from us by %(time)s. "
                "Until then I look after it myself.",
            ),
        }
