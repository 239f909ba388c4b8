"""What a colleague should know of a case, a warning or a topic, addressed to them by name."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from amends.models.cases import Case
from amends.models.topics import Topic
from amends.models.warnings import EarlyWarning
from amends.rules.actors import Actor

WAITING = Q(goes_out=True)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, of what one may still see."""
        # Asked row by row: a colleague has few, and an engine would collect every case there is for "in either".
        case = Exists(Case.objects.visible_to(actor).filter(pk=OuterRef("case")))
        warning = Exists(EarlyWarning.objects.visible_to(actor).filter(pk=OuterRef("warning")))
        topic = Exists(Topic.objects.visible_to(actor).filter(pk=OuterRef("topic")))
        return self.filter(Q(to=actor.staff_id) & (case | warning | topic))

    def waiting(self) -> Self:
        """To go out with the next digest."""
        return self.filter(WAITING)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notification(models.Model):
    """One thing one colleague is told of a case, a warning or a topic; ``kind`` is a key of ``rules.notices``."""

    to = models.ForeignKey("Staff", models.CASCADE, related_name="notifications", db_index=False)
    case = models.ForeignKey("Case", models.CASCADE, null=True, related_name="+")
    warning = models.ForeignKey("EarlyWarning", models.CASCADE, null=True, related_name="+")
    topic = models.ForeignKey("Topic", models.CASCADE, null=True, related_name="+")
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
            models.CheckConstraint(
                condition=Q(case__isnull=False, warning=None, topic=None)
                | Q(case=None, warning__isnull=False, topic=None)
                | Q(case=None, warning=None, topic__isnull=False),
                name="notification_about_one",
            ),
            models.UniqueConstraint(
                fields=["promise", "to", "kind"], name="notification_once", condition=Q(promise__isnull=False)
            ),
        ]
