"""The work behind `amends warn --now`: looks at the cases of this house, as the worker does every hour."""

import os
from typing import Any

from amends.cli import installation
from amends.cli.words import _, print_json


def look_now(*, as_json: bool) -> None:
    """Look, keep what was found, and print the warnings that stand."""
    os.nice(10)  # whoever waits for a page goes first
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads that wait for each other busily help nobody here
    installation.start_django()
    # These need Django to be there.
    from django.utils import timezone  # noqa: PLC0415

    from amends.models import EarlyWarning  # noqa: PLC0415
    from amends.services.surges import look_for_surges  # noqa: PLC0415

    raised = look_for_surges(now=timezone.now())
    live = EarlyWarning.objects.live().select_related("site", "failure_type").order_by("-began_on", "pk")
    told = [_described(warning) for warning in live]
    if as_json:
        print_json({"raised": raised, "warnings": told})
        return
    for one in told:
        print(
            _("%(began_on)s to %(until_on)s  %(site)s, %(failure_type)s: %(observed)s came in, %(expected)s expected")
            % {**one, "failure_type": one["failure_type"] or _("every kind")}
        )
    if not told:
        print(_("nothing out of the ordinary"))


def _described(warning: Any) -> dict[str, Any]:
    return {
        "site": warning.site.name,
        "failure_type": warning.failure_type.key if warning.failure_type else None,
        "began_on": warning.began_on.isoformat(),
        "until_on": warning.until_on.isoformat(),
        "observed": warning.observed,
        "expected": round(warning.expected, 3),
        "interval": [warning.low, warning.high],
        "p": float(f"{warning.p:.3g}"),
        "q": float(f"{warning.q:.3g}"),
        "is_acknowledged": warning.acknowledged_at is not None,
    }
