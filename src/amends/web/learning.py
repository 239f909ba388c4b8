"""How suggested failure types fare, kind by kind, what was learnt night after night, and the way back."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import LearnedModel
from amends.rules.learning import LEAST_SAID
from amends.rules.proportions import wilson_interval
from amends.rules.refusals import Refusal
from amends.services.champions import go_back
from amends.services.drifting import Fate, fates
from amends.services.undoing import Facts
from amends.web.colleagues import failure_names
from amends.web.respond import done
from amends.web.settings_pages import form_page, settings_page
from amends.web.toasts import says
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/learning"
NIGHTS = 14
MOST_CORRECTIONS = 2


class KindRow(NamedTuple):
    """What became of the suggestions of one kind, and how good the model is at it on the texts kept back."""

    name: str
    suggested: int
    taken: str
    corrected: str
    precision: str
    recall: str


@staff_page
def learning(request: StaffRequest) -> HttpResponseBase:
    """Show how good suggestions are; have the former model suggest again."""

    def show(refusal: Refusal | None) -> HttpResponse:
        found, unsure = fates(now=request.now)
        nights = list(LearnedModel.objects.order_by("-pk")[:NIGHTS])
        used = LearnedModel.objects.in_use().select_related("before").first()
        suggested = sum(fate.suggested for fate in found.values())
        judged = sum(fate.suggested - fate.waiting for fate in found.values())
        context: dict[str, Any] = {
            "used": used,
            "nights": [(one, _share(one.figures), _share(one.champion_figures)) for one in nights],
            "kinds": _kinds(found, used),
            "suggested": suggested,
            "unsure": unsure,
            "taken": _of(sum(fate.taken for fate in found.values()), judged),
            "answered": _of(suggested, suggested + unsure),
            "enough": LEAST_SAID,
        }
        return settings_page(request, "taxonomy/learning.html", context, refusal)

    def act() -> HttpResponse:
        return done(HERE, undo=str(go_back(by=request.actor, now=request.now).pk))

    return form_page(request, "taxonomy.edit", show=show, act=act, url=HERE, said="saved")


@says("learning.went_back")
def _went_back(_facts: Facts, _now: object) -> str:
    return _("The former suggests again")


def _kinds(found: dict[int, Fate], used: LearnedModel | None) -> list[KindRow]:
    """Return the kinds that were suggested or judged by, those suggested most often first."""
    names, held = failure_names(), {int(kind): row for kind, row in (used.by_kind if used else {}).items()}
    order = sorted({*found, *held}, key=lambda kind: (-found.get(kind, Fate()).suggested, names.get(kind, "")))
    return [_row(names, kind, found.get(kind, Fate()), held.get(kind, [0, 0, 0])) for kind in order]


def _row(names: dict[int | None, str], kind: int, fate: Fate, held: list[int]) -> KindRow:
    true, chosen, both = held
    return KindRow(
        name=names.get(kind, ""),
        suggested=fate.suggested,
        taken=_of(fate.taken, fate.suggested - fate.waiting),
        corrected=" · ".join(f"{names.get(to, '')} {n}" for to, n in fate.corrected.most_common(MOST_CORRECTIONS)),
        precision=_of(both, chosen),
        recall=_of(both, true),
    )


def _of(count: int, of: int) -> str:
    """Return a share with what it rests on and its interval: 80 % of 20 (58 to 92 %)."""
    if not of:
        return ""
    low, high = (round(100 * edge) for edge in wilson_interval(count, of))
    figures = {"percent": round(100 * count / of), "of": of, "low": low, "high": high}
    return _("%(percent)d %% of %(of)d (%(low)d to %(high)d %%)") % figures


def _share(figures: dict[str, float]) -> dict[str, str]:
    told = ("accuracy", "macro_f1", "calibration_error", "answered", "right_of_answered")
    return {name: f"{figures[name]:.2f}" for name in told}
