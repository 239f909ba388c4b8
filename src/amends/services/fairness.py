"""Gather what customers were offered, and who they are as far as we know it, for the audit of fairness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from amends.models import Case, Intake, Offer, Promise
from amends.rules.actors import Actor
from amends.rules.remedies.losses import assessed, losses_of
from amends.rules.remedies.reviewing import group_point, outlier_point
from amends.services.directory import directory
from amends.services.staff import require

if TYPE_CHECKING:  # numpy takes longer to load than everything else
    from amends.engines.fairness import Finding, Row

SPAN = timedelta(days=365)
MOST = 20_000  # the newest; a page must not read ten years of a large house
LOUD = {"legal", "media"}  # flags of a case


@dataclass(frozen=True, slots=True)
class Outlier:
    """A case that got far more or less than like cases; both as shares of what the failure cost the customer."""

    case_id: int
    share: float
    usual: float


@dataclass(frozen=True, slots=True)
class Audit:
    """What the audit found among the offers of ``count`` cases since ``since``."""

    since: datetime
    count: int
    findings: list[Finding]
    outliers: list[Outlier]

    @property
    def points(self) -> list[str]:
        """What somebody has to look at: groups treated differently, and cases far from the like."""
        unequal = [one for one in self.findings if one.verdict == "unequal"]
        return [group_point(one.outcome, one.dimension, one.group) for one in unequal] + [
            outlier_point(one.case_id, one.share) for one in self.outliers
        ]


def audit_fairness(*, by: Actor, now: datetime) -> Audit:
    """Compare what groups of customers were offered for like failures, at the places one may see, over a year."""
    from amends.engines.fairness import audit, outliers  # noqa: PLC0415 - as above

    require(by, "fairness.read")
    since = now - SPAN
    rows = _rows(by, since)
    paid = [row for row in rows if "share" in row.outcomes]
    far = outliers([row.outcomes["share"] for row in paid], [row.stratum for row in paid])
    found = [Outlier(paid[at].number, share, usual) for at, share, usual in far]
    return Audit(since, len(rows), audit(rows), found)


def _rows(by: Actor, since: datetime) -> list[Row]:
    """Return a row for each case with an offer that went out or was refused approval; the newest of a case counts."""
    from amends.engines.fairness import Row  # noqa: PLC0415 - as above

    reached = Q(offered_at__isnull=False) | Q(approval__is_granted=False)
    offers = Offer.objects.filter(reached, made_at__gte=since, case__in=Case.objects.visible_to(by))
    offers = offers.select_related("case__failure_type", "approval").order_by("-pk")[:MOST]
    newest: dict[int, Offer] = {}
    for offer in offers:
        newest.setdefault(offer.case_id, offer)
    channels = _channels(newest)
    answered = _answered(newest)
    rows = []
    for case_id, offer in newest.items():
        groups = _groups(offer) | ({"channel": channels[case_id]} if case_id in channels else {})
        outcomes = _outcomes(offer) | ({"on_time": answered[case_id]} if case_id in answered else {})
        rows.append(Row(case_id, groups, _stratum(offer), outcomes))
    return rows


def _channels(cases: Mapping[int, Offer]) -> dict[int, str]:
    """Return the number of the listening post each case was heard at first."""
    heard = Intake.objects.filter(case__in=list(cases)).order_by("-pk").values_list("case", "post")
    return {case: str(post) for case, post in heard}


def _answered(cases: Mapping[int, Offer]) -> dict[int, float]:
    replies = Promise.objects.filter(case__in=list(cases), kind="first_reply").exclude(kept_at=None, missed_at=None)
    return {case: float(missed is None) for case, missed in replies.values_list("case", "missed_at")}


def _groups(offer: Offer) -> dict[str, str]:
    case, facts = offer.case, offer.facts
    price, value = facts.get("price_minor") or 0, facts.get("customer_value_minor") or 0
    band = "untold" if not value else "below" if value < price else "above"
    return {
        "language": case.language,
        "place": directory().names[case.site_id],
        "worth": band,
        "loudness": "loud" if LOUD & set(case.flags or ()) else "quiet",
    }


def _outcomes(offer: Offer) -> dict[str, float]:
    approval = getattr(offer, "approval", None)
    found = {}
    if approval is not None and approval.is_granted is not None:
        found["approved"] = float(approval.is_granted)
    if offer.offered_at is not None:
        found["apologised"] = float("apology" in offer.purposes)
        if cost := _cost_minor(offer.facts, offer.currency):
            found["share"] = offer.total_minor / cost
    return found


def _cost_minor(facts: Mapping[str, Any], currency: str) -> int:
    """Return what the failure cost the customer, else the price: what amounts are compared by."""
    return assessed(losses_of(facts, currency), currency).minor or facts.get("price_minor") or 0


def _stratum(offer: Offer) -> str:
    """Like cases: the kind of failure, how bad, and the size of the price."""
    kind, severity = offer.case.failure_type, offer.case.severity or 0
    top = kind and (kind.parent_id or kind.pk)
    size = len(str(offer.facts.get("price_minor") or 0))
    return f"{top}/{'mild' if severity <= 2 else 'bad' if severity == 3 else 'grave'}/{offer.currency}{size}"
