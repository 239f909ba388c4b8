"""Every single key and what it does: one table that the script obeys and the sheet on `?` shows."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Shortcut:
    """
    Keys pressed one after the other, and what happens.

    does  "go:" and an address; "press:" and what is clicked or focused; "row:" and a step; or a name the script knows
    """

    keys: str
    does: str
    words: Words


NOTE, FINAL = "[name=kind][value=note]", "[name=kind][value=final]"
EVERYWHERE = (
    Shortcut("?", "sheet", _("Show these keys")),
    Shortcut("/", "search", _("Search")),
    Shortcut("c", "go:/cases/new", _("New case")),
    Shortcut("[", "side", _("Narrow or widen the side bar")),
    Shortcut("z", "press:[data-key=z]", _("Take back what was just done")),
)
GOING = (
    Shortcut("g t", "go:/today", _("Today")),
    Shortcut("g q", "go:/queue", _("Queue")),
    Shortcut("g u", "press:.side-link[href='/unsorted']", _("To sort")),
    Shortcut("g m", "go:/queue?view=mine", _("My cases")),
    Shortcut("g c", "go:/customers", _("Customers")),
    Shortcut("g k", "press:.side-link[href='/quick']", _("Quick action")),
    Shortcut("g r", "press:.side-link[href='/times']", _("Response times")),
    Shortcut("g n", "go:/notifications", _("Notifications")),
    Shortcut("g s", "go:/settings/me", pgettext_lazy("settings", "Your own page")),
)
QUEUE = (
    Shortcut("j", "row:1", _("Next row")),
    Shortcut("k", "row:-1", _("Row before")),
    Shortcut("x", "choose", _("Choose the row")),
    Shortcut("X", "choose", _("Choose all rows from the last chosen to this one")),
    Shortcut("Enter", "browser", _("Open the row")),
    Shortcut("f", "press:[data-key=f]", _("Filter")),
    Shortcut("s", "press:[data-key=s]", _("Snooze what is chosen; to sort: leave it for now")),
    Shortcut("t", "press:[data-key=t]", _("Tag what is chosen")),
)
SORTING = (
    Shortcut("1", "press:[data-key='1']", _("The likeliest kind")),
    Shortcut("2", "press:[data-key='2']", _("The next")),
    Shortcut("3", "press:[data-key='3']", _("The one after it")),
    *(Shortcut(key, f"press:[data-key='{key}']", _("The kind with this number")) for key in "456789"),
    Shortcut("0", "press:[data-key='0']", _("Choose from all kinds")),
)
CASE = (
    Shortcut("r", "reply", _("Reply to the customer")),
    Shortcut("n", f"write:{NOTE}", _("Write a note")),
    Shortcut("e", f"write:{FINAL}", _("Resolve with a final response")),
    Shortcut("a", "press:[data-key=a]", _("Hand over")),
    Shortcut("y", "press:[data-key=y]", _("What Amends read is so")),
    Shortcut("d", "press:[data-key=d]", _("It is not so; with several, the first")),
    Shortcut("w", "press:[data-key=w]", _("It is the kind of failure that is suggested")),
    Shortcut("i", "press:[data-shows=facts]", _("Facts, on a narrow screen")),
)
GROUPS: tuple[tuple[Words, tuple[Shortcut, ...]], ...] = (
    (_("Everywhere"), EVERYWHERE),
    (_("Go to"), GOING),
    (_("In a list"), QUEUE),
    (_("To sort"), SORTING),
    (_("In a case"), CASE),
)


def for_scripts() -> str:
    """Return the table for the script: keys, and what they do."""
    return json.dumps({shortcut.keys: shortcut.does for _name, group in GROUPS for shortcut in group})
