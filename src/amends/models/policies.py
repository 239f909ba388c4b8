"""What the house promises for which cases, version by version."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Max

from amends.rules.allowances import allow
from amends.rules.policies import Policy, read_conditions


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def newest(self) -> Self:
        """The last version of each policy, those taken out of use included."""
        return self.filter(pk__in=self.model.objects.values("policy").annotate(last=Max("pk")).values("last"))

    def in_force(self) -> Self:
        return self.newest().filter(is_off=False)


class PolicyVersion(models.Model):
    """
    One policy as it stood from an instant until its next version. Never changed: promises refer to what held for them.

    policy      which policy this is a version of
    conditions  for which cases; see ``rules.policies.Conditions``, empty for all
    is_off      from this version on the policy is out of use
    """

    policy = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    allow = models.CharField(max_length=8, help_text="As it is written: 48h, 10wd.")
    basis = models.CharField(max_length=12)
    conditions = models.JSONField(default=dict)
    calendar_of = models.ForeignKey(
        "Site", models.PROTECT, null=True, related_name="+", help_text="Whose hours count; empty: where it happened."
    )
    is_off = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+")

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="policy_version_once")]

    def as_rule(self) -> Policy | None:
        """Return it as the rules choose by; None when it asks for something nobody here knows."""
        conditions = read_conditions(self.conditions)
        if conditions is None:
            return None
        return Policy(self.pk, self.kind, self.allow, allow(self.allow, self.basis), conditions, self.calendar_of_id)
