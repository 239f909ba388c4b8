"""Answer with a page, or send on with a word of what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from amends.web.looks import look_of
from amends.web.toasts import toast_of

TOLD = ("said", "undo")  # the parts of an address that say what was just done

# What a person is told on the next page after something was done: the same word as on the button.
SAID = {
    "sent": gettext_lazy("Sent"),
    "noted": gettext_lazy("Note kept"),
    "asked": gettext_lazy("Asked. You own the case until they accept"),
    "accepted": gettext_lazy("You own this case now"),
    "declined": gettext_lazy("Declined"),
    "withdrawn": gettext_lazy("Question withdrawn"),
    "judged": gettext_lazy("Kept"),
    "step-done": pgettext_lazy("step of a playbook", "Done"),
    "step-skipped": gettext_lazy("Left out, with the reason"),
    "step-reopened": gettext_lazy("Taken back"),
    "playbook": gettext_lazy("Playbook changed"),
    "flagged": gettext_lazy("Kept"),
    "so": gettext_lazy("Kept: it is so"),
    "stated": gettext_lazy("Taken over from their words"),
    "not-stated": gettext_lazy("Taken away: it is not so"),
    "not-so": gettext_lazy("Taken off: it is not so"),
    "attributed": gettext_lazy("Kept. This is the tone for your words"),
    "promised": gettext_lazy("New date promised"),
    "resumed": gettext_lazy("The clock runs on"),
    "resolved": gettext_lazy("Resolved. We asked the customer whether it is put right"),
    "closed-out": gettext_lazy("Ended, and the customer was told why"),
    "joined": gettext_lazy("Two records are one customer now"),
    "parted": gettext_lazy("Two customers again, each with its own"),
    "care-flagged": gettext_lazy("Everybody who meets them sees it now"),
    "care-lifted": gettext_lazy("Care flag taken away"),
    "style-noted": gettext_lazy("Noted. It runs out by itself"),
    "style-withdrawn": gettext_lazy("Corrected"),
    "law-promised": gettext_lazy("Promised by law. The customer sees it"),
    "law-met": gettext_lazy("Noted as done"),
    "law-dropped": gettext_lazy("Dropped, with your reason"),
    "notice-sent": gettext_lazy("Noted as sent"),
    "offered": gettext_lazy("Offered. The customer can choose now"),
    "approval-asked": gettext_lazy("Asked for approval"),
    "offer-taken-back": gettext_lazy("The offer is taken back"),
    "approved": gettext_lazy("Approved, and it went out"),
    "not-approved": gettext_lazy("Not approved. Your reason went to who asked"),
    "delivered": gettext_lazy("Noted as delivered"),
    "came-back": gettext_lazy("Noted. It is owed again, and the customer was told"),
    "budget-ended": gettext_lazy("This budget has ended"),
    "compared": gettext_lazy("Compared"),
    "compared-before": gettext_lazy("This list was compared before. Nothing new was opened"),
    "left": gettext_lazy("Left as it is, with your reason"),
    "issued": gettext_lazy("Issued. The customer has the code"),
    "redeemed": gettext_lazy("Redeemed"),
    "given-back": gettext_lazy("Taken back. It stands on the voucher again"),
    "merged": gettext_lazy("Merged, all words kept"),
    "split": gettext_lazy("This is the new case. The customer sees both numbers"),
    "linked": gettext_lazy("Linked"),
    "unlinked": gettext_lazy("Link taken away"),
    "apology-waived": gettext_lazy("Noted: no apology is due"),
    "planned": gettext_lazy("Planned"),
    "back": gettext_lazy("Noted: no longer away"),
    "counted": gettext_lazy("Counted. It stands with the facts"),
    "called-off": gettext_lazy("No longer on call"),
    "looking": gettext_lazy("You look into it"),
    "false-alarm": gettext_lazy("Called a false alarm. The same has to be twice as surprising for eight weeks"),
    "watch-begun": gettext_lazy("Begun. It is looked at every hour"),
    "watch-changed": gettext_lazy("Changed"),
    "watch-paused": gettext_lazy("It rests"),
    "watch-resumed": gettext_lazy("It goes on"),
    "watch-ended": gettext_lazy("Ended. What it told of stays"),
    "counted-false-alarm": gettext_lazy("Called a false alarm. While it goes on nothing more is told"),
    "no-topic": gettext_lazy("Noted: no topic. For eight weeks these cases are not told as one again"),
    "restricted": gettext_lazy("Restricted"),
    "unrestricted": gettext_lazy("Opened to everybody at its place"),
    "unmerged": gettext_lazy("Both stand alone again"),
    "tagged": gettext_lazy("Tagged"),
    "untagged": gettext_lazy("Tag taken off"),
    "snoozed": gettext_lazy("Snoozed. Back before its next promise"),
    "woken": gettext_lazy("Back in the queue"),
    "kept-view": gettext_lazy("View kept"),
    "forgotten-view": gettext_lazy("View forgotten"),
    "scheduled": gettext_lazy("Scheduled"),
    "taken-back": gettext_lazy("Taken back. It is a draft again"),
    "contest-begun": gettext_lazy("The contest goes on by itself. You may leave this page"),
    "contest-stopped": gettext_lazy("Stopped. What was answered is kept"),
    "model-on": gettext_lazy("Switched on"),
    "model-off": gettext_lazy("Switched off"),
    "model-forgotten": gettext_lazy("Address and key are forgotten"),
    "saved": gettext_lazy("Saved"),
    "moved": gettext_lazy("Moved"),
    "added": gettext_lazy("Added"),
    "read": gettext_lazy("Marked as read"),
    "revoked": gettext_lazy("Revoked"),
    "removed": gettext_lazy("Removed"),
    "taken-away": gettext_lazy("Taken back"),
    "reviewed": gettext_lazy("Reviewed. The rules may change now"),
    "signed-out": gettext_lazy("Signed out there"),
    "asked-all": gettext_lazy("Asked. Each case stays theirs until it is accepted"),
    "unlocked": gettext_lazy("They can try again now"),
    "password": gettext_lazy("Your new password is set"),
    "loaded": gettext_lazy("The stories are here"),
    "welcome": gettext_lazy("Everything is set up"),
}


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Return a page, with what every page needs to know."""
    return render(request, template, {**appearance(request), **(context or {})}, status=status)


def appearance(request: HttpRequest) -> dict[str, Any]:
    """Return how pages look and speak for this visitor: language, theme, contrast."""
    chinese = (get_language() or "en").startswith("zh")
    look = look_of(request)
    return {
        "lang": "zh-Hans" if chinese else "en",
        "other_lang": "en" if chinese else "zh-Hans",
        "other_lang_name": "English" if chinese else "中文",
        "theme": look.theme,
        "contrast": look.contrast,
        "toast": toast_of(request, str(SAID.get(request.GET.get("said", ""), ""))),
        "this_address": here_without_toast(request),
        "now": getattr(request, "now", None),
    }


def here_without_toast(request: HttpRequest) -> str:
    """Return the address of this page as it is without the word about the act before it."""
    kept = request.GET.copy()
    for name in TOLD:
        kept.pop(name, None)
    return f"{request.path}?{kept.urlencode()}" if kept else request.path


def done(url: str, said: str = "", **parameters: str) -> HttpResponseRedirect:
    """Send the browser on after something was done, and have the next page say so."""
    address, hash_mark, place = url.partition("#")
    address, _mark, before = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(before) if name not in TOLD]
    query = urlencode([*kept, *({"said": said} if said else {}).items(), *parameters.items()])
    joined = f"{address}?{query}" if query else address
    response = HttpResponseRedirect(joined + hash_mark + place)
    response.status_code = 303
    return response


def own_path(path: str, otherwise: str = "/") -> str:
    """Return a path of this site as it was given, or ``otherwise``: never the address of another site."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or any(ord(letter) < 32 for letter in path):
        return otherwise
    return path
