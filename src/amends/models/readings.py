"""What Amends read in the words of a case, and how far it has read."""

from __future__ import annotations

from django.db import models


class Reading(models.Model):
    """
    What the words of a case raised, with the words that decided, and what colleagues said of it.

    ``raised`` maps flags of ``rules.flags`` to the words, ``answers`` those that a colleague has judged to whether it
    was so: what is not among them waits for a colleague. ``suspected`` maps those that no rule raised, and the words
    made only likely: the case does not bear them before a colleague says so. ``facts`` is what they state besides, as
    ``rules.stated`` has it.
    """

    case = models.OneToOneField("Case", models.CASCADE, primary_key=True, related_name="reading")
    read_through = models.BigIntegerField(default=0, help_text="Its last intake that was read.")
    raised = models.JSONField(default=dict)
    suspected = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    facts = models.JSONField(default=list)
    like = models.ForeignKey(
        "Case", models.SET_NULL, null=True, related_name="+", help_text="Told at the same place in almost these words."
    )
    read_at = models.DateTimeField()


class ReadingMark(models.Model):
    """
    How far all intakes were read: one row.

    Their numbers are given before they are written, so that one may appear late. Up to ``sure_id`` none can any more;
    ``seen_id`` was the newest at ``seen_at``.
    """

    sure_id = models.BigIntegerField(default=0)
    seen_id = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
