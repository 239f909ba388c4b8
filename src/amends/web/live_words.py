"""What others just did to a case, in one short line: for those who have it open, spoken by a screen reader."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.models import Event
from amends.services.directory import directory
from amends.web.happenings import PHRASES, filled

MOST = 2
WORDS = {
    "message.sent": gettext_lazy("%(actor)s wrote to the customer"),
    "note.written": gettext_lazy("%(actor)s wrote a note"),
    "intake.heard": gettext_lazy("New words from the customer"),
    "promise.missed": gettext_lazy("A promise was broken"),
}
# Said by the words that came with them.
SILENT = ("case.acknowledged", "case.started", "case.registered")


def happened_in_words(latest: Iterable[Event]) -> str:
    """Return the latest one or two things that happened, the earlier one first; "" when it is nothing to speak of."""
    said: list[str] = []
    for event in latest:
        words = WORDS.get(event.verb) or (PHRASES.get(event.verb) if event.verb not in SILENT else None)
        if words is None:
            continue
        line = filled(str(words), _actor(event), event.facts)
        if line not in said:
            said.append(line)
    return _("; ").join(reversed(said[:MOST]))


def _actor(event: Event) -> str:
    if event.actor_kind == "staff" and event.actor_id:
        return directory().given_names.get(event.actor_id, "")
    others = {"customer": _("The customer"), "token": _("A program")}
    return others.get(event.actor_kind, "Amends")
