"""What a sum wins back: as shipped beside our own outcomes, and going by one or the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import GoodwillCurves
from amends.rules.refusals import Refusal
from amends.rules.remedies.goodwill import HUNDREDTHS, won_back
from amends.services.goodwill import ENOUGH, drop_curves, estimate_curves, take_up_curves
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, staff_page

if TYPE_CHECKING:  # numpy takes longer to load than everything else
    from amends.engines.goodwill import Curve

HERE = "/settings/goodwill"
STEP = 25  # hundredths of the price between two rows


@staff_page
def goodwill(request: StaffRequest) -> HttpResponseBase:
    """Show both curves of each kind, and go by our own or by the shipped ones."""

    def show(refusal: Refusal | None) -> HttpResponse:
        found = estimate_curves(by=request.actor, now=request.now)
        context = {
            "kinds": [
                (_("They kept the service"), found.accepted.outcomes, _rows(found.accepted, accepts=True)),
                (_("They rejected the service"), found.rejected.outcomes, _rows(found.rejected, accepts=False)),
            ],
            "own": GoodwillCurves.objects.in_force().select_related("taken_up_by").first(),
            "is_enough": found.outcomes >= ENOUGH,
            "outcomes": found.outcomes,
            "enough": ENOUGH,
        }
        return settings_page(request, "authority/goodwill.html", context, refusal)

    def act() -> None:
        (drop_curves if request.POST.get("act") == "drop" else take_up_curves)(by=request.actor, now=request.now)

    return form_page(request, "authority.edit", show=show, act=act, url=HERE, said="saved")


def _rows(curve: Curve, *, accepts: bool) -> list[tuple[str, str, str, str]]:
    """Return of some shares of the price: the share, what it wins as shipped, by our outcomes, and its interval."""
    return [
        (
            f"{step / 100:g}",
            f"{won_back(step / 100, accepts=accepts):.0%}",
            f"{curve.won[step]:.0%}",
            _("%(low)s to %(high)s") % {"low": f"{curve.low[step]:.0%}", "high": f"{curve.high[step]:.0%}"},
        )
        for step in range(STEP, HUNDREDTHS + 1, STEP)
    ]
