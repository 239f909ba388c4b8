"""A language model outside the house: where it is asked, if it answers, and whether it may suggest failure types."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.gateways.language_model import NoAnswer, answer_of
from amends.models import Case, Contest, LanguageModel, Membership, Organisation, Site, Suggestion
from amends.rules.access import roles_that_may
from amends.rules.actors import SYSTEM, Actor
from amends.rules.language_models import Choice, Endpoint, endpoint_at, is_understood, question
from amends.rules.refusals import Conflict, Invalid
from amends.services import events
from amends.services.notifications import tell_of_cases
from amends.services.staff import require
from amends.services.suggesting import kinds_to_choose

MAY = "organisation.edit"
REST, LONG_REST = timedelta(seconds=30), timedelta(minutes=10)
OUTAGE = timedelta(minutes=10)  # without an answer, after which administrators are told
FAILING, STALE = "language_model.failing", "language_model.stale"
# Invented: of no customer, and of no failure type of the house.
TRIAL = "The technician was to come at nine and nobody came."
TRIAL_CHOICES = (
    Choice("T1", ("师傅没有上门", "Nobody came to the appointment")),
    Choice("T2", ("收费有误", "Charged wrongly")),
    Choice("T3", ("不干净", "Not clean")),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """How the invented sentence fared: after how long, why not (empty: answered), and whether it could be read."""

    seconds: float
    why: str
    is_understood: bool


def language_model() -> LanguageModel | None:
    """Return the model this house may ask, None where there is none."""
    return LanguageModel.objects.first()


@transaction.atomic
def set_language_model(*, address: str, name: str, key: str, by: Actor, now: datetime) -> LanguageModel:
    """
    Say which model may be asked. Asks nothing yet; another address or name than before switches off what was on.

    An empty key keeps the one there is, but never for another address: a key is not to be sent to where somebody else
    would read it.
    """
    require_house(by)
    wanted = endpoint_at(address, name, key)
    before = _held()
    is_same = before is not None and (before.address, before.name) == (wanted.address, wanted.model)
    if before is not None and not wanted.key and before.address == wanted.address:
        wanted = Endpoint(wanted.address, wanted.model, before.key)
    made = LanguageModel(pk=1, address=wanted.address, name=wanted.model, key=wanted.key)
    if before is not None and is_same:
        made.switched_on_at = before.switched_on_at
    made.save()
    if not is_same:
        Contest.objects.running().update(stopped_at=now)
    events.record_for_organisation("language_model.set", by=by, now=now, host=wanted.host, model=wanted.model)
    return made


@transaction.atomic
def forget_language_model(*, by: Actor, now: datetime) -> None:
    """Forget the address and the key; nothing is asked any more. What contests found stays."""
    require_house(by)
    if _held() is None:
        raise Conflict(_("There is no language model to forget."))
    LanguageModel.objects.all().delete()
    Contest.objects.running().update(stopped_at=now)
    events.record_for_organisation("language_model.forgotten", by=by, now=now)


def try_language_model(*, by: Actor) -> Trial:
    """Send one invented sentence and say how it fared; outside any transaction, as it takes its time."""
    require_house(by)
    model = required()
    began = time.monotonic()
    try:
        answer = answer_of(model.endpoint, question(TRIAL_CHOICES, TRIAL))
    except NoAnswer as error:
        return Trial(time.monotonic() - began, error.why, is_understood=False)
    codes = [one.code for one in TRIAL_CHOICES]
    return Trial(time.monotonic() - began, "", is_understood(answer, codes))


def required() -> LanguageModel:
    """Return the model, or refuse where none was set."""
    model = language_model()
    if model is None:
        raise Invalid(_("First say where the model is asked, and save it."), field="address")
    return model


def taxonomy_mark() -> str:
    """Return the SHA-256 of the kinds there are to choose from: which they are, and what they are called."""
    kinds = sorted((kind.pk, kind.name_zh, kind.name_en) for kind in kinds_to_choose())
    return hashlib.sha256(repr(kinds).encode()).hexdigest()


def is_of_today(contest: Contest, model: LanguageModel) -> bool:
    """Return whether what a contest found holds: for this model at this address, and for these kinds."""
    asked = (contest.address, contest.name, contest.taxonomy)
    return asked == (model.address, model.name, taxonomy_mark())


def standing_contest(model: LanguageModel) -> Contest | None:
    """Return the latest contest that was held to its end, if what it found holds."""
    latest = Contest.objects.exclude(finished_at=None).order_by("-pk").first()
    return latest if latest is not None and is_of_today(latest, model) else None


@transaction.atomic
def switch_on(*, by: Actor, now: datetime) -> LanguageModel:
    """Have the model suggest failure types; only one that has won its contest."""
    require_house(by)
    _held()
    model = required()
    contest = standing_contest(model)
    if contest is None:
        raise Conflict(_("It has to win a contest first, with this model and the failure types as they are now."))
    if not contest.is_won:
        raise Conflict(_("It is not better than what Amends has learnt, or not beyond chance. It stays off."))
    model.switched_on_at = model.switched_on_at or now
    model.save(update_fields=["switched_on_at"])
    events.record_for_organisation("language_model.on", by=by, now=now, host=model.endpoint.host, model=model.name)
    return model


@transaction.atomic
def switch_off(*, by: Actor, now: datetime) -> None:
    """Have nothing but Amends itself suggest, at once; what was suggested stays until a person says."""
    require_house(by)
    _switch_off(by=by, now=now)


def _switch_off(*, by: Actor, now: datetime) -> bool:
    if not LanguageModel.objects.exclude(switched_on_at=None).update(switched_on_at=None):
        return False
    events.record_for_organisation("language_model.off", by=by, now=now)
    return True


@transaction.atomic
def switch_off_as_stale(*, now: datetime) -> None:
    """Switch off what won a contest that no longer holds, and tell administrators, by its last case."""
    last = Suggestion.objects.exclude(by_model="").order_by("-suggested_at").select_related("case").first()
    if _switch_off(by=SYSTEM, now=now) and last is not None:
        tell_administrators(last.case, STALE, now=now)


def note_answer(model: LanguageModel) -> None:
    """Note that the model answers; an outage is over."""
    if model.failing_since is not None:
        LanguageModel.objects.filter(pk=model.pk).update(failing_since=None, trouble="", told_at=None, rests_until=None)


@transaction.atomic
def note_trouble(model: LanguageModel, error: NoAnswer, *, now: datetime, case: Case | None = None) -> None:
    """Let the model rest, longer when it has not answered for long; of an outage administrators are told once."""
    since = model.failing_since or now
    is_outage = now - since >= OUTAGE
    rest = max(LONG_REST if is_outage else REST, timedelta(seconds=error.seconds))
    LanguageModel.objects.filter(pk=model.pk).update(failing_since=since, trouble=error.why, rests_until=now + rest)
    if not is_outage or case is None:
        return
    if LanguageModel.objects.filter(pk=model.pk, told_at=None).exclude(switched_on_at=None).update(told_at=now):
        events.record_for_organisation("language_model.failed", by=SYSTEM, now=now, why=error.why)
        tell_administrators(case, FAILING, now=now)


def tell_administrators(case: Case, kind: str, *, now: datetime) -> None:
    """Tell those who may set the model up, with a case it concerns."""
    root = Site.objects.filter(parent=None).values("pk")
    administrators = Membership.objects.filter(site__in=root, role__in=roles_that_may(MAY), staff__is_active=True)
    people = administrators.values_list("staff", flat=True).distinct()
    tell_of_cases([(case, kind, person) for person in people], now=now)


def require_house(by: Actor) -> None:
    """Refuse who does not administer the whole house."""
    require(by, MAY, Site.objects.get(parent=None).pk)


def _held() -> LanguageModel | None:
    """Return the model with the organisation's row held: of two who change it at once the second sees the first."""
    Organisation.objects.select_for_update().get()
    return language_model()
