"""What Amends read in the words of a case, as a colleague judges it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import Case
from amends.rules.flags import FLAGS, in_order
from amends.rules.reading import DANGER


class Read(NamedTuple):
    """A flag that words raised, as it is called in a sentence, and the words that decided."""

    flag: str
    name: str
    words: tuple[str, ...]


def unjudged(case: Case) -> list[Read]:
    """Return what was raised and still stands, and nobody has judged yet."""
    reading = getattr(case, "reading", None)
    if reading is None or case.closed_at is not None:
        return []
    waiting = set(case.flags or ()).intersection(reading.raised).difference(reading.answers)
    names = concerns()
    return [Read(flag, names.get(flag, _(FLAGS[flag])), tuple(reading.raised[flag])) for flag in in_order(waiting)]


def asks_safety(case: Case) -> bool:
    """Return whether to ask first if everybody is safe: where words or a colleague say danger, and nobody asked yet."""
    is_danger = not DANGER.isdisjoint(case.flags or ())
    return is_danger and case.safety_checked_at is None and case.closed_at is None


def flag_words(flags: Iterable[str]) -> str:
    """Return what words may concern, as a list in a sentence."""
    names, comma = concerns(), pgettext("between things named one after the other", ", ")
    return comma.join(names[flag] for flag in flags if flag in names)


def quoted(said: str, case: Case, flags: Iterable[str]) -> str:
    """Return what is said of flags with the words that decided, as long as they are kept; the history has none."""
    reading = getattr(case, "reading", None)
    words = dict.fromkeys(word for flag in flags for word in (reading.raised.get(flag, ()) if reading else ()))
    return _("%(said)s, because of “%(words)s”") % {"said": said, "words": " · ".join(words)} if words else said


def concerns() -> dict[str, str]:
    """Return what words may concern, flag by flag."""
    return {
        "safety": pgettext("may concern", "somebody’s safety"),
        "food": pgettext("may concern", "food safety"),
        "legal": pgettext("may concern", "the law"),
        "media": pgettext("may concern", "the media"),
        "minor": pgettext("may concern", "a minor"),
        "vulnerable": pgettext("may concern", "somebody vulnerable"),
    }
