"""Begin a contest between a language model and the local one, stop it, and go on with it; the worker holds it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Contest, ContestRow, LanguageModel
from amends.rules.actors import Actor
from amends.rules.learning import LEAST_SAID
from amends.rules.refusals import Conflict, Invalid
from amends.services import events
from amends.services.language_model import is_of_today, require_house, required, taxonomy_mark
from amends.services.learning import has_enough


@transaction.atomic
def begin_contest(*, is_agreed: bool, by: Actor, now: datetime) -> Contest:
    """Begin a contest; whoever begins it agrees that masked words of customers go to that host."""
    require_house(by)
    model = required()
    if not is_agreed:
        raise Invalid(_("Say first that these words may be sent there."), field="agreed")
    if not has_enough():
        message = _("Too few cases were sorted to judge by. It takes about %(least)d.")
        raise Conflict(message, params={"least": LEAST_SAID})
    if Contest.objects.running().exists():
        raise Conflict(_("A contest is under way already."))
    made = Contest.objects.create(
        address=model.address,
        name=model.name,
        taxonomy=taxonomy_mark(),
        begun_by_id=by.staff_id,
        begun_at=now,
    )
    facts = {"contest": made.pk, "host": model.endpoint.host, "model": model.name}
    events.record_for_organisation("contest.begun", by=by, now=now, **facts)
    return made


@transaction.atomic
def stop_contest(*, by: Actor, now: datetime) -> None:
    """Stop the contest under way; it can be continued."""
    require_house(by)
    if not Contest.objects.running().update(stopped_at=now):
        raise Conflict(_("No contest is under way."))
    events.record_for_organisation("contest.stopped", by=by, now=now)


@transaction.atomic
def continue_contest(*, by: Actor, now: datetime) -> None:
    """Go on with the latest contest where it was stopped, with the same model and the same failure types only."""
    require_house(by)
    model = required()
    latest = Contest.objects.order_by("-pk").first()
    if latest is None or latest.finished_at is not None or latest.stopped_at is None:
        raise Conflict(_("There is no contest to go on with."))
    if not is_of_today(latest, model):
        raise Conflict(_("The model or the failure types have changed since. Begin a new contest."))
    latest.stopped_at, latest.trouble = None, ""
    latest.save(update_fields=["stopped_at", "trouble"])
    ContestRow.objects.filter(contest=latest, answered_at=None).update(tries=0, next_try_at=now)
    LanguageModel.objects.update(rests_until=None)
    events.record_for_organisation("contest.continued", by=by, now=now)
