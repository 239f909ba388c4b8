"""From a case to what people read out, and back."""

from __future__ import annotations

from django.db.models import QuerySet

from amends.models import Case
from amends.rules.actors import Actor
from amends.rules.references import number_of, reference
from amends.rules.refusals import NotFound
from amends.services.directory import directory


def spoken(case_id: int) -> str:
    """Return the reference of a case: CB-41271."""
    return reference(case_id, directory().organisation.reference_prefix)


def case_spoken_of(text: str, *, by: Actor, among: QuerySet[Case] | None = None) -> Case:
    """Return the case a reference means, if this colleague may see it; otherwise it is as if there were none."""
    number = number_of(text)
    visible = Case.objects.visible_to(by) if among is None else among
    case = visible.filter(pk=number).first() if number else None
    if case is None:
        raise NotFound
    return case
