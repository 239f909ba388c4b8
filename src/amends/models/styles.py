"""What a customer did about a failure, as it can be read in one of their cases."""

from __future__ import annotations

from typing import Self

from django.db import models


class StyleSignQuerySet(models.QuerySet["StyleSign"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class StyleSign(models.Model):
    """
    One sign of how a customer complains, with the words that show it; the label is made of these by rule.

    It belongs to a case and so to whoever the customer of that case is. It says nothing any more after 180 days.
    """

    case = models.ForeignKey("Case", models.CASCADE, related_name="style_signs")
    sign = models.CharField(max_length=20, help_text="Key of rules.styles.Sign.")
    words = models.CharField(max_length=300, help_text="What shows it.")
    seen_at = models.DateTimeField()
    noted_by = models.ForeignKey("Staff", models.PROTECT, null=True, related_name="+", db_index=False)
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, help_text="Somebody corrected it.")

    objects = StyleSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_at__lte=models.F("noted_at")), name="style_sign_seen_before_noted"
            )
        ]
