"""The language model outside the house: where it is asked, a try, its contest, and whether it suggests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from amends.models import Contest, ContestRow
from amends.rules.contests import MOST_ROWS
from amends.rules.learning import LEAST_SAID
from amends.rules.refusals import Refusal
from amends.services import contests
from amends.services import language_model as service
from amends.services.language_model import TRIAL, Trial
from amends.services.learning import has_enough
from amends.web.respond import done
from amends.web.settings_pages import form_page, settings_page
from amends.web.visitors import StaffRequest, staff_page

HERE = "/settings/language-model"
COMPARED = ("accuracy", "macro_f1", "answered", "right_of_answered")


@staff_page
def language_model(request: StaffRequest) -> HttpResponseBase:
    """Show how it stands, and do the one thing that was pressed."""

    def show(refusal: Refusal | None, trial: Trial | None = None) -> HttpResponse:
        context = {**_context(), "trial": _told(trial) if trial else None}
        return settings_page(request, "taxonomy/language_model.html", context, refusal)

    def act() -> HttpResponse:
        if request.POST.get("act") == "try":
            return show(None, service.try_language_model(by=request.actor))
        return done(HERE, _do(request))

    return form_page(request, service.MAY, show=show, act=act, url=HERE, said="saved")


def _do(request: StaffRequest) -> str:
    """Do what was pressed, and return the key of what is said of it."""
    form, by, now = request.POST, request.actor, request.now
    doing = form.get("act", "")
    if doing == "begin":
        contests.begin_contest(is_agreed=form.get("agreed") == "yes", by=by, now=now)
        return "contest-begun"
    if doing in _ACTS:
        act, said = _ACTS[doing]
        act(by=by, now=now)
        return said
    service.set_language_model(
        address=form.get("address", ""), name=form.get("model", ""), key=form.get("key", ""), by=by, now=now
    )
    return "saved"


_ACTS: Mapping[str, tuple[Callable[..., object], str]] = {
    "stop": (contests.stop_contest, "contest-stopped"),
    "continue": (contests.continue_contest, "contest-begun"),
    "on": (service.switch_on, "model-on"),
    "off": (service.switch_off, "model-off"),
    "forget": (service.forget_language_model, "model-forgotten"),
}


def _context() -> dict[str, Any]:
    model = service.language_model()
    latest = Contest.objects.order_by("-pk").first()
    is_running = latest is not None and latest.finished_at is None and latest.stopped_at is None
    return {
        "model": model,
        "trouble": troubles().get(model.trouble) if model else "",
        "contest": latest,
        "is_running": is_running,
        "is_of_today": bool(model and latest and service.is_of_today(latest, model)),
        "why_stopped": troubles().get(latest.trouble, "") if latest and not is_running else "",
        "progress": _progress(latest) if latest else None,
        "rows": _rows(latest) if latest else (),
        "verdict": _verdict(latest) if latest and latest.figures else None,
        "has_enough": has_enough(),
        "enough": LEAST_SAID,
        "most": MOST_ROWS,
        "trial_words": TRIAL,
    }


def _progress(contest: Contest) -> dict[str, int]:
    answered = ContestRow.objects.filter(contest=contest).exclude(answered_at=None).count()
    return {"answered": answered, "of": ContestRow.objects.filter(contest=contest).count()}


def _rows(contest: Contest) -> list[tuple[str, str, str]]:
    """Return each measure with both figures."""
    names = {
        "accuracy": _("Right"),
        "macro_f1": _("Macro-F1"),
        "answered": _("Answered"),
        "right_of_answered": _("Right where it answered"),
    }
    told = contest.figures
    return [(names[one], f"{told['asked'][one]:.2f}", f"{told['local'][one]:.2f}") for one in COMPARED if told]


def _verdict(contest: Contest) -> dict[str, Any]:
    found = contest.figures["verdict"]
    chance = found["by_chance"]
    return {**found, "chance": f"{chance:.3f}" if chance >= 0.001 else "< 0.001", "judged": contest.figures["judged"]}


def _told(trial: Trial) -> dict[str, str | bool]:
    return {
        "seconds": f"{trial.seconds:.1f}",
        "why": troubles().get(trial.why, ""),
        "is_understood": trial.is_understood,
    }


def troubles() -> dict[str, str]:
    """Return why there is no answer, or no contest, in words."""
    return {
        "unreachable": _("Nobody answers at this address."),
        "slow": _("It took too long to answer."),
        "refused": _("It refused: the key or the model’s name is not right, or it wants to send us elsewhere."),
        "busy": _("It is asked too often, or what was paid for is used up."),
        "unreadable": _("What it answered is not in the form of chat completions."),
        "stale": _("The model or the failure types have changed since."),
        "few": _("Too few cases were sorted to judge by."),
    }
