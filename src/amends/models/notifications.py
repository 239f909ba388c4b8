"""What a colleague should know of a case, addressed to them by name."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from amends.models.cases import Case
from amends.rules.actors import Actor

WAITING = Q(goes_out=True)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, of cases one may still see."""
        return self.filter(to=actor.staff_id, case__in=Case.objects.visible_to(actor))

    def waiting(self) -> Self:
        """To go out with the next digest."""
        return self.filter(WAITING)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notification(models.Model):
    """One thing one colleague is told of a case; ``kind`` is a key of ``rules.notices``."""

    to = models.ForeignKey("Staff", models.CASCADE, related_name="notifications", db_index=False)
    case = models.ForeignKey("Case", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    promise = models.ForeignKey("Promise", models.CASCADE, null=True, related_name="+", db_index=False)
    message = models.ForeignKey("Message", models.CASCADE, null=True, related_name="+", db_index=False)
    by = models.ForeignKey("Staff", models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    goes_out = models.BooleanField(default=False, help_text="Waits for the next digest.")
    digest = models.ForeignKey("Digest", models.SET_NULL, null=True, related_name="notifications", db_index=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["to", "-id"], name="notification_newest"),
            models.Index(fields=["to"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=["to"], name="notification_goes_out", condition=WAITING),
            models.Index(fields=["digest"], name="notification_digest", condition=Q(digest__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["promise", "to", "kind"], name="notification_once", condition=Q(promise__isnull=False)
            )
        ]
