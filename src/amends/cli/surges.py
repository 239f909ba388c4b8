"""The work behind `amends warn --now` and `--replay`: the cases of this house, as the worker looks at them."""

import os
from datetime import date, timedelta
from typing import Any

from amends.cli import installation
from amends.cli.words import _, give_up, print_json


def look_now(*, as_json: bool) -> None:
    """Look, keep what was found, and print the warnings that stand."""
    os.nice(10)  # whoever waits for a page goes first
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads that wait for each other busily help nobody here
    installation.start_django()
    # These need Django to be there.
    from django.utils import timezone  # noqa: PLC0415

    from amends.models import EarlyWarning  # noqa: PLC0415
    from amends.services.surges import look_for_surges  # noqa: PLC0415
    from amends.services.topic_look import look_for_topics  # noqa: PLC0415
    from amends.services.watch_look import look_at_watches  # noqa: PLC0415

    now = timezone.now()
    raised = look_for_surges(now=now) + look_at_watches(now=now)
    topics = look_for_topics(now=now)
    live = EarlyWarning.objects.live().select_related("site", "failure_type", "watch").order_by("-began_on", "pk")
    told = [_described(warning) for warning in live]
    if as_json:
        print_json({"raised": raised, "warnings": told, "topics_found": topics})
        return
    for one in told:
        print(
            _("%(began_on)s to %(until_on)s  %(site)s, %(failure_type)s: %(observed)s came in, %(expected)s expected")
            % {**one, "failure_type": one["watch"] or one["failure_type"] or _("every kind")}
        )
    if not told:
        print(_("nothing out of the ordinary"))


def _described(warning: Any) -> dict[str, Any]:
    return {
        "site": warning.site.name,
        "failure_type": warning.failure_type.key if warning.failure_type else None,
        "watch": warning.watch.name if warning.watch else None,
        "began_on": warning.began_on.isoformat(),
        "until_on": warning.until_on.isoformat(),
        "observed": warning.observed,
        "expected": round(warning.expected, 3),
        "interval": [warning.low, warning.high],
        "p": float(f"{warning.p:.3g}"),
        "q": float(f"{warning.q:.3g}"),
        "is_acknowledged": warning.acknowledged_at is not None,
    }


def report(*, as_json: bool) -> None:
    """Print what would have been told over the last year, how early, and what of the real warnings was false."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    installation.start_django()
    # These need Django to be there.
    from django.utils import timezone  # noqa: PLC0415

    from amends.services.replaying import report_on_history  # noqa: PLC0415

    found = report_on_history(now=timezone.now())
    if found is None:
        give_up(_("there is too little history yet: it takes cases of more than four weeks"))
    lines = [_replayed(one, found.since) for one in found.warnings]
    if as_json:
        figures = {"from": found.since.isoformat(), "days": found.days, "judged": found.judged, "false": found.false}
        figures["false_a_year"] = found.a_year
        print_json({**figures, "warnings": lines})
        return
    for one in lines:
        print(
            _(
                "%(told_on)s  %(site)s, %(failure_type)s: told on day %(days_to_warning)s of it, "
                "%(before)s cases until then, %(after)s after"
            )
            % {**one, "failure_type": one["failure_type"] or _("every kind")}
        )
    counted = {"count": len(lines), "days": found.days, "judged": found.judged, "false": found.false}
    print(_("%(count)s warnings in %(days)s days; of %(judged)s judged by colleagues %(false)s were false") % counted)
    if found.a_year is None:
        print(_("fixed limits: there is less than half a year of history"))
    else:
        print(_("asked for: about %(a_year)s false warnings a year in the whole house") % {"a_year": found.a_year})


def _replayed(one: Any, since: date) -> dict[str, Any]:
    from amends.models import FailureType  # noqa: PLC0415 - as above
    from amends.services.directory import directory  # noqa: PLC0415

    site, kind = one.key
    return {
        "site": directory().names.get(site, ""),
        "failure_type": FailureType.objects.get(pk=kind).key if kind else None,
        "began_on": (since + timedelta(days=one.began)).isoformat(),
        "told_on": (since + timedelta(days=one.told)).isoformat(),
        "ended_on": (since + timedelta(days=one.ended)).isoformat(),
        "days_to_warning": one.told - one.began + 1,
        "before": one.before,
        "after": one.after,
    }
