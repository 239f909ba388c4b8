"""What Amends read in the words of a case, as a colleague judges it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amends.models import Case, Reading
from amends.rules.flags import FLAGS, in_order
from amends.rules.reading import DANGER


class Read(NamedTuple):
    """A flag that words raised, as it is called in a sentence, the words that decided, and whether a rule named it."""

    flag: str
    name: str
    words: tuple[str, ...]
    is_sure: bool


def unjudged(case: Case) -> list[Read]:
    """Return what was raised and still stands or is only suspected, and nobody has judged yet."""
    reading = getattr(case, "reading", None)
    if reading is None or case.closed_at is not None:
        return []
    borne, suspected = set(case.flags or ()), suspected_of(case)
    waiting = borne.intersection(reading.raised).difference(reading.answers) | suspected
    words, names = reading.suspected | reading.raised, concerns()
    return [
        Read(flag, names.get(flag, _(FLAGS[flag])), tuple(words[flag]), flag not in suspected)
        for flag in in_order(waiting)
    ]


def suspected_of(case: Case) -> set[str]:
    """Return what Amends only suspects, and nobody has judged or set yet."""
    reading = getattr(case, "reading", None)
    return set(reading.suspected).difference(reading.answers, case.flags or ()) if reading else set()


def asks_safety(case: Case) -> bool:
    """Return whether to ask first if everybody is safe: where words or a colleague say danger, and nobody asked yet."""
    is_danger = not DANGER.isdisjoint({*(case.flags or ()), *suspected_of(case)})
    return is_danger and case.safety_checked_at is None and case.closed_at is None


def flag_words(flags: Iterable[str]) -> str:
    """Return what words may concern, as a list in a sentence."""
    names, comma = concerns(), pgettext("between things named one after the other", ", ")
    return comma.join(names[flag] for flag in flags if flag in names)


def quoted(said: str, case: Case, flags: Iterable[str]) -> str:
    """Return what is said of flags with the words that decided, as long as they are kept; the history has none."""
    reading = getattr(case, "reading", None)
    words = dict.fromkeys(word for flag in flags for word in _words_of(reading, flag))
    return _("%(said)s, because of “%(words)s”") % {"said": said, "words": " · ".join(words)} if words else said


def _words_of(reading: Reading | None, flag: str) -> list[str]:
    return [] if reading is None else [*reading.raised.get(flag, ()), *reading.suspected.get(flag, ())]


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
