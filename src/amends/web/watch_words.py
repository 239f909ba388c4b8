"""What a watch watches and when it tells, in words; and what came in lately as a line of bars."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from amends.models import Watch
from amends.rules.watches import Asked, phrases
from amends.services.directory import directory
from amends.web.colleagues import failure_names, post_names

STEP, HIGH = 3, 28


@dataclass(frozen=True, slots=True)
class Bar:
    """A day on which something came in."""

    x: int
    y: float
    high: float
    tells: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """Days as bars, the newest at the right end."""

    bars: list[Bar]
    wide: int
    total: int
    high: int = HIGH


def watched_words(watch: Watch) -> str:
    """Return what it watches: Harbour · Food safety · Telephone · “smoke” or “异味”."""
    quoted = [f"“{phrase}”" for phrase in phrases(watch.words)]
    parts = [
        directory().names.get(watch.site_id, ""),
        failure_names().get(watch.failure_type_id, "") if watch.failure_type_id else "",
        dict(post_names()).get(watch.post_id, "") if watch.post_id else "",
        _(" or ").join(quoted),
    ]
    return " · ".join(part for part in parts if part)


def asked_words(asked: Asked) -> str:
    """Return when it tells: more than usual, about one false alarm a year; or from 5 cases within 7 days on."""
    parts = []
    if asked.false_alarms is not None:
        usual = dict(false_alarm_choices())[asked.false_alarms]
        parts.append(_("More than usual (%(false_alarms)s)") % {"false_alarms": usual})
    if asked.cases is not None and asked.days is not None:
        cases = ngettext("%(n)d case", "%(n)d cases", asked.cases) % {"n": asked.cases}
        words = ngettext("from %(cases)s within %(n)d day on", "from %(cases)s within %(n)d days on", asked.days)
        parts.append(words % {"cases": cases, "n": asked.days})
    joined = _(", or ").join(parts)
    return joined if (get_language() or "").startswith("zh") else joined[:1].upper() + joined[1:]


def false_alarm_choices() -> list[tuple[int, str]]:
    """Return how many false alarms one may ask for, in words."""
    return [
        (30, _("at most about three false alarms a year")),
        (10, _("at most about one false alarm a year")),
        (2, _("at most about one false alarm in five years")),
    ]


def bars_of(counts: Sequence[int], told: Collection[int] = ()) -> Bars:
    """Return the drawing of days; ``told``: those on which it tells."""
    top = max([4, *counts])
    bars = []
    for at, count in enumerate(counts):
        high = round(count / top * HIGH, 1)
        if count:
            bars.append(Bar(at * STEP, round(HIGH - high, 1), high, at in told))
    return Bars(bars, len(counts) * STEP, sum(counts))
