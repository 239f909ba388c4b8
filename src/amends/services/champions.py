"""The model of failure types in use: read once from its files, left again for the former."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends import environment
from amends.models import LearnedModel, Organisation, Undo
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict
from amends.services import events
from amends.services.staff import require
from amends.services.undoing import Facts, leave_undo, undoes

if TYPE_CHECKING:  # numpy takes longer to load than everything else, and room that the web process has no use for
    from amends.engines.triage.model import Model

log = logging.getLogger(__name__)
_kept: tuple[str, Model | None] = ("", None)


def folder_of(fingerprint: str) -> Path:
    """Return where the files of a model lie."""
    return environment.models_folder() / fingerprint


def champion() -> LearnedModel | None:
    """Return the model in use, None for the shipped words."""
    return LearnedModel.objects.in_use().first()


def loaded(fingerprint: str) -> Model | None:
    """Return a model from its files, the last one asked for kept; None where they are not there, as after a restore."""
    global _kept  # noqa: PLW0603 - one model at a time, for as long as the process lives
    if not fingerprint:
        return None
    if _kept[0] != fingerprint and (found := _load(fingerprint)) is not None:
        _kept = (fingerprint, found)
    return _kept[1] if _kept[0] == fingerprint else None


def _load(fingerprint: str) -> Model | None:
    from amends.engines.triage.files import CannotRead, load  # noqa: PLC0415 - see above

    try:
        return load(folder_of(fingerprint))
    except CannotRead as error:
        log.warning("the model %s cannot be read, the shipped words suggest instead: %s", fingerprint[:12], error)
        return None


def has_files(model: LearnedModel | None) -> bool:
    """Return whether a model can be used; the shipped words always can."""
    return model is None or (folder_of(model.fingerprint) / "model.json").exists()


@transaction.atomic
def go_back(*, by: Actor, now: datetime) -> Undo:
    """Suggest by what was in use before, the former model or the shipped words; better ones wait for a week."""
    require(by, "taxonomy.edit")
    Organisation.objects.select_for_update().get()  # of two at once the second finds it done
    here = LearnedModel.objects.in_use().select_related("before").first()
    if here is None:
        raise Conflict(_("The shipped words suggest already; there is nothing before them."))
    if not has_files(here.before):
        raise Conflict(_("The files of the former model are gone."))
    _change(here, here.before, now=now)
    here.went_back_at = now
    here.save(update_fields=["went_back_at"])
    events.record_for_organisation("learning.went_back", by=by, now=now, model=here.pk)
    return leave_undo(verb="learning.went_back", facts={"model": here.pk}, by=by, now=now)


@undoes("learning.went_back")
def _return(facts: Facts, *, by: Actor, now: datetime) -> None:
    require(by, "taxonomy.edit")
    Organisation.objects.select_for_update().get()
    model = LearnedModel.objects.select_related("before").get(pk=facts["model"])
    here = champion()
    if here != model.before or not has_files(model):
        raise Conflict(_("Another model was taken up since. Nothing was taken back."))
    _change(here, model, now=now)
    model.went_back_at = None
    model.save(update_fields=["went_back_at"])
    events.record_for_organisation("learning.returned", by=by, now=now, model=model.pk)


def take_up(model: LearnedModel, *, now: datetime) -> None:
    """Use a model instead of the one in use. The caller's transaction must hold the organisation's row."""
    model.before = champion()
    model.save(update_fields=["before"])
    _change(model.before, model, now=now)


def _change(old: LearnedModel | None, new: LearnedModel | None, *, now: datetime) -> None:
    if old is not None:
        old.dropped_at = now
        old.save(update_fields=["dropped_at"])
    if new is not None:
        new.taken_up_at, new.dropped_at = now, None
        new.save(update_fields=["taken_up_at", "dropped_at"])
