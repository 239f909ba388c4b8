"""How suggested failure types fare with people: taken, corrected, and whether it gets worse."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F

from amends.models import LearnedModel, Membership, Site, Suggestion
from amends.rules.access import roles_that_may
from amends.rules.actors import SYSTEM
from amends.rules.learning import has_drifted
from amends.services import events
from amends.services.champions import champion
from amends.services.notifications import tell_of_cases

SPAN = timedelta(days=90)
LATELY = timedelta(days=14)
KIND = "learning.drifted"


@dataclass(slots=True)
class Fate:
    """What became of the suggestions of one kind: taken, corrected to which, not judged yet."""

    taken: int = 0
    waiting: int = 0
    corrected: Counter[int] = field(default_factory=Counter)

    @property
    def suggested(self) -> int:
        return self.taken + self.waiting + self.corrected.total()


def fates(*, now: datetime) -> tuple[dict[int, Fate], int]:
    """Return what became of the suggestions of three months, kind by kind, and how often Amends was not sure."""
    lately = Suggestion.objects.filter(suggested_at__gte=now - SPAN)
    rows = lately.values_list("failure_type", "case__failure_type").annotate(count=Count("pk"))
    found: dict[int, Fate] = {}
    unsure = 0
    for suggested, said, count in rows:
        if suggested is None:
            unsure += count
            continue
        fate = found.setdefault(suggested, Fate())
        if said is None:
            fate.waiting += count
        elif said == suggested:
            fate.taken += count
        else:
            fate.corrected[said] += count
    return found, unsure


def watch_drift(*, now: datetime) -> bool:
    """Tell those who edit failure types, once a model, that it is right clearly less often than when it was learnt."""
    model = champion()
    if model is None or model.drifted_at is not None:
        return False
    lately = Suggestion.objects.sure().filter(learned=model.fingerprint, suggested_at__gte=now - LATELY)
    judged = lately.filter(case__failure_type__isnull=False)
    right = judged.filter(case__failure_type=F("failure_type")).count()
    if not has_drifted(right, judged.count(), model.figures["right_of_answered"]):
        return False
    if not LearnedModel.objects.filter(pk=model.pk, drifted_at=None).update(drifted_at=now):
        return False
    events.record_for_organisation(KIND, by=SYSTEM, now=now, model=model.pk)
    corrected = judged.exclude(case__failure_type=F("failure_type")).select_related("case").order_by("-suggested_at")
    case = corrected[0].case
    root = Site.objects.filter(parent=None).values("pk")
    editors = Membership.objects.filter(site__in=root, role__in=roles_that_may("taxonomy.edit"), staff__is_active=True)
    tell_of_cases([(case, KIND, person) for person in editors.values_list("staff", flat=True).distinct()], now=now)
    return True
