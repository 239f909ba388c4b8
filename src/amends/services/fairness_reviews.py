"""Say of the audit of fairness that it was looked at, and hold changes of the rules of remedies until it was."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from amends.models import FairnessReview
from amends.rules.actors import SYSTEM, Actor
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.rules.remedies.reviewing import digest_of, unreviewed
from amends.rules.writing import at_most, one_line
from amends.services import events
from amends.services.fairness import Audit, audit_fairness
from amends.services.staff import require

LONGEST_NOTE = 500


class NotReviewed(Conflict):
    """The audit of fairness found something nobody has looked at yet."""


@transaction.atomic
def review_fairness(*, note: str, seen: str, by: Actor, now: datetime) -> FairnessReview:
    """
    Write down that every point of the audit was looked at, and what came of it; ``seen`` is the mark of what was shown.

    Only a person who sees the whole house may: a rule that waits for it holds everywhere.
    """
    reviewer = _reviewer(by)
    note = at_most(one_line(note), LONGEST_NOTE, field="note")
    if not note:
        raise Invalid(_("Write down what you found and what comes of it."), field="note")
    points = audit_fairness(by=by, now=now).points
    if digest_of(points) != seen:
        raise Conflict(_("The audit has changed since this page was opened. Look at it again."))
    review = FairnessReview.objects.create(points=points, note=note, reviewed_by_id=reviewer, reviewed_at=now)
    events.record_for_organisation("fairness.reviewed", by=by, now=now, review=review.pk, points=len(points))
    return review


def _reviewer(by: Actor) -> int:
    require(by, "fairness.review")
    if by.staff_id is None or not may_review(by):
        raise NotAllowed(_("The review is the word of a person who sees the whole house."))
    return by.staff_id


def may_review(by: Actor) -> bool:
    """Whether somebody may say that the audit was looked at."""
    return by.staff_id is not None and by.may("fairness.review") and by.places("fairness.review") is None


def still_to_review(audit: Audit, *, now: datetime) -> tuple[str, ...]:
    """Return the points of an audit that no review of the last ninety days has."""
    return unreviewed(audit.points, FairnessReview.objects.holding(now).values_list("points", flat=True))


def require_reviewed(*, now: datetime) -> None:
    """Refuse a change of what may be given while the audit of the whole house has points nobody looked at."""
    if count := len(still_to_review(audit_fairness(by=SYSTEM, now=now), now=now)):
        words = ngettext_lazy(
            "The audit of fairness found %(count)d point nobody has looked at. Review it under Fairness first.",
            "The audit of fairness found %(count)d points nobody has looked at. Review them under Fairness first.",
            count,
        )
        raise NotReviewed(words, params={"count": count})


def last_review() -> FairnessReview | None:
    """Return the newest review, with who made it."""
    return FairnessReview.objects.select_related("reviewed_by").order_by("-reviewed_at", "-pk").first()
